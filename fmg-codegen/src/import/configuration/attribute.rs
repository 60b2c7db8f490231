//! Makes fields of the attributes of tables.

use fmg_template::secret_attribute::SchemaAttribute;
use serde_json::{Map, Value};

use super::said;
use crate::import::Lowering;
use crate::import::enums::{Choice, User};
use crate::import::markdown::paragraph;
use crate::import::module::Module;
use crate::import::names;
use crate::import::notes::NoteKind;
use crate::import::place::Place;
use crate::import::versions::{Available, Form};
use crate::ir::check::is_segment;
use crate::ir::{Type, TypeRef};
use crate::name::TypeName;

/// The types whose values are texts. Those that begin with `ipv4-` and `ipv6-` are texts too.
const TEXTS: [&str; 10] = [
    "string",
    "var-string",
    "varlen-string",
    "user",
    "uuid",
    "mac-address",
    "datetime",
    "date",
    "time",
    "ether-type",
];

/// The schema of an attribute.
pub(super) struct Attribute<'a> {
    pub(super) schema: &'a Map<String, Value>,
    /// Whether its value is the key of the row.
    is_key: bool,
}

/// An attribute of a type in Rust.
pub(super) struct Owned<'a> {
    pub(super) place: &'a Place<'a>,
    pub(super) row: &'a TypeName,
    pub(super) wire: &'a str,
    pub(super) attribute: &'a Attribute<'a>,
}

/// The values of an attribute.
enum Kind {
    Integer,
    Option,
    Secret,
    Text,
    Bool,
    Any,
    Unknown,
}

impl<'a> Attribute<'a> {
    pub(super) fn new(schema: &'a Map<String, Value>, is_key: bool) -> Self {
        Self { schema, is_key }
    }

    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        self.schema
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.schema.get(name).and_then(Value::as_bool).unwrap_or_default()
    }

    /// The members that decide whether it is a secret.
    fn described(&self, name: &'a str) -> SchemaAttribute<'a> {
        SchemaAttribute {
            name,
            ty: self.text("type").unwrap_or_default(),
            has_choices: self.schema.get("options").is_some_and(Value::is_array),
            is_key: self.is_key || !self.references().is_empty(),
        }
    }

    /// The attributes inside.
    pub(super) fn children(&self) -> Option<&'a Map<String, Value>> {
        self.schema.get("children").and_then(Value::as_object)
    }

    /// Whether it is a table inside of a row.
    fn is_table(&self) -> bool {
        self.text("category") == Some("table")
    }

    /// Whether it is an object inside of a row. Some have the category of a value.
    fn is_object(&self) -> bool {
        self.text("category") == Some("complex") || self.children().is_some_and(|children| !children.is_empty())
    }

    /// Whether it is one value.
    pub(super) fn is_value(&self) -> bool {
        !self.is_table() && !self.is_object()
    }

    /// The kind of its values, to compare versions.
    pub(super) fn form(&self) -> Form {
        if self.is_table() {
            return Form::Table;
        }
        if self.is_object() {
            return Form::Object;
        }
        match self.kind() {
            Kind::Integer => Form::Number,
            Kind::Option => Form::Choice,
            Kind::Secret => Form::Secret,
            Kind::Text => Form::Text,
            Kind::Bool | Kind::Any | Kind::Unknown => Form::Other,
        }
    }

    fn kind(&self) -> Kind {
        match self.text("type") {
            Some("integer") => Kind::Integer,
            Some("option") => Kind::Option,
            _ if self.described("").has_secret_type() => Kind::Secret,
            Some("key") => Kind::Option,
            Some(ty) if TEXTS.contains(&ty) || ty.starts_with("ipv4-") || ty.starts_with("ipv6-") => Kind::Text,
            Some(said::BOOLEAN) => Kind::Bool,
            Some(said::ANY) => Kind::Any,
            _ => Kind::Unknown,
        }
    }

    /// Whether a number can be a word, which its default is.
    fn is_number_or_word(&self) -> bool {
        let default = self.text("default");
        default.is_some_and(|text| text.split_whitespace().any(|word| word.parse::<i64>().is_err()))
    }

    /// The listed values.
    pub(super) fn choices(&self) -> Vec<Choice> {
        let options = self.schema.get("options").and_then(Value::as_array);
        let of_option = |option: &Value| {
            let text = |name: &str| option.get(name).and_then(Value::as_str);
            let wire = text("name").or(option.as_str())?;
            // A value with a control character would not be one line of documentation.
            (!wire.contains(char::is_control)).then(|| Choice {
                wire: wire.to_owned(),
                number: None,
                available: Available::default(),
                doc: paragraph(text("help").unwrap_or_default()),
            })
        };
        options.into_iter().flatten().filter_map(of_option).collect()
    }

    /// The tables that it names rows of: `system/interface` for `system.interface.name`.
    pub(super) fn references(&self) -> Vec<String> {
        let sources = self.schema.get("datasource").and_then(Value::as_array);
        let sources = sources.into_iter().flatten().filter_map(Value::as_str);
        let tables = sources.filter_map(|source| {
            let (table, _) = source.rsplit_once('.')?;
            let (path, name) = table.rsplit_once('.')?;
            (is_segment(path) && is_segment(name)).then(|| format!("{path}/{name}"))
        });
        let mut found: Vec<String> = Vec::new();
        for table in tables {
            if !found.contains(&table) {
                found.push(table);
            }
        }
        found
    }
}

impl Lowering<'_> {
    /// The type of an attribute of a row. Types inside of it are added to the module.
    pub(super) fn attribute_type(&mut self, module: &mut Module, owned: &Owned<'_>) -> Type {
        let Owned { place, attribute, .. } = *owned;
        let ty = if attribute.is_table() {
            self.rows_type(module, owned)
        } else if attribute.is_object() {
            match self.inner_row(module, owned) {
                Some(reference) => Type::Row(reference),
                None => Type::Json,
            }
        } else {
            self.value_type(module, owned)
        };
        let entry = self.overlay.field(place.table, &place.path);
        entry.and_then(|entry| entry.ty(&ty)).unwrap_or(ty)
    }

    /// The type of a table inside of a row: keys of other rows if its rows have only a key.
    fn rows_type(&mut self, module: &mut Module, owned: &Owned<'_>) -> Type {
        let Owned { place, attribute, .. } = *owned;
        let Some(children) = attribute.children().filter(|children| !children.is_empty()) else {
            self.notes.add(NoteKind::Malformed, place.item());
            return Type::List(Box::new(Type::Json));
        };
        let key = attribute.text("mkey");
        if said::flag(attribute.schema, said::GUESSED_KEY) {
            self.notes.add(NoteKind::GuessedKey, place.item());
        }
        let mut columns = children.iter();
        if let (Some((column, schema)), None) = (columns.next(), columns.next()) {
            let schema = schema.as_object().map(|schema| Attribute::new(schema, true));
            let is_value = schema.is_some_and(|schema| schema.is_value());
            // An overlay may have something to say about the one attribute.
            let is_judged = self
                .overlay
                .field(place.table, &format!("{}.{column}", place.path))
                .is_some();
            if is_value && key.is_none_or(|key| key == column) && !is_judged && !column.is_empty() {
                return Type::Keys(column.clone().into());
            }
        }
        match self.inner_row(module, owned) {
            Some(reference) => Type::List(Box::new(Type::Row(reference))),
            None => Type::List(Box::new(Type::Json)),
        }
    }

    /// The type of an object or of the rows inside of a row.
    fn inner_row(&mut self, module: &mut Module, owned: &Owned<'_>) -> Option<TypeRef> {
        let Owned {
            place,
            row,
            wire,
            attribute,
        } = *owned;
        let empty = Map::new();
        let children = attribute.children().unwrap_or(&empty);
        if children.is_empty() {
            self.notes.add(NoteKind::EmptyRow, place.item());
        }
        let wanted = names::part(row, wire).ok()?;
        let doc = paragraph(attribute.text("help").unwrap_or_default());
        let doc = if doc.is_empty() {
            format!("The attribute `{}` of `{row}`.", wire.replace('`', "'"))
        } else {
            doc
        };
        let name = self.row(module, place, &wanted, doc, children, attribute.text("mkey"));
        Some(TypeRef {
            module: Some(std::sync::Arc::clone(&module.path)),
            name,
        })
    }

    /// The type of a single value.
    fn value_type(&mut self, module: &mut Module, owned: &Owned<'_>) -> Type {
        let Owned {
            place,
            row,
            wire,
            attribute,
        } = *owned;
        let listed = |ty: Type| {
            if attribute.flag("multiple_values") {
                Type::Words(Box::new(ty))
            } else {
                ty
            }
        };
        match attribute.kind() {
            Kind::Integer if attribute.is_number_or_word() => {
                self.notes.add(NoteKind::NumberOrWord, place.item());
                Type::String
            }
            Kind::Integer => listed(Type::Int),
            Kind::Secret => Type::Secret,
            Kind::Bool => Type::Bool,
            Kind::Any => {
                self.notes.add(NoteKind::Unresolved, place.item());
                Type::Json
            }
            Kind::Option => {
                let mut choices = attribute.choices();
                let is_toggle = matches!(choices.as_slice(), [one, other]
                    if matches!((&*one.wire, &*other.wire), ("enable", "disable") | ("disable", "enable")));
                if choices.is_empty() {
                    return listed(Type::String);
                }
                if is_toggle && !attribute.flag("multiple_values") {
                    return Type::Toggle;
                }
                let item = place.item();
                self.versions_of_values(place.versions, &item, &mut choices);
                let user = User { row, wire, item: &item };
                let path = std::sync::Arc::clone(&module.path);
                let made = module
                    .enums
                    .of(&path, &mut module.types, &user, choices, &mut self.notes);
                // The attribute has a field, so its name has a letter or digit.
                listed(made.map_or(Type::String, Type::Enum))
            }
            Kind::Text => self.text_type(place, wire, attribute, listed),
            Kind::Unknown => {
                self.notes.add(NoteKind::UnknownType, place.item());
                if attribute.schema.get("default").is_some_and(Value::is_i64) {
                    listed(Type::Int)
                } else {
                    self.text_type(place, wire, attribute, listed)
                }
            }
        }
    }

    /// A text, or a secret if its name says so.
    fn text_type(
        &mut self,
        place: &Place<'_>,
        wire: &str,
        attribute: &Attribute<'_>,
        listed: impl Fn(Type) -> Type,
    ) -> Type {
        if attribute.described(wire).is_secret() {
            self.notes.add(NoteKind::SecretName, place.item());
            return Type::Secret;
        }
        listed(Type::String)
    }
}
