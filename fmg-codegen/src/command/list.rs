//! Lists what descriptions have: the patterns that select it, and the types that an import makes of it.

use std::io::{self, Write};

use crate::import::Kind;
use crate::ir::Api;
use crate::name::ModuleName;

/// The beginning of urls of FortiOS. Patterns name calls by what comes behind it and the name of the API.
const FORTIOS: &str = "/api/v2/";

/// Writes a line for each table and each call: the pattern that selects it, and its type in Rust.
pub(super) fn write(api: &Api, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = Vec::new();
    for product in &api.products {
        for group in &product.groups {
            let kind = Kind::of_module(product.id, group.module.folder.as_ref().map(ModuleName::as_str));
            let word = kind.as_str();
            let ty = |name: &dyn std::fmt::Display| format!("{}::{}::{name}", product.id.as_str(), group.module);
            let own = group.tables.iter().filter(|table| table.parent().is_none());
            lines.extend(own.map(|table| (format!("{word} {}", table.path), ty(&table.row))));
            for call in &group.endpoints {
                let url = call.template.to_string();
                let path = url.strip_prefix(FORTIOS).and_then(|path| Some(path.split_once('/')?.1));
                let path = path.unwrap_or(&url).trim_start_matches('/');
                lines.push((format!("{word} {path}"), ty(&call.type_name)));
            }
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
