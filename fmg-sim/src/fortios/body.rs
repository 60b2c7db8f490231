//! Bodies of requests.
//!
//! The API accepts JSON, forms, and multi-part forms for files.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use serde_json::{Map, Value};

use super::call::{Call, members};
use super::refusal::Refusal;
use crate::multipart;

/// The body of a request.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub(super) members: Map<String, Value>,
    /// The file of a multi-part form.
    file: Option<File>,
}

/// An uploaded file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct File {
    /// File name; `None` for base64 in JSON.
    pub(super) name: Option<String>,
    pub(super) content: Bytes,
}

impl Body {
    /// Parses the body of a request. A request without a body has no members.
    ///
    /// # Errors
    ///
    /// The body does not match its `Content-Type`, or is not an object.
    pub(super) fn read(call: &Call) -> Result<Self, Refusal> {
        let media_type = call.header(CONTENT_TYPE.as_str()).unwrap_or_default();
        if call.body.iter().all(u8::is_ascii_whitespace) {
            return Ok(Self::default());
        }
        if let Some(boundary) = multipart::boundary(media_type) {
            return form_of_parts(call.body.clone(), boundary);
        }
        // Programs often send JSON with the type of a form, which is the default of their library.
        let is_json = matches!(
            call.body.iter().find(|byte| !byte.is_ascii_whitespace()),
            Some(b'{' | b'[')
        );
        if media_type.starts_with("application/x-www-form-urlencoded") && !is_json {
            return Ok(Self::form(call));
        }
        match serde_json::from_slice(&call.body) {
            Ok(Value::Object(members)) => Ok(Self { members, file: None }),
            _ => Err(Refusal::http(400)),
        }
    }

    /// Parses the body as a form, whatever its `Content-Type`: programs often log in without that header.
    pub(super) fn form(call: &Call) -> Self {
        let pairs: Vec<_> = form_urlencoded::parse(&call.body).into_owned().collect();
        Self {
            members: members(&pairs),
            file: None,
        }
    }

    /// The file of a multi-part form.
    pub(super) fn file(&self) -> Option<&Bytes> {
        self.file.as_ref().map(|file| &file.content)
    }

    /// Removes and returns the file: the part of a multi-part form, or the base64 of the member with this name.
    ///
    /// # Errors
    ///
    /// The member is not base64.
    pub(super) fn take_file(&mut self, member: &str) -> Result<Option<File>, Refusal> {
        let in_json = self.members.remove(member);
        if let Some(file) = self.file.take() {
            return Ok(Some(file));
        }
        match in_json {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => {
                // The document requires base64 "without white space or other characters that base64 does not have".
                let content = STANDARD.decode(text).map_err(|_| Refusal::http(424))?;
                Ok(Some(File {
                    name: None,
                    content: content.into(),
                }))
            }
            Some(_) => Err(Refusal::http(424)),
        }
    }
}

/// Parses a multi-part form.
fn form_of_parts(body: Bytes, boundary: String) -> Result<Body, Refusal> {
    let parts = multipart::read(body, boundary).ok_or_else(|| Refusal::http(400))?;
    let mut body = Body::default();
    for part in parts {
        match (part.file_name, part.name) {
            // A part with a file name is the file.
            (Some(name), _) => {
                body.file = Some(File {
                    name: Some(name),
                    content: part.content,
                });
            }
            (None, Some(name)) => {
                let text = String::from_utf8_lossy(&part.content).into_owned();
                body.members.insert(name, text.into());
            }
            (None, None) => {}
        }
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use http::Request;
    use serde_json::json;

    use super::*;

    fn read(media_type: &str, body: &[u8]) -> Result<Body, Refusal> {
        let request = Request::builder()
            .method("POST")
            .uri("/")
            .header(CONTENT_TYPE, media_type);
        Body::read(&Call::read(request.body(Bytes::copy_from_slice(body)).unwrap()).unwrap())
    }

    #[test]
    fn json_is_parsed_whatever_its_content_type() {
        for media_type in [
            "application/json",
            "text/plain",
            "application/x-www-form-urlencoded",
            "nonsense",
        ] {
            let body = read(media_type, b" {\"a\": [1]}").unwrap();
            assert_eq!(Value::from(body.members), json!({"a": [1]}), "{media_type}");
        }
        for body in [&b"{"[..], b"[1]", b"1", b"{} x", b"\xff", b"null"] {
            assert_eq!(read("application/json", body).unwrap_err(), Refusal::http(400));
        }
        assert!(read("application/json", b" \n").unwrap().members.is_empty());
    }

    #[test]
    fn a_form_has_members() {
        let body = read("application/x-www-form-urlencoded", b"a=1&b=x+y&b=%C3%A9&c").unwrap();
        assert_eq!(Value::from(body.members), json!({"a": "1", "b": ["x y", "é"], "c": ""}));
    }

    #[test]
    fn a_file_is_a_part_of_a_form_or_base64() {
        let form = "--X\r\nContent-Disposition: form-data; name=\"source\"\r\n\r\nupload\r\n--X\r\nContent-Disposition: \
                    form-data; name=\"any\"; filename=\"a.conf\"\r\nContent-Type: text/plain\r\n\r\n\u{0}\r\n--\r\n--X--\r\n";
        let mut body = read("multipart/form-data; boundary=X", form.as_bytes()).unwrap();
        assert_eq!(body.members["source"], "upload");
        let file = body.take_file("file_content").unwrap().unwrap();
        assert_eq!(
            (file.name.as_deref(), &file.content[..]),
            (Some("a.conf"), &b"\0\r\n--"[..])
        );

        let mut body = read(
            "application/json",
            br#"{"file_content": "c2FtcGxl", "source": "upload"}"#,
        )
        .unwrap();
        let file = body.take_file("file_content").unwrap().unwrap();
        assert_eq!(
            (file.name, &file.content[..], body.members.len()),
            (None, &b"sample"[..], 1)
        );
        assert_eq!(body.take_file("file_content"), Ok(None));
        for damaged in [r#"{"f": "c2Ft cGxl"}"#, r#"{"f": "c2FtcGx"}"#, r#"{"f": 1}"#] {
            assert!(
                read("application/json", damaged.as_bytes())
                    .unwrap()
                    .take_file("f")
                    .is_err(),
                "{damaged}"
            );
        }
    }

    #[test]
    fn a_damaged_multi_part_form_is_refused() {
        let whole = "--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--X--\r\n";
        let media_type = "multipart/form-data; boundary=X";
        assert!(read(media_type, whole.as_bytes()).is_ok());
        for length in 1..whole.len() - 4 {
            assert_eq!(
                read(media_type, &whole.as_bytes()[..length]).unwrap_err(),
                Refusal::http(400),
                "{length}"
            );
        }
        assert!(read("multipart/form-data", whole.as_bytes()).is_err());
    }
}
