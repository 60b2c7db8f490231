//! Converts HTTP methods to those of the crate `http`.

use fmg_template::HttpMethod;

use crate::endpoint::CallMethod;

/// The method in the type of the crate `http`.
pub(crate) fn http_method(method: HttpMethod) -> http::Method {
    // Each is a valid token, which a test checks.
    http::Method::from_bytes(method.as_str().as_bytes()).unwrap_or_default()
}

impl CallMethod for HttpMethod {
    fn as_str(self) -> &'static str {
        Self::as_str(self)
    }

    fn is_read(self) -> bool {
        Self::is_read(self)
    }

    fn may_repeat(self) -> bool {
        Self::may_repeat(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_keeps_its_name() {
        for method in HttpMethod::ALL {
            assert_eq!(http_method(*method).as_str(), method.as_str());
        }
    }
}
