//! Checks fields of rows, of requests and of the cases of unions.

use serde_json::Value;

use crate::diagnostic::Code;
use crate::ir::fault::{Element, Fault, Part};
use crate::ir::{Field, Initial, ProductId, Type, Wire};

use super::{Checker, one_of};

/// Whether a field is sent or received. For example, a url parameter of text can be sent but not received.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// In a request.
    Request,
    /// In a request, as part of a case of a union.
    Case,
    /// In a reply, or in a row that is both read and written.
    Reply,
}

impl Checker<'_> {
    /// Checks that the properties of a field fit together. `element` is its name.
    pub(super) fn field(&mut self, element: Element, field: &Field, direction: Direction, group: usize) {
        self.prose(element.part(Part::Doc), &field.doc);
        match &field.wire {
            Wire::Name(name) => self.wire_name(element, name),
            Wire::Pattern { prefix, suffix } => {
                self.line(element, prefix);
                self.line(element, suffix);
            }
        }
        for alias in &field.facts.aliases {
            self.wire_name(element, alias);
        }
        for (index, value) in field.facts.values.iter().enumerate() {
            self.line(element.part(Part::Known(index)), value);
        }
        for text in field.facts.default.iter().chain(&field.facts.since) {
            self.line(element, text);
        }
        self.uses(element.part(Part::Type), &field.ty, group);
        self.field_type(element.part(Part::Type), field, direction);
        self.facts(element, field, direction);
        self.initial(element.part(Part::Initial), field, direction);
    }

    fn field_type(&mut self, element: Element, field: &Field, direction: Direction) {
        let ty = &field.ty;
        let misplaced = |message: String, help: &str| Fault::new(Code::MisplacedType, element, message).help(help);
        if direction == Direction::Reply {
            self.received(element, ty);
        }
        if ty.mentions(|ty| matches!(ty, Type::ByName(_))) {
            self.fault(misplaced(
                format!("`{ty}` can only be a whole reply of FortiOS, not a member"),
                "write `map<…>`, or `list<…>`",
            ));
        }
        if ty.mentions(|ty| matches!(ty, Type::File | Type::Text)) {
            self.fault(misplaced(
                format!("`{ty}` can only be a whole request or reply, not a member"),
                "write `string`, and `file = true` for the file of an upload",
            ));
        }
        if matches!(ty, Type::List(inner) | Type::Map(inner) if inner.mentions(|ty| matches!(ty, Type::Digits(_)))) {
            self.fault(misplaced(
                "`digits` can only be the type of a member itself".to_owned(),
                "write `digits<…>` as the whole type of a member",
            ));
        }
        if direction == Direction::Reply && ty.mentions(|ty| *ty == Type::Object) {
            self.fault(misplaced(
                format!("`{ty}` cannot be the type of a field: a row reads objects as `json`, or as a type"),
                "write `json` for `object`, or describe the members by a `[[type]]`",
            ));
        }
        self.of_configuration(element, field, direction);
        if field.splice && !matches!(ty, Type::Union(_)) {
            self.fault(misplaced(
                format!("`{ty}` is not a union, so it has no members to splice"),
                "`splice` is for a member whose type is a `[[union]]`",
            ));
        }
        if matches!(field.wire, Wire::Pattern { .. }) && !matches!(ty, Type::Map(_)) {
            self.fault(misplaced(
                "a field that collects members by a pattern must be a map".to_owned(),
                "write `map<…>`",
            ));
        }
        if direction != Direction::Reply {
            self.written_flag(element, field, true);
        }
    }

    /// Reports the forms of values that only rows of FortiOS have, elsewhere.
    fn of_configuration(&mut self, element: Element, field: &Field, direction: Direction) {
        let ty = &field.ty;
        let is_form = |ty: &Type| matches!(ty, Type::Keys(_) | Type::Words(_));
        if !ty.mentions(is_form) {
            return;
        }
        let is_word = |inner: &Type| matches!(inner, Type::String | Type::Int | Type::Enum(_));
        let (message, help) = match ty {
            _ if self.product.id != ProductId::FortiOs || direction != Direction::Reply => (
                format!("`{ty}` is a form of values in rows of FortiOS"),
                "write `list<…>`",
            ),
            Type::Words(inner) if !is_word(inner) => (
                format!("`{inner}` is not a word of a text"),
                "`words` takes `string`, `int` or an `[[enum]]`",
            ),
            Type::Keys(attribute) if attribute.is_empty() => (
                "keys of rows need the name of their attribute".to_owned(),
                "most rows have `name`",
            ),
            Type::Keys(_) | Type::Words(_) => return,
            _ => (
                format!("`{ty}` can only be the whole type of a field, not a part of it"),
                "write `keys` or `words<…>` alone",
            ),
        };
        self.fault(Fault::new(Code::MisplacedType, element, message).help(help));
    }

    /// Reports lists and maps of booleans in written data: only a member itself can be sent as 0 and 1, or as words.
    pub(super) fn written_flag(&mut self, element: Element, field: &Field, is_written: bool) {
        let is_inside = |ty: &Type| {
            matches!(ty, Type::List(inner) | Type::Map(inner)
                if inner.mentions(|ty| matches!(ty, Type::Flag | Type::Toggle)))
        };
        if is_written && is_inside(&field.ty) {
            self.fault(
                Fault::new(
                    Code::MisplacedType,
                    element.part(Part::Type),
                    format!("`{}` would be written as `true` and `false`", field.ty),
                )
                .help("a `flag` or a `toggle` can only be the whole type of a member; write `list<int>` or `list<string>`"),
            );
        }
    }

    /// Checks the properties of a field besides its type.
    fn facts(&mut self, element: Element, field: &Field, direction: Direction) {
        if let (Some(min), Some(max)) = (field.facts.min, field.facts.max)
            && min > max
        {
            self.fault(Fault::new(
                Code::InvalidValue,
                element.part(Part::Min),
                format!("`min` {min} is above `max` {max}"),
            ));
        }
        if direction == Direction::Reply && field.required {
            self.fault(
                Fault::new(Code::InvalidValue, element, "a field of a type cannot be `required`")
                    .help("a reply may lack any field; only members of a request can be required"),
            );
        }
        if field.lone && !matches!(field.ty, Type::List(_)) {
            self.fault(
                Fault::new(
                    Code::InvalidValue,
                    element.part(Part::Type),
                    format!("`{}` is not a list, so `lone` does not apply", field.ty),
                )
                .help("write `list<…>`, or remove `lone`"),
            );
        }
        if let Some(default) = &field.facts.default
            && field.facts.values.is_empty()
            && !is_default(&field.ty, default)
        {
            self.fault(
                Fault::new(
                    Code::InvalidValue,
                    element.part(Part::Default),
                    format!("`{default}` is not a value of the type `{}`", field.ty),
                )
                .help("write the value as it is sent; describe any other default in the documentation"),
            );
        }
        if let Some(default) = &field.facts.default
            && !field.facts.values.is_empty()
            && !field.facts.values.contains(default)
        {
            self.fault(one_of(
                element.part(Part::Default),
                "a value of this field",
                default,
                field.facts.values.iter().map(String::as_str),
            ));
        }
    }

    /// Checks the initial value of a member in a new request.
    fn initial(&mut self, element: Element, field: &Field, direction: Direction) {
        let Some(initial) = &field.facts.initial else {
            return;
        };
        if direction == Direction::Case {
            return; // Another check reports an initial value in a case.
        }
        let problem = if direction == Direction::Reply {
            "a field of a type cannot have `initial`, which is for members of requests"
        } else if field.required {
            "a `required` member cannot have `initial`: the constructor takes its value"
        } else if field.facts.choice.is_some() || field.file || field.lone {
            "`initial` is for members without `values`, `file` and `lone`"
        } else {
            match (&field.ty, initial) {
                (Type::String, Initial::Text(_))
                | (Type::Secret, Initial::EmptySecret)
                | (Type::List(_), Initial::EmptyList)
                | (Type::Int, Initial::Number(_))
                | (Type::Flag, Initial::Flag(_)) => return,
                (Type::External(own), Initial::Default(value)) if own.default.as_ref() == Some(value) => return,
                (Type::Secret, _) => "the initial value of a secret is empty: `initial = \"\"`",
                (Type::List(_), _) => "the initial value of a list is empty: `initial = \"[]\"`",
                (Type::Int, _) => "the initial value of a number is a number: `initial = \"0\"`",
                (Type::Flag, _) => "the initial value of a flag is `\"0\"` or `\"1\"`",
                (Type::External(_), _) => {
                    "`initial` of an external type must equal its `default`, which a new call sends"
                }
                _ => "`initial` is for `string`, `secret`, `int`, `flag`, lists and types of `[[external]]`",
            }
        };
        self.fault(Fault::new(Code::InvalidValue, element, problem));
    }

    /// Reports `strict` for a field that is not a single member.
    pub(super) fn strict(&mut self, element: Element, field: &Field, strict: bool) {
        if strict && matches!(field.wire, Wire::Pattern { .. }) {
            self.fault(Fault::new(
                Code::InvalidValue,
                element,
                "a field that collects members by a pattern cannot be `strict`",
            ));
        }
    }

    /// Reports a type that only requests can have, in received data. Returns whether there was one.
    pub(super) fn received(&mut self, element: Element, ty: &Type) -> bool {
        let (what, help) = if ty.mentions(|ty| matches!(ty, Type::Name(_))) {
            ("a url parameter", "use `string` in replies")
        } else if ty.mentions(|ty| matches!(ty, Type::Union(_))) {
            ("a union", "describe the reply by a `[[type]]`")
        } else if ty.mentions(|ty| matches!(ty, Type::Digits(_)) || matches!(ty, Type::External(own) if !own.in_rows)) {
            ("part of requests", "use `string` in replies")
        } else {
            return false;
        };
        self.fault(
            Fault::new(
                Code::MisplacedType,
                element,
                format!("`{ty}` is {what} and is only sent, never received"),
            )
            .help(help),
        );
        true
    }

    /// Checks the name of a constant, and that its value can be written in Rust.
    pub(super) fn constant(&mut self, element: Element, name: &str, value: &Value) {
        self.wire_name(element, name);
        let problem = if value.is_null() {
            "is null"
        } else if !is_literal(value) {
            "contains a control character, or a number beyond 64 bits"
        } else {
            return;
        };
        self.fault(
            Fault::new(Code::InvalidValue, element, format!("the constant `{name}` {problem}")).help(
                "write a text, a number, `true` or `false`, or a list of them; remove a constant that is not sent",
            ),
        );
    }

    /// Reports a constant of a request whose value is not an expression of Rust.
    pub(super) fn plain_constant(&mut self, element: Element, name: &str, value: &Value) {
        let is_plain = |value: &Value| match value {
            Value::Number(number) => number.is_f64() || number.as_i64().is_some_and(|own| i32::try_from(own).is_ok()),
            value => value.is_string() || value.is_boolean(),
        };
        let same = |a: &Value, b: &Value| {
            a.is_string() == b.is_string() && a.is_boolean() == b.is_boolean() && a.is_f64() == b.is_f64()
        };
        let fits = match value {
            Value::Array(items) => {
                let first = items.first();
                first.is_some_and(|first| items.iter().all(|item| is_plain(item) && same(first, item)))
            }
            Value::Null => return,
            value => is_plain(value),
        };
        if !fits {
            self.fault(
                Fault::new(
                    Code::InvalidValue,
                    element,
                    format!("the constant `{name}` is not a plain value: `{value}`"),
                )
                .help(
                    "write a text, a number of 32 bits, `true` or `false`, or a list of values of one of these kinds",
                ),
            );
        }
    }
}

/// Whether a value can be written as a literal.
fn is_literal(value: &Value) -> bool {
    let is_text = |text: &str| !text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t' | '\r'));
    match value {
        Value::String(text) => is_text(text),
        Value::Number(number) => number.is_f64() || number.is_i64(),
        Value::Array(items) => items.iter().all(is_literal),
        Value::Object(members) => members.iter().all(|(name, value)| is_text(name) && is_literal(value)),
        Value::Null | Value::Bool(_) => true,
    }
}

/// Whether a text is a value of a type. For types other than numbers and booleans, any text is.
fn is_default(ty: &Type, text: &str) -> bool {
    match ty {
        Type::Int | Type::Uint | Type::Code | Type::Id(_) | Type::Digits(_) => text.parse::<i128>().is_ok(),
        Type::Float => text.parse::<f64>().is_ok(),
        Type::Bool | Type::Flag | Type::Toggle => {
            matches!(
                text,
                "true" | "false" | "1" | "0" | "enable" | "disable" | "yes" | "no" | "on" | "off"
            )
        }
        _ => true,
    }
}
