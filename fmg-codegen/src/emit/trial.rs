//! A case for each table and each call of FortiOS, for a program that tries all of them against an appliance.

use crate::ir::{Api, Group, ProductId, Table, TableVerb};

use super::sample::Samples;
use super::sent;
use super::source::{Source, literal};

/// `tables()` and `calls()`: the cases, as the program of `import try` runs them.
pub(super) fn write(api: &Api, source: &mut Source) {
    let products = api.products.iter().filter(|product| product.id == ProductId::FortiOs);
    let groups: Vec<_> = products
        .flat_map(|product| product.groups.iter().map(move |group| (product, group)))
        .collect();
    source
        .line("#[allow(unused_imports, reason = \"only calls need it\")]")
        .line("use fmg_bindings::serde_json::json;")
        .line("#[allow(unused_imports, reason = \"only tables need it\")]")
        .line("use imported::fortios;")
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
