//! Simulated appliances that describe themselves, and folders for fetches.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use camino::Utf8Path;
use fmg_bindings::{Retry, fmg, fortios};
use fmg_codegen::import::Import;
use fmg_probe::fetch::{self, FetchError, Fmg, Folder, FortiOs, Outcome, Pace, Product, Silent};
use fmg_sim::Sim;
use serde_json::Value;
use tempfile::TempDir;

/// A description of a FortiGate that was made up.
pub(crate) const SCHEMA: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../fmg-bindings/examples/own-firmware/schema"
);

/// The version of the made-up description.
pub(crate) const VERSION: &str = "v7.4.90";

/// A FortiGate that describes itself.
pub(crate) async fn fortigate() -> Sim {
    Sim::builder().schema(SCHEMA).start().await.unwrap()
}

/// How often a client of the tests tries a call.
#[derive(Clone, Copy)]
pub(crate) enum Tries {
    /// As the program, only without its waits.
    Several,
    Once,
}

/// A client that logs in as an administrator.
pub(crate) fn administrator(sim: &Sim, tries: Tries) -> fortios::Client {
    let builder = fortios::Client::builder(sim.fortios_url())
        .root_certificate(sim.certificate_pem())
        .no_proxy()
        .login_again()
        .credentials("admin", "fortigate");
    match tries {
        Tries::Several => builder.retry(Retry::new().first_delay(Duration::from_millis(1))),
        Tries::Once => builder,
    }
    .build()
    .unwrap()
}

/// A client of the FortiManager that logs in as its administrator.
pub(crate) fn fortimanager(sim: &Sim) -> fmg::Client {
    fmg::Client::builder(sim.fmg_url())
        .root_certificate(sim.certificate_pem())
        .no_proxy()
        .login_again()
        .credentials("admin", "admin")
        .build()
        .unwrap()
}

/// A folder that does not exist yet, inside of one that is removed in the end.
pub(crate) struct Target {
    root: TempDir,
}

impl Target {
    pub(crate) fn new() -> Self {
        Self {
            root: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.root.path().join("new/schema")
    }

    /// Fetches from a FortiGate into the folder.
    pub(crate) async fn fetch(&self, client: &fortios::Client, what: &FortiOs) -> Result<Outcome, FetchError> {
        let mut folder = Folder::open(self.path(), Product::FortiOs)?;
        let work = async |client: &fortios::Client| {
            Ok(fetch::fortios(client, &mut folder, what, Pace::default(), &Silent).await)
        };
        client.with_session(work).await?
    }

    /// Fetches from a FortiManager into the folder.
    pub(crate) async fn fetch_fmg(&self, client: &fmg::Client, what: &Fmg) -> Result<Outcome, FetchError> {
        let mut folder = Folder::open(self.path(), Product::Fmg)?;
        let work =
            async |client: &fmg::Client| Ok(fetch::fmg(client, &mut folder, what, Pace::default(), &Silent).await);
        client.with_session(work).await?
    }

    /// The answers in the folder, by their paths. Each is whole JSON.
    pub(crate) fn answers(&self) -> BTreeMap<String, Value> {
        let mut answers = BTreeMap::new();
        below(&self.path(), &self.path(), &mut answers);
        answers
    }

    /// The report of an import of the folder.
    pub(crate) fn report(&self) -> String {
        report(&self.path())
    }
}

/// The report of an import of a folder: the firmware, the emitted items, and the oddities.
pub(crate) fn report(path: &Path) -> String {
    let path = Utf8Path::from_path(path).unwrap();
    match Import::new().description(path).read() {
        Ok(imported) => {
            let report = imported.report.to_string();
            // A fetch stores no default of a secret, and no table a second time.
            let lines = report
                .lines()
                .filter(|line| !line.contains("default of a secret") && !line.contains("part of a single object"));
            lines.collect::<Vec<_>>().join("\n")
        }
        Err(faults) => panic!("{faults:?}"),
    }
}

fn below(root: &Path, folder: &Path, answers: &mut BTreeMap<String, Value>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            below(root, &path, answers);
            continue;
        }
        let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        assert!(!name.contains(".fetch-"), "unfinished: {name}");
        if name != "fetch.record" {
            let text = fs::read(&path).unwrap();
            let answer = serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            answers.insert(name, answer);
        }
    }
}

/// The urls of the descriptions that the appliance was asked for and has sent, in their order.
pub(crate) fn answered(sim: &Sim) -> Vec<String> {
    let calls = sim.calls();
    let schemas = calls
        .into_iter()
        .filter(|call| call.member("action").is_some_and(|action| action == "schema"));
    let sent = schemas.filter(|call| call.is_success() && call.fault.is_none());
    sent.map(|call| call.url).collect()
}
