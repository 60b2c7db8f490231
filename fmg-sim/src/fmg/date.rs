//! Formats times as FortiManager does, in UTC.

use std::time::{Duration, SystemTime};

use crate::clock::seconds;

const SECONDS_A_DAY: u64 = 24 * 60 * 60;
const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// The nearest time with a four-digit year, as others cannot be written.
pub(super) fn writable(time: SystemTime) -> SystemTime {
    const LAST: Duration = Duration::from_secs(253_402_300_799);
    time.clamp(SystemTime::UNIX_EPOCH, SystemTime::UNIX_EPOCH + LAST)
}

/// `2025-08-19`
pub(super) fn day(time: SystemTime) -> String {
    split(time).0
}

/// `21:19:42`
pub(super) fn time_of_day(time: SystemTime) -> String {
    split(time).1
}

/// `Mon Apr 19 10:14:35 2021`
pub(super) fn in_words(time: SystemTime) -> String {
    let (date, clock) = split(time);
    let (year, month, day) = parts(&date);
    format!("{} {month} {day} {clock} {year}", weekday(time))
}

/// `Aug 08, 2023`
pub(super) fn day_in_words(time: SystemTime) -> String {
    let date = day(time);
    let (year, month, day) = parts(&date);
    format!("{month} {day}, {year}")
}

fn split(time: SystemTime) -> (String, String) {
    let text = humantime::format_rfc3339_seconds(writable(time)).to_string();
    let (date, clock) = text.trim_end_matches('Z').split_once('T').unwrap_or_default();
    (date.to_owned(), clock.to_owned())
}

/// Year, name of the month, and day of a date.
fn parts(date: &str) -> (&str, &'static str, &str) {
    let mut numbers = date.splitn(3, '-');
    let (year, month, day) = (numbers.next(), numbers.next(), numbers.next());
    let month = month
        .and_then(|month| month.parse::<usize>().ok()?.checked_sub(1))
        .and_then(|month| MONTHS.get(month).copied());
    (
        year.unwrap_or_default(),
        month.unwrap_or_default(),
        day.unwrap_or_default(),
    )
}

fn weekday(time: SystemTime) -> &'static str {
    // The epoch was a Thursday.
    let day = (seconds(writable(time)) / SECONDS_A_DAY) % 7;
    let day = usize::try_from(day).ok().and_then(|day| WEEKDAYS.get(day).copied());
    day.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_the_documents_show() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_618_827_275);
        assert_eq!(in_words(time), "Mon Apr 19 10:14:35 2021");
        assert_eq!(
            (day(time), time_of_day(time)),
            ("2021-04-19".to_owned(), "10:14:35".to_owned())
        );
        assert_eq!(day_in_words(time), "Apr 19, 2021");
        assert_eq!(in_words(SystemTime::UNIX_EPOCH), "Thu Jan 01 00:00:00 1970");
        let late = SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 50);
        assert!(in_words(late).ends_with("9999"));
    }
}
