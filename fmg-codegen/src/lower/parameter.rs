//! The types that fill placeholders, and what their values may not hold.

use std::collections::BTreeSet;

use fmg_template::Part;

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::{Group, Parameter, ParameterKind, Reserved};
use crate::name::MethodName;
use crate::spec::{ParameterSpec, SpecFile, Text};

use super::Lowering;
use super::source::source;

impl Lowering<'_> {
    pub(super) fn parameters(&mut self, files: &[&SpecFile]) -> Vec<Parameter> {
        let mut parameters = Vec::new();
        for file in files {
            for spec in &file.parameters {
                parameters.extend(self.parameter(file, spec));
            }
        }
        parameters.sort_by(|a, b| a.name.cmp(&b.name));
        parameters
    }

    fn parameter(&mut self, file: &SpecFile, spec: &ParameterSpec) -> Option<Parameter> {
        let mut kind = self.symbols.kind(&spec.ty.value)?.clone();
        let reserved = self.reserved(file, spec, &mut kind);
        let name = self.type_name(file, &spec.ty)?;
        let literal_macro = match &spec.literal_macro {
            None => None,
            Some(text) => match MethodName::from_wire(&text.value) {
                Ok(name) if name.as_str() == text.value => Some(name),
                _ => {
                    self.fault(Diagnostic::new(
                        Code::Name,
                        Location::new(&file.path, text.span.clone()),
                        format!("`{}` is no name of a macro", text.value),
                    ));
                    None
                }
            },
        };
        Some(Parameter {
            name,
            kind,
            literal_macro,
            shared: spec.shared,
            doc: spec.doc.value.trim().to_owned(),
            reserved,
        })
    }

    /// What the spec reserves; the runs go into the kind as well.
    fn reserved(&mut self, file: &SpecFile, spec: &ParameterSpec, kind: &mut ParameterKind) -> Vec<Reserved> {
        let mut reserved = Vec::new();
        for own in &spec.reserved {
            self.sources(file, &own.source);
            let runs: Vec<_> = own.runs.iter().filter(|run| self.is_run(file, run, kind)).collect();
            let runs: Vec<_> = runs.into_iter().map(|run| run.value.clone()).collect();
            match kind {
                ParameterKind::PackagePath(all) | ParameterKind::Name(all) | ParameterKind::ObjectPath(all) => {
                    all.extend(runs.iter().cloned());
                }
                ParameterKind::Id => {
                    self.fault(
                        Diagnostic::new(
                            Code::InvalidValue,
                            Location::new(&file.path, spec.kind.span.clone()),
                            format!("a parameter of the kind `{}` reserves no words", spec.kind.value),
                        )
                        .help("it is a number, which is no word of a url"),
                    );
                }
            }
            reserved.push(Reserved {
                runs,
                doc: own.doc.value.trim().to_owned(),
                source: own.source.iter().map(source).collect(),
            });
        }
        reserved
    }

    /// Whether a text is a run of segments; a fault where it is not.
    fn is_run(&mut self, file: &SpecFile, text: &Text, kind: &ParameterKind) -> bool {
        let run = text.value.as_str();
        let segments: Vec<_> = run.split('/').collect();
        let (last, before) = segments.split_last().unwrap_or((&"", &[]));
        let plain = |segment: &str| {
            !matches!(segment, "" | "." | "..")
                && !segment.contains(|c: char| matches!(c, '*' | '\\') || c.is_control())
        };
        let any = match kind {
            ParameterKind::PackagePath(_) => {
                (*last == "*" && !before.is_empty()) || (*last == "_*" && before.is_empty())
            }
            ParameterKind::Name(_) => *last == "_*" && before.is_empty(),
            ParameterKind::Id | ParameterKind::ObjectPath(_) => false,
        };
        let is_run = before.iter().all(|segment| plain(segment)) && (plain(last) || any);
        if !is_run {
            self.fault(
                Diagnostic::new(
                    Code::InvalidValue,
                    Location::new(&file.path, text.span.clone()),
                    format!("`{run}` is no run of segments"),
                )
                .help(
                    "write whole segments, such as `scope member`; in a `package-path` also `firewall/*` for any segment after \
                     `firewall`; there and in a `name` also `_*` for any segment that begins with `_`",
                ),
            );
        }
        is_run
    }
}

/// Tells each package path which runs of segments follow it in some url, so that its values can't imitate them. What the
/// specs reserve already is not repeated.
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
                        .any(|own| own.wire == placeholder.name() && own.ty.name == parameter.name)
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

/// Whether whatever holds a run holds a reserved one too.
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
    fn a_reserved_run_covers_what_begins_with_it() {
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
