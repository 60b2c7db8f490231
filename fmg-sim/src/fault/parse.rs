//! Parses rules.

use std::fmt;
use std::str::FromStr;

use http::StatusCode;

use super::rule::Which;
use super::{Fault, Rule};
use crate::product::Product;

/// The text is not a valid rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseRuleError {
    problem: String,
}

const KEYS: &str = "`product`, `method`, `url`, `first`, `nth`, `since`, `every`, `times`, `field` and `do`";
const FAULTS: &str = "`refuse`, `drop`, `drop-midway`, `drop-midway:1000`, `truncate`, `truncate:1000`, `drop-upload:1000`, \
                      `garbage`, `misfit`, `delay:500ms`, `html`, `html:401`, `429`, `429:30`, `500`, `session-expired`, `locked`, `refuse-write:-10`, `task-fails`, `task-warns`, `task-stalls`, `task-cancelled` and `task-aborts`";

impl FromStr for Rule {
    type Err = ParseRuleError;

    /// Parses a rule; [the module](super) has the grammar.
    fn from_str(text: &str) -> Result<Self, ParseRuleError> {
        let mut seen: Vec<&str> = Vec::new();
        let mut rule = Self::new(Fault::Refuse);
        for part in text.split(',') {
            let Some((key, value)) = part.split_once('=').map(|(key, value)| (key.trim(), value.trim())) else {
                return Err(error(format!("`{part}` is not of the form `key=value`")));
            };
            if seen.contains(&key) {
                return Err(error(format!("`{key}` is given twice")));
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
                "since" => rule.which = Which::Since(count(key, value)?),
                "every" => rule.which = Which::Every(count(key, value)?),
                "times" => rule.times = Some(count(key, value)?),
                "field" => rule.field = Some(present(key, value)?),
                "do" => rule.fault = value.parse()?,
                _ => return Err(error(format!("`{key}` is not a key of rules; the keys are {KEYS}"))),
            }
        }
        if !seen.contains(&"do") {
            return Err(error(format!("`do` is missing; the faults are {FAULTS}")));
        }
        if rule.field.is_some() && rule.fault != Fault::Misfit {
            return Err(error("`field` is only for `do=misfit`"));
        }
        let counts: Vec<_> = seen
            .iter()
            .filter(|key| matches!(**key, "first" | "nth" | "since" | "every"))
            .collect();
        match counts[..] {
            [one, other, ..] => Err(error(format!("`{one}` and `{other}` cannot be combined"))),
            _ => Ok(rule),
        }
    }
}

impl FromStr for Fault {
    type Err = ParseRuleError;

    /// Parses a fault; [the module](super) lists them.
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
            ("misfit", Some(field)) => {
                return Err(error(format!("the member of `misfit` is given as `field={field}`")));
            }
            ("html", None) => Self::Html(StatusCode::OK),
            ("html", Some(status)) => Self::Html(status_code(status)?),
            ("429", None) => Self::TooManyRequests { retry_after: None },
            ("429", Some(seconds)) => Self::TooManyRequests {
                retry_after: Some(
                    seconds
                        .parse()
                        .map_err(|_| error(format!("`{seconds}` is not a number of seconds, as in `429:30`")))?,
                ),
            },
            ("500", None) => Self::ServerError,
            ("session-expired", None) => Self::SessionExpired,
            ("locked", None) => Self::LockedByAnother,
            ("refuse-write", Some(code)) => Self::RefuseWrite(
                code.parse()
                    .ok()
                    .filter(|code| *code != 0)
                    .ok_or_else(|| error(format!("`{code}` is not a code of a refusal, as in `refuse-write:-10`")))?,
            ),
            ("task-fails", None) => Self::TaskFails,
            ("task-warns", None) => Self::TaskWarns,
            ("task-stalls", None) => Self::TaskStalls,
            ("task-cancelled", None) => Self::TaskCancelled,
            ("task-aborts", None) => Self::TaskAborts,
            ("delay", Some(time)) => Self::Delay(
                humantime::parse_duration(time)
                    .map_err(|_| error(format!("`{time}` is not a duration, as in `delay:500ms`")))?,
            ),
            ("delay", None) => return Err(error("`delay` needs a duration, as in `delay:500ms`")),
            _ => return Err(error(format!("`{text}` is not a fault; the faults are {FAULTS}"))),
        })
    }
}

fn present(key: &str, value: &str) -> Result<String, ParseRuleError> {
    if value.is_empty() {
        return Err(error(format!(
            "`{key}` has no value; leave out `{key}` to hit all requests"
        )));
    }
    Ok(value.to_owned())
}

fn count(key: &str, value: &str) -> Result<u64, ParseRuleError> {
    match value.parse() {
        Ok(0) | Err(_) => Err(error(format!(
            "`{key}` has to be a number of at least 1, not `{value}`"
        ))),
        Ok(count) => Ok(count),
    }
}

fn position(word: &str, text: &str) -> Result<u64, ParseRuleError> {
    text.parse()
        .map_err(|_| error(format!("`{text}` is not a number of bytes, as in `{word}:1000`")))
}

/// The status of an HTML page. Statuses without a body, and interim ones, are refused.
fn status_code(text: &str) -> Result<StatusCode, ParseRuleError> {
    text.parse()
        .ok()
        .filter(|status: &StatusCode| !matches!(status.as_u16(), 100..200 | 204 | 304 | 600..))
        .ok_or_else(|| {
            error(format!(
                "`{text}` is not an HTTP status that a page can have, as in `html:401`"
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
        assert_eq!("since=3,do=drop".parse(), Ok(Rule::new(Fault::Drop).since(3)));
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
            Fault::RefuseWrite(-10),
            Fault::RefuseWrite(400),
            Fault::TaskFails,
            Fault::TaskWarns,
            Fault::TaskStalls,
            Fault::TaskCancelled,
            Fault::TaskAborts,
        ] {
            assert_eq!(fault.to_string().parse(), Ok(fault), "{fault}");
        }
    }

    #[test]
    fn an_invalid_rule_is_explained() {
        for (text, problem) in [
            ("", "`` is not of the form `key=value`"),
            ("drop", "`drop` is not of the form `key=value`"),
            ("url=/x", "`do` is missing"),
            ("do=drop,do=drop", "`do` is given twice"),
            (
                "do=drop,colour=red",
                "`colour` is not a key of rules; the keys are `product`",
            ),
            ("do=explode", "`explode` is not a fault; the faults are `refuse`"),
            ("do=drop:3", "`drop:3` is not a fault"),
            ("do=delay", "`delay` needs a duration"),
            (
                "do=truncate:half",
                "`half` is not a number of bytes, as in `truncate:1000`",
            ),
            ("do=drop-upload", "`drop-upload` is not a fault"),
            ("do=delay:soon", "`soon` is not a duration"),
            ("do=html:204", "`204` is not an HTTP status that a page can have"),
            ("do=html:4000", "`4000` is not an HTTP status that a page can have"),
            ("do=refuse-write:0", "`0` is not a code of a refusal"),
            ("do=429:-1", "`-1` is not a number of seconds"),
            ("do=drop,nth=0", "`nth` has to be a number of at least 1, not `0`"),
            ("do=drop,times=x", "`times` has to be a number of at least 1"),
            ("do=drop,nth=1,every=2", "`nth` and `every` cannot be combined"),
            ("do=drop,since=1,nth=2", "`since` and `nth` cannot be combined"),
            ("do=drop,url=", "`url` has no value"),
            ("do=drop,field=nat", "`field` is only for `do=misfit`"),
            ("do=misfit,field=", "`field` has no value"),
            ("do=misfit:nat", "the member of `misfit` is given as `field=nat`"),
            (
                "do=drop,product=faz",
                "`faz` is not a product; the products are `fmg` and `fortios`",
            ),
        ] {
            let error = text.parse::<Rule>().unwrap_err().to_string();
            assert!(error.contains(problem), "{text}: {error}");
        }
    }
}
