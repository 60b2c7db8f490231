//! Differences as a table for readers.

use std::collections::BTreeMap;
use std::fmt;

use super::{Aspect, Difference, FieldDifference, ItemChange, ItemDifference};
use crate::import::printable::printable;
use crate::prose::counted;

/// How wide the column of the names of fields may be. Longer names move what comes after them.
const NAMES: usize = 40;

/// How many differences there are of each kind.
#[derive(Default)]
struct Counts {
    /// The tables, single objects and calls that came, went and changed.
    items: [usize; 3],
    /// The fields that came and went.
    fields: [usize; 2],
    /// The values that came and went.
    values: [usize; 2],
    /// The fields whose values differ.
    fields_of_values: usize,
    others: BTreeMap<Aspect, usize>,
}

impl Counts {
    fn of(items: &[ItemDifference]) -> Self {
        let mut counts = Self::default();
        for item in items {
            match &item.change {
                ItemChange::Came(_) => counts.items[0] += 1,
                ItemChange::Went(_) => counts.items[1] += 1,
                ItemChange::Changed(changes) => {
                    counts.items[2] += 1;
                    counts.add(changes);
                }
            }
        }
        counts
    }

    fn add(&mut self, changes: &[FieldDifference]) {
        let mut last_with_values = None;
        for own in changes {
            let went = usize::from(own.new.is_none());
            match own.aspect {
                Aspect::Field => self.fields[went] += 1,
                Aspect::Value => {
                    self.values[went] += 1;
                    if last_with_values != Some(&own.field) {
                        self.fields_of_values += 1;
                    }
                    last_with_values = Some(&own.field);
                }
                other => *self.others.entry(other).or_default() += 1,
            }
        }
    }
}

/// The table, and a line with the counts.
impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} → {}", printable(&self.old), printable(&self.new))?;
        for item in &self.items {
            let name = printable(&item.name);
            match &item.change {
                ItemChange::Came(fields) => {
                    writeln!(f, "\n+ {name}  ({} of {})", item.noun, counted(*fields, "field"))?;
                }
                ItemChange::Went(fields) => {
                    writeln!(f, "\n- {name}  ({} of {})", item.noun, counted(*fields, "field"))?;
                }
                ItemChange::Changed(changes) => {
                    writeln!(f, "\n{name}")?;
                    lines(f, item.noun, changes)?;
                }
            }
        }
        if !self.items.is_empty() {
            writeln!(f)?;
        }
        summary(f, &Counts::of(&self.items))?;
        for product in &self.of_one {
            writeln!(
                f,
                "only one description is of {}: nothing of it was compared",
                product.name()
            )?;
        }
        if !self.untold.is_empty() {
            let aspects: Vec<_> = self.untold.iter().map(|aspect| aspect.as_str()).collect();
            writeln!(
                f,
                "not compared, since one description never states it: {}",
                aspects.join(", ")
            )?;
        }
        Ok(())
    }
}

/// The lines of one table or call. The values of a field share a line.
fn lines(f: &mut fmt::Formatter<'_>, noun: &str, changes: &[FieldDifference]) -> fmt::Result {
    let name = |own: &FieldDifference| match own.field.as_slice() {
        [] => format!("({noun})"),
        names => printable(&names.join(".")).into_owned(),
    };
    let names: Vec<_> = changes.iter().map(name).collect();
    let width = names
        .iter()
        .map(|name| name.chars().count())
        .max()
        .unwrap_or(0)
        .min(NAMES);
    let mut at = 0;
    while let (Some(own), Some(name)) = (changes.get(at), names.get(at)) {
        let same = changes[at..].iter().take_while(|other| {
            own.aspect == Aspect::Value && other.aspect == Aspect::Value && other.field == own.field
        });
        let group = &changes[at..at + same.count().max(1)];
        at += group.len();
        let texts = |own: &[FieldDifference], of: fn(&FieldDifference) -> Option<&String>| {
            let texts: Vec<_> = own.iter().filter_map(of).map(|text| shown(text)).collect();
            texts.join(", ")
        };
        let (old, new) = (
            texts(group, |own| own.old.as_ref()),
            texts(group, |own| own.new.as_ref()),
        );
        match own.aspect {
            Aspect::Field if own.old.is_none() => writeln!(f, "  + {name:width$}  {new}")?,
            Aspect::Field => writeln!(f, "  - {name:width$}  {old}")?,
            Aspect::Value => {
                let signed = |sign: char, text: &str| (!text.is_empty()).then(|| format!("{sign} {text}"));
                let parts: Vec<_> = signed('+', &new).into_iter().chain(signed('-', &old)).collect();
                writeln!(f, "  ~ {name:width$}  values: {}", parts.join("  "))?;
            }
            aspect => {
                let or_none = |text: Option<&String>| text.map_or_else(|| "none".to_owned(), |text| shown(text));
                let (old, new) = (or_none(own.old.as_ref()), or_none(own.new.as_ref()));
                writeln!(f, "  ~ {name:width$}  {}: {old} → {new}", aspect.as_str())?;
            }
        }
    }
    Ok(())
}

/// A text of a description on one line. The empty one is visible.
fn shown(text: &str) -> String {
    if text.is_empty() {
        return "``".to_owned();
    }
    printable(text).into_owned()
}

fn summary(f: &mut fmt::Formatter<'_>, counts: &Counts) -> fmt::Result {
    let [came, went, changed] = counts.items;
    if [came, went, changed] == [0; 3] {
        return writeln!(f, "no difference");
    }
    writeln!(f, "tables and calls: {came} came, {went} went, {changed} changed")?;
    let [came, went] = counts.fields;
    writeln!(f, "fields in those that changed: {came} came, {went} went")?;
    let [came, went] = counts.values;
    writeln!(
        f,
        "values: {came} came, {went} went, in {}",
        counted(counts.fields_of_values, "field")
    )?;
    let others: Vec<_> = counts
        .others
        .iter()
        .map(|(aspect, number)| format!("{} {number}", aspect.as_str()))
        .collect();
    if !others.is_empty() {
        writeln!(f, "other changes: {}", others.join(", "))?;
    }
    Ok(())
}
