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
    impl ::fmg_bindings::fortios::Table for Address {
        const PATH: &'static str = "firewall";
        const NAME: &'static str = "address";
    }
    "#);
}

#[test]
fn a_complex_table_with_an_access_group() {
    assert_snapshot!(items(derive(&parse_quote! {
        #[table(r"vpn.ssl/settings", complex, access_group = "vpngrp",)]
        enum Settings<'a, T: Clone, const N: usize> where T: Copy { A(&'a [T; N]) }
    })), @r#"
    #[automatically_derived]
    impl<'a, T: Clone, const N: usize> ::fmg_bindings::fortios::ComplexTable
    for Settings<'a, T, N>
    where
        T: Copy,
    {
        const PATH: &'static str = "vpn.ssl";
        const NAME: &'static str = "settings";
        const ACCESS_GROUP: ::std::option::Option<&'static str> = ::std::option::Option::Some(
            "vpngrp",
        );
    }
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
        let (path, name) = text.split_once('/').unwrap();
        let expansion = derive(&parse_quote! { #[table(#text)] struct Row; }).to_string();
        assert!(
            expansion.contains(&format!("PATH : & 'static str = \"{path}\"")),
            "{expansion}"
        );
        assert!(
            expansion.contains(&format!("NAME : & 'static str = \"{name}\"")),
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
    impl ::vendor::bindings::fortios::Table for Address {
        const PATH: &'static str = "firewall";
        const NAME: &'static str = "address";
    }
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
    help: add path and name: `#[table("firewall/address")]`
    "#);
    assert_snapshot!(faults(&parse_quote! { #[table] struct Row; }), @"`table` takes its arguments in parentheses: `#[table(...)]`");
    assert_snapshot!(faults(&parse_quote! { #[table(firewall/address)] struct Row; }), @r#"path and name of the table come first: `#[table("firewall/address")]`"#);
    assert_snapshot!(faults(&parse_quote! { #[table()] struct Row; }), @r#"path and name of the table come first: `#[table("firewall/address")]`"#);
    assert_snapshot!(faults(&parse_quote! { #[table("firewall/address", comlpex)] struct Row; }), @r#"
    unknown word `comlpex`
    help: did you mean `complex`? options after the table: `complex`, `access_group = "..."`
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
    impl<T> ::fmg_bindings::fortios::ComplexTable for Settings<T> {
        const PATH: &'static str = "_";
        const NAME: &'static str = "_";
    }
    "#);
}
