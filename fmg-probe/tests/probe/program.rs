//! The program, as a process.

use std::process::Stdio;

use fmg_sim::Sim;
use fmg_sim::fault::{Fault, Rule};
use serde_json::Value;
use tokio::process::Command;

async fn run(sim: &Sim, arguments: &[&str]) -> (bool, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let authority = folder.path().join("authority.pem");
    std::fs::write(&authority, sim.certificate_pem()).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_fmg-probe"))
        .env_clear()
        .env("NO_PROXY", "*")
        .env("FGT_URL", sim.fortios_url())
        .env("FGT_CA", &authority)
        .env("FGT_TOKEN", sim.fortios().token("api-admin").unwrap())
        .env("FMG_URL", sim.fmg_url())
        .env("FMG_CA", &authority)
        .env("FMG_USER", "admin")
        .env("FMG_PASSWORD", "admin")
        .arg("probe")
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.success(), text(output.stdout), text(output.stderr))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_reports_as_text_and_as_json() {
    let sim = Sim::start().await.unwrap();
    for product in ["fortios", "fmg"] {
        let (fits, out, err) = run(&sim, &[product]).await;
        assert!(fits && err.is_empty(), "{out}{err}");
        assert!(out.contains("0 with misfits"), "{out}");
        let (fits, out, err) = run(&sim, &[product, "--json", "--rows", "2"]).await;
        assert!(fits, "{err}");
        let report: Value = serde_json::from_str(&out).unwrap();
        assert!(report["tried"].as_array().unwrap().len() > 200, "{out}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn misfits_are_an_exit_status() {
    let sim = Sim::start().await.unwrap();
    sim.faults()
        .arm(Rule::new(Fault::Misfit).url("*/monitor/system/interface").field("link"));
    let (fits, out, _) = run(&sim, &["fortios"]).await;
    assert!(!fits && out.contains("× `results.<name>.link`"), "{out}");
}
