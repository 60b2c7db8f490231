//! Reads schemas: those of this project, and those that devices answer.
//!
//! Schemas of devices contradict themselves in places: a list of options may have a word twice, a value may have
//! children, a default may be no value of its field. Such a schema is read as far as it goes.

use serde::de::Error as _;
use serde_json::{Error, Map, Number, Value, json};

use super::{Access, Category, Field, Fields, Schema, Source};

impl Schema {
    /// Reads a schema, alone or in the envelope of a reply. Replies show it with the members that those of devices have.
    ///
    /// # Errors
    ///
    /// It is no object, it has no path or name, or an attribute is no object.
    pub(in crate::fortios) fn read(schema: Value) -> Result<Self, Error> {
        let mut read = Self::of(schema)?;
        let mkey_type = read
            .mkey
            .as_ref()
            .map(|mkey| json!(read.children.get(mkey).map_or("string", |field| field.kind.as_str())));
        if let Some(members) = read.shown.as_object_mut() {
            if let Some(mkey_type) = mkey_type {
                members.entry("mkey_type").or_insert(mkey_type);
            }
            members.retain(|_, value| !value.is_null());
            complete(members);
        }
        Ok(read)
    }

    /// Reads the schema that a device answers, which replies show unchanged. `known` are the known facts about the same
    /// table.
    ///
    /// Devices mark attributes as required that a row needs only with certain values of others, and do not say with
    /// which. So a row without such an attribute is accepted, unless `known` requires it. Devices before 7.2 do not say
    /// whether all VDOMs share a table.
    ///
    /// # Errors
    ///
    /// As of [`read`](Self::read).
    pub(in crate::fortios) fn of_device(schema: Value, known: Option<&Self>) -> Result<Self, Error> {
        let mut read = Self::of(schema)?;
        if read.object_range.is_none() {
            read.object_range = known.and_then(|known| known.object_range.clone());
        }
        adopt(&mut read.children, known.map(|known| &known.children));
        Ok(read)
    }

    fn of(mut schema: Value) -> Result<Self, Error> {
        if let Some(results) = schema.get_mut("results") {
            schema = results.take();
        }
        let Value::Object(members) = &schema else {
            return Err(Error::custom("the schema of a table is an object"));
        };
        let required = |name: &str| text(members, name).ok_or_else(|| Error::custom(format!("`{name}` is missing")));
        let (path, name) = (required("path")?, required("name")?);
        Ok(Self {
            category: category(members),
            mkey: text(members, "mkey"),
            access_group: text(members, "access_group"),
            object_range: text(members, "object_range"),
            q_type: members.get("q_type").and_then(Value::as_i64).unwrap_or_default(),
            readonly: flag(members, "readonly"),
            children: fields(&format!("{path}/{name}"), members)?,
            path,
            name,
            shown: schema,
        })
    }
}

impl Field {
    /// Reads the schema of a field. `path` is for the message of an error.
    ///
    /// # Errors
    ///
    /// The schema, or one of its own fields, is not an object.
    pub(in crate::fortios) fn read(path: &str, schema: &Value) -> Result<Self, Error> {
        let members = schema
            .as_object()
            .ok_or_else(|| Error::custom(format!("the attribute `{path}` is not an object")))?;
        let list = |name: &str| members.get(name).and_then(Value::as_array).into_iter().flatten();
        let mut field = Self {
            category: category(members),
            kind: text(members, "type").unwrap_or_default(),
            size: number(members, "size").and_then(|size| usize::try_from(size.as_u64()?).ok()),
            min_value: number(members, "min-value"),
            max_value: number(members, "max-value"),
            default: members.get("default").cloned(),
            options: list("options")
                .filter_map(|option| word(option.get("name").unwrap_or(option)))
                .collect(),
            sources: list("datasource")
                .filter_map(|source| Source::read(source.as_str()?))
                .collect(),
            multiple_values: flag(members, "multiple_values"),
            required: flag(members, "required"),
            access: if flag(members, "readonly") {
                Access::ReadOnly
            } else {
                Access::Calls
            },
            mkey: text(members, "mkey"),
            children: fields(path, members)?,
            applies_if: members
                .get("applies-if")
                .and_then(|condition| serde_json::from_value(condition.clone()).ok()),
        };
        // A value with fields is an object, as in the import of descriptions.
        if field.category == Category::Unitary && !field.children.is_empty() {
            field.category = Category::Complex;
        }
        Ok(field)
    }
}

impl Source {
    /// The table has dots where its url has slashes.
    fn read(source: &str) -> Option<Self> {
        let (table, column) = source.rsplit_once('.')?;
        let (path, name) = table.rsplit_once('.')?;
        Some(Self {
            table: format!("{path}/{name}"),
            column: column.to_owned(),
        })
    }
}

fn fields(path: &str, members: &Map<String, Value>) -> Result<Fields, Error> {
    let children = match members.get("children") {
        None | Some(Value::Null) => return Ok(Fields::new()),
        // Some encoders write an empty object as an empty list.
        Some(Value::Array(none)) if none.is_empty() => return Ok(Fields::new()),
        Some(Value::Object(children)) => children.iter(),
        Some(_) => return Err(Error::custom(format!("`children` of `{path}` is not an object"))),
    };
    let read = children.map(|(name, child)| Ok((name.clone(), Field::read(&format!("{path}.{name}"), child)?)));
    let mut fields = read.collect::<Result<Fields, Error>>()?;
    // A new row has to get its key, even if that cannot be changed.
    if let Some(key) = text(members, "mkey").and_then(|mkey| fields.get_mut(&mkey)) {
        key.access = Access::Calls;
    }
    Ok(fields)
}

fn category(members: &Map<String, Value>) -> Category {
    match members.get("category").and_then(Value::as_str) {
        Some("table") => Category::Table,
        Some("complex") => Category::Complex,
        Some("info-read-only") => Category::Printed,
        _ => Category::Unitary,
    }
}

fn text(members: &Map<String, Value>, name: &str) -> Option<String> {
    members.get(name)?.as_str().map(str::to_owned)
}

fn flag(members: &Map<String, Value>, name: &str) -> bool {
    members.get(name).and_then(Value::as_bool).unwrap_or_default()
}

fn number(members: &Map<String, Value>, name: &str) -> Option<Number> {
    match members.get(name)? {
        Value::Number(number) => Some(number.clone()),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Adds the known facts about the fields that the schemas of devices do not state.
fn adopt(fields: &mut Fields, known: Option<&Fields>) {
    for (name, field) in fields {
        let known = known.and_then(|known| known.get(name));
        field.required = known.is_some_and(|known| known.required);
        field.applies_if = known.and_then(|known| known.applies_if.clone());
        adopt(&mut field.children, known.map(|known| &known.children));
    }
}

/// Adds the members that each field of a device has, and removes those that none has.
fn complete(table: &mut Map<String, Value>) {
    let Some(fields) = table.get_mut("children").and_then(Value::as_object_mut) else {
        return;
    };
    for (name, field) in fields {
        let Some(field) = field.as_object_mut() else { continue };
        field.entry("name").or_insert_with(|| name.as_str().into());
        let category = field.entry("category").or_insert_with(|| "unitary".into());
        if *category == "unitary" {
            field.entry("multiple_values").or_insert(Value::Bool(false));
        }
        field.remove("applies-if");
        complete(field);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fortios::cmdb::schema::defaults;

    fn device(children: &Value) -> Schema {
        let schema = json!({"results": {"path": "acme", "name": "probe", "category": "table", "mkey": "name",
            "mkey_type": "string", "children": children}});
        Schema::of_device(schema, None).unwrap()
    }

    #[test]
    fn the_schema_of_a_device_is_shown_unchanged() {
        let schema = json!({"path": "acme", "name": "probe", "category": "complex", "readonly": true, "children": {
            "level": {"category": "unitary", "type": "integer", "help": "How high."}}});
        let read = Schema::of_device(schema.clone(), None).unwrap();
        assert!(read.readonly && read.shape().is_none());
        assert_eq!(read.shown, schema);
    }

    #[test]
    fn a_required_attribute_is_required_where_the_device_says_when() {
        let known = Schema::read(
            json!({"path": "acme", "name": "probe", "mkey": "name", "category": "table",
            "object_range": "global", "children": {"name": {"type": "string", "required": true},
            "host": {"type": "string", "required": true}, "port": {"type": "integer", "applies-if": ["host", ["a"]]}}}),
        );
        let given = json!({"path": "acme", "name": "probe", "mkey": "name", "category": "table", "children": {
            "name": {"type": "string", "required": true}, "host": {"type": "string", "required": true},
            "port": {"type": "integer"}, "peer-group": {"type": "string", "required": true}}});
        let read = Schema::of_device(given.clone(), known.as_ref().ok()).unwrap();
        let required: Vec<_> = read
            .children
            .iter()
            .filter(|(_, field)| field.required)
            .map(|(name, _)| name)
            .collect();
        assert_eq!(required, ["host", "name"]);
        assert!(read.is_global() && read.children["port"].applies_if.is_some());
        assert!(!Schema::of_device(given, None).unwrap().is_global());
    }

    #[test]
    fn contradictions_are_read_as_far_as_they_go() {
        let schema = device(&json!({
            "name": {"category": "unitary", "type": "string", "size": "35"},
            "users": {"category": "table", "type": "string", "default": "\u{1}junk", "mkey": "name", "children": {"name": {"type": "string"}}},
            "keytab": {"category": "unitary", "type": "string", "mkey": "id", "children": {"id": {"type": "string"}}},
            "status": {"category": "unitary", "type": "key", "options": [{"name": "enable"}, {"name": "disable"}]},
            "secret": {"category": "unitary", "type": "key", "default": "hush"},
            "group": {"category": "unitary", "children": {"word": {"type": "string"}}},
            "mode": {"category": "unitary", "type": "option", "options": [{"name": "a"}, {"name": "a"}, "b", {"name": 7}, {}]},
            "cross-check": {"category": "info-read-only", "type": "key", "children": {"<intf>": {"category": "info-read-only", "type": "value"}}},
            "slots": {"category": "table", "mkey": "id", "children": {"id": {"type": "integer", "readonly": true}}},
            "port": {"category": "unitary", "type": "integer", "min-value": "1", "max-value": 9, "children": []}}));
        let field = |name: &str| &schema.children[name];
        assert_eq!(field("name").size, Some(35));
        assert!(field("users").shape().is_some() && field("keytab").shape().is_none());
        assert_eq!(
            (field("group").category, field("keytab").category),
            (Category::Complex, Category::Complex)
        );
        assert!(field("status").options.len() == 2 && !field("status").is_secret() && field("secret").is_secret());
        assert!(field("slots").children["id"].can_be_set());
        assert_eq!(field("mode").options, ["a", "a", "b", "7"]);
        assert_eq!(
            Value::from(defaults(&schema.children)),
            json!({"name": "", "users": [], "slots": [], "keytab": {"id": ""}, "status": "", "secret": "", "group": {"word": ""}, "mode": "", "port": 1})
        );
    }

    #[test]
    fn a_schema_that_is_none_says_why() {
        for (children, why) in [
            (json!(7), "`children` of `acme/probe` is not an object"),
            (
                json!({"a": {"children": {"b": "x"}}}),
                "the attribute `acme/probe.a.b` is not an object",
            ),
        ] {
            let schema = json!({"path": "acme", "name": "probe", "children": children});
            assert_eq!(Schema::of_device(schema, None).unwrap_err().to_string(), why);
        }
    }
}
