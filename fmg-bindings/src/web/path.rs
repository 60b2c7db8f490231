//! Paths of HTTP.

use percent_encoding::{AsciiSet, CONTROLS};

/// What cannot stand in a path as it is (RFC 3986, 3.3). The percent sign, which begins what has been encoded already, is
/// not among it, nor is the slash.
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
