use crate::code::{Code, CodeClass, StatusCode};

impl Code {
    /// Done.
    pub const OK: Self = Self::new(0);
    /// There is no such object.
    pub const OBJECT_DOES_NOT_EXIST: Self = Self::new(-3);
}

pub(crate) const STATUS_CODES: &[StatusCode] = &[
    StatusCode { code: Code::OK, meaning: "Done.", class: CodeClass::Ok },
    StatusCode { code: Code::OBJECT_DOES_NOT_EXIST, meaning: "There is no such object.", class: CodeClass::NotFound },
    StatusCode { code: Code::new(-6), meaning: "There is no such url.", class: CodeClass::InvalidUrl },
    StatusCode { code: Code::new(-11), meaning: "No permission, or the session has ended.", class: CodeClass::Permission },
    StatusCode { code: Code::new(-22), meaning: "User or password is wrong.", class: CodeClass::LoginFailed },
    StatusCode { code: Code::new(-20055), meaning: "Locked by another user.", class: CodeClass::Locked },
];
