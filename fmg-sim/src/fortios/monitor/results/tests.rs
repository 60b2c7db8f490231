use super::*;

#[test]
fn a_bare_type_has_an_empty_value() {
    for (schema, made) in [
        (json!({"type": "array"}), json!([])),
        (json!({"type": "object"}), json!({})),
        (json!({"type": "int"}), json!(1)),
        (json!({"type": "boolean"}), json!(true)),
        (json!({"type": "string"}), json!("text")),
        (json!({"type": "number"}), json!(1.5)),
        (json!({"type": "null"}), json!(null)),
        (json!({"type": "unheard-of"}), json!("text")),
        (json!({}), json!("text")),
        (json!(false), json!(null)),
    ] {
        assert_eq!(of(&schema), made, "{schema}");
        assert!(!says_more(&schema));
    }
}

#[test]
fn the_rows_of_a_list_show_each_alternative() {
    let made = of(
        &json!({"type": "array", "items": {"type": "object", "required": ["name"], "properties": {
        "name": {"type": "string"},
        "state": {"type": "string", "enum": ["up", "down", "unknown"]},
        "load": {"type": ["number", "integer", "null"]},
        "busy": {"type": "boolean"}}}}),
    );
    assert_eq!(
        made,
        json!([
            {"name": "name", "state": "up", "load": 1.5, "busy": true},
            {"name": "name", "state": "down", "load": 2, "busy": false},
            {"name": "name", "state": "unknown", "load": null, "busy": true},
            {"name": "name"},
        ])
    );
}

#[test]
fn alternatives_are_combined_with_what_stands_beside_them() {
    let schema = json!({"type": "array", "items": {"type": "object", "properties": {"id": {"type": "integer"}},
        "anyOf": [{"properties": {"port": {"type": "string"}}}, {"$ref": "#/definitions/vlan"}]},
        "definitions": {"vlan": {"properties": {"tag": {"type": "integer", "minimum": 100}}}}});
    assert_eq!(of(&schema), json!([{"id": 1, "port": "port"}, {"id": 2, "tag": 100}]));
    let schema = json!({"allOf": [{"type": "object", "properties": {"a": {"type": "string"}}},
        {"properties": {"b": {"const": 7}}}]});
    assert_eq!(of(&schema), json!({"a": "a", "b": 7}));
    let schema = json!({"oneOf": [{"type": "array", "items": {"type": "integer"}}, {"type": "object"}]});
    assert_eq!(of(&schema), json!([1]));
}

#[test]
fn maps_lists_of_types_and_lies_have_values() {
    for (schema, made) in [
        (
            json!({"type": "object", "additionalProperties": {"type": "object", "additionalProperties": {"type": "integer"}}}),
            json!({"sample": {"sample": 1}}),
        ),
        (
            json!({"additionalProperties": {"enum": ["a", "b"]}}),
            json!({"sample": "a", "sample-1": "b"}),
        ),
        (json!({"type": "object", "additionalProperties": true}), json!({})),
        (
            json!({"patternProperties": {"^port": {"type": "boolean"}}}),
            json!({"sample": true, "sample-1": false}),
        ),
        (
            json!({"type": "array", "properties": {"a": {"type": "integer"}}}),
            json!([{"a": 1}]),
        ),
        (
            json!({"type": "array", "items": [{"type": "string"}, {"type": "integer"}]}),
            json!(["text", 1]),
        ),
        (json!({"type": "object", "properties": []}), json!({})),
        (
            json!({"type": "object", "properties": {"serial": "FGVM"}}),
            json!({"serial": "serial"}),
        ),
        (
            json!({"type": "array", "items": {"type": "integer"}, "maxItems": 0}),
            json!([]),
        ),
        (json!({"type": "string", "format": "ipv4"}), json!("192.0.2.1")),
        (
            json!({"type": "string", "minLength": 6, "maxLength": 8}),
            json!("textxx"),
        ),
        (json!({"type": "integer", "exclusiveMaximum": -4}), json!(-5)),
    ] {
        assert_eq!(of(&schema), made, "{schema}");
    }
}

#[test]
fn references_lead_nowhere_or_in_circles_without_harm() {
    let tree = json!({"$ref": "#/definitions/node", "definitions": {"node": {"type": "object", "properties": {
        "name": {"type": "string"}, "children": {"type": "array", "items": {"$ref": "#/definitions/node"}},
        "parent": {"$ref": "#/definitions/node"}}}}});
    assert_eq!(of(&tree), json!({"name": "name", "children": []}));
    let own = json!({"$ref": "#"});
    assert_eq!(of(&own), json!(null));
    let pair = json!({"anyOf": [{"$ref": "#/definitions/a"}], "definitions": {
        "a": {"$ref": "#/definitions/b"}, "b": {"anyOf": [{"$ref": "#/definitions/a"}]}}});
    assert_eq!(of(&pair), json!(null));
    let dangling = json!({"type": "array", "items": {"$ref": "#/definitions/user_info"}});
    assert_eq!(of(&dangling), json!([{}]));
    let beside = json!({"$ref": "other.json", "type": "integer"});
    assert_eq!(of(&beside), json!(1));
}

#[test]
fn the_size_of_a_result_is_bounded() {
    // Each level has eight members of the next one.
    let mut definitions = Map::new();
    for level in 0..12 {
        let next = json!({"$ref": format!("#/definitions/level-{}", level + 1)});
        let properties: Map<String, Value> = (0..8).map(|at| (format!("member-{at}"), next.clone())).collect();
        definitions.insert(
            format!("level-{level}"),
            json!({"type": "object", "properties": properties}),
        );
    }
    let wide = json!({"$ref": "#/definitions/level-0", "definitions": definitions});
    assert!(of(&wide).to_string().len() < 1_000_000);
    let mut deep = json!({"type": "integer"});
    for _ in 0..100 {
        deep = json!({"type": "array", "items": deep});
    }
    assert!(of(&deep).is_array());
}

#[test]
fn a_value_is_compared_with_the_stated_type() {
    assert!(is_typed(&json!({"type": "array"}), &json!([])) && !is_typed(&json!({"type": "array"}), &json!({})));
    assert!(is_typed(&json!({"type": ["object", "null"]}), &json!(null)) && is_typed(&json!({}), &json!(7)));
}
