//! The module of one group. Definitions come first, tables last.

use crate::ir::{Group, protocol};
use crate::prose;

use super::rust::Imports;
use super::source::{Source, literal};
use super::table::Tables;
use super::{Context, attributes, configuration, request, row, union};

/// The maximum width of a list that rustfmt keeps on one line.
const ARRAY_WIDTH: usize = 72;

pub(super) fn write(context: &Context<'_>, group: &Group, file: &mut Source) {
    let mut imports = Imports::new(context.target.runtime_path(), group.protocol, &group.module);
    let mut items = file.part();
    let products = context.api.products.iter();
    let tables = products.filter(|product| product.id == group.protocol.product());
    let tables = tables.map(|product| Tables { product, group }).next();
    calls(context, group, tables.as_ref(), &mut imports, &mut items);
    if context.target.is_runtime() {
        reserved(group, items.gap());
    }
    for endpoint in &group.endpoints {
        match &tables {
            Some(tables) if endpoint.table.is_some() => tables.alias(endpoint, context, &mut imports, items.gap()),
            _ => request::item(group, endpoint, &context.documents, &mut imports, items.gap()),
        }
    }
    for item in &group.rows {
        let about = group.table(&item.name).and_then(|table| match &tables {
            _ if group.is_configuration() => Some(configuration::about(group, table, &context.documents)),
            Some(tables) => tables.about(table, &context.documents),
            None => None,
        });
        row::row(item, about.as_deref(), &mut imports, items.gap());
    }
    for item in &group.enums {
        row::enumeration(item, items.gap());
    }
    for item in &group.unions {
        union::item(item, &mut imports, items.gap());
    }
    let own = || group.endpoints.iter().filter(|endpoint| endpoint.table.is_none());
    request::tables(own(), &mut imports, items.gap());
    for endpoint in own() {
        request::with_options(endpoint, &mut imports, &mut items);
    }
    for item in &group.rows {
        row::row_table(item, &mut imports, items.gap());
    }
    for item in &group.rows {
        row::row_name(item, &mut imports, &mut items);
        row::starts_task(item, &mut imports, &mut items);
    }
    if let Some(tables) = &tables {
        tables.implementations(&mut imports, &mut items);
        tables.members(&mut imports, &mut items);
        attributes::write(group, &mut imports, &mut items);
    }
    for item in &group.enums {
        row::enum_table(item, &mut imports, items.gap());
    }
    for item in &group.unions {
        union::serialize(item, &mut imports, items.gap());
    }

    file.file_doc(&prose::body(&group.doc));
    index(group, file);
    file.gap();
    for line in imports.lines() {
        file.line(&line);
    }
    file.gap().append(&items);
}

/// The names that the runtime refuses in bodies.
fn reserved(group: &Group, source: &mut Source) {
    if group.reserved.is_empty() {
        return;
    }
    let names: Vec<_> = group.reserved.iter().map(|name| literal(name)).collect();
    source
        .doc("Names that the device reads as parameters of the call when they are top-level members of a body.")
        .list("pub(crate) const RESERVED: &[&str] = &[", &names, "];", ARRAY_WIDTH);
}

/// The table of calls in the documentation of the module.
fn index(group: &Group, file: &mut Source) {
    if group.endpoints.is_empty() {
        return;
    }
    let title = prose::escape(&group.title);
    file.file_doc(&format!("\n# {title}\n\n| call | method | url |\n|---|---|---|"));
    for endpoint in &group.endpoints {
        let call = if group.handle {
            format!("[`{}`]({})", endpoint.method_name, endpoint.type_name)
        } else {
            format!("[`{0}`](struct@{0})", endpoint.type_name)
        };
        file.file_doc(&format!(
            "| {call} | `{}` | `{}` |",
            endpoint.method.as_str(),
            endpoint.template
        ));
    }
}

/// The handle with the calls of the group as methods.
fn calls<'a>(
    context: &Context<'_>,
    group: &'a Group,
    tables: Option<&Tables<'a>>,
    imports: &mut Imports<'_>,
    source: &mut Source,
) {
    if !group.has_handle() {
        return;
    }
    let client = protocol::client(group.protocol);
    let handle = match &group.module.folder {
        // The client of the runtime may have a method with the name of the folder, which leads to other calls.
        Some(folder) if !context.target.is_runtime() => format!("{folder}::{}(&{client})", group.module.name),
        _ => format!("{client}.{}", group.handles()),
    };
    source
        .doc(&format!(
            "The handle of this module, with a method for each call. `{handle}` returns it."
        ))
        .line("#[derive(Clone, Copy, Debug)]")
        .block("pub struct Calls<'c, C>", |source| {
            source.line("client: &'c C,");
        })
        .gap()
        .block("impl<'c, C> Calls<'c, C>", |source| {
            source.block("pub(crate) fn new(client: &'c C) -> Self", |source| {
                source.line("Self { client }");
            });
            for endpoint in &group.endpoints {
                match tables {
                    Some(tables) if endpoint.table.is_some() => tables.methods(endpoint, imports, source.gap()),
                    _ => request::method(endpoint, imports, source.gap()),
                }
            }
        });
}
