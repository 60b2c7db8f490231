//! Where facts are documented.

use crate::ir::Source;
use crate::spec::SourceSpec;

/// A source as the specs have it.
pub(super) fn source(spec: &SourceSpec) -> Source {
    match &spec.document {
        Some(document) => Source::document(&document.value, &spec.section.value),
        None => Source::inferred(&spec.section.value),
    }
}
