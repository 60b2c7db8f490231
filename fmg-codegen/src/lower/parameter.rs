//! Lowers the types of placeholders.

use camino::Utf8Path;

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::{Parameter, Reserved, RustPath};
use crate::name::MethodName;
use crate::spec::ParameterSpec;

use super::Lowering;
use super::source::source;

impl Lowering<'_> {
    pub(super) fn parameter(&mut self, file: &Utf8Path, spec: &ParameterSpec) -> Option<Parameter> {
        let kind = self.symbols.kind(&spec.ty.value)?.clone();
        let name = self.type_name(file, &spec.ty)?;
        let mut parameter = Parameter::new(name, kind);
        if let Some(text) = &spec.literal_macro {
            match MethodName::new(&text.value) {
                Ok(name) => parameter.literal_macro = Some(name),
                Err(_) => self.fault(Diagnostic::new(
                    Code::Name,
                    Location::new(file, text.span.clone()),
                    format!("`{}` is not the name of a macro", text.value),
                )),
            }
        }
        parameter.shared = spec.shared;
        parameter.path = self.parameter_path(file, spec);
        spec.doc.value.trim().clone_into(&mut parameter.doc);
        let reserved = spec.reserved.iter().map(|own| Reserved {
            runs: own.runs.iter().map(|run| run.value.clone()).collect(),
            doc: own.doc.value.trim().to_owned(),
            source: own.source.iter().map(source).collect(),
        });
        parameter.reserved = reserved.collect();
        Some(parameter)
    }

    /// The path of a type that is not generated.
    fn parameter_path(&mut self, file: &Utf8Path, spec: &ParameterSpec) -> Option<RustPath> {
        let text = spec.path.as_ref()?;
        match RustPath::new(&text.value) {
            Ok(path) => Some(path),
            Err(fault) => {
                let at = Location::new(file, text.span.clone());
                self.fault(Diagnostic::new(Code::Name, at, fault.to_string()).help(
                    "write the path in the runtime, such as `fmg::AdomName`; `::name::…` for a type of another crate",
                ));
                None
            }
        }
    }
}
