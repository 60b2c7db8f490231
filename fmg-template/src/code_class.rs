//! Classes of status codes.

/// One line for each class: its variant, its word in specs, and its meaning.
macro_rules! code_classes {
    ($($Class:ident $word:literal $doc:literal)*) => {
        /// The class of a status code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum CodeClass {
            $(#[doc = $doc] $Class,)*
        }

        impl CodeClass {
            /// Every class.
            pub const ALL: &[Self] = &[$(Self::$Class),*];

            /// The class as one word, such as `not-found`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$Class => $word,)*
                }
            }
        }
    };
}

code_classes! {
    Ok              "ok"               "Success."
    NotFound        "not-found"        "The object does not exist."
    Exists          "exists"           "The object already exists."
    Permission      "permission"       "The user may not do this, or the session has ended: FortiManager does not distinguish the two."
    Locked          "locked"           "Another session holds the lock."
    BadReference    "bad-reference"    "The data refers to an object that does not exist."
    InUse           "in-use"           "Other objects refer to the object."
    NotReady        "not-ready"        "The response is not ready yet."
    InvalidUrl      "invalid-url"      "FortiManager has no such url, or no such verb for it."
    InvalidData     "invalid-data"     "The data is not valid for the url."
    Unreachable     "unreachable"      "A device or server behind FortiManager did not answer."
    WorkspaceOff    "workspace-off"    "The ADOM has no workspace mode, so there is nothing to lock."
    LoginFailed     "login-failed"     "User or password is wrong."
    SessionEnded    "session-ended"    "There is no session, it has ended, or the token is not accepted. Only FortiOS reports this."
    RateLimited     "rate-limited"     "Too many requests. Only FortiOS reports this."
    PasswordMissing "password-missing" "The call needs a separate password, such as that of a backup."
    Other           "other"            "None of these."
}

#[cfg(test)]
mod tests {
    use super::CodeClass;

    #[test]
    fn each_word_stands_for_one_class_and_is_its_name() {
        for class in CodeClass::ALL {
            let word = class.as_str().replace('-', "");
            assert_eq!(word, format!("{class:?}").to_lowercase());
            let same = CodeClass::ALL.iter().filter(|other| other.as_str() == class.as_str());
            assert_eq!(same.count(), 1, "{class:?}");
        }
    }
}
