//! Login and logout.

use crate::fmg::{Members, Method, Request};
use crate::slots::reply;
use crate::{Endpoint, Secret};

/// Opens a session.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Login {
    /// Name of the user.
    pub user: String,
    /// Password of the user.
    pub passwd: Secret,
}

impl Login {
    /// A login with these credentials.
    pub fn new(user: impl Into<String>, passwd: impl Into<Secret>) -> Self {
        Self { user: user.into(), passwd: passwd.into() }
    }
}

impl Endpoint for Login {
    type Response = LoginReply;
    const TEMPLATE: &'static str = "/sys/login/user";
    const ESCAPING: crate::__private::Escaping = crate::__private::Escaping::Fmg;
    fn url(&self) -> String {
        Self::TEMPLATE.to_owned()
    }
}

impl Request for Login {
    const METHOD: Method = Method::Exec;
    fn write_members(&self, out: &mut Members<'_>) {
        out.data_member("user", &self.user);
        out.data_member("passwd", &self.passwd);
    }
}

/// The session that a login opened.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct LoginReply {
    /// The session.
    pub session: Option<Secret>,
}

reply! { LoginReply { envelope { session: "session" } } }

/// Ends the session.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Logout {}

impl Logout {
    /// A logout.
    #[must_use]
    pub fn new() -> Self {
        Self {}
    }
}

impl Endpoint for Logout {
    type Response = ();
    const TEMPLATE: &'static str = "/sys/logout";
    const ESCAPING: crate::__private::Escaping = crate::__private::Escaping::Fmg;
    fn url(&self) -> String {
        Self::TEMPLATE.to_owned()
    }
}

impl Request for Logout {
    const METHOD: Method = Method::Exec;
    fn write_members(&self, _: &mut Members<'_>) {}
}
