//! Programs of a user of the crate, against simulated appliances that answer by the same specs over HTTPS.
#![allow(clippy::unwrap_used, reason = "a test reports by panicking")]

use bindings::Field::{Set, Unset};
use bindings::fmg::{StartsTask, TaskId};
use bindings::serde_json::json;
use bindings::{Code, Error, Open, adom, fmg, fortios};
use fmg_codegen_users::acme::fmg::script::{RunOn, RunState, Script, ScriptType};
use fmg_codegen_users::acme::fmg::{RunId, ScriptName};
use fmg_codegen_users::acme::fortios::monitor::MonitorCalls as _;
use fmg_codegen_users::acme::fortios::monitor::clock::Time;
use fmg_codegen_users::{FmgCalls, FortiOsCalls, acme, monitor, script, script_name};
use fmg_sim::Sim;

/// Simulators that simulate the specs of this crate beside those that the bindings ship.
async fn start() -> Sim {
    let specs = concat!(env!("CARGO_MANIFEST_DIR"), "/specs");
    Sim::builder().specs(specs).start().await.unwrap()
}

fn fmg_client(sim: &Sim) -> fmg::Client {
    let builder = fmg::Client::builder(sim.fmg_url()).root_certificate(sim.certificate_pem());
    builder.no_proxy().credentials("admin", "admin").build().unwrap()
}

fn fgt_client(sim: &Sim) -> fortios::Client {
    let builder = fortios::Client::builder(sim.fortios_url()).root_certificate(sim.certificate_pem());
    let token = sim.fortios().token("api-admin").unwrap();
    builder.no_proxy().token(token).build().unwrap()
}

#[tokio::test]
async fn a_function_and_a_trait_lead_to_the_same_calls() {
    let sim = start().await;
    let client = fmg_client(&sim);
    let by_function = script(&client).list(adom!("demo")).await.unwrap();
    let by_trait = FmgCalls::script(&client).list(adom!("demo")).await.unwrap();
    let by_value = client.send(&script::List::new(adom!("demo"))).await.unwrap();
    assert!(by_function == by_trait && by_trait == by_value);
    client.close().await.unwrap();

    // The reply of the document, with a number for a name, and a name for a boolean.
    let [banner, routes] = by_function.as_slice() else {
        panic!("{by_function:?}");
    };
    assert_eq!(banner.name, Set("banner".to_owned()));
    assert!(banner.type_ == ScriptType::Cli && banner.run_on == RunOn::Device);
    assert!(routes.run_on == RunOn::Database);
    assert_eq!((&banner.enabled, &routes.enabled), (&Set(true), &Set(false)));
}

#[tokio::test]
async fn a_row_is_written_and_read_back() {
    let sim = start().await;
    let client = fmg_client(&sim);
    let row = Script {
        name: Set("banner".to_owned()),
        type_: "groovy".into(),
        run_on: RunOn::Database.into(),
        tags: Unset,
        ..Script::default()
    };
    script(&client)
        .set(adom!("demo"), script_name!("banner"), row)
        .await
        .unwrap();
    let read = script(&client).list(adom!("demo")).await.unwrap();
    client.close().await.unwrap();

    let written = sim.calls().into_iter().find(|call| call.method == "set").unwrap();
    assert_eq!(written.name.as_deref(), Some("fmg::script::Set"));
    assert_eq!(
        (written.value("adom"), written.value("script")),
        (Some("demo"), Some("banner"))
    );
    assert_eq!(
        written.data,
        Some(json!({"name": "banner", "type": "groovy", "run-on": "device_database", "unset attrs": ["tags"]}))
    );
    // A value that the specs do not list is kept.
    let banner = read.iter().find(|row| row.name == Set("banner".to_owned())).unwrap();
    assert_eq!(banner.type_.get().and_then(Open::as_str), Some("groovy"));
}

#[tokio::test]
async fn a_call_is_sent_with_all_that_it_takes() {
    let sim = start().await;
    sim.fmg()
        .answer("exec", "/acme/adom/<adom>/script/<script>/run", |call| {
            assert_eq!(call.member("stop-on-error"), Some(&json!("enable")));
            json!({"run": 42, "taskid": 7, "state": "queued"})
        })
        .unwrap();
    let client = fmg_client(&sim);
    let run = FmgCalls::script(&client).run(adom!("demo"), script_name!("routes"), ["fw-1"]);
    let started = run.with(|call| call.stop_on_error(true)).await.unwrap();
    client.close().await.unwrap();
    assert_eq!(started.run, Some(RunId::new(42)));
    assert_eq!(started.task(), Some(TaskId::new(7)));
    assert_eq!(started.state.as_ref().and_then(Open::as_str), Some("queued"));
    assert!(started.state != Some(RunState::Done.into()));
}

#[tokio::test]
async fn a_refusal_is_an_error_of_the_call() {
    let sim = start().await;
    sim.fmg()
        .answer("exec", "/acme/adom/<adom>/run/<run>/cancel", |_| {
            fmg_sim::Answer::status(-3, "Object does not exist")
        })
        .unwrap();
    let client = fmg_client(&sim);
    let error: Error = script(&client).cancel(adom!("demo"), RunId::new(7)).await.unwrap_err();
    client.close().await.unwrap();
    assert_eq!((error.code(), error.is_not_found()), (Some(Code::new(-3)), true));
    assert!(
        error.to_string().contains("/acme/adom/<adom>/run/<run>/cancel"),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn blocking_clients_have_the_calls_too() {
    let sim = start().await;
    let (url, certificate) = (sim.fmg_url().to_owned(), sim.certificate_pem().to_owned());
    let calls = move || -> Result<usize, Error> {
        let builder = fmg::blocking::Client::builder(url).root_certificate(certificate);
        let client = builder.no_proxy().credentials("admin", "admin").build()?;
        let by_trait = FmgCalls::script(&client).list(adom!("demo")).send()?;
        let by_function = script(&client).list(adom!("demo")).send()?;
        client.close()?;
        Ok(by_trait.len() + by_function.len())
    };
    let rows = tokio::task::spawn_blocking(calls).await.unwrap().unwrap();
    assert_eq!(rows, 4);
}

#[tokio::test]
async fn a_fortigate_is_called_alike() {
    let sim = start().await;
    sim.fortios()
        .answer("GET", "/api/v2/monitor/acme/time", |call| {
            assert_eq!(call.member("zone"), Some(&json!("utc")));
            json!({"seconds": 1_700_000_000, "zone": "utc"})
        })
        .unwrap();
    let client = fgt_client(&sim);
    let time = Time::new().zone("utc");
    let by_function = monitor(&client)
        .clock()
        .time()
        .with(|call| call.zone("utc"))
        .await
        .unwrap();
    // The client has a method `monitor` of its own, which comes first. The groups have a trait as well.
    let by_trait = FortiOsCalls::monitor(&client)
        .clock()
        .time()
        .with(|call| call.zone("utc"))
        .await
        .unwrap();
    let of_folder = client.clock().time().with(|call| call.zone("utc")).await.unwrap();
    assert!(by_function == of_folder);
    let by_value = client.send(&time).await.unwrap();
    client.close().await.unwrap();
    assert_eq!(by_function.seconds, Some(1_700_000_000));
    assert!(by_function == by_trait && by_trait == by_value);
}

#[test]
fn a_reserved_word_is_no_name() {
    assert!(ScriptName::new("log").is_err());
    assert_eq!(script_name!("a/b").as_str(), "a/b");
    assert_eq!(acme::fmg::script_name!("logs").to_string(), "logs");
}
