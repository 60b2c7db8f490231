//! Reads names and types in the entries of an overlay.

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::Type;
use crate::name::{FieldName, TypeName};
use crate::read::{Faults, Table};
use crate::spec::Text;
use crate::type_expr::{self, TypeExpr};

/// Documentation.
pub(super) fn doc(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> Option<String> {
    let text = table.prose("doc", faults)?;
    if text
        .value
        .contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t'))
    {
        let fault = "the documentation has a control character";
        let fault = Diagnostic::new(Code::InvalidValue, faults.at(text.span.clone()), fault);
        faults.push(fault.help("remove it: documentation is made of lines of printable text"));
    }
    Some(text.value)
}

/// A type of Rust.
pub(super) fn name(table: &mut Table<'_, '_>, key: &'static str, faults: &mut Faults<'_>) -> Option<TypeName> {
    let text = table.text(key, faults)?;
    match TypeName::new(&text.value) {
        Ok(name) => Some(name),
        Err(bad) => {
            bad_name(
                &text,
                &bad.to_string(),
                "write a type of Rust, such as `HostAddress`",
                faults,
            );
            None
        }
    }
}

/// A field of Rust.
pub(super) fn field_name(table: &mut Table<'_, '_>, faults: &mut Faults<'_>) -> Option<FieldName> {
    let text = table.text("rename", faults)?;
    match FieldName::new(&text.value) {
        Ok(name) => Some(name),
        Err(bad) => {
            bad_name(
                &text,
                &bad.to_string(),
                "write a field of Rust, such as `end_ip`",
                faults,
            );
            None
        }
    }
}

fn bad_name(text: &Text, reason: &str, help: &str, faults: &mut Faults<'_>) {
    let fault = format!("`{}` is not a name here: {reason}", text.value);
    let fault = Diagnostic::new(Code::Name, faults.at(text.span.clone()), fault);
    faults.push(fault.help(help));
}

/// The type of an attribute, in the spelling of specs.
pub(super) fn ty(text: &Text, faults: &mut Faults<'_>) -> Option<Type> {
    let found = type_expr::parse(&text.value).ok().filter(|(_, optional)| !optional);
    let ty = found.and_then(|(expr, _)| known_type(&expr));
    if ty.is_none() {
        let fault = format!("`{}` is no type of an attribute", text.value);
        let fault = Diagnostic::new(Code::TypeSyntax, faults.at(text.span.clone()), fault);
        faults.push(fault.help(
            "write `string`, `int`, `float`, `bool`, `toggle`, `secret`, `json`, `keys`, or `words<…>` or `list<…>` of \
             `string` or `int`",
        ));
    }
    ty
}

fn known_type(expr: &TypeExpr<'_>) -> Option<Type> {
    Some(match expr {
        TypeExpr::Named("string") => Type::String,
        TypeExpr::Named("int") => Type::Int,
        TypeExpr::Named("float") => Type::Float,
        TypeExpr::Named("bool") => Type::Bool,
        TypeExpr::Named("toggle") => Type::Toggle,
        TypeExpr::Named("secret") => Type::Secret,
        TypeExpr::Named("json") => Type::Json,
        TypeExpr::Named("keys") => Type::Keys("name".into()),
        TypeExpr::Keys(attribute) => Type::Keys((*attribute).to_owned().into()),
        TypeExpr::Words(inner) => Type::Words(Box::new(word(inner)?)),
        TypeExpr::List(inner) => Type::List(Box::new(word(inner)?)),
        _ => return None,
    })
}

fn word(expr: &TypeExpr<'_>) -> Option<Type> {
    match expr {
        TypeExpr::Named("string") => Some(Type::String),
        TypeExpr::Named("int") => Some(Type::Int),
        _ => None,
    }
}
