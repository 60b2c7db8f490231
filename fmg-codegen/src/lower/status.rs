//! Lowers status codes and refusals, each with a class by which callers choose what to do.

use fmg_template::CodeClass;

use crate::diagnostic::Location;
use crate::ir::{Refusal, StatusCode};
use crate::name::ConstName;
use crate::spec::{RefusalSpec, SpecFile, StatusCodeSpec, Text};
use crate::symbols::one_of;

use super::source::source;
use super::{Lowering, bad_name};

impl<'a> Lowering<'a> {
    /// The codes of one kind, sorted by distance from 0, each with its place.
    pub(super) fn codes(
        &mut self,
        files: &[&'a SpecFile],
        of: fn(&SpecFile) -> &[StatusCodeSpec],
    ) -> (Vec<StatusCode>, Vec<(&'a SpecFile, &'a StatusCodeSpec)>) {
        let mut found = Vec::new();
        for file in files {
            for spec in of(file) {
                found.extend(self.code(file, spec).map(|code| (code, (*file, spec))));
            }
        }
        found.sort_by_key(|(code, _)| code.number.unsigned_abs());
        found.into_iter().unzip()
    }

    fn code(&mut self, file: &SpecFile, spec: &StatusCodeSpec) -> Option<StatusCode> {
        let class = self.class(file, &spec.class);
        let name = match ConstName::from_wire(&spec.name.value) {
            Ok(name) => name,
            Err(bad) => {
                self.fault(bad_name(file, &spec.name, "a constant", &bad));
                return None;
            }
        };
        let mut code = StatusCode::new(spec.number.value, &name, class?);
        spec.meaning.value.trim().clone_into(&mut code.meaning);
        code.source = spec.source.iter().map(source).collect();
        Some(code)
    }

    /// The refusals in the order of the specs, each with its place.
    pub(super) fn refusals(&mut self, files: &[&'a SpecFile]) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        for file in files {
            for spec in &file.refusals {
                if let Some(refusal) = self.refusal(file, spec) {
                    refusals.push(refusal);
                    self.places.refusals.push((*file, spec));
                }
            }
        }
        refusals
    }

    fn refusal(&mut self, file: &SpecFile, spec: &RefusalSpec) -> Option<Refusal> {
        let class = self.class(file, &spec.class)?;
        let mut refusal = Refusal::new(&spec.url.value, spec.code.value, class);
        refusal.message = spec.message.as_ref().map(|message| message.value.clone());
        spec.meaning.value.trim().clone_into(&mut refusal.meaning);
        refusal.source = spec.source.iter().map(source).collect();
        Some(refusal)
    }

    /// The class with this name.
    fn class(&mut self, file: &SpecFile, text: &Text) -> Option<CodeClass> {
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
