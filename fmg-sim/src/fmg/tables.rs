//! Descriptions of tables, from which the FortiManager simulates tables that no spec describes.
//!
//! [`Builder::fmg_tables`](crate::Builder::fmg_tables) takes them:
//!
//! ```
//! use fmg_sim::Sim;
//! use fmg_sim::fmg::tables::{Field, Scope, Table};
//! use serde_json::json;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), fmg_sim::StartError> {
//! let pools = Table::by_name("firewall/ippool", "name")
//!     .scope(Scope::Objects)
//!     .cloneable()
//!     .field(Field::text("name").max_len(79))
//!     .field(Field::text("startip"))
//!     .field(Field::one_of("type", [("overload", 0), ("one-to-one", 1)]).default("overload"))
//!     .field(Field::integer("block-size").range(64, 4096))
//!     .child(Table::by_device_and_vdom("dynamic_mapping").field(Field::text("startip")));
//! let sim = Sim::builder().fmg_tables([pools]).start().await?;
//! assert!(sim.fmg().put_row("/pm/config/adom/root/obj/firewall/ippool", &json!({"name": "pool_001"})));
//! # Ok(())
//! # }
//! ```
//!
//! # What a described table answers
//!
//! `get`, with `fields`, `filter`, `sortings`, `range`, `loadsub` and the options `count`, `chksum` and `syntax`; `add`,
//! `set`, `update` and `delete` of one row; `add`, `set` and `update` of several rows in one request; `delete` with a
//! filter and `confirm`; `clone` and `move`, where the table has them. The rows of child tables have urls below their
//! parent, and are part of its row too. A field `scope member` or `object member` makes the url of that name below a row
//! add and delete members.
//!
//! # What it refuses
//!
//! | what | code |
//! |---|---|
//! | a row that exists; two rows with the same key in one list | -2 |
//! | a row that does not exist | -3 |
//! | a scope without the table | -6 |
//! | a condition, an order or a target that cannot be read | -7, -8 |
//! | a verb that the table lacks, or a write below a scope where it can only be read | -9 |
//! | an attribute that the table lacks, a value of another type, a row without its key | -10 |
//! | a number out of range, a value that a closed list lacks, a text or list that is too long | -9001 in the policy manager, otherwise -10 |
//! | a reference to no row; only if one of the tables that it may refer to is known | -10131 |
//! | the deletion of a row that another one refers to | -10015 |
//!
//! The message gives the reason, which that of an appliance does not.

mod error;
mod field;

pub use self::error::TableError;
pub use self::field::Field;
use super::describe::{FieldDescription, KeyDescription, ScopeDescription, TableDescription, TableVerb};
use crate::generated::fmg::RESERVED_PACKAGE_PATH;
use crate::route::{Kind, Shared, Text};

/// The description of a table, or of a single object.
#[derive(Clone, Debug)]
#[must_use = "a description does nothing before it is given to a builder"]
pub struct Table {
    path: String,
    name: Option<String>,
    key: Option<Key>,
    scopes: Vec<Scope>,
    readable: Vec<Scope>,
    verbs: Vec<TableVerb>,
    fields: Vec<Field>,
    children: Vec<Table>,
}

#[derive(Clone, Debug)]
enum Key {
    Name(String),
    Number(String),
    DeviceAndVdom,
}

/// A place that has tables. Those of the database of an ADOM are also in the global database.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scope {
    /// The objects of an ADOM: `/pm/config/adom/<adom>/obj`, `/pm/config/global/obj`.
    Objects,
    /// A policy package: `/pm/config/adom/<adom>/pkg/<package>`, `/pm/config/global/pkg/<package>`.
    Package,
    /// The global configuration of a device: `/pm/config/device/<device>/global`.
    DeviceGlobal,
    /// A VDOM of a device: `/pm/config/device/<device>/vdom/<vdom>`.
    DeviceVdom,
    /// A provisioning template: `/pm/config/adom/<adom>/devprof/<devprof>`.
    DeviceProfile,
    /// An SD-WAN template: `/pm/config/adom/<adom>/wanprof/<wanprof>`.
    WanProfile,
    /// The device manager: `/dvmdb`.
    Dvmdb,
    /// The device manager in an ADOM: `/dvmdb/adom/<adom>`.
    AdomDvmdb,
    /// The configuration of the FortiManager itself: `/cli/global`.
    Cli,
    /// Any url template. Its placeholders match one segment each; `<package>` matches a policy package with its folders.
    Url(String),
}

/// The verbs of a table that are not a matter of its [order](Table::ordered) or of [copies](Table::cloneable).
const USUAL: &[TableVerb] = &[
    TableVerb::List,
    TableVerb::Get,
    TableVerb::Count,
    TableVerb::Checksum,
    TableVerb::Syntax,
    TableVerb::Add,
    TableVerb::AddRows,
    TableVerb::Set,
    TableVerb::Update,
    TableVerb::Upsert,
    TableVerb::SetRows,
    TableVerb::UpdateRows,
    TableVerb::Delete,
    TableVerb::DeleteWhere,
];
/// The verbs of a single object.
const OF_SINGLE: &[TableVerb] = &[TableVerb::Get, TableVerb::Set, TableVerb::Update, TableVerb::Syntax];

impl Table {
    fn new(path: impl Into<String>, key: Option<Key>) -> Self {
        Self {
            verbs: if key.is_some() { USUAL } else { OF_SINGLE }.to_vec(),
            path: path.into(),
            name: None,
            key,
            scopes: Vec::new(),
            readable: Vec::new(),
            fields: Vec::new(),
            children: Vec::new(),
        }
    }

    /// A table whose key is a text. `path` is its path below the scope, such as `firewall/address`, or the name of a
    /// child table; `attribute` is the attribute that holds the key.
    pub fn by_name(path: impl Into<String>, attribute: impl Into<String>) -> Self {
        Self::new(path, Some(Key::Name(attribute.into())))
    }

    /// A table whose key is a number, which FortiManager assigns to a row without one.
    pub fn by_number(path: impl Into<String>, attribute: impl Into<String>) -> Self {
        Self::new(path, Some(Key::Number(attribute.into())))
    }

    /// A table with a row for each device and VDOM, such as `dynamic_mapping`. Two segments of the url are the key, which
    /// the row has in `_scope`.
    pub fn by_device_and_vdom(path: impl Into<String>) -> Self {
        Self::new(path, Some(Key::DeviceAndVdom))
    }

    /// A single object, such as `system/dns`. It exists without being created.
    pub fn single(path: impl Into<String>) -> Self {
        Self::new(path, None)
    }

    /// Adds a scope that has the table. A child table has none.
    pub fn scope(mut self, scope: Scope) -> Self {
        self.scopes.push(scope);
        self
    }

    /// Adds a scope where the table can be read, but not written.
    pub fn readable(mut self, scope: Scope) -> Self {
        self.readable.push(scope);
        self
    }

    /// Sets that the table cannot be written at all.
    pub fn read_only(mut self) -> Self {
        let reads = |verb: &TableVerb| {
            matches!(
                verb,
                TableVerb::List | TableVerb::Get | TableVerb::Count | TableVerb::Checksum | TableVerb::Syntax
            )
        };
        self.verbs.retain(reads);
        self
    }

    /// Adds the verb `clone`.
    pub fn cloneable(mut self) -> Self {
        self.verbs.push(TableVerb::CloneTo);
        self
    }

    /// Adds the verb `move`, for a table whose rows have an order.
    pub fn ordered(mut self) -> Self {
        self.verbs.push(TableVerb::MoveTo);
        self
    }

    /// Sets the name in messages and in [`Call::name`](crate::Call::name); the path by default.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Adds an attribute.
    pub fn field(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }

    /// Adds a child table or a child object, which each row then has as a member of this name.
    pub fn child(mut self, child: Self) -> Self {
        self.children.push(child);
        self
    }

    /// The description, after checks.
    pub(crate) fn description(self) -> Result<Shared<TableDescription>, TableError> {
        let bad = |problem: String| Err(TableError::new(&self.path, problem));
        if self.scopes.is_empty() && self.readable.is_empty() {
            return bad("has no scope".to_owned());
        }
        for scope in self.scopes.iter().chain(&self.readable) {
            if let Scope::Url(template) = scope
                && let Err(faults) = fmg_template::Template::parse(template)
            {
                return bad(format!("the scope `{template}` is malformed: {faults}"));
            }
        }
        self.convert("").map(Shared::from)
    }

    fn convert(self, above: &str) -> Result<TableDescription, TableError> {
        let path = if above.is_empty() {
            self.path.clone()
        } else {
            format!("{above}/{}", self.path)
        };
        let bad = |problem: String| Err(TableError::new(&path, problem));
        if self.path.is_empty() || self.path.split('/').any(str::is_empty) {
            return bad("the path has to be words with slashes between them".to_owned());
        }
        let has_scopes = !self.scopes.is_empty() || !self.readable.is_empty();
        if !above.is_empty() && has_scopes {
            return bad("a child table has no scope of its own".to_owned());
        }
        let mut names: Vec<_> = self.fields.iter().map(Field::name).collect();
        names.extend(self.children.iter().map(|child| child.path.as_str()));
        names.sort_unstable();
        let mut pairs = names.iter().zip(names.iter().skip(1));
        if let Some((name, _)) = pairs.find(|(one, next)| one == next) {
            return bad(format!("the attribute `{name}` is there twice"));
        }
        let mut fields: Vec<_> = self.fields.into_iter().map(FieldDescription::from).collect();
        fields.extend(self.children.iter().map(|child| Field::child(&child.path).into()));
        let children = self.children.into_iter().map(|child| child.convert(&path));
        let children: Result<Vec<_>, _> = children.map(|child| child.map(Shared::from)).collect();
        let written: Vec<_> = self.scopes.iter().flat_map(Scope::descriptions).collect();
        let readable = self.readable.iter().flat_map(Scope::descriptions);
        Ok(TableDescription {
            name: Text::from(self.name.unwrap_or_else(|| path.clone())),
            path: self.path.into(),
            key: self.key.map(KeyDescription::from),
            scopes: self
                .scopes
                .iter()
                .flat_map(Scope::descriptions)
                .chain(readable)
                .collect::<Vec<_>>()
                .into(),
            written: written.into(),
            verbs: self.verbs.into(),
            partial: false,
            fields: fields.into(),
            children: children?.into(),
        })
    }
}

impl From<Key> for KeyDescription {
    fn from(key: Key) -> Self {
        let (attribute, kind, segments, assigned) = match key {
            Key::Name(attribute) => (Some(attribute), Kind::Name, 1, false),
            Key::Number(attribute) => (Some(attribute), Kind::Id, 1, true),
            Key::DeviceAndVdom => (None, Kind::Name, 2, false),
        };
        Self {
            attribute: attribute.map(Text::from),
            kind,
            segments,
            assigned,
        }
    }
}

impl Scope {
    /// The url templates.
    fn templates(&self) -> Vec<&str> {
        match self {
            Self::Objects => vec!["/pm/config/adom/<adom>/obj", "/pm/config/global/obj"],
            Self::Package => vec![
                "/pm/config/adom/<adom>/pkg/<package>",
                "/pm/config/global/pkg/<package>",
            ],
            Self::DeviceGlobal => vec!["/pm/config/device/<device>/global"],
            Self::DeviceVdom => vec!["/pm/config/device/<device>/vdom/<vdom>"],
            Self::DeviceProfile => vec!["/pm/config/adom/<adom>/devprof/<devprof>"],
            Self::WanProfile => vec!["/pm/config/adom/<adom>/wanprof/<wanprof>"],
            Self::Dvmdb => vec!["/dvmdb"],
            Self::AdomDvmdb => vec!["/dvmdb/adom/<adom>"],
            Self::Cli => vec!["/cli/global"],
            Self::Url(template) => vec![template],
        }
    }

    fn descriptions(&self) -> Vec<ScopeDescription> {
        let description = |template: &str| {
            let words = template.split('/').filter(|word| word.starts_with('<'));
            let kinds = words.map(|word| match word {
                "<package>" => Kind::PackagePath(Shared::Static(RESERVED_PACKAGE_PATH)),
                _ => Kind::Name,
            });
            ScopeDescription {
                template: template.to_owned().into(),
                placeholders: kinds.collect::<Vec<_>>().into(),
            }
        };
        self.templates().into_iter().map(description).collect()
    }
}
