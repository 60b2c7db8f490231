//! Values in tests: Rust expressions for JSON values.

use serde_json::Value;

use crate::ir::{Form, ParameterKind, Placeholder, Product, Scope, Type, TypeRef, Wire};
use crate::name::ModulePath;

use super::source::{Source, literal, number, raw_literal};

/// The maximum width of a struct literal's body that rustfmt keeps on one line.
const STRUCT_LITERAL_WIDTH: usize = 22;

/// The maximum width of a list that rustfmt keeps on one line.
const LIST_WIDTH: usize = 72;

/// Writes the values of a test.
pub(super) struct Maker<'a> {
    /// The product of their types.
    pub(super) product: &'a Product,
    /// The name of the runtime in the test.
    pub(super) runtime: &'a str,
    /// The support module whose `from_json` makes values from JSON text.
    pub(super) support: &'static str,
    /// The module that the test imports, for short paths.
    pub(super) module: Option<&'a ModulePath>,
}

impl Maker<'_> {
    /// The path of a declared type.
    pub(super) fn path(&self, reference: &TypeRef) -> String {
        let product = self.product.id.as_str();
        match &reference.module {
            Some(module) if self.module == Some(module) => format!("{}::{}", module.name, reference.name),
            Some(module) => format!("{product}::{module}::{}", reference.name),
            None => format!("{product}::{}", reference.name),
        }
    }

    /// The path of a scope.
    pub(super) fn scope(&self, scope: &Scope) -> String {
        let product = self.product.id.as_str();
        match &scope.path {
            Some(path) => path.in_crate(self.runtime),
            None if self.runtime == "fmg_bindings" => format!("{product}::scope::{}", scope.name),
            None => format!("{product}::scopes::{}", scope.name),
        }
    }

    /// The path of the scope that is a row.
    pub(super) fn row_of(&self) -> String {
        let product = self.product.id.as_str();
        match self.runtime {
            // Tests of the bindings import the module of the product.
            "fmg_bindings" => format!("{product}::scope::RowOf"),
            runtime => format!("{runtime}::{product}::scope::RowOf"),
        }
    }

    /// A value of a placeholder: an expression.
    pub(super) fn url_value(&self, placeholder: &Placeholder, value: &str) -> String {
        let ty = self.path(&placeholder.ty);
        match &placeholder.kind {
            ParameterKind::Id => format!("{ty}::new({value})"),
            ParameterKind::Name(_) | ParameterKind::PackagePath(_) | ParameterKind::ObjectPath(_) => {
                format!("{ty}::new({}).unwrap()", literal(value))
            }
            ParameterKind::Scope(forms) => {
                let fits = |form: &&Form| match &form.placeholder {
                    Some(_) => value.starts_with(&form.literal),
                    None => value == form.literal,
                };
                // The value was captured from a url of one of the forms.
                let Some(form) = forms.iter().find(fits) else {
                    return String::new();
                };
                let inner = form.placeholder.as_deref().map_or_else(String::new, |part| {
                    let inner = self.url_value(part, value.get(form.literal.len()..).unwrap_or_default());
                    format!("({inner})")
                });
                format!("{ty}::{}{inner}", form.variant)
            }
            ParameterKind::Segments(parts) => {
                let texts = value.splitn(parts.len(), '/');
                let parts: Vec<_> = parts
                    .iter()
                    .zip(texts)
                    .map(|(part, text)| self.url_value(part, text))
                    .collect();
                format!("{ty}::new({})", parts.join(", "))
            }
        }
    }

    /// A value of a type: an expression, after the variables that it needs. Their names begin with `name`.
    pub(super) fn owned(&self, name: &str, ty: &Type, value: &Value, source: &mut Source) -> String {
        match (ty, value) {
            (Type::Union(reference), Value::Object(_)) => self.union(name, reference, value, source),
            (Type::List(inner), Value::Array(items)) if inner.mentions(|ty| matches!(ty, Type::Union(_))) => {
                let items: Vec<_> = items
                    .iter()
                    .enumerate()
                    .map(|(index, item)| self.owned(&format!("{name}_{index}"), inner, item, source))
                    .collect();
                source.list(&format!("let {name} = vec!["), &items, "];", LIST_WIDTH);
                name.to_owned()
            }
            (Type::String | Type::Secret | Type::Enum(_), Value::String(text)) => format!("{}.into()", literal(text)),
            (Type::Enum(reference), Value::Number(_)) => format!(
                "{}::Open::<{}>::from({})",
                self.runtime,
                self.path(reference),
                integer(value)
            ),
            (Type::Int | Type::Uint | Type::Float | Type::Bool, value) => integer(value),
            (Type::Code, value) => format!("{}::Code::new({})", self.runtime, integer(value)),
            (Type::Digits(inner), Value::String(digits)) => {
                let number = digits.parse::<i64>().map_or_else(|_| value.clone(), Value::from);
                self.owned(name, inner, &number, source)
            }
            (Type::Flag, value) => (value.as_i64() == Some(1)).to_string(),
            (Type::Toggle, value) => (value.as_str() == Some("enable")).to_string(),
            (Type::Id(reference), value) => format!("{}::new({})", self.path(reference), integer(value)),
            (Type::Name(reference), Value::String(text)) => {
                format!("{}::try_from({}).unwrap()", self.path(reference), literal(text))
            }
            (Type::List(inner), Value::Array(items)) if is_sent_only(inner) => {
                let items: Vec<_> = items.iter().map(|item| self.owned(name, inner, item, source)).collect();
                format!("vec![{}]", items.join(", "))
            }
            (ty, value) => self.json_of(name, ty, value, source),
        }
    }

    /// A variable that holds JSON text, and a value of the type made of it.
    pub(super) fn json_of(&self, name: &str, ty: &Type, value: &Value, source: &mut Source) -> String {
        let made = self.json(name, value, source);
        match ty {
            // An argument takes whatever iterates over the elements, so the list has to be named.
            Type::List(_) => made.replacen('(', "::<Vec<_>>(", 1),
            _ => made,
        }
    }

    /// A variable that holds JSON text, and the value made of it.
    pub(super) fn json(&self, name: &str, value: &Value, source: &mut Source) -> String {
        source.line(&format!("let {name} = {};", raw_literal(&format!("{value:#}"))));
        format!("{}::from_json({name})", self.support)
    }

    /// A variable that holds a case of a union.
    fn union(&self, name: &str, reference: &TypeRef, value: &Value, source: &mut Source) -> String {
        let union = self.product.union(reference);
        let object = value.as_object();
        let Some((case, object)) = union
            .zip(object)
            .and_then(|(union, object)| Some((union.case_of(object)?, object)))
        else {
            // Exchanges and samples match a case, so this is not reached.
            return self.json(name, value, source);
        };
        let mut fields = Vec::new();
        for field in &case.fields {
            let Wire::Name(wire) = &field.wire else {
                continue;
            };
            let value = object.get(&**wire).unwrap_or(&Value::Null);
            let own = self.owned(&format!("{name}_{}", field.name), &field.ty, value, source);
            fields.push(if own == field.name.as_str() {
                own
            } else {
                format!("{}: {own}", field.name)
            });
        }
        let path = format!("{}::{}", self.path(reference), case.variant);
        if fields.is_empty() {
            source.line(&format!("let {name} = {path};"));
        } else {
            source.list(
                &format!("let {name} = {path} {{ "),
                &fields,
                " };",
                STRUCT_LITERAL_WIDTH,
            );
        }
        name.to_owned()
    }
}

/// Whether the type is only sent, so that a list cannot be read from JSON.
fn is_sent_only(ty: &Type) -> bool {
    matches!(ty, Type::Name(_))
}

/// A number in the format that clippy requires; any other value unchanged.
fn integer(value: &Value) -> String {
    value.as_i64().map_or_else(|| value.to_string(), number)
}
