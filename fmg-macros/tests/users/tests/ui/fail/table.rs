use fmg_bindings::codegen::checked_literal;
use fmg_bindings::fortios::{Single, Table};

#[derive(Table)]
#[table("/firewall/address")]
struct Slash;

#[derive(Table)]
#[table("api/v2/cmdb/firewall/address")]
struct Url;

#[derive(Table)]
#[table("firewall/address/host_001")]
struct Key;

#[derive(Table)]
#[table("firewall/..")]
struct Dots;

#[derive(Table)]
#[table("vpn ssl settings", complexx)]
struct Words;

#[derive(Table)]
#[table("settings", complex)]
struct Lone;

#[derive(Table)]
struct Nothing;

struct Pair;

impl Pair {
    const fn __from_literal(_: &'static str, _: &'static str) -> Self {
        Self
    }
}

// Faulty types still are tables.
fn is_table<T: Table>() {}
fn is_complex<T: Single>() {}

fn main() {
    is_table::<Slash>();
    is_table::<Nothing>();
    is_complex::<Lone>();
    let _: Pair = checked_literal!(table, Pair, "firewall.address");
    let _: Pair = checked_literal!(table, Pair, "");
}
