//! How the built-in transport reaches an appliance, and as what.

use std::time::Duration;

use crate::secret::Secret;

/// The longest that setting up a connection may take unless told otherwise.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// How to reach the appliance.
#[derive(Debug)]
pub(crate) struct Settings {
    /// Certificates, PEM or DER, that are trusted in place of the system's; none: the system's.
    pub(crate) roots: Vec<Vec<u8>>,
    /// Fingerprints of certificates that are trusted whatever they say.
    pub(crate) pins: Vec<String>,
    pub(crate) identity: Option<Secret>,
    pub(crate) proxy: Route,
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) accept_invalid_certificates: bool,
}

/// Whether the way to the appliance leads over a proxy.
#[derive(Debug, Default)]
pub(crate) enum Route {
    /// As `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` of the environment say.
    #[default]
    Environment,
    Direct,
    /// Secret because the url may hold a user and a password.
    Proxy(Secret),
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            roots: Vec::new(),
            pins: Vec::new(),
            identity: None,
            proxy: Route::default(),
            connect_timeout: Some(CONNECT_TIMEOUT),
            accept_invalid_certificates: false,
        }
    }
}

impl Settings {
    /// What the url of a proxy holds, which the proxy may quote when it refuses.
    pub(crate) fn proxy_secrets(&self) -> Vec<Secret> {
        let Route::Proxy(url) = &self.proxy else {
            return Vec::new();
        };
        let authority = url
            .expose()
            .split_once("://")
            .map_or(url.expose(), |(_, authority)| authority);
        let user_info = authority.rsplit_once('@').map(|(user_info, _)| user_info);
        let password = user_info
            .and_then(|pair| pair.split_once(':'))
            .map(|(_, password)| password);
        user_info
            .into_iter()
            .chain(password)
            .flat_map(|text| [text.to_owned(), decoded(text)])
            .map(Secret::from)
            .collect()
    }
}

/// `text` as it was before it was percent-encoded.
fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8_lossy()
        .into_owned()
}
