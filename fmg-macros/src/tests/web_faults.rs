//! The errors of `derive(Endpoint)` about faulty calls to FortiManager's REST and GUI API.

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
fn the_struct_is_checked_by_the_intended_verb() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(GET, "/jsonrpc/sys/<name>/backup", etag, download)]
        struct Backup {
            #[endpoint(query)] passwd: String,
            #[endpoint(body)] whole: Value,
            name: Name,
            other: Name,
        }
    }), @r#"
    `GET` is for FortiOS, and a url that begins with `/jsonrpc` belongs to FortiManager's REST API
    help: did you mean `rest(GET)`? its verbs are `rest(GET)`, `rest(POST)`
    ----
    `etag` is not an option of calls to FortiManager's REST API
    help: options after the url: `response = Type`, `fixed(name = value)`, `download(text, ...)`, `one_of([field, ...], ...)`, `reply_without(status)`
    ----
    a `GET` has no body, because FortiManager would not read it
    help: use the query: `#[endpoint(query)]`
    ----
    the field `other` has no place in the call
    help: the url has `<name>`; a field that is not in the url names its place, with `#[endpoint(...)]` and one of `query`, `body`, `body("...")`, `form`, `file`, `content` or `splice`
    "#);
}

#[test]
fn words_of_other_protocols() {
    assert_snapshot!(faults_of(&quote!(rest(GET), "/jsonrpc/a", access_group = "sysgrp", etag, csrf("token"))), @r"
    `access_group` is not an option of calls to FortiManager's REST API
    help: options after the url: `response = Type`, `fixed(name = value)`, `download(text, ...)`, `one_of([field, ...], ...)`, `reply_without(status)`
    ----
    `etag` is not an option of calls to FortiManager's REST API
    help: options after the url: `response = Type`, `fixed(name = value)`, `download(text, ...)`, `one_of([field, ...], ...)`, `reply_without(status)`
    ----
    `csrf` is not an option of calls to FortiManager's REST API
    help: options after the url: `response = Type`, `fixed(name = value)`, `download(text, ...)`, `one_of([field, ...], ...)`, `reply_without(status)`
    ");
    assert_snapshot!(faults_of(&quote!(gui(POST), "/flatui/a", access_group = "sysgrp", etag)), @r#"
    `access_group` is not an option of calls to FortiManager's GUI API
    help: options after the url: `response = Type`, `fixed(name = value)`, `download(text, ...)`, `one_of([field, ...], ...)`, `csrf("...")`, `reply_without(status)`
    ----
    `etag` is not an option of calls to FortiManager's GUI API
    help: options after the url: `response = Type`, `fixed(name = value)`, `download(text, ...)`, `one_of([field, ...], ...)`, `csrf("...")`, `reply_without(status)`
    "#);
    assert_snapshot!(faults_of(&quote!(get, "/a", csrf("token"))), @r"
    `csrf` is not an option of calls to FortiManager's JSON-RPC API
    help: options after the url: `response = Type`, `fixed(name = value)`, `reply_without(status)`
    ");
    assert_snapshot!(faults_of(&quote!(POST, "/api/v2/monitor/a/b", csrf("token"))), @r#"
    `csrf` is not an option of calls to FortiOS
    help: options after the url: `response = Type`, `fixed(name = value)`, `access_group = "..."`, `etag`, `download(text, ...)`, `one_of([field, ...], ...)`, `reply_without(status)`
    "#);
    assert_snapshot!(faults_of(&quote!(gui(get), "/gui/a", crsf("token"))), @r#"
    unknown word `crsf`
    help: did you mean `csrf`? options after the url: `response = Type`, `fixed(name = value)`, `download(text, ...)`, `one_of([field, ...], ...)`, `csrf("...")`, `reply_without(status)`
    "#);
}

#[test]
fn places_of_other_protocols() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(rest(POST), "/jsonrpc/a")]
        struct Post {
            #[endpoint(beside)] a: i64,
            #[endpoint(data)] b: i64,
            #[endpoint(envelope)] c: i64,
        }
    }), @r#"
    `beside` is not a place in calls to FortiManager's REST API
    help: did you mean `query`? a field of such a call takes `placeholder = "..."`, `splice`, `query`, `body`, `form`, `file`, `content`, `toggle`, `flag`, `digits`
    ----
    `data` is not a place in calls to FortiManager's REST API
    help: did you mean `body`? a field of such a call takes `placeholder = "..."`, `splice`, `query`, `body`, `form`, `file`, `content`, `toggle`, `flag`, `digits`
    ----
    `envelope` is not a place in calls to FortiManager's REST API
    help: a field of such a call takes `placeholder = "..."`, `splice`, `query`, `body`, `form`, `file`, `content`, `toggle`, `flag`, `digits`
    "#);
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(gui(post), "/gui/a")]
        struct Post {
            #[endpoint(query)] a: i64,
            #[endpoint(form)] b: i64,
            #[endpoint(file)] c: File,
            #[endpoint(content)] d: File,
            #[endpoint(data("e"))] e: i64,
            #[endpoint("f")] f: i64,
            g: i64,
        }
    }), @r#"
    `query` is not a place in calls to the proxy of FortiManager's GUI API
    help: did you mean `body`? a field of such a call takes `placeholder = "..."`, `splice`, `body`, `toggle`, `flag`, `digits`
    ----
    `form` is not a place in calls to the proxy of FortiManager's GUI API
    help: did you mean `body`? a field of such a call takes `placeholder = "..."`, `splice`, `body`, `toggle`, `flag`, `digits`
    ----
    `file` is not a place in calls to the proxy of FortiManager's GUI API
    help: a field of such a call takes `placeholder = "..."`, `splice`, `body`, `toggle`, `flag`, `digits`
    ----
    `content` is not a place in calls to the proxy of FortiManager's GUI API
    help: a field of such a call takes `placeholder = "..."`, `splice`, `body`, `toggle`, `flag`, `digits`
    ----
    `data` is not a place in calls to the proxy of FortiManager's GUI API
    help: did you mean `body`? a field of such a call takes `placeholder = "..."`, `splice`, `body`, `toggle`, `flag`, `digits`
    ----
    a field names the place of its value, such as `body("pkgOid")`
    ----
    the field `g` has no place in the call
    help: the url has no placeholders; a field that is not in the url names its place, with `#[endpoint(...)]` and one of `body`, `body("...")` or `splice`
    "#);
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(POST, "/api/v2/monitor/a/b")]
        struct Post { #[endpoint(content)] a: File }
    }), @r#"
    `content` is not a place in calls to FortiOS
    help: did you mean `file`? a field of such a call takes `placeholder = "..."`, `query`, `body`, `form`, `file`, `toggle`, `flag`, `digits`
    "#);
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(get, "/a")]
        struct Get { #[endpoint(content)] a: File }
    }), @r#"
    `content` is not a place in calls to FortiManager's JSON-RPC API
    help: a field of such a call takes `placeholder = "..."`, `beside`, `data`, `envelope`, `splice`, `toggle`, `flag`, `digits`
    "#);
}

#[test]
fn fields_without_a_place() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(rest(GET), "/jsonrpc/a")]
        struct Get { a: i64 }
    }), @r#"
    the field `a` has no place in the call
    help: the url has no placeholders; a field that is not in the url names its place, with `#[endpoint(...)]` and one of `query`, `body`, `body("...")`, `form`, `file`, `content` or `splice`
    "#);
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(soap(GET), "/a")]
        struct Get { a: i64 }
    }), @r#"
    unknown protocol `soap`
    help: `rest(...)` and `gui(...)` are for FortiManager's REST and GUI API
    ----
    the field `a` has no place in the call
    help: the url has no placeholders; a field that is not in the url names its place, with `#[endpoint(...)]` and one of `beside`, `data`, `data("...")`, `envelope` or `splice` (FortiManager's JSON-RPC), `query`, `body`, `body("...")`, `form` or `file` (its REST and GUI API, FortiOS)
    "#);
}

#[test]
fn reads_without_a_body() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(gui(GET), "/flatui/a", csrf("csrf_token"))]
        struct Get {
            #[endpoint(body)] a: Value,
            #[endpoint(body("b"))] b: i64,
            #[endpoint(splice)] c: Row,
            #[endpoint(form)] d: i64,
            #[endpoint(file)] e: File,
            #[endpoint(content)] f: File,
        }
    }), @r"
    a `GET` has no body, because FortiManager would not read it
    help: remove `csrf(...)`; the client sends the token in a header
    ----
    a `GET` has no body, because FortiManager would not read it
    help: use the query: `#[endpoint(query)]`
    ----
    a `GET` has no body, because FortiManager would not read it
    help: use the query: `#[endpoint(query)]`
    ----
    a `GET` has no body, because FortiManager would not read it
    help: use the query: `#[endpoint(query)]`
    ----
    a `GET` has no body, because FortiManager would not read it
    help: use the query: `#[endpoint(query)]`
    ----
    a `GET` has no body, because FortiManager would not read it
    help: use the query: `#[endpoint(query)]`
    ----
    a `GET` has no body, because FortiManager would not read it
    help: use the query: `#[endpoint(query)]`
    ");
}

#[test]
fn a_content_excludes_other_members() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(gui(POST), "/flatui/a")]
        struct Post {
            #[endpoint(content)] a: File,
            #[endpoint(content)] b: File,
            #[endpoint(body)] c: Value,
            #[endpoint(body("d"))] d: i64,
            #[endpoint(splice)] e: Row,
            #[endpoint(form)] f: i64,
            #[endpoint(file)] g: File,
            #[endpoint(query)] h: i64,
        }
    }), @r"
    another field is already a file that is the whole body
    ----
    another field is already a file that is the whole body
    ----
    another field is already a file that is the whole body
    ----
    another field is already a file that is the whole body
    ----
    another field is already a file that is the whole body
    ----
    another field is already a file that is the whole body
    ");
    for (words, field) in [
        (quote!(), quote!(#[endpoint(body("a"))] a: i64)),
        (quote!(), quote!(#[endpoint(body)] a: Value)),
        (quote!(), quote!(#[endpoint(splice)] a: Row)),
        (quote!(), quote!(#[endpoint(form)] a: i64)),
        (quote!(), quote!(#[endpoint(file)] a: File)),
        (quote!(, csrf("csrf_token")), quote!(#[endpoint(query)] a: i64)),
    ] {
        let message = faults(&parse_quote! {
            #[endpoint(gui(POST), "/flatui/a" #words)]
            struct Post { #field, #[endpoint(content)] content: File }
        });
        assert!(
            message.contains("whole") && !message.contains("----"),
            "{field}: {message}"
        );
    }
}

#[test]
fn a_spliced_value_is_a_part_of_the_body() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(rest(POST), "/jsonrpc/a")]
        struct Post {
            #[endpoint(splice)] a: Row,
            #[endpoint(splice)] b: Row,
            #[endpoint(form)] c: i64,
            #[endpoint(body)] d: Value,
        }
    }), @r#"
    other fields make the body JSON, so it cannot be a form
    ----
    the body has other members, so this field cannot be the whole body
    help: a member has its name in parentheses: `#[endpoint(body("d"))]`
    "#);
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(rest(POST), "/jsonrpc/a")]
        struct Post { #[endpoint(form)] a: i64, #[endpoint(splice)] b: Row }
    }), @"other fields make the body a form, so it cannot be JSON");
}

#[test]
fn constants_of_a_proxied_call_are_members() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(gui(get), "/gui/a", fixed(options = 3))]
        struct Get { #[endpoint(body("options"))] options: i64, #[endpoint(body)] whole: Value }
    }), @r#"
    `options` in the body is given twice
    ----
    the body has other members, so this field cannot be the whole body
    help: a member has its name in parentheses: `#[endpoint(body("whole"))]`
    "#);
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(gui(POST), "/flatui/a", fixed(options = 3))]
        struct Post { #[endpoint(body("options"))] options: i64, #[endpoint(query("options"))] again: i64 }
    }), @"`options` in the query is given twice");
}

#[test]
fn tokens_are_members() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(gui(POST), "/flatui/a", csrf("token", "token", ""))]
        struct Post {
            #[endpoint(body("token"))] a: String,
            #[endpoint(file("token"))] b: File,
            #[endpoint(query("token"))] c: String,
            #[endpoint(body)] d: Value,
        }
    }), @r#"
    `token` in the body is given twice
    ----
    a member needs a name
    ----
    `token` in the body is given twice
    ----
    `token` in the body is given twice
    ----
    the body has other members, so this field cannot be the whole body
    help: a member has its name in parentheses: `#[endpoint(body("d"))]`
    "#);
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(gui(POST), "/flatui/a", csrf("token"))]
        struct Post { #[endpoint(form)] name: String, #[endpoint(form)] token: String }
    }), @"`token` in the form is given twice");
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(gui(post), "/gui/a", fixed(token = "x"), csrf("token"))]
        struct Post;
    }), @"`token` in the body is given twice");
    assert_snapshot!(faults_of(&quote!(gui(POST), "/flatui/a", csrf())), @r#"
    `csrf()` names no member
    help: name the members that hold the token of the session, such as `csrf("csrf_token")`
    "#);
    assert_snapshot!(faults_of(&quote!(gui(POST), "/flatui/a", csrf("a"), csrf("b"))), @"`csrf` is given twice");
    assert_snapshot!(faults_of(&quote!(gui(POST), "/flatui/a", csrf(token))), @"expected string literal");
    assert_snapshot!(faults_of(&quote!(gui(POST), "/flatui/a", csrf)), @"unexpected end of input, expected parentheses");
}

#[test]
fn switches_of_values_that_are_not_boolean() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(gui(post), "/gui/a")]
        struct Post { #[endpoint(splice, flag)] a: Row }
    }), @r#"
    `flag` cannot be used here: a spliced value is not a boolean member
    help: `flag` follows `body("...")`
    "#);
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(rest(POST), "/jsonrpc/a")]
        struct Post { #[endpoint(content, toggle)] a: File }
    }), @r#"
    `toggle` cannot be used here: a file is not a boolean member
    help: `toggle` follows `query`, `form` or `body("...")`
    "#);
}

#[test]
fn sets_that_cannot_be_given() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(gui(post), "/gui/<adom>/a", one_of([key], [pkg], [adom]))]
        struct Post { adom: AdomOid, #[endpoint(splice)] key: Key, #[endpoint(body("pkgOid"))] package: Option<i64> }
    }), @r"
    `key` adds unknown members to the body, so a set cannot have it
    ----
    no field `pkg`
    help: the members of the call are `key`, `package`
    ----
    `adom` is part of the url, so it is always given
    ");
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(rest(POST), "/jsonrpc/a", one_of([file], [name]))]
        struct Post { #[endpoint(content)] file: Option<File>, #[endpoint(query)] name: Option<String> }
    }), @"`file` is the whole body, and a set has members of the body");
}

#[test]
fn a_token_in_the_url() {
    let message = faults(&parse_quote! {
        #[endpoint(rest(GET), "/jsonrpc/a")]
        struct Get { #[endpoint(query("access_token"))] token: Secret }
    });
    assert!(message.contains("would put a token into the url"), "{message}");
}
