//! Tests of the blocking client, over the same TLS and the same protocol.

use std::time::Duration;

use fmg_bindings::fortios::blocking::Client;
use fmg_bindings::fortios::cmdb::router::BgpNeighbor;
use fmg_bindings::{fortios, mkey, path, vdom};

use crate::fortios::fortigate::{AUTHENTICATION, FIRMWARES, Firmware, FortiGate, LOGINCHECK, PASSWORD, USER};

fn client(appliance: &FortiGate) -> Client {
    let builder = Client::builder(appliance.url())
        .no_proxy()
        .root_certificate(appliance.certificate_pem());
    builder.credentials(USER, PASSWORD).build().unwrap()
}

#[test]
fn a_session_from_login_to_close() {
    for firmware in FIRMWARES {
        let appliance = FortiGate::start(firmware);
        let fgt = client(&appliance);
        fgt.monitor().firewall().policy().vdom(vdom!("root")).send().unwrap();
        let reply = fgt.send(&fortios::monitor::firewall::Policy::new()).reply().unwrap();
        assert_eq!(reply.envelope().vdom.as_deref(), Some("root"));
        let raw = fgt.call(fortios::Method::Get, path!("/api/v2/cmdb/firewall/policy"));
        assert_eq!(raw.send().unwrap()[0]["policyid"], 1);
        let each = fgt
            .monitor()
            .firewall()
            .policy()
            .each_vdom(vdom!("root"))
            .send()
            .unwrap();
        assert_eq!(each.len(), 1);
        assert_eq!(appliance.open_sessions(), 1);
        fgt.close().unwrap();
        assert_eq!(appliance.open_sessions(), 0);
    }
}

#[test]
fn threads_that_share_a_client_share_one_login() {
    let appliance = FortiGate::start(Firmware::Old);
    let fgt = client(&appliance);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| fgt.monitor().firewall().policy().send().unwrap());
        }
    });
    assert_eq!((appliance.count(AUTHENTICATION), appliance.count(LOGINCHECK)), (1, 1));
    fgt.close().unwrap();
}

#[test]
fn a_call_is_refused_as_on_the_async_client() {
    let appliance = FortiGate::start(Firmware::Key);
    let fgt = client(&appliance);
    let call = fgt.call(fortios::Method::Get, path!("/api/v2/monitor/nonsense"));
    let error = call.timeout(Duration::from_secs(5)).send().unwrap_err();
    assert!(error.is_not_found(), "{error:?}");
    let neighbors = fgt.cmdb().complex_children::<BgpNeighbor>();
    let error = neighbors.get(mkey!("10.0.0.9")).send().unwrap_err();
    assert!(error.is_not_found(), "{error:?}");
    assert_eq!(
        error.template(),
        Some("/api/v2/cmdb/<path>/<complex>/<child_name>/<child_mkey>")
    );
    fgt.close().unwrap();
}

#[tokio::test]
async fn inside_an_async_runtime_it_is_an_error_and_no_panic() {
    let appliance = FortiGate::start(Firmware::Key);
    let fgt = client(&appliance);
    let error = fgt.monitor().firewall().policy().send().unwrap_err();
    assert!(error.to_string().contains("async"), "{error}");
    drop(fgt);
    assert!(appliance.received().is_empty());
}
