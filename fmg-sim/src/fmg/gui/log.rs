//! The event log, as System Settings shows it.

use std::time::SystemTime;

use serde_json::{Value, json};

use super::answer::{Context, Outcome, Reply};
use crate::fmg::event::Event;
use crate::fmg::status::{DATA_INVALID_FOR_URL, Refusal};
use crate::fmg::{date, documented};

/// The only documented log, and its kind.
const LOG: &str = "elog";
const KIND: &str = "sslog";

/// Answers with a part of the records that match a search, the newest first.
pub(super) fn events(context: &Context<'_>) -> Outcome {
    if context.text("key") != Some(LOG) || context.text("type") != Some(KIND) {
        return Err(DATA_INVALID_FOR_URL);
    }
    if context.number("showRaw").is_some_and(|raw| raw != 0) {
        return Err(Refusal::undocumented("the lines of the event log"));
    }
    let search = Search::read(context.text("search").unwrap_or_default())?;
    let adom = context.text("adom_to_read").filter(|adom| !adom.is_empty());
    let found: Vec<_> = context
        .state
        .events
        .newest_first()
        .filter(|event| search.finds(event.at) && adom.is_none_or(|adom| adom == event.adom))
        .collect();
    let count = |name: &str, missing: usize| {
        let count = context.number(name).map(|number| usize::try_from(number).ok());
        count.unwrap_or(Some(missing)).ok_or(DATA_INVALID_FOR_URL)
    };
    let (from, most) = (count("startIndex", 0)?, count("results", usize::MAX)?);
    let mut data = documented::data(&context.found.route, "").unwrap_or_default();
    data["records"] = found.iter().skip(from).take(most).map(|event| record(event)).collect();
    data["totalNumber"] = json!(found.len());
    Ok(Reply::Data(data))
}

fn record(event: &Event) -> Value {
    json!({
        "adom": event.adom,
        "changes": event.changes,
        "date": date::day(event.at),
        "desc": event.desc,
        "level": "information",
        "msg": "",
        "operation": event.operation,
        "performed_on": event.performed_on,
        "subtype": event.subtype,
        "time": date::time_of_day(event.at),
        "user": event.user,
    })
}

/// The ranges of days and times of day to search for, inclusive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Search {
    days: Option<(String, String)>,
    times: Option<(String, String)>,
}

impl Search {
    /// Parses `1|1|2025-08-19!2025-08-19|5|0|0#2|1|20:19:54!21:19:53|5|0|0`: conditions separated by `#`, whose first
    /// number is the attribute and whose third member is a range. The meaning of the other numbers is not documented.
    fn read(text: &str) -> Result<Self, Refusal> {
        let mut search = Self::default();
        for condition in text.split('#').filter(|_| !text.is_empty()) {
            let members: Vec<_> = condition.split('|').collect();
            let [about, "1", range, "5", "0", "0"] = members[..] else {
                return Err(DATA_INVALID_FOR_URL);
            };
            let (own, digits, mark) = match about {
                "1" => (&mut search.days, &[4, 2, 2], '-'),
                "2" => (&mut search.times, &[2, 2, 2], ':'),
                _ => return Err(DATA_INVALID_FOR_URL),
            };
            let range = range.split_once('!').filter(|(from, to)| {
                let whole = |text: &str| is_of_digits(text, digits, mark);
                whole(from) && whole(to)
            });
            let (from, to) = range.ok_or(DATA_INVALID_FOR_URL)?;
            *own = Some((from.to_owned(), to.to_owned()));
        }
        Ok(search)
    }

    fn finds(&self, at: SystemTime) -> bool {
        // Both are written from the largest unit to the smallest, so they can be compared as texts.
        let within = |range: &Option<(String, String)>, text: String| {
            range.as_ref().is_none_or(|(from, to)| *from <= text && text <= *to)
        };
        within(&self.days, date::day(at)) && within(&self.times, date::time_of_day(at))
    }
}

/// Whether a text is numbers with these counts of digits, separated by a mark.
fn is_of_digits(text: &str, digits: &[usize; 3], mark: char) -> bool {
    let numbers: Vec<_> = text.split(mark).collect();
    let fits =
        |(number, digits): (&&str, &usize)| number.len() == *digits && number.bytes().all(|byte| byte.is_ascii_digit());
    numbers.len() == digits.len() && numbers.iter().zip(digits).all(fits)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn days_and_times_are_separate_conditions() {
        let search = Search::read("1|1|2025-08-19!2025-08-19|5|0|0#2|1|20:19:54!21:19:53|5|0|0").unwrap();
        // 2025-08-19 00:00:00
        let midnight = 1_755_561_600;
        for (day, time, found) in [
            (0, 20 * 3_600 + 19 * 60 + 54, true),
            (0, 20 * 3_600 + 19 * 60 + 53, false),
            (0, 21 * 3_600 + 19 * 60 + 53, true),
            (0, 21 * 3_600 + 19 * 60 + 54, false),
            (1, 20 * 3_600 + 30 * 60, false),
        ] {
            let at = SystemTime::UNIX_EPOCH + Duration::from_secs(midnight + day * 86_400 + time);
            assert_eq!(search.finds(at), found, "{day} {time}");
        }
        assert_eq!(Search::read("").unwrap(), Search::default());
        assert!(Search::default().finds(SystemTime::UNIX_EPOCH));
    }

    #[test]
    fn an_invalid_search_is_refused() {
        for text in [
            "x",
            "#",
            "3|1|2025-08-19!2025-08-19|5|0|0",
            "1|1|2025-08-19|5|0|0",
            "1|1|2025-8-19!2025-08-19|5|0|0",
            "2|1|20:19!21:19|5|0|0",
            "1|1|2025-08-19!2025-08-19|5|0",
        ] {
            assert!(Search::read(text).is_err(), "{text}");
        }
    }
}
