//! A file while it is received, after the response was recognised as a file.

#[cfg(test)]
#[cfg(feature = "fortios")]
mod tests;

use std::fmt;

use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderMap, Response, response};

use super::body_kind::BodyStart;
use super::kind::FileKind;
use super::pieces::Pieces;
use super::{disposition, name};
use crate::call_record::CallRecord;
use crate::error::{Context, DecodeError, Error, ErrorKind};
use crate::reading;
use crate::transport::{Body, Coding, Collected, inflate, is_gzip};
use crate::web::file::{UploadState, Watcher};
use crate::web::{Refusal, ResponseParts};

/// The number of bytes of a response that are examined to distinguish an error from a file. Errors are much shorter.
const REFUSAL: usize = 64 * 1024;

/// The expectations of a response with a file.
pub(crate) struct Wanted {
    pub(crate) kind: FileKind,
    /// The longest file that is kept in memory.
    pub(crate) limit: Option<u64>,
    pub(crate) refusal: Refusal,
}

/// A file that is being received.
pub struct Incoming {
    call: Context,
    record: CallRecord,
    /// The name from the response, made safe.
    pub(super) name: Option<String>,
    pub(super) media_type: Option<String>,
    /// The beginning of the body, which was examined.
    begun: Bytes,
    body: Pieces,
    done: u64,
    total: Option<u64>,
    watcher: Watcher,
    /// The longest file that is kept in memory.
    limit: Option<u64>,
    /// The state of the file that was sent, if one was.
    sent: UploadState,
}

impl Incoming {
    /// Accepts a response as a file, unless it is an error. Appliances refuse some downloads with HTTP 200 and their
    /// usual JSON. After the end of a session they may answer with a login page.
    pub(crate) async fn begin(
        call: Context,
        mut record: CallRecord,
        answer: Response<Body>,
        watcher: Watcher,
        wanted: Wanted,
        sent: UploadState,
    ) -> Result<Self, Error> {
        let (head, body) = answer.into_parts();
        let is_success = head.status.is_success();
        let coding = Coding::named(&head.headers).filter(|_| !is_success || !is_gzip_file(&head.headers));
        let mut body = Pieces::new(body, coding);
        let total = body.announced();
        let Wanted { kind, limit, refusal } = wanted;
        let mut begun = BytesMut::new();
        let mut is_all = false;
        let mut looked_at = 0;
        while begun.len() < REFUSAL {
            // Not for each piece, because a piece may be a single byte.
            if is_success && begun.len() >= looked_at + looked_at / 8 {
                looked_at = begun.len();
                if !kind.needs_more(&head.headers, &begun) {
                    break;
                }
            }
            match body.piece().await {
                Ok(Some(piece)) => begun.extend_from_slice(&piece),
                Ok(None) => {
                    is_all = true;
                    break;
                }
                // A partial error message says more than the broken connection.
                Err(_) if !is_success => break,
                Err(error) => return Err(record.during(|| Error::new(call, error))),
            }
        }
        let mut begun = begun.freeze();
        // A file may be gzip. An error is text that was compressed.
        if !is_success
            && is_gzip(&begun)
            && let Ok(text) = inflate(Coding::Gzip, &begun, Some(REFUSAL as u64))
        {
            begun = text;
        }
        let fault = record.during(|| {
            fault(&head, BodyStart { bytes: &begun, is_all }, refusal, kind).map(|fault| Error::new(call, fault))
        });
        if let Some(fault) = fault {
            return Err(fault);
        }
        Ok(Self {
            call,
            record,
            name: given_name(&head.headers),
            media_type: media_type(&head.headers).map(str::to_owned),
            begun,
            body,
            done: 0,
            total,
            watcher,
            limit,
            sent,
        })
    }

    /// The next piece of the file; `None` after the last one.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        let piece = if self.begun.is_empty() {
            let piece = self.body.piece().await;
            piece.map_err(|error| self.record.during(|| Error::new(self.call, error)))?
        } else {
            Some(std::mem::take(&mut self.begun))
        };
        if let Some(piece) = &piece {
            self.done += piece.len() as u64;
            self.watcher.notify(self.done, self.total);
        } else if let Some(unsent) = self.sent.unsent() {
            return Err(self.failed(unsent));
        } else if self.done == 0 {
            self.watcher.notify(0, self.total);
        }
        Ok(piece)
    }

    /// An error that names the call and shows none of its secrets.
    pub(super) fn failed(&mut self, kind: impl Into<ErrorKind>) -> Error {
        let call = self.call;
        self.record.during(|| call.failed(kind))
    }

    /// An empty buffer for the file in memory.
    pub(super) fn collected(&mut self) -> Result<Collected, Error> {
        Collected::new(self.limit, self.total).map_err(|error| self.failed(error))
    }

    pub(super) fn done(&self) -> u64 {
        self.done
    }
}

impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming")
            .field("call", &self.call)
            .finish_non_exhaustive()
    }
}

/// The error of a response with this beginning, or with this whole body if it is short.
fn fault(head: &response::Parts, begun: BodyStart<'_>, refusal: Refusal, kind: FileKind) -> Option<ErrorKind> {
    let utf16 = reading::decode_utf16(begun.bytes);
    let begun = BodyStart {
        bytes: utf16.as_deref().map_or(begun.bytes, str::as_bytes),
        ..begun
    };
    let refused = refusal(ResponseParts {
        status: head.status,
        headers: &head.headers,
        body: begun.bytes,
    });
    if !head.status.is_success() {
        return refused;
    }
    let fault = kind.fault(&head.headers, begun);
    // A JSON file may have a `status` of its own; an error of the appliance also has a number.
    let is_a_status =
        |kind: &ErrorKind| matches!(kind, ErrorKind::Rest(rest) if rest.http_status() < 400 && rest.code().is_none());
    let refused = refused.filter(|kind| fault.is_some() || !is_a_status(kind));
    refused.or_else(|| {
        Some(
            DecodeError::new(fault?)
                .near(&String::from_utf8_lossy(begun.bytes), 0)
                .into(),
        )
    })
}

fn media_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(CONTENT_TYPE)?.to_str().ok()
}

/// Whether the file itself is gzip. If a web server declares gzip as the coding of such a file, it means the file.
fn is_gzip_file(headers: &HeaderMap) -> bool {
    let essence = media_type(headers).and_then(|media_type| media_type.split(';').next());
    let is_gzip_type = essence.is_some_and(|essence| {
        let essence = essence.trim();
        ["application/gzip", "application/x-gzip"]
            .iter()
            .any(|gzip| essence.eq_ignore_ascii_case(gzip))
    });
    let ends_so = |name: String| {
        let extension = name
            .rsplit_once('.')
            .map(|(_, extension)| extension.to_ascii_lowercase());
        matches!(extension.as_deref(), Some("gz" | "tgz"))
    };
    is_gzip_type || given_name(headers).is_some_and(ends_so)
}

fn given_name(headers: &HeaderMap) -> Option<String> {
    let header = headers.get(CONTENT_DISPOSITION)?;
    name::safe(&disposition::file_name(header.as_bytes())?)
}
