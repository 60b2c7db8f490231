//! Tests of calls from the appliance itself.

use fmg_bindings::fmg;
use fmg_sim::Sim;

use crate::fmg_web::fortimanager::FortiManager;

#[tokio::test]
async fn calls_on_the_appliance_need_no_login() {
    let address = "127.0.0.1:0".parse().unwrap();
    let sim = FortiManager::start_with(Sim::builder().local_json_rpc(address));
    let fmg = fmg::Client::builder(sim.fmg_local_url().unwrap())
        .on_appliance()
        .build()
        .unwrap();
    assert!(fmg.sys().status().await.unwrap().hostname.is_some());
    fmg.login().await.unwrap();
    fmg.close().await.unwrap();
    assert_eq!(sim.asked(), ["POST /jsonrpc"]);
    assert!(!String::from_utf8_lossy(&sim.received()[0].body).contains("session"));
}

#[test]
fn other_hosts_are_refused_without_authentication() {
    for base in [
        "http://localhost",
        "http://LOCALHOST:8080/jsonrpc",
        "http://127.8.0.1",
        "http://[::1]",
        "https://localhost",
    ] {
        fmg::Client::builder(base).on_appliance().build().unwrap();
    }
    for base in [
        "http://fmg.example",
        "https://fmg.example",
        "http://localhost.example",
        "http://127.0.0.1.example",
        "http://10.0.0.1",
        "http://[2001:db8::1]",
        "http://0.0.0.0",
    ] {
        let error = fmg::Client::builder(base).on_appliance().build().unwrap_err();
        assert!(error.to_string().contains("loopback"), "{base}: {error}");
    }
    let error = fmg::Client::builder("http://localhost")
        .credentials("a", "b")
        .build()
        .unwrap_err();
    assert!(error.to_string().contains("in clear"), "{error}");
}
