//! Tables whose rows belong to VDOMs, such as interfaces, and users whose access is limited to VDOMs.
//!
//! The schema of such a table says `"object_range": "both"`: an interface appears in the global configuration and in that
//! of its VDOM, where administrators of the VDOM work with it. Other VDOMs do not see it.

use std::borrow::Cow;

use fmg_template::HttpMethod;
use serde_json::Value;

use super::schema::Row;
use super::store::{MANAGEMENT, Store, has_key};
use super::{TableCall, Target};
use crate::fortios::access::SUPER_ADMIN;
use crate::fortios::refusal::{Code, Refusal};
use crate::fortios::vdom::Reach;

/// The attribute that names the VDOMs of a row: one, or a sub table.
const OWNERS: &str = "vdom";

/// A sub table without rows.
const NONE: Value = Value::Array(Vec::new());

impl TableCall<'_> {
    /// The rows of the table that the user may see.
    pub(super) fn rows<'r>(&self, store: &'r Store) -> Cow<'r, [Row]> {
        let rows = store.rows(self.vdom, &self.schema);
        if self.schema.has_owners() && *self.reach != Reach::All {
            rows.iter().filter(|row| owns(self.reach, row)).cloned().collect()
        } else {
            Cow::Borrowed(rows)
        }
    }

    /// Checks that the user may make a change of a table that VDOMs share.
    ///
    /// # Errors
    ///
    /// Access is limited to VDOMs, and the table does not belong to VDOMs, or the row does not: neither before the change
    /// nor after it. A row or a VDOM outside of them is refused as one that does not exist.
    pub(super) fn check_owner(&self, store: &Store, body: &Row) -> Result<(), Refusal> {
        let schema = &*self.schema;
        if !schema.is_global() || *self.reach == Reach::All {
            return Ok(());
        }
        if !schema.has_owners() {
            return Err(Refusal::forbidden());
        }
        match (&self.target, schema.shape()) {
            // The owners of a row are its own attribute, whose change is a change of the row.
            (Target::Children { child, .. } | Target::Child { child, .. }, _) if child == OWNERS => {
                return Err(Refusal::forbidden());
            }
            (
                Target::Row(mkey)
                | Target::Children { parent: Some(mkey), .. }
                | Target::Child { parent: Some(mkey), .. },
                Some(shape),
            ) => {
                let mut rows = store.rows(self.vdom, schema).iter();
                let found = rows.find(|row| has_key(row, shape.mkey, mkey));
                if !found.is_some_and(|row| owns(self.reach, row)) {
                    return Err(Refusal::not_found());
                }
            }
            (Target::Table, Some(_)) if self.call.method == HttpMethod::Delete => {
                let mut rows = store.rows(self.vdom, schema).iter();
                if !rows.all(|row| owns(self.reach, row)) {
                    return Err(Refusal::forbidden());
                }
            }
            _ => {}
        }
        let creates = self.call.method == HttpMethod::Post && self.target == Target::Table;
        let given = match body.get(OWNERS) {
            // A new user without VDOMs gets the management VDOM.
            None if creates && schema.child(OWNERS).is_some() => Some(&NONE),
            given => given,
        };
        let foreign = names(given).find(|vdom| !self.reach.has(vdom));
        if let Some(vdom) = foreign {
            return Err(Refusal::change(
                Code::EntryNotFound,
                format_args!("entry not found in datasource\n\nvalue parse error before '{vdom}'"),
            ));
        }
        if has_all_permissions(body) {
            return Err(Refusal::forbidden());
        }
        Ok(())
    }
}

/// Whether all VDOMs of a row are among those of the user. No VDOM has administrators with all permissions.
fn owns(reach: &Reach, row: &Row) -> bool {
    let mut vdoms = names(row.get(OWNERS)).peekable();
    vdoms.peek().is_some() && vdoms.all(|vdom| reach.has(vdom)) && !has_all_permissions(row)
}

fn has_all_permissions(row: &Row) -> bool {
    row.get("accprofile").is_some_and(|profile| profile == SUPER_ADMIN)
}

/// The VDOMs in a value: a name, or rows with a name each. Without rows, it is the management VDOM.
fn names(value: Option<&Value>) -> impl Iterator<Item = &str> {
    let (lone, rows) = match value {
        Some(Value::Array(rows)) => (None, rows.as_slice()),
        lone => (lone, [].as_slice()),
    };
    let default = (value == Some(&NONE)).then_some(MANAGEMENT);
    let names = rows.iter().chain(lone);
    names
        .filter_map(|value| value.get("name").unwrap_or(value).as_str())
        .chain(default)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_row_belongs_to_the_vdoms_that_it_names() {
        let reach = Reach::Only(vec!["edge".to_owned(), "lab".to_owned()]);
        let of_root = Reach::Only(vec![MANAGEMENT.to_owned()]);
        for (row, is_own, is_of_root) in [
            (json!({"vdom": "edge"}), true, false),
            (json!({"vdom": "root"}), false, true),
            (json!({"vdom": [{"name": "edge"}, {"name": "lab"}]}), true, false),
            (json!({"vdom": [{"name": "edge"}, {"name": "root"}]}), false, false),
            (json!({"vdom": [], "accprofile": "ops"}), false, true),
            (json!({"vdom": [], "accprofile": "super_admin"}), false, false),
            (json!({"name": "port1"}), false, false),
        ] {
            let own = row.as_object().unwrap();
            assert_eq!((owns(&reach, own), owns(&of_root, own)), (is_own, is_of_root), "{row}");
        }
    }
}
