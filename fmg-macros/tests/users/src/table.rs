//! Tables of FortiOS, on types and in literals.

use fmg_bindings::codegen::checked_literal;
use fmg_bindings::fortios::{Single, Table};

#[derive(Table)]
#[table("firewall.schedule/recurring", access_group = "fwgrp.schedule")]
struct Recurring<'a, T>
where
    T: Clone,
{
    name: &'a str,
    rest: T,
}

#[derive(Table)]
#[table("vpn.ssl/settings", complex)]
enum Settings {
    Any,
}

macro_rules! row {
    ($name:ident, $table:literal) => {
        #[derive(Table)]
        #[table($table)]
        struct $name;
    };
}

row!(Tacacs, "user/tacacs+");

#[derive(Debug, PartialEq)]
struct Pair(&'static str, &'static str);

impl Pair {
    const fn __from_literal(path: &'static str, name: &'static str) -> Self {
        Self(path, name)
    }
}

const ADDRESS: Pair = checked_literal!(table, Pair, "firewall/address");

fn table<T: Table>(_: &T) -> (&'static str, Option<&'static str>) {
    (T::PATH, T::ACCESS_GROUP)
}

#[test]
fn tables_are_named_on_types_and_in_literals() {
    let row = Recurring {
        name: "always",
        rest: 0,
    };
    assert_eq!((row.name, row.rest), ("always", 0));
    assert_eq!(table(&row), ("firewall.schedule/recurring", Some("fwgrp.schedule")));
    assert_eq!(table(&Tacacs), ("user/tacacs+", None));
    let _ = Settings::Any;
    assert_eq!(Settings::PATH, "vpn.ssl/settings");
    assert_eq!(ADDRESS, Pair("firewall", "address"));
}
