//! Status codes: each number once, each with a class that callers can act on.

use std::collections::BTreeMap;

use fmg_template::CodeClass;

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::StatusCode;
use crate::name::ConstName;
use crate::spec::{SpecFile, StatusCodeSpec, Text};
use crate::symbols::one_of;

use super::Lowering;
use super::scope::{Scope, bad_name};
use super::source::source;

impl Lowering<'_> {
    /// The codes of one kind, by number from 0 away.
    pub(super) fn codes(
        &mut self,
        files: &[&SpecFile],
        what: &str,
        of: fn(&SpecFile) -> &[StatusCodeSpec],
    ) -> Vec<StatusCode> {
        let mut codes = BTreeMap::new();
        let mut numbers = BTreeMap::new();
        let mut names = Scope::new("there are two codes");
        for file in files {
            for spec in of(file) {
                self.sources(file, &spec.source);
                let here = Location::new(&file.path, spec.number.span.clone());
                if let Some(earlier) = numbers.insert(spec.number.value, here.clone()) {
                    self.fault(
                        Diagnostic::new(
                            Code::Duplicate,
                            here,
                            format!("{what} {} is listed twice", spec.number.value),
                        )
                        .also(earlier, "first here"),
                    );
                }
                if let Some(code) = self.code(file, spec, &mut names) {
                    codes.insert(code.number.unsigned_abs(), code);
                }
            }
        }
        codes.into_values().collect()
    }

    fn code(&mut self, file: &SpecFile, spec: &StatusCodeSpec, names: &mut Scope) -> Option<StatusCode> {
        let class = self.class(file, &spec.class);
        let name = match ConstName::from_wire(&spec.name.value) {
            Ok(name) => name.as_str().to_owned(),
            Err(bad) => {
                self.fault(bad_name(file, &spec.name, "a constant", &bad));
                return None;
            }
        };
        names.claim(file, &spec.name, &name, &mut self.faults);
        Some(StatusCode {
            number: spec.number.value,
            name,
            meaning: spec.meaning.value.trim().to_owned(),
            class: class?,
            source: spec.source.iter().map(source).collect(),
        })
    }
    /// The class of this name.
    pub(super) fn class(&mut self, file: &SpecFile, text: &Text) -> Option<CodeClass> {
        let class = CodeClass::ALL
            .iter()
            .copied()
            .find(|class| class.as_str() == text.value);
        if class.is_none() {
            self.fault(one_of(
                Location::new(&file.path, text.span.clone()),
                "a class of status codes",
                &text.value,
                CodeClass::ALL.iter().map(|class| class.as_str()),
            ));
        }
        class
    }
}
