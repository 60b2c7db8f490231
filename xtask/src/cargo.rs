//! Runs cargo, for its output or for its time.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, bail};
use camino::{Utf8Path, Utf8PathBuf};

/// A cargo command in `folder`.
pub(crate) fn cargo(folder: &Utf8Path, arguments: &[&str]) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(folder).args(arguments);
    command
}

/// Runs a command to its end and returns its output.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<String> {
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

/// The target folder of cargo for `folder`.
pub(crate) fn target(folder: &Utf8Path) -> anyhow::Result<Utf8PathBuf> {
    let metadata = run(&mut cargo(folder, &["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata: serde_json::Value =
        serde_json::from_str(&metadata).context("the output of cargo metadata is not JSON")?;
    let target = metadata["target_directory"].as_str();
    Ok(target.context("cargo metadata named no target directory")?.into())
}

/// The processor time of a command and of the processes that it starts. Unlike clock time, it does not include other
/// work of the machine.
#[cfg(unix)]
pub(crate) fn processor_time(command: &mut Command) -> anyhow::Result<Duration> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;

    let used = || {
        let usage = getrusage(UsageWho::RUSAGE_CHILDREN).context("the system does not report the processor time")?;
        anyhow::Ok((usage.user_time() + usage.system_time()).num_microseconds())
    };
    let before = used()?;
    run(command)?;
    let used = u64::try_from(used()? - before).context("the processor time went backwards")?;
    Ok(Duration::from_micros(used))
}

/// The clock time, on systems without the other.
#[cfg(not(unix))]
pub(crate) fn processor_time(command: &mut Command) -> anyhow::Result<Duration> {
    let start = std::time::Instant::now();
    run(command)?;
    Ok(start.elapsed())
}
