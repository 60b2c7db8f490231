//! Tests that transport layers see every request of every protocol.

use fmg_bindings::fmg;
use fmg_sim::fmg::User;

use crate::fmg_web::fortimanager::FortiManager;
use crate::showing::Shown;

const USER: &str = "layered";
const PASSWORD: &str = "correct-horse-battery";
const KEY: &str = "k3y-of-a-layered-user";

fn start() -> FortiManager {
    let sim = FortiManager::start();
    sim.fmg().add_user(User::new(USER, PASSWORD));
    sim.fmg().add_user(User::with_key("key-user", KEY));
    sim
}

#[tokio::test]
async fn requests_in_a_layer_show_no_secrets() {
    let sim = start();
    let of_session = Shown::default();
    let fmg = sim.builder().credentials(USER, PASSWORD).layer(of_session.layer());
    let fmg = fmg.build().unwrap();
    fmg.sys().status().await.unwrap();
    fmg.close().await.unwrap();
    // The session is in the body.
    assert_eq!(of_session.hides(PASSWORD), 0);

    let of_key = Shown::default();
    let fmg = sim.builder().api_key(KEY).layer(of_key.layer()).build().unwrap();
    fmg.sys().status().await.unwrap();
    assert_eq!(of_key.hides(KEY), 1);

    let of_rest = Shown::default();
    let fmg = sim.builder().credentials(USER, PASSWORD).over_rest();
    let fmg = fmg.layer(of_rest.layer()).build().unwrap();
    fmg.sys().status().await.unwrap();
    assert!(of_rest.hides(PASSWORD) >= 1);

    let of_legacy = Shown::default();
    let fmg = sim.builder().credentials(USER, PASSWORD).over_flat_ui();
    let fmg = fmg.layer(of_legacy.layer()).build().unwrap();
    fmg.sys().status().await.unwrap();
    fmg.close().await.unwrap();
    assert!(of_legacy.hides(PASSWORD) >= 2);

    let of_gui = Shown::default();
    let gui = fmg::gui::Client::builder(sim.fmg_url())
        .no_proxy()
        .root_certificate(sim.certificate_pem())
        .credentials(USER, PASSWORD)
        .layer(of_gui.layer())
        .build()
        .unwrap();
    gui.sys().uptime().await.unwrap();
    gui.close().await.unwrap();
    assert!(of_gui.hides(PASSWORD) >= 4);
}
