//! The content of a request.

use std::borrow::Cow;

use bytes::Bytes;
use http::HeaderValue;

use super::file::File;
use super::members::{BodyMember, Members};
use crate::call_record::{CallRecord, Part};
use crate::secret::WipedBytes;

pub(crate) const JSON: HeaderValue = HeaderValue::from_static("application/json");
pub(super) const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");

/// The content of a request.
pub(crate) enum Content {
    /// No content.
    None,
    /// JSON text.
    Json(Bytes),
    /// A form, as `application/x-www-form-urlencoded`.
    Form(Bytes),
    /// A file with the members beside it.
    File {
        members: Vec<BodyMember>,
        /// The name of the member that contains the file.
        name: Cow<'static, str>,
        /// The name of the part that contains the file, where the body is a form.
        part: Cow<'static, str>,
        file: File,
    },
    /// A file without members.
    Whole(File),
}

impl From<Members> for Content {
    fn from(mut members: Members) -> Self {
        if let Some(file) = members.content {
            Self::Whole(file)
        } else if let Some((name, file)) = members.file {
            Self::File {
                members: members.body,
                part: members.part.map_or_else(|| name.clone(), Cow::Borrowed),
                name,
                file,
            }
        } else if !members.form.is_empty() {
            Self::Form(WipedBytes::from(std::mem::take(&mut *members.form).into_bytes()).shared())
        } else if let Some(json) = members.whole {
            Self::Json(json.shared())
        } else if members.body.is_empty() {
            Self::None
        } else {
            Self::Json(members.object().shared())
        }
    }
}

impl Content {
    /// Notes the secrets of the content, which errors do not show.
    pub(super) fn note(&self, record: &mut CallRecord) {
        match self {
            Self::None | Self::Whole(_) => {}
            Self::Json(json) => record.note_part(Part::Json(json.clone())),
            Self::Form(form) => record.note_part(Part::Pairs(form.clone())),
            Self::File { members, .. } => {
                for member in members {
                    let (name, json) = (member.name().to_owned(), member.json().to_owned());
                    record.note_part(Part::Member(name.into(), json.into()));
                }
            }
        }
    }
}
