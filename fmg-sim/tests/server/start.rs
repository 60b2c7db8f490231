//! Tests of the start of a sim: addresses and initial state.

use std::net::{IpAddr, SocketAddr};

use fmg_sim::{Product, Sim, StartError};
use serde_json::json;

use crate::raw::{CALL, Raw};

#[tokio::test]
async fn a_dropped_sim_stops_listening() {
    let sim = Sim::start().await.unwrap();
    let address = sim.address(Product::FortiGate).unwrap();
    let mut open = Raw::to(&sim).await;
    assert_eq!(open.ask(CALL).await.unwrap().status, 200);
    drop(sim);
    assert!(open.ask(CALL).await.is_none());
    // The threads end soon, but not before the drop returns.
    for _ in 0..100 {
        if tokio::net::TcpStream::connect(address).await.is_err() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the sim still listens at {address}");
}

#[test]
fn a_program_without_a_runtime_can_start_one() {
    let sim = Sim::builder().products([Product::FortiGate]).start_blocking().unwrap();
    assert!(sim.address(Product::FortiGate).is_some());
    assert_eq!(sim.address(Product::FortiManager), None);
    assert_eq!(sim.fmg_url(), "https://fmg.invalid");
}

#[tokio::test]
async fn listening_beyond_loopback_has_to_be_allowed() {
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
        let address: SocketAddr = address.parse().unwrap();
        let error = Sim::builder()
            .listen(Product::FortiGate, address)
            .start()
            .await
            .unwrap_err();
        assert!(
            matches!(
                error,
                StartError::Remote {
                    product: Product::FortiGate,
                    ..
                }
            ),
            "{error:?}"
        );
        assert!(error.to_string().contains("beyond loopback"), "{error}");
    }
    let everywhere = "0.0.0.0:0".parse().unwrap();
    let sim = Sim::builder()
        .listen(Product::FortiManager, everywhere)
        .allow_remote()
        .start()
        .await
        .unwrap();
    assert_eq!(
        sim.address(Product::FortiManager).unwrap().ip(),
        IpAddr::from([0, 0, 0, 0])
    );
    assert!(sim.address(Product::FortiGate).unwrap().ip().is_loopback());
}

#[tokio::test]
async fn an_address_in_use_is_named() {
    let sim = Sim::start().await.unwrap();
    let address = sim.address(Product::FortiGate).unwrap();
    let error = Sim::builder()
        .listen(Product::FortiManager, address)
        .start()
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("the FortiManager cannot listen at {address}")
    );
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn a_wrong_state_or_speed_is_refused() {
    let mut state = serde_json::Map::new();
    state.insert("fortianalyzer".to_owned(), json!({}));
    let error = Sim::builder().state(state.clone()).start().await.unwrap_err();
    assert!(error.to_string().contains("`fortianalyzer` is not a member"), "{error}");
    for product in Product::ALL {
        state.clear();
        state.insert(product.word().to_owned(), json!("none"));
        let error = Sim::builder().state(state.clone()).start().await.unwrap_err();
        assert!(matches!(error, StartError::State(_)), "{error:?}");
    }
    for speed in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let error = Sim::builder().task_speed(speed).start().await.unwrap_err();
        assert!(matches!(error, StartError::TaskSpeed(_)), "{error:?}");
    }
}

/// Members that are left out have the values of the default state, for both appliances.
#[tokio::test]
async fn a_partial_state_is_completed() {
    let state = json!({"fmg": {"idle_timeout": 60}, "fortios": {"firmware": "5.6"}});
    let sim = Sim::builder()
        .state(state.as_object().cloned().unwrap())
        .start()
        .await
        .unwrap();
    let plain = Sim::start().await.unwrap();
    for product in Product::ALL {
        assert_eq!(sim.accounts(product).len(), plain.accounts(product).len(), "{product}");
    }
    assert_eq!(sim.fortios().firmware(), fmg_sim::fortios::Firmware::V5_6);
    for (vdom, table) in [
        ("root", "firewall/policy"),
        ("root", "router/static"),
        ("edge", "firewall/address"),
    ] {
        assert_eq!(
            sim.fortios().rows(vdom, table).len(),
            plain.fortios().rows(vdom, table).len(),
            "{vdom} {table}"
        );
    }
}

/// A value of the default state may refer to one that the file has replaced.
#[tokio::test]
async fn an_error_in_a_default_value_says_so() {
    for (state, place) in [
        (json!({"fmg": {"adoms": [{"name": "mine"}]}}), "`fmg.devices[0]`"),
        (json!({"fortios": {"profiles": []}}), "`fortios.api_users[0]`"),
    ] {
        let sim = Sim::builder().state(state.as_object().cloned().unwrap()).start().await;
        let error = sim.unwrap_err().to_string();
        assert!(error.contains(place) && error.contains("default state"), "{error}");
    }
}

#[tokio::test]
async fn every_product_has_accounts() {
    let sim = Sim::start().await.unwrap();
    for product in Product::ALL {
        assert!(!sim.accounts(product).is_empty(), "{product}");
    }
}
