//! Blocking clients.

use fmg_bindings::{adom, fmg};

use super::{COLOR, COMMENT, OLD, VERSION, calls, sim, told, unfit};

#[cfg(feature = "blocking")]
#[test]
fn a_blocking_client_explains_too() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sim = runtime.block_on(sim("v6.2.3", -10));
    let client = fmg::blocking::Client::builder(sim.fmg_url())
        .root_certificate(sim.certificate_pem())
        .no_proxy()
        .credentials("admin", "admin")
        .build()
        .unwrap();
    let error = client
        .address_group()
        .add(adom!("demo"), unfit("a"))
        .send()
        .unwrap_err();
    assert_eq!(told(&error), [COLOR, COMMENT, VERSION]);
    assert_eq!(client.firmware_version().unwrap(), Some(OLD));
    assert_eq!(calls(&sim, "/sys/status"), 2);
    client.close().unwrap();
}
