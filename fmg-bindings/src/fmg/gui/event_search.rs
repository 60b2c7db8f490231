//! Search conditions for the event log.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

use serde::de;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Selects events of the log: by date, by time of day, or all.
///
/// The GUI expects both conditions in one text. They apply to separate columns. A date range and a time range together
/// select these hours on each of these days, and not the whole time from the first date to the last.
///
/// ```
/// use fmg_bindings::fmg::gui::{Date, EventSearch, Time};
///
/// let day = Date::new(2025, 8, 19)?;
/// let search = EventSearch::new()
///     .dates(day, day)?
///     .times(Time::new(20, 19, 54)?, Time::new(21, 19, 53)?)?;
/// assert_eq!(search.to_string(), "1|1|2025-08-19!2025-08-19|5|0|0#2|1|20:19:54!21:19:53|5|0|0");
/// # Ok::<(), fmg_bindings::fmg::gui::EventSearchFault>(())
/// ```
///
/// Source: *How to FortiManager API? Alternative FortiManager APIs*, event logs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct EventSearch {
    dates: Option<(Date, Date)>,
    times: Option<(Time, Time)>,
}

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// A time of the day, by the clock of the FortiManager.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time {
    hour: u8,
    minute: u8,
    second: u8,
}

/// An error in a search condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventSearchFault {
    /// The date does not exist; years go from 1 to 9999.
    Date,
    /// The time does not exist: hours go from 0 to 23, minutes and seconds from 0 to 59.
    Time,
    /// The range ends before it begins.
    Order,
    /// The text does not have the form that the GUI writes.
    Form,
}

impl EventSearch {
    /// All events.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The events of the days from `first` to `last`, both included.
    ///
    /// # Errors
    ///
    /// `last` is before `first`.
    pub fn dates(self, first: Date, last: Date) -> Result<Self, EventSearchFault> {
        let dates = Some(span(first, last)?);
        Ok(Self { dates, ..self })
    }

    /// The events between these times of the day, both included.
    ///
    /// # Errors
    ///
    /// `last` is before `first`. A range over midnight needs two searches.
    pub fn times(self, first: Time, last: Time) -> Result<Self, EventSearchFault> {
        let times = Some(span(first, last)?);
        Ok(Self { times, ..self })
    }
}

fn span<T: Ord>(first: T, last: T) -> Result<(T, T), EventSearchFault> {
    if first <= last {
        Ok((first, last))
    } else {
        Err(EventSearchFault::Order)
    }
}

impl Date {
    /// Creates a date from year, month (1 to 12) and day of the month.
    ///
    /// # Errors
    ///
    /// The date does not exist.
    pub fn new(year: u16, month: u8, day: u8) -> Result<Self, EventSearchFault> {
        let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if is_leap => 29,
            2 => 28,
            _ => 0,
        };
        if (1..=9999).contains(&year) && (1..=days).contains(&day) {
            Ok(Self { year, month, day })
        } else {
            Err(EventSearchFault::Date)
        }
    }
}

impl Time {
    /// Creates a time from hour, minute and second.
    ///
    /// # Errors
    ///
    /// The time does not exist.
    pub fn new(hour: u8, minute: u8, second: u8) -> Result<Self, EventSearchFault> {
        if hour < 24 && minute < 60 && second < 60 {
            Ok(Self { hour, minute, second })
        } else {
            Err(EventSearchFault::Time)
        }
    }
}

impl fmt::Display for EventSearch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The first number of a condition is its column; the document does not describe the others.
        if let Some((first, last)) = self.dates {
            write!(f, "1|1|{first}!{last}|5|0|0")?;
        }
        if let Some((first, last)) = self.times {
            let separator = if self.dates.is_some() { "#" } else { "" };
            write!(f, "{separator}2|1|{first}!{last}|5|0|0")?;
        }
        Ok(())
    }
}

/// Reads the text that the GUI takes: one condition for days, one for hours, both with `#` between them, or none.
///
/// ```
/// use fmg_bindings::fmg::gui::EventSearch;
///
/// let search: EventSearch = "1|1|2025-08-19!2025-08-20|5|0|0".parse()?;
/// assert_eq!(search.to_string(), "1|1|2025-08-19!2025-08-20|5|0|0");
/// # Ok::<(), fmg_bindings::fmg::gui::EventSearchFault>(())
/// ```
impl FromStr for EventSearch {
    type Err = EventSearchFault;

    fn from_str(text: &str) -> Result<Self, EventSearchFault> {
        let mut search = Self::new();
        if text.is_empty() {
            return Ok(search);
        }
        for condition in text.split('#') {
            let words: Vec<_> = condition.split('|').collect();
            let [column, "1", span, "5", "0", "0"] = words.as_slice() else {
                return Err(EventSearchFault::Form);
            };
            let (first, last) = span.split_once('!').ok_or(EventSearchFault::Form)?;
            search = match *column {
                "1" if search.dates.is_none() && search.times.is_none() => {
                    search.dates(first.parse()?, last.parse()?)?
                }
                "2" if search.times.is_none() => search.times(first.parse()?, last.parse()?)?,
                _ => return Err(EventSearchFault::Form),
            };
        }
        Ok(search)
    }
}

/// Reads `2025-08-19`.
impl FromStr for Date {
    type Err = EventSearchFault;

    fn from_str(text: &str) -> Result<Self, EventSearchFault> {
        let [year, month, day] = numbers(text, '-', [4, 2, 2])?;
        Self::new(year, narrow(month)?, narrow(day)?)
    }
}

/// Reads `20:19:54`.
impl FromStr for Time {
    type Err = EventSearchFault;

    fn from_str(text: &str) -> Result<Self, EventSearchFault> {
        let [hour, minute, second] = numbers(text, ':', [2, 2, 2])?;
        Self::new(narrow(hour)?, narrow(minute)?, narrow(second)?)
    }
}

/// Three numbers of these many digits.
fn numbers(text: &str, separator: char, digits: [usize; 3]) -> Result<[u16; 3], EventSearchFault> {
    let mut words = text.split(separator);
    let mut numbers = [0; 3];
    for (number, digits) in numbers.iter_mut().zip(digits) {
        let word = words.next().filter(|word| word.len() == digits);
        let word = word.filter(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
        *number = word.and_then(|word| word.parse().ok()).ok_or(EventSearchFault::Form)?;
    }
    match words.next() {
        None => Ok(numbers),
        Some(_) => Err(EventSearchFault::Form),
    }
}

fn narrow(number: u16) -> Result<u8, EventSearchFault> {
    u8::try_from(number).map_err(|_| EventSearchFault::Form)
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}:{:02}", self.hour, self.minute, self.second)
    }
}

impl fmt::Display for EventSearchFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Date => "the date does not exist",
            Self::Time => "the time does not exist: hours go from 0 to 23, minutes and seconds from 0 to 59",
            Self::Order => "the range ends before it begins",
            Self::Form => "the text is not a search of the event log, such as `1|1|2025-08-19!2025-08-20|5|0|0`",
        })
    }
}

impl Error for EventSearchFault {}

/// Serializes as one text, which the GUI expects.
impl Serialize for EventSearch {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for EventSearch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_joined() {
        let date = |day| Date::new(2024, 2, day).unwrap();
        let time = |hour| Time::new(hour, 0, 5).unwrap();
        let all = EventSearch::new();
        assert_eq!(all.to_string(), "");
        let days = all.dates(date(1), date(29)).unwrap();
        assert_eq!(days.to_string(), "1|1|2024-02-01!2024-02-29|5|0|0");
        let hours = all.times(time(0), time(23)).unwrap();
        assert_eq!(hours.to_string(), "2|1|00:00:05!23:00:05|5|0|0");
        assert_eq!(
            serde_json::to_value(days.times(time(1), time(1)).unwrap()).unwrap(),
            "1|1|2024-02-01!2024-02-29|5|0|0#2|1|01:00:05!01:00:05|5|0|0"
        );
        assert_eq!(all.dates(date(2), date(1)), Err(EventSearchFault::Order));
        assert_eq!(all.times(time(2), time(1)), Err(EventSearchFault::Order));
    }

    #[test]
    fn a_search_is_read_back() {
        for text in [
            "",
            "1|1|2024-02-01!2024-02-29|5|0|0",
            "2|1|00:00:05!23:00:05|5|0|0",
            "1|1|2024-02-01!2024-02-29|5|0|0#2|1|01:00:05!01:00:05|5|0|0",
        ] {
            let search: EventSearch = serde_json::from_value(text.into()).unwrap();
            assert_eq!(search.to_string(), text);
        }
    }

    #[test]
    fn invalid_text_is_refused() {
        for (text, fault) in [
            ("all", EventSearchFault::Form),
            ("#", EventSearchFault::Form),
            ("3|1|2024-02-01!2024-02-29|5|0|0", EventSearchFault::Form),
            ("1|2|2024-02-01!2024-02-29|5|0|0", EventSearchFault::Form),
            ("1|1|2024-02-01|5|0|0", EventSearchFault::Form),
            ("1|1|24-02-01!24-02-29|5|0|0", EventSearchFault::Form),
            ("1|1|2024-+2-01!2024-02-29|5|0|0", EventSearchFault::Form),
            ("2|1|00:00!23:00|5|0|0", EventSearchFault::Form),
            ("1|1|2023-02-29!2024-02-29|5|0|0", EventSearchFault::Date),
            ("2|1|24:00:00!24:00:00|5|0|0", EventSearchFault::Time),
            ("1|1|2024-02-29!2024-02-01|5|0|0", EventSearchFault::Order),
            (
                "2|1|01:00:05!01:00:05|5|0|0#1|1|2024-02-01!2024-02-29|5|0|0",
                EventSearchFault::Form,
            ),
        ] {
            assert_eq!(text.parse::<EventSearch>(), Err(fault), "{text}");
        }
    }

    #[test]
    fn dates_and_times_that_do_not_exist_are_refused() {
        for (year, month, day, exists) in [
            (2023, 2, 29, false),
            (2024, 2, 29, true),
            (1900, 2, 29, false),
            (2000, 2, 29, true),
            (2025, 4, 31, false),
            (2025, 12, 31, true),
            (2025, 13, 1, false),
            (2025, 0, 1, false),
            (2025, 1, 0, false),
            (0, 1, 1, false),
            (10_000, 1, 1, false),
        ] {
            assert_eq!(Date::new(year, month, day).is_ok(), exists, "{year}-{month}-{day}");
        }
        for (hour, minute, second, exists) in [
            (23, 59, 59, true),
            (24, 0, 0, false),
            (0, 60, 0, false),
            (0, 0, 60, false),
        ] {
            assert_eq!(Time::new(hour, minute, second).is_ok(), exists);
        }
    }
}
