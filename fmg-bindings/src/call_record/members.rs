//! Finds the secrets in a request: by the names of its members, and in its headers.
//!
//! A typed request has a [`Secret`](crate::Secret) in each secret field. The caller's own JSON and rows have plain
//! text.

use bytes::Bytes;
use http::HeaderValue;
use serde::de::{DeserializeSeed, MapAccess, SeqAccess};
use zeroize::Zeroizing;

use fmg_template::secret_name::is_secret;

use crate::json_visitor::{Visit, Visited};

/// The shortest text that is searched for where only a member's name marks it as a secret. Shorter text is too common.
const SHORTEST: usize = 3;

/// The same for numbers, in digits.
const SHORTEST_NUMBER: usize = 4;

/// Values of settings, which are never secrets.
const SETTINGS: [&str; 13] = [
    "enable", "disable", "default", "none", "auto", "true", "false", "null", "all", "any", "off", "yes", "ENC",
];

/// A part of a request.
#[derive(Clone)]
pub(crate) enum Part {
    /// JSON text.
    Json(Bytes),
    /// A member of a JSON object.
    Member(Zeroizing<String>, Zeroizing<String>),
    /// A form or a query, percent-encoded.
    Pairs(Bytes),
    /// A header that is not shown.
    Header(HeaderValue),
}

impl Part {
    /// Adds the values of members that have names of secrets, and the content of a hidden header.
    pub(super) fn secrets(&self, found: &mut Vec<Zeroizing<String>>) {
        match self {
            Self::Json(text) => json(text, false, found),

            Self::Member(name, text) => json(text.as_bytes(), is_secret(name), found),

            Self::Pairs(text) => pairs(&String::from_utf8_lossy(text), found),

            Self::Header(value) => header(value, found),
        }
    }
}

fn json(text: &[u8], is_secret: bool, found: &mut Vec<Zeroizing<String>>) {
    let seed = Visited(Values { is_secret, found });
    // This crate wrote the JSON, so it can always be parsed.
    let _ = seed.deserialize(&mut serde_json::Deserializer::from_slice(text));
}

/// Parses a value and keeps its texts: all of them, or those of secret members.
struct Values<'f> {
    is_secret: bool,
    found: &'f mut Vec<Zeroizing<String>>,
}

impl<'de> Visit<'de> for Values<'_> {
    fn integer(self, number: i128) {
        if !self.is_secret {
            return;
        }
        // A number with few digits is too common to be searched for, even as a whole word.
        let digits = Zeroizing::new(number.to_string());
        if digits.len() >= SHORTEST_NUMBER {
            note(&digits, self.found);
        }
    }

    fn text(self, text: &str) {
        if self.is_secret {
            note(text, self.found);
        }
    }

    fn list<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Self { is_secret, found } = self;
        while list.next_element_seed(Visited(Values { is_secret, found }))?.is_some() {}
        Ok(())
    }

    fn members<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(name) = members.next_key::<String>()? {
            members.next_value_seed(Visited(Values {
                is_secret: self.is_secret || is_secret(&name),
                found: self.found,
            }))?;
        }
        Ok(())
    }
}

fn pairs(text: &str, found: &mut Vec<Zeroizing<String>>) {
    for (name, value) in text.split('&').filter_map(|pair| pair.split_once('=')) {
        let decoded = |text| percent_encoding::percent_decode_str(text).decode_utf8_lossy();
        let value = Zeroizing::new(decoded(value).into_owned());
        if is_secret(&decoded(name)) {
            note(&value, found);
        } else if value.starts_with(['{', '[']) {
            // The value may be a list, an object, or a whole request.
            json(value.as_bytes(), false, found);
        }
    }
}

/// The parts of a header that are secrets.
fn header(value: &HeaderValue, found: &mut Vec<Zeroizing<String>>) {
    let Ok(text) = value.to_str() else { return };
    // `Basic …`, `Bearer …`
    let credentials = text.split_once(' ').map(|(_, credentials)| credentials);
    // `name=value; name=value`
    let cookies = text.split("; ").filter_map(|cookie| cookie.split_once('='));
    let values = cookies.flat_map(|(_, value)| [value, value.trim_matches('"')]);
    let parts = credentials.into_iter().chain(values);
    // A gateway sets cookies with values such as `0`.
    let secrets = [text].into_iter().chain(parts.filter(|part| part.len() >= SHORTEST));
    found.extend(secrets.map(|secret| Zeroizing::new(secret.to_owned())));
}

fn note(text: &str, found: &mut Vec<Zeroizing<String>>) {
    if text.chars().count() >= SHORTEST && !SETTINGS.contains(&text) {
        found.push(Zeroizing::new(text.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(part: &Part) -> Vec<String> {
        let mut found = Vec::new();
        part.secrets(&mut found);
        found.iter().map(|secret| secret.to_string()).collect()
    }

    #[test]
    fn members_with_names_of_secrets_are_found() {
        let json = br#"{"url":"/a","data":[{"name":"x","adm_pass":["ENC","hunter2"],"psk":12345,"token":"enable"}]}"#;
        assert_eq!(found(&Part::Json(Bytes::from_static(json))), ["hunter2", "12345"]);
        assert_eq!(found(&Part::Json(Bytes::from_static(b"{"))), [""; 0]);
    }

    #[test]
    fn forms_and_queries_have_names_too() {
        let form = Bytes::from_static(b"user=admin&secretkey=hunter%202&ajax=1");
        assert_eq!(found(&Part::Pairs(form)), ["hunter 2"]);
        let query = Bytes::from_static(b"req=%7B%22passwd%22%3A%22hunter2%22%7D&passwd=");
        assert_eq!(found(&Part::Pairs(query)), ["hunter2"]);
        let member = |name: &str, text: &str| Part::Member(name.to_owned().into(), text.to_owned().into());
        assert_eq!(found(&member("passwd", r#""hunter\"2""#)), ["hunter\"2"]);
        assert_eq!(found(&member("a", r#"{"passwd":"hunter2"}"#)), ["hunter2"]);
    }
}
