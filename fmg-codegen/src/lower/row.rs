//! Rows, enums and the fields of both rows and requests.

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::{Enum, EnumValue, Field, Initial, ReplyPlace, Row, RowField, Type, Wire};
use crate::name::{FieldName, VariantName};
use crate::spec::{EnumSpec, EnumValueSpec, FieldSpec, RowSpec, SpecFile, Text};
use crate::symbols::one_of;

use super::Lowering;
use super::scope::{Scope, bad_name};

/// Whether a field is sent or received: a url parameter of text can be sent but not read back.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Request,
    Reply,
}

impl Lowering<'_> {
    pub(super) fn row(&mut self, file: &SpecFile, spec: &RowSpec, names: &mut Scope) -> Option<Row> {
        let name = self.declared_name(file, &spec.name, names)?;
        let mut fields = Vec::new();
        let mut scope = Scope::new("this type has two fields");
        let mut list = None;
        for spec in &spec.fields {
            let places = self.places(file, spec);
            let strict = spec.strict;
            if let Some(field) = self.field(file, spec, Direction::Reply, &mut scope) {
                if spec.list {
                    self.list(file, spec, &field, &places, list.is_some());
                    list = Some(field.name.clone());
                }
                fields.push(RowField { field, places, strict });
            }
        }
        if list.is_some() && fields.iter().any(|field| field.places != [ReplyPlace::Data]) {
            self.fault(
                Diagnostic::new(
                    Code::InvalidValue,
                    Location::new(&file.path, spec.name.span.clone()),
                    "a type that a list is read into stands in `data`, all of it",
                )
                .help("leave `list` out, or `in`"),
            );
        }
        Some(Row {
            name,
            doc: spec.doc.value.trim().to_owned(),
            writable: spec.writable,
            sent: false,
            named: false,
            list,
            fields,
        })
    }

    /// What takes a list in place of the whole object is one itself, in `data`, and the only one of its row.
    fn list(&mut self, file: &SpecFile, spec: &FieldSpec, field: &Field, places: &[ReplyPlace], is_second: bool) {
        let fault = |message: String, help: &str| {
            Diagnostic::new(
                Code::InvalidValue,
                Location::new(&file.path, spec.name.span.clone()),
                message,
            )
            .help(help)
        };
        if !matches!(field.ty, Type::List(_)) || places != [ReplyPlace::Data] {
            self.fault(fault(
                format!("`{}` cannot take a list in place of the object", spec.name.value),
                "`list` is for a field of a type `list<…>` in `data`",
            ));
        }
        if is_second {
            self.fault(fault(
                "two fields of this type take a list in place of the object".to_owned(),
                "leave `list` with one of them",
            ));
        }
    }

    fn places(&mut self, file: &SpecFile, spec: &FieldSpec) -> Vec<ReplyPlace> {
        let mut places = Vec::new();
        for text in &spec.places {
            match ReplyPlace::ALL.into_iter().find(|place| place.as_str() == text.value) {
                Some(place) => places.push(place),
                None => self.fault(one_of(
                    Location::new(&file.path, text.span.clone()),
                    "a place of a reply",
                    &text.value,
                    ReplyPlace::ALL.iter().map(|place| place.as_str()),
                )),
            }
        }
        if places.is_empty() {
            places.push(ReplyPlace::Data);
        }
        places
    }

    pub(super) fn enumeration(&mut self, file: &SpecFile, spec: &EnumSpec, names: &mut Scope) -> Option<Enum> {
        let name = self.type_name(file, &spec.name)?;
        names.claim(file, &spec.name, name.as_str(), &mut self.faults);
        let mut scope = Scope::new("this enum has two values");
        let mut numbers = Vec::new();
        let mut values = Vec::new();
        for spec in &spec.values {
            if let Some(number) = &spec.number {
                if numbers.contains(&number.value) {
                    self.fault(Diagnostic::new(
                        Code::Duplicate,
                        Location::new(&file.path, number.span.clone()),
                        format!("two values have the number {}", number.value),
                    ));
                }
                numbers.push(number.value);
            }
            values.extend(self.enum_value(file, spec, &mut scope));
        }
        Some(Enum {
            name,
            doc: spec.doc.value.trim().to_owned(),
            values,
            default: None,
            numeric: false,
        })
    }

    fn enum_value(&mut self, file: &SpecFile, spec: &EnumValueSpec, scope: &mut Scope) -> Option<EnumValue> {
        let text = spec.rust.as_ref().unwrap_or(&spec.name);
        match VariantName::from_wire(&text.value) {
            Ok(variant) if variant.as_str() == "Other" => {
                self.fault(
                    Diagnostic::new(
                        Code::Name,
                        Location::new(&file.path, text.span.clone()),
                        "`Other` is the variant of values that the spec does not know",
                    )
                    .help("give this value another name with `rust = \"…\"`"),
                );
                None
            }
            Ok(variant) => {
                scope.claim(file, text, variant.as_str(), &mut self.faults);
                Some(EnumValue {
                    variant,
                    wire: spec.name.value.clone(),
                    number: spec.number.as_ref().map(|number| number.value),
                    doc: spec.doc.as_ref().map(|doc| doc.value.trim().to_owned()),
                })
            }
            Err(bad) => {
                self.fault(bad_name(file, text, "a variant", &bad));
                None
            }
        }
    }

    pub(super) fn field(
        &mut self,
        file: &SpecFile,
        spec: &FieldSpec,
        direction: Direction,
        scope: &mut Scope,
    ) -> Option<Field> {
        let (wire, rust_source) = wire(&spec.name);
        let text = spec.rust.as_ref().unwrap_or(&rust_source);
        let name = match FieldName::from_wire(&text.value) {
            Ok(name) => {
                scope.claim(file, text, name.as_str(), &mut self.faults);
                Some(name)
            }
            Err(bad) => {
                self.fault(bad_name(file, text, "a field", &bad));
                None
            }
        };
        let ty = self.field_type(file, spec, &wire, direction);
        self.field_facts(file, spec, ty.as_ref(), direction);
        let initial = self.initial(file, spec, ty.as_ref(), direction);
        Some(Field {
            name: name?,
            wire,
            aliases: spec.aliases.iter().map(|text| text.value.clone()).collect(),
            ty: ty?,
            required: spec.required,
            doc: spec.doc.value.trim().to_owned(),
            values: spec.values.iter().map(|text| text.value.clone()).collect(),
            choice: None,
            lone: spec.lone,
            file: spec.file,
            splice: spec.splice,
            default: spec.default.as_ref().map(|text| text.value.clone()),
            initial,
            min: spec.min.as_ref().map(|number| number.value),
            max: spec.max.as_ref().map(|number| number.value),
            since: spec.since.as_ref().map(|text| text.value.clone()),
        })
    }

    /// Only what is one member of a reply can be what the reply is of no use without.
    fn strictness(&mut self, file: &SpecFile, spec: &FieldSpec, direction: Direction) {
        let problem = if !spec.strict {
            return;
        } else if direction == Direction::Request {
            "a member of a request cannot be `strict`: that says how replies are read"
        } else if matches!(wire(&spec.name).0, Wire::Pattern { .. }) {
            "a field that collects members by a pattern cannot be `strict`"
        } else {
            return;
        };
        self.fault(Diagnostic::new(
            Code::InvalidValue,
            Location::new(&file.path, spec.name.span.clone()),
            problem,
        ));
    }

    /// What a spec says of a field besides its type has to make sense together.
    fn field_facts(&mut self, file: &SpecFile, spec: &FieldSpec, ty: Option<&Type>, direction: Direction) {
        if let (Some(min), Some(max)) = (&spec.min, &spec.max)
            && min.value > max.value
        {
            self.fault(Diagnostic::new(
                Code::InvalidValue,
                Location::new(&file.path, min.span.clone()),
                format!("`min` {} is above `max` {}", min.value, max.value),
            ));
        }
        self.strictness(file, spec, direction);
        if direction == Direction::Reply && spec.required {
            self.fault(
                Diagnostic::new(
                    Code::InvalidValue,
                    Location::new(&file.path, spec.name.span.clone()),
                    "a field of a type cannot be `required`",
                )
                .help("a device leaves out what it likes; only members of a request are required"),
            );
        }
        if direction == Direction::Request && spec.list {
            self.fault(
                Diagnostic::new(
                    Code::InvalidValue,
                    Location::new(&file.path, spec.name.span.clone()),
                    "a member of a request takes no list in place of an object",
                )
                .help("`list` is for the fields of a `[[type]]`"),
            );
        }
        if spec.lone && !matches!(ty, None | Some(Type::List(_))) {
            self.fault(
                Diagnostic::new(
                    Code::InvalidValue,
                    Location::new(&file.path, spec.ty.span.clone()),
                    format!("`{}` is no list, so `lone` says nothing", spec.ty.value),
                )
                .help("write `list<…>`, or leave `lone` out"),
            );
        }
        if let Some(default) = &spec.default
            && !spec.values.is_empty()
            && !spec.values.iter().any(|value| value.value == default.value)
        {
            self.fault(one_of(
                Location::new(&file.path, default.span.clone()),
                "a value of this field",
                &default.value,
                spec.values.iter().map(|value| value.value.as_str()),
            ));
        }
    }

    /// What a new request starts with.
    fn initial(
        &mut self,
        file: &SpecFile,
        spec: &FieldSpec,
        ty: Option<&Type>,
        direction: Direction,
    ) -> Option<Initial> {
        let text = spec.initial.as_ref()?;
        let problem = if direction == Direction::Reply {
            "a field of a type has no `initial`: it is for members of requests"
        } else if spec.required {
            "what is `required` has no `initial`: the constructor asks for it"
        } else {
            match ty? {
                Type::String => return Some(Initial::Text(text.value.clone())),
                Type::Secret if text.value.is_empty() => return Some(Initial::EmptySecret),
                Type::Secret => "a secret starts empty: `initial = \"\"`",
                Type::List(_) if text.value == "[]" => return Some(Initial::EmptyList),
                Type::External(own) => match &own.default {
                    Some(value) if wire_text(value) == text.value => return Some(Initial::Default(value.clone())),
                    _ => "a new call sends the `default` of an external type: `initial` repeats it",
                },
                Type::List(_) => "a list starts empty: `initial = \"[]\"`",
                Type::Int => match text.value.parse() {
                    Ok(number) => return Some(Initial::Number(number)),
                    Err(_) => "a number starts as a number: `initial = \"0\"`",
                },
                Type::Flag => match text.value.as_str() {
                    "0" => return Some(Initial::Flag(false)),
                    "1" => return Some(Initial::Flag(true)),
                    _ => "a flag starts as `\"0\"` or `\"1\"`",
                },
                _ => "`initial` is for `string`, `secret`, `int`, `flag`, lists and types of `[[external]]`",
            }
        };
        self.fault(Diagnostic::new(
            Code::InvalidValue,
            Location::new(&file.path, text.span.clone()),
            problem,
        ));
        None
    }

    /// Reports a type that only requests have where something is received. Whether there was one.
    pub(super) fn received(&mut self, file: &SpecFile, text: &Text, ty: &Type) -> bool {
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
            Diagnostic::new(
                Code::MisplacedType,
                Location::new(&file.path, text.span.clone()),
                format!("`{}` is {what} and is only ever sent", text.value),
            )
            .help(help),
        );
        true
    }

    fn field_type(&mut self, file: &SpecFile, spec: &FieldSpec, wire: &Wire, direction: Direction) -> Option<Type> {
        let (ty, optional) = self.resolve(file, &spec.ty)?;
        let misplaced = |message: String, help: &str| {
            Diagnostic::new(
                Code::MisplacedType,
                Location::new(&file.path, spec.ty.span.clone()),
                message,
            )
            .help(help)
        };
        if optional {
            self.fault(misplaced(
                "`?` does not belong on a field".to_owned(),
                "a field of a type may always be missing, and a member of a request is optional unless it says `required = true`",
            ));
        }
        if direction == Direction::Reply {
            self.received(file, &spec.ty, &ty);
        }
        if ty.mentions(|ty| matches!(ty, Type::ByName(_))) {
            self.fault(misplaced(
                format!("`{}` is all of a reply of FortiOS, and no member", spec.ty.value),
                "write `map<…>`, or `list<…>`",
            ));
        }
        if ty.mentions(|ty| matches!(ty, Type::File | Type::Text)) {
            self.fault(misplaced(
                format!("`{}` is all of a request or of a reply, and no member", spec.ty.value),
                "write `string`, and for the member that is the file of an upload `file = true`",
            ));
        }
        if matches!(&ty, Type::List(inner) | Type::Map(inner) if inner.mentions(|ty| matches!(ty, Type::Digits(_)))) {
            self.fault(misplaced(
                "only a member itself is sent as digits".to_owned(),
                "write `digits<…>` as the whole type of a member",
            ));
        }
        if spec.splice && !matches!(ty, Type::Union(_)) {
            self.fault(misplaced(
                format!("`{}` is no union, so it has no members to splice", spec.ty.value),
                "`splice` is for a member whose type is a `[[union]]`",
            ));
        }
        if matches!(wire, Wire::Pattern { .. }) && !matches!(ty, Type::Map(_)) {
            self.fault(misplaced(
                "a field that collects members by pattern is a map".to_owned(),
                "write `map<…>`",
            ));
        }
        Some(ty)
    }
}

/// A value as `initial` spells it: a text as it is, anything else as JSON.
fn wire_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The wire name of a field, and the text that its Rust name is made of.
fn wire(name: &Text) -> (Wire, Text) {
    match name.value.split_once('*') {
        Some((prefix, suffix)) => {
            let rust = Text {
                value: format!("{prefix} {suffix}"),
                span: name.span.clone(),
            };
            let wire = Wire::Pattern {
                prefix: prefix.to_owned(),
                suffix: suffix.to_owned(),
            };
            (wire, rust)
        }
        None => (Wire::Name(name.value.clone()), name.clone()),
    }
}
