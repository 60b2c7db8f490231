//! Lowers sources, which document facts.

use crate::diagnostic::{Diagnostic, Location};
use crate::ir::fault::{Item, Part, Subject};
use crate::ir::{Source, check};
use crate::spec::{SourceSpec, SpecFile};

use super::Lowering;

impl Lowering<'_> {
    /// Reports unlisted documents of sources that the API does not contain.
    pub(super) fn listed(&mut self, file: &SpecFile, sources: &[SourceSpec]) {
        let subject = Subject {
            product: Some(self.product),
            group: None,
            item: Item::Group,
            part: Part::Name,
        };
        for spec in sources {
            let (Some(document), Some(fault)) =
                (&spec.document, check::unlisted(subject, &source(spec), &self.documents))
            else {
                continue;
            };
            let here = Location::new(&file.path, document.span.clone());
            let diagnostic = Diagnostic::new(fault.code, here, fault.message).label(fault.label);
            self.fault(match fault.help {
                Some(help) => diagnostic.help(help),
                None => diagnostic,
            });
        }
    }
}

/// A source of the specs, as that of an API.
pub(super) fn source(spec: &SourceSpec) -> Source {
    match &spec.document {
        Some(document) => Source::document(&document.value, &spec.section.value),
        None => Source::inferred(&spec.section.value),
    }
}
