//! Rules as text.

use std::fmt;
use std::str::FromStr;

use http::StatusCode;

use super::rule::Which;
use super::{Fault, Rule};
use crate::product::Product;

/// Why a text is no rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseRuleError {
    problem: String,
}

const KEYS: &str = "`product`, `method`, `url`, `first`, `nth`, `every`, `times`, `field` and `do`";
const FAULTS: &str = "`refuse`, `drop`, `drop-midway`, `drop-midway:1000`, `truncate`, `truncate:1000`, `drop-upload:1000`, \
                      `garbage`, `misfit`, `delay:500ms`, `html`, `html:401`, `429`, `429:30`, `500`, `session-expired`, `locked`, `task-fails`, `task-warns` and `task-stalls`";

impl FromStr for Rule {
    type Err = ParseRuleError;

    /// Reads a rule; [the module](super) has the grammar.
    fn from_str(text: &str) -> Result<Self, ParseRuleError> {
        let mut seen: Vec<&str> = Vec::new();
        let mut rule = Self::new(Fault::Refuse);
        for part in text.split(',') {
            let Some((key, value)) = part.split_once('=').map(|(key, value)| (key.trim(), value.trim())) else {
                return Err(error(format!("`{part}` is no `key=value`")));
            };
            if seen.contains(&key) {
                return Err(error(format!("`{key}` is there twice")));
            }
            seen.push(key);
            match key {
                "product" => {
                    rule.product = Some(value.parse::<Product>().map_err(|unknown| error(unknown.to_string()))?);
                }
                "method" => rule.method = Some(present(key, value)?),
                "url" => rule.url = Some(present(key, value)?),
                "first" => rule.which = Which::First(count(key, value)?),
                "nth" => rule.which = Which::Nth(count(key, value)?),
                "every" => rule.which = Which::Every(count(key, value)?),
                "times" => rule.times = Some(count(key, value)?),
                "field" => rule.field = Some(present(key, value)?),
                "do" => rule.fault = value.parse()?,
                _ => return Err(error(format!("`{key}` is no key of a rule; there are {KEYS}"))),
            }
        }
        if !seen.contains(&"do") {
            return Err(error(format!("`do` is missing: what is to happen? There are {FAULTS}")));
        }
        if rule.field.is_some() && rule.fault != Fault::Misfit {
            return Err(error("`field` goes with `do=misfit` alone"));
        }
        let counts: Vec<_> = seen
            .iter()
            .filter(|key| matches!(**key, "first" | "nth" | "every"))
            .collect();
        match counts[..] {
            [one, other, ..] => Err(error(format!("`{one}` and `{other}` exclude each other"))),
            _ => Ok(rule),
        }
    }
}

impl FromStr for Fault {
    type Err = ParseRuleError;

    /// Reads the word of a fault; [the module](super) has them all.
    fn from_str(text: &str) -> Result<Self, ParseRuleError> {
        let (word, detail) = match text.split_once(':') {
            None => (text, None),
            Some((word, detail)) => (word, Some(detail)),
        };
        Ok(match (word, detail) {
            ("refuse", None) => Self::Refuse,
            ("drop", None) => Self::Drop,
            ("drop-midway", None) => Self::DropMidway,
            ("drop-midway", Some(bytes)) => Self::DropAfter(position(word, bytes)?),
            ("truncate", None) => Self::Truncate,
            ("truncate", Some(bytes)) => Self::TruncateAfter(position(word, bytes)?),
            ("drop-upload", Some(bytes)) => Self::DropUpload(position(word, bytes)?),
            ("garbage", None) => Self::Garbage,
            ("misfit", None) => Self::Misfit,
            ("misfit", Some(field)) => return Err(error(format!("`misfit` takes its member by `field={field}`"))),
            ("html", None) => Self::Html(StatusCode::OK),
            ("html", Some(status)) => Self::Html(status_code(status)?),
            ("429", None) => Self::TooManyRequests { retry_after: None },
            ("429", Some(seconds)) => Self::TooManyRequests {
                retry_after: Some(seconds.parse().map_err(|_| {
                    error(format!(
                        "`{seconds}` is no number of seconds to wait; `429:30` would be one"
                    ))
                })?),
            },
            ("500", None) => Self::ServerError,
            ("session-expired", None) => Self::SessionExpired,
            ("locked", None) => Self::LockedByAnother,
            ("task-fails", None) => Self::TaskFails,
            ("task-warns", None) => Self::TaskWarns,
            ("task-stalls", None) => Self::TaskStalls,
            ("delay", Some(time)) => Self::Delay(
                humantime::parse_duration(time)
                    .map_err(|_| error(format!("`{time}` is no time; `delay:500ms` would have one")))?,
            ),
            ("delay", None) => return Err(error("`delay` needs a time, as in `delay:500ms`")),
            _ => return Err(error(format!("`{text}` is no fault; there are {FAULTS}"))),
        })
    }
}

fn present(key: &str, value: &str) -> Result<String, ParseRuleError> {
    if value.is_empty() {
        return Err(error(format!("`{key}` has no value; leave it out to hit all")));
    }
    Ok(value.to_owned())
}

fn count(key: &str, value: &str) -> Result<u64, ParseRuleError> {
    match value.parse() {
        Ok(0) | Err(_) => Err(error(format!("`{key}` has to be a number from 1 on, not `{value}`"))),
        Ok(count) => Ok(count),
    }
}

fn position(word: &str, text: &str) -> Result<u64, ParseRuleError> {
    text.parse()
        .map_err(|_| error(format!("`{text}` is no number of bytes; `{word}:1000` would have one")))
}

/// A page can't be sent with a status that announces another answer or has no body.
fn status_code(text: &str) -> Result<StatusCode, ParseRuleError> {
    text.parse()
        .ok()
        .filter(|status: &StatusCode| !matches!(status.as_u16(), 100..200 | 204 | 304 | 600..))
        .ok_or_else(|| {
            error(format!(
                "`{text}` is no HTTP status of a page; `html:401` would have one"
            ))
        })
}

fn error(problem: impl Into<String>) -> ParseRuleError {
    ParseRuleError {
        problem: problem.into(),
    }
}

impl fmt::Display for ParseRuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)
    }
}

impl std::error::Error for ParseRuleError {}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::StatusCode;

    use crate::fault::{Fault, Rule};
    use crate::product::Product;

    #[test]
    fn a_rule_is_read_with_all_its_conditions() {
        let rule = "product=fmg, method=exec, url=/dvmdb/*, every=3, times=2, do=429:30".parse();
        let fault = Fault::TooManyRequests { retry_after: Some(30) };
        let wanted = Rule::new(fault)
            .product(Product::FortiManager)
            .method("exec")
            .url("/dvmdb/*");
        assert_eq!(rule, Ok(wanted.every(3).times(2)));
        assert_eq!("do=drop,first=2".parse(), Ok(Rule::new(Fault::Drop).first(2)));
        assert_eq!(
            "url=*/policy,do=misfit,field=nat".parse(),
            Ok(Rule::new(Fault::Misfit).url("*/policy").field("nat"))
        );
        assert_eq!("do=misfit".parse(), Ok(Rule::new(Fault::Misfit)));
        assert_eq!(
            "url=a=b,nth=1,do=drop".parse(),
            Ok(Rule::new(Fault::Drop).url("a=b").nth(1))
        );
    }

    #[test]
    fn a_fault_is_read_as_it_is_written() {
        for fault in [
            Fault::Refuse,
            Fault::Drop,
            Fault::DropMidway,
            Fault::DropAfter(0),
            Fault::Truncate,
            Fault::TruncateAfter(7),
            Fault::DropUpload(1_000),
            Fault::Garbage,
            Fault::Misfit,
            Fault::Delay(Duration::from_millis(1_500)),
            Fault::Html(StatusCode::OK),
            Fault::Html(StatusCode::UNAUTHORIZED),
            Fault::TooManyRequests { retry_after: None },
            Fault::TooManyRequests { retry_after: Some(30) },
            Fault::ServerError,
            Fault::SessionExpired,
            Fault::LockedByAnother,
            Fault::TaskFails,
            Fault::TaskWarns,
            Fault::TaskStalls,
        ] {
            assert_eq!(fault.to_string().parse(), Ok(fault), "{fault}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_rule_is_said() {
        for (text, problem) in [
            ("", "`` is no `key=value`"),
            ("drop", "`drop` is no `key=value`"),
            ("url=/x", "`do` is missing"),
            ("do=drop,do=drop", "`do` is there twice"),
            (
                "do=drop,colour=red",
                "`colour` is no key of a rule; there are `product`",
            ),
            ("do=explode", "`explode` is no fault; there are `refuse`"),
            ("do=drop:3", "`drop:3` is no fault"),
            ("do=delay", "`delay` needs a time"),
            ("do=truncate:half", "`half` is no number of bytes; `truncate:1000`"),
            ("do=drop-upload", "`drop-upload` is no fault"),
            ("do=delay:soon", "`soon` is no time"),
            ("do=html:204", "`204` is no HTTP status of a page"),
            ("do=html:4000", "`4000` is no HTTP status of a page"),
            ("do=429:-1", "`-1` is no number of seconds"),
            ("do=drop,nth=0", "`nth` has to be a number from 1 on, not `0`"),
            ("do=drop,times=x", "`times` has to be a number from 1 on"),
            ("do=drop,nth=1,every=2", "`nth` and `every` exclude each other"),
            ("do=drop,url=", "`url` has no value"),
            ("do=drop,field=nat", "`field` goes with `do=misfit` alone"),
            ("do=misfit,field=", "`field` has no value"),
            ("do=misfit:nat", "`misfit` takes its member by `field=nat`"),
            (
                "do=drop,product=faz",
                "`faz` is no product; there are `fmg` and `fortios`",
            ),
        ] {
            let error = text.parse::<Rule>().unwrap_err().to_string();
            assert!(error.contains(problem), "{text}: {error}");
        }
    }
}
