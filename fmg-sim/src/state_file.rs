//! Reads state files, completes them from the default state, and locates errors in them.

mod error;
mod place;
mod strict;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

pub use self::error::StateError;
pub(crate) use self::place::Place;
use self::strict::Strict;

/// An error in a state file with its line and column, from 1 on.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Located {
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) error: StateError,
}

impl Located {
    /// Locates an error in the text of the file. If the file lacks the value, this is the place of the innermost value
    /// around it.
    pub(crate) fn new(text: &str, error: StateError) -> Self {
        let before = text.get(..error.place().offset_in(text)).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        Self {
            line: before.matches('\n').count() + 1,
            column: line.chars().count() + 1,
            error,
        }
    }
}

/// Parses the text of a state file.
///
/// # Errors
///
/// The text is not a JSON object, or repeats a member.
pub(crate) fn read(text: &str) -> Result<Map<String, Value>, Located> {
    let whole: Strict = serde_json::from_str(text).map_err(|fault| {
        let place = format!(" at line {} column {}", fault.line(), fault.column());
        let problem = fault.to_string();
        let problem = problem.strip_suffix(&place).unwrap_or(&problem);
        Located {
            line: fault.line(),
            column: fault.column(),
            error: StateError::new(Place::default(), format!("cannot be read as JSON: {problem}")),
        }
    })?;
    match whole.0 {
        Value::Object(members) => Ok(members),
        _ => Err(Located::new(
            text,
            StateError::new(Place::default(), "has to be an object with `fmg`, `fortios` or both"),
        )),
    }
}

/// The product's part of a state file, completed from the default state. Members that are left out have the values of
/// the default state. Members that are given replace them as a whole.
///
/// # Errors
///
/// The part is not an object, has an unknown member, or one of a wrong type.
pub(crate) fn completed<T: DeserializeOwned>(
    product: &str,
    default: &str,
    given: Option<&Value>,
) -> Result<T, StateError> {
    let place = Place::root(product);
    let unreadable = |fault: serde_json::Error| StateError::new(place.clone(), format!("cannot be read: {fault}"));
    let mut whole: Map<String, Value> = serde_json::from_str(default).map_err(unreadable)?;
    match given {
        None => {}
        Some(Value::Object(given)) => whole.extend(given.clone()),
        Some(_) => return Err(StateError::new(place, "has to be an object")),
    }
    serde_path_to_error::deserialize(Value::Object(whole)).map_err(|fault| {
        let place = place.clone().followed_by(fault.path());
        StateError::new(place, format!("is invalid: {}", fault.into_inner()))
    })
}

/// Adds an explanation to an error in a value of the default state that the file does not replace.
pub(crate) fn explained(error: StateError, given: Option<&Value>) -> StateError {
    match (error.place().member_of_product(), given) {
        (Some(member), Some(Value::Object(given))) if !given.contains_key(member) => {
            let why = format!(
                " (the file has no `{member}`, so that of the default state applies, which does not fit the file: \
                 add `{member}` to the file)"
            );
            error.with(&why)
        }
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_error_is_located_in_the_text() {
        let text = "{\n  \"fmg\": {\"tables\": {\"/a\": [\n    {}, {\"é\": 1, \"name\": 5}]}}}";
        let users = Place::root("fmg").member("tables").member("/a");
        for (place, expected) in [
            (users.clone().index(1).member("name"), (3, 26)),
            (users.clone().index(1), (3, 9)),
            // For a missing value, the place is that of the value around it.
            (users.clone().index(1).member("oid"), (3, 9)),
            (users.clone().index(7), (2, 28)),
            (users.member("x"), (2, 28)),
            (Place::root("fortios"), (1, 1)),
            (Place::default(), (1, 1)),
        ] {
            let found = Located::new(text, StateError::new(place.clone(), "is invalid"));
            assert_eq!((found.line, found.column), expected, "{place}");
        }
    }

    #[test]
    fn an_invalid_state_file_is_refused() {
        for (text, line, problem) in [
            ("", 1, "EOF"),
            ("[1]", 1, "has to be an object"),
            ("{\"fmg\":\n{\"a\": 1, \"a\": 2}}", 2, "`a` is given twice"),
            (
                "{\"fmg\": [{\"b\": {\"c\": 1,\n\"c\": null}}]}",
                2,
                "`c` is given twice",
            ),
            ("{} {}", 1, "trailing"),
        ] {
            let fault = read(text).unwrap_err();
            assert!(
                fault.line == line && fault.error.to_string().contains(problem),
                "{text}: {fault:?}"
            );
        }
        let deep = "[".repeat(100_000);
        assert!(read(&deep).is_err());
    }

    #[test]
    fn every_type_of_value_is_read_unchanged() {
        let text = r#"{"a": [null, true, -1, 18446744073709551615, 0.5, "x"], "b": {}}"#;
        let members = read(text).unwrap();
        assert_eq!(Value::from(members), serde_json::from_str::<Value>(text).unwrap());
    }

    #[test]
    fn errors_in_the_default_state_are_explained() {
        let error = || StateError::new(Place::root("fmg").member("devices").index(0), "is invalid");
        for (given, told) in [
            (Some(json!({"adoms": []})), true),
            (Some(json!({"devices": []})), false),
            (None, false),
        ] {
            let text = explained(error(), given.as_ref()).to_string();
            assert_eq!(text.contains("default state"), told, "{text}");
        }
    }
}
