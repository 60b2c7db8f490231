//! The schemas that an appliance returns for its tables.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::Open;
use crate::codegen::{open_enum, row};

mod number;
#[cfg(test)]
mod tests;

/// The schema of a table, as `action=schema` returns it.
///
/// It depends on the firmware, model and licence of the appliance. Members that this type does not know are skipped;
/// use [`Call::read_as`](crate::fortios::Call::read_as) with a [`Value`] to read them.
///
/// ```
/// use fmg_bindings::fortios::cmdb::{FieldType, TableSchema};
///
/// let schema: TableSchema = serde_json::from_str(
///     r#"{"name": "address", "path": "firewall", "category": "table", "mkey": "name", "mkey_type": "string",
///         "children": {"name": {"category": "unitary", "type": "string", "size": 79}}}"#,
/// )?;
/// let key = schema.key().and_then(|key| key.kind.as_ref());
/// assert!(key.is_some_and(|kind| *kind == FieldType::String));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Default)]
#[non_exhaustive]
pub struct TableSchema {
    /// Path of the table, such as `firewall`.
    pub path: Option<String>,
    /// Name of the table, such as `address`.
    pub name: Option<String>,
    /// Whether the table has rows with keys or is a single object.
    pub category: Option<Open<SchemaCategory>>,
    /// The help text of the command line.
    pub help: Option<String>,
    /// The field that is the key of a row.
    pub mkey: Option<String>,
    /// The type of the key.
    pub mkey_type: Option<Open<FieldType>>,
    /// The access group that an administrator needs to read or write the table.
    pub access_group: Option<String>,
    /// The scope of its objects: `vdom` or `global`.
    pub object_range: Option<String>,
    /// The internal number of the table in FortiOS.
    pub q_type: Option<i64>,
    /// The maximum number of rows in all VDOMs together; 0: no such limit.
    pub max_table_size_global: Option<i64>,
    /// The maximum number of rows in a VDOM; 0: no such limit.
    pub max_table_size_vdom: Option<i64>,
    /// The maximum number of rows in one parent; 0: no such limit.
    pub max_table_size_item: Option<i64>,
    /// The fields, by name.
    pub children: BTreeMap<String, FieldSchema>,
}

row!(TableSchema {
    path: "path",
    name: "name",
    category: "category",
    help: "help",
    mkey: "mkey",
    mkey_type: "mkey_type",
    access_group: "access_group",
    object_range: "object_range",
    q_type: "q_type",
    max_table_size_global: "max_table_size_global",
    max_table_size_vdom: "max_table_size_vdom",
    max_table_size_item: "max_table_size_item",
    children: "children",
});

impl TableSchema {
    /// The field that is the key of a row; none for a complex table.
    #[must_use]
    pub fn key(&self) -> Option<&FieldSchema> {
        self.children.get(self.mkey.as_deref()?)
    }

    /// The field of this name; a dot selects a field of a sub table: `tagging.category`.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&FieldSchema> {
        field(&self.children, name)
    }
}

/// The schema of one field: a value, a sub table or a sub object.
#[derive(Default)]
#[non_exhaustive]
pub struct FieldSchema {
    /// The name of the field.
    pub name: Option<String>,
    /// Whether it is a value, a sub table, a sub object, or information only.
    pub category: Option<Open<SchemaCategory>>,
    /// The type of a value (`type` on the wire).
    pub kind: Option<Open<FieldType>>,
    /// The help text of the command line.
    pub help: Option<String>,
    /// The maximum length of a text, in characters.
    pub size: Option<i64>,
    /// The smallest allowed number.
    pub min_value: Option<i128>,
    /// The largest allowed number.
    pub max_value: Option<i128>,
    /// The default of a new object; JSON `null` without a default.
    pub default: Value,
    /// The words that an option accepts.
    pub options: Vec<OptionSchema>,
    /// The columns that the value may refer to, such as `system.interface.name`.
    pub datasource: Vec<String>,
    /// Whether the text may hold several values, separated by spaces.
    pub multiple_values: Option<bool>,
    /// The maximum number of values.
    pub max_num_values: Option<i64>,
    /// Whether it is required to create an object.
    pub required: Option<bool>,
    /// Whether it is read-only.
    pub readonly: Option<bool>,
    /// Whether each row of the sub table is a reference, with nothing but a key.
    pub member_table: Option<bool>,
    /// The field that is the key of a row of the sub table.
    pub mkey: Option<String>,
    /// The type of that key.
    pub mkey_type: Option<Open<FieldType>>,
    /// The maximum number of rows of the sub table in all VDOMs together; 0: no such limit.
    pub max_table_size_global: Option<i64>,
    /// The maximum number of rows of the sub table in a VDOM; 0: no such limit.
    pub max_table_size_vdom: Option<i64>,
    /// The maximum number of rows of the sub table in one object; 0: no such limit.
    pub max_table_size_item: Option<i64>,
    /// The fields of a sub table or sub object, by name.
    pub children: BTreeMap<String, Self>,
}

row!(FieldSchema {
    name: "name",
    category: "category",
    kind: "type",
    help: "help",
    size: "size",
    min_value: "min-value",
    max_value: "max-value",
    default: "default",
    options: "options",
    datasource: "datasource",
    multiple_values: "multiple_values",
    max_num_values: "max_num_values",
    required: "required",
    readonly: "readonly",
    member_table: "member_table",
    mkey: "mkey",
    mkey_type: "mkey_type",
    max_table_size_global: "max_table_size_global",
    max_table_size_vdom: "max_table_size_vdom",
    max_table_size_item: "max_table_size_item",
    children: "children",
});

impl FieldSchema {
    /// The field of this name in a sub table or sub object; a dot selects a field further down.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Self> {
        field(&self.children, name)
    }

    /// Whether the value is a password or a key. The appliance does not return it, and programs should not show it.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        use FieldType::{Key, Password, Password2, Password3, PasswordAes256, VarlenPassword};
        matches!(
            self.kind.as_ref().and_then(Open::known),
            Some(Password | Password2 | Password3 | PasswordAes256 | VarlenPassword | Key)
        )
    }
}

fn field<'s>(mut children: &'s BTreeMap<String, FieldSchema>, name: &str) -> Option<&'s FieldSchema> {
    let mut found = None;
    for part in name.split('.') {
        let field = children.get(part)?;
        children = &field.children;
        found = Some(field);
    }
    found
}

/// A word that an option accepts.
#[derive(Default)]
#[non_exhaustive]
pub struct OptionSchema {
    /// The word.
    pub name: Option<String>,
    /// Its meaning.
    pub help: Option<String>,
}

row!(OptionSchema {
    name: "name",
    help: "help",
});

/// The kind of a table or a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SchemaCategory {
    /// Rows with a key.
    Table,
    /// One object without a key.
    Complex,
    /// A value.
    Unitary,
    /// Information that the command line prints, but that is not part of the configuration.
    InfoReadOnly,
}

open_enum!(SchemaCategory {
    Table: "table",
    Complex: "complex",
    Unitary: "unitary",
    InfoReadOnly: "info-read-only",
});

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FieldType {
    /// A text of a limited size.
    String,
    /// A text of variable length, such as a comment.
    VarString,
    /// A word of a list; with several values, words separated by spaces.
    Option,
    /// A number.
    Integer,
    /// A text with its own syntax, which the help text describes.
    User,
    /// An IPv4 address other than `0.0.0.0`.
    Ipv4Address,
    /// An IPv4 address.
    Ipv4AddressAny,
    /// An IPv4 multicast address.
    Ipv4AddressMulticast,
    /// An IPv4 network: address and mask, separated by a space.
    Ipv4Classnet,
    /// An IPv4 network, including `0.0.0.0 0.0.0.0`.
    Ipv4ClassnetAny,
    /// An IPv4 host address with its mask.
    Ipv4ClassnetHost,
    /// An IPv4 mask other than `0.0.0.0`.
    Ipv4Netmask,
    /// An IPv4 mask.
    Ipv4NetmaskAny,
    /// An IPv6 address.
    Ipv6Address,
    /// An IPv6 network.
    Ipv6Network,
    /// An IPv6 prefix.
    Ipv6Prefix,
    /// A MAC address.
    MacAddress,
    /// A UUID.
    Uuid,
    /// A password.
    Password,
    /// A password of the second kind.
    Password2,
    /// A password of the third kind.
    Password3,
    /// A password encrypted with AES-256.
    PasswordAes256,
    /// A password of variable length.
    VarlenPassword,
    /// A date and time.
    Datetime,
    /// The type of an Ethernet frame, in hexadecimal.
    EtherType,
    /// A key in hexadecimal.
    Key,
}

open_enum!(FieldType {
    String: "string",
    VarString: "var-string",
    Option: "option",
    Integer: "integer",
    User: "user",
    Ipv4Address: "ipv4-address",
    Ipv4AddressAny: "ipv4-address-any",
    Ipv4AddressMulticast: "ipv4-address-multicast",
    Ipv4Classnet: "ipv4-classnet",
    Ipv4ClassnetAny: "ipv4-classnet-any",
    Ipv4ClassnetHost: "ipv4-classnet-host",
    Ipv4Netmask: "ipv4-netmask",
    Ipv4NetmaskAny: "ipv4-netmask-any",
    Ipv6Address: "ipv6-address",
    Ipv6Network: "ipv6-network",
    Ipv6Prefix: "ipv6-prefix",
    MacAddress: "mac-address",
    Uuid: "uuid",
    Password: "password",
    Password2: "password-2",
    Password3: "password-3",
    PasswordAes256: "password_aes256",
    VarlenPassword: "varlen_password",
    Datetime: "datetime",
    EtherType: "ether-type",
    Key: "key",
});
