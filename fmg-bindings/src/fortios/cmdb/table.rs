//! Traits that link a type to its table.

/// A row type of a table of the CMDB whose rows have keys: `firewall/address`, `system/interface`.
///
/// Derive it to use the type with the methods of `client.cmdb()`:
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
/// Path and name are the words behind `config` on the command line: `config vpn.ssl web portal` has the path
/// `vpn.ssl.web` and the name `portal`. A path or name that is not valid in a url is a compile error where the type is
/// used.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row of a table",
    label = "this type names no table",
    note = "put `#[derive(Table)]` and `#[table(\"<path>/<name>\")]` on the type"
)]
pub trait Table {
    /// The path of the table, such as `firewall` or `firewall.schedule`.
    const PATH: &'static str;

    /// The name of the table, such as `address`.
    const NAME: &'static str;

    /// The access group that an administrator needs to read or write the table, such as `fwgrp.address`, if the type
    /// names it.
    const ACCESS_GROUP: Option<&'static str> = None;
}

/// The type of a complex table of the CMDB, which exists once per VDOM and has no key: `vpn.ssl/settings`,
/// `system/global`.
///
/// Derive it with the option `complex`:
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
    label = "this type names no complex table",
    note = "put `#[derive(Table)]` and `#[table(\"<path>/<name>\", complex)]` on the type"
)]
pub trait ComplexTable {
    /// The path of the table, such as `vpn.ssl`.
    const PATH: &'static str;

    /// The name of the table, such as `settings`.
    const NAME: &'static str;

    /// The access group that an administrator needs to read or write the table, if the type names it.
    const ACCESS_GROUP: Option<&'static str> = None;
}
