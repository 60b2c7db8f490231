//! Writes the cases of a program that tries all tables and calls against an appliance: one for each table and call of
//! FortiOS, and for each table of FortiManager.

use crate::ir::{Api, Group, ProductId, Table, TableScope, TableVerb};

use super::sample::Samples;
use super::sent;
use super::source::{Source, literal};

/// `tables()` and `calls()`: the cases, as the program of `import try` runs them.
pub(super) fn write(api: &Api, source: &mut Source) {
    let products = || api.products.iter().filter(|product| !product.groups.is_empty());
    let of_product = |id: ProductId| {
        let products = products().filter(move |product| product.id == id);
        products.flat_map(|product| product.groups.iter().map(move |group| (product, group)))
    };
    let groups: Vec<_> = of_product(ProductId::FortiOs).collect();
    source
        .line("#[allow(unused_imports, reason = \"only calls need it\")]")
        .line("use fmg_bindings::serde_json::json;");
    for product in products() {
        source
            .line("#[allow(unused_imports, reason = \"only tables need it\")]")
            .line(&format!("use imported::{};", product.id.as_str()));
    }
    source
        .gap()
        .line("#[allow(unused_imports, reason = \"only calls need it\")]")
        .line("use crate::trial::{self, Case};")
        .gap();
    source.line("#[rustfmt::skip]");
    source.block("pub(crate) fn tables() -> Vec<Case>", |source| {
        source.open_with("vec![");
        for (_, group) in &groups {
            for table in &group.tables {
                self::table(group, table, source);
            }
        }
        for (_, group) in of_product(ProductId::FortiManager) {
            for table in &group.tables {
                fmg_table(group, table, source);
            }
        }
        source.close_with("]");
    });
    source.gap();
    for (_, group) in groups.iter().filter(|(_, group)| !group.endpoints.is_empty()) {
        source.line(&format!("use imported::fortios::{};", group.module));
    }
    source.gap().line("#[rustfmt::skip]");
    source.block("pub(crate) fn calls() -> Vec<Case>", |source| {
        source.open_with("vec![");
        for (product, group) in &groups {
            let samples = Samples { product, case: 0 };
            for endpoint in &group.endpoints {
                let name = format!("{} {}", endpoint.method.as_str(), endpoint.template);
                source.open_with(&format!("Case::new({}, |trial| Box::pin(async move {{", literal(&name)));
                sent::build(&samples, group, endpoint, "trial", source);
                let send = if endpoint.download { "download" } else { "call" };
                source.line(&format!("trial.{send}(call).await"));
                source.close_with("})),");
            }
        }
        source.close_with("]");
    });
}

/// The case of a table of FortiManager, and of a table inside of its rows. Deeper ones are part of their rows.
fn fmg_table(group: &Group, table: &Table, source: &mut Source) {
    let row = |row: &dyn std::fmt::Display| format!("fmg::{}::{row}", group.module);
    let kind = group.module.folder.as_ref().unwrap_or(&group.module.name);
    let scope = |table: &Table| {
        let scope = table.written.first().or_else(|| table.scopes.first())?;
        match scope {
            TableScope::Below(name) => Some(snake(name.as_str())),
            TableScope::RowsOf(_) => None,
        }
    };
    let name = format!("{kind} {}", table.path);
    let has_key = |table: &Table| table.key.as_ref().is_some_and(|key| key.attribute.is_some());
    let has_verbs = |table: &Table| {
        let verbs = [TableVerb::Get, TableVerb::Add, TableVerb::Update, TableVerb::Delete];
        has_key(table) && verbs.iter().all(|verb| table.verbs.contains(verb))
    };
    let call = match (table.parent().and_then(|parent| group.table(parent)), scope(table)) {
        (None, Some(scope)) => {
            let verb = match table.is_single() {
                true if table.verbs.contains(&TableVerb::Update) => "single",
                // Nothing is known of an object that is only read.
                true => return,
                false if has_verbs(table) => "table",
                false => "readable",
            };
            let ty = row(&table.row);
            format!("{verb}::<_, {ty}>(trial::fmg::scope::{scope}(), {})", literal(&name))
        }
        (Some(parent), _) if has_verbs(parent) && has_verbs(table) => {
            let Some(scope) = scope(parent) else { return };
            let around = format!("{kind} {}", parent.path);
            format!(
                "child::<_, {}, {}>(trial::fmg::scope::{scope}(), {}, {})",
                row(&parent.row),
                row(&table.row),
                literal(&around),
                literal(&table.path)
            )
        }
        _ => return,
    };
    let name = match table.parent().and_then(|parent| group.table(parent)) {
        Some(parent) => format!("{kind} {}/<key>/{}", parent.path, table.path),
        None => name,
    };
    source.line(&format!(
        "Case::new({}, |trial| Box::pin(trial.fmg.{call})),",
        literal(&name)
    ));
}

/// `device_vdom` for `DeviceVdom`.
fn snake(name: &str) -> String {
    let mut text = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.push(c.to_ascii_lowercase());
    }
    text
}

/// The case of a table: `Case::new("firewall/address", |trial| Box::pin(trial.table::<…>("firewall/address"))),`.
fn table(group: &Group, table: &Table, source: &mut Source) {
    let path = |row: &dyn std::fmt::Display| format!("fortios::{}::{row}", group.module);
    let row = path(&table.row);
    let is_read_only = !table.verbs.contains(&TableVerb::Update);
    let (name, call) = match table.parent().and_then(|parent| group.table(parent)) {
        Some(parent) if parent.is_single() && parent.verbs.contains(&TableVerb::Update) => (
            format!("{}/{}", parent.path, table.path),
            format!(
                "child_of_single::<{row}>({}, {})",
                literal(&parent.path),
                literal(&table.path)
            ),
        ),
        Some(parent) if !parent.verbs.contains(&TableVerb::Add) => (
            format!("{}/<mkey>/{}", parent.path, table.path),
            format!(
                "read_only_child::<{row}>({}, {})",
                literal(&parent.path),
                literal(&table.path)
            ),
        ),
        Some(parent) => (
            format!("{}/<mkey>/{}", parent.path, table.path),
            format!(
                "child::<{}, {row}>({}, {})",
                path(&parent.row),
                literal(&parent.path),
                literal(&table.path)
            ),
        ),
        None => {
            let verb = match (table.is_single(), is_read_only) {
                (true, true) => "read_only_single",
                (true, false) => "single",
                (false, true) => "read_only_table",
                (false, false) => "table",
            };
            (table.path.clone(), format!("{verb}::<{row}>({})", literal(&table.path)))
        }
    };
    source.line(&format!(
        "Case::new({}, |trial| Box::pin(trial.{call})),",
        literal(&name)
    ));
}
