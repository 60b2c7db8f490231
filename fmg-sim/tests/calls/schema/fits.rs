//! Compares results with the schema of a response. The simulator has no part in this.

use serde_json::Value;

/// Whether a value fits a schema, or why not.
pub(super) fn fits(root: &Value, schema: &Value, value: &Value, depth: usize) -> Result<(), String> {
    if depth > 64 {
        return Err("the schema has no end".to_owned());
    }
    let next = |schema: &Value, value: &Value| fits(root, schema, value, depth + 1);
    if let Some(pointer) = schema["$ref"].as_str() {
        // A reference that leads nowhere allows anything.
        let target = pointer.strip_prefix('#').and_then(|pointer| root.pointer(pointer));
        return target.map_or(Ok(()), |target| next(target, value));
    }
    for name in ["anyOf", "oneOf"] {
        if let Some(all) = schema[name].as_array()
            && !all.iter().any(|one| next(one, value).is_ok())
        {
            return Err(format!("{value} fits none of `{name}`"));
        }
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        next(part, value)?;
    }
    if let Some(all) = schema["enum"].as_array()
        && !all.contains(value)
    {
        return Err(format!("{value} is not in the enum"));
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(own) => vec![own],
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let is_typed = types.iter().any(|own| match *own {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" | "int" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        _ => true,
    });
    if !types.is_empty() && !is_typed && schema["enum"].is_null() {
        return Err(format!("{value} is not of type {types:?}"));
    }
    for (name, own) in value.as_object().into_iter().flatten() {
        let stated = &schema["properties"][name];
        let schema = if stated.is_null() {
            &schema["additionalProperties"]
        } else {
            stated
        };
        if schema.is_object() {
            next(schema, own).map_err(|why| format!("{name}: {why}"))?;
        }
    }
    for name in schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        // Some schemas require members that they do not describe.
        if value.is_object()
            && value[name].is_null()
            && value.get(name).is_none()
            && schema["properties"].get(name).is_some()
        {
            return Err(format!("`{name}` is missing"));
        }
    }
    for item in value.as_array().into_iter().flatten() {
        if schema["items"].is_object() {
            next(&schema["items"], item)?;
        }
    }
    Ok(())
}
