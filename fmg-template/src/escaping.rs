//! The two escapings of a url, and the length that each of them adds to a text.

/// How the values of a url are escaped, which depends on where the url is sent.
///
/// The escaping belongs to the target and not to the template: one template can be rendered for either.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Escaping {
    /// The `url` member of a FortiManager JSON-RPC request: plain text, in which `\/` stands for a
    /// slash inside a name.
    ///
    /// These are the characters after JSON decoding; a JSON writer doubles the backslash.
    Fmg,
    /// The path of an HTTP request: every byte except the unreserved ones of RFC 3986 is percent-encoded.
    HttpPath,
}

/// The number of bytes that each escaping adds to a text, counted once, when a value is made.
///
/// Rendering then neither measures nor scans a text that needs no escaping.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Growth {
    fmg: usize,
    http: usize,
    /// The position of the first slash of a segment that needs escaping for FortiManager.
    first_slash: usize,
}

impl Growth {
    /// The growth of one segment, in which a slash is an ordinary character.
    ///
    /// FortiManager cannot express a backslash. Only a name for HTTP paths may contain one; if it is written for
    /// FortiManager nevertheless, it becomes `%5C`, which FortiManager does not decode.
    pub(crate) const fn of_segment(text: &str) -> Self {
        let bytes = text.as_bytes();
        let (mut fmg, mut http, mut first_slash, mut at) = (0, 0, 0, 0);
        while at < bytes.len() {
            if bytes[at] == b'/' {
                if fmg == 0 {
                    first_slash = at;
                }
                fmg += 1;
            }
            if bytes[at] == b'\\' {
                fmg += 2;
            }
            if !is_unreserved(bytes[at]) {
                http += 2;
            }
            at += 1;
        }
        Self { fmg, http, first_slash }
    }

    /// The growth of segments joined by slashes, in which `\/` stands for a slash inside a segment.
    ///
    /// This is the form of FortiManager itself, so only HTTP adds to it.
    pub(crate) const fn of_path(text: &str) -> Self {
        let bytes = text.as_bytes();
        let (mut http, mut at) = (0, 0);
        while at < bytes.len() {
            if bytes[at] == b'\\' {
                // `\/`, two bytes, becomes `%2F`.
                http += 1;
                at += 1;
            } else if bytes[at] != b'/' && !is_unreserved(bytes[at]) {
                http += 2;
            }
            at += 1;
        }
        Self {
            fmg: 0,
            http,
            first_slash: 0,
        }
    }

    pub(crate) const fn first_slash(self) -> usize {
        self.first_slash
    }

    pub(crate) const fn under(self, escaping: Escaping) -> usize {
        match escaping {
            Escaping::Fmg => self.fmg,
            Escaping::HttpPath => self.http,
        }
    }
}

/// The characters that RFC 3986 allows unencoded anywhere in a url.
pub(crate) const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// The characters that are allowed unencoded in a segment of an HTTP path (`pchar` without the percent sign).
pub(crate) const fn is_path_char(byte: u8) -> bool {
    is_unreserved(byte)
        || matches!(
            byte,
            b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=' | b':' | b'@'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_of_a_segment_counts_each_target() {
        for (text, fmg, http) in [
            ("", 0, 0),
            ("host_001", 0, 0),
            ("a/b/c", 2, 4),
            ("50% off", 0, 4),
            ("-._~", 0, 0),
            ("é", 0, 4),
        ] {
            let growth = Growth::of_segment(text);
            assert_eq!(growth.under(Escaping::Fmg), fmg, "{text}");
            assert_eq!(growth.under(Escaping::HttpPath), http, "{text}");
        }
    }

    #[test]
    fn growth_of_a_path_keeps_its_separators() {
        for (text, http) in [
            ("a/b", 0),
            ("firewall/address/n 1", 2),
            (r"firewall/address/10.0\/8", 1),
        ] {
            let growth = Growth::of_path(text);
            assert_eq!(growth.under(Escaping::Fmg), 0, "{text}");
            assert_eq!(growth.under(Escaping::HttpPath), http, "{text}");
        }
    }
}
