//! Tests of `url!`.

use fmg_template::Protocol;
use insta::assert_snapshot;
use quote::quote;

use super::{expression, messages};

fn expand(tokens: &proc_macro2::TokenStream) -> proc_macro2::TokenStream {
    crate::url::expand(Protocol::JsonRpc, quote!(::fmg_bindings; #tokens))
}

#[test]
fn takes_variables_by_their_names() {
    assert_snapshot!(expression(&expand(&quote!("/adom/<adom>/<DoS-policy>/<match>"))), @r#"
    ::fmg_bindings::fmg::Url::__new(
        "/adom/<adom>/<DoS-policy>/<match>",
        {
            ::fmg_bindings::codegen::write_url(
                ::fmg_bindings::codegen::Escaping::Fmg,
                ["/adom/", "/", "/"],
                [&adom, &dos_policy, &r#match],
            )
        },
    )
    "#);
}

#[test]
fn takes_expressions_that_contain_commas() {
    let url = quote!("/<a>/<b>", b = map::<K, V>(1, x == y), a = first);
    assert_snapshot!(expression(&expand(&url)), @r#"
    ::fmg_bindings::fmg::Url::__new(
        "/<a>/<b>",
        {
            ::fmg_bindings::codegen::write_url(
                ::fmg_bindings::codegen::Escaping::Fmg,
                ["/", "/"],
                [&(first), &(map::<K, V>(1, x == y))],
            )
        },
    )
    "#);
}

#[test]
fn a_url_without_placeholders_is_its_template() {
    assert_snapshot!(expression(&expand(&quote!("/sys/status",))), @r#"
    ::fmg_bindings::fmg::Url::__new(
        "/sys/status",
        { ::std::string::String::from("/sys/status") },
    )
    "#);
}

#[test]
fn a_value_that_cannot_be_captured_is_given_by_name() {
    assert_snapshot!(messages(expand(&quote!("/a/<self>"))), @r"
    no variable can be called `self`

      /a/<self>
         ^^^^^^

    help: give the value: `self = ...`
    ");
    assert!(messages(expand(&quote!("/a/<self>", self = name))).is_empty());
}

#[test]
fn arguments_without_a_placeholder() {
    assert_snapshot!(messages(expand(&quote!("/<adom>", adoms = a, adom = b, adom = c))), @r"
    no placeholder takes `adoms`
    help: did you mean `adom`? the url takes `adom`
    ----
    `adom` is given twice
    ");
}

#[test]
fn faults_of_the_template() {
    assert_snapshot!(messages(expand(&quote!("/{adom}/<name..>"))), @r"
    braces have no meaning in a url template

      /{adom}/<name..>
       ^^^^^^

    help: write the placeholder as `<adom>`
    ----
    a placeholder is written without dots: `<name>`

      /{adom}/<name..>
              ^^^^^^^^

    help: the type of the value says how many segments it writes (a package path or an object path: several)
    ");
}

#[test]
fn arguments_without_a_value() {
    assert_snapshot!(messages(expand(&quote!("/<adom>", adom = ))), @"`adom =` lacks its value");
}
