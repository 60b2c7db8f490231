//! The program, as a process.

use std::fs;
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;

use fmg_sim::Sim;
use fmg_sim::fault::{Fault, Rule};
use tokio::process::{Child, Command};

use crate::support::{SCHEMA, Target, answered, fortigate, report};

/// The program for this FortiGate, with the token of its API user and the certificate in its environment.
fn program(sim: &Sim, folder: &Path, arguments: &[&str]) -> Command {
    let authority = folder.with_extension("pem");
    fs::create_dir_all(folder.parent().unwrap()).unwrap();
    fs::write(&authority, sim.certificate_pem()).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_fmg-probe"));
    command
        .env_clear()
        .env("NO_PROXY", "*")
        .env("FGT_URL", sim.fortios_url())
        .env("FGT_CA", authority)
        .env("FGT_TOKEN", sim.fortios().token("api-admin").unwrap())
        .args(["fetch", "fortios", "--out"])
        .arg(folder)
        .args(arguments)
        .stdin(Stdio::null())
        .kill_on_drop(true);
    command
}

fn text(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_fetches() {
    let sim = fortigate().await;
    let target = Target::new();
    let output = program(&sim, &target.path(), &[]).output().await.unwrap();
    let (out, err) = text(&output);
    assert!(output.status.success(), "{out}{err}");
    assert!(
        out.contains("2 answers stored") && out.contains("v7.4.90 build 4090, model FGVMEV"),
        "{out}"
    );
    assert_eq!(err, "", "no bar without a terminal");
    assert_eq!(target.report(), report(SCHEMA.as_ref()));
}

/// Killed at several times, also while answers arrive and while they are stored.
#[tokio::test(flavor = "multi_thread")]
async fn a_fetch_that_is_killed_goes_on() {
    let sim = fortigate().await;
    let delay = Fault::Delay(Duration::from_millis(2));
    sim.faults().arm(Rule::new(delay).url("/api/v2/cmdb/*"));
    let target = Target::new();
    let arguments = ["--one-by-one", "--at-once", "4"];
    for kill_after in [40, 120, 200] {
        let mut child: Child = program(&sim, &target.path(), &arguments).spawn().unwrap();
        let asked = || {
            sim.calls()
                .iter()
                .filter(|call| call.url.starts_with("/api/v2/cmdb/"))
                .count()
        };
        let begin = asked();
        while asked() < begin + kill_after && child.try_wait().unwrap().is_none() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        child.kill().await.unwrap();
    }
    let output = program(&sim, &target.path(), &arguments).output().await.unwrap();
    let (out, err) = text(&output);
    assert!(output.status.success(), "{out}{err}");
    assert_eq!(target.report(), report(SCHEMA.as_ref()));
    // Only requests that were sent when the program was killed may be sent again.
    let mut asked = answered(&sim);
    asked.sort();
    let before = asked.len();
    asked.dedup();
    assert!(before - asked.len() <= 3 * 4, "{} asked again", before - asked.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_is_said() {
    let sim = fortigate().await;
    let target = Target::new();
    let failed = async |mut command: Command, said: &str| {
        let output = command.output().await.unwrap();
        let (out, err) = text(&output);
        assert!(!output.status.success() && err.contains(said), "{said}: {out}{err}");
        assert!(!err.contains("wrong-token"), "{err}");
    };
    let mut command = program(&sim, &target.path(), &[]);
    command.env_remove("FGT_TOKEN");
    failed(command, "The API token is needed: set `FGT_TOKEN`").await;
    let mut command = program(&sim, &target.path(), &[]);
    command.env_remove("FGT_URL");
    failed(command, "`FGT_URL`").await;
    let mut command = program(&sim, &target.path(), &[]);
    command.env_remove("FGT_CA");
    failed(command, "certificate").await;
    let mut command = program(&sim, &target.path(), &[]);
    command.env("FGT_TOKEN", "wrong-token");
    failed(command, "401").await;
    failed(program(&sim, &target.path(), &["--token", "x"]), "unexpected argument").await;
    failed(program(&sim, &target.path(), &["--password", "x"]), "--password-file").await;

    let file = target.path().with_extension("token");
    fs::write(&file, format!("{}\n", sim.fortios().token("api-admin").unwrap())).unwrap();
    let mut command = program(&sim, &target.path(), &["--token-file", file.to_str().unwrap()]);
    command.env("FGT_TOKEN", "wrong-token");
    let output = command.output().await.unwrap();
    assert!(output.status.success(), "{:?}", text(&output));
}
