//! Entity tags.

use std::fmt;

use http::header::{ETAG, HeaderMap, HeaderValue};

/// The entity tag that FortiOS sends with a response: it stays the same while the response would be the same.
///
/// It comes with a [`Reply`](super::Reply); send it with the next read of the same data. Its format is internal to
/// FortiOS.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ETag(HeaderValue);

impl ETag {
    /// Parses an entity tag that was [written](fmt::Display) as text; `None` if it is not valid.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        HeaderValue::from_str(text).ok().and_then(Self::taken)
    }

    /// The entity tag of a response with these headers.
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
        // Checked to be text when it was created.
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
    fn an_entity_tag_can_be_written_and_parsed() {
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
    fn an_invalid_entity_tag_is_refused() {
        for text in ["", " ", "a\r\nX-Other: 1", "é"] {
            assert_eq!(ETag::from_text(text), None, "{text:?}");
        }
        let mut headers = HeaderMap::new();
        headers.insert(ETAG, HeaderValue::from_bytes(b"\xff").unwrap());
        assert_eq!(ETag::of(&headers), None);
    }
}
