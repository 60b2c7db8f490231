//! Sample values for the tests of calls: one of each type, as JSON.

use serde_json::{Map, Value, json};

use crate::ir::{Field, ParameterKind, Product, Protocol, Row, Type, TypeRef, Union, Wire};

/// The value of text parameters, which needs every kind of encoding.
pub(super) const TEXT: &str = "a b&c=d/\u{e9}+%";

/// The values of placeholders.
const SEGMENT: &str = "a/b c";
const PACKAGE_PATH: &str = "a b/c";
const OBJECT_PATH: &str = "firewall/address/host 1";
pub(super) const ID: i64 = 7;

/// The depth to which nested rows are filled.
const DEPTH: usize = 3;

/// The kind of an undeclared url parameter, which is reported as a fault.
static UNDECLARED: ParameterKind = ParameterKind::Name(Vec::new());

/// Makes the values of one test.
pub(super) struct Samples<'a> {
    pub(super) product: &'a Product,
    /// The index of the case of a union; a larger index selects the last case.
    pub(super) case: usize,
}

/// The value of a placeholder in a url of this protocol.
pub(super) fn placed(protocol: Protocol, kind: &ParameterKind) -> &'static str {
    match kind {
        // The form of a slash in such a name is not documented, so the client refuses it.
        ParameterKind::Name(_) if protocol == Protocol::Rest => "a b",
        _ => segment(kind),
    }
}

/// The value of a text url parameter.
pub(super) fn segment(kind: &ParameterKind) -> &'static str {
    match kind {
        ParameterKind::Name(_) | ParameterKind::Id | ParameterKind::Scope(_) | ParameterKind::Segments(_) => SEGMENT,
        ParameterKind::PackagePath(_) => PACKAGE_PATH,
        ParameterKind::ObjectPath(_) => OBJECT_PATH,
    }
}

impl Samples<'_> {
    /// The value of a member.
    pub(super) fn field(&self, field: &Field) -> Value {
        self.filled(field, DEPTH)
    }

    /// The value of a whole body.
    pub(super) fn whole(&self, ty: &Type) -> Value {
        match ty {
            Type::Json | Type::Object => json!({ "comment": TEXT }),
            ty => self.lone(ty, None, DEPTH),
        }
    }

    /// The kind of a url parameter.
    pub(super) fn kind(&self, reference: &TypeRef) -> &ParameterKind {
        let mut parameters = self.product.parameters.iter();
        parameters
            .find(|parameter| parameter.name == reference.name)
            .map_or(&UNDECLARED, |parameter| &parameter.kind)
    }

    fn filled(&self, field: &Field, depth: usize) -> Value {
        match &field.ty {
            Type::List(inner) => match &**inner {
                Type::Int | Type::Uint => json!([1, 2]),
                Type::String if field.facts.choice.is_none() => json!([TEXT, "c,d"]),
                Type::Union(reference) => Value::Array(self.cases(reference, depth)),
                inner => Value::Array(vec![self.lone(inner, Some(field), depth)]),
            },
            ty => self.lone(ty, Some(field), depth),
        }
    }

    /// A value that is not a list.
    fn lone(&self, ty: &Type, field: Option<&Field>, depth: usize) -> Value {
        let listed = field.and_then(|field| field.facts.values.first());
        let bound = field.and_then(|field| field.facts.min.or(field.facts.max));
        match (ty, listed) {
            (Type::Int | Type::Uint, Some(value)) => value.parse::<i64>().map_or_else(|_| json!(value), Value::from),
            (_, Some(value)) => json!(value),
            (Type::Int | Type::Uint | Type::Code, None) => json!(bound.unwrap_or(ID)),
            (Type::Id(_), None) => json!(ID),
            (Type::Digits(_), None) => json!(ID.to_string()),
            (Type::Float, None) => json!(1.5),
            (Type::Bool, None) => json!(true),
            (Type::Flag, None) => json!(1),
            (Type::Toggle, None) => json!("enable"),
            (Type::Json | Type::Object, None) => json!({ "datasource": "firewall.address", "pos": 10 }),
            (Type::Name(reference), None) => json!(segment(self.kind(reference))),
            (Type::Enum(reference), None) => {
                let values = self.product.enumeration(reference).map(|item| item.values.as_slice());
                let first = values.and_then(<[_]>::first);
                first.map_or_else(|| json!(TEXT), |value| json!(value.wire))
            }
            (Type::External(own), None) => own.example.clone(),
            (Type::List(inner), None) => json!([self.lone(inner, field, depth)]),
            (Type::Map(inner) | Type::ByName(inner), None) => json!({ "a": self.lone(inner, field, depth) }),
            (Type::Keys(attribute), None) => json!([{ &**attribute: TEXT }]),
            (Type::Words(inner), None) => match self.lone(inner, None, depth) {
                Value::String(word) => json!(word.split(' ').next()),
                number => json!(number.to_string()),
            },
            (Type::Row(reference), None) => {
                let row = self.product.row(reference).filter(|_| depth > 0);
                Value::Object(row.map_or_else(Map::new, |row| self.row(row, depth - 1)))
            }
            (Type::Union(reference), None) => {
                let mut cases = self.cases(reference, depth);
                let last = cases.len().saturating_sub(1);
                if cases.is_empty() {
                    Value::Null
                } else {
                    cases.swap_remove(self.case.min(last))
                }
            }
            (Type::String | Type::Secret | Type::File | Type::Text, None) => json!(TEXT),
        }
    }

    fn row(&self, row: &Row, depth: usize) -> Map<String, Value> {
        let fields = row.fields.iter().filter_map(|own| match &own.field.wire {
            Wire::Name(name) => Some((name.to_string(), self.filled(&own.field, depth))),
            Wire::Pattern { .. } => None,
        });
        fields.collect()
    }

    /// A value of each case of a union.
    fn cases(&self, reference: &TypeRef, depth: usize) -> Vec<Value> {
        let union = self.product.union(reference).filter(|_| depth > 0);
        let of = |union: &Union| {
            let cases = union.cases.iter().map(|case| {
                let mut members = Map::new();
                if let (Some(tag), Some(value)) = (&union.tag, &case.value) {
                    members.insert(tag.clone(), value.clone());
                }
                for field in &case.fields {
                    if let Wire::Name(name) = &field.wire {
                        members.insert(name.to_string(), self.filled(field, depth - 1));
                    }
                }
                members.extend(case.fixed.iter().cloned());
                Value::Object(members)
            });
            cases.collect()
        };
        union.map(of).unwrap_or_default()
    }
}
