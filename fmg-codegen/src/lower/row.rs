//! Lowers rows, enums, and the fields of rows and requests.

use camino::Utf8Path;
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::{
    Access, Enum, EnumValue, Field, FieldFacts, Initial, ReplyPlace, Row, RowField, Type, VersionInterval, Wire,
};
use crate::name::{FieldName, VariantName};
use crate::spec::{At, EnumSpec, EnumValueSpec, FieldSpec, RowSpec, Text};
use crate::symbols::one_of;

use super::{Lowering, bad_name};

/// Whether a field is sent or received.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Request,
    Reply,
}

impl Lowering<'_> {
    pub(super) fn row(&mut self, file: &Utf8Path, spec: &RowSpec) -> Option<Row> {
        let mut row = Row::new(self.declared_name(file, &spec.name)?);
        spec.doc.value.trim().clone_into(&mut row.doc);
        row.writable = spec.writable;
        row.starts_task = self.starts_task(file, spec);
        row.fields.reserve_exact(spec.fields.len());
        for spec in &spec.fields {
            let places = self.reply_places(file, spec);
            let field = self.field(file, spec, Direction::Reply)?;
            if spec.list {
                if row.list.is_some() {
                    self.fault(
                        Diagnostic::new(
                            Code::InvalidValue,
                            Location::new(file, spec.name.span.clone()),
                            "two fields of this type take a list in place of the object",
                        )
                        .help("keep `list` for one of them"),
                    );
                } else {
                    row.list = Some(field.name.clone());
                }
            }
            let mut field = RowField::new(field);
            if *places != *field.places {
                field.places = places.into();
            }
            field.strict = spec.strict;
            row.fields.push(field);
        }
        Some(row)
    }

    /// The field that `starts_task` names.
    fn starts_task(&mut self, file: &Utf8Path, spec: &RowSpec) -> Option<FieldName> {
        let text = spec.starts_task.as_ref()?;
        match FieldName::new(&text.value) {
            Ok(name) => Some(name),
            Err(bad) => {
                let at = Location::new(file, text.span.clone());
                let message = format!("`{}` is not the name of a field in Rust: {bad}", text.value);
                self.fault(Diagnostic::new(Code::InvalidValue, at, message).help("name the field as it is in Rust"));
                None
            }
        }
    }

    fn reply_places(&mut self, file: &Utf8Path, spec: &FieldSpec) -> Vec<ReplyPlace> {
        let mut places = Vec::new();
        for text in &spec.places {
            match ReplyPlace::ALL.into_iter().find(|place| place.as_str() == text.value) {
                Some(place) => places.push(place),
                None => self.fault(one_of(
                    Location::new(file, text.span.clone()),
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

    pub(super) fn enumeration(&mut self, file: &Utf8Path, spec: &EnumSpec) -> Option<Enum> {
        let mut item = Enum::new(self.type_name(file, &spec.name)?);
        spec.doc.value.trim().clone_into(&mut item.doc);
        let values = spec.values.iter();
        let values: Vec<_> = values.filter_map(|spec| self.enum_value(file, spec)).collect();
        item.values = values;
        (item.values.len() == spec.values.len()).then_some(item)
    }

    fn enum_value(&mut self, file: &Utf8Path, spec: &EnumValueSpec) -> Option<EnumValue> {
        let text = spec.rust.as_ref().unwrap_or(&spec.name);
        match VariantName::from_wire(&text.value) {
            Ok(variant) => {
                let mut value = EnumValue::new(variant, &spec.name.value);
                value.number = spec.number.as_ref().map(|number| number.value);
                value.doc = spec.doc.as_ref().map(|doc| doc.value.trim().to_owned());
                Some(value)
            }
            Err(bad) => {
                self.fault(bad_name(file, text, "a variant", &bad));
                None
            }
        }
    }

    pub(super) fn field(&mut self, file: &Utf8Path, spec: &FieldSpec, direction: Direction) -> Option<Field> {
        let (wire, rust_source) = self.wire(&spec.name);
        let text = spec.rust.as_ref().unwrap_or(&rust_source);
        let name = self.texts.field(&text.value);
        if let Err(bad) = &name {
            self.fault(bad_name(file, text, "a field", bad));
        }
        let ty = self.field_type(file, spec);
        self.of_replies(file, spec, direction);
        let initial = self.initial(file, spec, ty.as_ref(), direction);
        if ty.is_none() {
            self.note_incomplete(file, &spec.name);
        }
        let mut field = Field::new(name.ok()?, wire, ty.unwrap_or(Type::Json));
        field.required = spec.required;
        field.doc = self.texts.share(spec.doc.value.trim());
        field.lone = spec.lone;
        field.file = spec.file;
        field.splice = spec.splice;
        let facts = FieldFacts {
            aliases: spec.aliases.iter().map(|text| text.value.clone()).collect(),
            values: spec.values.iter().map(|text| text.value.clone()).collect(),
            choice: None,
            default: spec.default.as_ref().map(|text| text.value.clone()),
            initial,
            min: spec.min.as_ref().map(|number| number.value),
            max: spec.max.as_ref().map(|number| number.value),
            max_len: self.count(file, spec.max_len.as_ref()),
            max_items: self.count(file, spec.max_items.as_ref()),
            refers_to: spec.refers_to.iter().map(|text| text.value.clone()).collect(),
            closed: spec.closed,
            access: self.access(file, spec),
            versions: self.versions(file, spec),
            some_models: false,
            since: spec.since.as_ref().map(|text| text.value.clone()),
        };
        field.facts = facts.into();
        Some(field)
    }

    /// A number of characters or of elements.
    fn count(&mut self, file: &Utf8Path, number: Option<&At<i64>>) -> Option<u32> {
        let number = number?;
        let count = u32::try_from(number.value).ok().filter(|count| *count > 0);
        if count.is_none() {
            self.fault(Diagnostic::new(
                Code::InvalidValue,
                Location::new(file, number.span.clone()),
                format!("{} is not a largest number of characters or elements", number.value),
            ));
        }
        count
    }

    fn access(&mut self, file: &Utf8Path, spec: &FieldSpec) -> Access {
        let Some(text) = &spec.access else {
            return Access::default();
        };
        let found = Access::ALL.into_iter().find(|access| access.as_str() == text.value);
        found.unwrap_or_else(|| {
            let names = Access::ALL.iter().map(|access| access.as_str());
            let at = Location::new(file, text.span.clone());
            self.fault(one_of(at, "an access", &text.value, names));
            Access::default()
        })
    }

    fn versions(&mut self, file: &Utf8Path, spec: &FieldSpec) -> Vec<VersionInterval> {
        let mut found = Vec::new();
        for text in &spec.versions {
            match VersionInterval::parse(&text.value) {
                Some(versions) => found.push(versions),
                None => self.fault(
                    Diagnostic::new(
                        Code::InvalidValue,
                        Location::new(file, text.span.clone()),
                        format!("`{}` is not an interval of versions", text.value),
                    )
                    .help("write `>=6.4.4` for all from 6.4.4 on, `<=7.0.0` for all up to 7.0.0, or `6.2.0-6.2.9`"),
                ),
            }
        }
        found
    }

    fn field_type(&mut self, file: &Utf8Path, spec: &FieldSpec) -> Option<Type> {
        let (ty, optional) = self.resolve(file, &spec.ty)?;
        if optional {
            self.fault(
                Diagnostic::new(
                    Code::MisplacedType,
                    Location::new(file, spec.ty.span.clone()),
                    "`?` does not belong on a field",
                )
                .help(
                    "a field of a type may always be missing, and a member of a request is optional unless it says \
                     `required = true`",
                ),
            );
        }
        Some(ty)
    }

    /// Reports keys for decoding replies on a field that is only sent.
    fn of_replies(&mut self, file: &Utf8Path, spec: &FieldSpec, direction: Direction) {
        if direction == Direction::Reply {
            return;
        }
        let at = Location::new(file, spec.name.span.clone());
        if spec.strict {
            self.fault(Diagnostic::new(
                Code::InvalidValue,
                at.clone(),
                "a member of a request cannot be `strict`, which is for decoding replies",
            ));
        }
        if spec.list {
            self.fault(
                Diagnostic::new(Code::InvalidValue, at, "a member of a request cannot have `list`")
                    .help("`list` is for fields of a `[[type]]` that take a list in place of the object"),
            );
        }
    }

    /// The initial value of a member in a new request.
    fn initial(
        &mut self,
        file: &Utf8Path,
        spec: &FieldSpec,
        ty: Option<&Type>,
        direction: Direction,
    ) -> Option<Initial> {
        let text = spec.initial.as_ref()?;
        let as_text = Initial::Text(text.value.clone());
        if direction == Direction::Reply || spec.required {
            return Some(as_text); // The check of the field reports that it cannot have an initial value.
        }
        let problem = match ty? {
            Type::Secret if text.value.is_empty() => return Some(Initial::EmptySecret),
            Type::List(_) if text.value == "[]" => return Some(Initial::EmptyList),
            Type::External(own) => match &own.default {
                Some(value) if wire_text(value) == text.value => return Some(Initial::Default(value.clone())),
                _ => return Some(as_text),
            },
            Type::Int => match text.value.parse() {
                Ok(number) => return Some(Initial::Number(number)),
                Err(_) => "the initial value of a number is a number: `initial = \"0\"`",
            },
            Type::Flag => match text.value.as_str() {
                "0" => return Some(Initial::Flag(false)),
                "1" => return Some(Initial::Flag(true)),
                _ => "the initial value of a flag is `\"0\"` or `\"1\"`",
            },
            _ => return Some(as_text),
        };
        self.fault(Diagnostic::new(
            Code::InvalidValue,
            Location::new(file, text.span.clone()),
            problem,
        ));
        None
    }

    /// The name of a field on the wire, and the text from which its Rust name is made.
    fn wire(&mut self, name: &Text) -> (Wire, Text) {
        match name.value.split_once('*') {
            Some((prefix, suffix)) => {
                let rust = Text {
                    value: format!("{prefix} {suffix}"),
                    span: name.span.clone(),
                };
                (Wire::new(&name.value), rust)
            }
            None => (Wire::Name(self.texts.share(&name.value)), name.clone()),
        }
    }
}

/// A value in the spelling of `initial`: a text without quotes, anything else as JSON.
fn wire_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
