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
use crate::ir::{Access, Field, Type, TypeRef};
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
    schema: &'a Map<String, Value>,
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

    fn text(&self, name: &str) -> Option<&'a str> {
        self.schema
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    }

    fn flag(&self, name: &str) -> bool {
        self.schema.get(name).and_then(Value::as_bool).unwrap_or_default()
    }

    /// What tells whether it is a secret.
    fn described(&self, name: &'a str) -> SchemaAttribute<'a> {
        SchemaAttribute {
            name,
            ty: self.text("type").unwrap_or_default(),
            has_choices: self.schema.get("options").is_some_and(Value::is_array),
            is_key: self.is_key || !self.references().is_empty(),
        }
    }

    /// The attributes inside.
    fn children(&self) -> Option<&'a Map<String, Value>> {
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

    /// What its values are, to compare versions.
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
    fn choices(&self) -> Vec<Choice> {
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
    fn references(&self) -> Vec<String> {
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

    /// The documentation and the facts of a field whose type is known.
    pub(super) fn facts(&mut self, place: &Place<'_>, attribute: &Attribute<'_>, field: &mut Field) {
        field.doc = paragraph(attribute.text("help").unwrap_or_default()).into();
        if attribute.flag("readonly") {
            field.facts.access = Access::ReadOnly;
        }
        let mut references = attribute.references();
        if let Type::Keys(column) = &field.ty {
            let column = attribute.children().and_then(|children| children.get(&**column));
            if let Some(column) = column.and_then(Value::as_object) {
                let column = Attribute::new(column, true);
                references.extend(column.references());
                if field.doc.is_empty() {
                    field.doc = paragraph(column.text("help").unwrap_or_default()).into();
                }
            }
        }
        for table in &references {
            if !self.known.contains(table) {
                self.notes
                    .add(NoteKind::DanglingReference, format!("{} → {table}", place.item()));
            }
        }
        if !references.is_empty() {
            field.facts.refers_to = references;
        }
        self.sizes(place, attribute, field);
        self.range(place, attribute, field);
        self.default(place, attribute, field);
        self.versions_of_field(place.versions, &place.item(), field);
    }

    fn sizes(&mut self, place: &Place<'_>, attribute: &Attribute<'_>, field: &mut Field) {
        let mut number = |name: &str| {
            let value = attribute.schema.get(name)?;
            let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
            if number.is_none() {
                self.notes.add(NoteKind::Malformed, place.item());
            }
            number.filter(|number| *number > 0)
        };
        let is_text = matches!(field.ty, Type::String | Type::Secret | Type::Words(_));
        if let Some(size) = number("size").filter(|_| is_text) {
            field.facts.max_len = Some(size);
        }
        let most = number("max_num_values");
        let rows = number("max_table_size_item");
        let most = match field.ty {
            Type::Words(_) => most,
            Type::Keys(_) | Type::List(_) => rows,
            _ => None,
        };
        if most.is_some() {
            field.facts.max_items = most;
        }
    }

    fn range(&mut self, place: &Place<'_>, attribute: &Attribute<'_>, field: &mut Field) {
        let number = |name: &str| attribute.schema.get(name).map(Value::as_i64);
        let is_number = |ty: &Type| matches!(ty, Type::Int) || matches!(ty, Type::Words(inner) if **inner == Type::Int);
        match (number("min-value"), number("max-value")) {
            (None, None) => {}
            _ if !is_number(&field.ty) => {}
            (min, max) => {
                let (min, max) = (min.flatten(), max.flatten());
                let is_lost = attribute.schema.contains_key("min-value") != min.is_some()
                    || attribute.schema.contains_key("max-value") != max.is_some();
                if is_lost || min.zip(max).is_some_and(|(min, max)| min > max) {
                    self.notes.add(NoteKind::Range, place.item());
                } else {
                    field.facts.min = min;
                    field.facts.max = max;
                }
            }
        }
    }

    /// The default, if it is a value of the type. An empty one says nothing.
    fn default(&mut self, place: &Place<'_>, attribute: &Attribute<'_>, field: &mut Field) {
        if said::flag(attribute.schema, said::DROPPED_DEFAULT) {
            return self.notes.add(NoteKind::SecretDefault, place.item());
        }
        let default = match attribute.schema.get("default") {
            None | Some(Value::Null) => return,
            Some(Value::String(text)) if text.is_empty() => return,
            Some(default) => default,
        };
        let found = match &field.ty {
            Type::Secret => Err(NoteKind::SecretDefault),
            Type::Int => match default.as_i64() {
                Some(number) if is_outside(number, field) => Err(NoteKind::DefaultOutOfRange),
                Some(number) => Ok(number.to_string()),
                None => Err(NoteKind::DefaultMisfits),
            },
            Type::Toggle => match default.as_str() {
                Some("enable") => Ok("true".to_owned()),
                Some("disable") => Ok("false".to_owned()),
                _ => Err(NoteKind::DefaultMisfits),
            },
            Type::Bool => match default.as_bool() {
                Some(on) => Ok(on.to_string()),
                None => Err(NoteKind::DefaultMisfits),
            },
            Type::Enum(_) => word(attribute, default, false),
            Type::Words(inner) => match &**inner {
                Type::Enum(_) => word(attribute, default, true),
                _ => plain(default),
            },
            Type::String => plain(default),
            // A table or an object has no default of its own.
            Type::Keys(_) | Type::List(_) | Type::Row(_) | Type::Json => return,
            _ => Err(NoteKind::DefaultMisfits),
        };
        match found {
            Ok(text) if text.contains(char::is_control) => self.notes.add(NoteKind::DefaultMisfits, place.item()),
            Ok(text) => field.facts.default = Some(text),
            Err(kind) => self.notes.add(kind, place.item()),
        }
    }
}

/// A default that is one of the listed values, or several with blanks between them.
fn word(attribute: &Attribute<'_>, default: &Value, many: bool) -> Result<String, NoteKind> {
    let text = plain(default)?;
    let choices = attribute.choices();
    let is_listed = |word: &str| choices.iter().any(|choice| choice.wire == word);
    let fits = is_listed(&text) || (many && text.split_whitespace().all(is_listed));
    if fits { Ok(text) } else { Err(NoteKind::DefaultMisfits) }
}

/// A text or a number as text.
fn plain(default: &Value) -> Result<String, NoteKind> {
    match default {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        _ => Err(NoteKind::DefaultMisfits),
    }
}

fn is_outside(number: i64, field: &Field) -> bool {
    field.facts.min.is_some_and(|min| number < min) || field.facts.max.is_some_and(|max| number > max)
}
