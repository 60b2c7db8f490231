//! The attributes of described tables.

use crate::fmg::describe::{FieldDescription, FieldKind};
use crate::route::{EnumShape, Shared, Text};

/// The description of an attribute.
#[derive(Clone, Debug)]
#[must_use = "a description does nothing before it is added to a table"]
pub struct Field {
    name: String,
    aliases: Vec<String>,
    kind: FieldKind,
    list: bool,
    min: Option<i64>,
    max: Option<i64>,
    max_len: Option<u32>,
    max_items: Option<u32>,
    refers_to: Vec<String>,
    read_only: bool,
    default: Option<String>,
}

impl Field {
    fn new(name: impl Into<String>, kind: FieldKind) -> Self {
        Self {
            name: name.into(),
            aliases: Vec::new(),
            kind,
            list: false,
            min: None,
            max: None,
            max_len: None,
            max_items: None,
            refers_to: Vec::new(),
            read_only: false,
            default: None,
        }
    }

    /// A text. A `*` in the name stands for any text.
    pub fn text(name: impl Into<String>) -> Self {
        Self::new(name, FieldKind::Text)
    }

    /// A whole number.
    pub fn integer(name: impl Into<String>) -> Self {
        Self::new(name, FieldKind::Integer)
    }

    /// A floating point number.
    pub fn float(name: impl Into<String>) -> Self {
        Self::new(name, FieldKind::Float)
    }

    /// `enable` or `disable`; without `verbose`, reads show 1 or 0.
    pub fn toggle(name: impl Into<String>) -> Self {
        Self::new(name, FieldKind::Toggle)
    }

    /// 1 or 0.
    pub fn flag(name: impl Into<String>) -> Self {
        Self::new(name, FieldKind::Flag)
    }

    /// `true` or `false`.
    pub fn boolean(name: impl Into<String>) -> Self {
        Self::new(name, FieldKind::Bool)
    }

    /// One of these values, each a name and its number. Other values are refused.
    pub fn one_of<N: Into<String>>(name: impl Into<String>, values: impl IntoIterator<Item = (N, i64)>) -> Self {
        Self::values(name, values, true)
    }

    /// One of these values, each a name and its number, or another text, which is stored as it is.
    pub fn known<N: Into<String>>(name: impl Into<String>, values: impl IntoIterator<Item = (N, i64)>) -> Self {
        Self::values(name, values, false)
    }

    fn values<N: Into<String>>(
        name: impl Into<String>,
        values: impl IntoIterator<Item = (N, i64)>,
        closed: bool,
    ) -> Self {
        let name = name.into();
        let values = values
            .into_iter()
            .map(|(value, number)| (Text::from(value.into()), Some(number)));
        let values = EnumShape {
            name: name.clone().into(),
            values: values.collect::<Vec<_>>().into(),
        };
        let values = Shared::from(values);
        Self::new(name, FieldKind::Values { values, closed })
    }

    /// A text that reads do not show in clear.
    pub fn secret(name: impl Into<String>) -> Self {
        Self::new(name, FieldKind::Secret)
    }

    /// An object with these attributes, which urls below a row do not name.
    pub fn object(name: impl Into<String>, fields: impl IntoIterator<Item = Self>) -> Self {
        let fields = fields.into_iter().map(FieldDescription::from);
        Self::new(name, FieldKind::Row(fields.collect::<Vec<_>>().into()))
    }

    /// Anything.
    pub fn json(name: impl Into<String>) -> Self {
        Self::new(name, FieldKind::Json)
    }

    pub(super) fn child(name: &str) -> Self {
        Self::new(name, FieldKind::Child)
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Sets that the value is a list. A write may give one element in place of a list of one.
    pub fn list(mut self) -> Self {
        self.list = true;
        self
    }

    /// Sets that the value is an object, whose members have any name and a value of this kind.
    pub fn map(mut self) -> Self {
        self.kind = FieldKind::Map(Shared::from(self.kind));
        self
    }

    /// Sets the smallest and the largest number.
    pub fn range(mut self, min: i64, max: i64) -> Self {
        (self.min, self.max) = (Some(min), Some(max));
        self
    }

    /// Sets the largest number of characters.
    pub fn max_len(mut self, characters: u32) -> Self {
        self.max_len = Some(characters);
        self
    }

    /// Sets the largest number of elements of the list.
    pub fn max_items(mut self, items: u32) -> Self {
        self.max_items = Some(items);
        self
    }

    /// Sets the paths of the tables of which each value is a key, such as `firewall/address`.
    ///
    /// They are looked up in the scope of the row, among the objects of its ADOM, and in the global part of its device.
    pub fn refers_to<P: Into<String>>(mut self, paths: impl IntoIterator<Item = P>) -> Self {
        self.refers_to.extend(paths.into_iter().map(Into::into));
        self
    }

    /// Sets that writes have no effect.
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// Sets the value of a new row that does not give one.
    pub fn default(mut self, value: impl Into<String>) -> Self {
        self.default = Some(value.into());
        self
    }

    /// Adds another name under which writes may give the attribute.
    pub fn alias(mut self, name: impl Into<String>) -> Self {
        self.aliases.push(name.into());
        self
    }
}

impl From<Field> for FieldDescription {
    fn from(field: Field) -> Self {
        let texts = |texts: Vec<String>| texts.into_iter().map(Text::from).collect::<Vec<_>>().into();
        Self {
            name: field.name.into(),
            aliases: texts(field.aliases),
            kind: field.kind,
            list: field.list,
            min: field.min,
            max: field.max,
            max_len: field.max_len,
            max_items: field.max_items,
            refers_to: texts(field.refers_to),
            read_only: field.read_only,
            default: field.default.map(Text::from),
        }
    }
}
