use proptest::prelude::*;

use super::*;

fn blanked(secret: &str, text: &str) -> String {
    Redactor::new([secret]).blanked(text).into_owned()
}

#[test]
fn a_secret_is_found_in_every_form_in_which_text_travels() {
    // Each stands for `p"w/d é&<x> 1`.
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
                    // What is left is what stood beside the secret, if anything.
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
fn a_short_secret_is_a_word() {
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
fn of_a_secret_with_several_lines_each_is_one() {
    let key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n";
    assert_eq!(blanked(key, &format!("a {key}b")), "a [redacted]\nb");
    assert_eq!(blanked(key, "a MIIEvQIBADANBgkq b"), "a [redacted] b");
    assert_eq!(
        blanked(key, &key.replace('\n', "\\r\\n")).trim_end_matches("\\r\\n"),
        MASK
    );
}

#[test]
fn a_text_that_breaks_off_in_a_secret_shows_nothing_of_it() {
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
fn finds_that_touch_are_one() {
    assert_eq!(Redactor::new(["abcd", "cdef"]).blanked("xabcdefx"), "x[redacted]x");
    assert_eq!(Redactor::new(["abcd", "abcdef"]).blanked("abcdef"), MASK);
}

#[test]
fn a_place_is_found_again() {
    let redactor = Redactor::new(["hunter2-and-its-like"]);
    let text = "a hunter2-and-its-like b hunter2-and-its-like c";
    for (mark, expected) in [("a", 0), (" b", 12), ("c", 26)] {
        let at = text.find(mark).unwrap();
        assert_eq!(redactor.blanked_near(text, at).1, expected, "{mark}");
    }
    // Within a find it is where the mask begins.
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
    fn a_text_without_it_stays_as_it_is(text in "[a-y %\\\\&+;]{0,60}") {
        let redactor = Redactor::new(["zzzzzz"]);
        prop_assert_eq!(redactor.blanked(&text), text.as_str());
    }
}

#[test]
fn a_secret_whose_letters_were_lost_in_another_encoding_is_found() {
    for (secret, text) in [
        ("grünkohl99", "no match for gr\u{fffd}nkohl99 here"),
        ("éclair99", "no match for \u{fffd}clair99 here"),
    ] {
        assert_eq!(Redactor::new([secret]).blanked(text), "no match for [redacted] here");
    }
    // A letter that travels in any encoding is never lost.
    let text = "no match for gr\u{fffd}nkohl99 here";
    assert_eq!(Redactor::new(["grunkohl99"]).blanked(text), text);
}
