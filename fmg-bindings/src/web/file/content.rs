//! The body of an upload: a file with the text before and after it.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::HeaderValue;
use http_body::{Body as HttpBody, Frame, SizeHint};

use super::File;
use super::frames::{Coding, Frames};
use super::progress::Watcher;
use super::source::Pieces;
use crate::error::{EncodeError, ErrorKind, FileError, FileErrorKind, TransportError, TransportErrorKind};
use crate::transport::Body;
use crate::web::members::BodyMember;

/// The body of a request that uploads a file.
#[derive(Debug)]
pub(crate) struct Content {
    /// The value of the header `Content-Type`.
    pub(crate) media_type: HeaderValue,
    pub(crate) body: Body,
    pub(crate) fault: UploadState,
}

/// The state of an upload: the error of the file, if there was one, and whether all of it was sent.
///
/// It keeps the cause of a failed body, which a transport may not report. Without a file it is empty, and allocates
/// nothing: it belongs to every call.
#[derive(Clone, Debug, Default)]
pub(crate) struct UploadState(Option<Arc<Upload>>);

#[derive(Debug, Default)]
struct Upload {
    error: Mutex<Option<FileError>>,
    /// Whether the last piece was sent.
    is_sent: AtomicBool,
}

impl UploadState {
    fn of_a_file() -> Self {
        Self(Some(Arc::default()))
    }

    /// The error of a successful response to an upload that was not sent completely.
    pub(crate) fn unsent(&self) -> Option<FileError> {
        let is_unsent = |upload: &Arc<Upload>| !upload.is_sent.load(Ordering::Acquire);
        let unsent = self.0.as_ref().is_some_and(is_unsent);
        unsent.then(|| FileErrorKind::Unsent.into())
    }

    /// Notes that the whole body was sent.
    fn sent(&self) {
        if let Some(upload) = &self.0 {
            upload.is_sent.store(true, Ordering::Release);
        }
    }

    /// The cause of a failed request: the error of the file, or else that of the transport.
    #[cold]
    pub(crate) fn explain(&self, error: TransportError) -> ErrorKind {
        match self.take() {
            Some(fault) => fault.into(),
            None => error.into(),
        }
    }

    fn take(&self) -> Option<FileError> {
        self.0.as_ref().and_then(|upload| upload.error().take())
    }

    fn set(&self, error: FileError) {
        if let Some(upload) = &self.0 {
            *upload.error() = Some(error);
        }
    }
}

impl Upload {
    fn error(&self) -> MutexGuard<'_, Option<FileError>> {
        self.error.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Content {
    /// Opens the file and makes the body with `members` and the file: as the member `name` of JSON, or as the part
    /// `part` of a form.
    pub(crate) async fn open(members: &[BodyMember], name: &str, part: &str, file: &File) -> Result<Self, ErrorKind> {
        let frames = if file.base64 {
            super::json::frames(members, name)
        } else {
            super::multipart::frames(members, part, &file.name, &file.media_type).map_err(EncodeError::from)?
        };
        Self::between(frames, file).await
    }

    /// Opens the file and makes the body that consists only of it.
    pub(crate) async fn whole(file: &File) -> Result<Self, ErrorKind> {
        let frames = Frames {
            media_type: file.media_type.to_string(),
            before: Vec::new(),
            after: Vec::new(),
            coding: Coding::Plain,
        };
        Self::between(frames, file).await
    }

    async fn between(frames: Frames, file: &File) -> Result<Self, ErrorKind> {
        let Frames {
            media_type,
            before,
            after,
            coding,
        } = frames;
        let (pieces, len) = file.source.open().await?;
        let fault = UploadState::of_a_file();
        let whole = len.and_then(|len| coding.len(len)?.checked_add((before.len() + after.len()) as u64));
        if whole == Some(0) {
            fault.sent();
        }
        let body = Framed {
            // An empty body is never polled, so an error of its file would not be noticed.
            left: whole.filter(|left| *left > 0),
            stage: Stage::Before,
            before: before.into(),
            pieces,
            after: after.into(),
            coding,
            len,
            done: 0,
            last: Bytes::new(),
            watcher: file.watcher.clone(),
            fault: fault.clone(),
        };
        Ok(Self {
            // It contains no text of the caller, so it is always a valid header.
            media_type: HeaderValue::try_from(media_type)
                .map_err(|error| TransportError::new(TransportErrorKind::Request, error))?,
            body: Body::new(body),
            fault,
        })
    }
}

#[derive(Clone, Copy)]
enum Stage {
    Before,
    File,
    /// The file was read, and the end of its coding is not written yet.
    Finish,
    /// The file and its coding were written.
    After,
    Done,
}

struct Framed {
    stage: Stage,
    before: Bytes,
    pieces: Pieces,
    after: Bytes,
    coding: Coding,
    /// The length of the file, if it is known.
    len: Option<u64>,
    /// The number of bytes of the file that were read.
    done: u64,
    /// The last piece of a file of known length.
    last: Bytes,
    /// The remaining length of the body, if it is known.
    left: Option<u64>,
    watcher: Watcher,
    fault: UploadState,
}

impl Framed {
    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, FileError>>> {
        loop {
            let next = match self.stage {
                Stage::Before => {
                    self.stage = Stage::File;
                    std::mem::take(&mut self.before)
                }
                Stage::File => match ready!(self.pieces.poll_piece(cx)) {
                    Some(Ok(piece)) => {
                        self.done += piece.len() as u64;
                        if self.len.is_some_and(|len| self.done > len) {
                            return Poll::Ready(Some(Err(FileErrorKind::Length.into())));
                        }
                        if self.len == Some(self.done) {
                            // The last piece waits for the end of the file. HTTP stops after the announced length, so a
                            // file that is too long would be cut. Only empty pieces may follow.
                            if !piece.is_empty() {
                                self.last = piece;
                            }
                            continue;
                        }
                        self.watcher.notify(self.done, self.len);
                        self.coding.write(piece)
                    }
                    Some(Err(error)) => {
                        return Poll::Ready(Some(Err(FileError::because(FileErrorKind::Read, error))));
                    }
                    None if self.len.is_some_and(|len| self.done < len) => {
                        return Poll::Ready(Some(Err(FileErrorKind::Length.into())));
                    }
                    None => {
                        if self.done == 0 || !self.last.is_empty() {
                            self.watcher.notify(self.done, self.len);
                        }
                        self.stage = Stage::Finish;
                        self.coding.write(std::mem::take(&mut self.last))
                    }
                },
                Stage::Finish => {
                    self.stage = Stage::After;
                    self.coding.finish()
                }
                Stage::After => {
                    self.stage = Stage::Done;
                    std::mem::take(&mut self.after)
                }
                Stage::Done => return Poll::Ready(None),
            };
            // Base64 may produce no output for a piece of one or two bytes.
            if !next.is_empty() {
                return Poll::Ready(Some(Ok(next)));
            }
        }
    }
}

impl HttpBody for Framed {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let this = &mut *self;
        let next = ready!(this.poll_next(cx));
        if next.is_none() {
            this.fault.sent();
        }
        Poll::Ready(next.map(|next| match next {
            Ok(piece) => {
                this.left = this.left.map(|left| left.saturating_sub(piece.len() as u64));
                // HTTP does not poll again after the announced length or the end of the stream.
                if this.left == Some(0) || this.is_end_stream() {
                    this.fault.sent();
                }
                Ok(Frame::data(piece))
            }
            Err(error) => {
                this.stage = Stage::Done;
                let text = error.to_string();
                this.fault.set(error);
                Err(TransportError::new(TransportErrorKind::Body, text))
            }
        }))
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.stage, Stage::Done)
    }

    fn size_hint(&self) -> SizeHint {
        self.left.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

#[cfg(test)]
mod tests;
