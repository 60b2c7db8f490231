//! The status codes of FortiManager.

use crate::code::{Code, CodeClass, StatusCodes};
use crate::error::ApiError;
use crate::generated::fmg::status::{REFUSALS, STATUS_CODES};

/// The known codes.
static KNOWN: StatusCodes = StatusCodes {
    codes: STATUS_CODES,
    refusals: REFUSALS,
};

/// The error for a refusal of FortiManager with this code and message.
pub(crate) fn refused(code: Code, message: &str) -> ApiError {
    ApiError::new(code, message, &KNOWN)
}

impl Code {
    /// The meaning of a known code.
    #[must_use]
    pub fn meaning(self) -> Option<&'static str> {
        KNOWN.find(self).map(|known| known.meaning)
    }

    /// The class of the code; [`CodeClass::Other`] if it is not known.
    #[must_use]
    pub fn class(self) -> CodeClass {
        KNOWN.find(self).map_or(CodeClass::Other, |known| known.class)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_codes_have_a_meaning_and_a_class() {
        assert_eq!(Code::new(-3).class(), CodeClass::NotFound);
        assert!(Code::new(-3).meaning().is_some());
        assert_eq!(
            (Code::new(-4711).class(), Code::new(-4711).meaning()),
            (CodeClass::Other, None)
        );
    }

    #[test]
    fn no_code_is_listed_twice() {
        for (index, known) in STATUS_CODES.iter().enumerate() {
            assert!(
                STATUS_CODES[..index].iter().all(|other| other.code != known.code),
                "{}",
                known.code
            );
        }
    }
}
