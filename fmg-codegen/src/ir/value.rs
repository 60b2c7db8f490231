//! Values: types and fields.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::rare::Facts;
use super::{External, Rare, TypeRef, VersionInterval};
use crate::name::{BadName, FieldName};

/// The type of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// Text.
    String,
    /// A signed integer of 64 bits.
    Int,
    /// An integer of 64 bits that is not negative.
    Uint,
    /// A status code.
    Code,
    /// A floating point number.
    Float,
    /// `true` or `false`.
    Bool,
    /// 0 or 1.
    Flag,
    /// `enable` or `disable`.
    Toggle,
    /// Text that is never shown.
    Secret,
    /// Any JSON.
    Json,
    /// A JSON object with any members.
    Object,
    /// A number that is sent as a text of digits.
    Digits(Box<Type>),
    /// A list. A single value counts as a list of one.
    List(Box<Type>),
    /// A map: members with any names.
    Map(Box<Type>),
    /// A map or, depending on the firmware, a list of objects that contain their names. Only in replies of FortiOS.
    ByName(Box<Type>),
    /// A row.
    Row(TypeRef),
    /// An open enum.
    Enum(TypeRef),
    /// A url parameter with an integer value.
    Id(TypeRef),
    /// A url parameter with a text value.
    Name(TypeRef),
    /// An object of one of several shapes. Only in requests.
    Union(TypeRef),
    /// A hand-written type.
    External(Arc<External>),
    /// A file as the content of a request.
    File,
    /// A plain text as the reply.
    Text,
    /// Keys of rows of other tables, each in a row with this one attribute. Only in rows of FortiOS.
    Keys(Cow<'static, str>),
    /// Values in one text, with a blank between them. Only in rows of FortiOS.
    Words(Box<Type>),
}

impl Type {
    /// The type of the elements of a list, or of a list of lists; otherwise the type itself.
    #[must_use]
    pub fn innermost(&self) -> &Self {
        match self {
            Self::List(inner) => inner.innermost(),
            own => own,
        }
    }

    /// The reference of a declared type, also inside of lists and maps.
    pub(crate) fn reference(&self) -> Option<&TypeRef> {
        match self {
            Self::List(inner) | Self::Map(inner) | Self::ByName(inner) | Self::Words(inner) => inner.reference(),
            Self::Row(own) | Self::Enum(own) | Self::Id(own) | Self::Name(own) | Self::Union(own) => Some(own),
            _ => None,
        }
    }

    /// The hand-written type, also inside of lists and maps.
    pub(crate) fn external(&self) -> Option<&External> {
        match self {
            Self::List(inner) | Self::Map(inner) | Self::ByName(inner) => inner.external(),
            Self::External(own) => Some(own),
            _ => None,
        }
    }

    /// Whether `is` holds for the type or for a type inside of it.
    pub(crate) fn mentions(&self, is: fn(&Self) -> bool) -> bool {
        match self {
            Self::List(inner) | Self::Map(inner) | Self::ByName(inner) | Self::Words(inner) => {
                is(self) || inner.mentions(is)
            }
            own => is(own),
        }
    }
}

/// The type in the spelling of specs, without the modules of declared types.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::String => f.write_str("string"),
            Self::Int => f.write_str("int"),
            Self::Uint => f.write_str("uint"),
            Self::Code => f.write_str("code"),
            Self::Float => f.write_str("float"),
            Self::Bool => f.write_str("bool"),
            Self::Flag => f.write_str("flag"),
            Self::Toggle => f.write_str("toggle"),
            Self::Secret => f.write_str("secret"),
            Self::Json => f.write_str("json"),
            Self::Object => f.write_str("object"),
            Self::Digits(inner) => write!(f, "digits<{inner}>"),
            Self::List(inner) => write!(f, "list<{inner}>"),
            Self::Map(inner) => write!(f, "map<{inner}>"),
            Self::ByName(inner) => write!(f, "named<{inner}>"),
            Self::Row(name) | Self::Enum(name) | Self::Id(name) | Self::Name(name) | Self::Union(name) => {
                write!(f, "{}", name.name)
            }
            Self::External(own) => write!(f, "{}", own.name()),
            Self::File => f.write_str("file"),
            Self::Text => f.write_str("text"),
            Self::Keys(attribute) if attribute == "name" => f.write_str("keys"),
            Self::Keys(attribute) => write!(f, "keys<{attribute}>"),
            Self::Words(inner) => write!(f, "words<{inner}>"),
        }
    }
}

/// A member of a row or of a request.
#[derive(Clone, Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is an independent property of the member"
)]
#[non_exhaustive]
pub struct Field {
    /// The field in Rust.
    pub name: FieldName,
    /// The name on the wire.
    pub wire: Wire,
    /// The type of its value.
    pub ty: Type,
    /// Whether a request needs it.
    pub required: bool,
    /// Its documentation.
    pub doc: Arc<str>,
    /// Whether a list of one may be sent as a single value.
    pub lone: bool,
    /// Whether it is the file that the call uploads.
    pub file: bool,
    /// Whether its own members take its place among the members of the body.
    pub splice: bool,
    /// The facts that few members have.
    pub facts: Rare<FieldFacts>,
}

/// The facts about a member that few members have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldFacts {
    /// Other names that are read into the same field.
    pub aliases: Vec<String>,
    /// The known values, if there are few; other values are allowed.
    pub values: Vec<String>,
    /// The open enum of those values, if there is one.
    pub choice: Option<TypeRef>,
    /// The value that the device assumes without it.
    pub default: Option<String>,
    /// The value that a new request has until another is set.
    pub initial: Option<Initial>,
    /// The smallest value.
    pub min: Option<i64>,
    /// The largest value.
    pub max: Option<i64>,
    /// The largest number of characters of a text.
    pub max_len: Option<u32>,
    /// The largest number of elements of a list.
    pub max_items: Option<u32>,
    /// The paths of the tables of which its value is a key, such as `firewall/address`.
    pub refers_to: Vec<String>,
    /// Whether the appliance refuses values that its enum does not list.
    pub closed: bool,
    /// The writer: the user or the appliance.
    pub access: Access,
    /// The versions that have it, of those that have the row; empty if all have, or if it is not known.
    pub versions: Vec<VersionInterval>,
    /// Whether some models lack it.
    pub some_models: bool,
    /// The first version that has it.
    pub since: Option<String>,
}

impl Facts for FieldFacts {
    fn none() -> &'static Self {
        static NONE: FieldFacts = FieldFacts {
            aliases: Vec::new(),
            values: Vec::new(),
            choice: None,
            default: None,
            initial: None,
            min: None,
            max: None,
            max_len: None,
            max_items: None,
            refers_to: Vec::new(),
            closed: false,
            access: Access::ReadWrite,
            versions: Vec::new(),
            some_models: false,
            since: None,
        };
        &NONE
    }
}

impl Field {
    /// A member with these names in Rust and on the wire, and without further facts.
    #[must_use]
    pub fn new(name: FieldName, wire: Wire, ty: Type) -> Self {
        Self {
            name,
            wire,
            ty,
            required: false,
            doc: Arc::default(),
            lone: false,
            file: false,
            splice: false,
            facts: Rare::default(),
        }
    }

    /// A member whose Rust name follows from the name on the wire. A `*` in that name makes a pattern.
    ///
    /// ```
    /// use fmg_codegen::ir::{Field, Type};
    ///
    /// let field = Field::from_wire("top-n", Type::Int)?;
    /// assert_eq!(field.name.as_str(), "top_n");
    /// # Ok::<(), fmg_codegen::BadName>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The name on the wire has no letter or digit.
    pub fn from_wire(wire: &str, ty: Type) -> Result<Self, BadName> {
        let wire = Wire::new(wire);
        Ok(Self::new(FieldName::from_wire(&wire.words())?, wire, ty))
    }
}

/// The initial value of a member in a new request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Initial {
    /// A text.
    Text(String),
    /// A number.
    Number(i64),
    /// On or off.
    Flag(bool),
    /// An empty list.
    EmptyList,
    /// The default of a hand-written type, which is sent as this value.
    Default(serde_json::Value),
    /// An empty secret.
    EmptySecret,
}

impl Initial {
    /// The value as it is sent.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Text(text) => text.as_str().into(),
            Self::Number(number) => (*number).into(),
            Self::Flag(on) => u8::from(*on).into(),
            Self::EmptyList => serde_json::Value::Array(Vec::new()),
            Self::Default(value) => value.clone(),
            Self::EmptySecret => "".into(),
        }
    }
}

/// The name of a member on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wire {
    /// One member.
    Name(Arc<str>),
    /// All members with this start and end. The text between is the key in a map.
    Pattern {
        /// The start of the name.
        prefix: Arc<str>,
        /// The end of the name.
        suffix: Arc<str>,
    },
}

/// The name, with `*` for the part that a pattern matches.
impl fmt::Display for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Pattern { prefix, suffix } => write!(f, "{prefix}*{suffix}"),
        }
    }
}

impl Wire {
    /// Parses the spelling of specs: the first `*` stands for the part that a pattern matches.
    #[must_use]
    pub fn new(text: &str) -> Self {
        match text.split_once('*') {
            Some((prefix, suffix)) => Self::Pattern {
                prefix: prefix.into(),
                suffix: suffix.into(),
            },
            None => Self::Name(text.into()),
        }
    }

    /// The text from which the Rust name is made.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Name(name) => name.to_string(),
            Self::Pattern { prefix, suffix } => format!("{prefix} {suffix}"),
        }
    }

    /// Whether a member of this name belongs to the field.
    #[must_use]
    pub fn fits(&self, name: &str) -> bool {
        match self {
            Self::Name(own) => **own == *name,
            Self::Pattern { prefix, suffix } => {
                name.len() > prefix.len() + suffix.len() && name.starts_with(&**prefix) && name.ends_with(&**suffix)
            }
        }
    }
}

/// The writer of a member of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// Callers read and write it.
    #[default]
    ReadWrite,
    /// The appliance sets it.
    ReadOnly,
}

impl Access {
    /// Every access.
    pub const ALL: [Self; 2] = [Self::ReadWrite, Self::ReadOnly];

    /// Its spelling in specs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ReadWrite => "read-write",
            Self::ReadOnly => "read-only",
        }
    }
}
