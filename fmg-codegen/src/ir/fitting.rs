//! Compares documented JSON with declared types, and converts it to the form that the bindings write.

use serde_json::{Map, Number, Value};

use crate::ir::{Product, ReplyPlace, Row, Type, TypeRef, Union, Wire};

/// The declared rows, enums and unions.
pub(crate) struct Shapes<'a> {
    product: &'a Product,
}

/// A documented value that does not fit its type.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Mismatch {
    /// The members that lead to the value, from the outermost to the innermost.
    pub(crate) path: Vec<String>,
    pub(crate) message: String,
}

/// The current path in a JSON value, and the mismatches found so far.
#[derive(Default)]
pub(crate) struct Walk {
    path: Vec<String>,
    pub(crate) mismatches: Vec<Mismatch>,
}

impl Walk {
    /// Runs `walk` with `member` added to the path.
    pub(crate) fn below<T>(&mut self, member: &str, walk: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(member.to_owned());
        let result = walk(self);
        self.path.pop();
        result
    }

    pub(crate) fn mismatch(&mut self, message: impl Into<String>) {
        self.mismatches.push(Mismatch {
            path: self.path.clone(),
            message: message.into(),
        });
    }
}

impl<'a> Shapes<'a> {
    pub(crate) fn new(product: &'a Product) -> Self {
        Self { product }
    }

    pub(crate) fn row(&self, reference: &TypeRef) -> Option<&'a Row> {
        self.product.row(reference)
    }

    pub(crate) fn union(&self, reference: &TypeRef) -> Option<&'a Union> {
        self.product.union(reference)
    }

    /// `value` as the bindings would write it. If it does not fit, notes a mismatch and returns `Null`.
    pub(crate) fn value(&self, ty: &Type, value: &Value, walk: &mut Walk) -> Value {
        self.fitting(ty, value, walk).unwrap_or_else(|| {
            walk.mismatch(format!(
                "the document shows {}, but the spec says {}",
                kind(value),
                describe(ty)
            ));
            Value::Null
        })
    }

    fn fitting(&self, ty: &Type, value: &Value, walk: &mut Walk) -> Option<Value> {
        match (ty, value) {
            (Type::Json, value) | (Type::Object, value @ Value::Object(_)) => Some(value.clone()),
            (Type::List(inner), Value::Array(items)) => {
                let items = items.iter().enumerate();
                Some(Value::Array(
                    items
                        .map(|(index, item)| walk.below(&index.to_string(), |walk| self.value(inner, item, walk)))
                        .collect(),
                ))
            }
            // A single value reads as a list of one.
            (Type::List(inner), lone) => Some(Value::Array(vec![self.value(inner, lone, walk)])),
            (Type::ByName(inner), Value::Array(items)) => {
                self.fitting(&Type::List(inner.clone()), &Value::Array(items.clone()), walk)
            }
            (Type::Map(inner) | Type::ByName(inner), Value::Object(members)) => {
                let mut map = Map::new();
                for (name, member) in members {
                    let member = walk.below(name, |walk| self.value(inner, member, walk));
                    map.insert(name.clone(), member);
                }
                Some(Value::Object(map))
            }
            (Type::Row(reference), Value::Object(members)) => {
                let row = self.row(reference)?;
                let mut map = Map::new();
                self.members(row, ReplyPlace::Data, members, &mut map, walk);
                Some(Value::Object(map))
            }
            (Type::Enum(reference), value) => self.enum_value(reference, value),
            (Type::Union(reference), Value::Object(members)) => {
                let union = self.union(reference)?;
                Some(Value::Object(self.union_members(union, members, walk)))
            }
            (ty, value) => scalar(ty, value),
        }
    }

    fn enum_value(&self, reference: &TypeRef, value: &Value) -> Option<Value> {
        match value {
            Value::String(_) => Some(value.clone()),
            Value::Number(number) => {
                let known = self
                    .product
                    .enumeration(reference)?
                    .values
                    .iter()
                    .find(|known| known.number.is_some() && known.number == number.as_i64());
                Some(known.map_or_else(|| value.clone(), |known| Value::String(known.wire.clone())))
            }
            _ => None,
        }
    }

    /// The members of a union as the bindings would write them.
    pub(crate) fn union_members(
        &self,
        union: &Union,
        given: &Map<String, Value>,
        walk: &mut Walk,
    ) -> Map<String, Value> {
        let mut map = Map::new();
        let Some(case) = union.case_of(given) else {
            walk.mismatch(match &union.tag {
                Some(tag) => format!(
                    "no case of `{}` has the `{tag}` `{}`",
                    union.name,
                    given.get(tag).unwrap_or(&Value::Null)
                ),
                None => format!("no case of `{}` has these members and no others", union.name),
            });
            return map;
        };
        for (name, value) in given {
            let field = case.fields.iter().find(|field| field.wire.fits(name));
            let fixed = case.fixed.iter().find(|(own, _)| own == name);
            walk.below(name, |walk| match (field, fixed) {
                _ if union.tag.as_deref() == Some(name) => {
                    map.insert(name.clone(), value.clone());
                }
                (Some(field), _) => {
                    map.insert(name.clone(), self.value(&field.ty, value, walk));
                }
                (None, Some((_, fixed))) if fixed == value => {
                    map.insert(name.clone(), value.clone());
                }
                (None, Some((_, fixed))) => walk.mismatch(format!("`{name}` is always `{fixed}` in `{}`", case.name)),
                (None, None) => walk.mismatch(format!(
                    "the case `{}` of `{}` has no such member",
                    case.name, union.name
                )),
            });
        }
        for name in case.names().filter(|name| !given.contains_key(*name)) {
            walk.mismatch(format!(
                "the case `{}` of `{}` sends `{name}`, but the document does not",
                case.name, union.name
            ));
        }
        map
    }

    /// Adds to `map` the members of an object at `place` of a reply.
    ///
    /// A null counts as absent, as it does for the bindings.
    pub(crate) fn members(
        &self,
        row: &Row,
        place: ReplyPlace,
        members: &Map<String, Value>,
        map: &mut Map<String, Value>,
        walk: &mut Walk,
    ) {
        for (name, member) in members {
            let found = row.fields.iter().find(|candidate| {
                candidate.places.contains(&place)
                    && (candidate.field.wire.fits(name)
                        || candidate.field.facts.aliases.iter().any(|alias| alias == name))
            });
            walk.below(name, |walk| match found {
                None => walk.mismatch(format!("`{}` has no field for this member", row.name)),
                Some(_) if member.is_null() => {}
                Some(found) => match (&found.field.wire, &found.field.ty) {
                    (Wire::Pattern { .. }, Type::Map(inner)) => {
                        map.insert(name.clone(), self.value(inner, member, walk));
                    }
                    (Wire::Pattern { .. }, _) => {}
                    (Wire::Name(wire), ty) => {
                        map.insert(wire.to_string(), self.value(ty, member, walk));
                    }
                },
            });
        }
    }
}

/// A value without members, decoded as leniently as by the bindings.
fn scalar(ty: &Type, value: &Value) -> Option<Value> {
    match (ty, value) {
        (Type::String | Type::Secret | Type::Name(_), Value::String(_)) | (Type::Float, Value::Number(_)) => {
            Some(value.clone())
        }
        (Type::External(own), value) => own.wire.fits(value).then(|| value.clone()),
        (Type::String, Value::Number(number)) => Some(Value::String(number.to_string())),
        (Type::Int | Type::Code, Value::Number(number)) => number.as_i64().map(Value::from),
        (Type::Int | Type::Code, Value::String(text)) => text.parse::<i64>().ok().map(Value::from),
        (Type::Uint | Type::Id(_), Value::Number(number)) => number.as_u64().map(Value::from),
        (Type::Uint | Type::Id(_), Value::String(text)) => text.parse::<u64>().ok().map(Value::from),
        (Type::Float, Value::String(text)) => {
            let number = text.parse::<f64>().ok()?;
            Number::from_f64(number).map(Value::Number)
        }
        (Type::Bool, value) => truth(value).map(Value::Bool),
        (Type::Flag, value) => truth(value).map(|flag| Value::from(i64::from(flag))),
        (Type::Digits(inner), value) => {
            let number = scalar(inner, value)?;
            Some(Value::String(number.to_string()))
        }
        (Type::Toggle, value) => truth(value).map(|on| {
            let word = if on { "enable" } else { "disable" };
            Value::String(word.to_owned())
        }),
        _ => None,
    }
}

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::Number(number) => match number.as_i64() {
            Some(0) => Some(false),
            Some(1) => Some(true),
            _ => None,
        },
        Value::String(word) => match word.as_str() {
            "enable" | "yes" | "on" | "true" | "1" => Some(true),
            "disable" | "no" | "off" | "false" | "0" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn kind(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) | Value::Number(_) => format!("`{value}`"),
        Value::String(text) => format!("the text {text:?}"),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

fn describe(ty: &Type) -> String {
    match ty {
        Type::String => "text".to_owned(),
        Type::Int => "an integer".to_owned(),
        Type::Uint => "an integer that is not negative".to_owned(),
        Type::Code => "a status code".to_owned(),
        Type::Float => "a number".to_owned(),
        Type::Bool | Type::Flag | Type::Toggle => "yes or no".to_owned(),
        Type::Secret => "a secret text".to_owned(),
        Type::Json => "any JSON".to_owned(),
        Type::Object => "an object".to_owned(),
        Type::Digits(_) => "digits".to_owned(),
        Type::List(_) => "a list".to_owned(),
        Type::Map(_) => "an object of any members".to_owned(),
        Type::ByName(_) => "an object of any members, or a list".to_owned(),
        Type::External(own) => format!("`{}`, which is {}", own.name(), own.wire.describe()),
        Type::File => "a file".to_owned(),
        Type::Text => "plain text".to_owned(),
        Type::Keys(_) => "a list of rows with one attribute".to_owned(),
        Type::Words(_) => "a text of words".to_owned(),
        Type::Row(name) | Type::Enum(name) | Type::Id(name) | Type::Name(name) | Type::Union(name) => {
            format!("`{}`", name.name)
        }
    }
}
