//! Checks the proxy settings of the environment.

use http::Uri;
use hyper_util::client::proxy::matcher::Matcher;

use crate::error::ConfigError;

/// Refuses a proxy that reqwest would silently ignore, so that requests do not bypass a configured proxy.
///
/// `variable` returns the value of a variable. The error does not contain the value, which may contain a password.
///
/// # Errors
///
/// The variable for `endpoint` has a proxy that cannot be used.
pub(super) fn check(endpoint: &Uri, variable: impl Fn(&'static str) -> Option<String>) -> Result<(), ConfigError> {
    let first = |names: [&'static str; 2]| {
        let mut set = names.into_iter().filter_map(|name| Some((name, variable(name)?)));
        set.next().filter(|(_, value)| !value.is_empty())
    };
    let own = if endpoint.scheme_str() == Some("https") {
        first(["HTTPS_PROXY", "https_proxy"])
    } else if variable("REQUEST_METHOD").is_none() {
        first(["HTTP_PROXY", "http_proxy"])
    } else {
        // For a CGI program, a web server sets `HTTP_PROXY` from a header of the client.
        None
    };
    let Some((name, value)) = own.or_else(|| first(["ALL_PROXY", "all_proxy"])) else {
        return Ok(());
    };
    if is_usable(&value) || is_spared(endpoint, first(["NO_PROXY", "no_proxy"]).map(|(_, value)| value)) {
        return Ok(());
    }
    Err(ConfigError::new(
        name,
        "is not the url of an HTTP proxy such as `http://proxy.example:3128`; set another one by `proxy`, or none \
         by `no_proxy`",
    ))
}

/// Whether a value is a usable proxy. Without a scheme it is an HTTP proxy.
fn is_usable(value: &str) -> bool {
    value.parse().is_ok_and(|uri: Uri| {
        let scheme = uri.scheme_str();
        uri.authority().is_some() && matches!(scheme, None | Some("http" | "https"))
    })
}

/// Whether `endpoint` needs no proxy.
fn is_spared(endpoint: &Uri, no_proxy: Option<String>) -> bool {
    let any = Matcher::builder().all("http://proxy.invalid");
    any.no(no_proxy.unwrap_or_default())
        .build()
        .intercept(endpoint)
        .is_none()
}

#[cfg(test)]
mod tests {
    use super::check;

    fn checked(endpoint: &str, variables: &[(&str, &str)]) -> Option<String> {
        let value = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        check(&endpoint.parse().unwrap(), value)
            .err()
            .map(|error| error.to_string())
    }

    const FMG: &str = "https://fmg.example/jsonrpc";

    #[test]
    fn an_unusable_proxy_is_refused_and_not_repeated() {
        for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
            for value in [
                "socks5://operator:hunter2@proxy.example:1080",
                "socks5h://operator:hunter2@proxy.example",
                "ftp://hunter2@proxy.example",
                "http:/hunter2",
                "http://hunter2 proxy.example",
                "https://",
            ] {
                let error = checked(FMG, &[(name, value)]).unwrap();
                assert!(error.contains(name) && error.contains("`no_proxy`"), "{error}");
                assert!(!error.contains("hunter2") && !error.contains("operator"), "{error}");
            }
        }
        let socks = "socks5://proxy.example";
        let plain = "http://fmg.example/";
        assert!(checked(plain, &[("HTTP_PROXY", socks)]).is_some());
        assert!(checked(plain, &[("http_proxy", socks), ("NO_PROXY", "other.example")]).is_some());
        assert!(checked(FMG, &[("HTTPS_PROXY", ""), ("ALL_PROXY", socks)]).is_some());
    }

    #[test]
    fn other_variables_are_ignored() {
        let socks = "socks5://proxy.example";
        for variables in [
            [].as_slice(),
            &[("HTTPS_PROXY", "http://operator:hunter2@proxy.example:3128")],
            &[("HTTPS_PROXY", "https://proxy.example/")],
            &[("HTTPS_PROXY", "HTTP://proxy.example/")],
            &[("HTTPS_PROXY", "proxy.example:3128")],
            &[("HTTPS_PROXY", "proxy.example:3128"), ("ALL_PROXY", socks)],
            &[("HTTPS_PROXY", "")],
            &[("HTTP_PROXY", socks)],
            &[("HTTPS_PROXY", socks), ("NO_PROXY", "fmg.example")],
            &[("ALL_PROXY", socks), ("no_proxy", "*")],
        ] {
            assert_eq!(checked(FMG, variables), None, "{variables:?}");
        }
        let cgi = [("HTTP_PROXY", socks), ("REQUEST_METHOD", "GET")];
        assert_eq!(checked("http://fmg.example/", &cgi), None);
    }
}
