//! Keeps a measurement on one core, and measures the memory of a run.

use std::process::Command;

/// Keeps this process and all threads that it starts later on one core, if the system can. The figures are then those
/// of one core, whatever number of threads the generator uses.
pub(crate) fn keep_to_one_core() {
    #[cfg(target_os = "linux")]
    {
        use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
        use nix::unistd::Pid;

        let this = Pid::from_raw(0);
        let Ok(allowed) = sched_getaffinity(this) else { return };
        let first = (0..CpuSet::count()).find(|&cpu| allowed.is_set(cpu) == Ok(true));
        let mut one = CpuSet::new();
        if first.is_none_or(|cpu| one.set(cpu).and_then(|()| sched_setaffinity(this, &one)).is_err()) {
            println!("this process cannot be kept to one core: the figures are those of all cores");
        }
    }
}

/// The argument for a process that measures the memory of one run.
const PEAK: &str = "--peak";

/// The number of endpoints, if this process only measures the memory of generating them once.
pub(crate) fn asked_for_peak() -> Option<usize> {
    let mut arguments = std::env::args().skip(1);
    if arguments.next()? != PEAK {
        return None;
    }
    arguments.next()?.parse().ok()
}

/// Prints, for each number of endpoints, the largest resident set of a process that generates them once. Call it first:
/// the system counts the memory that a child shares with its parent before it runs another program.
pub(crate) fn print_peaks(endpoints: &[usize]) {
    // `cargo test` runs the benches too, without this argument.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    for endpoints in endpoints {
        let child = std::env::current_exe()
            .and_then(|this| Command::new(this).args([PEAK, &endpoints.to_string()]).output())
            .ok()
            .filter(|child| child.status.success());
        if let Some(peak) = child.and_then(|child| String::from_utf8(child.stdout).ok()) {
            println!("peak {endpoints}: {} KiB", peak.trim());
        }
    }
}

/// Prints the largest resident set that this process has had, in KiB.
#[cfg(unix)]
pub(crate) fn print_own_peak() {
    use nix::sys::resource::{UsageWho, getrusage};

    if let Ok(usage) = getrusage(UsageWho::RUSAGE_SELF) {
        // macOS reports bytes, other systems KiB.
        let unit = if cfg!(target_vendor = "apple") { 1024 } else { 1 };
        println!("{}", usage.max_rss() / unit);
    }
}

#[cfg(not(unix))]
pub(crate) fn print_own_peak() {}
