//! The tables of the configuration of FortiOS, with their urls. The calls on them are generic, so they have no entries.

use std::collections::BTreeMap;

use fmg_codegen::catalogue::Row;

/// A table of the configuration, or one in its rows or in its object.
#[derive(Debug)]
pub(crate) struct Configured<'r> {
    /// Its url: `/api/v2/cmdb/router/bgp/neighbor`.
    pub(crate) url: String,
    /// The type of its rows.
    pub(crate) row: &'r Row,
    /// The access group that an administrator needs. A table in another one needs that of the other one.
    pub(crate) access_group: Option<&'r str>,
}

/// The tables among these rows, in their order. A table in another one follows it.
pub(crate) fn configured(rows: &[Row]) -> Vec<Configured<'_>> {
    let by_path: BTreeMap<&str, &Row> = rows.iter().map(|row| (row.rust.as_str(), row)).collect();
    let mut found = Vec::new();
    for row in rows {
        // Tables of FortiManager have scopes, and those in another one have it as their scope.
        let Some(table) = row.table.as_ref().filter(|table| table.scopes.is_empty()) else {
            continue;
        };
        let url = format!("/api/v2/cmdb/{}", table.path);
        let access_group = table.access_group.as_deref();
        let below = format!("{url}{}", if table.single { "" } else { "/<mkey>" });
        found.push(Configured { url, row, access_group });
        for child in table.children.iter().filter_map(|path| by_path.get(path.as_str())) {
            let path = child.table.as_ref().map_or("", |table| &table.path);
            found.push(Configured {
                url: format!("{below}/{path}"),
                row: child,
                access_group,
            });
        }
    }
    found
}
