//! Tables of FortiManager, as its descriptions have them, and their import.
//!
//! Each source of such descriptions makes a [`Description`] of a table. [`lowering`] makes a table of the IR of it.

mod attribute;
pub(super) mod command;
mod key;
mod lowering;
pub(super) mod scope;
pub(super) mod syntax;
mod tree;

use serde_json::Value;

pub(crate) use self::scope::Scope;
pub(super) use self::tree::Tree;
pub(crate) use self::tree::put;
use super::pattern::Kind;
use crate::diagnostic::Location;
use crate::ir::TableVerb;

/// A table or a single object of FortiManager, as a source describes it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Description {
    /// The part of FortiManager that has it.
    pub(crate) kind: Kind,
    /// Its path below the scopes: `firewall/address`.
    pub(crate) path: String,
    /// The scopes below which it is read.
    pub(crate) scopes: Vec<Scope>,
    /// Those below which it is written.
    pub(crate) written: Vec<Scope>,
    /// Whether the source does not say the scopes.
    pub(crate) guessed_scopes: bool,
    /// Whether it is a table of the global database.
    pub(crate) is_global: bool,
    /// The described object.
    pub(crate) object: Object,
}

impl Description {
    /// The table in reports, patterns and overlays: `obj firewall/address`.
    pub(crate) fn id(&self) -> String {
        self.kind.id(&self.path)
    }
}

/// A table, a single object, or one of them inside of a row.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    /// Its place in the source.
    pub(crate) at: Location,
    /// The pointer below which its attributes are, by name.
    pub(crate) attributes_at: String,
    /// The help text of the source, not yet Markdown.
    pub(crate) help: String,
    /// Whether it has rows.
    pub(crate) form: Form,
    /// The attribute that the source states as the key.
    pub(crate) key: Option<String>,
    /// Its verbs. `None`: the source does not say. Without any, no url names it.
    pub(crate) verbs: Option<Vec<TableVerb>>,
    /// The largest number of rows.
    pub(crate) most: Option<u64>,
    /// Its attributes, in the order of the source.
    pub(crate) attributes: Vec<Attribute>,
}

/// Equal content in two places is the same description. A scope may have fewer verbs than another.
impl PartialEq for Object {
    fn eq(&self, other: &Self) -> bool {
        (self.form, &self.help, &self.key, self.most) == (other.form, &other.help, &other.key, other.most)
            && self.attributes == other.attributes
    }
}

impl Object {
    /// An object without attributes, of which nothing is known.
    pub(crate) fn new(at: Location, attributes_at: String) -> Self {
        Self {
            at,
            attributes_at,
            help: String::new(),
            form: Form::Unknown,
            key: None,
            verbs: None,
            most: None,
            attributes: Vec::new(),
        }
    }

    /// The attribute of this name.
    pub(crate) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|own| own.name == name)
    }
}

/// The form of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A table.
    Rows,
    /// A single object.
    Single,
    /// The source does not say. The key decides.
    Unknown,
}

/// An attribute of a row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Attribute {
    /// Its name on the wire.
    pub(crate) name: String,
    /// The help text of the source, not yet Markdown.
    pub(crate) help: String,
    /// Its values.
    pub(crate) values: Values,
    /// Whether it has several values at once.
    pub(crate) is_list: bool,
    /// How many, if there is a limit.
    pub(crate) most: Option<u32>,
    /// The default as the source has it.
    pub(crate) default: Option<Value>,
    /// The smallest number.
    pub(crate) min: Option<i64>,
    /// The largest number.
    pub(crate) max: Option<i64>,
    /// The largest number of characters.
    pub(crate) max_len: Option<u32>,
    /// Whether FortiManager sets it.
    pub(crate) is_read_only: bool,
    /// The tables of which its value is a key.
    pub(crate) refers_to: Vec<Reference>,
    /// Members in a form that the source does not have elsewhere.
    pub(crate) malformed: usize,
}

impl Attribute {
    /// An attribute of which nothing else is known.
    pub(crate) fn new(name: &str, values: Values) -> Self {
        Self {
            name: name.to_owned(),
            help: String::new(),
            values,
            is_list: false,
            most: None,
            default: None,
            min: None,
            max: None,
            max_len: None,
            is_read_only: false,
            refers_to: Vec::new(),
            malformed: 0,
        }
    }
}

/// A table that an attribute names rows of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    /// Its path: `firewall/address`.
    pub(crate) table: String,
    /// The attribute of its rows by which they are named.
    pub(crate) key: Option<String>,
}

/// The values of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Values {
    /// Texts.
    Text,
    /// Integers.
    Integer,
    /// Integers that are not negative, of up to 64 bits.
    Unsigned,
    /// Floating point numbers.
    Float,
    /// One of these, with their numbers.
    Choice(Vec<Choice>),
    /// Several of these. Without `verbose`, the value is the sum of their numbers.
    Bits(Vec<Choice>),
    /// Passwords and keys.
    Secret,
    /// Rows, or an object.
    Object(Box<Object>),
    /// Any JSON.
    Json,
    /// The source refers to a value around this one, or to nothing.
    Unresolved,
    /// An object of texts, as the source says; some of them are a text in truth.
    Open,
    /// The source has a type that the import does not know.
    Unknown,
}

/// A listed value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    /// Its name.
    pub(crate) wire: String,
    /// The number that FortiManager sends without `verbose`.
    pub(crate) number: Option<i64>,
    /// The help text of the source, not yet Markdown.
    pub(crate) help: String,
}
