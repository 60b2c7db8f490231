//! Places in descriptions, for notes and faults.

use super::answer::below;
use super::versions::Item;
use crate::diagnostic::Location;

/// A table, or an attribute of one.
#[derive(Clone)]
pub(super) struct Place<'a> {
    /// The table in notes and overlays.
    pub(super) table: &'a str,
    /// The attributes around it: `list.ip`; empty for the table itself.
    pub(super) path: String,
    /// The file, and the pointer of the object with the attributes.
    pub(super) at: Location,
    /// The pointer below which its attributes are, by name.
    pub(super) attributes: String,
    /// The versions of it and of its inner parts, if several are merged.
    pub(super) versions: Option<&'a Item>,
}

impl<'a> Place<'a> {
    /// A table whose attributes are in this member of its schema.
    pub(super) fn of_table(table: &'a str, at: Location, member: &str) -> Self {
        Self {
            table,
            path: String::new(),
            attributes: format!("{}/{member}", at.pointer),
            at,
            versions: None,
        }
    }

    /// The item in notes: `firewall/address.list.ip`.
    pub(super) fn item(&self) -> String {
        if self.path.is_empty() {
            self.table.to_owned()
        } else {
            format!("{}.{}", self.table, self.path)
        }
    }

    /// An attribute of the object at this place, and the member of its schema with attributes of its own.
    pub(super) fn child(&self, name: &str, member: &str) -> Self {
        let path = if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        };
        let versions = self.versions.and_then(|own| own.inside.get(name));
        let at = match versions.and_then(|own| own.at.clone()) {
            Some(at) => at,
            None => Location::value(&self.at.file, &below(&self.attributes, name)),
        };
        Self {
            table: self.table,
            path,
            attributes: format!("{}/{member}", at.pointer),
            at,
            versions,
        }
    }
}
