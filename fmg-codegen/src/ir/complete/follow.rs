//! Finds the segments that follow a package path in some url.

use std::collections::BTreeSet;

use fmg_template::Part;

use crate::ir::{Group, Parameter, ParameterKind};

/// Reserves, for each package path, the runs of segments that follow it in some url, so that no value contains them.
/// Runs that the specs reserve are not repeated.
pub(super) fn follow(groups: &[Group], parameters: &mut [Parameter]) {
    let endpoints = || groups.iter().flat_map(|group| &group.endpoints);
    for parameter in parameters {
        let ParameterKind::PackagePath(runs) = &mut parameter.kind else {
            continue;
        };
        let mut found = BTreeSet::new();
        for endpoint in endpoints() {
            let mut parts = endpoint.template.parts().iter().peekable();
            while let Some(part) = parts.next() {
                if let Part::Placeholder(placeholder) = part
                    && let Some(Part::Literal(literal)) = parts.peek()
                    && endpoint
                        .placeholders
                        .iter()
                        .any(|own| *own.wire == *placeholder.name() && own.ty.name == parameter.name)
                {
                    found.insert(literal.trim_matches('/').to_owned());
                }
            }
        }
        found.retain(|run| !runs.iter().any(|reserved| covers(reserved, run)));
        runs.extend(found);
        runs.sort();
        runs.dedup();
    }
}

/// Whether every text that contains `run` also contains the run `reserved`.
fn covers(reserved: &str, run: &str) -> bool {
    let mut segments = run.split('/');
    reserved.split('/').all(|wanted| {
        let Some(segment) = segments.next() else { return false };
        match wanted.strip_suffix('*') {
            Some(beginning) => segment.starts_with(beginning),
            None => segment == wanted,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn a_reserved_run_covers_runs_that_begin_with_it() {
        for (reserved, run, covered) in [
            ("firewall/*", "firewall/policy", true),
            ("firewall/*", "firewall", false),
            ("schedule", "schedule/x", true),
            ("schedule", "schedules", false),
            ("_*", "_query", true),
            ("central/*", "firewall/policy", false),
        ] {
            assert_eq!(covers(reserved, run), covered, "{reserved} {run}");
        }
    }
}
