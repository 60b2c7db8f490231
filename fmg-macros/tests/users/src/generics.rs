//! Type parameters and lifetimes.

use std::fmt::Debug;

use fmg_bindings::Endpoint;
use fmg_bindings::fmg::{AdomName, JsonRpc};

#[derive(Clone, Endpoint)]
#[endpoint(update, r#"/adom/<adom>/<name>"#)]
struct Update<'a, N, D: Debug + serde::Serialize>
where
    N: Clone,
{
    adom: &'a AdomName,
    name: N,
    #[endpoint(data("rows"))]
    rows: Vec<Option<D>>,
}

fn is_request(_: &impl Endpoint<Protocol = JsonRpc>) {}

#[test]
fn requests_take_type_parameters_and_lifetimes() {
    let adom = AdomName::new("demo").unwrap();
    let call = Update {
        adom: &adom,
        name: 7_u32,
        rows: vec![Some("row"), None],
    };
    is_request(&call);
    assert_eq!(call.url(), "/adom/demo/7");
}
