//! Removes values that do not belong in a description: secrets, serial numbers, names of VDOMs.

use fmg_template::secret_attribute::SchemaAttribute;
use serde_json::{Map, Value};

use super::identity::model;

/// The members around an answer that describe the single device, and not its firmware.
const OF_THE_DEVICE: [&str; 3] = ["vdom", "revision", "session"];

/// The members of an attribute that contain values: the value of a new object, or a sample.
const VALUES: [&str; 3] = ["default", "example", "value"];

/// The mark of an encrypted secret.
const ENCRYPTED: &str = "ENC ";

/// Removes members that a description does not need and others should not see. Returns the number of removed values of
/// secrets.
pub(super) fn clean(answer: &mut Value) -> usize {
    if let Value::Object(around) = answer {
        for name in OF_THE_DEVICE {
            around.remove(name);
        }
        if let Some(Value::String(serial)) = around.get_mut("serial") {
            *serial = model(serial);
        }
    }
    secrets(None, answer)
}

/// Removes the values of secrets. `name` is the member that has the value.
fn secrets(name: Option<&str>, value: &mut Value) -> usize {
    match value {
        Value::Array(items) => items.iter_mut().map(|item| secrets(name, item)).sum(),
        Value::Object(members) => {
            let mut count = of_attribute(name, members);
            for (name, value) in members {
                count += secrets(Some(name), value);
            }
            count
        }
        _ => 0,
    }
}

/// Removes the values of an attribute whose schema this is, if it is a secret or they are encrypted.
fn of_attribute(name: Option<&str>, schema: &mut Map<String, Value>) -> usize {
    let is_secret = may_be_secret(name, schema);
    let mut count = 0;
    for value in VALUES {
        let says_something = schema.get(value).is_some_and(|own| match own {
            Value::String(text) => !text.is_empty() && (is_secret || text.starts_with(ENCRYPTED)),
            Value::Array(items) => {
                let first = items.first().and_then(Value::as_str);
                !items.is_empty() && (is_secret || first == Some(ENCRYPTED.trim_end()))
            }
            // The member may be an attribute of this name: its schema is an object.
            Value::Null | Value::Object(_) => false,
            Value::Bool(_) | Value::Number(_) => is_secret,
        });
        if says_something {
            schema.remove(value);
            count += 1;
        }
    }
    count
}

/// Whether the attribute may be a secret, by its type or by its name.
fn may_be_secret(name: Option<&str>, schema: &Map<String, Value>) -> bool {
    let text = |name: &str| schema.get(name).and_then(Value::as_str);
    let has_some = |value: &Value| match value {
        Value::Array(values) => !values.is_empty(),
        Value::Object(values) => !values.is_empty(),
        _ => false,
    };
    let described = SchemaAttribute {
        name: text("name").or(name).unwrap_or_default(),
        ty: text("type").unwrap_or_default(),
        has_choices: ["options", "opts", "enum"]
            .iter()
            .any(|name| schema.get(*name).is_some_and(has_some)),
        is_key: false,
    };
    described.may_be_secret()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_device_is_not_stored() {
        let mut answer = json!({
            "serial": "FG180F1234567890", "vdom": "customer", "revision": "1", "version": "v7.2.8", "results": {
                "name": "address", "vdom": "kept: this is a schema",
            },
        });
        assert_eq!(clean(&mut answer), 0);
        assert_eq!(
            answer,
            json!({
                "serial": "FG180F", "version": "v7.2.8", "results": { "name": "address", "vdom": "kept: this is a schema" },
            })
        );
    }

    #[test]
    fn defaults_of_secrets_are_removed_and_others_stay() {
        let mut answer = json!({"results": {"name": "local", "children": {
            "passwd": {"name": "passwd", "type": "password", "default": "hunter2"},
            "ppk-secret": {"name": "ppk-secret", "type": "password-3", "default": ["ENC", "abc"]},
            "comment": {"name": "comment", "type": "var-string", "default": "ENC MTIz"},
            "hidden": {"type": "key", "default": "raw"},
            "psksecret": {"type": "string", "default": "raw", "example": "raw"},
            "auth-timeout": {"type": "integer", "default": 5},
            "keylife": {"type": "string", "default": "one"},
            "key": {"type": "option", "options": [{"name": "a"}], "default": "a"},
            "status": {"type": "option", "default": "enable"},
            "empty-password": {"type": "password", "default": ""},
            "default": {"name": "default", "type": "string", "default": "kept"},
        }}});
        assert_eq!(clean(&mut answer), 6);
        let text = answer.to_string();
        for secret in ["hunter2", "ENC", "raw", "abc", "MTIz"] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
        let children = &answer["results"]["children"];
        for (name, default) in [
            ("auth-timeout", json!(5)),
            ("keylife", json!("one")),
            ("key", json!("a")),
            ("status", json!("enable")),
            ("empty-password", json!("")),
            ("default", json!("kept")),
        ] {
            assert_eq!(children[name]["default"], default, "{name}");
        }
    }
}
