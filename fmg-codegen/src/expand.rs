//! Writes the verbs of the tables in specs as endpoints, so that everything that concerns calls concerns them too.

mod configuration;
mod verb;

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8Path;

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::{ProductId, RequestPlace, TableVerb, Verb};
use crate::spec::{
    DataSpec, EndpointSpec, ErratumSpec, ExchangeSpec, KeySpec, PlaceholderSpec, ScopeSpec, SourceSpec, SpecFile,
    TableSpec, Text,
};
use crate::symbols::one_of;
use fmg_template::spelling::nearest;

/// The declarations that the endpoints of tables need besides the tables.
#[derive(Debug, Default)]
pub(crate) struct Expansion {
    /// The product of the tables.
    pub(crate) product: Option<ProductId>,
    pub(crate) scopes: BTreeMap<String, ScopeSpec>,
    /// Whether the specs declare the options of reads.
    pub(crate) has_options: bool,
    /// Whether the specs declare the condition of a read.
    pub(crate) has_filter: bool,
    /// The url parameters that are numbers. FortiManager assigns a key of such a type to a row without one.
    pub(crate) numbers: BTreeSet<String>,
}

impl Expansion {
    /// Adds an endpoint for each verb of each table to a file. The calls on tables of FortiOS are the same for all
    /// tables, so they get none.
    pub(crate) fn expand(&self, file: &mut SpecFile) -> Vec<Diagnostic> {
        if self.product == Some(ProductId::FortiOs) {
            return configuration::faults(file);
        }
        let mut writer = Writer {
            file: &file.path,
            expansion: self,
            faults: Vec::new(),
            endpoints: Vec::new(),
        };
        for (index, table) in file.tables.iter().enumerate() {
            let is_same = |own: &&TableSpec| word(own) == word(table);
            match file.tables[..index].iter().find(is_same) {
                Some(earlier) => writer.same_words(earlier, table),
                None => writer.table(table),
            }
        }
        let Writer {
            faults, mut endpoints, ..
        } = writer;
        // Tables come first: a reader of a module wants its list.
        endpoints.append(&mut file.endpoints);
        file.endpoints = endpoints;
        faults
    }
}

struct Writer<'a> {
    file: &'a Utf8Path,
    expansion: &'a Expansion,
    faults: Vec<Diagnostic>,
    endpoints: Vec<EndpointSpec>,
}

/// The url below which a table is, and the known facts about its placeholders.
#[derive(Clone)]
struct Below {
    url: String,
    params: Vec<PlaceholderSpec>,
    source: Vec<SourceSpec>,
}

impl Writer<'_> {
    fn at(&self, text: &Text) -> Location {
        Location::new(self.file, text.span.clone())
    }

    /// Reports a table whose calls would have the names of another's.
    fn same_words(&mut self, earlier: &TableSpec, table: &TableSpec) {
        let fault = "the calls of two tables of this module would have the same names";
        let fault = Diagnostic::new(Code::Name, self.at(&table.row), fault);
        self.faults.push(fault.also(self.at(&earlier.row), "first here").help(
            "give one of them words for its rows: `calls = [\"adom\", \"adoms\"]` makes `list-adoms` and `get-adom`",
        ));
    }

    fn table(&mut self, table: &TableSpec) {
        let Some(scope) = table.scopes.first() else {
            let fault = Diagnostic::new(Code::MissingKey, self.at(&table.row), "a table needs `scopes`");
            self.faults
                .push(fault.help("name the `[[scope]]`s that have it, the most used first: `scopes = [\"Objects\"]`"));
            return;
        };
        let Some(found) = self.expansion.scopes.get(&scope.value) else {
            return; // Lowering reports a scope that nothing declares.
        };
        let below = Below {
            url: found.url.value.clone(),
            params: found.params.clone(),
            source: Vec::new(),
        };
        self.table_below(table, &below);
    }

    fn table_below(&mut self, table: &TableSpec, below: &Below) {
        let source = if table.source.is_empty() {
            below.source.clone()
        } else {
            table.source.clone()
        };
        if source.is_empty() {
            self.faults.push(
                Diagnostic::new(Code::MissingKey, self.at(&table.row), "a table needs `source`")
                    .help("write `source = [{ document = \"…\", section = \"…\" }]`"),
            );
        }
        if table.single == table.key.is_some() {
            let (code, fault, help) = if table.single {
                (
                    Code::InvalidValue,
                    "a single object has no key",
                    "remove `key`, or `single`",
                )
            } else {
                (
                    Code::MissingKey,
                    "a table needs `key`",
                    "write `key = { attribute = \"name\", type = \"ObjectName\" }`, or `single = true` for an object without a key",
                )
            };
            self.faults
                .push(Diagnostic::new(code, self.at(&table.row), fault).help(help));
            return;
        }
        if let Some(range) = &table.range {
            let fault = "a table of FortiManager has scopes, and no VDOM";
            self.faults
                .push(Diagnostic::new(Code::InvalidValue, self.at(range), fault).help("remove `range`"));
        }
        if let Some(key) = table.key.as_ref().filter(|key| key.ty.is_none()) {
            let at = key.attribute.as_ref().unwrap_or(&table.row);
            self.faults.push(
                Diagnostic::new(Code::MissingKey, self.at(at), "a key needs `type`")
                    .help("name the url parameter: `key = { attribute = \"name\", type = \"ObjectName\" }`"),
            );
            return;
        }
        let url = match (&*below.url, &*table.path.value) {
            (scope, "") => scope.to_owned(),
            (scope, path) => format!("{scope}/{path}"),
        };
        let mut below = Below {
            url,
            params: below.params.clone(),
            source,
        };
        let verbs = self.verbs(table);
        for verb in &verbs {
            let endpoint = self.endpoint(table, &below, *verb);
            self.endpoints.push(endpoint);
        }
        self.unused(table, &verbs);
        if let Some(key) = &table.key {
            below.url = format!("{}/<{}>", below.url, placeholder(key).value);
            below.params.push(key_of(table, key));
        }
        for child in &table.children {
            self.table_below(child, &below);
        }
    }

    /// The verbs of a table, in the order of all verbs.
    fn verbs(&mut self, table: &TableSpec) -> Vec<TableVerb> {
        let all = if table.single {
            TableVerb::SINGLE.to_vec()
        } else {
            TableVerb::ALL.to_vec()
        };
        let only = table.verbs.as_ref().map(|verbs| self.named(verbs, &all));
        let without = self.named(&table.without, &all);
        let has = |verb: &TableVerb| match verb {
            TableVerb::CloneTo if !table.cloneable => false,
            TableVerb::MoveTo if !table.ordered => false,
            verb => only.as_ref().is_none_or(|only| only.contains(verb)) && !without.contains(verb),
        };
        all.into_iter().filter(has).collect()
    }

    /// The verbs of these names.
    fn named(&mut self, names: &[Text], all: &[TableVerb]) -> Vec<TableVerb> {
        let mut verbs = Vec::new();
        for name in names {
            if let Some(verb) = TableVerb::named(&name.value).filter(|verb| all.contains(verb)) {
                verbs.push(verb);
            } else {
                let names = all.iter().map(|verb| verb.as_str());
                let fault = one_of(self.at(name), "a verb of this table", &name.value, names);
                self.faults.push(fault);
            }
        }
        verbs
    }

    /// Reports facts about verbs that the table does not have.
    fn unused(&mut self, table: &TableSpec, verbs: &[TableVerb]) {
        let particular = table.particular.iter().map(|own| &own.verb);
        let exchanges = table.exchanges.iter().map(|(verb, _)| verb);
        let errata = table.errata.iter().map(|(verb, _)| verb);
        for name in particular.chain(exchanges).chain(errata) {
            if verbs.iter().all(|verb| verb.as_str() != name.value) {
                let names = verbs.iter().map(|verb| verb.as_str());
                let fault = one_of(self.at(name), "a verb of this table", &name.value, names);
                self.faults.push(fault);
            }
        }
    }

    fn endpoint(&self, table: &TableSpec, below: &Below, verb: TableVerb) -> EndpointSpec {
        let text = |value: String, like: &Text| Text {
            value,
            span: like.span.clone(),
        };
        let own = table.particular.iter().find(|own| own.verb.value == verb.as_str());
        let mut url = below.url.clone();
        let mut params = below.params.clone();
        if let Some(key) = table.key.as_ref().filter(|_| verb.is_of_row()) {
            url = format!("{url}/<{}>", placeholder(key).value);
            params.push(key_of(table, key));
        }
        let doc = own.and_then(|own| own.doc.clone());
        let key_type = table.key.as_ref().and_then(|key| key.ty.as_ref());
        let is_assigned = key_type.is_some_and(|ty| self.expansion.numbers.contains(&ty.value));
        let source = own.map_or(&[][..], |own| &own.source);
        let (members, data) = self.members(table, verb);
        let mut places: Vec<_> = RequestPlace::ALL.iter().map(|place| (*place, DataSpec::None)).collect();
        for (place, spec) in &mut places {
            match place {
                RequestPlace::Data => {
                    if let Some(ty) = &data {
                        *spec = DataSpec::Whole(text(ty.clone(), &table.row));
                    }
                }
                RequestPlace::Beside if !members.is_empty() => *spec = DataSpec::Members(members.clone()),
                _ => {}
            }
        }
        let option = verb.option().map(|option| ("option", option.into()));
        let confirm = (verb == TableVerb::DeleteWhere).then(|| ("confirm", 1.into()));
        let has_options = matches!(verb, TableVerb::List | TableVerb::Get) && self.expansion.has_options;
        let row = &table.row.value;
        let response = match verb {
            TableVerb::List => Some(format!("list<{row}>")),
            TableVerb::Get => Some(row.clone()),
            TableVerb::Count => Some("int".to_owned()),
            TableVerb::Checksum => Some("string".to_owned()),
            TableVerb::Syntax => Some("json".to_owned()),
            _ => None,
        };
        EndpointSpec {
            name: text(verb::call(table, verb), table.calls.first().unwrap_or(&table.row)),
            method: Verb::JsonRpc(verb.method()),
            template: text(url, &table.path),
            doc: doc.unwrap_or_else(|| text(verb::doc(table, verb, is_assigned), &table.name)),
            source: if source.is_empty() { &below.source } else { source }.to_vec(),
            since: own.and_then(|own| own.since.clone()).or_else(|| table.since.clone()),
            instead: None,
            costly: Vec::new(),
            params,
            fixed: option
                .into_iter()
                .chain(confirm)
                .map(|(name, value)| (text(name.to_owned(), &table.row), value))
                .collect(),
            options: has_options.then(|| text("ReadOptions".to_owned(), &table.row)),
            places,
            one_of: Vec::new(),
            csrf: Vec::new(),
            access_group: None,
            etag: false,
            upload: false,
            download: false,
            file_may_be: Vec::new(),
            response: response.map(|ty| text(ty, &table.row)),
            reply_without: Vec::new(),
            exchanges: of_verb::<ExchangeSpec>(&table.exchanges, verb),
            errata: of_verb::<ErratumSpec>(&table.errata, verb),
            table: Some((table.row.clone(), verb)),
        }
    }
}

/// The word for one row in the names of calls.
fn word(table: &TableSpec) -> Option<&str> {
    table.calls.first().map(|word| &*word.value)
}

/// The type and the documentation of the placeholder of a row.
fn key_of(table: &TableSpec, key: &KeySpec) -> PlaceholderSpec {
    PlaceholderSpec {
        name: placeholder(key),
        ty: key.ty.clone(),
        doc: Some(key.doc.clone().unwrap_or_else(|| Text {
            value: format!("Key of the {}.", table.name.value),
            span: table.name.span.clone(),
        })),
    }
}

/// The placeholder of a row: that of its key, or the attribute that holds it.
pub(crate) fn placeholder(key: &KeySpec) -> Text {
    let named = key.placeholder.as_ref().or(key.attribute.as_ref());
    named.or(key.ty.as_ref()).cloned().unwrap_or_else(|| Text {
        value: String::new(),
        span: 0..0,
    })
}

fn of_verb<T: Clone>(all: &[(Text, T)], verb: TableVerb) -> Vec<T> {
    let own = all.iter().filter(|(name, _)| name.value == verb.as_str());
    own.map(|(_, item)| item.clone()).collect()
}

/// A fault for a scope that nothing declares.
pub(crate) fn unknown_scope<'a>(at: Location, name: &str, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let fault = Diagnostic::new(Code::UnknownType, at, format!("nothing declares the scope `{name}`"));
    match nearest(name, known) {
        Some(near) => fault.label(format!("did you mean `{near}`?")),
        None => fault.label("unknown scope"),
    }
    .help("declare it with `[[scope]]` in `scopes.toml`")
}
