//! No secret of a forwarded request shows, also when a device quotes it.

use fmg_bindings::fortigate_proxy::ProxyTarget;
use fmg_bindings::fortios::{self, Method};
use fmg_bindings::{Endpoint, Error, Secret, path};
use fmg_sim::Answer;
use serde_json::json;

use super::{ADOM, PROXY, UP, manager, sim, through};

const SECRET: &str = "hush-hush-4711";

/// A call with a secret whose name is not that of a secret.
#[derive(Endpoint)]
#[endpoint(POST, "/api/v2/monitor/system/example")]
struct Odd {
    #[endpoint(body)]
    colour: Secret,
}

fn assert_hides(error: &Error) {
    let chain = std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source());
    let shown: Vec<_> = chain.map(|error| format!("{error} {error:?}")).collect();
    let shown = shown.join("; ");
    assert!(!shown.contains(SECRET) && shown.contains("[redacted]"), "{shown}");
}

#[tokio::test]
async fn neither_fortimanager_nor_the_device_quotes_a_secret_of_the_request() {
    let sim = sim().await;
    let fmg = manager(&sim);
    let fgt = through(&fmg);
    let said = format!("cannot use {SECRET}");
    let of_device = json!({"http_status": 500, "status": "error", "cli_error": said});
    let answers = [
        Answer::status(-1, said.clone()),
        Answer::data(json!([{"status": {"code": -1, "message": said}, "target": "dev_001"}])),
        Answer::data(json!([{"response": of_device, "status": {"code": 0}, "target": "dev_001"}])),
        Answer::data(json!([{"response": said, "status": {"code": 0}, "target": "dev_001"}])),
    ];
    for answer in answers {
        let answered = answer.clone();
        sim.fmg().answer("exec", PROXY, move |_| answered.clone()).unwrap();
        let odd = || Odd { colour: SECRET.into() };
        assert_hides(&fgt.send(odd()).await.unwrap_err());
        let named = fgt.call(Method::Post, path!("/api/v2/cmdb/system/admin"));
        assert_hides(&named.body(json!({"password": SECRET})).await.unwrap_err());
        let queried = fgt.call(Method::Get, path!("/api/v2/monitor/system/status"));
        assert_hides(&queried.query("secret", SECRET).await.unwrap_err());

        let gates = fmg.fortigates([ProxyTarget::device(ADOM, UP)]);
        let error = match gates.send(odd()).await {
            Err(error) => error,
            Ok(mut replies) => replies.remove(0).outcome.unwrap_err(),
        };
        assert_hides(&error);
    }
    fmg.close().await.unwrap();
}

#[tokio::test]
async fn clients_and_requests_show_no_secret() {
    let sim = sim().await;
    let fmg = manager(&sim);
    let fgt: fortios::Client = through(&fmg);
    let gates = fmg.fortigates([ProxyTarget::device(ADOM, UP)]);
    let call = gates.send(Odd { colour: SECRET.into() });
    let shown = format!("{fgt:?} {gates:?} {call:?}");
    assert!(!shown.contains(SECRET), "{shown}");
    assert!(format!("{fgt:?}").contains("adom/demo/device/dev_001"), "{fgt:?}");
}
