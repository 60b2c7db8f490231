//! Tests of the code that `derive(Endpoint)` writes.

use insta::assert_snapshot;
use syn::parse_quote;

use super::items;
use crate::expand::derive;

#[test]
fn a_call_with_placeholders_only() {
    assert_snapshot!(items(derive(&parse_quote! {
        #[endpoint(exec, "/dvmdb/adom/<adom>/workspace/lock/obj/<path>")]
        pub struct LockObject {
            pub adom: AdomName,
            pub path: ObjectPath,
        }
    })));
}

#[test]
fn a_call_without_placeholders() {
    assert_snapshot!(items(derive(&parse_quote! {
        #[endpoint(get, "/sys/status", response = Status)]
        pub struct GetStatus;
    })));
}

#[test]
fn a_call_whose_reply_lacks_something() {
    assert_snapshot!(items(derive(&parse_quote! {
        #[endpoint(delete, "/task/task/<id>", reply_without(status, id), response = Deleted)]
        pub struct Delete {
            pub id: TaskId,
        }
    })));
}

#[test]
fn the_bindings_can_have_another_name() {
    let tokens = derive(&parse_quote! {
        #[endpoint(exec, "/dvmdb/adom/<adom>/workspace/lock", crate = ::vendor::bindings, response = own::fmg_bindings::Row)]
        pub struct Lock<T: Serialize> {
            pub adom: AdomName,
            #[endpoint(data("force"), toggle)]
            pub force: bool,
            #[endpoint(beside)]
            pub more: T,
        }
    });
    let text = items(tokens);
    assert_snapshot!(text);
    // The path of a type of the user is left as it is.
    assert_eq!(text.matches("fmg_bindings").count(), 1, "{text}");
}

#[test]
fn every_place() {
    assert_snapshot!(items(derive(&parse_quote! {
        #[endpoint(set, r#"/pm/pkg/<802-1X>/<tacacs+>/scope member/<match>"#, response = Vec<Row>, fixed(option = ["get certinfo"], "sub fetch" = 1))]
        struct Everything {
            #[endpoint(placeholder = "802-1X")]
            port: Name,
            r#match: Name,
            tacacs_: Name,
            /// Documented.
            #[endpoint(beside)]
            r#type: String,
            #[endpoint(beside("range"))]
            limits: [i64; 2],
            #[endpoint(data("top-n"))]
            top_n: i64,
            #[endpoint(data("status"), toggle)]
            status: Option<bool>,
            #[endpoint(envelope("remote"), flag)]
            remote: bool,
            #[endpoint(splice)]
            options: ReadOptions,
        }
    })));
}

#[test]
fn generics_get_the_bounds_that_their_places_ask_for() {
    assert_snapshot!(items(derive(&parse_quote! {
        #[endpoint(update, "/a/<name>/<other>")]
        struct Update<'a, N, D, S: Clone, const LEN: usize>
        where
            N: Clone,
        {
            name: &'a N,
            other: Name,
            #[endpoint(data("rows"))]
            rows: [Option<D>; LEN],
            #[endpoint(data("on"), toggle)]
            on: S,
        }
    })));
}

#[test]
fn a_faulty_struct_still_gets_implementations() {
    assert_snapshot!(items(derive(&parse_quote! {
        #[endpoint(get, "/adom/<adom", response = Vec<Row>)]
        struct Get<T: Clone> {
            #[endpoint(beside)]
            value: T,
        }
    })));
}
