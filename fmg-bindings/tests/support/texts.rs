//! Types of the GUI that are text on the wire, made of that text.
#![allow(dead_code, reason = "specs may come to use what none has today")]
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test says what it expects by failing"
)]

use fmg_bindings::fmg::gui::{Date, EventSearch, InstallTarget, Time};
use fmg_bindings::fmg::{DeviceOid, VdomOid};

/// `170-0`
pub(crate) fn install_target(text: &str) -> InstallTarget {
    let (device, vdom) = text.split_once('-').expect("two object ids");
    InstallTarget::new(
        DeviceOid::new(device.parse().unwrap()),
        VdomOid::new(vdom.parse().unwrap()),
    )
}

/// `1|1|2025-08-19!2025-08-19|5|0|0#2|1|20:19:54!21:19:53|5|0|0`, or one of the two conditions, or none.
pub(crate) fn event_search(text: &str) -> EventSearch {
    let mut search = EventSearch::new();
    for condition in text.split('#').filter(|condition| !condition.is_empty()) {
        let words: Vec<_> = condition.split('|').collect();
        let (first, last) = words[2].split_once('!').expect("a span");
        search = match words[0] {
            "1" => search.dates(date(first), date(last)).unwrap(),
            _ => search.times(time(first), time(last)).unwrap(),
        };
    }
    search
}

fn date(text: &str) -> Date {
    let [year, month, day] = numbers(text, '-');
    Date::new(year, month.try_into().unwrap(), day.try_into().unwrap()).unwrap()
}

fn time(text: &str) -> Time {
    let [hour, minute, second] = numbers(text, ':').map(|number| u8::try_from(number).unwrap());
    Time::new(hour, minute, second).unwrap()
}

fn numbers(text: &str, separator: char) -> [u16; 3] {
    let numbers: Vec<_> = text.split(separator).map(|number| number.parse().unwrap()).collect();
    numbers.try_into().unwrap()
}
