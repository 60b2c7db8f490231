//! Multi-part forms with files.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;

/// One part of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) name: Option<String>,
    /// The file name, if the part is a file.
    pub(crate) file_name: Option<String>,
    pub(crate) content: Bytes,
}

/// The boundary in a `Content-Type` of a multi-part form.
pub(crate) fn boundary(content_type: &str) -> Option<String> {
    multer::parse_boundary(content_type).ok()
}

/// Parses a form whose bytes are all in memory. `None`: it is malformed.
pub(crate) fn read(body: Bytes, boundary: String) -> Option<Vec<Part>> {
    let read = async {
        let stream = futures_util::stream::once(std::future::ready(Ok::<_, std::convert::Infallible>(body)));
        let mut form = multer::Multipart::new(stream, boundary);
        let mut parts = Vec::new();
        while let Some(field) = form.next_field().await? {
            let (name, file_name) = (field.name().map(str::to_owned), field.file_name().map(str::to_owned));
            let content = field.bytes().await?;
            parts.push(Part {
                name,
                file_name,
                content,
            });
        }
        Ok::<_, multer::Error>(parts)
    };
    // All bytes are in memory, so the first poll returns the result.
    match pin!(read).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(parts) => parts.ok(),
        Poll::Pending => None,
    }
}
