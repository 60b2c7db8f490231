//! The base url of an appliance, which the urls of all calls extend.

use std::fmt;

use http::Uri;
use http::uri::{Authority, InvalidUri, Parts, PathAndQuery, Scheme};

use crate::error::ConfigError;

/// Scheme, host and port of an appliance, with the path of a gateway in front of it, if there is one.
#[derive(Clone)]
pub(crate) struct BaseUrl {
    scheme: Scheme,
    authority: Authority,
    /// Ends without a slash.
    path: String,
}

impl BaseUrl {
    /// Parses a base url. A path such as `/jsonrpc`, which users often copy along, is removed from its end.
    pub(crate) fn read(base: &str, copied: &str, plain_http: bool) -> Result<Self, ConfigError> {
        let fault = |problem| ConfigError::new("base url", problem);
        let uri: Uri = base
            .parse()
            .map_err(|error: InvalidUri| fault(UNREADABLE).because(error))?;
        let Parts {
            scheme,
            authority,
            path_and_query,
            ..
        } = uri.into_parts();
        let scheme = match scheme {
            Some(scheme) if scheme == Scheme::HTTPS => scheme,
            Some(scheme) if scheme == Scheme::HTTP && plain_http => scheme,
            Some(scheme) if scheme == Scheme::HTTP => {
                return Err(fault(
                    "begins with `http://`, which would send passwords in clear; use `https://`",
                ));
            }
            Some(_) => return Err(fault("has a scheme other than `https://`")),
            None => return Err(fault("does not begin with `https://`")),
        };
        let authority = authority.ok_or_else(|| fault(UNREADABLE))?;
        if authority.as_str().contains('@') {
            return Err(fault("contains a user; give user and password to `credentials`"));
        }
        let path_and_query = path_and_query.unwrap_or_else(|| PathAndQuery::from_static("/"));
        if path_and_query.query().is_some() {
            return Err(fault("contains a query"));
        }
        let path = path_and_query.path().trim_end_matches('/');
        Ok(Self {
            scheme,
            authority,
            path: path.strip_suffix(copied).unwrap_or(path).to_owned(),
        })
    }

    /// Whether the host is this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        let host = self.authority.host();
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        host.eq_ignore_ascii_case("localhost")
            || bare
                .unwrap_or(host)
                .parse::<std::net::IpAddr>()
                .is_ok_and(|address| address.is_loopback())
    }

    /// The url of `path_and_query`, which begins with a slash and is already encoded.
    pub(crate) fn join(&self, path_and_query: &str) -> Result<Uri, http::Error> {
        let path_and_query = if self.path.is_empty() {
            PathAndQuery::try_from(path_and_query)?
        } else {
            PathAndQuery::try_from(format!("{}{path_and_query}", self.path))?
        };
        let mut parts = Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(path_and_query);
        Ok(Uri::from_parts(parts)?)
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.authority, self.path)
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

const UNREADABLE: &str = "is not a url such as `https://appliance.example`";

#[cfg(test)]
mod tests {
    use super::BaseUrl;

    fn read(base: &str) -> BaseUrl {
        BaseUrl::read(base, "/jsonrpc", base.starts_with("http://")).unwrap()
    }

    #[test]
    fn calls_go_below_the_base_url() {
        for (base, expected) in [
            ("https://fmg.example", "https://fmg.example/jsonrpc"),
            ("https://fmg.example/", "https://fmg.example/jsonrpc"),
            ("https://fmg.example:8443/jsonrpc", "https://fmg.example:8443/jsonrpc"),
            ("https://[2001:db8::1]/jsonrpc/", "https://[2001:db8::1]/jsonrpc"),
            ("https://gate.example/fmg/a/", "https://gate.example/fmg/a/jsonrpc"),
            ("http://[::1]:8080", "http://[::1]:8080/jsonrpc"),
        ] {
            assert_eq!(read(base).join("/jsonrpc").unwrap().to_string(), expected, "{base}");
        }
        let uri = read("https://gate.example/fgt")
            .join("/api/v2/monitor/a?b=%20")
            .unwrap();
        assert_eq!(uri.to_string(), "https://gate.example/fgt/api/v2/monitor/a?b=%20");
        assert_eq!(read("https://fgt.example/").to_string(), "https://fgt.example");
    }

    #[test]
    fn an_invalid_base_url_is_refused_and_not_repeated() {
        for (base, problem) in [
            ("", "is not a url"),
            ("https://", "is not a url"),
            ("https://fmg example", "is not a url"),
            ("fmg.example", "does not begin with `https://`"),
            ("/jsonrpc", "does not begin with `https://`"),
            ("ftp://fmg.example", "other than `https://`"),
            ("http://fmg.example", "in clear"),
            (
                "https://admin:hunter2@fmg.example",
                "give user and password to `credentials`",
            ),
            ("https://fmg.example/jsonrpc?access_token=hunter2", "contains a query"),
        ] {
            let error = BaseUrl::read(base, "/jsonrpc", false).unwrap_err();
            let text = error.to_string();
            assert!(text.contains(problem) && text.contains("base url"), "{base}: {text}");
            assert!(!format!("{text} {error:?}").contains("hunter2"), "{error:?}");
        }
    }
}
