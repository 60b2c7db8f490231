//! Tables that are simulated from their descriptions: found by url, checked, read and written.
//!
//! A table is data: its description. The modules below implement the verbs once, for tables and for child tables. Child
//! rows are stored within the row of their parent, so that a lock, a commit or a deletion of the parent concerns them
//! too.

mod accept;
mod answer;
mod member;
mod predefined;
mod refer;
mod resolve;
mod shapes;
mod syntax;
mod used;
mod view;
mod write;

use std::sync::Arc;

use fmg_template::Protocol;
use serde_json::{Map, Value};

pub(super) use self::answer::{answer, check_data};
pub(super) use self::refer::{Use, is_used, uses};
pub(super) use self::resolve::Target;
pub(crate) use self::syntax::GivenSyntax;
pub(super) use self::syntax::of_scope;
pub(super) use self::view::{Seen, row, rows};
pub(super) use self::write::put;
use super::call::{Found, TableLayout};
use super::describe::{KeyDescription, TableDescription, TableVerb};
use super::shape;
use super::store::Row;
use super::url;
use crate::generated::fmg::Route;
use crate::route::{BadRoute, Kind, Placeholder, Rows, Shared};

/// The member that is the key of a row for one device and VDOM, in tables without a key attribute.
const SCOPE: &str = "_scope";

/// The described tables of a FortiManager.
#[derive(Debug, Default)]
pub(super) struct DescribedTables {
    /// Those with the most literal segments first.
    scopes: Vec<resolve::ScopeTables>,
    /// Every table that is no child, once.
    all: Vec<Arc<DescribedTable>>,
    /// The schemas that were given, and are answered as they are.
    given: GivenSyntax,
    /// The row types of the tables, which refer to each other.
    _rows: Option<Arc<Rows>>,
}

/// A table or a single object, with the values derived from its description.
#[derive(Debug)]
pub(super) struct DescribedTable {
    description: Shared<TableDescription>,
    /// The name in a schema: `firewall address`.
    category: String,
    layout: TableLayout,
    children: Vec<Arc<DescribedTable>>,
}

impl DescribedTables {
    /// The tables of these descriptions. If several describe the same table of a scope, the last one counts.
    ///
    /// # Errors
    ///
    /// The template of a scope is malformed.
    pub(super) fn new(descriptions: &[Shared<TableDescription>]) -> Result<Self, BadRoute> {
        let (rows, tables) = shapes::tables(descriptions);
        let mut scopes: Vec<resolve::ScopeTables> = Vec::new();
        for table in &tables {
            for scope in &*table.description.scopes {
                let at = scopes.iter().position(|own| own.is(scope));
                let at = if let Some(at) = at {
                    at
                } else {
                    scopes.push(resolve::ScopeTables::new(scope)?);
                    scopes.len() - 1
                };
                let written = &table.description.written;
                let writable = written.iter().any(|own| own.template == scope.template);
                if let Some(own) = scopes.get_mut(at) {
                    own.put(Arc::clone(table), writable);
                }
            }
        }
        scopes.sort_by_key(|scope| std::cmp::Reverse(scope.literals()));
        Ok(Self {
            scopes,
            all: tables,
            given: GivenSyntax::new(),
            _rows: Some(rows),
        })
    }

    /// Adds schemas that are answered as they were given.
    #[cfg(feature = "specs")]
    pub(super) fn add_syntax(&mut self, given: GivenSyntax) {
        self.given.extend(given);
    }

    /// A call on a scope as a whole: one that asks for the schemas of its tables.
    pub(super) fn on_scope(&self, method: &str, url: &str, entry: &Map<String, Value>) -> Option<Found> {
        if method != "get" || !syntax::is_asked(entry) {
            return None;
        }
        let (template, values) = self.scope(&url::segments(url))?;
        let placeholders = values.iter().map(|(name, _)| Placeholder {
            name: name.clone(),
            kind: Kind::Name,
        });
        let method = method.to_owned().into();
        let mut route = Route::bare(
            Protocol::JsonRpc,
            method,
            template,
            placeholders.collect::<Vec<_>>().into(),
        );
        route.name = Shared::Static("the schemas of a scope");
        Some(Found {
            route: route.into(),
            captures: values,
            taught_call: None,
        })
    }

    /// The table or row with this url, which begins with a slash.
    pub(super) fn resolve(&self, url: &str) -> Option<Target> {
        if self.scopes.is_empty() {
            return None;
        }
        let segments = url::segments(url);
        self.scopes.iter().find_map(|scope| scope.resolve(&segments))
    }

    /// Whether one of the scopes has a table with this path.
    fn has(&self, path: &str) -> bool {
        self.scopes.iter().any(|scope| scope.has(path))
    }
}

impl DescribedTable {
    /// Its path below the scope, or its name below a row.
    fn path(&self) -> &str {
        &self.description.path
    }

    /// The description of its key; `None`: a single object.
    fn key(&self) -> Option<&KeyDescription> {
        self.description.key.as_ref()
    }

    /// The attribute that holds the key.
    fn key_attribute(&self) -> Option<&str> {
        self.key()?.attribute.as_deref()
    }

    fn has(&self, verb: TableVerb) -> bool {
        self.description.verbs.contains(&verb)
    }

    /// The child table or object with this name.
    fn child(&self, name: &str) -> Option<&Arc<Self>> {
        self.children.iter().find(|child| child.path() == name)
    }

    /// The key that a row contains. The number 0 asks for an assigned key.
    fn key_in(&self, row: &Row) -> Option<String> {
        let key = self.key()?;
        match &key.attribute {
            Some(attribute) => {
                let text = row.get(&**attribute).and_then(shape::key)?;
                (!key.assigned || text != "0").then_some(text)
            }
            None if key.segments == 2 => {
                let scope = row.get(SCOPE)?;
                let scope = scope.get(0).unwrap_or(scope);
                let part = |name: &str| Some(url::escaped(scope.get(name)?.as_str()?));
                Some(format!("{}/{}", part("name")?, part("vdom")?))
            }
            None => None,
        }
    }
}

/// Whether the keys of this kind are numbers.
fn numbered(kind: &Kind) -> bool {
    matches!(kind, Kind::Id)
}
