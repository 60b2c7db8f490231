//! Installs a policy package with a progress bar, and prints the result for each device.
//!
//! ```text
//! FMG_URL=https://fmg.example FMG_USER=automation FMG_PASSWORD=… cargo run --example install_progress -- demo ppkg_001
//! ```
//!
//! The program fails if the installation fails for any device. `FMG_CA` may name a PEM file with the certificate
//! authority of the appliance.

use std::env;
use std::error::Error;
use std::time::Duration;

use fmg_bindings::fmg::task::TaskLine;
use fmg_bindings::fmg::{self, AdomName, PackagePath, TaskOutcome, WorkspaceGuard};
use futures_util::TryStreamExt;
use indicatif::{ProgressBar, ProgressStyle};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let adom = AdomName::new(arguments.next().unwrap_or_else(|| "demo".to_owned()))?;
    let package = PackagePath::new(arguments.next().unwrap_or_else(|| "ppkg_001".to_owned()))?;
    let fmg = fmg::Client::builder_from_env()?.build()?;
    let style = ProgressStyle::with_template("{elapsed_precise} {bar:40} {percent:>3} % {msg}")?;
    let bar = ProgressBar::new(100).with_style(style);
    let outcome = fmg
        .with_session(async |fmg| install(fmg, &adom, &package, &bar).await)
        .await?;
    for line in results(&outcome) {
        println!("{line}");
    }
    outcome.into_result()?;
    Ok(())
}

/// Installs the package under its lock, which is held until the task is over, and shows the progress.
pub(crate) async fn install(
    fmg: &fmg::Client,
    adom: &AdomName,
    package: &PackagePath,
    bar: &ProgressBar,
) -> Result<TaskOutcome, fmg_bindings::Error> {
    let work = async |locked: &WorkspaceGuard<'_, fmg::Client, AdomName>| {
        let Some(task) = locked.install_package(package).start().await? else {
            return Ok(TaskOutcome::NothingToDo);
        };
        bar.set_message(format!("task {}", task.id()));
        let mut progress = task
            .progress()
            .poll_every(Duration::from_millis(500)..=Duration::from_secs(5));
        while let Some(report) = progress.try_next().await? {
            bar.set_position(report.percent().unwrap_or_default().into());
            if let Some(outcome) = report.outcome() {
                bar.finish();
                return Ok(outcome);
            }
        }
        // The stream ends with a report that has the outcome, or with an error.
        task.wait().await
    };
    fmg.adom(adom).lock_package(package).run(work).await
}

/// The result for each device, as text.
pub(crate) fn results(outcome: &TaskOutcome) -> Vec<String> {
    let Some(report) = outcome.report() else {
        return vec!["There is no device to install on.".to_owned()];
    };
    report.lines().iter().map(result).collect()
}

fn result(line: &TaskLine) -> String {
    let state = line.state.as_ref().map(ToString::to_string);
    let parts = [line.name.clone(), state, line.detail.clone()];
    parts.map(Option::unwrap_or_default).join(": ")
}
