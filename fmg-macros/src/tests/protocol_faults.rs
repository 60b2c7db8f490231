//! Tests of the errors for a verb and a url that do not decide the protocol, or that belong to different protocols.

use insta::assert_snapshot;
use proc_macro2::TokenStream;
use quote::quote;
use syn::parse_quote;

use super::messages;
use crate::expand::derive;
use crate::item::Item;

fn faults(input: &Item) -> String {
    messages(derive(input))
}

/// The faults of a struct without fields.
fn faults_of(arguments: &TokenStream) -> String {
    faults(&parse_quote! { #[endpoint(#arguments)] struct Call; })
}

#[test]
fn urls_of_another_protocol() {
    assert_snapshot!(faults_of(&quote!(GET, "/jsonrpc/sys/status")), @r"
    `GET` is for FortiOS, and a url that begins with `/jsonrpc` belongs to FortiManager's REST API
    help: did you mean `rest(GET)`? its verbs are `rest(GET)`, `rest(POST)`
    ");
    assert_snapshot!(faults_of(&quote!(GET, "/flatui/api/gui/download")), @r"
    `GET` is for FortiOS, and a url that begins with `/flatui` belongs to FortiManager's GUI API
    help: did you mean `gui(GET)`? its verbs are `gui(GET)`, `gui(POST)`
    ");
    assert_snapshot!(faults_of(&quote!(DELETE, "/flatui/api/gui/download")), @r"
    `DELETE` is for FortiOS, and a url that begins with `/flatui` belongs to FortiManager's GUI API
    help: its verbs are `gui(GET)`, `gui(POST)`
    ");
    assert_snapshot!(faults_of(&quote!(get, "/gui/sys/uptime")), @r"
    `get` is for FortiManager's JSON-RPC API, and a url that begins with `/gui` belongs to the proxy of FortiManager's GUI API
    help: did you mean `gui(get)`? its verbs are `gui(get)`, `gui(post)` and any other method of its requests
    ");
}

#[test]
fn the_verb_that_was_meant() {
    for (arguments, meant) in [
        (quote!(POST, "/jsonrpc/sys/restore"), "rest(POST)"),
        (quote!(exec, "/jsonrpc/sys/reboot"), "rest(POST)"),
        (quote!(get, "/jsonrpc/sys/status"), "rest(GET)"),
        (quote!(gui(get), "/jsonrpc/sys/status"), "rest(GET)"),
        (quote!(gui(POST), "/jsonrpc/sys/restore"), "rest(POST)"),
        (quote!(POST, "/cgi-bin/module/flatui/a"), "gui(POST)"),
        (quote!(GET, "/p/app"), "gui(GET)"),
        (quote!(gui(get), "/flatui/api/gui/download"), "gui(GET)"),
        (quote!(rest(GET), "/flatui/api/gui/download"), "gui(GET)"),
        (quote!(GET, "/gui/sys/uptime"), "gui(get)"),
        (quote!(gui(GET), "/gui/sys/uptime"), "gui(get)"),
        (quote!(rest(POST), "/gui/sys/uptime"), "gui(post)"),
        (quote!(clone, "/gui/sys/uptime"), "gui(clone)"),
        (quote!(rest(GET), "/api/v2/monitor/system/status"), "GET"),
        (quote!(gui(post), "/api/v2/monitor/system/status"), "POST"),
    ] {
        let message = faults_of(&arguments);
        assert!(
            message.contains(&format!("did you mean `{meant}`?")),
            "{arguments}: {message}"
        );
        assert!(!message.contains("----"), "{arguments}: {message}");
    }
    for arguments in [
        quote!(PUT, "/jsonrpc/sys/status"),
        quote!(update, "/jsonrpc/sys/status"),
        quote!(gui(change), "/flatui/api/gui/download"),
    ] {
        let message = faults_of(&arguments);
        assert!(message.contains(" belongs to "), "{arguments}: {message}");
        assert!(!message.contains("did you mean"), "{arguments}: {message}");
    }
}

#[test]
fn urls_that_only_look_like_those_of_another_protocol() {
    for arguments in [
        quote!(GET, "/jsonrpcs/a"),
        quote!(GET, "/logincheck"),
        quote!(get, "/pm/config"),
        quote!(get, "gui/sys"),
        quote!(gui(get), "/sys/a member"),
        quote!(gui(GET), "/favicon.ico"),
    ] {
        assert_eq!(faults_of(&arguments), "", "{arguments}");
    }
}

#[test]
fn urls_that_do_not_belong_to_rest() {
    assert_snapshot!(faults_of(&quote!(rest(GET), "/sys/<name>")), @r"
    the url of a REST call is that of JSON-RPC after `/jsonrpc`

      /sys/<name>
      ^

    help: write `/jsonrpc/sys/<name>`
    ");
    for (url, meant) in [
        ("sys/status", "/jsonrpc/sys/status"),
        ("jsonrpc/sys/status", "/jsonrpc/sys/status"),
        ("/jsonrpc", "/jsonrpc/sys/status"),
        ("/jsonrpcs/a", "/jsonrpc/jsonrpcs/a"),
        ("/<url>", "/jsonrpc/<url>"),
    ] {
        let message = faults(&parse_quote! { #[endpoint(rest(GET), #url)] struct Call; });
        assert!(message.contains(&format!("help: write `{meant}`")), "{url}: {message}");
        assert!(!message.contains("----"), "{url}: {message}");
    }
    // The rest is an ordinary HTTP path.
    assert_snapshot!(faults_of(&quote!(rest(GET), "/jsonrpc/scope member")), @r"
    ' ' is not allowed in the path of an HTTP url

      /jsonrpc/scope member
                    ^

    help: use letters, digits and any of -._~!$&'()*+,;=:@ in literal segments, and a placeholder for the rest
    ");
    assert_snapshot!(faults_of(&quote!(gui(GET), "flatui/a")), @r"
    the path of an HTTP request begins with a slash

      flatui/a
      ^

    help: write `/flatui/a`
    ");
}

#[test]
fn unknown_protocols() {
    assert_snapshot!(faults_of(&quote!(gui2(get), "/gui/a")), @r"
    unknown protocol `gui2`
    help: did you mean `gui(...)`? `rest(...)` and `gui(...)` are for FortiManager's REST and GUI API
    ");
    assert_snapshot!(faults_of(&quote!(REST(GET), "/jsonrpc/a")), @r"
    unknown protocol `REST`
    help: did you mean `rest(...)`? `rest(...)` and `gui(...)` are for FortiManager's REST and GUI API
    ");
    assert_snapshot!(faults_of(&quote!(get(gui), "/gui/a")), @r"
    unknown protocol `get`
    help: `get` takes no parentheses; `rest(...)` and `gui(...)` are for FortiManager's REST and GUI API
    ");
    assert_snapshot!(faults_of(&quote!(soap(get), "/a")), @r"
    unknown protocol `soap`
    help: `rest(...)` and `gui(...)` are for FortiManager's REST and GUI API
    ");
}

#[test]
fn protocols_without_a_method() {
    assert_snapshot!(faults_of(&quote!(rest, "/jsonrpc/a")), @"`rest` takes its method in parentheses: `rest(GET)`");
    assert_snapshot!(faults_of(&quote!(gui, "/gui/a")), @"`gui` takes its method in parentheses: `gui(get)`");
    assert_snapshot!(faults_of(&quote!(gui(), "/gui/a")), @"`gui(...)` lacks its method, such as `gui(GET)`");
    assert_snapshot!(faults_of(&quote!(rest(GET))), @r#"the url follows the verb: `#[endpoint(get, "/dvmdb/adom/<adom>")]`"#);
}

#[test]
fn invalid_methods() {
    assert_snapshot!(faults_of(&quote!(rest(get), "/jsonrpc/a")), @r"
    `get` is not a method of FortiManager's REST API
    help: did you mean `GET`? it takes `GET`, `POST`
    ");
    assert_snapshot!(faults_of(&quote!(rest(DELETE), "/jsonrpc/a")), @r"
    `DELETE` is not a method of FortiManager's REST API
    help: it takes `GET`, `POST`
    ");
    assert_snapshot!(faults_of(&quote!(gui(PSOT), "/flatui/a")), @r"
    `PSOT` in capitals would be a method of HTTP, and FortiManager's GUI API takes `GET`, `POST`
    help: did you mean `POST`? a method of the proxy is written as in its request, such as `get`
    ");
    assert_snapshot!(faults_of(&quote!(gui(CREATE), "/gui/a")), @r"
    `CREATE` in capitals would be a method of HTTP, and FortiManager's GUI API takes `GET`, `POST`
    help: did you mean `create`? a method of the proxy is written as in its request, such as `get`
    ");
    assert_snapshot!(faults_of(&quote!(gui(get-all), "/gui/a")), @"a call has one method; a method that is not a plain word needs quotes");
    assert_snapshot!(faults_of(&quote!(gui(get, post), "/gui/a")), @"a call has one method; a method that is not a plain word needs quotes");
    assert_snapshot!(faults_of(&quote!(gui(1), "/gui/a")), @"a method is a word such as `get`, or a string in quotes");
    for method in ["", "get all", "get\n"] {
        let message = faults(&parse_quote! { #[endpoint(gui(#method), "/gui/a")] struct Call; });
        assert_eq!(message, "a method is a single word, as in the request");
    }
}
