//! Tries every table and call of imported bindings against a simulator of the same description.
//!
//! `cargo xtask import try` generates a program of one [`Case`] for each table and call, and of [`run`].
//!
//! The bindings were made by the importer. The rows that are sent here are made of the description itself, and the
//! simulator reads that on its own. So a type that the importer got wrong does not fit.
#![forbid(unsafe_code)]

mod calls;
pub mod fmg;
mod row;
mod tables;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::pin::Pin;

use camino::Utf8PathBuf;
use fmg_bindings::fortios;
use fmg_codegen::import;
use fmg_sim::Sim;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The user of the simulator, who may do everything. A token outlives the calls that end sessions.
const USER: &str = "trial";

/// The run of a case.
pub type Running<'t> = Pin<Box<dyn Future<Output = Result<(), String>> + Send + 't>>;

/// One table or call.
pub struct Case {
    name: &'static str,
    run: for<'t> fn(&'t Trial) -> Running<'t>,
}

impl Case {
    /// The case of this name.
    pub const fn new(name: &'static str, run: for<'t> fn(&'t Trial) -> Running<'t>) -> Self {
        Self { name, run }
    }
}

impl std::fmt::Debug for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Case").field(&self.name).finish()
    }
}

/// Clients of the simulator, and the description.
#[derive(Debug)]
pub struct Trial {
    client: fortios::Client,
    /// The schemas of the tables, by their paths.
    schemas: BTreeMap<String, Value>,
    /// The FortiManager.
    pub fmg: fmg::FmgTrial,
}

/// The results of the cases.
#[derive(Debug)]
pub struct Outcome {
    /// How many have worked.
    pub passed: usize,
    /// The names of the others, with the reasons.
    pub failed: Vec<(&'static str, String)>,
}

impl Outcome {
    /// The outcome in lines: "tables: 12 of 13 worked".
    #[must_use]
    pub fn report(&self, what: &str) -> String {
        let mut text = format!(
            "{what}: {} of {} worked\n",
            self.passed,
            self.passed + self.failed.len()
        );
        for (name, reason) in &self.failed {
            // Writing into a text does not fail.
            let _ = writeln!(text, "  {name}: {reason}");
        }
        text
    }
}

/// Starts a simulator of these descriptions, and runs the cases against it.
///
/// # Errors
///
/// The descriptions cannot be read, or the simulator cannot simulate them.
pub async fn run(
    paths: &[Utf8PathBuf],
    tables: Vec<Case>,
    calls: Vec<Case>,
) -> Result<(Outcome, Outcome), Box<dyn std::error::Error + Send + Sync>> {
    let descriptions = import::read(paths).map_err(|faults| format!("{} faults in the descriptions", faults.len()))?;
    let users = json!({ "api_users": [{ "name": USER, "profile": "super_admin" }] });
    let mut builder = Sim::builder().state([("fortios".to_owned(), users)].into_iter().collect());
    for path in paths {
        builder = builder.schema(path.as_std_path());
    }
    let sim = builder.start().await?;
    // A row then needs no other rows to refer to.
    sim.fortios().set_checks_references(false);
    let token = sim.fortios().token(USER).ok_or("the user has no token")?;
    let client = fortios::Client::builder(sim.fortios_url())
        .root_certificate(sim.certificate_pem())
        .no_proxy()
        .token(token)
        .build()?;
    let mut schemas = BTreeMap::new();
    for table in descriptions.tables {
        let text = |name: &str| table.schema[name].as_str().unwrap_or_default().to_owned();
        match table.parent {
            // A table of a single object that has no description of its own.
            Some(parent) => {
                let around = schemas
                    .entry(parent)
                    .or_insert_with(|| json!({ "category": "complex" }));
                if around["children"][text("name")].is_null() {
                    around["children"][text("name")] = table.schema.clone();
                }
            }
            None => {
                schemas.insert(format!("{}/{}", text("path"), text("name")), table.schema.clone());
            }
        }
    }
    let fmg = fmg::FmgTrial::new(&sim, descriptions.syntax)?;
    let trial = Trial { client, schemas, fmg };
    Ok((trial.all(tables).await, trial.all(calls).await))
}

impl Trial {
    async fn all(&self, cases: Vec<Case>) -> Outcome {
        let mut outcome = Outcome {
            passed: 0,
            failed: Vec::new(),
        };
        for case in cases {
            match (case.run)(self).await {
                Ok(()) => outcome.passed += 1,
                Err(reason) => outcome.failed.push((case.name, reason)),
            }
        }
        outcome
    }
}

/// A value of a member of a request.
///
/// # Panics
///
/// The text is not a value of the type, which the generator has made for it.
#[must_use]
#[allow(
    clippy::panic,
    reason = "a program that tries generated code reports a fault of the generator so"
)]
pub fn from_json<T: DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The file of an upload.
#[must_use]
pub fn file() -> fortios::File {
    fortios::File::from_bytes("sample.bin", &b"sample"[..]).as_base64()
}
