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

pub(crate) use self::content::{Content, Fault};
pub use self::progress::Progress;
pub(crate) use self::progress::Watcher;
use self::source::Source;

/// The media type of a file that was not given another.
const ANY: &str = "application/octet-stream";

/// A file to be uploaded: its name and where its content comes from.
///
/// Nothing is read before the call that the file belongs to is sent, and never more than a piece of it is held in
/// memory, whether it is sent as the document's multi-part form, as it is by default, or [in
/// base64](Self::as_base64).
///
/// A file from bytes or from a path can be sent as often as one likes. Cloning is cheap.
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

    /// The file at `path`, under its own name. It is opened when it is sent.
    ///
    /// A call whose file cannot be opened is not sent, nor is one whose file is a folder, a pipe or a device: a pipe is
    /// sent by [`from_reader`](Self::from_reader). One whose file becomes shorter or longer while it is sent is
    /// broken off, so that the appliance does not get one state of the file with the end of another.
    #[must_use]
    pub fn from_path(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        Self::new(name.unwrap_or_default(), Source::Path(path))
    }

    /// A file with this name, whose content `reader` gives.
    ///
    /// `len` is its length in bytes, if that is known; a reader that gives fewer or more has the call broken off.
    /// Without it the request is sent without its length, which a web server may refuse.
    ///
    /// It can be sent once. A second call with it, or with a clone of it, fails and is not sent.
    #[must_use]
    pub fn from_reader(
        name: impl Into<String>,
        len: impl Into<Option<u64>>,
        reader: impl AsyncRead + Send + 'static,
    ) -> Self {
        Self::new(name, Source::reader(reader, len.into()))
    }

    /// As [`from_reader`](Self::from_reader), of a stream of pieces.
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
    /// Quotes, backslashes and control characters in it are percent-encoded on the way.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into().into();
        self
    }

    /// Sends the file as base64 in the JSON of the request instead of as a part of a multi-part form.
    ///
    /// FortiOS documents both; calls to a FortiManager have no use for it, and a file that is all of a request goes as it
    /// is. In base64 the file takes a third more on the way, and has no name.
    #[must_use]
    pub fn as_base64(mut self) -> Self {
        self.base64 = true;
        self
    }

    /// What kind of file it is, such as `text/plain`; unless set, `application/octet-stream`. Base64 has no place for
    /// it. Characters that cannot stand in a header are left out.
    #[must_use]
    pub fn media_type(mut self, media_type: impl AsRef<str>) -> Self {
        let printable = |c: &char| matches!(c, ' '..='~');
        self.media_type = media_type.as_ref().chars().filter(printable).collect::<String>().into();
        self
    }

    /// Tells `watch` how far the file has got each time that a piece of it has been handed to the connection, the last
    /// time with the whole of it.
    ///
    /// It counts the bytes of the file, whatever they become on the way. A call that is cancelled or fails just stops
    /// telling.
    #[must_use]
    pub fn on_progress(mut self, watch: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.watcher = Watcher::new(watch);
        self
    }

    /// The name under which it is sent.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// Shows the name and, where it is known, the length.
impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File")
            .field("name", &self.name)
            .field("len", &self.source.len())
            .finish_non_exhaustive()
    }
}
