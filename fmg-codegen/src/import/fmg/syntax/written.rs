//! Descriptions of tables in the form in which a FortiManager answers, for those that a Swagger file describes.

use serde_json::{Map, Value, json};

use crate::import::fmg::{Attribute, Choice, Form, Object, Reference, Values};

/// The schema of an object.
pub(crate) fn schema(object: &Object) -> Value {
    let mut schema = Map::new();
    let attributes = object.attributes.iter();
    let attributes: Map<_, _> = attributes.map(|own| (own.name.clone(), attribute(own))).collect();
    let form = match object.form {
        Form::Rows => Some("table"),
        Form::Single => Some("object"),
        Form::Unknown => None,
    };
    let members = [
        ("type", form.map(Value::from)),
        ("mkey", object.key.as_deref().map(Value::from)),
        ("alimit", object.most.map(Value::from)),
        ("help", text(&object.help)),
        ("attr", Some(attributes.into())),
    ];
    for (name, value) in members {
        if let Some(value) = value {
            schema.insert(name.to_owned(), value);
        }
    }
    schema.into()
}

fn attribute(own: &Attribute) -> Value {
    let mut schema = match &own.values {
        Values::Object(object) => match schema(object) {
            Value::Object(members) => members,
            _ => Map::new(),
        },
        _ => Map::new(),
    };
    let kind = match &own.values {
        Values::Text if !own.refers_to.is_empty() => "datasrc",
        Values::Text => "string",
        Values::Integer => "int32",
        Values::Unsigned | Values::Bits(_) => "uint64",
        Values::Float => "float",
        Values::Choice(_) => "uint32",
        Values::Secret => "password",
        Values::Object(object) if object.form == Form::Single => "object",
        Values::Object(_) => "table",
        Values::Json | Values::Unresolved | Values::Open | Values::Unknown => "json",
    };
    let options = match &own.values {
        Values::Choice(choices) | Values::Bits(choices) => Some(options(choices)),
        _ => None,
    };
    // The number of rows is not that of values.
    let is_list = own.is_list && !matches!(own.values, Values::Object(_));
    let reference = |own: &Reference| json!({"category": own.table.replace('/', " "), "mkey": own.key});
    let references: Vec<_> = own.refers_to.iter().map(reference).collect();
    let members = [
        ("type", Some(kind.into())),
        ("help", text(&own.help)),
        ("opts", options),
        (
            "max_argv",
            is_list.then(|| own.most.map_or_else(|| json!(-1), Value::from)),
        ),
        ("min", own.min.map(Value::from)),
        ("max", own.max.or(own.max_len.map(i64::from)).map(Value::from)),
        ("ref", (!references.is_empty()).then(|| references.into())),
        ("default", own.default.clone().filter(|_| own.values != Values::Secret)),
        ("readonly", own.is_read_only.then(|| true.into())),
    ];
    for (name, value) in members {
        if let Some(value) = value {
            schema.insert(name.to_owned(), value);
        }
    }
    schema.into()
}

/// The numbers of listed values; `null` for one that the source does not say.
fn options(choices: &[Choice]) -> Value {
    let options: Map<_, _> = choices
        .iter()
        .map(|own| (own.wire.clone(), own.number.map_or(Value::Null, Value::from)))
        .collect();
    options.into()
}

fn text(text: &str) -> Option<Value> {
    (!text.is_empty()).then(|| text.into())
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::*;
    use crate::diagnostic::Location;

    /// An answer in this form is read as the same description.
    #[test]
    fn a_written_schema_is_read_back() {
        let at = || Location::value(Utf8Path::new("a.json"), "");
        let mut shelf = Object::new(at(), "/attr".to_owned());
        shelf.form = Form::Rows;
        shelf.key = Some("name".to_owned());
        shelf.most = Some(400);
        shelf.help = "Shelves.".to_owned();
        let of = |name: &str, values: Values, change: fn(&mut Attribute)| {
            let mut own = Attribute::new(name, values);
            change(&mut own);
            own
        };
        let choices = |numbers: [i64; 2]| {
            let choice = |(wire, number): (&str, i64)| Choice {
                wire: wire.to_owned(),
                number: Some(number),
                help: String::new(),
            };
            ["oak", "pine"].into_iter().zip(numbers).map(choice).collect::<Vec<_>>()
        };
        let mut lamp = Object::new(at(), "/attr/lamp/attr".to_owned());
        lamp.form = Form::Single;
        lamp.attributes.push(Attribute::new("lit", Values::Text));
        // In the order of a map.
        shelf.attributes = vec![
            of("bits", Values::Bits(choices([1, 8])), |_| ()),
            of("color", Values::Integer, |own| {
                (own.min, own.max, own.default) = (Some(1), Some(32), Some(json!(7)));
            }),
            of("key", Values::Secret, |own| own.max_len = Some(64)),
            of("lamp", Values::Object(Box::new(lamp)), |_| ()),
            of("name", Values::Text, |own| own.max_len = Some(35)),
            of("owner", Values::Text, |own| {
                own.is_list = true;
                own.refers_to.push(Reference {
                    table: "gadget/person".to_owned(),
                    key: Some("name".to_owned()),
                });
            }),
            of("tags", Values::Text, |own| (own.is_list, own.most) = (true, Some(9))),
            of("total", Values::Unsigned, |own| own.is_read_only = true),
            of("wood", Values::Choice(choices([0, 3])), |own| {
                own.help = "The wood.".to_owned();
            }),
        ];
        let Value::Object(written) = schema(&shelf) else {
            panic!("a schema is an object");
        };
        assert_eq!(super::super::object(at(), &written), shelf);
    }

    /// Not even one that a source has left in a description.
    #[test]
    fn no_default_of_a_secret_is_written() {
        let mut own = Attribute::new("key", Values::Secret);
        own.default = Some(json!("hush"));
        assert_eq!(attribute(&own), json!({"type": "password"}));
    }
}
