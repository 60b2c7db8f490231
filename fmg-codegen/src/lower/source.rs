//! Where facts are documented.

use fmg_template::spelling::nearest;

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::Source;
use crate::spec::{SourceSpec, SpecFile};

use super::Lowering;

impl Lowering<'_> {
    /// Reports the documents that nothing lists.
    pub(super) fn sources(&mut self, file: &SpecFile, sources: &[SourceSpec]) {
        for source in sources {
            let Some(document) = &source.document else {
                continue;
            };
            let id = document.value.as_str();
            if self.documents.contains(id) {
                continue;
            }
            let fault = Diagnostic::new(
                Code::UnknownDocument,
                Location::new(&file.path, document.span.clone()),
                format!("no `[[document]]` has the id `{id}`"),
            );
            let fault = match nearest(id, self.documents.iter().copied()) {
                Some(near) => fault.label(format!("did you mean `{near}`?")),
                None => fault,
            };
            self.fault(fault.help("documents are listed in `documents.toml`"));
        }
    }
}

/// A source as the specs have it.
pub(super) fn source(spec: &SourceSpec) -> Source {
    Source {
        document: spec.document.as_ref().map(|text| text.value.clone()),
        section: spec.section.value.clone(),
    }
}
