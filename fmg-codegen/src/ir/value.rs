//! Values: types and fields.

use std::fmt;
use std::sync::Arc;

use super::{External, TypeRef};
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
    /// A JSON object of any members.
    Object,
    /// A number that is sent as the text of its digits.
    Digits(Box<Type>),
    /// A list; a lone value counts as a list of one.
    List(Box<Type>),
    /// Members of any name.
    Map(Box<Type>),
    /// Members of any name, or a list of what has its name in itself: it depends on the firmware. In replies of FortiOS
    /// only.
    ByName(Box<Type>),
    /// A row.
    Row(TypeRef),
    /// An open enum.
    Enum(TypeRef),
    /// A url parameter that holds an integer.
    Id(TypeRef),
    /// A url parameter that holds text.
    Name(TypeRef),
    /// An object of one of several shapes; in requests only.
    Union(TypeRef),
    /// A type that is written by hand.
    External(Arc<External>),
    /// The content of a request that is a file.
    File,
    /// A reply that is plain text.
    Text,
}

impl Type {
    /// What lists of it, or of lists, hold in the end.
    #[must_use]
    pub fn innermost(&self) -> &Self {
        match self {
            Self::List(inner) => inner.innermost(),
            own => own,
        }
    }

    /// The declaration of it, or of what it holds in the end.
    pub(crate) fn reference(&self) -> Option<&TypeRef> {
        match self {
            Self::List(inner) | Self::Map(inner) | Self::ByName(inner) => inner.reference(),
            Self::Row(own) | Self::Enum(own) | Self::Id(own) | Self::Name(own) | Self::Union(own) => Some(own),
            _ => None,
        }
    }

    /// The type written by hand that it is, or that it holds in the end.
    pub(crate) fn external(&self) -> Option<&External> {
        match self {
            Self::List(inner) | Self::Map(inner) | Self::ByName(inner) => inner.external(),
            Self::External(own) => Some(own),
            _ => None,
        }
    }

    /// Whether it, or what it holds, is such a type.
    pub(crate) fn mentions(&self, is: fn(&Self) -> bool) -> bool {
        match self {
            Self::List(inner) | Self::Map(inner) | Self::ByName(inner) => is(self) || inner.mentions(is),
            own => is(own),
        }
    }
}

/// The type as specs spell it, without the modules of declared types.
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
        }
    }
}

/// A member of a row or of a request.
#[derive(Clone, Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each says something of its own about the member"
)]
#[non_exhaustive]
pub struct Field {
    /// The field in Rust.
    pub name: FieldName,
    /// The member on the wire.
    pub wire: Wire,
    /// Other names that are read into the same field.
    pub aliases: Vec<String>,
    /// What it holds.
    pub ty: Type,
    /// Whether a request can't do without it.
    pub required: bool,
    /// What it is.
    pub doc: String,
    /// The values that are known, where they are few; others are let through.
    pub values: Vec<String>,
    /// The open enum of those values, where it has one.
    pub choice: Option<TypeRef>,
    /// Whether a list of one may be sent as a lone value.
    pub lone: bool,
    /// Whether it is the file that the call uploads.
    pub file: bool,
    /// Whether its own members stand in its place, beside the other members of the body.
    pub splice: bool,
    /// What the device assumes without it.
    pub default: Option<String>,
    /// What a new request sends, unless it is given something else.
    pub initial: Option<Initial>,
    /// The smallest value.
    pub min: Option<i64>,
    /// The largest value.
    pub max: Option<i64>,
    /// The first version that has it.
    pub since: Option<String>,
}

impl Field {
    /// A member of this name in Rust and on the wire, of which nothing else is known.
    #[must_use]
    pub fn new(name: FieldName, wire: Wire, ty: Type) -> Self {
        Self {
            name,
            wire,
            aliases: Vec::new(),
            ty,
            required: false,
            doc: String::new(),
            values: Vec::new(),
            choice: None,
            lone: false,
            file: false,
            splice: false,
            default: None,
            initial: None,
            min: None,
            max: None,
            since: None,
        }
    }

    /// The same, with the name in Rust that follows from the one on the wire; a `*` in it makes it a pattern.
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

/// A value that a new request starts with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Initial {
    /// A text.
    Text(String),
    /// A number.
    Number(i64),
    /// On or off.
    Flag(bool),
    /// A list without elements.
    EmptyList,
    /// The default of a type that is written by hand, which writes this value.
    Default(serde_json::Value),
    /// A secret that is no secret yet.
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
    Name(String),
    /// Every member that starts and ends like this; what stands between is the key of a map.
    Pattern {
        /// What the name starts with.
        prefix: String,
        /// What it ends with.
        suffix: String,
    },
}

/// The name; a `*` stands for what a pattern leaves open.
impl fmt::Display for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Pattern { prefix, suffix } => write!(f, "{prefix}*{suffix}"),
        }
    }
}

impl Wire {
    /// The name as specs spell it: the first `*` stands for what a pattern leaves open.
    #[must_use]
    pub fn new(text: &str) -> Self {
        match text.split_once('*') {
            Some((prefix, suffix)) => Self::Pattern {
                prefix: prefix.to_owned(),
                suffix: suffix.to_owned(),
            },
            None => Self::Name(text.to_owned()),
        }
    }

    /// What a name in Rust is made of.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Name(name) => name.clone(),
            Self::Pattern { prefix, suffix } => format!("{prefix} {suffix}"),
        }
    }

    /// Whether a member of this name belongs here.
    #[must_use]
    pub fn fits(&self, name: &str) -> bool {
        match self {
            Self::Name(own) => own == name,
            Self::Pattern { prefix, suffix } => {
                name.len() > prefix.len() + suffix.len()
                    && name.starts_with(prefix.as_str())
                    && name.ends_with(suffix.as_str())
            }
        }
    }
}
