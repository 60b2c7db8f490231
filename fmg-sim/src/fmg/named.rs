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
}
