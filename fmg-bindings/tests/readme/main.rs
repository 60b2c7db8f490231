//! Runs the programs of the README, line by line, against the simulator. The test of the documentation only compiles
//! them.

#![cfg(all(feature = "reqwest", feature = "fortios", feature = "web"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::items_after_statements,
    reason = "a test reports by panicking, and programs of a README print, and import where it reads well"
)]

mod programs;
#[allow(dead_code, reason = "the tests do not call `main`")]
#[path = "../../examples/provision_branch.rs"]
mod provision_branch;
mod provisioning;
mod text;

use fmg_bindings::{adom, fmg, fortios};
use fmg_sim::Sim;

/// The simulator that answers, which the README does not show.
pub(crate) struct Appliances {
    sim: Sim,
}

impl Appliances {
    async fn start() -> Self {
        let sim = Sim::builder().seed(7).start().await.unwrap();
        Self { sim }
    }

    pub(crate) fn fmg_builder(&self) -> fmg::Builder {
        let builder = fmg::Client::builder(self.sim.fmg_url()).root_certificate(self.sim.certificate_pem());
        builder.no_proxy().credentials("admin", "admin")
    }

    pub(crate) fn fmg(&self) -> fmg::Client {
        self.fmg_builder().build().unwrap()
    }

    pub(crate) fn gui(&self) -> fmg::gui::Client {
        let builder = fmg::gui::Client::builder(self.sim.fmg_url()).root_certificate(self.sim.certificate_pem());
        builder.no_proxy().credentials("admin", "admin").build().unwrap()
    }

    pub(crate) fn fgt(&self) -> fortios::Client {
        let token = self.sim.fortios().token("api-admin").unwrap();
        let builder = fortios::Client::builder(self.sim.fortios_url()).root_certificate(self.sim.certificate_pem());
        builder.no_proxy().token(token).build().unwrap()
    }
}

#[tokio::test]
async fn calls() {
    let appliances = Appliances::start().await;
    let fmg = appliances.fmg();
    fmg.workspace().lock_adom(adom!("demo")).await.unwrap();
    programs::calls(fmg).await.unwrap();
}

#[tokio::test]
async fn workflow() {
    let appliances = Appliances::start().await;
    appliances
        .sim
        .fmg()
        .set_workspace_mode(fmg_sim::fmg::WorkspaceMode::Workflow);
    let author = appliances
        .fmg_builder()
        .credentials("author", "author")
        .build()
        .unwrap();
    let depot = fmg::address::Address {
        name: "depot".into(),
        subnet: "10.1.0.0/16".into(),
        ..fmg::address::Address::default()
    };
    programs::workflow(author, appliances.fmg(), depot).await.unwrap();
    let depot = appliances
        .sim
        .fmg()
        .row("/pm/config/adom/demo/obj/firewall/address/depot");
    assert!(depot.is_some());
}

#[tokio::test]
async fn an_audit() {
    let appliances = Appliances::start().await;
    let fmg = appliances.fmg();
    let mut csv = csv::Writer::from_writer(Vec::new());
    programs::audit(&fmg, &mut csv).await.unwrap();
    let text = String::from_utf8(csv.into_inner().unwrap()).unwrap();
    assert!(text.contains("demo,ppkg_001,1,Policy_001,host_001\n"), "{text}");
    assert!(text.contains("demo,,,range_001,unused\n"), "{text}");
    fmg.close().await.unwrap();
}

#[tokio::test]
async fn batches() {
    let appliances = Appliances::start().await;
    let fmg = appliances.fmg();
    fmg.workspace().lock_adom(adom!("demo")).await.unwrap();
    let host = |name: &'static str| fmg::address::Address {
        name: name.into(),
        subnet: "10.2.0.0/16".into(),
        ..Default::default()
    };
    // The second one exists already.
    let hosts = vec![host("depot"), host("host_001"), host("depot-2")];
    programs::batches(fmg, hosts).await.unwrap();
    let calls = appliances.sim.calls();
    let added: Vec<_> = calls
        .iter()
        .filter(|call| call.method == "add")
        .map(fmg_sim::Call::is_success)
        .collect();
    assert_eq!(added, [true, false, true]);
}

#[tokio::test]
async fn refused() {
    let appliances = Appliances::start().await;
    let fmg = appliances.fmg();
    fmg.workspace().lock_adom(adom!("demo")).await.unwrap();
    let depot = fmg::address::Address {
        name: "depot".into(),
        cache_ttl: 90_000.into(),
        ..Default::default()
    };
    assert_eq!(programs::refused(fmg, depot).await.unwrap(), 1);
}

#[tokio::test]
async fn members() {
    let appliances = Appliances::start().await;
    let fmg = appliances.fmg();
    fmg.workspace().lock_adom(adom!("demo")).await.unwrap();
    programs::members(fmg).await.unwrap();
}

#[tokio::test]
async fn tables() {
    let appliances = Appliances::start().await;
    let fmg = appliances.fmg();
    fmg.workspace().lock_adom(adom!("demo")).await.unwrap();
    programs::tables(fmg).await.unwrap();
}

#[tokio::test]
async fn misfits() {
    let appliances = Appliances::start().await;
    programs::misfits(appliances.fmg()).await.unwrap();
    let rule = "url=*/firewall/policy,do=misfit,field=nat".parse().unwrap();
    let armed = appliances.sim.faults().arm(rule);
    let error = programs::misfits(appliances.fmg()).await.unwrap_err();
    assert!(error.is_decode() && error.to_string().contains("nat"), "{error}");
    assert_eq!(armed.hits(), 2);
}

#[tokio::test]
async fn a_single_call() {
    let appliances = Appliances::start().await;
    // The simulator knows the calls of the specs alone, and this shows one that no spec covers.
    let error = programs::single_call(appliances.fmg()).await.unwrap_err();
    assert_eq!(error.code().map(fmg_bindings::Code::value), Some(-6), "{error}");
    assert_eq!(error.url(), Some("/pm/config/adom/demo/obj/firewall/proxy-address/web"));
}

#[tokio::test]
async fn a_managed_fortigate() {
    let appliances = Appliances::start().await;
    programs::managed(appliances.fmg()).await.unwrap();
}

#[tokio::test]
async fn a_table_without_a_spec() {
    use fmg_sim::fmg::tables::{Field, Scope, Table};

    let table = Table::by_name("firewall/ldb-monitor", "name")
        .scope(Scope::Objects)
        .cloneable()
        .field(Field::text("name"))
        .field(Field::integer("interval"));
    let sim = Sim::builder().fmg_tables([table]).start().await.unwrap();
    let appliances = Appliances { sim };
    let fmg = appliances.fmg();
    fmg.workspace().lock_adom(adom!("demo")).await.unwrap();
    programs::monitors(&fmg).await.unwrap();
    fmg.workspace().commit_adom(adom!("demo")).await.unwrap();
    let monitors = appliances
        .sim
        .fmg()
        .rows("/pm/config/adom/demo/obj/firewall/ldb-monitor");
    assert_eq!(monitors, [serde_json::json!({"name": "web", "interval": 10})]);
}

#[tokio::test]
async fn a_tour_of_a_fortigate() {
    let appliances = Appliances::start().await;
    programs::tour("token".to_owned(), &appliances).await.unwrap();
    // It leaves the device as it was.
    programs::tour("token".to_owned(), &appliances).await.unwrap();
}

#[tokio::test]
async fn other_protocols() {
    let appliances = Appliances::start().await;
    let folder = tempfile::tempdir().unwrap();
    std::env::set_current_dir(&folder).unwrap();
    programs::other_protocols(appliances.fmg(), "admin".to_owned(), "key".to_owned(), &appliances)
        .await
        .unwrap();
    assert!(folder.path().join("fmg.dat").metadata().unwrap().len() > 0);
}

#[tokio::test]
async fn layers() {
    let appliances = Appliances::start().await;
    programs::layers("admin".to_owned(), &appliances).await.unwrap();
}

#[tokio::test]
async fn errors() {
    let appliances = Appliances::start().await;
    programs::errors(appliances.fmg()).await.unwrap();
}
