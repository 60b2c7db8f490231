//! What an appliance says about its own tables.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::Open;
use crate::codegen::{open_enum, row};

mod number;
#[cfg(test)]
mod tests;

/// The schema of a table: what `action=schema` answers.
///
/// It is that of the firmware, the model and the licence of the appliance that was asked. Members that this type does
/// not know are skipped; [`Call::read_as`](crate::fortios::Call::read_as) with a [`Value`] shows them.
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
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct TableSchema {
    /// Path of the table, such as `firewall`.
    pub path: Option<String>,
    /// Name of the table, such as `address`.
    pub name: Option<String>,
    /// Whether it has rows with keys, or is one object.
    pub category: Option<Open<SchemaCategory>>,
    /// What the table is for, as the command line helps.
    pub help: Option<String>,
    /// The field that is the key of a row.
    pub mkey: Option<String>,
    /// The type of the key.
    pub mkey_type: Option<Open<FieldType>>,
    /// The access group in which an administrator has to be allowed to read or write the table.
    pub access_group: Option<String>,
    /// Where its objects live: `vdom` or `global`.
    pub object_range: Option<String>,
    /// The number of the table inside FortiOS.
    pub q_type: Option<i64>,
    /// How many rows all VDOMs together may have; 0: no limit of this kind.
    pub max_table_size_global: Option<i64>,
    /// How many rows a VDOM may have; 0: no limit of this kind.
    pub max_table_size_vdom: Option<i64>,
    /// How many rows one parent may have; 0: no limit of this kind.
    pub max_table_size_item: Option<i64>,
    /// The fields, by their names.
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

    /// The field of that name; a dot leads into a sub table: `tagging.category`.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&FieldSchema> {
        field(&self.children, name)
    }
}

/// The schema of one field: a value, a sub table or a sub object.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct FieldSchema {
    /// The name of the field.
    pub name: Option<String>,
    /// Whether it is a value, a sub table, a sub object, or nothing but information.
    pub category: Option<Open<SchemaCategory>>,
    /// The type of a value (`type` on the wire).
    pub kind: Option<Open<FieldType>>,
    /// What the field is for, as the command line helps.
    pub help: Option<String>,
    /// How many characters a text may have.
    pub size: Option<i64>,
    /// The least number allowed.
    pub min_value: Option<i128>,
    /// The greatest number allowed.
    pub max_value: Option<i128>,
    /// What a new object starts with; JSON `null` where nothing is said.
    pub default: Value,
    /// The words that an option takes.
    pub options: Vec<OptionSchema>,
    /// The columns that hold what the value may refer to, such as `system.interface.name`.
    pub datasource: Vec<String>,
    /// Whether several values stand in the text, with spaces between them.
    pub multiple_values: Option<bool>,
    /// How many of them at most.
    pub max_num_values: Option<i64>,
    /// Whether an object cannot be created without it.
    pub required: Option<bool>,
    /// Whether it can only be read.
    pub readonly: Option<bool>,
    /// Whether the rows of the sub table are references, and nothing but a key each.
    pub member_table: Option<bool>,
    /// The field that is the key of a row of the sub table.
    pub mkey: Option<String>,
    /// The type of that key.
    pub mkey_type: Option<Open<FieldType>>,
    /// How many rows of the sub table all VDOMs together may have; 0: no limit of this kind.
    pub max_table_size_global: Option<i64>,
    /// How many rows of the sub table a VDOM may have; 0: no limit of this kind.
    pub max_table_size_vdom: Option<i64>,
    /// How many rows the sub table of one object may have; 0: no limit of this kind.
    pub max_table_size_item: Option<i64>,
    /// The fields of a sub table or sub object, by their names.
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
    /// The field of that name in a sub table or sub object; a dot leads further down.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Self> {
        field(&self.children, name)
    }

    /// Whether the value is a password or a key, which the appliance does not give away and programs should not show.
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

/// A word that an option takes.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct OptionSchema {
    /// The word.
    pub name: Option<String>,
    /// What it does.
    pub help: Option<String>,
}

row!(OptionSchema {
    name: "name",
    help: "help",
});

/// What a table or a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SchemaCategory {
    /// Rows with a key.
    Table,
    /// One object without a key.
    Complex,
    /// A value.
    Unitary,
    /// Something that the command line prints, but that is no configuration.
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
    /// A text without a fixed place in memory, such as a comment.
    VarString,
    /// One of a list of words, or, with several values, some of them with spaces between.
    Option,
    /// A number.
    Integer,
    /// A text with a syntax of its own, which the help describes.
    User,
    /// An IPv4 address, but `0.0.0.0`.
    Ipv4Address,
    /// An IPv4 address.
    Ipv4AddressAny,
    /// An IPv4 multicast address.
    Ipv4AddressMulticast,
    /// An IPv4 network: address and mask with a space between.
    Ipv4Classnet,
    /// An IPv4 network, `0.0.0.0 0.0.0.0` included.
    Ipv4ClassnetAny,
    /// An IPv4 address of a host and its mask.
    Ipv4ClassnetHost,
    /// An IPv4 mask, but `0.0.0.0`.
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
    /// A password kept under AES-256.
    PasswordAes256,
    /// A password without a fixed place in memory.
    VarlenPassword,
    /// A date and a time.
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
