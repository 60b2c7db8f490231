//! The settings of the built-in transport.

use std::time::Duration;

use crate::secret::Secret;

/// The default timeout for establishing a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The settings of the built-in transport.
#[derive(Debug)]
pub(crate) struct Settings {
    /// Certificates, PEM or DER, that are trusted in place of the system's. If empty, the system's are trusted.
    pub(crate) roots: Vec<Vec<u8>>,
    /// Fingerprints of certificates that are trusted without further checks.
    pub(crate) pins: Vec<String>,
    pub(crate) identity: Option<Secret>,
    pub(crate) proxy: Route,
    pub(crate) connect_timeout: Option<Duration>,
    /// The total timeout of most requests. reqwest applies it without an allocation for each request.
    pub(crate) usual_timeout: Option<Duration>,
    pub(crate) accept_invalid_certificates: bool,
}

/// Whether requests use a proxy.
#[derive(Debug, Default)]
pub(crate) enum Route {
    /// The proxy of `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` in the environment.
    #[default]
    Environment,
    Direct,
    /// Secret because the url may contain a user and a password.
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
            usual_timeout: None,
            accept_invalid_certificates: false,
        }
    }
}

impl Settings {
    /// The secrets in the url of a proxy, which the proxy may quote in an error.
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

/// Decodes percent-encoded text.
fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8_lossy()
        .into_owned()
}
