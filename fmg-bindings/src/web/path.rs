//! Paths of urls.

use percent_encoding::{AsciiSet, CONTROLS};

/// The characters that must be encoded in a path (RFC 3986, 3.3). The percent sign, which begins an encoded character,
/// and the slash are not included.
pub(crate) const NOT_IN_A_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');
