//! Status codes and what to make of them.

use super::Source;

/// A status code.
#[derive(Clone, Debug)]
pub struct StatusCode {
    /// The number on the wire.
    pub number: i64,
    /// The name of its constant.
    pub name: String,
    /// What it means.
    pub meaning: String,
    /// The class that callers act on.
    pub class: CodeClass,
    /// Where that is documented.
    pub source: Vec<Source>,
}

/// A refusal of one call that means something of its own.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The url template of the call.
    pub url: String,
    /// The status code.
    pub code: i64,
    /// The message, as it is worded on the wire; `None`: whatever the message.
    pub message: Option<String>,
    /// What it means.
    pub meaning: String,
    /// The class that callers act on.
    pub class: CodeClass,
}

/// What a caller does about a status code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeClass {
    /// Nothing is wrong.
    Ok,
    /// What the url names does not exist.
    NotFound,
    /// It exists already.
    Exists,
    /// The user may not, or the session is gone.
    Permission,
    /// Somebody holds the lock, or nobody does and one is needed.
    Locked,
    /// A reference leads nowhere.
    BadReference,
    /// Something refers to it.
    InUse,
    /// The answer is not there yet.
    NotReady,
    /// No such url.
    InvalidUrl,
    /// The data or an option is wrong.
    InvalidData,
    /// A device does not answer.
    Unreachable,
    /// The workspace mode does not allow the call.
    WorkspaceOff,
    /// Wrong user or password.
    LoginFailed,
    /// There is no session any more, or the token is not valid.
    SessionEnded,
    /// The device turns requests away for a while.
    RateLimited,
    /// A password is needed that was not given.
    PasswordMissing,
    /// Anything else.
    Other,
}

impl CodeClass {
    /// Every class.
    pub const ALL: [Self; 17] = [
        Self::Ok,
        Self::NotFound,
        Self::Exists,
        Self::Permission,
        Self::Locked,
        Self::BadReference,
        Self::InUse,
        Self::NotReady,
        Self::InvalidUrl,
        Self::InvalidData,
        Self::Unreachable,
        Self::WorkspaceOff,
        Self::LoginFailed,
        Self::SessionEnded,
        Self::RateLimited,
        Self::PasswordMissing,
        Self::Other,
    ];

    /// How specs spell it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::NotFound => "not-found",
            Self::Exists => "exists",
            Self::Permission => "permission",
            Self::Locked => "locked",
            Self::BadReference => "bad-reference",
            Self::InUse => "in-use",
            Self::NotReady => "not-ready",
            Self::InvalidUrl => "invalid-url",
            Self::InvalidData => "invalid-data",
            Self::Unreachable => "unreachable",
            Self::WorkspaceOff => "workspace-off",
            Self::LoginFailed => "login-failed",
            Self::SessionEnded => "session-ended",
            Self::RateLimited => "rate-limited",
            Self::PasswordMissing => "password-missing",
            Self::Other => "other",
        }
    }

    /// The variant of the runtime's enum.
    #[must_use]
    pub const fn variant(self) -> &'static str {
        match self {
            Self::Ok => "Ok",
            Self::NotFound => "NotFound",
            Self::Exists => "Exists",
            Self::Permission => "Permission",
            Self::Locked => "Locked",
            Self::BadReference => "BadReference",
            Self::InUse => "InUse",
            Self::NotReady => "NotReady",
            Self::InvalidUrl => "InvalidUrl",
            Self::InvalidData => "InvalidData",
            Self::Unreachable => "Unreachable",
            Self::WorkspaceOff => "WorkspaceOff",
            Self::LoginFailed => "LoginFailed",
            Self::SessionEnded => "SessionEnded",
            Self::RateLimited => "RateLimited",
            Self::PasswordMissing => "PasswordMissing",
            Self::Other => "Other",
        }
    }
}
