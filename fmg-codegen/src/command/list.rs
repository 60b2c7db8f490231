//! Lists the tables and calls of descriptions: the patterns that select them, and the types that an import makes of
//! them.

use std::io::{self, Write};

use crate::import::{of_call, of_table};
use crate::ir::Api;

/// Writes a line for each table and each call: the pattern that selects it, and its type in Rust.
pub(super) fn write(api: &Api, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = Vec::new();
    for product in &api.products {
        for group in &product.groups {
            let ty = |name: &dyn std::fmt::Display| format!("{}::{}::{name}", product.id.as_str(), group.module);
            let own = group.tables.iter().filter(|table| table.parent().is_none());
            lines.extend(own.map(|table| (of_table(product.id, group, table), ty(&table.row))));
            let calls = group.endpoints.iter();
            lines.extend(calls.map(|call| (of_call(product.id, group, call), ty(&call.type_name))));
        }
    }
    lines.sort();
    let width = lines.iter().map(|(pattern, _)| pattern.len()).max().unwrap_or(0);
    for (pattern, ty) in lines {
        writeln!(out, "{pattern:width$}  {ty}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::import::Import;

    /// A placeholder that is a keyword of Rust has another name in the request.
    #[test]
    fn each_pattern_selects_its_line() {
        let swagger = r#"{"swagger": "2.0", "basePath": "/api/v2", "paths": {
            "/log/disk/{type}": {"get": {}}, "/log/disk/{type}/raw": {"get": {}}, "/monitor/system/fan": {"get": {}},
            "/cmdb/system/dns": {"put": {"parameters": [{"in": "body", "schema": {"properties": {"a": {"type": "string"}}}}]}}
        }}"#;
        let lines = |import: Import| {
            let mut out = Vec::new();
            super::write(&import.read().unwrap().api, &mut out).unwrap();
            let text = String::from_utf8(out).unwrap();
            text.lines().map(str::to_owned).collect::<Vec<_>>()
        };
        let all = lines(Import::new().text("a.json", swagger));
        assert_eq!(all.len(), 4, "{all:#?}");
        for line in all {
            let (pattern, _) = line.split_once("  ").unwrap();
            let own = lines(Import::new().text("a.json", swagger).only([pattern]));
            assert_eq!(own.len(), 1, "{pattern}: {own:#?}");
            assert_eq!(own[0].split_once("  ").unwrap().0, pattern);
        }
    }

    #[test]
    fn each_table_and_call_has_a_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = camino::Utf8Path::from_path(folder.path()).unwrap();
        let tables = r#"[
            {"path": "system", "name": "dns", "category": "complex", "children": {"primary": {"type": "string"}}},
            {"path": "system.snmp", "name": "user", "category": "table", "mkey": "name", "children": {
                "name": {"type": "string"},
                "hosts": {"category": "table", "mkey": "id", "children": {
                    "id": {"type": "integer"}, "ip": {"type": "ipv4-address"}}}}}
        ]"#;
        let calls = r#"{"directory": [
            {"path": "system", "name": "fan", "action": "reset", "request": {"http_method": "POST"}}
        ]}"#;
        std::fs::write(path.join("tables.json"), tables).unwrap();
        std::fs::write(path.join("calls.json"), calls).unwrap();
        let api = Import::new().description(path).read().unwrap().api;
        let mut out = Vec::new();
        super::write(&api, &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "cmdb system.snmp/user     fortios::cmdb::system_snmp::User\n\
             cmdb system/dns           fortios::cmdb::system::Dns\n\
             monitor system/fan/reset  fortios::monitor::system::FanReset\n"
        );
    }
}
