//! Lowers sources, which document facts.

use camino::Utf8Path;

use crate::diagnostic::{Diagnostic, Location};
use crate::ir::fault::{Element, Item, Part};
use crate::ir::{Document, ProductId, Source, check};
use crate::spec::SourceSpec;

use super::Lowering;

impl Lowering<'_> {
    /// A source of an endpoint. Many endpoints have the same.
    pub(super) fn source(&mut self, spec: &SourceSpec) -> Source {
        Source {
            document: spec.document.as_ref().map(|document| self.texts.share(&document.value)),
            section: self.texts.share(&spec.section.value),
        }
    }

    /// Notes sources that the API does not contain.
    pub(super) fn note_sources(&mut self, file: &Utf8Path, sources: &[SourceSpec]) {
        for spec in sources {
            if let Some(document) = &spec.document {
                let here = Location::new(file, document.span.clone());
                self.collected.sources.push((here, source(spec)));
            }
        }
    }
}

/// Reports noted sources with unlisted documents.
pub(super) fn listed(
    product: ProductId,
    sources: &[(Location, Source)],
    documents: &[Document],
    faults: &mut Vec<Diagnostic>,
) {
    let element = Element {
        product: Some(product),
        group: None,
        item: Item::Group,
        part: Part::Name,
    };
    let documents = documents.iter().map(|document| document.id.as_str()).collect();
    for (here, source) in sources {
        let Some(fault) = check::unlisted(element, source, &documents) else {
            continue;
        };
        let diagnostic = Diagnostic::new(fault.code, here.clone(), fault.message).label(fault.label);
        faults.push(match fault.help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        });
    }
}

/// A source of the specs, as that of an API.
pub(super) fn source(spec: &SourceSpec) -> Source {
    match &spec.document {
        Some(document) => Source::document(&document.value, &spec.section.value),
        None => Source::inferred(&spec.section.value),
    }
}
