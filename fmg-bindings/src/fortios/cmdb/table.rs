//! Types that know their table.

/// A row of a table of the CMDB, whose rows have keys: `firewall/address`, `system/interface`.
///
/// Derive it, and `client.cmdb()` knows where rows of the type belong:
///
/// ```
/// #[derive(fmg_bindings::fortios::Table, serde::Serialize, serde::Deserialize)]
/// #[table("firewall/address")]
/// struct Address {
///     name: String,
///     subnet: String,
/// }
/// ```
///
/// Path and name are the words that the command line puts after `config`: `config vpn.ssl web portal` has the path
/// `vpn.ssl.web` and the name `portal`. A path or a name that could not stand in a url does not compile where it is
/// used.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row of a table",
    label = "nothing says which table rows of this type belong to",
    note = "put `#[derive(Table)]` and `#[table(\"<path>/<name>\")]` on the type"
)]
pub trait Table {
    /// The path of the table, such as `firewall` or `firewall.schedule`.
    const PATH: &'static str;

    /// The name of the table, such as `address`.
    const NAME: &'static str;

    /// The access group in which an administrator has to be allowed to read or write the table, such as
    /// `fwgrp.address`, if the type says so.
    const ACCESS_GROUP: Option<&'static str> = None;
}

/// A complex table of the CMDB, of which there is one in a VDOM, without a key: `vpn.ssl/settings`, `system/global`.
///
/// Derive it with the word `complex`:
///
/// ```
/// #[derive(fmg_bindings::fortios::Table, serde::Serialize, serde::Deserialize)]
/// #[table("vpn.ssl/settings", complex)]
/// struct SslVpn {
///     port: u16,
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a complex table",
    label = "nothing says which table this type is the content of",
    note = "put `#[derive(Table)]` and `#[table(\"<path>/<name>\", complex)]` on the type"
)]
pub trait ComplexTable {
    /// The path of the table, such as `vpn.ssl`.
    const PATH: &'static str;

    /// The name of the table, such as `settings`.
    const NAME: &'static str;

    /// The access group in which an administrator has to be allowed to read or write the table, if the type says so.
    const ACCESS_GROUP: Option<&'static str> = None;
}
