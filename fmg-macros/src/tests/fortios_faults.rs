//! The errors of `derive(Endpoint)` about faulty calls to FortiOS.

use insta::assert_snapshot;
use syn::parse_quote;

use super::messages;
use crate::expand::derive;
use crate::item::Item;

fn faults(input: &Item) -> String {
    messages(derive(input))
}

#[test]
fn words_of_fortimanager_on_a_call_to_fortios() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(POST, "/api/v2/monitor/a/b")]
        struct Post {
            #[endpoint(beside)] a: String,
            #[endpoint(data("b"))] b: String,
            #[endpoint(envelope)] c: String,
            #[endpoint(splice)] d: Row,
        }
    }), @r#"
    `beside` is not a place in calls to FortiOS
    help: did you mean `query`? a field of such a call takes `placeholder = "..."`, `query`, `body`, `form`, `file`, `toggle`, `flag`, `digits`
    ----
    `data` is not a place in calls to FortiOS
    help: did you mean `body`? a field of such a call takes `placeholder = "..."`, `query`, `body`, `form`, `file`, `toggle`, `flag`, `digits`
    ----
    `envelope` is not a place in calls to FortiOS
    help: a field of such a call takes `placeholder = "..."`, `query`, `body`, `form`, `file`, `toggle`, `flag`, `digits`
    ----
    `splice` is not a place in calls to FortiOS
    help: a field of such a call takes `placeholder = "..."`, `query`, `body`, `form`, `file`, `toggle`, `flag`, `digits`
    "#);
}

#[test]
fn a_verb_of_fortimanager_on_a_path_of_fortios() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(get, "/api/v2/monitor/a/b", etag)]
        struct Get { #[endpoint(query)] a: String }
    }), @r"
    `get` is for FortiManager's JSON-RPC API, and a url that begins with `/api/v2` belongs to FortiOS
    help: did you mean `GET`? its verbs are `GET`, `POST`, `PUT`, `DELETE`
    ");
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(clone, "/api/v2/cmdb/a/b")]
        struct Get { #[endpoint(query)] a: String, #[endpoint(body("b"))] b: i64 }
    }), @r"
    `clone` is for FortiManager's JSON-RPC API, and a url that begins with `/api/v2` belongs to FortiOS
    help: its verbs are `GET`, `POST`, `PUT`, `DELETE`
    ");
}

#[test]
fn misspelt_verbs() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(POTS, "/api/v2/monitor/a/b", access_group = "sysgrp")]
        struct Post { #[endpoint(body("a"))] a: String, b: i64 }
    }), @r#"
    unknown verb `POTS`
    help: did you mean `POST`? FortiManager has `get`, `add`, `set`, `update`, `delete`, `exec`, `clone`, `move`, `replace`, `unset`, `put`; FortiOS has `GET`, `POST`, `PUT`, `DELETE`; `rest(GET)` and `gui(get)` are for FortiManager's REST and GUI API
    ----
    the field `b` has no place in the call
    help: the url has no placeholders; a field that is not in the url names its place, with `#[endpoint(...)]` and one of `query`, `body`, `body("...")`, `form` or `file`
    "#);
    assert_snapshot!(faults(&parse_quote! { #[endpoint(PATCH, "/api/v2/a")] struct Patch; }), @r"
    unknown verb `PATCH`
    help: FortiManager has `get`, `add`, `set`, `update`, `delete`, `exec`, `clone`, `move`, `replace`, `unset`, `put`; FortiOS has `GET`, `POST`, `PUT`, `DELETE`; `rest(GET)` and `gui(get)` are for FortiManager's REST and GUI API
    ");
}

#[test]
fn invalid_paths() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(GET, "api/v2/monitor/a/scope member")]
        struct Get;
    }), @r"
    ' ' is not allowed in the path of an HTTP url

      api/v2/monitor/a/scope member
                            ^

    help: use letters, digits and any of -._~!$&'()*+,;=:@ in literal segments, and a placeholder for the rest
    ----
    the path of an HTTP request begins with a slash

      api/v2/monitor/a/scope member
      ^

    help: write `/api/v2/monitor/a/scope member`
    ");
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(GET, "/api/v2/cmdb/?action=schema")]
        struct Get;
    }), @r"
    a url template does not end with a slash

      /api/v2/cmdb/?action=schema
                  ^

    help: remove the last slash; a url that ends in one addresses the whole table
    ----
    a url template has no query string

      /api/v2/cmdb/?action=schema
                   ^^^^^^^^^^^^^^

    help: end the template before the `?`; parameters are fields of the request (JSON-RPC: beside the url or in `data`; HTTP: in the query)
    ");
}

#[test]
fn a_field_without_a_place() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(GET, "/api/v2/cmdb/<path>/<name>")]
        struct Get { path: CmdbPath, name: TableName, start: Option<i64> }
    }), @r#"
    the field `start` has no place in the call
    help: the url has `<name>`, `<path>`; a field that is not in the url names its place, with `#[endpoint(...)]` and one of `query`, `body`, `body("...")`, `form` or `file`
    "#);
}

#[test]
fn misspelt_words() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(GET, "/api/v2/monitor/a/b", etags, download)]
        struct Get { #[endpoint(qeury)] a: String, #[endpoint("b")] b: String }
    }), @r#"
    unknown word `etags`
    help: did you mean `etag`? options after the url: `response = Type`, `fixed(name = value)`, `access_group = "..."`, `etag`, `download(text, ...)`, `one_of([field, ...], ...)`, `reply_without(status)`
    ----
    unknown word `qeury`
    help: did you mean `query`? a field takes `placeholder = "..."`, `query`, `body`, `form`, `file`, `toggle`, `flag`, `digits`
    ----
    a field names the place of its value, such as `query("ip_version")`
    "#);
}

#[test]
fn invalid_kinds_of_file() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(GET, "/api/v2/monitor/a/b", download(text, xml))]
        struct Get;
    }), @r"
    a file cannot be `xml`
    help: `download` takes `text`, `json`, `html` and `pdf`
    ");
}

#[test]
fn conflicting_parts_of_the_body() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(POST, "/api/v2/monitor/a/b")]
        struct Whole {
            #[endpoint(body)] whole: Value,
            #[endpoint(body)] other: Value,
            #[endpoint(body("part"))] part: i64,
            #[endpoint(form)] form: i64,
            #[endpoint(file)] file: File,
            #[endpoint(query)] query: i64,
        }
    }), @r#"
    another field is already the whole body
    help: a member has its name in parentheses: `#[endpoint(body("whole"))]`, `#[endpoint(body("other"))]`
    ----
    another field is already the whole body
    help: a member has its name in parentheses: `#[endpoint(body("whole"))]`, `#[endpoint(body("other"))]`
    ----
    another field is already the whole body
    ----
    another field is already the whole body
    help: a member has its name in parentheses: `#[endpoint(body("whole"))]`, `#[endpoint(body("other"))]`
    "#);
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(POST, "/api/v2/monitor/a/b")]
        struct Json {
            #[endpoint(body("part"))] part: i64,
            #[endpoint(body("part"))] again: i64,
            #[endpoint(file("part"))] file: File,
            #[endpoint(form)] form: i64,
            #[endpoint(body)] whole: Value,
        }
    }), @r#"
    `part` in the body is given twice
    ----
    `part` in the body is given twice
    ----
    other fields make the body JSON, so it cannot be a form
    ----
    the body has other members, so this field cannot be the whole body
    help: a member has its name in parentheses: `#[endpoint(body("whole"))]`
    "#);
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(POST, "/logincheck")]
        struct Form {
            #[endpoint(form)] form: i64,
            #[endpoint(form("form"))] again: i64,
            #[endpoint(body("part"))] part: i64,
            #[endpoint(file)] file: File,
        }
    }), @r"
    `form` in the form is given twice
    ----
    other fields make the body a form, so it cannot be JSON
    ----
    other fields make the body a form, so it cannot be JSON
    ");
}

#[test]
fn two_files() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(POST, "/api/v2/monitor/a/b")]
        struct Post { #[endpoint(file)] key: File, #[endpoint(file)] certificate: Option<File> }
    }), @"another field is already the file of this call, and a request has one file");
}

#[test]
fn the_same_name_in_different_places() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(POST, "/api/v2/monitor/<a>/b")]
        struct Post { a: Name, #[endpoint(query("a"))] b: i64, #[endpoint(body("a"))] c: i64 }
    }), @"");
}

#[test]
fn verbs_without_a_body() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(GET, "/api/v2/monitor/a/b")]
        struct Get { #[endpoint(body("a"))] a: i64 }
    }), @r"
    a `GET` has no body, because FortiOS would not read it
    help: use the query: `#[endpoint(query)]`
    ");
    for input in [
        parse_quote! { #[endpoint(DELETE, "/api/v2/a")] struct A { #[endpoint(body)] a: Value } },
        parse_quote! { #[endpoint(DELETE, "/api/v2/a")] struct A { #[endpoint(form)] a: i64 } },
        parse_quote! { #[endpoint(GET, "/api/v2/a")] struct A { #[endpoint(file)] a: File } },
    ] {
        let message = faults(&input);
        assert!(message.contains("has no body"), "{message}");
        assert!(!message.contains("----"), "{message}");
    }
}

#[test]
fn a_token_in_the_url() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(GET, "/api/v2/monitor/a/b")]
        struct Get { #[endpoint(query("access_token"))] token: Secret }
    }), @r"
    `access_token` would put a token into the url, which is logged
    help: give the token to the client, which sends it in a header
    ");
    let constant = faults(&parse_quote! {
        #[endpoint(GET, "/api/v2/monitor/a/b", fixed(access_token = "x"))]
        struct Get;
    });
    assert!(constant.contains("would put a token into the url"), "{constant}");
}

#[test]
fn constants_and_fields_share_the_query() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(GET, "/api/v2/cmdb/a/b", fixed(action = "schema"))]
        struct Get { #[endpoint(query)] action: String }
    }), @"`action` in the query is given twice");
}

#[test]
fn switches_of_values_that_are_not_boolean() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(POST, "/api/v2/monitor/a/b")]
        struct Post { #[endpoint(body, flag)] a: Value }
    }), @r#"
    `flag` cannot be used here: the whole body is not a boolean
    help: a member has its name in parentheses: `#[endpoint(body("a"), flag)]`
    "#);
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(POST, "/api/v2/monitor/a/b")]
        struct Post { #[endpoint(file, toggle)] a: File }
    }), @r#"
    `toggle` cannot be used here: a file is not a boolean member
    help: `toggle` follows `query`, `form` or `body("...")`
    "#);
}

#[test]
fn an_entity_tag_of_a_write() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(POST, "/api/v2/monitor/a/b", etag)]
        struct Post;
    }), @"the response to a `POST` has no entity tag; only reads have one");
}

#[test]
fn access_groups_that_are_none() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(GET, "/api/v2/monitor/a/b", access_group = "sysgrp, fwgrp")]
        struct Get;
    }), @r"
    this is not a valid name of an access group

      sysgrp, fwgrp
            ^

    help: write it as in the document of FortiOS, such as `sysgrp` or `fwgrp.policy`
    ");
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(GET, "/api/v2/monitor/a/b", access_group = "", access_group = "sysgrp")]
        struct Get;
    }), @r"
    this is not a valid name of an access group

    help: write it as in the document of FortiOS, such as `sysgrp` or `fwgrp.policy`
    ----
    `access_group` is given twice
    ");
}

#[test]
fn sets_that_cannot_be_given() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(PUT, "/api/v2/cmdb/<name>/b", one_of([before, before], [aftre], [name], [whole], [lost]))]
        struct Put {
            name: Name,
            #[endpoint(query)] before: Option<i64>,
            #[endpoint(query)] after: Option<i64>,
            #[endpoint(body)] whole: Value,
            #[endpoint(beside)] lost: i64,
        }
    }), @r#"
    `beside` is not a place in calls to FortiOS
    help: did you mean `query`? a field of such a call takes `placeholder = "..."`, `query`, `body`, `form`, `file`, `toggle`, `flag`, `digits`
    ----
    `before` is in this set twice
    ----
    no field `aftre`
    help: did you mean `after`? the members of the call are `before`, `after`, `whole`
    ----
    `name` is part of the url, so it is always given
    ----
    `whole` is the whole body, and a set has members of the body
    help: a member has its name in parentheses: `#[endpoint(body("whole"))]`
    "#);
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(GET, "/api/v2/monitor/a/b", one_of([]))]
        struct Get;
    }), @"a set needs at least one field");
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(GET, "/api/v2/monitor/a/b", one_of(a, b))]
        struct Get;
    }), @"write fields that are given together in brackets: `one_of([a, b], [c])`");
}
