//! Finds the attributes that have to be written so that an appliance has the desired values.

use std::net::IpAddr;

use ipnet::IpNet;
use serde_json::Value;

use crate::slots::{Entries, Fields, Items, Out, Row, each};

/// A row that can be compared with the one on the appliance. Every generated row that is written implements it.
///
/// Import it for a program that may run any number of times: it reads a row, and writes only the attributes that
/// differ.
///
/// ```
/// use fmg_bindings::Changes;
/// use fmg_bindings::fmg::address::Address;
///
/// let actual = Address {
///     name: "depot".into(),
///     subnet: ["10.0.0.0", "255.255.255.0"].into(),
///     comment: "old".into(),
///     ..Address::default()
/// };
/// let mut desired = Address { name: "depot".into(), subnet: "10.0.0.0/24".into(), ..Address::default() };
/// assert!(desired.changes_from(&actual).is_none());
///
/// desired.comment = "new".into();
/// let changes = desired.changes_from(&actual).ok_or("there is one")?;
/// assert_eq!(serde_json::to_string(&changes)?, r#"{"comment":"new"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be compared with the row on the appliance",
    label = "this type does not implement `Changes`",
    note = "generated rows that are written implement it; implement it for a row type of your own"
)]
pub trait Changes: Sized {
    /// The attributes of this row whose values differ from those of `actual`, which the appliance has. `None`: no value
    /// differs.
    ///
    /// An attribute that this row does not set does not count as a change. Neither does another spelling of the same
    /// value:
    ///
    /// - A network as `10.0.0.0/24` or `10.0.0.0 255.255.255.0`, where the appliance has a list of address and mask.
    /// - The name or the number of an enum, where both are known.
    /// - A list of texts, or of child rows, in another order. Two IP addresses are a pair, in their order.
    /// - A child row with further attributes, or a map with further entries, on the appliance.
    /// - An empty text or list, or `Unset`, where the appliance has none.
    ///
    /// An attribute that [`WrittenRow::attribute`](crate::WrittenRow::attribute) added is a change, because it is not
    /// read back. A secret is a change unless the appliance returns it as it is. An attribute that `Unset` resets to a default
    /// that is not empty is a change too, because the default is not known.
    fn changes_from(&self, actual: &Self) -> Option<Self>;

    /// Whether the changes contain a list of child rows, so that the write has to replace the child table.
    #[doc(hidden)]
    fn replaces_child_rows(&self, actual: &Self) -> bool {
        let _ = actual;
        false
    }
}

impl<R: Row + Clone> Changes for R {
    fn changes_from(&self, actual: &Self) -> Option<Self> {
        let known = held(actual);
        let mut same = Vec::new();
        let mut differs = false;
        each(self, |member, out| {
            if is_satisfied(out, known.get(member.wire)) {
                same.push(member.wire);
            } else {
                differs = true;
            }
        });
        if !differs {
            return None;
        }
        let mut changes = self.clone();
        for attribute in same {
            if let Some(place) = changes.slot(attribute) {
                place.absent();
            }
        }
        Some(changes)
    }

    fn replaces_child_rows(&self, actual: &Self) -> bool {
        let known = held(actual);
        let mut replaces = false;
        each(self, |member, out| {
            let actual = known.get(member.wire);
            let is_table = [out, actual].into_iter().any(has_rows);
            replaces |= matches!(out, Out::List(_) | Out::Unset) && is_table && !is_satisfied(out, actual);
        });
        replaces
    }
}

/// Those of the `desired` rows that the list of this attribute does not contain.
pub(crate) fn missing_rows<'d, M: Fields>(actual: &dyn Fields, attribute: &str, desired: &'d [M]) -> Vec<&'d M> {
    let mut missing: Vec<&M> = desired.iter().collect();
    each(actual, |member, out| {
        if let Out::List(list) = out
            && member.wire == attribute
        {
            let has = |wanted: &M| (0..list.count()).any(|index| is_satisfied(Out::Object(wanted), list.item(index)));
            missing.retain(|wanted| !has(wanted));
        }
    });
    missing
}

/// Whether it is a list of rows.
fn has_rows(out: Out<'_>) -> bool {
    matches!(out, Out::List(list) if list.count() > 0 && matches!(list.item(0), Out::Object(_)))
}

/// The content of the fields of a row, with their names in JSON.
struct Held<'r>(Vec<(&'static str, Out<'r>)>);

fn held(row: &dyn Fields) -> Held<'_> {
    let mut held = Vec::new();
    each(row, |member, out| held.push((member.wire, out)));
    Held(held)
}

impl<'r> Held<'r> {
    fn get(&self, wire: &str) -> Out<'r> {
        let found = self.0.iter().find(|(name, _)| *name == wire);
        found.map_or(Out::Absent, |(_, out)| *out)
    }
}

/// Whether the appliance has the desired value.
fn is_satisfied(desired: Out<'_>, actual: Out<'_>) -> bool {
    match (desired, actual) {
        (Out::Absent, _) => true,
        (Out::Unset, actual) => is_empty(actual),
        (desired, Out::Absent) => is_empty(desired),
        (Out::Object(desired), Out::Object(actual)) => is_row_satisfied(desired, actual),
        (Out::List(desired), Out::List(actual)) => is_list_satisfied(desired, actual),
        (Out::Map(desired), Out::Map(actual)) => is_map_satisfied(desired, actual),
        (desired, actual) => desired == actual,
    }
}

fn is_empty(out: Out<'_>) -> bool {
    match out {
        Out::Absent | Out::Unset => true,
        Out::Text(text) => text.is_empty(),
        Out::List(list) | Out::Keys(list, _) | Out::Words(list) => list.count() == 0,
        Out::Json(value) => value.is_null() || matches!(value, Value::Array(list) if list.is_empty()),
        Out::Map(entries) => {
            let mut is_empty = true;
            entries.each(&mut |_, _| is_empty = false);
            is_empty
        }
        _ => false,
    }
}

fn is_row_satisfied(desired: &dyn Fields, actual: &dyn Fields) -> bool {
    let known = held(actual);
    let mut satisfied = true;
    each(desired, |member, out| {
        satisfied &= is_satisfied(out, known.get(member.wire));
    });
    satisfied
}

fn is_map_satisfied(desired: &dyn Entries, actual: &dyn Entries) -> bool {
    let mut known = Vec::new();
    actual.each(&mut |key, out| known.push((key, out)));
    let mut satisfied = true;
    desired.each(&mut |key, out| {
        let found = known.iter().find(|(name, _)| *name == key);
        satisfied &= is_satisfied(out, found.map_or(Out::Absent, |(_, out)| *out));
    });
    satisfied
}

fn is_list_satisfied(desired: &dyn Items, actual: &dyn Items) -> bool {
    if let (Some(desired), Some(actual)) = (texts(desired), texts(actual)) {
        return same_texts(&desired, &actual);
    }
    desired.count() == actual.count() && each_has_a_partner(desired, actual)
}

/// Whether each desired element has an actual element of its own that has its values.
///
/// Lists mostly have the same order on both sides, so the search begins where the previous one ended.
fn each_has_a_partner(desired: &dyn Items, actual: &dyn Items) -> bool {
    let count = actual.count();
    let mut used = vec![false; count];
    let mut start = 0;
    (0..desired.count()).all(|index| {
        let wanted = desired.item(index);
        let places = (start..count).chain(0..start);
        let found = places
            .filter(|place| !used[*place])
            .find(|place| is_satisfied(wanted, actual.item(*place)));
        found.is_some_and(|place| {
            used[place] = true;
            start = place + 1;
            true
        })
    })
}

/// The elements of a list of texts.
fn texts(list: &dyn Items) -> Option<Vec<&str>> {
    let element = |index| match list.item(index) {
        Out::Text(text) => Some(text),
        _ => None,
    };
    (0..list.count()).map(element).collect()
}

/// Whether the texts are the same network, the same pair of addresses, or the same texts in any order.
///
/// A list may hold names of objects that look like networks. So two lists are compared as networks only if one of them
/// is an address and its mask.
pub(crate) fn same_texts(left: &[&str], right: &[&str]) -> bool {
    if left == right {
        return true;
    }
    if left.len().max(right.len()) == 2
        && let (Some(left), Some(right)) = (network(left), network(right))
    {
        return left == right;
    }
    is_without_order(left) && is_without_order(right) && sorted(left) == sorted(right)
}

/// Two addresses are a pair, such as the first and the last one of a range, or an address and its mask.
fn is_without_order(texts: &[&str]) -> bool {
    !matches!(texts, [first, second] if first.parse::<IpAddr>().is_ok() && second.parse::<IpAddr>().is_ok())
}

fn sorted<'t>(texts: &[&'t str]) -> Vec<&'t str> {
    let mut sorted = texts.to_vec();
    sorted.sort_unstable();
    sorted
}

/// The network in one of its spellings: address and length of the prefix, address and mask, or an address by itself.
fn network(texts: &[&str]) -> Option<IpNet> {
    match texts {
        [text] => {
            let text = text.trim();
            if let Ok(address) = text.parse::<IpAddr>() {
                return Some(address.into());
            }
            if let Ok(network) = text.parse() {
                return Some(network);
            }
            let (address, mask) = text.split_once([' ', '/'])?;
            network(&[address, mask])
        }
        [address, mask] => IpNet::with_netmask(address.trim().parse().ok()?, mask.trim().parse().ok()?).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
