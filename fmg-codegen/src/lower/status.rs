//! Lowers status codes and refusals, each with a class by which callers choose what to do.

use camino::Utf8Path;
use fmg_template::CodeClass;

use crate::diagnostic::Location;
use crate::ir::{Refusal, StatusCode};
use crate::name::ConstName;
use crate::spec::{RefusalSpec, StatusCodeSpec, Text};
use crate::symbols::one_of;

use super::source::source;
use super::{Lowering, bad_name};

impl Lowering<'_> {
    pub(super) fn code(&mut self, file: &Utf8Path, spec: &StatusCodeSpec) -> Option<StatusCode> {
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

    pub(super) fn refusal(&mut self, file: &Utf8Path, spec: &RefusalSpec) -> Option<Refusal> {
        let class = self.class(file, &spec.class)?;
        let mut refusal = Refusal::new(&spec.url.value, spec.code.value, class);
        refusal.message = spec.message.as_ref().map(|message| message.value.clone());
        spec.meaning.value.trim().clone_into(&mut refusal.meaning);
        refusal.source = spec.source.iter().map(source).collect();
        Some(refusal)
    }

    /// The class with this name.
    fn class(&mut self, file: &Utf8Path, text: &Text) -> Option<CodeClass> {
        let class = CodeClass::ALL
            .iter()
            .copied()
            .find(|class| class.as_str() == text.value);
        if class.is_none() {
            self.fault(one_of(
                Location::new(file, text.span.clone()),
                "a class of status codes",
                &text.value,
                CodeClass::ALL.iter().map(|class| class.as_str()),
            ));
        }
        class
    }
}
