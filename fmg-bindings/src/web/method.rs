//! The methods of HTTP, as libraries of HTTP have them.

use fmg_template::HttpMethod;

use crate::endpoint::CallMethod;

/// The method that a request goes by.
pub(crate) fn http_method(method: HttpMethod) -> http::Method {
    // Each is a token, as a test checks, so that there is one for it.
    http::Method::from_bytes(method.as_str().as_bytes()).unwrap_or_default()
}

impl CallMethod for HttpMethod {
    fn as_str(self) -> &'static str {
        Self::as_str(self)
    }

    fn is_read(self) -> bool {
        Self::is_read(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_goes_as_what_it_is() {
        for method in HttpMethod::ALL {
            assert_eq!(http_method(*method).as_str(), method.as_str());
        }
    }
}
