use proptest::prelude::*;

use super::*;

fn blanked(secret: &str, text: &str) -> String {
    Redactor::new([secret]).blanked(text).into_owned()
}

#[test]
fn a_secret_is_found_in_every_common_encoding() {
    // Each encodes `p"w/d é&<x> 1`.
    for form in [
        r#"p"w/d é&<x> 1"#,
        r#"p\"w\/d é&<x> 1"#,
        r#"p\"w/d \u00e9\u0026\u003cx\u003e 1"#,
        r#"p\"w/d \u00E9\u0026\u003Cx\u003E 1"#,
        r#"p\\\"w\\/d \\u00e9&<x> 1"#,
        r#"p\\\\\\\"w\\\\/d \\\\u00e9&<x> 1"#,
        r"\u0070\u0022\u0077\u002f\u0064\u0020\u00e9\u0026\u003c\u0078\u003e\u0020\u0031",
        r"p\x22w\x2fd \xe9\x26\x3cx\x3e 1",
        "p%22w%2Fd%20%C3%A9%26%3Cx%3E%201",
        "p%22w%2fd%20%c3%a9%26%3cx%3e%201",
        "p%22w%2Fd+%C3%A9%26%3Cx%3E+1",
        "p%22w%2Fd+%E9%26%3Cx%3E+1",
        "p%2522w%252Fd%2520%25C3%25A9%2526%253Cx%253E%25201",
        "p%252522w%25252Fd%252520%2525C3%2525A9%252526%25253Cx%25253E%2525201",
        "p%22w/d%20é&<x>%201",
        "p&quot;w/d &#233;&amp;&lt;x&gt; 1",
        "p&#34;w&#x2f;d &#xE9;&amp;&lt;x&gt;&nbsp;1",
        "p\"w/d\r\n\té&<x>\n1",
        r#"p\"w/d\r\n\té&<x>\n1"#,
    ] {
        for text in [form.to_owned(), format!("a{form}b"), format!("'{form}' \"{form}\"")] {
            let shown = blanked("p\"w/d é&<x> 1", &text);
            assert_eq!(shown, text.replace(form, MASK), "{form}");
        }
    }
}

#[test]
fn base64_is_found_wherever_it_begins() {
    let secret = "hunter2?>~";
    for before in ["", "a", "ab", "abc", "admin:", "user=a&passwd="] {
        for after in ["", "x", "xy", "xyz", "\r\n"] {
            for engine in [
                &base64::engine::general_purpose::STANDARD as &dyn Encode,
                &base64::engine::general_purpose::URL_SAFE,
                &STANDARD_NO_PAD,
                &URL_SAFE_NO_PAD,
            ] {
                let encoded = engine.text(&format!("{before}{secret}{after}"));
                for text in [
                    format!("Basic {encoded}."),
                    format!("Basic {}.", encoded.replace('/', "\\/")),
                    format!("Basic {}.", encoded.replace('/', "%2F").replace('+', "%2B")),
                ] {
                    let shown = blanked(secret, &text);
                    let (start, end) = shown.split_once(MASK).unwrap_or_else(|| panic!("{text}: {shown}"));
                    // At most the encoding of the text beside the secret is left.
                    let left = start.trim_start_matches("Basic ").len() + end.trim_end_matches('.').len();
                    assert!(left <= (before.len() + after.len()) * 4 / 3 + 2, "{text}: {shown}");
                }
            }
        }
    }
}

trait Encode {
    fn text(&self, plain: &str) -> String;
}

impl<E: Engine> Encode for E {
    fn text(&self, plain: &str) -> String {
        self.encode(plain)
    }
}

#[test]
fn a_short_secret_is_found_as_a_word() {
    assert_eq!(
        blanked("a", "a bad (a) pad, a"),
        "[redacted] bad ([redacted]) pad, [redacted]"
    );
    assert_eq!(blanked("s3c", "s3c s3cr3t as3c"), "[redacted] s3cr3t as3c");
    assert_eq!(blanked("s3c", "Basic czNj"), "Basic [redacted]");
    assert_eq!(blanked("pass", "passwd"), "[redacted]wd");
    assert_eq!(blanked("", "any text"), "any text");
    assert_eq!(blanked(" \n", "any text"), "any text");
}

#[test]
fn each_line_of_a_secret_is_masked() {
    let key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n";
    assert_eq!(blanked(key, &format!("a {key}b")), "a [redacted]\nb");
    assert_eq!(blanked(key, "a MIIEvQIBADANBgkq b"), "a [redacted] b");
    assert_eq!(
        blanked(key, &key.replace('\n', "\\r\\n")).trim_end_matches("\\r\\n"),
        MASK
    );
}

#[test]
fn a_truncated_secret_is_masked() {
    assert_eq!(
        blanked("hunter2-and-its-like", "before 'hunter2-an"),
        "before '[redacted]"
    );
    assert_eq!(blanked("hunter2-and-its-like", "a hunt"), "a [redacted]");
    assert_eq!(blanked("hunter2-and-its-like", "a hun"), "a hun");
    for cut in ["hunter\"", "hunter\\", "hunter\\u00", "hunter%2", "hunter&qu"] {
        assert_eq!(blanked("hunter\"2", cut), MASK, "{cut}");
    }
}

#[test]
fn adjacent_matches_are_merged() {
    assert_eq!(Redactor::new(["abcd", "cdef"]).blanked("xabcdefx"), "x[redacted]x");
    assert_eq!(Redactor::new(["abcd", "abcdef"]).blanked("abcdef"), MASK);
}

#[test]
fn an_offset_is_adjusted() {
    let redactor = Redactor::new(["hunter2-and-its-like"]);
    let text = "a hunter2-and-its-like b hunter2-and-its-like c";
    for (mark, expected) in [("a", 0), (" b", 12), ("c", 26)] {
        let at = text.find(mark).unwrap();
        assert_eq!(redactor.blanked_near(text, at).1, expected, "{mark}");
    }
    // An offset inside a match moves to the beginning of the mask.
    assert_eq!(redactor.blanked_near(text, 5).1, 2);
}

proptest! {
    #[test]
    fn no_text_makes_it_panic_and_no_secret_survives(
        secret in "[ -~é€😀\n]{4,20}",
        before in "[\\\\%&+ a-z0-9é]{0,20}",
        after in "[\\\\%&+ a-z0-9é]{0,20}",
    ) {
        let secret = secret.trim();
        prop_assume!(secret.chars().count() >= 4);
        let json = serde_json::to_string(&secret).unwrap();
        for form in [secret, &json, &serde_json::to_string(&json).unwrap()] {
            let shown = blanked(secret, &format!("{before}{form}{after}"));
            prop_assert!(!shown.contains(secret) || MASK.contains(secret), "{form}: {shown}");
            prop_assert!(shown.contains(MASK));
        }
    }

    #[test]
    fn text_without_the_secret_is_not_changed(text in "[a-y %\\\\&+;]{0,60}") {
        let redactor = Redactor::new(["zzzzzz"]);
        prop_assert_eq!(redactor.blanked(&text), text.as_str());
    }
}

#[test]
fn a_secret_with_undecodable_letters_is_found() {
    for (secret, text) in [
        ("grünkohl99", "no match for gr\u{fffd}nkohl99 here"),
        ("éclair99", "no match for \u{fffd}clair99 here"),
    ] {
        assert_eq!(Redactor::new([secret]).blanked(text), "no match for [redacted] here");
    }
    // ASCII letters are the same in every encoding, so they are never lost.
    let text = "no match for gr\u{fffd}nkohl99 here";
    assert_eq!(Redactor::new(["grunkohl99"]).blanked(text), text);
}

type Encoding = fn(&str) -> String;

/// The encodings of text, in the spellings of several programs.
const ENCODINGS: [(&str, Encoding); 14] = [
    ("JSON", json),
    ("JSON, with escaped slashes", |text| json(text).replace('/', "\\/")),
    ("JSON in ASCII", |text| {
        let unit = |unit: u16| format!("\\u{unit:04x}");
        text.encode_utf16().map(unit).collect()
    }),
    ("escapes of C", |text| bytes(text, |byte| format!("\\x{byte:02x}"))),
    ("octal escapes", |text| bytes(text, |byte| format!("\\{byte:03o}"))),
    ("percent", |text| {
        marks(text, |c| bytes(&c.to_string(), |byte| format!("%{byte:02X}")))
    }),
    ("percent, all of it", |text| bytes(text, |byte| format!("%{byte:02x}"))),
    ("entities by name", |text| {
        let names = [
            ('&', "&amp;"),
            ('<', "&lt;"),
            ('>', "&gt;"),
            ('"', "&quot;"),
            ('/', "&sol;"),
            ('\\', "&bsol;"),
        ];
        let name = |c: char| {
            names
                .iter()
                .find(|(known, _)| *known == c)
                .map_or(c.to_string(), |(_, name)| (*name).to_owned())
        };
        text.chars().map(name).collect()
    }),
    ("entities by number", |text| {
        marks(text, |c| format!("&#{};", u32::from(c)))
    }),
    ("entities by number, with zeros", |text| {
        marks(text, |c| format!("&#000{};", u32::from(c)))
    }),
    ("entities in hexadecimal", |text| {
        marks(text, |c| format!("&#x{:X};", u32::from(c)))
    }),
    ("entities without semicolon", |text| {
        // A digit after it would belong to the number.
        let form = marks(text, |c| format!("&#{:07};", u32::from(c)));
        let pieces: Vec<_> = form.split(';').collect();
        let form: Vec<_> = pieces
            .iter()
            .enumerate()
            .map(|(index, piece)| match pieces.get(index + 1) {
                Some(next) if next.starts_with(|c: char| c.is_ascii_digit()) => format!("{piece};"),
                _ => (*piece).to_owned(),
            })
            .collect();
        form.concat()
    }),
    ("base64", |text| base64::engine::general_purpose::STANDARD.encode(text)),
    ("base64 for urls", |text| URL_SAFE_NO_PAD.encode(text)),
];

fn json(text: &str) -> String {
    let quoted = serde_json::to_string(text).unwrap();
    quoted[1..quoted.len() - 1].to_owned()
}

fn bytes(text: &str, form: impl Fn(u8) -> String) -> String {
    text.bytes().map(form).collect()
}

fn every(text: &str, form: impl Fn(char) -> String) -> String {
    text.chars().map(form).collect()
}

fn marks(text: &str, form: impl Fn(char) -> String) -> String {
    let keep = |c: char| c.is_ascii_alphanumeric();
    text.chars()
        .map(|c| if keep(c) { c.to_string() } else { form(c) })
        .collect()
}

#[test]
fn two_nested_encodings_hide_no_secret() {
    let mut left = Vec::new();
    for secret in ["hunt/er2+And&it's=\"L1ke\"", "p\"w/d<x>\\1?", "0123456789abcdef"] {
        let redactor = Redactor::new([secret]);
        for (inner, first) in ENCODINGS {
            for (outer, second) in ENCODINGS {
                check(
                    &redactor,
                    &second(&first(secret)),
                    &format!("{inner}, {outer}"),
                    &mut left,
                );
            }
        }
    }
    assert!(
        left.is_empty(),
        "{} left, such as {:#?}",
        left.len(),
        &left[..left.len().min(20)]
    );
}

#[test]
fn three_nested_encodings_hide_no_secret() {
    let mut left = Vec::new();
    let secret = "p\"w/d<x>\\1?";
    let redactor = Redactor::new([secret]);
    // One encoding of each kind.
    let kinds = [1, 2, 5, 7, 8, 12].map(|index| ENCODINGS[index]);
    for (inner, first) in kinds {
        for (middle, second) in kinds {
            for (outer, third) in kinds {
                let form = third(&second(&first(secret)));
                check(&redactor, &form, &format!("{inner}, {middle}, {outer}"), &mut left);
            }
        }
    }
    assert!(
        left.is_empty(),
        "{} left, such as {:#?}",
        left.len(),
        &left[..left.len().min(20)]
    );
}

/// Notes an encoding in which a part of the secret is left.
fn check(redactor: &Redactor, form: &str, what: &str, left: &mut Vec<String>) {
    let text = format!("before '{form}' and after");
    let shown = redactor.blanked(&text);
    let middle = shown
        .strip_prefix("before '")
        .and_then(|rest| rest.strip_suffix("' and after"));
    // One character of base64 may be left, which reveals nothing.
    let is_blank = middle.is_some_and(|middle| middle.contains(MASK) && middle.len() <= MASK.len() + 3);
    if !is_blank {
        left.push(format!("{what}: {shown}"));
    }
}

#[test]
fn entities_are_decoded_by_name_and_number() {
    let secret = "a/b<c>d&e\"f'g\\h(i)j+k,l.m:n;o=p?q@r[s]t_u`v{w|x}y!z#0$1%2*3^4é5ß6";
    let forms = [
        "a&sol;b&lt;c&gt;d&amp;e&quot;f&apos;g&bsol;h&lpar;i&rpar;j&plus;k&comma;l&period;m&colon;n&semi;o&equals;p\
         &quest;q&commat;r&lsqb;s&rsqb;t&lowbar;u&grave;v&lcub;w&verbar;x&rcub;y&excl;z&num;0&dollar;1&percnt;2&ast;3\
         &Hat;4&eacute;5&szlig;6"
            .to_owned(),
        "a/b&LT;c&GT;d&AMP;e&QUOT;f'g\\h(i)j+k,l.m:n;o=p?q@r&lbrack;s&rbrack;t&UnderBar;u&DiacriticalGrave;v&lbrace;w\
         &vert;x&rbrace;y!z#0$1%2*3^4&eacute;5&szlig;6"
            .to_owned(),
        "a/b&lt c&gt d".replace(' ', "")
            + "&amp;e&quot;f'g\\h(i)j+k,l.m:n;o=p?q@r[s]t_u`v{w|x}y!z#0$1%2*3^4&eacute5&szlig6",
        marks(secret, |c| format!("&#{};", u32::from(c))),
        marks(secret, |c| format!("&#{:09};", u32::from(c))),
        marks(secret, |c| format!("&#X{:x};", u32::from(c))),
        every(secret, |c| format!("&#x{:05X}", u32::from(c))),
        every(secret, |c| format!("&#{}", u32::from(c))),
    ];
    for form in forms {
        assert_eq!(blanked(secret, &format!("x {form} y")), "x [redacted] y", "{form}");
    }
}

#[test]
fn base64_in_several_lines_is_found() {
    let secret = "correct horse battery staple and so on, for longer than a line of base64 can be";
    let encoded = base64::engine::general_purpose::STANDARD.encode(format!(r#"{{"passwd":"{secret}"}}"#));
    let lines: Vec<_> = encoded
        .as_bytes()
        .chunks(64)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    let shown = blanked(secret, &format!("body:\n{}\nend", lines.join("\r\n")));
    assert!(shown.contains(MASK) && shown.ends_with("\nend"), "{shown}");
    assert!(shown.len() < MASK.len() + 40, "{shown}");
}

#[test]
fn ordinary_texts_are_not_changed() {
    let redactor = Redactor::new(["hunter2-and-its-like", "x", "9f8e"]);
    for text in [
        "value parse error before 'host_001'; 100% of %20 entries &c. and a\\b\\n",
        "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj",
        "https://fmg.example/jsonrpc?a=b%2Fc&d=e&lt=5&copy=1",
        "configuration-and-documentation of certificates/authentication",
    ] {
        assert_eq!(redactor.blanked(text), text);
    }
}

#[test]
fn long_runs_of_backslashes_are_masked() {
    let redactor = Redactor::new([&*"\\".repeat(12), r"\\srv\share"]);
    let run = "\\".repeat(64_000);
    let blanked = redactor.blanked(&run);
    assert!(!blanked.contains('\\'), "{} bytes", blanked.len());
    let text = format!("before {run} and \\\\\\\\srv\\\\share behind");
    let blanked = redactor.blanked(&text);
    assert!(blanked.starts_with("before ") && blanked.ends_with(" behind"));
    assert!(
        !blanked.contains("srv") && !blanked.contains('\\'),
        "{} bytes",
        blanked.len()
    );
}
