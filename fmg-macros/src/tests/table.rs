//! Tests of `derive(Table)`, and of tables in literals.

use insta::assert_snapshot;
use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, parse_quote};

use super::{expression, items, messages};
use crate::literal;
use crate::table::derive;

fn faults(input: &DeriveInput) -> String {
    messages(derive(input))
}

/// The error for a table in a literal, on a type or in a macro.
fn refusal(text: &str) -> String {
    let on_type = faults(&parse_quote! { #[table(#text)] struct Row; });
    let in_macro = messages(literal::expand(quote!(table, TablePath, #text)));
    assert_eq!(on_type, in_macro);
    on_type
}

#[test]
fn a_table() {
    assert_snapshot!(items(derive(&parse_quote! {
        #[table("firewall/address")]
        struct Address { name: String }
    })), @r#"
    #[automatically_derived]
    impl ::fmg_bindings::Table for Address {
        const PATH: &'static str = "firewall/address";
        const PLACEHOLDER: &'static str = "<mkey>";
        const KEY: ::std::option::Option<&'static str> = ::std::option::Option::None;
        type Key = ::fmg_bindings::fortios::Mkey;
        type One = ::fmg_bindings::SerdeRow<Self>;
        type Many = ::fmg_bindings::SerdeRows<Self>;
    }
    #[automatically_derived]
    impl ::fmg_bindings::In<::fmg_bindings::fortios::FortiOsConfiguration> for Address {}
    #[automatically_derived]
    impl ::fmg_bindings::WritableIn<::fmg_bindings::fortios::FortiOsConfiguration>
    for Address {}
    "#);
}

#[test]
fn a_complex_table_with_an_access_group() {
    assert_snapshot!(items(derive(&parse_quote! {
        #[table(r"vpn.ssl/settings", complex, access_group = "vpngrp",)]
        enum Settings<'a, T: Clone, const N: usize> where T: Copy { A(&'a [T; N]) }
    })), @r#"
    #[automatically_derived]
    impl<'a, T: Clone, const N: usize> ::fmg_bindings::Single for Settings<'a, T, N>
    where
        T: Copy,
    {
        const PATH: &'static str = "vpn.ssl/settings";
        const ACCESS_GROUP: ::std::option::Option<&'static str> = ::std::option::Option::Some(
            "vpngrp",
        );
        type One = ::fmg_bindings::SerdeRow<Self>;
    }
    #[automatically_derived]
    impl<
        'a,
        T: Clone,
        const N: usize,
    > ::fmg_bindings::In<::fmg_bindings::fortios::FortiOsConfiguration>
    for Settings<'a, T, N>
    where
        T: Copy,
    {}
    #[automatically_derived]
    impl<
        'a,
        T: Clone,
        const N: usize,
    > ::fmg_bindings::WritableIn<::fmg_bindings::fortios::FortiOsConfiguration>
    for Settings<'a, T, N>
    where
        T: Copy,
    {}
    "#);
}

#[test]
fn all_kinds_of_names() {
    for text in [
        "user/tacacs+",
        "system.3g-modem/custom",
        "firewall/DoS-policy",
        "vpn.ssl.web/host_check",
    ] {
        let expansion = derive(&parse_quote! { #[table(#text)] struct Row; }).to_string();
        assert!(
            expansion.contains(&format!("PATH : & 'static str = \"{text}\"")),
            "{expansion}"
        );
    }
}

#[test]
fn a_literal() {
    assert_snapshot!(expression(&literal::expand(quote!(table, ::fmg_bindings::fortios::TablePath, "firewall/address"))), @r#"
    const {
        <::fmg_bindings::fortios::TablePath>::__from_literal("firewall", "address")
    }
    "#);
    let bad: TokenStream = literal::expand(quote!(table, TablePath, "firewall"));
    assert!(
        bad.to_string()
            .ends_with(r#"const { < TablePath > :: __from_literal ("" , "") } }"#),
        "{bad}"
    );
}

#[test]
fn texts_that_are_not_tables() {
    assert_snapshot!(refusal(""), @r"
    a table needs a path and a name

    help: a table is written as its path and its name, the words after `config` on the command line: `firewall/address`, `vpn.ssl/settings`
    ");
    assert_snapshot!(refusal("firewall"), @r"
    a table has two segments, this one has 1

      firewall
      ^^^^^^^^

    help: a table is written as its path and its name, the words after `config` on the command line: `firewall/address`, `vpn.ssl/settings`
    ");
    assert_snapshot!(refusal("/firewall/address"), @r"
    a table does not begin with a slash

      /firewall/address
      ^

    help: did you mean `firewall/address`? a table is written as its path and its name, the words after `config` on the command line: `firewall/address`, `vpn.ssl/settings`
    ");
    assert_snapshot!(refusal("firewall/address/"), @r"
    a table does not end with a slash

      firewall/address/
                      ^

    help: did you mean `firewall/address`? a table is written as its path and its name, the words after `config` on the command line: `firewall/address`, `vpn.ssl/settings`
    ");
    assert_snapshot!(refusal("firewall//address"), @r"
    a segment of a table cannot be empty

      firewall//address
               ^

    help: did you mean `firewall/address`? a table is written as its path and its name, the words after `config` on the command line: `firewall/address`, `vpn.ssl/settings`
    ");
    assert_snapshot!(refusal("firewall/../address"), @r"
    a segment of a table cannot be `.` or `..`

      firewall/../address
               ^^

    help: did you mean `firewall/address`? a table is written as its path and its name, the words after `config` on the command line: `firewall/address`, `vpn.ssl/settings`
    ");
    assert_snapshot!(refusal("firewall/add\u{7}ress?"), @r"
    the name of a table cannot contain '\u{7}'

      firewall/add\u{7}ress?
                  ^^^^^

    help: a table is written as its path and its name, the words after `config` on the command line: `firewall/address`, `vpn.ssl/settings`
    ");
    assert_snapshot!(refusal("firewall/addr<ess>"), @r"
    the name of a table cannot contain '<'

      firewall/addr<ess>
                   ^

    help: a table is written as its path and its name, the words after `config` on the command line: `firewall/address`, `vpn.ssl/settings`
    ");
}

#[test]
fn tables_in_the_form_of_urls() {
    assert_snapshot!(refusal("/api/v2/cmdb/firewall/address"), @r"
    write only the part after `/api/v2/cmdb/`

      /api/v2/cmdb/firewall/address
      ^^^^^^^^^^^^^

    help: did you mean `firewall/address`? a table is written as its path and its name, the words after `config` on the command line: `firewall/address`, `vpn.ssl/settings`
    ");
    assert_snapshot!(refusal("api/v2/cmdb"), @r"
    write only the part after `/api/v2/cmdb/`

      api/v2/cmdb
      ^^^^^^^^^^^

    help: a table is written as its path and its name, the words after `config` on the command line: `firewall/address`, `vpn.ssl/settings`
    ");
    assert_snapshot!(refusal("firewall/address?vdom=root"), @r"
    the name of a table cannot contain '?'

      firewall/address?vdom=root
                      ^

    help: did you mean `firewall/address`? a table is written as its path and its name, the words after `config` on the command line: `firewall/address`, `vpn.ssl/settings`
    ");
}

#[test]
fn tables_in_the_form_of_the_command_line_and_of_datasources() {
    assert_snapshot!(refusal("config vpn ssl settings"), @r"
    the name of a table cannot contain ' '

      config vpn ssl settings
            ^

    help: did you mean `vpn.ssl/settings`? a table is written as its path and its name, the words after `config` on the command line: `firewall/address`, `vpn.ssl/settings`
    ");
    assert_snapshot!(refusal("firewall.address"), @r"
    a table has two segments, this one has 1

      firewall.address
      ^^^^^^^^^^^^^^^^

    help: did you mean `firewall/address`? a table is written as its path and its name, the words after `config` on the command line: `firewall/address`, `vpn.ssl/settings`
    ");
    assert_snapshot!(refusal("vpn/ssl/settings"), @r"
    a table has two segments, this one has 3

      vpn/ssl/settings
              ^^^^^^^^

    help: did you mean `vpn/ssl` or `vpn.ssl/settings` (keys and sub tables are arguments of the calls)? a table is written as its path and its name, the words after `config` on the command line: `firewall/address`, `vpn.ssl/settings`
    ");
    assert_snapshot!(refusal("firewall/address/host/tagging"), @r"
    a table has two segments, this one has 4

      firewall/address/host/tagging
                       ^^^^^^^^^^^^

    help: did you mean `firewall/address`? a table is written as its path and its name, the words after `config` on the command line: `firewall/address`, `vpn.ssl/settings`
    ");
}

#[test]
fn the_bindings_can_have_another_name() {
    assert_snapshot!(items(derive(&parse_quote! {
        #[table("firewall/address", crate = ::vendor::bindings)]
        struct Address;
    })), @r#"
    #[automatically_derived]
    impl ::vendor::bindings::Table for Address {
        const PATH: &'static str = "firewall/address";
        const PLACEHOLDER: &'static str = "<mkey>";
        const KEY: ::std::option::Option<&'static str> = ::std::option::Option::None;
        type Key = ::vendor::bindings::fortios::Mkey;
        type One = ::vendor::bindings::SerdeRow<Self>;
        type Many = ::vendor::bindings::SerdeRows<Self>;
    }
    #[automatically_derived]
    impl ::vendor::bindings::In<::vendor::bindings::fortios::FortiOsConfiguration>
    for Address {}
    #[automatically_derived]
    impl ::vendor::bindings::WritableIn<::vendor::bindings::fortios::FortiOsConfiguration>
    for Address {}
    "#);
    assert_snapshot!(faults(&parse_quote! {
        #[table("firewall/address", crate = ::a, crate = ::b)]
        struct Address;
    }), @"`crate` is given twice");
}

#[test]
fn attributes_with_missing_or_repeated_parts() {
    assert_snapshot!(faults(&parse_quote! { struct Row; }), @r#"
    `Row` names no table
    help: add its path, for FortiOS `#[table("firewall/address")]`, for FortiManager `#[table("firewall/address", scopes(Objects), key(name: ObjectName))]`
    "#);
    assert_snapshot!(faults(&parse_quote! { #[table] struct Row; }), @"`table` takes its arguments in parentheses: `#[table(...)]`");
    assert_snapshot!(faults(&parse_quote! { #[table(firewall/address)] struct Row; }), @r#"the path of the table comes first: `#[table("firewall/address")]`"#);
    assert_snapshot!(faults(&parse_quote! { #[table()] struct Row; }), @r#"the path of the table comes first: `#[table("firewall/address")]`"#);
    assert_snapshot!(faults(&parse_quote! { #[table("firewall/address", comlpex)] struct Row; }), @r#"
    unknown word `comlpex`
    help: did you mean `complex`? options of a table of FortiOS: `complex`, `access_group = "..."`, `key(name)`; of FortiManager: `scopes(Objects)`, `rows_of(Parent)`, `key(name: ObjectName)`, `written(Objects)`, `read_only`, `ordered`, `cloneable`, `single`
    "#);
    assert_snapshot!(faults(&parse_quote! {
        #[table("firewall/address", access_group = "a b")]
        #[table("firewall/address")]
        struct Row;
    }), @r"
    a type has only one `#[table(...)]`
    ----
    this is not a valid name of an access group

      a b
       ^

    help: write it as in the document of FortiOS, such as `sysgrp` or `fwgrp.policy`
    ");
}

#[test]
fn a_faulty_type_still_gets_an_implementation() {
    assert_snapshot!(items(derive(&parse_quote! {
        #[table("settings", complex)]
        struct Settings<T>(T);
    })), @r#"
    ::core::compile_error! {
        "a table has two segments, this one has 1\n\n  settings\n  ^^^^^^^^\n\nhelp: a table is written as its path and its name, the words after `config` on the command line: `firewall/address`, `vpn.ssl/settings`"
    }
    #[automatically_derived]
    impl<T> ::fmg_bindings::Single for Settings<T> {
        const PATH: &'static str = "_";
        type One = ::fmg_bindings::SerdeRow<Self>;
    }
    #[automatically_derived]
    impl<T> ::fmg_bindings::In<::fmg_bindings::fortios::FortiOsConfiguration>
    for Settings<T> {}
    #[automatically_derived]
    impl<T> ::fmg_bindings::WritableIn<::fmg_bindings::fortios::FortiOsConfiguration>
    for Settings<T> {}
    "#);
}

#[test]
fn a_key_is_a_field() {
    let expansion = derive(&parse_quote! {
        #[table("router/static", key(seq_num))]
        struct Route { #[serde(rename = "seq-num")] seq_num: u32 }
    })
    .to_string();
    assert!(expansion.contains(r#"Some ("seq-num")"#), "{expansion}");
    assert_snapshot!(faults(&parse_quote! {
        #[table("router/static", key(seq_nun))]
        struct Route { seq_num: u32 }
    }), @r"
    `Route` has no field `seq_nun`
    help: did you mean `seq_num`? its fields are `seq_num`
    ");
    assert_snapshot!(faults(&parse_quote! {
        #[table("router/static", complex, key(seq_num))]
        struct Route { seq_num: u32 }
    }), @"`complex` and `key` exclude each other: a complex table has no rows");
}
