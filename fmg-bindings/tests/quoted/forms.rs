//! The forms in which text travels, and sentences around them that do not say that it is a secret.

use std::fmt::Write as _;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

/// A secret that most forms have to change, and that can stand in a header.
pub(crate) const SECRET: &str = "hunt/er2+And&it's=\"L1ke\"";

/// The user whose password it is.
pub(crate) const USER: &str = "admin";

/// Every form of [`SECRET`].
pub(crate) fn forms() -> Vec<String> {
    let json = |text: &str| {
        let quoted = serde_json::to_string(text).unwrap();
        quoted[1..quoted.len() - 1].to_owned()
    };
    let once = json(SECRET);
    let twice = json(&once);
    let mut forms = vec![
        SECRET.to_owned(),
        once.clone(),
        once.replace('/', "\\/"),
        once.replace('&', "\\u0026").replace('\'', "\\u0027"),
        twice.clone(),
        json(&twice),
        twice.replace('/', "\\\\/"),
        every(|c| format!("\\u{:04x}", u32::from(c))),
        every(|c| format!("\\u{:04X}", u32::from(c))),
        every(|c| format!("\\\\u{:04x}", u32::from(c))),
        every(|c| format!("\\x{:02x}", u32::from(c))),
        marks(|c| format!("%{:02X}", u32::from(c))),
        marks(|c| format!("%{:02x}", u32::from(c))),
        marks(|c| format!("%25{:02X}", u32::from(c))),
        marks(|c| format!("%2525{:02x}", u32::from(c))),
        every(|c| format!("%{:02X}", u32::from(c))),
        every(|c| format!("%{:02x}", u32::from(c))),
        marks(|c| format!("&#{};", u32::from(c))),
        marks(|c| format!("&#x{:x};", u32::from(c))),
        SECRET
            .replace('&', "&amp;")
            .replace('"', "&quot;")
            .replace('\'', "&apos;"),
        marks(|c| format!("\\{c}")),
        SECRET.replace('"', "\\\""),
        SECRET.replace('\'', "\\'"),
    ];
    let html = |text: &str| {
        text.replace('&', "&amp;")
            .replace('"', "&quot;")
            .replace('\'', "&apos;")
    };
    let percent =
        |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
    forms.extend([
        html(&html(SECRET)),
        html(&once),
        percent(&once),
        percent(&html(SECRET)),
        json(&html(SECRET)).replace('&', "\\u0026"),
        marks(|c| format!("&#{}", u32::from(c))),
        marks(|c| format!("&#x000{:X};", u32::from(c))),
        SECRET
            .replace('&', "&AMP;")
            .replace('/', "&sol;")
            .replace('+', "&plus;")
            .replace('=', "&equals;"),
        STANDARD.encode(&once),
        STANDARD.encode(percent(SECRET)),
        percent(&STANDARD.encode(&twice)),
        STANDARD.encode(STANDARD.encode(SECRET)),
    ]);
    let pair = format!("{USER}:{SECRET}");
    for text in [
        SECRET,
        &format!("a{SECRET}"),
        &format!("ab{SECRET}"),
        &format!("{SECRET}\n"),
        &pair,
    ] {
        forms.extend([
            STANDARD.encode(text),
            STANDARD_NO_PAD.encode(text),
            URL_SAFE.encode(text),
            URL_SAFE_NO_PAD.encode(text),
            STANDARD.encode(text).replace('/', "\\/"),
            STANDARD
                .encode(text)
                .replace('+', "%2B")
                .replace('/', "%2F")
                .replace('=', "%3D"),
        ]);
    }
    forms
}

/// The sentences that an appliance can make with each form: more than a hundred, each with its form.
pub(crate) fn sentences() -> Vec<(String, String)> {
    let around: [fn(&str) -> String; 4] = [
        |form| format!("value parse error before '{form}'"),
        |form| format!("no match for {form}"),
        |form| format!("[{form}] is not in list"),
        |form| format!("entry {form}; retry"),
    ];
    let sentences = forms().into_iter().enumerate().flat_map(|(index, form)| {
        // Each form in two of them.
        [index, index + 1].map(|index| (around[index % around.len()](&form), form.clone()))
    });
    sentences.collect()
}

/// Fails if `text` shows something of [`SECRET`] in this form.
#[track_caller]
pub(crate) fn assert_hides(text: &str, form: &str, said: &str) {
    let characters: Vec<char> = form.chars().collect();
    // The characters beside it in base64 may be visible.
    let own = if form.starts_with("YWRtaW46") {
        &characters[8..]
    } else {
        &characters
    };
    for part in own.windows(7) {
        let part: String = part.iter().collect();
        assert!(!text.contains(&part), "{part} of {form}\nsaid: {said}\nshown: {text}");
    }
}

fn every(form: impl Fn(char) -> String) -> String {
    SECRET.chars().map(form).collect()
}

fn marks(form: impl Fn(char) -> String) -> String {
    let mut text = String::new();
    for c in SECRET.chars() {
        if c.is_alphanumeric() {
            text.push(c);
        } else {
            write!(text, "{}", form(c)).unwrap();
        }
    }
    text
}

#[test]
fn there_are_enough_of_them() {
    let mut forms = forms();
    forms.sort_unstable();
    forms.dedup();
    assert!(forms.len() >= 30, "{}", forms.len());
    assert!(sentences().len() >= 60);
}
