//! The preparations for calls on described tables: the rows that their urls name, and rows to write.

use super::*;
use crate::fmg::call::names_a_row;
use crate::fmg::describe::TableDescription;
use crate::generated::fmg::tables::TABLES;

/// The table of a call, and the template of its scope.
fn found(route: &Route) -> Option<(&'static TableDescription, &'static str)> {
    TABLES.iter().find_map(|table| {
        let scope = table.scopes.iter().find_map(|scope| {
            let rest = route.url.strip_prefix(&*scope.template)?.strip_prefix('/')?;
            let rest = rest.strip_prefix(&*table.path)?;
            (rest.is_empty() || rest.starts_with('/')).then_some(&*scope.template)
        })?;
        // `router/bgp/neighbor` is a table of its own.
        let longer = TABLES.iter().any(|other| {
            other.path.len() > table.path.len() && route.url.starts_with(&format!("{scope}/{}", &*other.path))
        });
        let rest = &route.url[scope.len() + 1 + table.path.len()..];
        let innermost = rest
            .split('/')
            .filter(|segment| !segment.is_empty() && !segment.starts_with('<'))
            .try_fold(table, |table, segment| {
                table
                    .children
                    .iter()
                    .find(|child| child.path == *segment)
                    .map(|child| &**child)
            })?;
        (!longer).then_some((innermost, scope))
    })
}

/// A row for a write on a table of policies, objects or a device. `None`: the table has an own row.
pub(super) fn row(route: &Route) -> Option<Value> {
    let (table, _) = found(route)?;
    let key = table.key.as_ref()?;
    let attribute = &**key.attribute.as_ref()?;
    let existing = capture(route, attribute);
    let names = names_a_row(&route.url);
    Some(match (&*route.method, key.assigned) {
        ("update", true) if !names => json!({ attribute: 1 }),
        ("update", false) if !names => json!({ attribute: existing }),
        ("clone", true) => json!({ attribute: 9 }),
        ("add" | "clone", false) => json!({ attribute: "new" }),
        ("set", true) if !names => json!({ attribute: 9 }),
        ("set", false) if !names => json!({ attribute: "new" }),
        _ => json!({}),
    })
}

/// Writes the rows that the url of a call names, and those that its data name.
pub(super) fn fill(admin: &Client<'_>, route: &Route) {
    let Some((table, scope)) = found(route) else { return };
    let whole = url(route);
    let written = scope.split('/').count();
    let templates: Vec<_> = route.url.split('/').collect();
    let values: Vec<_> = whole.split('/').collect();
    let mut rows: Vec<String> = (written..templates.len())
        .filter(|at| templates[*at].starts_with('<'))
        .filter(|at| templates.get(at + 1).is_none_or(|next| !next.starts_with('<')))
        .map(|at| values[..=at].join("/"))
        .collect();
    if let ("update", Some(key)) = (&*route.method, &table.key)
        && let Some(attribute) = &key.attribute
        && !names_a_row(&route.url)
    {
        let key = crate::fmg::shape::key(&super::row(route)[&**attribute]).unwrap();
        rows.push(format!("{whole}/{key}"));
    }
    if let ("move", Some((table, _))) = (&*route.method, whole.rsplit_once('/')) {
        rows.push(format!("{table}/2"));
    }
    for row in rows {
        if admin.get(&row) == Err(-3) {
            let set = admin.write("set", &row, json!({}));
            assert!(set.is_ok(), "{row} for {} {}: {set:?}", route.method, route.url);
        }
    }
}
