//! Names that may stand once in a scope: the items of a module, the fields of a struct.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::name::BadName;
use crate::spec::{SpecFile, Text};

/// The names taken so far, with the wire name and the place of each.
#[derive(Clone)]
pub(super) struct Scope {
    what: &'static str,
    reserved: &'static [&'static str],
    taken: BTreeMap<String, (String, Location)>,
}

impl Scope {
    /// An empty scope; `what` starts the message about a clash: "this struct has two fields".
    pub(super) fn new(what: &'static str) -> Self {
        Self {
            what,
            reserved: &[],
            taken: BTreeMap::new(),
        }
    }

    /// Keeps names for what every item of this kind has anyway.
    pub(super) fn reserving(self, reserved: &'static [&'static str]) -> Self {
        Self { reserved, ..self }
    }

    /// Takes `rust` for what `wire` names; reports a clash.
    pub(super) fn claim(&mut self, file: &SpecFile, wire: &Text, rust: &str, faults: &mut Vec<Diagnostic>) {
        let here = Location::new(&file.path, wire.span.clone());
        if self.reserved.contains(&rust) {
            faults.push(
                Diagnostic::new(
                    Code::Name,
                    here,
                    format!("`{rust}` is the name of a function that every request has"),
                )
                .help("give the field another name with `rust = \"…\"`"),
            );
            return;
        }
        if let Some((other, earlier)) = self.taken.get(rust) {
            faults.push(
                Diagnostic::new(Code::Name, here, format!("{} that become `{rust}` in Rust", self.what))
                    .label(format!("`{}` here", wire.value))
                    .also(earlier.clone(), format!("`{other}` here"))
                    .help("rename one of them with `rust = \"…\"`, or `name` where that is not on the wire"),
            );
            return;
        }
        self.taken.insert(rust.to_owned(), (wire.value.clone(), here));
    }
}

/// A fault for a name that makes no identifier.
pub(super) fn bad_name(file: &SpecFile, text: &Text, what: &str, bad: &BadName) -> Diagnostic {
    Diagnostic::new(
        Code::Name,
        Location::new(&file.path, text.span.clone()),
        format!("`{}` makes no name of {what}: {}", text.value, bad.reason),
    )
    .help("give a name with `rust = \"…\"`")
}
