//! Tests of batches against the simulator.

#![cfg(feature = "reqwest")]
#[cfg(feature = "fortios")]
mod fortios;
mod rows;
mod sessions;
#[cfg(feature = "web")]
mod web;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use fmg_bindings::fmg::address::{self, Address};
use fmg_bindings::fmg::scope::Objects;
use fmg_bindings::fmg::{self, ObjectName, Raw};
use fmg_bindings::serde_json::json;
use fmg_bindings::{Error, Retry, adom, name, url};
use fmg_sim::fmg::WorkspaceMode;
use fmg_sim::{Answer, Sim};

const ADDRESSES: &str = "/pm/config/adom/root/obj/firewall/address";

async fn sim() -> Sim {
    let sim = Sim::start().await.unwrap();
    sim.fmg().set_workspace_mode(WorkspaceMode::Disabled);
    sim
}

fn builder(sim: &Sim) -> fmg::Builder {
    fmg::Client::builder(sim.fmg_url())
        .root_certificate(sim.certificate_pem())
        .no_proxy()
        .credentials("admin", "admin")
}

fn client(sim: &Sim) -> fmg::Client {
    builder(sim).build().unwrap()
}

fn root() -> Objects {
    Objects::new(adom!("root"))
}

fn host(number: usize) -> Address {
    Address {
        name: format!("host_{number}").into(),
        subnet: "10.0.0.1/32".into(),
        ..Address::default()
    }
}

fn add(number: usize) -> address::Add {
    address::Add::new(root(), host(number))
}

fn get(number: usize) -> address::Get {
    address::Get::new(root(), ObjectName::new(format!("host_{number}")).unwrap())
}

/// How many HTTP requests with calls of this method and url prefix the simulator has received, and how many calls.
fn received(sim: &Sim, method: &str, prefix: &str) -> (usize, usize) {
    let calls: Vec<_> = sim
        .calls()
        .into_iter()
        .filter(|call| call.method == method && call.url.starts_with(prefix))
        .collect();
    let mut requests: Vec<_> = calls.iter().map(|call| call.request).collect();
    requests.dedup();
    (requests.len(), calls.len())
}

fn quick() -> Retry {
    let short = Duration::from_millis(1);
    Retry::new().first_delay(short).longest_delay(4 * short)
}

#[tokio::test]
async fn rows_are_added_and_read_in_order_by_few_requests() {
    let sim = sim().await;
    let fmg = client(&sim);
    let added = fmg.batch((0..250).map(add).collect::<Vec<_>>()).await.unwrap();
    assert_eq!(added.len(), 250);
    for (number, key) in added.into_iter().enumerate() {
        let name = ObjectName::new(format!("host_{number}")).unwrap();
        assert_eq!(key.unwrap().unwrap(), name);
    }
    assert_eq!(received(&sim, "add", ADDRESSES), (3, 250));

    // One of them does not exist.
    let numbers: Vec<_> = (0..250).rev().chain([999]).collect();
    let reads = numbers.iter().map(|number| get(*number)).collect::<Vec<_>>();
    let read = fmg.batch(reads).max_requests(200).await.unwrap();
    for (number, row) in numbers.into_iter().zip(read) {
        match row {
            Ok(row) => assert_eq!(row.name.as_deref(), Some(&*format!("host_{number}"))),
            Err(error) => {
                assert!(number == 999 && error.is_not_found(), "{error}");
                assert_eq!(error.url(), Some(&*format!("{ADDRESSES}/host_999")));
            }
        }
    }
    assert_eq!(received(&sim, "get", ADDRESSES), (2, 251));
    fmg.close().await.unwrap();
    assert!(sim.fmg().sessions().is_empty());
}

#[tokio::test]
async fn requests_of_several_types_have_their_own_results() {
    let sim = sim().await;
    let fmg = client(&sim);
    let addresses = fmg.address().list(adom!("demo")).into_request();
    let services = fmg.service().list_services(adom!("demo")).into_request();
    let missing = Raw::new(
        fmg::Method::Get,
        url!("/pm/config/adom/demo/obj/firewall/address/nobody"),
    );
    let batch = fmg.batch((addresses, missing, services));
    let (addresses, missing, services) = batch.await.unwrap();
    assert!(!addresses.unwrap().is_empty() && services.is_ok());
    assert!(missing.unwrap_err().is_not_found());
    assert_eq!(received(&sim, "get", "/pm"), (1, 3));
}

#[tokio::test]
async fn replies_have_the_misfits_and_the_text_of_their_own_result() {
    let sim = sim().await;
    let fmg = client(&sim);
    let row = |call: &fmg_sim::Call| {
        let color = if call.value("name") == Some("host_1") {
            json!("much")
        } else {
            json!(1)
        };
        Answer::data(json!({"name": call.value("name"), "color": color}))
    };
    sim.fmg()
        .answer("get", "/pm/config/adom/<adom>/obj/firewall/address/<name>", row)
        .unwrap();
    let replies = fmg.batch(vec![get(0), get(1)]).replies().await.unwrap();
    let [first, second] = <[_; 2]>::try_from(replies).unwrap();
    let (first, second) = (first.unwrap(), second.unwrap());
    assert!(first.misfits().is_empty() && !second.misfits().is_empty());
    assert!(first.json().contains("host_0") && !first.json().contains("host_1"));
    let strict = fmg.batch(vec![get(0), get(1)]).strict().await.unwrap();
    assert!(strict[0].is_ok() && strict[1].as_ref().unwrap_err().is_decode());
}

#[tokio::test]
async fn no_error_shows_a_secret_of_another_request() {
    const PASSWORD: &str = "hunter2 is no password";
    let sim = sim().await;
    let quote = || Answer::status(-1, format!("refused {PASSWORD}"));
    sim.fmg()
        .answer("set", "/cli/global/system/admin/user/<name>", move |_| quote())
        .unwrap();
    let fmg = client(&sim);
    let set = |data| {
        let name: ObjectName = name!("x");
        Raw::new(fmg::Method::Set, url!("/cli/global/system/admin/user/<name>")).data(data)
    };
    let with_secret = set(json!({"password": PASSWORD}));
    for result in fmg.batch(vec![with_secret, set(json!({"a": 1}))]).await.unwrap() {
        let error = result.unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(shown.contains("refused") && !shown.contains("hunter2"), "{shown}");
    }
}

#[tokio::test]
async fn a_batch_under_a_lock_is_committed() {
    let sim = sim().await;
    sim.fmg().set_workspace_mode(WorkspaceMode::Normal);
    let fmg = client(&sim);
    let unlocked = fmg.batch(vec![add(0), add(1)]).await.unwrap();
    assert!(unlocked.iter().all(Result::is_err));
    fmg.adom(adom!("root"))
        .locked(async |_| {
            for added in fmg.batch(vec![add(0), add(1)]).await? {
                added?;
            }
            Ok(())
        })
        .await
        .unwrap();
    assert!(sim.fmg().row(&format!("{ADDRESSES}/host_1")).is_some());
    assert!(sim.fmg().locks("root").is_empty());
    assert_eq!(received(&sim, "exec", "/dvmdb/adom/root/workspace/commit").1, 1);
}

#[tokio::test]
async fn a_lost_response_leaves_later_requests_unsent() {
    let sim = sim().await;
    let fmg = builder(&sim).retry(quick()).build().unwrap();
    fmg.login().await.unwrap();
    sim.faults()
        .arm(format!("method=add,url={ADDRESSES},nth=2,do=drop").parse().unwrap());
    let added = fmg
        .batch((0..6).map(add).collect::<Vec<_>>())
        .max_requests(2)
        .await
        .unwrap();
    let fates: Vec<_> = added
        .iter()
        .map(|added| added.as_ref().map_or_else(Error::is_outcome_unknown, |_| true))
        .collect();
    assert_eq!(fates, [true, true, true, true, false, false]);
    assert!(added[..2].iter().all(Result::is_ok) && added[2..].iter().all(Result::is_err));
    assert_eq!(
        received(&sim, "add", ADDRESSES),
        (2, 4),
        "a request that may have been carried out is not sent again"
    );
    assert!(sim.fmg().row(&format!("{ADDRESSES}/host_3")).is_some());
}

#[tokio::test]
async fn a_batch_that_may_be_repeated_is_sent_again() {
    let sim = sim().await;
    let fmg = builder(&sim).retry(quick()).build().unwrap();
    fmg.login().await.unwrap();
    sim.faults()
        .arm(format!("method=set,url={ADDRESSES}*,first=2,do=drop").parse().unwrap());
    let set = |number| address::Upsert::new(root(), host(number));
    for written in fmg.batch((0..4).map(set).collect::<Vec<_>>()).await.unwrap() {
        written.unwrap();
    }
    assert_eq!(received(&sim, "set", ADDRESSES), (3, 12));

    // The first attempt may have been carried out, and the errors of the second one say so.
    sim.faults()
        .arm(format!("method=get,url={ADDRESSES}/*,first=1,do=drop").parse().unwrap());
    let read = fmg.batch(vec![get(0), get(999)]).await.unwrap();
    let missing = read[1].as_ref().unwrap_err();
    assert!(read[0].is_ok() && missing.is_not_found());
    assert!(missing.attempts() == 2 && missing.is_outcome_unknown(), "{missing}");

    // Another session holds the lock for a while.
    let asked = AtomicUsize::new(0);
    let locked = move || match asked.fetch_add(1, Ordering::SeqCst) {
        0..8 => Answer::status(-20055, "Workspace is locked by other user"),
        _ => Answer::done(),
    };
    sim.fmg()
        .answer("add", "/pm/config/adom/<adom>/obj/firewall/address", move |_| locked())
        .unwrap();
    let added = fmg.batch((10..14).map(add).collect::<Vec<_>>()).await.unwrap();
    assert!(added.iter().all(Result::is_ok), "{added:?}");
    assert_eq!(received(&sim, "add", ADDRESSES), (3, 12));
}
