//! A file on its way, with what stands before it and after it.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
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
    pub(crate) fault: Fault,
}

/// What was wrong with the file, if that is why the request broke off, and whether all of it has been sent.
///
/// Whatever a transport makes of an error of the body that it sends, the cause is found here.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fault {
    error: Arc<Mutex<Option<FileError>>>,
    /// Whether the last piece has been handed over; `None`: there is no file.
    sent: Option<Arc<AtomicBool>>,
}

impl Fault {
    fn of_a_file() -> Self {
        Self {
            sent: Some(Arc::default()),
            ..Self::default()
        }
    }

    /// What keeps an answer of success from being one: that not all of the file has been sent.
    pub(crate) fn unsent(&self) -> Option<FileError> {
        let is_unsent = |sent: &Arc<AtomicBool>| !sent.load(Ordering::Acquire);
        let unsent = self.sent.as_ref().is_some_and(is_unsent);
        unsent.then(|| FileErrorKind::Unsent.into())
    }

    /// All has been handed over.
    fn sent(&self) {
        if let Some(sent) = &self.sent {
            sent.store(true, Ordering::Release);
        }
    }

    /// Why the request failed of which a transport says this.
    pub(crate) fn explain(&self, error: TransportError) -> ErrorKind {
        match self.take() {
            Some(fault) => fault.into(),
            None => error.into(),
        }
    }

    fn take(&self) -> Option<FileError> {
        self.error.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn set(&self, error: FileError) {
        *self.error.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }
}

impl Content {
    /// The body in which `members` and the file are sent, with the file opened: as the member `name` of JSON, or as the
    /// part `part` of a form.
    pub(crate) async fn open(members: &[BodyMember], name: &str, part: &str, file: &File) -> Result<Self, ErrorKind> {
        let frames = if file.base64 {
            super::json::frames(members, name)
        } else {
            super::multipart::frames(members, part, &file.name, &file.media_type).map_err(EncodeError::from)?
        };
        Self::between(frames, file).await
    }

    /// The body that is the file and nothing else, with the file opened.
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
        let fault = Fault::of_a_file();
        let whole = len.and_then(|len| coding.len(len)?.checked_add((before.len() + after.len()) as u64));
        if whole == Some(0) {
            fault.sent();
        }
        let body = Framed {
            // Nothing is asked of a body that is announced as empty, and so nothing is found out about it.
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
            // Nothing that a caller gave is part of it, so that it always can be a header.
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
    /// The file is read, the end of its coding not yet written.
    Finish,
    /// The file is through.
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
    /// So much of the file has been read.
    done: u64,
    /// The piece with which the file is as long as it is said to be.
    last: Bytes,
    /// So much of the body is still to come, if that is known.
    left: Option<u64>,
    watcher: Watcher,
    fault: Fault,
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
                            // It waits for the end of the file: HTTP asks no further once it has as much as was
                            // announced, and what is too long would be cut. What comes after it can only be empty.
                            if !piece.is_empty() {
                                self.last = piece;
                            }
                            continue;
                        }
                        self.watcher.tell(self.done, self.len);
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
                            self.watcher.tell(self.done, self.len);
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
            // Base64 may have nothing to say to a piece of a byte or two.
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
                // HTTP asks no further once it has as much as was announced, or is told that this is the end.
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
