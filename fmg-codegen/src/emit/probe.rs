//! Writes the cases of a probe, for each call and table of a product. A probe makes the calls that only read, and
//! states why it does not make the others.

use std::collections::BTreeSet;

use crate::ir::{Endpoint, Group, Placeholder, Product, ProductId, Protocol, Scope, Table, TableScope, Type, Wire};
use crate::name::MethodName;

use super::source::{Source, literal};

/// The types of url parameters whose values a probe finds on an appliance. It has a method for each.
const FOUND: [&str; 5] = ["AdomName", "AdomOrGlobal", "DeviceName", "PackagePath", "VdomName"];

/// Whether a probe makes the calls of a product.
pub(super) fn is_probed(product: &Product) -> bool {
    product.groups.iter().any(|group| protocol(group).is_some())
}

/// The protocol of a group whose calls a probe makes.
fn protocol(group: &Group) -> Option<Protocol> {
    match group.protocol {
        protocol @ (Protocol::JsonRpc | Protocol::FortiOs) => Some(protocol),
        // These calls read the same tables.
        Protocol::Rest | Protocol::Gui | Protocol::GuiProxy => None,
    }
}

/// `cases()`, and the names that a report may show.
pub(super) fn write(product: &Product, source: &mut Source) {
    source
        .file_doc("What a probe does with each call and table of the product.")
        .gap()
        .line(&format!("use fmg_bindings::{};", product.id.as_str()));
    if product.id == ProductId::FortiManager {
        source.line("use fmg_bindings::fmg::Query;");
    }
    source
        .gap()
        .line("use crate::probe::case::{Case, Why};")
        .line(&format!("use crate::probe::{}::Probe;", product.id.as_str()))
        .gap()
        .line("#[rustfmt::skip]")
        .line("#[allow(clippy::redundant_closure_call, clippy::too_many_lines, reason = \"a line for each call\")]")
        .block("pub(crate) fn cases() -> Vec<Case<Probe>>", |source| {
            source.open_with("vec![");
            for group in product.groups.iter().filter(|group| protocol(group).is_some()) {
                let writer = Writer { product, group };
                for endpoint in group.endpoints.iter().filter(|endpoint| endpoint.table.is_none()) {
                    if group.handle {
                        writer.call(endpoint, source);
                    }
                }
                for table in &group.tables {
                    writer.table(table, source);
                }
            }
            source.close_with("]");
        });
    if product.id == ProductId::FortiManager {
        tables(product, source);
    }
    source
        .gap()
        .doc("The names of members of replies, in alphabetical order. Others may be names of a user's objects.")
        .line("#[rustfmt::skip]")
        .open_with("pub(crate) static NAMES: &[&str] = &[");
    for name in names(product) {
        source.line(&format!("{},", literal(name)));
    }
    source.close_with("];");
}

/// The tables and single objects that are not inside of rows: the url of a scope, and the path below it.
fn tables(product: &Product, source: &mut Source) {
    let mut tables = BTreeSet::new();
    for table in product.groups.iter().flat_map(|group| &group.tables) {
        for scope in &table.scopes {
            let TableScope::Below(name) = scope else { continue };
            let scope = product.scopes.iter().find(|scope| scope.name == *name);
            tables.extend(scope.map(|scope| (scope.template.source(), &*table.path)));
        }
    }
    source
        .gap()
        .doc("The tables and single objects: the url of their scope, and their path below it.")
        .line("#[rustfmt::skip]")
        .open_with("pub(crate) static TABLES: &[(&str, &str)] = &[");
    for (scope, path) in tables {
        source.line(&format!("({}, {}),", literal(scope), literal(path)));
    }
    source.close_with("];");
}

/// The names of the members of all rows of a product.
fn names(product: &Product) -> BTreeSet<&str> {
    let groups = || product.groups.iter();
    let rows = groups().flat_map(|group| &group.rows).flat_map(|row| &row.fields);
    let rows = rows.map(|own| &own.field);
    let cases = groups().flat_map(|group| &group.unions).flat_map(|union| &union.cases);
    let cases = cases.flat_map(|case| &case.fields);
    rows.chain(cases)
        .filter_map(|field| match &field.wire {
            Wire::Name(name) => Some(&**name),
            Wire::Pattern { .. } => None,
        })
        .collect()
}

struct Writer<'a> {
    product: &'a Product,
    group: &'a Group,
}

impl Writer<'_> {
    fn call(&self, endpoint: &Endpoint, source: &mut Source) {
        let (method, template) = (endpoint.method.as_str(), endpoint.template.source());
        let values = values(&endpoint.placeholders);
        let needs_members = endpoint.members.iter().any(|member| member.field.required)
            || !endpoint.one_of.is_empty()
            || endpoint.data.is_some();
        let reasons = [
            ("Changes", !endpoint.method.is_read()),
            ("File", endpoint.download),
            ("Costly", !endpoint.costly.is_empty()),
            ("Members", needs_members),
            ("Names", values.is_none()),
        ];
        let skipped = reasons.iter().find(|(_, holds)| *holds).map(|(why, _)| why);
        let place = format!("{}, {}", literal(method), literal(template));
        if let Some(why) = skipped {
            source.line(&format!("Case::skipped({place}, Why::{why}),"));
            return;
        }
        let request = format!(
            "{}::{}::{}::new({})",
            self.product.id.as_str(),
            self.group.module,
            endpoint.type_name,
            values.unwrap_or_default()
        );
        let is_list = matches!(endpoint.response.data(), Some(Type::List(_)));
        let has_range = is_list
            && endpoint
                .options
                .as_ref()
                .is_some_and(|options| options.name.as_str() == "ReadOptions");
        let range = if has_range { ".range(0, probe.rows)" } else { "" };
        source.line(&format!(
            "Case::made({place}, |probe| Box::pin(async move {{ probe.call({}).await }})),",
            made(&format!("{request}{range}"))
        ));
    }

    fn table(&self, table: &Table, source: &mut Source) {
        if self.group.protocol == Protocol::FortiOs {
            return self.configuration(table, source);
        }
        for scope in &table.scopes {
            match scope {
                TableScope::Below(name) => {
                    let Some(scope) = self.product.scopes.iter().find(|scope| scope.name == *name) else {
                        continue;
                    };
                    let verb = if table.is_single() { "single" } else { "table" };
                    let types = format!("_, {}", self.row(table));
                    in_scope(scope, &[table], verb, &types, source);
                }
                TableScope::RowsOf(row) => {
                    let Some(parent) = self.group.table(row).filter(|parent| !parent.is_single()) else {
                        continue;
                    };
                    let verb = if table.is_single() { "single_child" } else { "child" };
                    for around in &parent.scopes {
                        let TableScope::Below(name) = around else { continue };
                        let scope = self.product.scopes.iter().find(|scope| scope.name == *name);
                        let Some(scope) = scope else { continue };
                        let types = format!("_, {}, {}", self.row(parent), self.row(table));
                        in_scope(scope, &[parent, table], verb, &types, source);
                    }
                }
            }
        }
    }

    /// A table of the configuration of FortiOS.
    fn configuration(&self, table: &Table, source: &mut Source) {
        let parent = table.parent().and_then(|parent| self.group.table(parent));
        let (path, call) = match parent {
            Some(parent) if parent.is_single() => (
                format!("{}/{}", parent.path, table.path),
                format!("child_of_single::<{}>()", self.row(table)),
            ),
            Some(parent) => (
                format!("{}/<mkey>/{}", parent.path, table.path),
                format!("child::<{}, {}>()", self.row(parent), self.row(table)),
            ),
            None if table.is_single() => (table.path.clone(), format!("single::<{}>()", self.row(table))),
            None => (table.path.clone(), format!("table::<{}>()", self.row(table))),
        };
        source.line(&format!(
            "Case::made(\"GET\", {}, |probe| Box::pin(async move {{ probe.{call}.await }})),",
            literal(&format!("/api/v2/cmdb/{path}"))
        ));
    }

    fn row(&self, table: &Table) -> String {
        format!("{}::{}::{}", self.product.id.as_str(), self.group.module, table.row)
    }
}

/// A table below a scope, or below the rows of another one.
fn in_scope(scope: &Scope, tables: &[&Table], verb: &str, types: &str, source: &mut Source) {
    let mut template = scope.template.source().to_owned();
    for (depth, table) in tables.iter().enumerate() {
        if !table.path.is_empty() {
            template = format!("{template}/{}", table.path);
        }
        if let Some(key) = table.key.as_ref().filter(|_| depth + 1 < tables.len()) {
            template = format!("{template}/<{}>", key.placeholder.wire);
        }
    }
    let place = format!("\"get\", {}", literal(&template));
    let Some(values) = values(&scope.placeholders) else {
        source.line(&format!("Case::skipped({place}, Why::Names),"));
        return;
    };
    let scope = made(&format!("fmg::scope::{}::new({values})", scope.name));
    source.line(&format!(
        "Case::made({place}, |probe| Box::pin(async move {{ probe.{verb}::<{types}>({scope}).await }})),"
    ));
}

/// The values of placeholders, as arguments. `None`: a probe finds no value for one of them.
fn values(placeholders: &[Placeholder]) -> Option<String> {
    let values = placeholders.iter().map(|own| {
        let ty = FOUND.into_iter().find(|found| own.ty.name.as_str() == *found)?;
        let method = MethodName::from_wire(&snake(ty)).ok()?;
        Some(format!("probe.{method}()?"))
    });
    Some(values.collect::<Option<Vec<_>>>()?.join(", "))
}

/// A value that cannot be made if a part of it was not found.
fn made(value: &str) -> String {
    if value.contains('?') {
        format!("(|| Some({value}))()")
    } else {
        format!("Some({value})")
    }
}

/// `adom-name` for `AdomName`.
fn snake(ty: &str) -> String {
    let mut name = String::new();
    for c in ty.chars() {
        if c.is_ascii_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.push(c.to_ascii_lowercase());
    }
    name
}
