//! Runs cargo: benches for what they print, checks for the time they take.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, bail};
use camino::{Utf8Path, Utf8PathBuf};

use super::divan::Report;

/// A cargo command in `folder`.
pub(super) fn cargo(folder: &Utf8Path, arguments: &[&str]) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(folder).args(arguments);
    command
}

/// Runs a bench binary and reads what it prints.
pub(super) fn bench(folder: &Utf8Path, arguments: &[&str]) -> anyhow::Result<Report> {
    Ok(Report::read(&run(&mut cargo(folder, arguments))?))
}

/// Runs a command to its end and gives what it printed.
pub(super) fn run(command: &mut Command) -> anyhow::Result<String> {
    let output = command
        .output()
        .with_context(|| format!("cannot run `{}`", command.get_program().to_string_lossy()))?;
    if !output.status.success() {
        let arguments: Vec<_> = command.get_args().map(|argument| argument.to_string_lossy()).collect();
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("`cargo {}` failed:\n{}", arguments.join(" "), said.trim());
    }
    String::from_utf8(output.stdout).context("cargo printed something that is not UTF-8")
}

/// Where cargo puts what it builds in `folder`.
pub(super) fn target(folder: &Utf8Path) -> anyhow::Result<Utf8PathBuf> {
    let metadata = run(&mut cargo(folder, &["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata).context("cargo metadata printed no JSON")?;
    let target = metadata["target_directory"].as_str();
    Ok(target.context("cargo metadata named no target directory")?.into())
}

/// The time that a command keeps processors busy, with the processes that it starts: what else runs on the machine
/// does not count, as it would on the clock.
#[cfg(unix)]
pub(super) fn processor_time(command: &mut Command) -> anyhow::Result<Duration> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;

    let used = || {
        let usage = getrusage(UsageWho::RUSAGE_CHILDREN).context("the system does not tell the processor time")?;
        anyhow::Ok((usage.user_time() + usage.system_time()).num_microseconds())
    };
    let before = used()?;
    run(command)?;
    let used = u64::try_from(used()? - before).context("the processor time went backwards")?;
    Ok(Duration::from_micros(used))
}

/// The time on the clock: what there is where the system does not tell more.
#[cfg(not(unix))]
pub(super) fn processor_time(command: &mut Command) -> anyhow::Result<Duration> {
    let start = std::time::Instant::now();
    run(command)?;
    Ok(start.elapsed())
}
