//! The calls that a FortiGate has.

use std::sync::{Arc, LazyLock};

use fmg_template::Protocol;
use serde_json::Value;

use super::described::Described;
use super::refusal::Refusal;
use super::table_kind::TableKind;
use crate::generated::fortios::{CallId, ROUTES, Route};
use crate::route::{self, BadRoute, NoRoute, Rows, Shared, Table};

/// The calls of the shipped specs, which are the same for every FortiGate.
static SHIPPED: LazyLock<Result<Arc<Calls>, BadRoute>> =
    LazyLock::new(|| Calls::new(ROUTES.iter().map(Shared::Static), Vec::new()).map(Arc::new));

/// A call of a FortiGate, and the values of its placeholders.
pub(super) type Found = route::Found<CallId>;

/// The calls that a FortiGate has.
#[derive(Debug)]
pub(crate) struct Calls {
    table: Table<CallId>,
    routes: Vec<Shared<Route>>,
    /// The schemas of further tables of the configuration.
    schemas: Vec<Value>,
    /// The description of the device.
    described: Described,
    /// The rows that the routes refer to without owning them.
    _rows: Vec<Arc<Rows>>,
}

impl Calls {
    /// The calls of the shipped specs.
    ///
    /// # Errors
    ///
    /// A url template of the generated table is malformed, which a test excludes.
    pub(crate) fn shipped() -> Result<Arc<Self>, BadRoute> {
        SHIPPED.clone()
    }

    /// The calls of these routes, whose rows are in `rows`.
    ///
    /// # Errors
    ///
    /// A url template is malformed.
    pub(crate) fn new(routes: impl IntoIterator<Item = Shared<Route>>, rows: Vec<Arc<Rows>>) -> Result<Self, BadRoute> {
        let routes: Vec<_> = routes.into_iter().collect();
        let table = Table::new(routes.iter().cloned(), Protocol::FortiOs.escaping())?;
        Ok(Self {
            table,
            routes,
            schemas: Vec::new(),
            described: Described::default(),
            _rows: rows,
        })
    }

    /// The same calls, with tables of these schemas besides those of the shipped specs.
    #[cfg(feature = "specs")]
    pub(crate) fn with_schemas(self, schemas: Vec<Value>) -> Self {
        Self { schemas, ..self }
    }

    /// The same calls on a described device.
    #[cfg(feature = "specs")]
    pub(crate) fn with_description(self, described: Described) -> Self {
        Self { described, ..self }
    }

    /// The description of the device.
    pub(super) fn described(&self) -> &Described {
        &self.described
    }

    /// The schemas of the further tables, in the form of a device's reply to `action=schema`.
    pub(super) fn schemas(&self) -> &[Value] {
        &self.schemas
    }

    /// All calls, in the order of the specs.
    pub(super) fn routes(&self) -> impl Iterator<Item = &Route> {
        self.routes.iter().map(|route| &**route)
    }

    /// The call with this url template; with this method, if there are several.
    pub(super) fn of_template(&self, method: &str, url: &str) -> Option<Shared<Route>> {
        self.table.of_template(method, url)
    }

    /// The call with this method, path and action.
    ///
    /// # Errors
    ///
    /// No call has this path, or none has it with this method.
    pub(super) fn find(&self, method: &str, path: &str, action: &str) -> Result<Found, Refusal> {
        self.find_on(TableKind::Unknown, method, path, action)
    }

    /// The call with this method, path and action that may be made on a table of this kind.
    ///
    /// # Errors
    ///
    /// No call has this path, or none has it with this method.
    pub(super) fn find_on(&self, kind: TableKind, method: &str, path: &str, action: &str) -> Result<Found, Refusal> {
        let has_constant = |name: &str, json: &str| name == "action" && json.trim_matches('"') == action;
        self.table
            .find_among(method, path, has_constant, |route| kind.takes(route))
            .map_err(|fault| match fault {
                NoRoute::Url => Refusal::http(404),
                NoRoute::Method => Refusal::http(405),
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calls_of_the_specs_can_be_read() {
        assert_eq!(Calls::shipped().unwrap().routes().count(), ROUTES.len());
    }
}
