//! Fields of rows, of requests and of the cases of unions.

use serde_json::Value;

use crate::diagnostic::Code;
use crate::ir::fault::{Fault, Part, Subject};
use crate::ir::{Field, Initial, Type, Wire};

use super::{Checker, one_of};

/// Whether a field is sent or received: a url parameter of text can be sent but not read back.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// In a request.
    Request,
    /// In a request, as part of one of several shapes.
    Case,
    /// In a reply, and in what is written as it is read.
    Reply,
}

impl Checker<'_> {
    /// What a field is has to make sense together. `subject` is its name.
    pub(super) fn field(&mut self, subject: Subject, field: &Field, direction: Direction, group: usize) {
        self.prose(subject.part(Part::Doc), &field.doc);
        match &field.wire {
            Wire::Name(name) => self.wire_name(subject, name),
            Wire::Pattern { prefix, suffix } => {
                self.line(subject, prefix);
                self.line(subject, suffix);
            }
        }
        for alias in &field.aliases {
            self.wire_name(subject, alias);
        }
        for (index, value) in field.values.iter().enumerate() {
            self.line(subject.part(Part::Known(index)), value);
        }
        for text in field.default.iter().chain(&field.since) {
            self.line(subject, text);
        }
        self.uses(subject.part(Part::Type), &field.ty, group);
        self.field_type(subject.part(Part::Type), field, direction);
        self.facts(subject, field, direction);
        self.initial(subject.part(Part::Initial), field, direction);
    }

    fn field_type(&mut self, subject: Subject, field: &Field, direction: Direction) {
        let ty = &field.ty;
        let misplaced = |message: String, help: &str| Fault::new(Code::MisplacedType, subject, message).help(help);
        if direction == Direction::Reply {
            self.received(subject, ty);
        }
        if ty.mentions(|ty| matches!(ty, Type::ByName(_))) {
            self.fault(misplaced(
                format!("`{ty}` is all of a reply of FortiOS, and no member"),
                "write `map<…>`, or `list<…>`",
            ));
        }
        if ty.mentions(|ty| matches!(ty, Type::File | Type::Text)) {
            self.fault(misplaced(
                format!("`{ty}` is all of a request or of a reply, and no member"),
                "write `string`, and for the member that is the file of an upload `file = true`",
            ));
        }
        if matches!(ty, Type::List(inner) | Type::Map(inner) if inner.mentions(|ty| matches!(ty, Type::Digits(_)))) {
            self.fault(misplaced(
                "only a member itself is sent as digits".to_owned(),
                "write `digits<…>` as the whole type of a member",
            ));
        }
        if field.splice && !matches!(ty, Type::Union(_)) {
            self.fault(misplaced(
                format!("`{ty}` is no union, so it has no members to splice"),
                "`splice` is for a member whose type is a `[[union]]`",
            ));
        }
        if matches!(field.wire, Wire::Pattern { .. }) && !matches!(ty, Type::Map(_)) {
            self.fault(misplaced(
                "a field that collects members by pattern is a map".to_owned(),
                "write `map<…>`",
            ));
        }
        if direction != Direction::Reply {
            self.written_flag(subject, field, true);
        }
    }

    /// Reports lists and maps of booleans that are not written as such: only a member itself has another form.
    pub(super) fn written_flag(&mut self, subject: Subject, field: &Field, is_written: bool) {
        let is_inside = |ty: &Type| {
            matches!(ty, Type::List(inner) | Type::Map(inner)
                if inner.mentions(|ty| matches!(ty, Type::Flag | Type::Toggle)))
        };
        if is_written && is_inside(&field.ty) {
            self.fault(
                Fault::new(
                    Code::MisplacedType,
                    subject.part(Part::Type),
                    format!("`{}` would be written as `true` and `false`", field.ty),
                )
                .help("a `flag` or a `toggle` is the whole type of a member; write `list<int>` or `list<string>`"),
            );
        }
    }

    /// What is said of a field besides its type.
    fn facts(&mut self, subject: Subject, field: &Field, direction: Direction) {
        if let (Some(min), Some(max)) = (field.min, field.max)
            && min > max
        {
            self.fault(Fault::new(
                Code::InvalidValue,
                subject.part(Part::Min),
                format!("`min` {min} is above `max` {max}"),
            ));
        }
        if direction == Direction::Reply && field.required {
            self.fault(
                Fault::new(Code::InvalidValue, subject, "a field of a type cannot be `required`")
                    .help("a device leaves out what it likes; only members of a request are required"),
            );
        }
        if field.lone && !matches!(field.ty, Type::List(_)) {
            self.fault(
                Fault::new(
                    Code::InvalidValue,
                    subject.part(Part::Type),
                    format!("`{}` is no list, so `lone` says nothing", field.ty),
                )
                .help("write `list<…>`, or leave `lone` out"),
            );
        }
        if let Some(default) = &field.default
            && field.values.is_empty()
            && !is_default(&field.ty, default)
        {
            self.fault(
                Fault::new(
                    Code::InvalidValue,
                    subject.part(Part::Default),
                    format!("`{default}` is no value of the type `{}`", field.ty),
                )
                .help("write the value as it is sent; what cannot be one belongs into the documentation"),
            );
        }
        if let Some(default) = &field.default
            && !field.values.is_empty()
            && !field.values.contains(default)
        {
            self.fault(one_of(
                subject.part(Part::Default),
                "a value of this field",
                default,
                field.values.iter().map(String::as_str),
            ));
        }
    }

    /// What a new request starts with.
    fn initial(&mut self, subject: Subject, field: &Field, direction: Direction) {
        let Some(initial) = &field.initial else {
            return;
        };
        if direction == Direction::Case {
            return; // No case has one, which is reported beside this.
        }
        let problem = if direction == Direction::Reply {
            "a field of a type has no `initial`: it is for members of requests"
        } else if field.required {
            "what is `required` has no `initial`: the constructor asks for it"
        } else if field.choice.is_some() || field.file || field.lone {
            "`initial` is for members without `values`, `file` and `lone`"
        } else {
            match (&field.ty, initial) {
                (Type::String, Initial::Text(_))
                | (Type::Secret, Initial::EmptySecret)
                | (Type::List(_), Initial::EmptyList)
                | (Type::Int, Initial::Number(_))
                | (Type::Flag, Initial::Flag(_)) => return,
                (Type::External(own), Initial::Default(value)) if own.default.as_ref() == Some(value) => return,
                (Type::Secret, _) => "a secret starts empty: `initial = \"\"`",
                (Type::List(_), _) => "a list starts empty: `initial = \"[]\"`",
                (Type::Int, _) => "a number starts as a number: `initial = \"0\"`",
                (Type::Flag, _) => "a flag starts as `\"0\"` or `\"1\"`",
                (Type::External(_), _) => "a new call sends the `default` of an external type: `initial` repeats it",
                _ => "`initial` is for `string`, `secret`, `int`, `flag`, lists and types of `[[external]]`",
            }
        };
        self.fault(Fault::new(Code::InvalidValue, subject, problem));
    }

    /// Reports a field that the reply is of no use without, and that is no single member.
    pub(super) fn strict(&mut self, subject: Subject, field: &Field, strict: bool) {
        if strict && matches!(field.wire, Wire::Pattern { .. }) {
            self.fault(Fault::new(
                Code::InvalidValue,
                subject,
                "a field that collects members by a pattern cannot be `strict`",
            ));
        }
    }

    /// Reports a type that only requests have where something is received. Whether there was one.
    pub(super) fn received(&mut self, subject: Subject, ty: &Type) -> bool {
        let (what, help) = if ty.mentions(|ty| matches!(ty, Type::Name(_))) {
            ("a url parameter", "use `string` for what comes back")
        } else if ty.mentions(|ty| matches!(ty, Type::Union(_))) {
            ("a union", "describe what comes back by a `[[type]]`")
        } else if ty.mentions(|ty| matches!(ty, Type::Digits(_)) || matches!(ty, Type::External(own) if !own.in_rows)) {
            ("part of requests", "use `string` for what comes back")
        } else {
            return false;
        };
        self.fault(
            Fault::new(
                Code::MisplacedType,
                subject,
                format!("`{ty}` is {what} and is only ever sent"),
            )
            .help(help),
        );
        true
    }

    /// Reports the name of a constant and its value, where it cannot be written.
    pub(super) fn constant(&mut self, subject: Subject, name: &str, value: &Value) {
        self.wire_name(subject, name);
        let problem = if value.is_null() {
            "is null"
        } else if !is_literal(value) {
            "holds a control character, or a number beyond 64 bits"
        } else {
            return;
        };
        self.fault(
            Fault::new(Code::InvalidValue, subject, format!("the constant `{name}` {problem}"))
                .help("write a text, a number, `true` or `false`, or a list of them; what is not sent is left out"),
        );
    }

    /// Reports a constant of a request that is no expression of Rust.
    pub(super) fn plain_constant(&mut self, subject: Subject, name: &str, value: &Value) {
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
                    subject,
                    format!("the constant `{name}` is no plain value: `{value}`"),
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

/// Whether a text says a value of a type. What is no number and no boolean can be any text.
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
