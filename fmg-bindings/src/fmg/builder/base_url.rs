//! The base url of an appliance.

use http::Uri;
use http::uri::InvalidUri;

use crate::error::ConfigError;

/// The url that takes the calls, below the base url.
pub(super) fn endpoint(base: &str, plain_http: bool) -> Result<Uri, ConfigError> {
    const PATH: &str = "/jsonrpc";
    let fault = |problem| ConfigError::new("base url", problem);
    let unreadable = "is no url; it looks like `https://fmg.example`";
    let uri: Uri = base
        .parse()
        .map_err(|error: InvalidUri| fault(unreadable).because(error))?;
    match uri.scheme_str() {
        Some("https") => {}
        Some("http") if plain_http => {}
        Some("http") => {
            return Err(fault(
                "begins with `http://`, which would send passwords in clear; use `https://`",
            ));
        }
        Some(_) => return Err(fault("has a scheme other than `https://`")),
        None => return Err(fault("does not begin with `https://`")),
    }
    let authority = uri.authority().ok_or_else(|| fault(unreadable))?;
    if authority.as_str().contains('@') {
        return Err(fault("holds a user; give user and password to `credentials`"));
    }
    if uri.query().is_some() {
        return Err(fault("holds a query"));
    }
    let path = uri.path().trim_end_matches('/');
    let path = path.strip_suffix(PATH).unwrap_or(path);
    Uri::builder()
        .scheme(uri.scheme_str().unwrap_or("https"))
        .authority(authority.as_str())
        .path_and_query(format!("{path}{PATH}"))
        .build()
        .map_err(|error| fault(unreadable).because(error))
}

#[cfg(test)]
mod tests {
    use super::endpoint;

    #[test]
    fn calls_go_to_one_path_below_the_base_url() {
        for (base, expected) in [
            ("https://fmg.example", "https://fmg.example/jsonrpc"),
            ("https://fmg.example/", "https://fmg.example/jsonrpc"),
            ("https://fmg.example:8443/jsonrpc", "https://fmg.example:8443/jsonrpc"),
            ("https://[2001:db8::1]/jsonrpc/", "https://[2001:db8::1]/jsonrpc"),
            ("https://gate.example/fmg/a/", "https://gate.example/fmg/a/jsonrpc"),
        ] {
            assert_eq!(endpoint(base, false).unwrap().to_string(), expected, "{base}");
        }
        assert_eq!(
            endpoint("http://[::1]:8080", true).unwrap().to_string(),
            "http://[::1]:8080/jsonrpc"
        );
    }

    #[test]
    fn a_base_url_that_is_none_is_refused_and_not_repeated() {
        for (base, problem) in [
            ("", "is no url"),
            ("https://", "is no url"),
            ("https://fmg example", "is no url"),
            ("fmg.example", "does not begin with `https://`"),
            ("/jsonrpc", "does not begin with `https://`"),
            ("ftp://fmg.example", "other than `https://`"),
            ("http://fmg.example", "in clear"),
            (
                "https://admin:hunter2@fmg.example",
                "give user and password to `credentials`",
            ),
            ("https://fmg.example/jsonrpc?access_token=hunter2", "holds a query"),
        ] {
            let error = endpoint(base, false).unwrap_err();
            let text = error.to_string();
            assert!(
                text.starts_with("base url: ") && text.contains(problem),
                "{base}: {text}"
            );
            assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
        }
    }
}
