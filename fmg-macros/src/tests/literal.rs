//! Tests of `checked_literal!`.

use insta::assert_snapshot;
use proc_macro2::{Delimiter, Group, TokenStream};
use quote::quote;

use super::{expression, messages};
use crate::literal::expand;

#[test]
fn a_good_literal_is_a_constant() {
    assert_snapshot!(expression(&expand(quote!(name, ::fmg_bindings::fmg::AdomName, "demo"))), @r#"const { <::fmg_bindings::fmg::AdomName>::__from_literal("demo") }"#);
}

#[test]
fn a_literal_may_come_through_another_macro() {
    let literal: TokenStream = quote!("demo");
    let group = Group::new(Delimiter::None, literal);
    assert_snapshot!(expression(&expand(quote!(name, AdomName, #group))), @r#"const { <AdomName>::__from_literal("demo") }"#);
}

#[test]
fn an_object_path_is_written_in_its_normal_form() {
    let path = r"/firewall/address/10.0.0.0\/8";
    assert_snapshot!(expression(&expand(quote!(object_path, ObjectPath, #path))), @r#"const { <ObjectPath>::__from_literal("firewall/address/10.0.0.0\\/8") }"#);
}

#[test]
fn a_bad_name() {
    assert_snapshot!(messages(expand(quote!(name, AdomName, "a\\b"))), @r"
    a name cannot contain this backslash

      a\b
       ^

    help: names of this type go into urls of FortiManager, which cannot express it; a slash needs no escaping here
    ");
    assert_snapshot!(messages(expand(quote!(name, AdomName, ""))), @r"
    a name cannot be empty

    help: an empty name would address the whole table; give the name of one object
    ");
}

#[test]
fn a_reserved_name() {
    assert_snapshot!(messages(expand(quote!(name, GroupName, "status", "status"))), @r"
    a name cannot be `status` here

      status
      ^

    help: the url would belong to another call; give the object another name
    ");
    assert!(messages(expand(quote!(name, GroupName, "status_1", "status"))).is_empty());
}

#[test]
fn a_bad_object_path() {
    assert_snapshot!(messages(expand(quote!(object_path, ObjectPath, "/firewall/address/.."))), @r"
    an object path cannot have a segment `.` or `..`

      /firewall/address/..
                        ^

    help: `.` and `..` would address another object
    ");
    assert_snapshot!(messages(expand(quote!(object_path, ObjectPath, "firewall/address"))), @r"
    an object path needs at least three segments, this one has 2

      firewall/address
      ^^^^^^^^^^^^^^^^

    help: an object path is a table and a key, such as `firewall/address/host_001`
    ");
}

#[test]
fn an_object_path_that_is_a_table() {
    let table = "firewall/service/custom";
    assert_snapshot!(messages(expand(quote!(object_path, ObjectPath, #table, #table))), @r"
    an object path needs a key, this one is a table

      firewall/service/custom
      ^^^^^^^^^^^^^^^^^^^^^^^

    help: add the key of an object in the table, as in `firewall/address/host_001`
    ");
    assert!(
        messages(expand(
            quote!(object_path, ObjectPath, "firewall/service/custom/a", #table)
        ))
        .is_empty()
    );
}

#[test]
fn a_package_path_that_continues_as_another_call() {
    let path = "a/firewall/policy/7";
    assert_snapshot!(messages(expand(quote!(package_path, PackagePath, #path, "firewall/*"))), @r"
    a package path cannot continue after `firewall`

      a/firewall/policy/7
        ^

    help: FortiManager takes what follows this word after a package for a table of that package, not for a folder or a package; rename the folder
    ");
    assert_snapshot!(messages(expand(quote!(package_path, PackagePath, "ppkg/schedule", "schedule"))), @r"
    a package path cannot contain `schedule` after its first segment

      ppkg/schedule
           ^

    help: FortiManager takes this after a package for a part of that package, not for a folder or a package; rename the folder or package
    ");
    assert_snapshot!(messages(expand(quote!(package_path, PackagePath, "a/b/_x", "_*"))), @r"
    a package path cannot contain `_x` after its first segment

      a/b/_x
          ^

    help: FortiManager keeps words that begin with `_` for calls of its own; rename the folder or package
    ");
    assert!(messages(expand(quote!(package_path, PackagePath, #path))).is_empty());
}

#[test]
fn bad_arguments() {
    assert_snapshot!(messages(expand(quote!(nam, AdomName, "a"))), @r"
    unknown kind of value `nam`
    help: did you mean `name`? the kinds are `name`, `http_name`, `package_path`, `object_path`, `table`
    ");
    assert_snapshot!(messages(expand(quote!(name, AdomName, 7))), @r#"expected a string literal, such as "demo""#);
}
