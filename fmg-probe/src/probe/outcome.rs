//! The result of one call, without data of the user.

use std::fmt;

use fmg_bindings::error::ErrorKind;
use fmg_bindings::{Code, Error, JsonKind, Reply};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::case::Why;
use super::names::Names;

/// The result of one call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "lowercase")]
#[non_exhaustive]
pub enum Outcome {
    /// A reply was decoded.
    Read {
        /// How many rows it has, if it is a list.
        rows: Option<usize>,
        /// How many values did not fit their fields.
        misfits: usize,
        /// The fields that they did not fit. Of many misfits in one reply, only the first hundred are known by field.
        fields: Vec<FieldMisfit>,
    },
    /// The reply could not be decoded at all.
    Unreadable {
        /// Why.
        reason: String,
        /// The member whose type was another one.
        path: Option<String>,
    },
    /// The appliance does not know the call, or lacks the object: other firmware or another model does.
    Absent {
        /// The status code of FortiManager, or the HTTP status.
        status: Option<i64>,
    },
    /// The user may not make the call.
    Refused {
        /// The status code of FortiManager, or the HTTP status.
        status: Option<i64>,
    },
    /// The call has failed for another reason.
    Failed {
        /// The reason.
        reason: &'static str,
        /// The status code of FortiManager, or the HTTP status.
        status: Option<i64>,
    },
    /// The call was not made.
    Skipped {
        /// Why.
        why: Why,
    },
}

/// A field of a reply that values did not fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FieldMisfit {
    /// The path of the field, with `<name>` for names that the specs do not have, and without indexes.
    pub path: String,
    /// The values that the field accepts.
    pub expected: &'static str,
    /// The kind of the values.
    pub found: String,
    /// How many there are.
    pub count: usize,
}

impl fmt::Display for FieldMisfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            path,
            expected,
            found,
            count,
        } = self;
        write!(f, "{count} × `{path}`: expected {expected}, found {found}")
    }
}

/// A decoded reply.
pub(super) struct Read {
    rows: Option<usize>,
    total: usize,
    misfits: Vec<(String, &'static str, JsonKind)>,
}

impl Read {
    pub(super) fn of<T, M>(reply: &Reply<T, M>) -> Self {
        let misfits = reply.misfits();
        let listed = misfits.into_iter();
        Self {
            rows: rows(reply.json()),
            total: misfits.total(),
            misfits: listed
                .map(|misfit| (misfit.path().to_owned(), misfit.expected(), misfit.found()))
                .collect(),
        }
    }

    /// The reply as a report shows it: misfits of one field together.
    pub(super) fn shown(self, names: &Names) -> Outcome {
        let mut fields: Vec<FieldMisfit> = Vec::new();
        for (path, expected, found) in self.misfits {
            let (path, found) = (names.shown(&path), found.to_string());
            let same = |own: &&mut FieldMisfit| own.path == path && own.expected == expected && own.found == found;
            match fields.iter_mut().find(same) {
                Some(own) => own.count += 1,
                None => fields.push(FieldMisfit {
                    path,
                    expected,
                    found,
                    count: 1,
                }),
            }
        }
        Outcome::Read {
            rows: self.rows,
            misfits: self.total,
            fields,
        }
    }
}

/// How many rows a reply has, if its data is a list.
fn rows(json: &str) -> Option<usize> {
    #[derive(Deserialize)]
    struct Around<'a> {
        #[serde(borrow)]
        results: Option<&'a RawValue>,
        #[serde(borrow)]
        result: Option<Vec<Entry<'a>>>,
    }
    #[derive(Deserialize)]
    struct Entry<'a> {
        #[serde(borrow)]
        data: Option<&'a RawValue>,
    }
    let around: Around<'_> = serde_json::from_str(json).ok()?;
    let entry = around.result.and_then(|result| result.into_iter().next());
    let data = around.results.or_else(|| entry?.data)?;
    let items: Vec<IgnoredAny> = serde_json::from_str(data.get()).ok()?;
    Some(items.len())
}

/// The outcome of a failed call, or the error if all other calls would fail as well. It contains no text of the
/// appliance.
pub(super) fn of_error(error: Error, names: &Names) -> Result<Outcome, Error> {
    let code = error.code().map(Code::value);
    let status = code.or(error.http_status().map(i64::from));
    if error.is_not_found() || error.is_invalid_url() {
        return Ok(Outcome::Absent { status });
    }
    if error.is_session_ended() || error.is_login_failed() || error.is_connect() || error.certificate().is_some() {
        return Err(error);
    }
    if error.is_permission() {
        return Ok(Outcome::Refused { status });
    }
    let failed = |reason| Outcome::Failed { reason, status };
    Ok(match error.kind() {
        ErrorKind::Decode(decode) => Outcome::Unreadable {
            // The name of the kind; the message may quote the reply.
            reason: format!("{:?}", decode.kind()),
            path: decode.path().map(|path| names.shown(path)),
        },
        ErrorKind::Api(_) | ErrorKind::Rest(_) | ErrorKind::Http(_) => failed("the appliance reports an error"),
        ErrorKind::Transport(_) if error.is_timeout() => failed("no answer in time"),
        ErrorKind::Transport(_) if error.is_reply_too_long() => failed("the reply is too long"),
        ErrorKind::Transport(_) => failed("the connection broke"),
        ErrorKind::Encode(_) => failed("the request cannot be written"),
        _ => return Err(error),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_where_the_data_is_a_list() {
        for (json, count) in [
            (r#"{"results": [1, {"a": []}], "status": "success"}"#, Some(2)),
            (r#"{"results": {"a": 1}}"#, None),
            (r#"{"result": [{"data": [[], []]}]}"#, Some(2)),
            (r#"{"result": [{"data": 7}]}"#, None),
            (r#"{"result": [{}]}"#, None),
            (r#"{"directory": []}"#, None),
            ("", None),
        ] {
            assert_eq!(rows(json), count, "{json}");
        }
    }
}
