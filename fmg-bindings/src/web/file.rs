//! Files that are uploaded.

mod base64;
mod content;
mod frames;
mod json;
mod multipart;
mod progress;
mod source;

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use futures_core::Stream;
use tokio::io::AsyncRead;

pub(crate) use self::content::{Content, UploadState};
pub use self::progress::Progress;
pub(crate) use self::progress::Watcher;
use self::source::Source;

/// The default media type of a file.
const ANY: &str = "application/octet-stream";

/// A file to upload: its name and the source of its content.
///
/// The file is read only when its call is sent, and one piece at a time, so it need not fit into memory. By default it
/// is sent as a part of a multi-part form, as documented, or else [in base64](Self::as_base64).
///
/// A file from bytes or from a path can be sent any number of times. Cloning is cheap.
///
/// ```
/// use fmg_bindings::fortios::File;
///
/// let script = File::from_bytes("hostname.conf", "config system global\nset hostname fgt\nend\n");
/// let image = File::from_path("images/FGT_60F-v7.4.4.out").on_progress(|at| {
///     if let Some(total) = at.total {
///         println!("{} of {total} bytes", at.done);
///     }
/// });
/// ```
#[derive(Clone)]
pub struct File {
    name: Arc<str>,
    media_type: Arc<str>,
    source: Arc<Source>,
    base64: bool,
    watcher: Watcher,
}

impl File {
    fn new(name: impl Into<String>, source: Source) -> Self {
        Self {
            name: name.into().into(),
            media_type: ANY.into(),
            source: Arc::new(source),
            base64: false,
            watcher: Watcher::default(),
        }
    }

    /// A file with this name and content.
    #[must_use]
    pub fn from_bytes(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self::new(name, Source::Bytes(bytes.into()))
    }

    /// The file at `path`, with its own name. It is opened when it is sent.
    ///
    /// A call whose file cannot be opened is not sent. Nor is one whose file is a folder, a pipe or a device; use
    /// [`from_reader`](Self::from_reader) for a pipe. If the length of the file changes while it is sent, the request
    /// is aborted, so that the appliance does not receive a mixture of two states of the file.
    #[must_use]
    pub fn from_path(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        Self::new(name.unwrap_or_default(), Source::Path(path))
    }

    /// A file with this name and the content of `reader`.
    ///
    /// `len` is its length in bytes, if it is known. If the reader returns fewer or more bytes, the request is aborted.
    /// Without `len`, the request is sent without its length, which a web server may refuse.
    ///
    /// It can be sent only once. A second call with it, or with a clone of it, fails and is not sent.
    #[must_use]
    pub fn from_reader(
        name: impl Into<String>,
        len: impl Into<Option<u64>>,
        reader: impl AsyncRead + Send + 'static,
    ) -> Self {
        Self::new(name, Source::reader(reader, len.into()))
    }

    /// As [`from_reader`](Self::from_reader), from a stream of pieces.
    #[must_use]
    pub fn from_stream(
        name: impl Into<String>,
        len: impl Into<Option<u64>>,
        stream: impl Stream<Item = io::Result<Bytes>> + Send + 'static,
    ) -> Self {
        Self::new(name, Source::stream(stream, len.into()))
    }

    /// Sends the file under another name.
    ///
    /// Quotes, backslashes and control characters in the name are percent-encoded.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into().into();
        self
    }

    /// Sends the file as base64 in the JSON of the request instead of as a part of a multi-part form.
    ///
    /// FortiOS documents both. Calls to a FortiManager ignore this setting, and a file that is the whole body is sent
    /// as it is. Base64 increases the size by a third, and does not contain the name.
    #[must_use]
    pub fn as_base64(mut self) -> Self {
        self.base64 = true;
        self
    }

    /// The media type of the file, such as `text/plain`. The default is `application/octet-stream`. Base64 does not
    /// contain it. Characters that a header cannot contain are removed.
    #[must_use]
    pub fn media_type(mut self, media_type: impl AsRef<str>) -> Self {
        let printable = |c: &char| matches!(c, ' '..='~');
        self.media_type = media_type.as_ref().chars().filter(printable).collect::<String>().into();
        self
    }

    /// Calls `watch` with the progress after each piece that is passed to the connection, and at the end with the whole
    /// length.
    ///
    /// Progress counts the bytes of the file, before base64. After a call was cancelled or has failed, `watch` is not
    /// called again.
    #[must_use]
    pub fn on_progress(mut self, watch: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.watcher = Watcher::new(watch);
        self
    }

    /// Whether the file can be sent only once, because it comes from a reader or a stream.
    pub(super) fn is_read_once(&self) -> bool {
        matches!(*self.source, Source::Once(..))
    }

    /// The name that is sent.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// Shows the name and, if it is known, the length.
impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File")
            .field("name", &self.name)
            .field("len", &self.source.len())
            .finish_non_exhaustive()
    }
}
