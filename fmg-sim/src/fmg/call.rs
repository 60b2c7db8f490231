//! The calls of a FortiManager: lookup, layouts of tables, and forms of replies.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use fmg_template::Protocol;
use serde_json::{Map, Value};

use super::check::list;
use super::describe::TableDescription;
use super::described::{DescribedTables, Target};
use super::gui;
use super::shape::row_of;
use crate::generated::fmg::tables::TABLES;
use crate::generated::fmg::{CallId, ROUTES, Route};
use crate::route::{self, BadRoute, HeldRow, Kind, NoRoute, Rows, Shared, Table, Text};

/// The calls of the shipped specs, which are the same for every FortiManager.
static SHIPPED: LazyLock<Result<Arc<Calls>, BadRoute>> = LazyLock::new(|| Calls::with_tables(&[]).map(Arc::new));

/// A call of a FortiManager, with the values of its placeholders.
pub(super) type Found = route::Found<CallId>;

/// A call, and the target that it names in a described table.
#[derive(Debug)]
pub(super) struct Located {
    pub(super) found: Found,
    pub(super) target: Option<Target>,
}

impl From<Found> for Located {
    fn from(found: Found) -> Self {
        Self { found, target: None }
    }
}

/// The calls that a FortiManager accepts, by protocol.
#[derive(Debug)]
pub(crate) struct Calls {
    /// All of them.
    routes: Vec<Shared<Route>>,
    /// The rows that the routes refer to, but do not keep alive.
    _rows: Vec<Arc<Rows>>,
    json_rpc: Table<CallId>,
    /// The REST calls.
    pub(super) rest: Table<CallId>,
    pub(super) gui: gui::Calls,
    forms: HashMap<CallId, Form>,
    /// The layouts of tables, by the url templates of the tables.
    tables: HashMap<String, TableLayout>,
    /// The tables that are simulated from their descriptions.
    pub(super) described: DescribedTables,
}

/// The form of a reply. Most are a list of results; the documented exchanges show which are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Form {
    pub(super) result: Container,
    /// Whether the reply has the id of the request.
    pub(super) id: bool,
    /// Whether the entry has the url.
    pub(super) url: bool,
    /// Whether a successful entry has a status.
    pub(super) status: bool,
}

/// The place of the entries in a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    /// `result` is a list of them.
    List,
    /// `result` is the only entry.
    Object,
    /// The reply itself is the only entry.
    Reply,
}

impl Form {
    pub(super) const USUAL: Self = Self {
        result: Container::List,
        id: true,
        url: true,
        status: true,
    };

    /// The form of the result of a task that has sent a call to devices.
    pub(super) const OF_PROXY_TASK: Self = Self {
        result: Container::Reply,
        id: false,
        url: true,
        status: false,
    };

    /// The form of the first documented successful reply of a call. JSON-RPC replies are preferred to REST replies,
    /// which documents show without their requests.
    fn of(route: &Route) -> Self {
        let exchanges = || {
            route
                .exchanges
                .iter()
                .filter_map(|exchange| serde_json::from_str::<Value>(exchange).ok())
        };
        let asked = exchanges().filter(|exchange| exchange.get("request").is_some());
        let mut forms = asked.chain(exchanges()).filter_map(|exchange| Self::shown(&exchange));
        forms.next().unwrap_or(Self::USUAL)
    }

    /// The form of a successful reply.
    fn shown(exchange: &Value) -> Option<Self> {
        let reply = exchange.get("response")?;
        let (result, entry) = match reply.get("result") {
            Some(Value::Array(entries)) => (Container::List, entries.first()?),
            Some(entry) => (Container::Object, entry),
            None => (Container::Reply, reply),
        };
        let went_well = entry.pointer("/status/code").and_then(Value::as_i64) == Some(0);
        went_well.then(|| Self {
            result,
            // Without a request there is no id to repeat.
            id: exchange.get("request").is_none() || reply.get("id").is_some(),
            url: entry.get("url").is_some(),
            status: true,
        })
    }
}

/// The key attribute and the rows of a table that a url template addresses.
#[derive(Clone, Debug)]
pub(super) struct TableLayout {
    /// The member with the key.
    pub(super) key: Text,
    /// Whether keys are numbers, which FortiManager assigns.
    pub(super) numbers: bool,
    /// Whether a call adds or names a row; otherwise the url may be that of a single object.
    pub(super) has_rows: bool,
    /// The members of a row, if documented.
    pub(super) row: Option<HeldRow>,
    /// The child tables and child objects of each row, if they are described.
    pub(super) children: Shared<[ChildKey]>,
}

/// A child table or child object.
#[derive(Clone, Debug)]
pub(super) struct ChildKey {
    /// Its name, which is that of the member of a row.
    pub(super) name: Text,
    /// The attribute that holds the key. `None`: a child object, or there is no such attribute.
    pub(super) key: Option<Text>,
}

impl TableLayout {
    /// The layout of a table that the specs do not know.
    pub(super) const BY_NAME: Self = Self {
        key: Shared::Static("name"),
        numbers: false,
        has_rows: false,
        row: None,
        children: Shared::Static(&[]),
    };
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

    /// The calls of the shipped specs, and further tables. A table replaces that of the specs with the same path, in the
    /// scopes that both have.
    ///
    /// # Errors
    ///
    /// The template of a scope is malformed.
    pub(crate) fn with_tables(tables: &[Shared<TableDescription>]) -> Result<Self, BadRoute> {
        Self::new(ROUTES.iter().map(Shared::Static), Vec::new(), tables)
    }

    /// The calls of these routes, of all protocols, and those on the tables of the shipped specs and on further ones.
    /// `rows` are the rows that the routes refer to.
    ///
    /// # Errors
    ///
    /// A url template is malformed.
    pub(crate) fn new(
        routes: impl IntoIterator<Item = Shared<Route>>,
        rows: Vec<Arc<Rows>>,
        tables: &[Shared<TableDescription>],
    ) -> Result<Self, BadRoute> {
        let routes: Vec<_> = routes.into_iter().collect();
        let of = |protocol: Protocol| {
            let own = routes.iter().filter(move |route| route.protocol == protocol);
            own.cloned()
        };
        let mut about: HashMap<&str, Vec<&Route>> = HashMap::new();
        for route in routes.iter().filter(|route| route.protocol == Protocol::JsonRpc) {
            about.entry(table_of(&route.url)).or_default().push(route);
        }
        let shipped = TABLES.iter().map(Shared::Static);
        Ok(Self {
            json_rpc: Table::new(of(Protocol::JsonRpc), Protocol::JsonRpc.escaping())?,
            rest: Table::new(of(Protocol::Rest), Protocol::Rest.escaping())?,
            gui: gui::Calls::new(of(Protocol::Gui), of(Protocol::GuiProxy))?,
            forms: of(Protocol::JsonRpc)
                .filter_map(|route| Some((route.id?, Form::of(&route))))
                .collect(),
            tables: about
                .iter()
                .map(|(table, about)| ((*table).to_owned(), layout(about)))
                .collect(),
            described: DescribedTables::new(&shipped.chain(tables.iter().cloned()).collect::<Vec<_>>())?,
            routes,
            _rows: rows,
        })
    }

    /// The same calls, with schemas of tables that are answered as they were given.
    #[cfg(feature = "specs")]
    pub(crate) fn with_syntax(mut self, given: super::described::GivenSyntax) -> Self {
        self.described.add_syntax(given);
        self
    }

    /// All of them.
    pub(super) fn routes(&self) -> impl Iterator<Item = &Route> {
        self.routes.iter().map(|route| &**route)
    }

    /// The call with this method and url. `url` begins with a slash; some of the templates do not.
    pub(super) fn find(&self, method: &str, url: &str, entry: &Map<String, Value>) -> Result<Found, NoRoute> {
        let find = |url| self.json_rpc.find(method, url, |name, json| has(entry, name, json));
        match find(url) {
            Err(NoRoute::Url) => find(url.trim_start_matches('/')),
            found => found,
        }
    }

    /// As [`find`](Self::find), and else a call with a method that tables of the policy manager are known to have,
    /// though not documented for this table: `replace`, `unset`, and `delete` of all rows that match a filter, which
    /// needs a `confirm`.
    pub(super) fn find_or_related(
        &self,
        method: &str,
        url: &str,
        entry: &Map<String, Value>,
    ) -> Result<Found, NoRoute> {
        self.find(method, url, entry).or_else(|fault| match fault {
            NoRoute::Url => Err(NoRoute::Url),
            NoRoute::Method => self.related(method, url, entry).ok_or(NoRoute::Method),
        })
    }

    /// The call with this method and url: that of a spec, or one on a described table.
    ///
    /// A call of a spec takes precedence if it is more than a verb of a table: with `exec`, or with a constant other
    /// than the options `count`, `chksum` and `syntax`.
    pub(super) fn locate(&self, method: &str, url: &str, entry: &Map<String, Value>) -> Result<Located, NoRoute> {
        let Some(target) = self.described.resolve(url) else {
            let found = self.find_or_related(method, url, entry);
            let on_scope = || self.described.on_scope(method, url, entry);
            return found.or_else(|fault| on_scope().ok_or(fault)).map(Located::from);
        };
        let found = match self.find(method, url, entry) {
            Ok(found) if method == "exec" || !found.route.fixed.iter().all(is_of_tables) => return Ok(found.into()),
            Ok(found) => found,
            Err(_) => target.found(method, entry),
        };
        Ok(Located {
            found,
            target: Some(target),
        })
    }

    fn related(&self, method: &str, url: &str, entry: &Map<String, Value>) -> Option<Found> {
        let known = match method {
            "replace" | "unset" => true,
            "delete" => entry.get("filter").is_some() && entry.get("confirm").is_some_and(|confirm| confirm == 1),
            _ => false,
        };
        let found = self.find("get", url, entry).ok()?;
        let of_rows = names_a_row(&found.route.url);
        (known && url.starts_with("/pm/config/") && of_rows == (method != "delete")).then_some(found)
    }

    /// The call of a protocol with this url template; of several, the one with this method.
    pub(super) fn of_template(&self, protocol: Protocol, method: &str, url: &str) -> Option<Shared<Route>> {
        match protocol {
            Protocol::JsonRpc => self.json_rpc.of_template(method, url),
            Protocol::Rest => self.rest.of_template(method, url),
            Protocol::Gui | Protocol::GuiProxy => self.gui.of_template(protocol, method, url),
            Protocol::FortiOs => None,
        }
    }

    /// The form of a call's reply.
    pub(super) fn form(&self, route: &Route) -> Form {
        let known = route.id.and_then(|id| self.forms.get(&id).copied());
        known.unwrap_or_else(|| Form::of(route))
    }

    /// The layout of the table that a call concerns.
    pub(super) fn layout(&self, route: &Route) -> TableLayout {
        self.tables
            .get(table_of(&route.url))
            .cloned()
            .unwrap_or(TableLayout::BY_NAME)
    }
}

/// The JSON-RPC calls of the shipped specs.
#[cfg(test)]
pub(super) fn routes() -> impl Iterator<Item = &'static Route> {
    ROUTES.iter().filter(|route| route.protocol == Protocol::JsonRpc)
}

/// Whether an entry has a constant. Options are a list of names, or a single one.
fn has(entry: &Map<String, Value>, name: &str, json: &str) -> bool {
    let Ok(wanted) = serde_json::from_str::<Value>(json) else {
        return false;
    };
    let wanted = list(&wanted);
    entry.get(name).is_some_and(|given| {
        let given = list(given);
        wanted.iter().all(|wanted| given.contains(wanted))
    })
}

/// Whether a constant is one of the options that every table has.
fn is_of_tables((name, json): &(Text, Text)) -> bool {
    let option: Value = serde_json::from_str(json).unwrap_or_default();
    let mut options = list(&option).iter();
    name == "option" && options.all(|own| ["count", "chksum", "syntax"].iter().any(|word| own == word))
}

/// Whether a url template names one row of a table.
pub(super) fn names_a_row(template: &str) -> bool {
    // The ADOM at the end of this template belongs to the path of the table.
    template.ends_with('>') && template != "/pm/pkg/adom/<adom>"
}

/// The url template of the table that a url template concerns.
fn table_of(template: &str) -> &str {
    match template.rsplit_once('/') {
        Some((table, _)) if names_a_row(template) => table,
        _ => template,
    }
}

/// The layout of the table that these calls concern. The key is that of the placeholder for a row.
fn layout(about: &[&Route]) -> TableLayout {
    let about = || about.iter().copied();
    let mut of_rows = about().filter(|route| names_a_row(&route.url));
    let key = of_rows.find_map(|route| route.placeholders.last());
    let (key, numbers) = match key {
        Some(key) if key.kind == Kind::Id => (key.name.clone(), true),
        _ => (TableLayout::BY_NAME.key, false),
    };
    let has_rows = about().any(|route| route.method == "add" || route.method != "exec" && names_a_row(&route.url));
    // Replies to reads show more members of a row than writes.
    let mut read = about().filter(|route| route.method == "get" && route.fixed.is_empty());
    let read = read.find_map(|route| route.response.as_ref().and_then(row_of));
    let written = || about().find_map(|route| route.whole.as_ref().and_then(row_of));
    TableLayout {
        key,
        numbers,
        has_rows,
        row: read.or_else(written),
        children: Shared::Static(&[]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generated::fmg::calls::{Certificate, Diff};

    fn found(method: &str, url: &str) -> (Arc<Calls>, Shared<Route>) {
        let calls = Calls::shipped().unwrap();
        let route = calls.find(method, url, &Map::new()).unwrap().route;
        (calls, route)
    }

    #[test]
    fn replies_have_the_form_that_the_documents_show() {
        let form = |method, url| {
            let (calls, route) = found(method, url);
            calls.form(&route)
        };
        let object = |url| Form {
            result: Container::Object,
            id: true,
            url,
            status: true,
        };
        assert_eq!(form("exec", "/sys/reboot"), object(false));
        assert_eq!(form("exec", "/sys/backup"), object(false));
        assert_eq!(form("exec", "/sys/upgrade"), object(true));
        assert_eq!(form("get", "/sys/status"), Form::USUAL);
        assert_eq!(
            form("delete", "/task/task/1"),
            Form {
                result: Container::Reply,
                id: false,
                url: true,
                status: true,
            }
        );
    }

    #[test]
    fn tables_have_the_keys_of_their_placeholders() {
        #[track_caller]
        fn check(method: &str, url: &str, expected: (&str, bool, Option<&str>)) {
            let (calls, route) = found(method, url);
            let layout = calls.layout(&route);
            let row = layout.row.as_ref().map(|row| &*row.name);
            assert_eq!((&*layout.key, layout.numbers, row), expected);
        }
        let address = ("name", false, Some("Address"));
        check("add", "/pm/config/adom/demo/obj/firewall/address", address);
        check("delete", "/pm/config/adom/demo/obj/firewall/address/a", address);
        check(
            "add",
            "/pm/config/adom/demo/pkg/a/b/firewall/policy",
            ("policyid", true, Some("Policy")),
        );
        check(
            "add",
            "/pm/config/device/d/vdom/root/system/dhcp/server",
            ("id", true, Some("DhcpServer")),
        );
        check(
            "set",
            "/cli/global/system/admin/tacacs",
            ("name", false, Some("TacacsServer")),
        );
        check("get", "/dvmdb/adom/demo", ("name", false, Some("Adom")));
        check(
            "set",
            "/dvmdb/_meta_fields/device",
            ("name", false, Some("DeviceMetaField")),
        );
    }

    #[test]
    fn the_leading_slash_is_optional() {
        let id = |url| found("exec", url).1.id;
        assert_eq!(id("/cache/diff/start"), Some(CallId::Diff(Diff::Start)));
        assert_eq!(id("/cache/diff/get/cli/pkg/a/b"), Some(CallId::Diff(Diff::Package)));
    }

    #[test]
    fn an_option_can_select_another_call() {
        let calls = Calls::shipped().unwrap();
        let find = |entry: Value| {
            let entry = entry.as_object().cloned().unwrap();
            calls
                .find("get", "/cli/global/system/certificate/ca/Fortinet_CA", &entry)
                .unwrap()
                .route
                .id
        };
        let certificate = |call| Some(CallId::Certificate(call));
        assert_eq!(find(serde_json::json!({})), certificate(Certificate::GetCa));
        for option in [
            serde_json::json!("get certinfo"),
            serde_json::json!(["get certinfo", "extra info"]),
        ] {
            assert_eq!(
                find(serde_json::json!({ "option": option })),
                certificate(Certificate::GetCaInfo)
            );
        }
    }
}
