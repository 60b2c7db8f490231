//! Tables: the aliases of the requests of the runtime, the methods that make them, and the implementations of the row
//! types.

use crate::ir::{
    Endpoint, Group, Placeholder, Product, Protocol, Scope, Table, TableMembers, TableScope, TableVerb, Wire,
};
use crate::prose;

use super::cite::Documents;
use super::configuration;
use super::docs;
use super::facts;
use super::request::searchable;
use super::rust::{Argument, Imports};
use super::source::{Source, WIDTH, literal};
use super::{Context, value};

/// The widest arguments that rustfmt leaves on the line of their call.
const CALL_WIDTH: usize = 72;

/// The inputs for the items of a table.
pub(super) struct Tables<'a> {
    pub(super) product: &'a Product,
    pub(super) group: &'a Group,
}

/// The scope of a table: a scope of the specs, or each row of a parent table in its scope.
enum Place<'a> {
    Below(&'a Scope),
    RowsOf(Box<Place<'a>>, &'a Table),
}

impl<'a> Place<'a> {
    /// The scope below which the named requests of a table are.
    fn of(product: &'a Product, group: &'a Group, table: &'a Table) -> Option<Self> {
        match table.scopes.first()? {
            TableScope::Below(name) => product.scopes.iter().find(|scope| scope.name == *name).map(Self::Below),
            TableScope::RowsOf(row) => {
                let parent = group.table(row)?;
                Some(Self::RowsOf(Box::new(Self::of(product, group, parent)?), parent))
            }
        }
    }

    fn ty(&self, imports: &mut Imports<'_>) -> String {
        match self {
            Self::Below(scope) => imports.scope(&scope.name),
            Self::RowsOf(place, table) => {
                let row_of = imports.runtime("fmg::scope::RowOf").to_owned();
                format!("{row_of}<{}, {}>", place.ty(imports), table.row)
            }
        }
    }

    /// The number of placeholders of the scope.
    fn count(&self) -> usize {
        match self {
            Self::Below(scope) => scope.placeholders.len(),
            Self::RowsOf(place, table) => place.count() + usize::from(table.key.is_some()),
        }
    }

    /// Writes a `let` for each scope with these values of its placeholders, the outermost first. Returns the name of
    /// the last variable.
    fn lines(&self, values: &[String], path: &impl Fn(Option<&Scope>) -> String, source: &mut Source) -> String {
        let value = match (self, values.split_last()) {
            (Self::RowsOf(place, _), Some((key, rest))) => {
                let scope = place.lines(rest, path, source);
                format!("{}::new({scope}, {key})", path(None))
            }
            (Self::Below(scope), _) => {
                source.list(
                    &format!("let scope = {}::new(", path(Some(scope))),
                    values,
                    ");",
                    CALL_WIDTH,
                );
                return "scope".to_owned();
            }
            (Self::RowsOf(..), None) => return String::new(),
        };
        source.line(&format!("let scope = {value};"));
        "scope".to_owned()
    }

    /// The scope with these values of its placeholders, by the paths of the types.
    fn value(&self, values: &[String], path: &impl Fn(Option<&Scope>) -> String) -> String {
        match self {
            Self::Below(scope) => format!("{}::new({})", path(Some(scope)), values.join(", ")),
            Self::RowsOf(place, _) => {
                let (key, rest) = match values.split_last() {
                    Some((key, rest)) => (key.as_str(), rest),
                    None => ("", values),
                };
                format!("{}::new({}, {key})", path(None), place.value(rest, path))
            }
        }
    }
}

/// The request of the runtime for a verb.
fn request(table: &Table, verb: TableVerb) -> String {
    let single = if table.is_single() { "Single" } else { "" };
    format!("{}{single}", verb.variant())
}

impl<'a> Tables<'a> {
    /// The table of a call that is a verb of a table, and its scope. The check of the API ensures that both exist.
    fn table(&self, endpoint: &'a Endpoint) -> Option<(&'a Table, TableVerb, Place<'a>)> {
        let call = endpoint.table.as_ref()?;
        let table = self.group.table(&call.row)?;
        Some((table, call.verb, Place::of(self.product, self.group, table)?))
    }

    /// The name of a call in the module: the alias of a request of the runtime.
    pub(super) fn alias(
        &self,
        endpoint: &'a Endpoint,
        context: &Context<'_>,
        imports: &mut Imports<'_>,
        source: &mut Source,
    ) {
        let Some((table, verb, place)) = self.table(endpoint) else {
            return;
        };
        let scope = place.ty(imports);
        let module = imports.runtime("fmg::table").to_owned();
        source.doc(&docs::endpoint(
            imports.protocol(),
            self.group,
            endpoint,
            &context.documents,
        ));
        searchable(self.group, endpoint, source);
        let name = &endpoint.type_name;
        let request = format!("{module}::{}<{scope}, {}>;", request(table, verb), table.row);
        let line = format!("pub type {name} = {request}");
        if line.len() <= WIDTH {
            source.line(&line);
        } else {
            source
                .line(&format!("pub type {name} ="))
                .line(&format!("    {request}"));
        }
    }

    /// The methods of the group's handle that make the call.
    pub(super) fn methods(&self, endpoint: &'a Endpoint, imports: &mut Imports<'_>, source: &mut Source) {
        let Some((table, verb, place)) = self.table(endpoint) else {
            return;
        };
        let name = endpoint.method_name.as_str();
        if verb == TableVerb::MoveTo {
            let stem = name.strip_suffix("_to").unwrap_or(name);
            for side in ["before", "after"] {
                let doc = format!("Moves one {} directly {side} another one.", prose::escape(&table.name));
                Self::method(
                    (table, verb, &place),
                    endpoint,
                    &format!("{stem}_{side}"),
                    &doc,
                    side,
                    imports,
                    source.gap(),
                );
            }
            return;
        }
        let doc = prose::escape(prose::sentence(&endpoint.doc));
        Self::method(
            (table, verb, &place),
            endpoint,
            name,
            &doc,
            "new",
            imports,
            source.gap(),
        );
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "a method differs in its name, its text and its constructor"
    )]
    fn method(
        (table, verb, place): (&Table, TableVerb, &Place<'_>),
        endpoint: &Endpoint,
        name: &str,
        doc: &str,
        constructor: &str,
        imports: &mut Imports<'_>,
        source: &mut Source,
    ) {
        let ty = &endpoint.type_name;
        let call = imports.of_protocol("Call");
        let mut arguments = vec!["&self".to_owned()];
        for own in &endpoint.placeholders {
            let argument = Argument::param(imports.declared(&own.ty));
            arguments.push(format!("{}: {}", own.field, argument.signature(imports)));
        }
        let names: Vec<_> = endpoint.placeholders.iter().map(|own| own.field.to_string()).collect();
        let (scope, key) = names.split_at_checked(place.count()).unwrap_or((&names, &[]));
        let mut given = key.to_vec();
        for (name, argument) in further(table, verb, imports) {
            arguments.push(format!("{name}: {argument}"));
            given.push(name);
        }
        let path = |scope: Option<&Scope>| scope.map_or_else(|| "RowOf".to_owned(), |scope| scope.name.to_string());
        let value = place.value(scope, &path);
        source
            .doc(&format!(
                "{doc} `{} {}`; see [`{ty}`].",
                endpoint.method.as_str(),
                endpoint.template
            ))
            .function(
                &format!("pub fn {name}"),
                &arguments,
                &format!(" -> {call}<'c, C, {ty}>"),
                |source| {
                    let scope = match place {
                        Place::Below(_) => value,
                        Place::RowsOf(..) => {
                            source.line(&format!("let scope = {value};"));
                            "scope".to_owned()
                        }
                    };
                    given.insert(0, scope);
                    let made = format!("{ty}::{constructor}({})", given.join(", "));
                    source.list(
                        &format!("{call}::new("),
                        &["self.client".to_owned(), made],
                        ")",
                        CALL_WIDTH,
                    );
                },
            );
    }

    /// The urls, the key, further facts and the sources of a table, for the documentation of its row type. If a table
    /// has named requests, their documentation has all of these except the sources.
    pub(super) fn about(&self, table: &Table, documents: &Documents<'_>) -> Option<String> {
        let is_named = |own: &Endpoint| own.table.as_ref().is_some_and(|call| call.row == table.row);
        let source = documents.of_table(self.group, table);
        if self.group.endpoints.iter().any(is_named) {
            return source;
        }
        let url = |scope: &TableScope| match scope {
            TableScope::Below(name) => {
                let scope = self.product.scopes.iter().find(|own| own.name == *name);
                scope.map(|scope| format!("`{}/{}`", scope.template, table.path))
            }
            TableScope::RowsOf(row) => Some(format!("`{}` below each [`{row}`]", table.path)),
        };
        let urls: Vec<_> = table.scopes.iter().filter_map(url).collect();
        let urls = docs::listed(&urls, "and");
        let key = table.key.as_ref();
        let mut text = match key.map(|key| key.attribute.as_deref()) {
            Some(Some(attribute)) => format!("A row of {urls}. Its key is `{attribute}`."),
            Some(None) => format!("A row of {urls}. No attribute contains its key."),
            None => format!("The object {urls}."),
        };
        if table.verbs.contains(&TableVerb::MoveTo) {
            text.push_str(docs::ORDERED);
        }
        let read_only = table.scopes.iter().filter(|scope| !table.written.contains(scope));
        let read_only: Vec<_> = read_only.filter_map(url).collect();
        let is = if read_only.len() == 1 { "is" } else { "are" };
        if !read_only.is_empty() {
            for part in [" ", &docs::listed(&read_only, "and"), " ", is, " read-only."] {
                text.push_str(part);
            }
        }
        if !table.doc.is_empty() {
            text.push_str("\n\n");
            text.push_str(&prose::body(&table.doc));
        }
        if let Some(source) = source {
            text.push_str("\n\n");
            text.push_str(&source);
        }
        Some(text)
    }

    /// `tables! { … }` and `singles! { … }`: the tables of the row types.
    pub(super) fn implementations(&self, imports: &mut Imports<'_>, source: &mut Source) {
        if self.group.protocol == Protocol::FortiOs {
            return configuration::implementations(self.product, self.group, imports, source);
        }
        for (name, is_single) in [("tables", false), ("singles", true)] {
            let own: Vec<_> = self
                .group
                .tables
                .iter()
                .filter(|table| table.is_single() == is_single)
                .collect();
            if own.is_empty() {
                continue;
            }
            let macro_name = imports.runtime(&format!("fmg::table::{name}")).to_owned();
            source.gap().block(&format!("{macro_name}!"), |source| {
                for table in own {
                    let facts = facts::of_table(self.product, self.group, table);
                    facts::write(&implementation(self.group, table, imports), &facts, source);
                }
            });
        }
    }

    /// `members! { … }`: the members that calls add to the rows of a table and remove from them.
    pub(super) fn members(&self, imports: &mut Imports<'_>, source: &mut Source) {
        let tables = self.group.tables.iter();
        let lines: Vec<_> = tables
            .filter_map(|table| {
                let TableMembers { section, row } = table.members.as_ref()?;
                Some(format!("{}: {} of {row};", table.row, literal(section)))
            })
            .collect();
        if lines.is_empty() {
            return;
        }
        imports.runtime("fmg::table::members");
        source.gap().block("members!", |source| {
            for line in &lines {
                source.line(line);
            }
        });
    }

    /// A documented request that is a verb of a table, as an expression. It has the values of the placeholders, and
    /// then the other arguments of the constructor.
    pub(super) fn value(
        &self,
        endpoint: &'a Endpoint,
        maker: &value::Maker<'_>,
        placeholders: &[String],
        rest: &[String],
        source: &mut Source,
    ) -> Option<(String, Vec<String>)> {
        let (_, _, place) = self.table(endpoint)?;
        let path = |scope: Option<&Scope>| match scope {
            Some(scope) => maker.scope(scope),
            None => maker.row_of(),
        };
        let (scope, key) = placeholders.split_at_checked(place.count())?;
        let mut arguments = vec![place.lines(scope, &path, source)];
        arguments.extend(key.iter().chain(rest).cloned());
        Some((endpoint.type_name.to_string(), arguments))
    }
}

/// The arguments of a method beside the placeholders, with their types.
fn further(table: &Table, verb: TableVerb, imports: &mut Imports<'_>) -> Vec<(String, String)> {
    let row = &table.row;
    let key = |imports: &mut Imports<'_>| {
        let placeholder = table.key.as_ref().map(|key| &key.placeholder);
        placeholder.map(|own: &Placeholder| {
            let argument = Argument::param(imports.declared(&own.ty));
            (own.field.to_string(), argument.signature(imports))
        })
    };
    match verb {
        TableVerb::Add | TableVerb::Set | TableVerb::Update | TableVerb::Upsert => {
            vec![("row".to_owned(), row.to_string())]
        }
        TableVerb::AddRows | TableVerb::SetRows | TableVerb::UpdateRows => {
            vec![("rows".to_owned(), format!("impl IntoIterator<Item = {row}>"))]
        }
        TableVerb::DeleteWhere => vec![("filter".to_owned(), imports.runtime("fmg::Filter").to_owned())],
        TableVerb::CloneTo => {
            let key = key(imports).into_iter();
            key.map(|(name, argument)| (format!("new_{name}"), argument)).collect()
        }
        TableVerb::MoveTo => {
            let key = key(imports).into_iter();
            key.map(|(_, argument)| ("target".to_owned(), argument)).collect()
        }
        TableVerb::List
        | TableVerb::Get
        | TableVerb::Count
        | TableVerb::Checksum
        | TableVerb::Syntax
        | TableVerb::Delete => Vec::new(),
    }
}

/// The field of a row that holds its key, behind the attribute: ` = name`.
pub(super) fn key_field(group: &Group, table: &Table) -> String {
    let attribute = table.key.as_ref().and_then(|key| key.attribute.as_deref());
    let row = group.rows.iter().find(|row| row.name == table.row);
    let field = row.and_then(|row| {
        let mut fields = row.fields.iter().map(|field| &field.field);
        fields.find(|field| matches!(&field.wire, Wire::Name(name) if Some(&**name) == attribute))
    });
    field.map_or_else(String::new, |field| format!(" = {}", field.name))
}

/// `Address: "firewall/address" / "<name>" by "name" = name: ObjectName, in [Objects], written [Objects], [Cloneable]`
fn implementation(group: &Group, table: &Table, imports: &mut Imports<'_>) -> String {
    let mut scopes = |scopes: &[TableScope]| {
        let names = scopes.iter().map(|scope| match scope {
            TableScope::Below(name) => imports.scope(name),
            TableScope::RowsOf(row) => format!("rows of {row}"),
        });
        names.collect::<Vec<_>>().join(", ")
    };
    let (read, written) = (scopes(&table.scopes), scopes(&table.written));
    let (row, path) = (&table.row, literal(&table.path));
    let field = key_field(group, table);
    let group = table.access_group.as_deref().map(literal);
    let Some(key) = &table.key else {
        let group = group.map_or_else(String::new, |group| format!(", access {group}"));
        return format!("{row}: {path}, in [{read}], written [{written}]{group}");
    };
    let attribute = key.attribute.as_deref().map_or_else(|| "_".to_owned(), literal);
    let placeholder = literal(&format!("<{}>", key.placeholder.wire));
    let ty = imports.declared(&key.placeholder.ty);
    let traits = [(TableVerb::CloneTo, "Cloneable"), (TableVerb::MoveTo, "Ordered")];
    let traits = traits
        .iter()
        .filter(|(verb, _)| table.verbs.contains(verb))
        .map(|(_, name)| *name);
    let traits = traits.collect::<Vec<_>>().join(" ");
    let group = group.map_or_else(String::new, |group| format!(" access {group}"));
    format!(
        "{row}: {path} / {placeholder} by {attribute}{field}: {ty}, in [{read}], written [{written}], [{traits}]{group}"
    )
}
