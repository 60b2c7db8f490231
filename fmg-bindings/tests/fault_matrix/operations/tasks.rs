//! Installations: started, waited for, watched and cancelled.

use std::ops::RangeInclusive;
use std::time::Duration;

use fmg_bindings::fmg::{self, TaskOutcome};
use fmg_bindings::{Error, package};
use fmg_sim::Sim;
use fmg_sim::fmg::WorkspaceMode;
use futures_util::TryStreamExt;

use super::{blocking_client, client, demo};
use crate::operation::{Claim, Operation, Running, Work};

/// The pauses between reads, and the longest wait.
pub(super) const PAUSES: RangeInclusive<Duration> = Duration::from_millis(20)..=Duration::from_millis(200);
pub(super) const LONGEST: Duration = Duration::from_secs(8);

pub(super) fn all() -> Vec<Operation> {
    let off = |sim: &Sim| sim.fmg().set_workspace_mode(WorkspaceMode::Disabled);
    let endless = |sim: &Sim| {
        sim.fmg().set_workspace_mode(WorkspaceMode::Disabled);
        sim.fmg().set_install_time(Duration::from_secs(100_000));
    };
    let task = |name, run| Operation::new(name, Work::Fmg { client, run }, installed);
    vec![
        task("task: install, wait", wait).prepared(off),
        task("task: install, progress", progress).prepared(off),
        task("task: install, cancel", cancel).prepared(endless).without_effect(),
        task("task: install under a guard", guarded).under_locks(),
        Operation::new(
            "blocking task: install, wait",
            Work::FmgBlocking {
                client: blocking_client,
                run: wait_blocking,
            },
            installed,
        )
        .prepared(off),
    ]
}

/// How often the package was installed. More than one installation counts also if it failed.
fn installed(sim: &Sim) -> usize {
    let installs = sim.fmg().installs();
    if installs.len() > 1 {
        return installs.len();
    }
    installs.iter().filter(|install| install.is_installed()).count()
}

/// The claim in the outcome of a task.
fn said(outcome: &TaskOutcome) -> Claim {
    match outcome {
        TaskOutcome::TimedOut(_) => Claim::Unknown,
        outcome if outcome.is_success() => Claim::Done,
        _ => Claim::NotDone,
    }
}

fn wait(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let install = fmg.securityconsole().install_package(demo(), package!("ppkg_001"));
        let outcome = install.wait().poll_every(PAUSES).timeout(LONGEST).await?;
        Ok(said(&outcome))
    })
}

fn wait_blocking(fmg: &fmg::blocking::Client) -> Result<Claim, Error> {
    let install = fmg.securityconsole().install_package(demo(), package!("ppkg_001"));
    let outcome = install.wait().poll_every(PAUSES).timeout(LONGEST).send()?;
    Ok(said(&outcome))
}

fn progress(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let install = fmg.securityconsole().install_package(demo(), package!("ppkg_001"));
        let install = install.start().await?;
        let task = install.task().ok_or_else(|| Error::other("there is a task"))?;
        let mut progress = task.progress().poll_every(PAUSES).timeout(LONGEST);
        let mut claim = Claim::Unknown;
        while let Some(report) = progress.try_next().await? {
            if let Some(outcome) = report.outcome() {
                claim = said(&outcome);
            }
        }
        Ok(claim)
    })
}

fn cancel(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let install = fmg.securityconsole().install_package(demo(), package!("ppkg_001"));
        let install = install.start().await?;
        let task = install.task().ok_or_else(|| Error::other("there is a task"))?;
        task.cancel().await?;
        let outcome = task.wait().poll_every(PAUSES).timeout(LONGEST).await?;
        Ok(said(&outcome))
    })
}

fn guarded(fmg: fmg::Client) -> Running {
    Box::pin(async move {
        let mut installed = None;
        let request = fmg.adom(demo()).lock().wait(Duration::from_secs(2));
        let work = request.run(async |adom| {
            let install = adom.install_package(package!("ppkg_001"));
            installed = Some(said(&install.poll_every(PAUSES).timeout(LONGEST).await?));
            Ok(())
        });
        let ended = work.await;
        // The package is installed, whether or not the lock ends well.
        match installed {
            Some(claim) => Ok(claim),
            None => ended.map(|()| Claim::Unknown),
        }
    })
}
