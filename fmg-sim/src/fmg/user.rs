//! Users of a FortiManager.

/// A user of the FortiManager: an administrator, or an API user.
///
/// ```
/// use fmg_sim::fmg::{Permit, User};
///
/// let auditor = User::new("auditor", "secret").permit(Permit::Read).adoms(["demo"]);
/// ```
#[derive(Clone, Debug)]
pub struct User {
    pub(super) name: String,
    pub(super) secret: Secret,
    pub(super) permit: Permit,
    pub(super) profile: String,
    /// The ADOMs that the user is limited to; empty: all.
    pub(super) adoms: Vec<String>,
    pub(super) approver: bool,
}

/// The credentials of a user, which protect nothing.
#[derive(Clone)]
pub(super) enum Secret {
    Password(String),
    ApiKey(String),
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Password(_) => "Password(..)",
            Self::ApiKey(_) => "ApiKey(..)",
        })
    }
}

/// The permission of a user for the JSON API: the setting `rpc-permit`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permit {
    /// No access, and no login.
    None,
    /// Reads only.
    Read,
    /// Reads and writes.
    ReadWrite,
}

impl User {
    /// A user with a password, and with full access to every ADOM.
    #[must_use]
    pub fn new(name: impl Into<String>, password: impl Into<String>) -> Self {
        Self::of(name.into(), Secret::Password(password.into()))
    }

    /// A user with an API key, which every request contains, and with full access to every ADOM.
    #[must_use]
    pub fn with_key(name: impl Into<String>, key: impl Into<String>) -> Self {
        Self::of(name.into(), Secret::ApiKey(key.into()))
    }

    fn of(name: String, secret: Secret) -> Self {
        Self {
            name,
            secret,
            permit: Permit::ReadWrite,
            profile: "Super_User".to_owned(),
            adoms: Vec::new(),
            approver: true,
        }
    }

    /// Sets the permission.
    #[must_use]
    pub fn permit(mut self, permit: Permit) -> Self {
        self.permit = permit;
        self
    }

    /// Sets the name of the profile, which replies about the session show.
    #[must_use]
    pub fn profile(mut self, profile: impl Into<String>) -> Self {
        self.profile = profile.into();
        self
    }

    /// Limits the user to these ADOMs.
    #[must_use]
    pub fn adoms<A: Into<String>>(mut self, adoms: impl IntoIterator<Item = A>) -> Self {
        self.adoms = adoms.into_iter().map(Into::into).collect();
        self
    }

    /// Sets whether the user may approve the workflow sessions of others.
    #[must_use]
    pub fn approver(mut self, approver: bool) -> Self {
        self.approver = approver;
        self
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the user may access an ADOM.
    pub(super) fn may_enter(&self, adom: &str) -> bool {
        self.adoms.is_empty() || self.adoms.iter().any(|own| own == adom)
    }
}
