//! Parses the file name in the header `Content-Disposition` (RFC 6266).

use percent_encoding::percent_decode_str;

/// The name as it is in the header, which may be any text: `filename*` if it is valid, else `filename`.
///
/// The only crate for this header that is not for mail splits it at every semicolon, even inside quotes.
pub(super) fn file_name(header: &[u8]) -> Option<String> {
    // The standard requires ISO 8859-1, but many servers send UTF-8.
    let text = std::str::from_utf8(header).map_or_else(|_| latin1(header), str::to_owned);
    let (mut plain, mut extended) = (None, None);
    for (name, value) in Parameters(&text) {
        if name.eq_ignore_ascii_case("filename") {
            plain = plain.or(Some(value));
        } else if name.eq_ignore_ascii_case("filename*") {
            extended = extended.or_else(|| decoded(&value));
        }
    }
    extended.or(plain)
}

/// Decodes the form `UTF-8'en'%e2%82%ac` (RFC 8187).
fn decoded(value: &str) -> Option<String> {
    let (charset, rest) = value.split_once('\'')?;
    let (_language, text) = rest.split_once('\'')?;
    let bytes = percent_decode_str(text);
    if charset.eq_ignore_ascii_case("utf-8") {
        bytes.decode_utf8().ok().map(Into::into)
    } else if charset.eq_ignore_ascii_case("iso-8859-1") {
        Some(latin1(&bytes.collect::<Vec<_>>()))
    } else {
        None
    }
}

fn latin1(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

/// The parameters of a header, without quotes and escapes. Text that is not a parameter, such as the disposition type,
/// is skipped. Malformed parameters are decoded as far as possible.
struct Parameters<'t>(&'t str);

impl<'t> Iterator for Parameters<'t> {
    type Item = (&'t str, String);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let text = self.0.trim_start_matches([' ', '\t', ';']);
            if text.is_empty() {
                return None;
            }
            let end = text.find(['=', ';']).unwrap_or(text.len());
            let (name, rest) = text.split_at(end);
            match rest.strip_prefix('=') {
                Some(rest) => {
                    let (value, rest) = value(rest.trim_start_matches([' ', '\t']));
                    self.0 = rest;
                    return Some((name.trim(), value));
                }
                None => self.0 = rest,
            }
        }
    }
}

/// The value at the beginning of `text`, and the text after it.
fn value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let (value, rest) = text.split_at(text.find(';').unwrap_or(text.len()));
        return (value.trim_end().to_owned(), rest);
    };
    let mut value = String::new();
    let mut chars = quoted.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            '\\' => value.extend(chars.next()),
            c => value.push(c),
        }
    }
    (value, chars.as_str())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::any;
    use proptest::{prop_assert_eq, proptest};

    use super::file_name;

    #[test]
    fn the_name_is_found_in_every_form() {
        for (header, name) in [
            (
                r#"attachment; filename="FGT60F_7-0_0234.conf""#,
                Some("FGT60F_7-0_0234.conf"),
            ),
            (
                "attachment; filename=Fortinet_Factory.cer",
                Some("Fortinet_Factory.cer"),
            ),
            ("attachment;filename=a b.txt ; size=3", Some("a b.txt")),
            (r#"ATTACHMENT; FileName = "a;b=c.txt"; x=y"#, Some("a;b=c.txt")),
            (r#"inline; x="filename=no"; filename="yes""#, Some("yes")),
            (r#"attachment; filename="a\"b\\c""#, Some(r#"a"b\c"#)),
            (r#"attachment; filename="no end"#, Some("no end")),
            (r#"attachment; filename="no end\"#, Some("no end")),
            (r#"filename="without a type""#, Some("without a type")),
            ("attachment; filename=first; filename=second", Some("first")),
            (
                "attachment; filename=plain; filename*=UTF-8''%e2%82%ac%20rates",
                Some("€ rates"),
            ),
            ("attachment; filename*=utf-8'en'a%2Fb; filename=plain", Some("a/b")),
            ("attachment; filename*=ISO-8859-1''%A3; filename=plain", Some("£")),
            ("attachment; filename*=UTF-8''%ff; filename=plain", Some("plain")),
            ("attachment; filename*=KOI8-R''x; filename=plain", Some("plain")),
            ("attachment; filename*=nonsense; filename=plain", Some("plain")),
            ("attachment; filename=Überblick.pdf", Some("Überblick.pdf")),
            ("attachment; filename=", Some("")),
            ("attachment; name=x", None),
            ("attachment", None),
            (";;; = ;", None),
            ("", None),
        ] {
            assert_eq!(file_name(header.as_bytes()).as_deref(), name, "{header}");
        }
        assert_eq!(
            file_name(b"attachment; filename=\xdcber.pdf").as_deref(),
            Some("Über.pdf")
        );
    }

    proptest! {
        #[test]
        fn a_quoted_name_is_decoded(name in "[^\\p{Cc}]{0,40}", other in "[a-z]{1,8}") {
            let quoted = name.replace('\\', r"\\").replace('"', "\\\"");
            let header = format!("attachment; {other}=\"filename=\\\"x\\\"\"; filename=\"{quoted}\"; {other}=1");
            proptest::prop_assume!(other != "filename");
            prop_assert_eq!(file_name(header.as_bytes()), Some(name));
        }

        #[test]
        fn any_header_is_parsed_without_panic(header in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = file_name(&header);
            let _ = file_name(&[b"x; filename*=utf-8''".as_slice(), &header].concat());
        }
    }
}
