//! The numbers of named values, from the specs.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::generated::fmg::ROUTES;
use crate::route::{EnumShape, Member, RowShape, Shape};

/// Every list of names in calls and replies, by its name in the bindings.
static LISTS: LazyLock<HashMap<&'static str, &'static EnumShape>> = LazyLock::new(|| {
    let mut lists = Lists::default();
    for route in ROUTES {
        lists.members(&route.members);
        if let Some(options) = &route.options {
            lists.row(options);
        }
        for shape in route.whole.iter().chain(&route.response) {
            lists.shape(shape);
        }
    }
    lists.found
});

/// The number of a name. `None`: it has none in the specs.
pub(super) fn number(list: &str, name: &str) -> Option<i64> {
    let values = &LISTS.get(list)?.values;
    values.iter().find(|(own, _)| *own == *name)?.1
}

/// The names whose numbers are among the bits of a sum. Bits without a name are left out.
pub(super) fn names_in(list: &str, sum: i64) -> impl Iterator<Item = &'static str> {
    let values = LISTS.get(list).map(|list| list.values.iter());
    let is_set = move |number: Option<i64>| number.is_some_and(|number| number != 0 && sum & number == number);
    let values = values.into_iter().flatten();
    values
        .filter(move |(_, number)| is_set(*number))
        .map(|(name, _)| &**name)
}

#[derive(Default)]
struct Lists {
    found: HashMap<&'static str, &'static EnumShape>,
    /// Rows that were already visited, as some contain themselves.
    seen: Vec<&'static str>,
}

impl Lists {
    fn members(&mut self, members: &'static [Member]) {
        for member in members {
            self.shape(&member.shape);
        }
    }

    fn row(&mut self, row: &'static RowShape) {
        if !self.seen.contains(&&*row.name) {
            self.seen.push(&row.name);
            self.members(&row.fields);
        }
    }

    fn shape(&mut self, shape: &'static Shape) {
        match shape {
            Shape::List(inner) | Shape::Map(inner) => self.shape(inner),
            Shape::Row(row) => self.row(row),
            Shape::Enum(list) => {
                self.found.insert(&list.name, list);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_the_numbers_of_the_specs() {
        assert_eq!(number("TaskState", "done"), Some(4));
        assert_eq!(number("TaskState", "finished"), None);
        assert_eq!(number("NoSuchList", "done"), None);
    }

    #[test]
    fn a_sum_has_the_names_of_its_bits() {
        let names = |sum| names_in("NewDeviceFlag", sum).collect::<Vec<_>>();
        assert_eq!(names(67_371_040), ["is_model", "linked_to_model"], "32 has no name");
        assert_eq!(names(0), [""; 0]);
        assert_eq!(names_in("NoSuchList", 1).count(), 0);
    }
}
