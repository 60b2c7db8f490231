//! Row types that are made at run time.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Weak};

use super::shared::Shared::Static;
use super::{RowShape, Shape, Shared};

/// Row types that are made at run time, each of which may contain any other, and itself.
///
/// A shape refers to a row by its index and does not keep the table alive: cyclic counted references would never be
/// freed. The owner of the routes keeps the table.
#[derive(Debug)]
pub(crate) struct Rows(Vec<RowShape>);

/// A reference to a row in a table.
#[derive(Clone)]
pub(crate) struct Listed {
    rows: Weak<Rows>,
    at: usize,
}

/// A row that is kept alive while it is used.
#[derive(Clone, Debug)]
pub(crate) enum HeldRow {
    /// A constant row, or one that is not in a table.
    Shared(Shared<RowShape>),
    /// A row of a table.
    Listed(Arc<Rows>, usize),
}

/// The row for an index beyond the end of a table.
static NOTHING: RowShape = RowShape {
    name: Static(""),
    fields: Static(&[]),
};

impl Rows {
    /// Makes a table of rows. `make` gets a function that returns the shape for an index.
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

    /// The shape that refers to the row at this index.
    #[cfg(any(test, feature = "specs"))]
    pub(crate) fn shape(self: &Arc<Self>, at: usize) -> Shape {
        Shape::Listed(Listed {
            rows: Arc::downgrade(self),
            at,
        })
    }
}

impl Shape {
    /// The row of this shape; `None`: the shape is not a row, or its table was dropped.
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

/// Shows only the name, since the row may contain itself.
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
    fn a_row_that_contains_itself_is_checked_and_freed() {
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
