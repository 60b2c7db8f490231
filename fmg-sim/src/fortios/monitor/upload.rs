//! Uploaded files.

use std::collections::VecDeque;

use bytes::Bytes;
use serde_json::Value;

use super::MonitorCall;
use crate::fortios::refusal::Refusal;

/// The maximum size of all stored files together, in bytes.
const KEPT: usize = 64 << 20;

/// An uploaded file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Upload {
    /// The url of the call.
    pub url: String,
    /// The file name, if the file was a part of a multi-part form: base64 in JSON has none.
    pub name: Option<String>,
    /// The content.
    pub content: Bytes,
}

/// The latest uploaded files.
#[derive(Debug, Default)]
pub(in crate::fortios) struct Uploads(VecDeque<Upload>);

impl Uploads {
    pub(super) fn note(&mut self, ask: &MonitorCall<'_>) {
        let Some(file) = ask.file else { return };
        self.0.push_back(Upload {
            url: ask.route.url.to_string(),
            name: file.name.clone(),
            content: file.content.clone(),
        });
        while self.0.len() > 1 && self.0.iter().map(|upload| upload.content.len()).sum::<usize>() > KEPT {
            self.0.pop_front();
        }
    }

    /// The files, the latest one last.
    pub(in crate::fortios) fn all(&self) -> Vec<Upload> {
        self.0.iter().cloned().collect()
    }
}

/// Checks that the request has a file, unless the call takes the content from elsewhere.
pub(super) fn check(ask: &MonitorCall<'_>) -> Result<(), Refusal> {
    let elsewhere = ["source", "type", "import_method"].iter().any(|name| {
        let source = ask.members.get(*name).and_then(Value::as_str);
        source.is_some_and(|source| matches!(source, "usb" | "revision" | "fortiguard" | "url" | "scep"))
    });
    match ask.file {
        None if !elsewhere => Err(missing()),
        Some(file) if file.content.is_empty() => Err(missing()),
        _ => Ok(()),
    }
}

fn missing() -> Refusal {
    Refusal {
        cli_error: Some("the file is missing".to_owned()),
        ..Refusal::http(424)
    }
}
