//! The descriptions of tables: path, scopes, key and fields. The generated ones are constants; others may be made at
//! run time.
use crate::route::{EnumShape, Kind, Shared, Text};

/// A table, or a single object without a key.
#[derive(Debug)]
pub(crate) struct TableDescription {
    /// The path below the scope: `firewall/address`. Of a child table, its name: `dynamic_mapping`.
    pub(crate) path: Text,
    /// The name of the row type, for messages: `fmg::address::Address`.
    pub(crate) name: Text,
    /// The key. `None`: a single object.
    pub(crate) key: Option<KeyDescription>,
    /// The templates of the scopes that have the table: `/pm/config/<scope>/obj`. Empty for a child table, whose scope is
    /// a row of its parent.
    pub(crate) scopes: Shared<[ScopeDescription]>,
    /// Those below which it is written. Other methods than `get` are refused below the others.
    pub(crate) written: Shared<[ScopeDescription]>,
    /// The verbs that it has.
    pub(crate) verbs: Shared<[TableVerb]>,
    /// Whether rows have further members, of which nothing is known: they are stored as they are sent.
    pub(crate) partial: bool,
    /// The members of its rows.
    pub(crate) fields: Shared<[FieldDescription]>,
    /// The child tables and single objects of each row.
    pub(crate) children: Shared<[Shared<TableDescription>]>,
}

/// A verb of a table or of a single object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum TableVerb {
    /// `get` of the table.
    List,
    /// `get` of a row, or of the single object.
    Get,
    /// `get` of the table with the option `count`.
    Count,
    /// `get` of the table with the option `chksum`.
    Checksum,
    /// `get` of the table with the option `syntax`.
    Syntax,
    /// `add` to the table, of one row.
    Add,
    /// `add` to the table, of a list of rows.
    AddRows,
    /// `set` of a row, or of the single object.
    Set,
    /// `update` of a row, or of the single object.
    Update,
    /// `set` of the table, of one row with its key.
    Upsert,
    /// `set` of the table, of a list of rows with their keys.
    SetRows,
    /// `update` of the table, of a list of rows with their keys.
    UpdateRows,
    /// `delete` of a row.
    Delete,
    /// `delete` of the table with a filter and `confirm`.
    DeleteWhere,
    /// `clone` of a row. Only some tables have it.
    CloneTo,
    /// `move` of a row before or after another. Only tables whose rows have an order have it.
    MoveTo,
}

/// The key of a table.
#[derive(Debug)]
pub(crate) struct KeyDescription {
    /// The attribute that holds it. `None`: rows do not have their key as an attribute.
    pub(crate) attribute: Option<Text>,
    /// Its kind in the url: one segment, a number, or a path.
    pub(crate) kind: Kind,
    /// How many segments it has in the url: 2 for `<device>/<vdom>`.
    pub(crate) segments: usize,
    /// Whether the table chooses the key of a row that has none.
    pub(crate) assigned: bool,
}

/// A place below which a table is.
#[derive(Debug)]
pub(crate) struct ScopeDescription {
    /// The url, with `<scope>` written out: `/pm/config/adom/<adom>/obj` and `/pm/config/global/obj` are two.
    pub(crate) template: Text,
    /// The kinds of its placeholders, in the order of the url.
    pub(crate) placeholders: Shared<[Kind]>,
}

/// A member of a row.
#[derive(Debug)]
pub(crate) struct FieldDescription {
    /// The name on the wire. A `*` stands for any text.
    pub(crate) name: Text,
    /// Other names of the same member.
    pub(crate) aliases: Shared<[Text]>,
    /// The kind of its values.
    pub(crate) kind: FieldKind,
    /// Whether the value is a list of that kind. FortiManager takes one element for a list of one.
    pub(crate) list: bool,
    /// The smallest number.
    pub(crate) min: Option<i64>,
    /// The largest number.
    pub(crate) max: Option<i64>,
    /// The largest number of characters of a text.
    pub(crate) max_len: Option<u32>,
    /// The largest number of elements of a list.
    pub(crate) max_items: Option<u32>,
    /// The paths of the tables of which the value is a key, such as `firewall/address`. Empty: it is no reference.
    pub(crate) refers_to: Shared<[Text]>,
    /// Whether writes of it have no effect, as FortiManager sets it.
    pub(crate) read_only: bool,
    /// The value that FortiManager uses when none is written, as text.
    pub(crate) default: Option<Text>,
}

/// The kind of the values of a member.
#[derive(Clone, Debug)]
pub(crate) enum FieldKind {
    /// A text.
    Text,
    /// A number.
    Integer,
    /// A floating point number.
    Float,
    /// `enable` or `disable`; 1 or 0 without `verbose`.
    Toggle,
    /// 1 or 0.
    Flag,
    /// `true` or `false`.
    Bool,
    /// One of these values, with their numbers. A closed list has no others.
    Values {
        /// The values.
        values: Shared<EnumShape>,
        /// Whether other values are refused.
        closed: bool,
    },
    /// A text that is never returned in clear.
    Secret,
    /// Members of any name, of one kind.
    Map(Shared<FieldKind>),
    /// An object with members of its own, or an element of such a list. Urls below a row do not name it.
    Row(Shared<[FieldDescription]>),
    /// The rows of the child table, or the child object, of this name, which the description of the table has among its
    /// children.
    Child,
    /// Anything.
    Json,
}
