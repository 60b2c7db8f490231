//! Tests of `derive(Table)` for tables of FortiManager.

use insta::assert_snapshot;
use syn::{DeriveInput, parse_quote};

use super::{items, messages};
use crate::table::derive;

fn faults(input: &DeriveInput) -> String {
    messages(derive(input))
}

/// The faults of a path.
fn refusal(path: &str) -> String {
    faults(&parse_quote! {
        #[table(#path, scopes(Objects), key(name: ObjectName))]
        struct Host { name: String }
    })
}

#[test]
fn a_table() {
    assert_snapshot!(items(derive(&parse_quote! {
        #[table("firewall/policy", scopes(Package), key(policyid: PolicyId), ordered, cloneable)]
        struct Policy { policyid: Option<u32> }
    })), @r#"
    #[automatically_derived]
    impl ::fmg_bindings::Table for Policy {
        const PATH: &'static str = "firewall/policy";
        const PLACEHOLDER: &'static str = "<policyid>";
        const KEY: ::std::option::Option<&'static str> = ::std::option::Option::Some(
            "policyid",
        );
        type Key = PolicyId;
        type One = ::fmg_bindings::SerdeRow<Self>;
        type Many = ::fmg_bindings::SerdeRows<Self>;
    }
    #[automatically_derived]
    impl ::fmg_bindings::In<Package> for Policy {}
    #[automatically_derived]
    impl ::fmg_bindings::WritableIn<Package> for Policy {}
    #[automatically_derived]
    impl ::fmg_bindings::Ordered for Policy {}
    #[automatically_derived]
    impl ::fmg_bindings::Cloneable for Policy {}
    "#);
}

#[test]
fn a_table_that_is_written_in_one_of_its_scopes() {
    assert_snapshot!(items(derive(&parse_quote! {
        #[table("a b/c", scopes(fmg::scope::Objects, DeviceVdom), written(DeviceVdom), key(id: u32))]
        struct Row<T> where T: Clone { id: T }
    })), @r#"
    #[automatically_derived]
    impl<T> ::fmg_bindings::Table for Row<T>
    where
        T: Clone,
    {
        const PATH: &'static str = "a b/c";
        const PLACEHOLDER: &'static str = "<id>";
        const KEY: ::std::option::Option<&'static str> = ::std::option::Option::Some("id");
        type Key = u32;
        type One = ::fmg_bindings::SerdeRow<Self>;
        type Many = ::fmg_bindings::SerdeRows<Self>;
    }
    #[automatically_derived]
    impl<T> ::fmg_bindings::In<fmg::scope::Objects> for Row<T>
    where
        T: Clone,
    {}
    #[automatically_derived]
    impl<T> ::fmg_bindings::In<DeviceVdom> for Row<T>
    where
        T: Clone,
    {}
    #[automatically_derived]
    impl<T> ::fmg_bindings::WritableIn<DeviceVdom> for Row<T>
    where
        T: Clone,
    {}
    "#);
}

#[test]
fn a_child_table_without_an_attribute_of_its_key() {
    assert_snapshot!(items(derive(&parse_quote! {
        #[table("dynamic_mapping", rows_of(Host), key(_: keys::MappingKey))]
        struct Mapping<'a> { comment: &'a str }
    })), @r#"
    #[automatically_derived]
    impl<'a> ::fmg_bindings::Table for Mapping<'a> {
        const PATH: &'static str = "dynamic_mapping";
        const PLACEHOLDER: &'static str = "<mapping-key>";
        const KEY: ::std::option::Option<&'static str> = ::std::option::Option::None;
        type Key = keys::MappingKey;
        type One = ::fmg_bindings::SerdeRow<Self>;
        type Many = ::fmg_bindings::SerdeRows<Self>;
    }
    #[automatically_derived]
    impl<
        'a,
        __Scope: ::fmg_bindings::fmg::scope::Scope,
    > ::fmg_bindings::In<::fmg_bindings::fmg::scope::RowOf<__Scope, Host>> for Mapping<'a> {}
    #[automatically_derived]
    impl<
        'a,
        __Scope: ::fmg_bindings::fmg::scope::Scope,
    > ::fmg_bindings::WritableIn<::fmg_bindings::fmg::scope::RowOf<__Scope, Host>>
    for Mapping<'a> {}
    "#);
}

#[test]
fn a_single_object_that_is_read_only() {
    assert_snapshot!(items(derive(&parse_quote! {
        #[table("system/status", scopes(Cli), single, read_only)]
        struct Status;
    })), @r#"
    #[automatically_derived]
    impl ::fmg_bindings::Single for Status {
        const PATH: &'static str = "system/status";
        type One = ::fmg_bindings::SerdeRow<Self>;
    }
    #[automatically_derived]
    impl ::fmg_bindings::In<Cli> for Status {}
    "#);
}

#[test]
fn the_bindings_can_have_another_name() {
    let expansion = derive(&parse_quote! {
        #[table("a", rows_of(Host), key(_: ObjectName), crate = ::vendor)]
        struct Row;
    })
    .to_string();
    assert!(!expansion.contains("fmg_bindings"), "{expansion}");
}

#[test]
fn the_key_has_the_name_that_serde_gives_to_its_field() {
    let key = |input: &DeriveInput| {
        let expansion = derive(input).to_string();
        let start = expansion.find("Option :: Some (\"").unwrap() + "Option :: Some (\"".len();
        expansion[start..].split('"').next().unwrap().to_owned()
    };
    assert_eq!(
        key(&parse_quote! {
            #[table("a", scopes(Objects), key(seq_num: u32))]
            struct Row { #[serde(default, rename = "seq-num")] seq_num: u32 }
        }),
        "seq-num"
    );
    assert_eq!(
        key(&parse_quote! {
            #[table("a", scopes(Objects), key(seq_num: u32))]
            struct Row { #[serde(rename(deserialize = "id", serialize = "number"))] seq_num: u32 }
        }),
        "number"
    );
    for (rule, name) in [
        ("kebab-case", "seq-num"),
        ("SCREAMING-KEBAB-CASE", "SEQ-NUM"),
        ("SCREAMING_SNAKE_CASE", "SEQ_NUM"),
        ("UPPERCASE", "SEQ_NUM"),
        ("camelCase", "seqNum"),
        ("PascalCase", "SeqNum"),
        ("snake_case", "seq_num"),
        ("lowercase", "seq_num"),
    ] {
        let found = key(&parse_quote! {
            #[table("a", scopes(Objects), key(seq_num: u32))]
            #[serde(deny_unknown_fields, rename_all = #rule)]
            struct Row { seq_num: u32 }
        });
        assert_eq!(found, name, "{rule}");
    }
    assert_eq!(
        key(&parse_quote! {
            #[table("a", scopes(Objects), key(r#type: ObjectName))]
            struct Row { r#type: String }
        }),
        "type"
    );
    // The key may be a field of a flattened one.
    assert_eq!(
        key(&parse_quote! {
            #[table("a", scopes(Objects), key(name: ObjectName))]
            struct Row { #[serde(flatten)] base: Base }
        }),
        "name"
    );
}

#[test]
fn paths_that_are_not_those_of_tables() {
    assert_eq!(refusal(""), "");
    assert_eq!(refusal("dynamic/interface/platform mapping"), "");
    assert_snapshot!(refusal("/firewall/address/"), @r"
    the path of a table does not begin with a slash

      /firewall/address/
      ^

    help: the path of a table is the part of its urls between the scope and the key: `firewall/address` of `/pm/config/adom/<adom>/obj/firewall/address/<name>`
    ----
    the path of a table does not end with a slash

      /firewall/address/
                       ^

    help: the path of a table is the part of its urls between the scope and the key: `firewall/address` of `/pm/config/adom/<adom>/obj/firewall/address/<name>`
    ");
    assert_snapshot!(refusal("firewall//address"), @r"
    empty segment: two slashes in a row

      firewall//address
              ^^

    help: remove one of the slashes, or name the segment between them
    ");
    assert_snapshot!(refusal("firewall/../address"), @r"
    a segment cannot be `.` or `..`

      firewall/../address
               ^^

    help: write the url in full; `.` and `..` would address another object
    ");
    assert_snapshot!(refusal("firewall\\address#1?"), @r"
    a url template cannot contain a backslash

      firewall\address#1?
              ^

    help: escaping is done when the url is rendered; write the plain text
    ----
    a url template cannot contain `#`

      firewall\address#1?
                      ^

    help: remove it; nothing after a `#` would reach the device
    ----
    a url template has no query string

      firewall\address#1?
                        ^

    help: end the template before the `?`; parameters are fields of the request (JSON-RPC: beside the url or in `data`; HTTP: in the query)
    ");
    assert_snapshot!(refusal("firewall/address/<name>"), @r"
    the path of a table has no placeholders, such as `<name>`

      firewall/address/<name>
                       ^^^^^^

    help: keys are arguments of the calls, and child tables have `rows_of(...)`; the path of a table is the part of its urls between the scope and the key: `firewall/address` of `/pm/config/adom/<adom>/obj/firewall/address/<name>`
    ");
    assert_snapshot!(refusal("/"), @r"
    the path of a table does not begin with a slash

      /
      ^

    help: the path of a table is the part of its urls between the scope and the key: `firewall/address` of `/pm/config/adom/<adom>/obj/firewall/address/<name>`
    ");
}

#[test]
fn paths_with_their_scope() {
    assert_snapshot!(refusal("/pm/config/adom/<adom>/obj/firewall/address/<name>"), @r"
    write only the part after the scope

      /pm/config/adom/<adom>/obj/firewall/address/<name>
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^

    help: did you mean `firewall/address`? the scope is an option: `scopes(...)`; the path of a table is the part of its urls between the scope and the key: `firewall/address` of `/pm/config/adom/<adom>/obj/firewall/address/<name>`
    ");
    for (url, path) in [
        ("/pm/config/global/obj/firewall/address", "firewall/address"),
        ("pm/config/adom/demo/pkg/default/firewall/policy", "firewall/policy"),
        ("/pm/config/adom/demo/devprof/a/system/dns", "system/dns"),
        ("/pm/config/device/fgt/global/system/interface", "system/interface"),
        ("/pm/config/device/fgt/vdom/root/router/static", "router/static"),
        ("/dvmdb/adom/demo/device", "device"),
        ("/dvmdb/script", "script"),
        ("/cli/global/system/admin/user", "system/admin/user"),
    ] {
        let message = refusal(url);
        assert!(message.contains(&format!("did you mean `{path}`?")), "{message}");
    }
    let packages = refusal("/pm/pkg/adom/demo");
    assert!(packages.contains("write only the part after the scope"), "{packages}");
    assert!(!packages.contains("did you mean"), "{packages}");
}

#[test]
fn options_that_do_not_fit_the_type() {
    assert_snapshot!(faults(&parse_quote! {
        #[table("firewall/address", scopes(Objects, Package), written(Pakage), key(nam: ObjectName))]
        struct Host { name: String, subnet: String }
    }), @r"
    `Pakage` is not among the scopes of the table
    help: did you mean `Package`? `written(...)` has some of the scopes in `scopes(...)`: `Objects`, `Package`
    ----
    `Host` has no field `nam`
    help: did you mean `name`? its fields are `name`, `subnet`; write `_` if no field holds the key
    ");
    assert_snapshot!(faults(&parse_quote! {
        #[table("firewall/address", scopes(Objects), key(name: ObjectName))]
        struct Host(String);
    }), @"`Host` has no field `name`: it is not a struct with named fields");
}

#[test]
fn options_that_lack() {
    assert_snapshot!(faults(&parse_quote! {
        #[table("firewall/address", scopes(Objects))]
        struct Host { name: String }
    }), @r"
    a table of FortiManager needs its key
    help: add `key(name: ObjectName)`, with the field that holds the key and the type of the key; `key(_: Type)` if no field holds it; or `single` for an object without a key
    ");
    assert_snapshot!(faults(&parse_quote! {
        #[table("firewall/address", key(name: ObjectName))]
        struct Host { name: String }
    }), @r#"
    `key` makes this a table of FortiManager, which needs a scope
    help: add `scopes(Objects)`, with the scopes of `fmg_bindings::fmg::scope` that have the table, or `rows_of(Parent)` for a child table. A table of FortiOS has `complex`, `access_group = "..."`, `key(name)`
    "#);
    assert_snapshot!(faults(&parse_quote! {
        #[table("firewall/address", scopes(Objects), key(name))]
        struct Host { name: String }
    }), @r"
    the key of a table of FortiManager needs its type
    help: `key(name: ObjectName)` for a name, `key(name: PolicyId)` for the number of a policy
    ");
    assert_snapshot!(faults(&parse_quote! {
        #[table("firewall/policy", ordered)]
        struct Policy { policyid: u32 }
    }), @r#"
    `ordered` makes this a table of FortiManager, which needs a scope
    help: add `scopes(Objects)`, with the scopes of `fmg_bindings::fmg::scope` that have the table, or `rows_of(Parent)` for a child table. A table of FortiOS has `complex`, `access_group = "..."`, `key(name)`
    ----
    a table of FortiManager needs its key
    help: add `key(name: ObjectName)`, with the field that holds the key and the type of the key; `key(_: Type)` if no field holds it; or `single` for an object without a key
    "#);
}

#[test]
fn options_that_exclude_each_other() {
    assert_snapshot!(faults(&parse_quote! {
        #[table("a", scopes(Objects), single, key(name: ObjectName), ordered)]
        struct Row { name: String }
    }), @r"
    `single` and `key` exclude each other: a single object has no rows
    ----
    `single` and `ordered` exclude each other: a single object has no rows
    ");
    assert_snapshot!(faults(&parse_quote! {
        #[table("a", scopes(Objects), read_only, written(Objects), cloneable, key(name: ObjectName))]
        struct Row { name: String }
    }), @r"
    `read_only` and `written` exclude each other: a read-only table is not written
    ----
    `read_only` and `cloneable` exclude each other: a read-only table is not written
    ");
}

#[test]
fn options_of_the_other_product() {
    assert_snapshot!(faults(&parse_quote! {
        #[table("system/global", scopes(Cli), complex, access_group = "sysgrp")]
        struct Global;
    }), @r"
    `scopes` makes this a table of FortiManager, and `complex` is for tables of FortiOS
    help: write `single` for a single object; a table of FortiManager has `scopes(Objects)`, `rows_of(Parent)`, `key(name: ObjectName)`, `written(Objects)`, `read_only`, `ordered`, `cloneable`, `single`
    ----
    `scopes` makes this a table of FortiManager, and `access_group` is for tables of FortiOS
    help: a table of FortiManager has `scopes(Objects)`, `rows_of(Parent)`, `key(name: ObjectName)`, `written(Objects)`, `read_only`, `ordered`, `cloneable`, `single`
    ");
    assert_snapshot!(faults(&parse_quote! {
        #[table("firewall/policy", access_group = "fwgrp.policy", ordered, key(policyid: PolicyId))]
        struct Policy { policyid: u32 }
    }), @r#"
    `access_group` makes this a table of FortiOS, and `ordered` is for tables of FortiManager
    help: every table of FortiOS has calls that move and copy rows; a table of FortiOS has `complex`, `access_group = "..."`, `key(name)`
    ----
    the key of a table of FortiOS is an `Mkey`
    help: name the field alone: `key(policyid)`
    "#);
    assert_snapshot!(faults(&parse_quote! {
        #[table("vpn.ssl/settings", single, access_group = "vpngrp")]
        struct Settings;
    }), @r#"
    `access_group` makes this a table of FortiOS, and `single` is for tables of FortiManager
    help: write `complex` for a single object; a table of FortiOS has `complex`, `access_group = "..."`, `key(name)`
    "#);
}

#[test]
fn all_faults_at_once() {
    assert_snapshot!(faults(&parse_quote! {
        #[table("/firewall/address", scops(Objects), scopes(), ordered(a), key[name], read_only, read_only, written)]
        struct Host { name: String }
    }), @r"
    `scopes` is written as `scopes(Objects)`
    ----
    `ordered` has no arguments
    ----
    `key` is written as `key(name: ObjectName)`
    ----
    `read_only` is given twice
    ----
    `written` is written as `written(Objects)`
    ----
    unknown word `scops`
    help: did you mean `scopes`? options of a table of FortiManager: `scopes(Objects)`, `rows_of(Parent)`, `key(name: ObjectName)`, `written(Objects)`, `read_only`, `ordered`, `cloneable`, `single`
    ----
    the path of a table does not begin with a slash

      /firewall/address
      ^

    help: the path of a table is the part of its urls between the scope and the key: `firewall/address` of `/pm/config/adom/<adom>/obj/firewall/address/<name>`
    ----
    `read_only` and `ordered` exclude each other: a read-only table is not written
    ----
    `read_only` and `written` exclude each other: a read-only table is not written
    ");
}
