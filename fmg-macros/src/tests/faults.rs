//! The errors of `derive(Endpoint)` about faulty structs. How the compiler shows that is tested in `tests/ui`; here
//! stands the wording of each fault.

use insta::assert_snapshot;
use syn::parse_quote;

use super::messages;
use crate::expand::derive;
use crate::item::Item;

fn faults(input: &Item) -> String {
    messages(derive(input))
}

#[test]
fn a_placeholder_without_a_field() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(get, "/dvmdb/adom/<adom>/device/<device>")]
        struct Get { adom: AdomName }
    }), @r"
    no field for the placeholder `<device>`

      /dvmdb/adom/<adom>/device/<device>
                                ^^^^^^^^

    help: add a field `device`; the struct has `adom`
    ");
}

#[test]
fn a_misspelt_placeholder_is_one_fault() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(get, "/dvmdb/adom/<adoms>/device/<device>")]
        struct Get { adom: AdomName, device: DeviceName }
    }), @r"
    no field for the placeholder `<adoms>`

      /dvmdb/adom/<adoms>/device/<device>
                  ^^^^^^^

    help: did you mean `<adom>`? the field `adom` fills that placeholder
    ");
}

#[test]
fn a_field_without_a_place() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(get, "/dvmdb/adom/<adom>")]
        struct Get { adom: AdomName, token: String }
    }), @r#"
    the field `token` has no place in the call
    help: the url has `<adom>`; a field that is not in the url names its place, with `#[endpoint(...)]` and one of `beside`, `data`, `data("...")`, `envelope` or `splice`
    "#);
}

#[test]
fn a_field_of_the_right_name_at_another_place() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(set, "/obj/<name>")]
        struct Set { #[endpoint(data("name"))] name: String }
    }), @r#"
    no field for the placeholder `<name>`

      /obj/<name>
           ^^^^^^

    help: the field `name` has another place; if it fills this placeholder, remove its attribute, otherwise add another field with `#[endpoint(placeholder = "name")]`
    "#);
}

#[test]
fn an_unknown_placeholder() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(get, "/<802-1X>")]
        struct Get { #[endpoint(placeholder = "802-1x")] port: Name }
    }), @r"
    no field for the placeholder `<802-1X>`

      /<802-1X>
       ^^^^^^^^

    help: did you mean `<802-1x>`? the field `port` fills that placeholder
    ");
}

#[test]
fn two_fields_for_one_placeholder() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(get, "/<adom>")]
        struct Get { adom: AdomName, #[endpoint(placeholder = "adom")] other: AdomName }
    }), @"`<adom>` is already filled by `adom`");
}

#[test]
fn faults_of_the_template_come_all_at_once() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(get, "/dvmdb//<adom/x<name>/")]
        struct Get;
    }), @r"
    empty segment: two slashes in a row

      /dvmdb//<adom/x<name>/
            ^^

    help: remove one of the slashes, or name the segment between them
    ----
    `<` opens a placeholder that is never closed

      /dvmdb//<adom/x<name>/
              ^^^^^

    help: close it with `>` before the next slash
    ----
    a placeholder has to be a whole segment

      /dvmdb//<adom/x<name>/
                     ^^^^^^

    help: separate the placeholder and the text by a slash
    ----
    a url template does not end with a slash

      /dvmdb//<adom/x<name>/
                           ^

    help: remove the last slash; a url that ends in one addresses the whole table
    ");
}

#[test]
fn faults_of_struct_fields_and_template_come_together() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(gett, "/<a>/<a>")]
        struct Get { #[endpoint(besides)] a: Name, #[endpoint(data, flag)] b: bool }
    }), @r#"
    unknown verb `gett`
    help: did you mean `get`? FortiManager has `get`, `add`, `set`, `update`, `delete`, `exec`, `clone`, `move`, `replace`, `unset`, `put`; FortiOS has `GET`, `POST`, `PUT`, `DELETE`; `rest(GET)` and `gui(get)` are for FortiManager's REST and GUI API
    ----
    unknown word `besides`
    help: did you mean `beside`? a field takes `placeholder = "..."`, `beside`, `data`, `envelope`, `splice`, `query`, `body`, `form`, `file`, `content`, `toggle`, `flag`, `digits`
    ----
    the placeholder `<a>` occurs twice

      /<a>/<a>
           ^^^

    help: give the two different names
    ----
    `flag` cannot be used here: the whole `data` is not a boolean
    help: a member has its name in parentheses: `#[endpoint(data("b"), flag)]`
    "#);
}

#[test]
fn no_attribute() {
    assert_snapshot!(faults(&parse_quote! { struct Get; }), @r#"
    `Get` has no attribute `#[endpoint(...)]`
    help: add the verb and the url: `#[endpoint(get, "/dvmdb/adom/<adom>")]` for FortiManager, `#[endpoint(GET, "/api/v2/monitor/system/status")]` for FortiOS
    "#);
}

#[test]
fn attributes_without_their_arguments() {
    for input in [
        parse_quote! { #[endpoint] struct Get; },
        parse_quote! { #[endpoint()] struct Get; },
        parse_quote! { #[endpoint("/a")] struct Get; },
        parse_quote! { #[endpoint(get)] struct Get; },
        parse_quote! { #[endpoint(get, "/a")] #[endpoint(get, "/b")] struct Get; },
    ] {
        let message = faults(&input);
        assert!(message.contains("#[endpoint("), "{message}");
        assert!(!message.contains("----"), "{message}");
    }
}

#[test]
fn words_of_fortios_on_a_call_to_fortimanager() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(get, "/a", access_group = "sysgrp", etag, download, one_of([a], [b]), response = Row)]
        struct Get {
            #[endpoint(query)] a: String,
            #[endpoint(body("b"))] b: String,
            #[endpoint(form, toggle)] c: bool,
            #[endpoint(file)] d: File,
        }
    }), @r#"
    `access_group` is not an option of calls to FortiManager's JSON-RPC API
    help: options after the url: `response = Type`, `fixed(name = value)`, `reply_without(status)`
    ----
    `etag` is not an option of calls to FortiManager's JSON-RPC API
    help: options after the url: `response = Type`, `fixed(name = value)`, `reply_without(status)`
    ----
    `download` is not an option of calls to FortiManager's JSON-RPC API
    help: options after the url: `response = Type`, `fixed(name = value)`, `reply_without(status)`
    ----
    `one_of` is not an option of calls to FortiManager's JSON-RPC API
    help: options after the url: `response = Type`, `fixed(name = value)`, `reply_without(status)`
    ----
    `query` is not a place in calls to FortiManager's JSON-RPC API
    help: did you mean `beside`? a field of such a call takes `placeholder = "..."`, `beside`, `data`, `envelope`, `splice`, `toggle`, `flag`, `digits`
    ----
    `body` is not a place in calls to FortiManager's JSON-RPC API
    help: did you mean `data`? a field of such a call takes `placeholder = "..."`, `beside`, `data`, `envelope`, `splice`, `toggle`, `flag`, `digits`
    ----
    `form` is not a place in calls to FortiManager's JSON-RPC API
    help: a field of such a call takes `placeholder = "..."`, `beside`, `data`, `envelope`, `splice`, `toggle`, `flag`, `digits`
    ----
    `file` is not a place in calls to FortiManager's JSON-RPC API
    help: a field of such a call takes `placeholder = "..."`, `beside`, `data`, `envelope`, `splice`, `toggle`, `flag`, `digits`
    "#);
}

#[test]
fn unknown_words_after_the_url() {
    assert_snapshot!(faults(&parse_quote! { #[endpoint(get, "/a", reponse = ())] struct Get; }), @r"
    unknown word `reponse`
    help: did you mean `response`? options after the url: `response = Type`, `fixed(name = value)`, `reply_without(status)`
    ");
}

#[test]
fn conflicting_members() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(get, "/a", fixed(option = 1))]
        struct Get {
            #[endpoint(beside)] option: i64,
            #[endpoint(data)] whole: Row,
            #[endpoint(data("part"))] part: i64,
            #[endpoint(beside("data"))] data: Row,
            #[endpoint(beside("url"))] url: String,
            #[endpoint(envelope)] session: String,
            #[endpoint(beside, splice)] both: Row,
            #[endpoint(beside(""))] nameless: Row,
        }
    }), @r#"
    a field has only one place
    ----
    `option` beside the url is given twice
    ----
    another field is already the whole `data`
    help: a member has its name in parentheses: `#[endpoint(data("whole"))]`
    ----
    `data` beside the url is a place: use `#[endpoint(data)]`
    ----
    the client writes `url` beside the url
    ----
    the client writes `session` in the envelope
    ----
    a member needs a name
    "#);
}

#[test]
fn members_of_data_without_their_names() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(exec, "/cli/global/exec/top")]
        struct Top {
            #[endpoint(data)] order: String,
            #[endpoint(data)] lines: i64,
        }
    }), @r#"
    another field is already the whole `data`
    help: a member has its name in parentheses: `#[endpoint(data("order"))]`, `#[endpoint(data("lines"))]`
    "#);
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(exec, "/cli/global/exec/top")]
        struct Top {
            #[endpoint(data("order-by"))] order: String,
            #[endpoint(data)] lines: i64,
        }
    }), @r#"
    other fields are members of `data`, so this field cannot be the whole
    help: a member has its name in parentheses: `#[endpoint(data("lines"))]`
    "#);
}

#[test]
fn types_without_named_fields() {
    let inputs: [Item; 3] = [
        parse_quote! { #[endpoint(get, "/<a>")] enum Get { A } },
        parse_quote! { #[endpoint(get, "/<a>")] union Get { a: u8 } },
        parse_quote! { #[endpoint(get, "/<a>")] struct Get(Name); },
    ];
    for input in inputs {
        let message = faults(&input);
        assert!(message.starts_with("a call is a struct"), "{message}");
        assert!(!message.contains("----"), "{message}");
    }
}

#[test]
fn parts_that_no_reply_lacks() {
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(get, "/a", reply_without(status))] struct Get;
    }), @r"
    a reply without a status is recognised by its members, but this call has no `response`
    help: add a response with a field for a member of the reply: `response = Type`
    ");
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(get, "/a", response = Row, reply_without(status, status, body, sttus))] struct Get;
    }), @r"
    `status` is given twice
    ----
    replies of FortiManager's JSON-RPC API have no `body`
    help: `reply_without` takes `status`, `id`
    ----
    unknown word `sttus`
    help: did you mean `status`? `reply_without` takes `status`, `id`
    ");
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(GET, "/api/v2/monitor/a/b", response = Row, reply_without(id, body))] struct Get;
    }), @r"
    replies of FortiOS have no `id`
    help: `reply_without` takes `status`, `body`
    ----
    a read needs a response body; only a write may have an empty response
    ");
    assert_snapshot!(faults(&parse_quote! {
        #[endpoint(get, "/a", reply_without())] struct Get;
    }), @r"
    `reply_without()` names no part of a reply
    help: it takes `status`, `id`
    ");
}
