use serde_json::{json, to_value};

use super::*;

/// A table with every kind of field, in the form of FortiOS 7.2 and 7.4.
fn address_group() -> Value {
    json!({
        "name": "addrgrp", "path": "firewall", "category": "table", "help": "Groups of addresses.",
        "mkey": "name", "mkey_type": "string", "access_group": "fwgrp", "object_range": "vdom", "q_type": 34,
        "max_table_size_global": 30000, "max_table_size_vdom": 30000, "max_table_size_item": 0,
        "children": {
            "name": {"name": "name", "category": "unitary", "type": "string", "size": 79, "help": "Name.",
                "default": "", "required": true, "multiple_values": false},
            "color": {"name": "color", "category": "unitary", "type": "integer", "min-value": 0, "max-value": 32,
                "default": 0, "multiple_values": false},
            "allowaccess": {"name": "allowaccess", "category": "unitary", "type": "option", "multiple_values": true,
                "options": [{"name": "ping", "help": "Echo."}, {"name": "https", "help": "Web."}]},
            "secret": {"category": "unitary", "type": "password_aes256"},
            "last": {"category": "info-read-only", "readonly": true},
            "settings": {"category": "complex", "children": {"level": {"category": "unitary", "type": "integer"}}},
            "tagging": {"name": "tagging", "category": "table", "mkey": "name", "mkey_type": "string",
                "max_table_size_item": 5000,
                "children": {
                    "category": {"category": "unitary", "type": "string", "size": 63,
                        "datasource": ["system.object-tagging.category"]},
                    "tags": {"category": "table", "member_table": true, "mkey": "name", "mkey_type": "string",
                        "children": {"name": {"category": "unitary", "type": "string", "size": 79}}}}}}
    })
}

#[test]
fn a_schema_is_read_with_all_its_fields() {
    let schema: TableSchema = serde_json::from_value(address_group()).unwrap();
    assert_eq!(schema.path.as_deref(), Some("firewall"));
    assert_eq!(schema.name.as_deref(), Some("addrgrp"));
    assert_eq!(schema.category, Some(SchemaCategory::Table.into()));
    assert_eq!(schema.mkey_type, Some(FieldType::String.into()));
    assert_eq!((schema.q_type, schema.max_table_size_vdom), (Some(34), Some(30_000)));
    assert_eq!(schema.key().unwrap().required, Some(true));

    let color = schema.field("color").unwrap();
    assert_eq!(
        (color.min_value, color.max_value, &color.default),
        (Some(0), Some(32), &json!(0))
    );
    let access = schema.field("allowaccess").unwrap();
    assert_eq!(access.multiple_values, Some(true));
    let words: Vec<_> = access
        .options
        .iter()
        .filter_map(|option| option.name.as_deref())
        .collect();
    assert_eq!(words, ["ping", "https"]);
    assert!(schema.field("secret").unwrap().is_secret() && !color.is_secret());
    assert_eq!(
        schema.field("last").unwrap().category,
        Some(SchemaCategory::InfoReadOnly.into())
    );
    assert_eq!(
        schema.field("settings.level").unwrap().kind,
        Some(FieldType::Integer.into())
    );

    let tagging = schema.field("tagging").unwrap();
    assert_eq!(
        tagging.field("category").unwrap().datasource,
        ["system.object-tagging.category"]
    );
    assert_eq!(tagging.field("tags").unwrap().member_table, Some(true));
    assert_eq!(schema.field("tagging.tags.name").unwrap().size, Some(79));
    assert_eq!(schema.field("tagging.none"), None);
    assert_eq!(schema.field("color.none"), None);
}

#[test]
fn a_written_schema_reads_back() {
    let schema: TableSchema = serde_json::from_value(address_group()).unwrap();
    let written = to_value(&schema).unwrap();
    assert_eq!(written["children"]["color"]["max-value"], 32);
    assert_eq!(serde_json::from_value::<TableSchema>(written).unwrap(), schema);
}

#[test]
fn unknown_members_are_skipped() {
    let schema: TableSchema = serde_json::from_value(json!({
        "name": "settings", "path": "vpn.ssl", "category": "singleton", "surprise": [{"a": 1}], "help": null,
        "children": {
            "huge": {"category": "unitary", "type": "int128", "max-value": u64::MAX, "min-value": i64::MIN, "x": {}},
            "text": {"category": "unitary", "type": "string", "size": "35", "datasource": "system.interface.name"}}
    }))
    .unwrap();
    assert_eq!(schema.category.as_ref().unwrap().to_string(), "singleton");
    assert!(matches!(schema.category, Some(Open::Other(_))));
    let huge = schema.field("huge").unwrap();
    assert_eq!(huge.max_value, Some(u64::MAX.into()));
    assert_eq!(huge.min_value, Some(i64::MIN.into()));
    assert_eq!(huge.kind.as_ref().unwrap().to_string(), "int128");
    let text = schema.field("text").unwrap();
    assert_eq!(
        (text.size, text.datasource.as_slice()),
        (Some(35), &["system.interface.name".to_owned()][..])
    );
    assert!(schema.key().is_none());
}

#[test]
fn every_field_type_is_known_by_its_name() {
    for name in [
        "string",
        "var-string",
        "option",
        "integer",
        "user",
        "ipv4-address",
        "ipv4-address-any",
        "ipv4-address-multicast",
        "ipv4-classnet",
        "ipv4-classnet-any",
        "ipv4-classnet-host",
        "ipv4-netmask",
        "ipv4-netmask-any",
        "ipv6-address",
        "ipv6-network",
        "ipv6-prefix",
        "mac-address",
        "uuid",
        "password",
        "password-2",
        "password-3",
        "password_aes256",
        "datetime",
        "ether-type",
        "key",
        "varlen_password",
    ] {
        let kind = Open::<FieldType>::from(name);
        assert!(kind.known().is_some(), "{name}");
        assert_eq!(kind.as_str(), Some(name));
    }
}

#[test]
fn a_schema_that_is_nested_too_deeply_is_refused() {
    let mut text = String::new();
    for _ in 0..10_000 {
        text.push_str(r#"{"children":{"a":"#);
    }
    assert!(serde_json::from_str::<TableSchema>(&text).is_err());
}
