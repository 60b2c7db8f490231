//! The schema of a sub table of a complex table, as a reply to `action=schema` has it.

use serde_json::Value;

use super::schema::Schema;

/// The parts that the schema of a sub table takes from the schema around it.
const OF_TABLE: [&str; 4] = ["path", "access_group", "object_range", "q_type"];

/// The schema of a sub table: its field, with the parts that it takes from the complex table. `None` if there is no
/// such sub table.
pub(super) fn child_schema(schema: &Schema, child: &str) -> Option<Value> {
    schema.child(child)?;
    let mut shown = schema.shown["children"].get(child)?.clone();
    let members = shown.as_object_mut()?;
    members.insert("name".to_owned(), child.into());
    if let Some(kind) = schema
        .child(child)
        .and_then(|own| Some(&own.fields.get(own.mkey)?.kind))
    {
        members.entry("mkey_type").or_insert_with(|| kind.as_str().into());
    }
    for name in OF_TABLE {
        if let Some(value) = schema.shown.get(name) {
            members.insert(name.to_owned(), value.clone());
        }
    }
    Some(shown)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_sub_table_has_the_path_and_the_access_group_of_its_table() {
        let bgp = Schema::read(json!({
            "path": "router", "name": "bgp", "category": "complex", "access_group": "netgrp", "object_range": "vdom",
            "q_type": 136, "children": {
                "as": {"category": "unitary", "type": "string"},
                "neighbor": {"category": "table", "mkey": "ip", "help": "BGP neighbor table.", "max_table_size_global": 5000,
                    "children": {"ip": {"category": "unitary", "type": "string", "size": 45}}}}}));
        let bgp = bgp.unwrap();
        let neighbor = child_schema(&bgp, "neighbor").unwrap();
        let expected = json!({
            "path": "router", "name": "neighbor", "category": "table", "access_group": "netgrp", "object_range": "vdom",
            "q_type": 136, "mkey": "ip", "mkey_type": "string", "help": "BGP neighbor table.", "max_table_size_global": 5000});
        for (name, value) in expected.as_object().unwrap() {
            assert_eq!(neighbor[name], *value, "{name}");
        }
        assert_eq!(neighbor["children"]["ip"]["size"], 45);
        assert_eq!((child_schema(&bgp, "as"), child_schema(&bgp, "none")), (None, None));
    }
}
