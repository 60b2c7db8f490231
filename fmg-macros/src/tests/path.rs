//! Tests of `path!`.

use fmg_template::Protocol;
use insta::assert_snapshot;
use proc_macro2::TokenStream;
use quote::quote;

use super::{expression, messages};

fn expand(tokens: &TokenStream) -> TokenStream {
    crate::url::expand(Protocol::FortiOs, quote!(::fmg_bindings; #tokens))
}

#[test]
fn values_are_written_for_http() {
    assert_snapshot!(expression(&expand(&quote!("/api/v2/cmdb/<path>/<name>/<mkey>", mkey = key(1, 2)))), @r#"
    ::fmg_bindings::fortios::Path::__new(
        "/api/v2/cmdb/<path>/<name>/<mkey>",
        {
            ::fmg_bindings::codegen::write_url(
                ::fmg_bindings::codegen::Escaping::HttpPath,
                ["/api/v2/cmdb/", "/", "/"],
                [&path, &name, &(key(1, 2))],
            )
        },
    )
    "#);
}

#[test]
fn faults_of_the_path() {
    assert_snapshot!(messages(expand(&quote!("api/v2/cmdb/scope member/<a>"))), @r"
    ' ' is not allowed in the path of an HTTP url

      api/v2/cmdb/scope member/<a>
                       ^

    help: use letters, digits and any of -._~!$&'()*+,;=:@ in literal segments, and a placeholder for the rest
    ----
    the path of an HTTP request begins with a slash

      api/v2/cmdb/scope member/<a>
      ^

    help: write `/api/v2/cmdb/scope member/<a>`
    ");
    assert_snapshot!(messages(expand(&quote!("/api/v2/monitor/a/b?vdom=<vdom>"))), @r"
    a url template has no query string

      /api/v2/monitor/a/b?vdom=<vdom>
                         ^^^^^^^^^^^^

    help: end the template before the `?`; parameters are fields of the request (JSON-RPC: beside the url or in `data`; HTTP: in the query)
    ");
    assert_snapshot!(messages(expand(&quote!("/api/v2/monitor/a/<b>", bb = 1))), @r"
    no placeholder takes `bb`
    help: did you mean `b`? the url takes `b`
    ");
}

#[test]
fn after_a_fault_it_still_has_the_type_of_a_path() {
    let expansion = expand(&quote!("/a//b")).to_string();
    assert!(
        expansion
            .ends_with(r#":: fmg_bindings :: fortios :: Path :: __new ("" , :: std :: string :: String :: new ()) }"#),
        "{expansion}"
    );
}
