//! The configuration database: the same code reads and changes every table, by its schema.

mod change;
mod child_schema;
mod filter;
mod owner;
mod put;
mod read;
mod row;
mod schema;
mod store;
mod value;
mod view;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use self::child_schema::child_schema;
pub(super) use self::put::{Unfit, put};
pub(super) use self::row::ORIGIN;
pub(super) use self::schema::{Category, Field, Fields, Row, Schema};
use self::store::has_key;
pub(super) use self::store::{MANAGEMENT, Store};
pub(super) use self::value::key;
use super::call::Call;
use super::firmware::Firmware;
use super::refusal::Refusal;
use super::vdom::Reach;

/// The schemas of the tables that the specs describe.
const DESCRIBED: &str = include_str!("../generated/fortios/tables.json");

/// Facts about these tables that the specs lack, and further tables, in the form of a device's reply to
/// `action=schema`.
const TABLES: [&str; 3] = [
    include_str!("cmdb/tables/firewall.json"),
    include_str!("cmdb/tables/system.json"),
    include_str!("cmdb/tables/other.json"),
];

/// The members that a call on configuration adds to the envelope.
pub(super) type Members = Map<String, Value>;

/// The target of a url of the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A table, or the object of a complex table.
    Table,
    Row(String),
    /// A sub table of a row, or of the object of a complex table.
    Children {
        parent: Option<String>,
        child: String,
    },
    /// A row of a sub table.
    Child {
        parent: Option<String>,
        child: String,
        mkey: String,
    },
}

/// A call on a table, and its VDOM.
pub(super) struct TableCall<'s> {
    pub(super) call: &'s Call,
    pub(super) schema: Arc<Schema>,
    pub(super) target: Target,
    pub(super) vdom: &'s str,
    /// The VDOMs of the user.
    pub(super) reach: &'s Reach,
    pub(super) firmware: Firmware,
}

/// A configuration with tables and without rows.
///
/// # Errors
///
/// A built-in schema is not valid, which is a fault of this crate.
pub(super) fn tables() -> Result<Store, serde_json::Error> {
    let mut schemas: BTreeMap<String, Value> = BTreeMap::new();
    for text in TABLES.into_iter().chain([DESCRIBED]) {
        for schema in serde_json::from_str::<Vec<Value>>(text)? {
            let name = format!("{}/{}", schema["path"], schema["name"]);
            match schemas.get_mut(&name) {
                Some(known) => complete(known, schema),
                None => drop(schemas.insert(name, schema)),
            }
        }
    }
    let mut store = Store::default();
    for schema in schemas.into_values() {
        store.define(Schema::read(schema)?);
    }
    Ok(store)
}

/// The tables that the device itself needs: for its logins, its permissions, its VDOMs and its settings.
const NEEDED: [&str; 5] = [
    "system/accprofile",
    "system/admin",
    "system/api-user",
    "system/global",
    "system/vdom",
];

/// Defines the tables of a described device, which has no others. Further tables remain if they are `own` tables of the
/// user. Those that the device itself needs remain too, but calls do not find them.
pub(super) fn describe_device(store: &mut Store, tables: &[Arc<Schema>], own: &[Value]) {
    let own = own
        .iter()
        .filter_map(|schema| Some(format!("{}/{}", schema["path"].as_str()?, schema["name"].as_str()?)));
    let shown: BTreeSet<String> = tables.iter().map(|schema| schema.id()).chain(own).collect();
    for schema in tables {
        let needed = store
            .schema(&schema.id())
            .filter(|known| NEEDED.contains(&known.id().as_str()));
        match needed {
            Some(known) => store.define(schema.with_missing(&known)),
            None => store.share(Arc::clone(schema)),
        }
    }
    store.reduce(&shown, |table| NEEDED.contains(&table));
}

/// Defines a table from the schema that a device answers. Known facts complete it where the schemas of devices are
/// silent.
///
/// # Errors
///
/// It is not a schema.
pub(super) fn describe_as_device(store: &mut Store, schema: Value) -> Result<(), serde_json::Error> {
    let inner = schema.get("results").unwrap_or(&schema);
    let name = |member: &str| inner[member].as_str().unwrap_or_default();
    let known = store.schema(&format!("{}/{}", name("path"), name("name")));
    store.define(Schema::of_device(schema, known.as_deref())?);
    Ok(())
}

/// Defines a table that a user's specs describe. Known facts about it stay.
///
/// # Errors
///
/// The schema is not valid.
pub(super) fn describe(store: &mut Store, schema: &Value) -> Result<(), serde_json::Error> {
    let mut schema = schema.clone();
    let name = |member: &str| schema[member].as_str().unwrap_or_default();
    if let Some(known) = store.schema(&format!("{}/{}", name("path"), name("name"))) {
        complete(&mut schema, known.shown.clone());
    }
    store.define(Schema::read(schema)?);
    Ok(())
}

/// Adds to a schema the further parts of another one of the same table: attributes, options, references.
fn complete(known: &mut Value, other: Value) {
    match (known, other) {
        (Value::Object(known), Value::Object(other)) => {
            for (name, value) in other {
                match known.get_mut(&name) {
                    Some(own) => complete(own, value),
                    None => drop(known.insert(name, value)),
                }
            }
        }
        (Value::Array(known), Value::Array(other)) => {
            let is_same =
                |own: &Value, other: &Value| own == other || (!own["name"].is_null() && own["name"] == other["name"]);
            for value in other {
                if !known.iter().any(|own| is_same(own, &value)) {
                    known.push(value);
                }
            }
        }
        _ => {}
    }
}

impl Target {
    /// The target of the segments after the name of a table; `None` if the table has no such level.
    ///
    /// A complex table has no keys, so the next segment is the name of a sub table.
    pub(super) fn of(schema: &Schema, segments: &[String]) -> Option<Self> {
        let is_complex = schema.shape().is_none();
        Some(match (is_complex, segments) {
            (_, []) => Self::Table,
            (false, [mkey]) => Self::Row(mkey.clone()),
            (false, [mkey, child]) => Self::Children {
                parent: Some(mkey.clone()),
                child: child.clone(),
            },
            (false, [parent, child, mkey]) => Self::Child {
                parent: Some(parent.clone()),
                child: child.clone(),
                mkey: mkey.clone(),
            },
            (true, [child]) => Self::Children {
                parent: None,
                child: child.clone(),
            },
            (true, [child, mkey]) => Self::Child {
                parent: None,
                child: child.clone(),
                mkey: mkey.clone(),
            },
            _ => return None,
        })
    }
}

impl TableCall<'_> {
    /// Performs a read.
    pub(super) fn read(&self, store: &Store) -> Result<Members, Refusal> {
        let mut members = match (self.call.action(), &self.target) {
            ("select", _) => read::select(self, store)?,
            ("schema", Target::Table) => results(self.schema.shown.clone()),
            ("schema", Target::Children { parent: None, child }) => {
                let mut members = results(child_schema(&self.schema, child).ok_or_else(|| Refusal::http(404))?);
                members.insert("child_path".to_owned(), child.as_str().into());
                members
            }
            ("default", Target::Table) => results(shown_defaults(&self.schema.children).into()),
            _ => return Err(Refusal::http(405)),
        };
        members.insert("revision".to_owned(), self.revision(store).into());
        Ok(members)
    }

    /// Performs a change. `uuid` is for a new object, if its table has UUIDs.
    pub(super) fn write(&self, store: &mut Store, body: &Row, uuid: String) -> Result<Members, Refusal> {
        self.check_owner(store, body)?;
        let old = self.revision(store);
        let written = write::write(self, store, body, uuid)?;
        let mut members = written.members;
        members.insert("revision".to_owned(), self.revision(store).into());
        members.insert("revision_changed".to_owned(), written.changed.into());
        if self.firmware.has_new_envelope() {
            members.insert("old_revision".to_owned(), old.into());
        }
        Ok(members)
    }

    /// The revision of the table.
    pub(super) fn revision(&self, store: &Store) -> String {
        let changes = store.changes(self.vdom, &self.schema);
        let vdom = if self.schema.is_global() { "" } else { self.vdom };
        let half = |which: u8| {
            let mut hasher = DefaultHasher::new();
            (which, vdom, self.schema.id(), changes).hash(&mut hasher);
            hasher.finish()
        };
        format!("{:016x}{:016x}", half(0), half(1))
    }
}

/// Answers a call on the whole tree of tables.
pub(super) fn tree(call: &Call, store: &Store) -> Result<Members, Refusal> {
    let tables = store.all_served();
    let tables: Value = match call.action() {
        "schema" => tables.map(|schema| schema.shown.clone()).collect(),
        "default" => tables
            .map(
                |schema| json!({"path": schema.path, "name": schema.name, "default": shown_defaults(&schema.children)}),
            )
            .collect(),
        "select" => tables
            .map(|schema| json!({"path": schema.path, "name": schema.name, "access_group": schema.access_group}))
            .collect(),
        _ => return Err(Refusal::http(405)),
    };
    Ok(results(tables))
}

/// The initial values of a new row, without those that only the device itself uses.
fn shown_defaults(fields: &Fields) -> Row {
    let mut row = schema::defaults(fields);
    row.retain(|name, _| {
        fields
            .get(name)
            .is_some_and(|field| field.access != schema::Access::Device)
    });
    row
}

fn results(results: Value) -> Members {
    Members::from_iter([("results".to_owned(), results)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_schema_can_be_parsed() {
        let store = tables().unwrap();
        for schema in store.schemas() {
            if let Some(shape) = schema.shape() {
                assert!(shape.fields.contains_key(shape.mkey), "{}", schema.id());
            }
            assert!(schema.access_group.is_some(), "{}", schema.id());
        }
        assert!(store.schemas().count() > 15);
    }

    #[test]
    fn a_table_has_what_the_specs_say_and_what_is_built_in() {
        let store = tables().unwrap();
        let address = store.schema("firewall/address").unwrap();
        let of_type = &address.children["type"];
        let words: Vec<_> = of_type.options.iter().map(String::as_str).collect();
        // The first is built in, the second comes from the specs.
        assert!(
            words.contains(&"wildcard") && words.contains(&"interface-subnet"),
            "{words:?}"
        );
        assert_eq!(words.iter().filter(|word| **word == "ipmask").count(), 1);
        assert!(address.children["name"].required && address.children["subnet"].kind == "ipv4-classnet-any");
        assert!(address.children.contains_key("fabric-object"));
    }

    #[test]
    fn the_schema_of_a_user_completes_a_known_one() {
        let mut store = tables().unwrap();
        let own = json!({"path": "firewall", "name": "address", "category": "table", "mkey": "name", "children": {
            "name": {"type": "string"}, "beacon": {"type": "integer", "max-value": 9}}});
        describe(&mut store, &own).unwrap();
        let address = store.schema("firewall/address").unwrap();
        assert!(address.children.contains_key("beacon") && address.children.contains_key("subnet"));
        let new = json!({"path": "acme", "name": "probe", "category": "complex", "children": {}});
        describe(&mut store, &new).unwrap();
        assert!(store.schema("acme/probe").unwrap().shape().is_none());
        assert!(describe(&mut store, &json!({"name": 7})).is_err());
    }

    #[test]
    fn the_defaults_of_a_schema_are_valid_values() {
        for schema in tables().unwrap().schemas() {
            check(&schema.id(), &schema.children);
        }
    }

    fn check(path: &str, fields: &Fields) {
        for (name, field) in fields {
            if let Some(default) = &field.default
                && default != ""
            {
                assert_eq!(value::kept(name, field, default).as_ref(), Ok(default), "{path} {name}");
            }
            check(&format!("{path}/{name}"), &field.children);
        }
    }
}
