//! Rows that are made at run time.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Weak};

use super::shared::Shared::Static;
use super::{RowShape, Shape, Shared};

/// Rows that are made at run time, each of which may hold any other, and itself.
///
/// A shape names one of them by its place in the table and does not keep the table: counted references in a circle would
/// never be freed. Whoever has the routes keeps the table.
#[derive(Debug)]
pub(crate) struct Rows(Vec<RowShape>);

/// A row in a table of rows.
#[derive(Clone)]
pub(crate) struct Listed {
    rows: Weak<Rows>,
    at: usize,
}

/// A row, held for as long as somebody looks at it.
#[derive(Clone, Debug)]
pub(crate) enum HeldRow {
    /// One that is a constant, or that stands for itself.
    Shared(Shared<RowShape>),
    /// One of a table.
    Listed(Arc<Rows>, usize),
}

/// What a place beyond the end of a table would hold.
static NOTHING: RowShape = RowShape {
    name: Static(""),
    fields: Static(&[]),
};

#[cfg(any(test, feature = "specs"))]
impl Rows {
    /// Makes a table of rows. `make` is told how a shape names the row at a place.
    pub(crate) fn new(make: impl FnOnce(&dyn Fn(usize) -> Shape) -> Vec<RowShape>) -> Arc<Self> {
        Arc::new_cyclic(|rows| {
            let shape = |at| {
                Shape::Listed(Listed {
                    rows: Weak::clone(rows),
                    at,
                })
            };
            Self(make(&shape))
        })
    }

    /// The shape of the row at a place.
    pub(crate) fn shape(self: &Arc<Self>, at: usize) -> Shape {
        Shape::Listed(Listed {
            rows: Arc::downgrade(self),
            at,
        })
    }
}

impl Shape {
    /// The row that a value of this shape is; `None`: it is none, or its table is gone.
    pub(crate) fn row(&self) -> Option<HeldRow> {
        match self {
            Self::Row(row) => Some(HeldRow::Shared(row.clone())),
            Self::Listed(own) => Some(HeldRow::Listed(own.rows.upgrade()?, own.at)),
            _ => None,
        }
    }
}

impl Deref for HeldRow {
    type Target = RowShape;

    fn deref(&self) -> &RowShape {
        match self {
            Self::Shared(row) => row,
            Self::Listed(rows, at) => rows.0.get(*at).unwrap_or(&NOTHING),
        }
    }
}

/// Shows the name only: the row may hold itself.
impl fmt::Debug for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.rows.upgrade();
        let name = rows
            .as_ref()
            .and_then(|rows| rows.0.get(self.at))
            .map_or("", |row| &*row.name);
        fmt::Debug::fmt(name, f)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{Fault, Member, Place};
    use super::*;

    fn member(name: &str, shape: Shape) -> Member {
        Member {
            name: name.to_owned().into(),
            place: Place::Data,
            shape,
            required: false,
            values: Static(&[]),
            min: None,
            max: None,
            default: None,
            file: false,
            splice: false,
        }
    }

    #[test]
    fn a_row_that_holds_itself_is_checked_to_the_bottom_and_freed() {
        let rows = Rows::new(|row| {
            let children = Shape::List(Shared::from(row(0)));
            vec![RowShape {
                name: "Folder".to_owned().into(),
                fields: vec![member("name", Shape::String), member("children", children)].into(),
            }]
        });
        let shape = rows.shape(0);
        let row = shape.row().unwrap();
        let check = |value: serde_json::Value| row.check("", value.as_object().unwrap());
        assert_eq!(
            check(json!({"name": "a", "children": [{"name": "b", "children": []}]})),
            Ok(())
        );
        assert_eq!(
            check(json!({"children": [{"children": [{"name": []}]}]})),
            Err(Fault::Type("children.children.name".to_owned()))
        );
        assert_eq!(format!("{shape:?}"), "Listed(\"Folder\")");
        drop(row);
        assert_eq!(Arc::strong_count(&rows), 1);
        drop(rows);
        assert!(shape.row().is_none());
    }
}
