//! Runs benches and parses the output of divan: a tree of benches with a column of medians.

use std::collections::BTreeMap;

use anyhow::Context;
use camino::Utf8Path;

use crate::cargo::{cargo, run};

/// The results of a bench binary.
#[derive(Debug, Default)]
pub(super) struct Report {
    /// In seconds; a `Duration` would round figures of nanoseconds. Benches that measure two things in turns print lines of
    /// their own, such as `median bindings/16: 1500 ns`.
    medians: BTreeMap<String, f64>,
    /// From lines of our own benches such as `peak 1000: 4096 KiB`: the memory of generating that many endpoints.
    peaks: BTreeMap<String, f64>,
}

impl Report {
    pub(super) fn read(output: &str) -> Self {
        let mut report = Self::default();
        let mut path: Vec<String> = Vec::new();
        for line in output.lines() {
            if let Some((what, peak)) = line.strip_prefix("peak ").and_then(|line| line.split_once(": ")) {
                let peak = peak.strip_suffix(" KiB").and_then(|peak| peak.parse().ok());
                report.peaks.extend(peak.map(|peak| (what.to_owned(), peak)));
                continue;
            }
            if let Some((what, median)) = line.strip_prefix("median ").and_then(|line| line.split_once(": ")) {
                report
                    .medians
                    .extend(time(median).map(|median| (what.to_owned(), median)));
                continue;
            }
            let Some((depth, entry)) = entry(line) else {
                continue;
            };
            let cells: Vec<&str> = entry.split('│').collect();
            path.truncate(depth);
            path.push(name(cells[0]));
            if let Some(median) = cells.get(2).and_then(|cell| time(cell)) {
                report.medians.insert(path.join("/"), median);
            }
        }
        report
    }

    /// The median of a bench in seconds. The path consists of its groups, its name and its argument, separated by `/`.
    pub(super) fn median(&self, bench: &str) -> anyhow::Result<f64> {
        self.medians.get(bench).copied().with_context(|| {
            let known: Vec<_> = self.medians.keys().map(String::as_str).collect();
            format!("there is no bench `{bench}`; there are: {}", known.join(", "))
        })
    }

    /// The peak memory of generating that many endpoints in MB, if the system reports it.
    pub(super) fn peak(&self, endpoints: &str) -> Option<f64> {
        self.peaks.get(endpoints).map(|kib| kib * 1024.0 / 1e6)
    }
}

/// The depth of a line in the tree, and the text after its branch; `None` for a line without a branch.
fn entry(line: &str) -> Option<(usize, &str)> {
    let mut rest = line;
    let mut depth = 0;
    loop {
        if let Some(entry) = rest.strip_prefix("├─ ").or_else(|| rest.strip_prefix("╰─ ")) {
            return Some((depth, entry));
        }
        rest = rest.strip_prefix("│  ").or_else(|| rest.strip_prefix("   "))?;
        depth += 1;
    }
}

/// The name in the first cell. The fastest time follows it, except after the name of a group.
fn name(cell: &str) -> String {
    let words: Vec<&str> = cell.split_whitespace().collect();
    match words.as_slice() {
        [name @ .., number, unit] if !name.is_empty() && time(&format!("{number} {unit}")).is_some() => name.join(" "),
        name => name.join(" "),
    }
}

/// `1.234 µs`, in seconds.
fn time(cell: &str) -> Option<f64> {
    let (number, unit) = cell.trim().split_once(' ')?;
    let unit = match unit {
        "ps" => 1e-12,
        "ns" => 1e-9,
        "µs" => 1e-6,
        "ms" => 1e-3,
        "s" => 1.0,
        "m" => 60.0,
        _ => return None,
    };
    Some(number.parse::<f64>().ok()? * unit)
}

/// Runs a bench binary and parses its output.
pub(super) fn bench(folder: &Utf8Path, arguments: &[&str]) -> anyhow::Result<Report> {
    Ok(Report::read(&run(&mut cargo(folder, arguments))?))
}

#[cfg(test)]
mod tests {
    use super::Report;

    const OUTPUT: &str = "\
Timer precision: 18 ns
rows                fastest       │ slowest       │ median        │ mean          │ samples │ iters
├─ copy             16.78 ns      │ 40.1 ns       │ 17.25 ns      │ 18.01 ns      │ 100     │ 12800
│                   3.098 GB/s    │ 1.2 GB/s      │ 3.014 GB/s    │ 2.8 GB/s      │         │
├─ ours                           │               │               │               │         │
│  ├─ Net_10.0/18   36.01 ns      │ 51.2 ns       │ 36.95 ns      │ 37.1 ns       │ 100     │ 6400
│  │                1.4 GB/s      │ 1 GB/s        │ 1.4 GB/s      │ 1.4 GB/s      │         │
│  ╰─ 1000          1.25 ms       │ 2.5 ms        │ 1.5 ms        │ 1.6 ms        │ 100     │ 100
╰─ writing                        │               │               │               │         │
   ╰─ slots         5.1 µs        │ 2.5 ms        │ 6.25 µs       │ 1.6 ms        │ 100     │ 100
peak 1000: 4000 KiB
median bindings/16: 1500 ns
";

    #[test]
    fn medians_are_found_by_path() {
        let report = Report::read(OUTPUT);
        for (bench, median) in [
            ("ours/1000", 1.5e-3),
            ("writing/slots", 6.25e-6),
            ("copy", 17.25e-9),
            ("bindings/16", 1.5e-6),
        ] {
            assert!((report.median(bench).unwrap() / median - 1.0).abs() < 1e-9, "{bench}");
        }
        assert!(report.median("ours/Net_10.0/18").is_ok());
        assert!((report.peak("1000").unwrap() - 4.096).abs() < 1e-9);
        assert_eq!(report.peak("10"), None);
    }

    #[test]
    fn the_error_about_an_unknown_bench_lists_the_known_ones() {
        let error = Report::read(OUTPUT).median("ours/10").unwrap_err().to_string();
        assert!(
            error.starts_with("there is no bench `ours/10`; there are: bindings/16, copy, ours/1000, "),
            "{error}"
        );
    }
}
