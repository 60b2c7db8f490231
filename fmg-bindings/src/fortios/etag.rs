//! The marks that FortiOS gives to states.

use std::fmt;

use http::header::{ETAG, HeaderMap, HeaderValue};

/// The mark that FortiOS gives to a state: as long as the answer would be the same, so is the mark.
///
/// It comes with a [`Reply`](super::Reply), and goes back with the next read of the same thing. What it consists of is
/// FortiOS' own business.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ETag(HeaderValue);

impl ETag {
    /// Takes back a mark that was [written](fmt::Display) somewhere; `None` if it cannot have been one.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        HeaderValue::from_str(text).ok().and_then(Self::taken)
    }

    /// The mark of an answer with these headers.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        headers.get(ETAG).cloned().and_then(Self::taken)
    }

    /// The value of the header `If-None-Match`.
    pub(super) fn header(&self) -> HeaderValue {
        self.0.clone()
    }

    fn taken(value: HeaderValue) -> Option<Self> {
        let text = value.to_str().ok()?;
        (!text.trim().is_empty()).then_some(Self(value))
    }
}

impl fmt::Display for ETag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // It was text when it was taken.
        f.pad(self.0.to_str().unwrap_or_default())
    }
}

impl fmt::Debug for ETag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ETag({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_survives_being_written_down() {
        let mut headers = HeaderMap::new();
        assert_eq!(ETag::of(&headers), None);
        headers.insert(ETAG, HeaderValue::from_static("W/\"a1\""));
        let etag = ETag::of(&headers).unwrap();
        assert_eq!(
            (etag.to_string().as_str(), etag.0.clone()),
            ("W/\"a1\"", HeaderValue::from_static("W/\"a1\""))
        );
        assert_eq!(ETag::from_text(&etag.to_string()), Some(etag));
    }

    #[test]
    fn what_cannot_be_a_mark_is_none() {
        for text in ["", " ", "a\r\nX-Other: 1", "é"] {
            assert_eq!(ETag::from_text(text), None, "{text:?}");
        }
        let mut headers = HeaderMap::new();
        headers.insert(ETAG, HeaderValue::from_bytes(b"\xff").unwrap());
        assert_eq!(ETag::of(&headers), None);
    }
}
