//! Checks the source documents.

use std::collections::BTreeMap;

use crate::diagnostic::Code;
use crate::ir::Document;
use crate::ir::fault::{Element, Fault, Item, Part};

/// All faults of the list of documents.
pub(crate) fn documents(documents: &[Document]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut seen = BTreeMap::new();
    for (index, document) in documents.iter().enumerate() {
        let element = Element {
            product: None,
            group: None,
            item: Item::Document(index),
            part: Part::Name,
        };
        if let Some(earlier) = seen.insert(document.id.as_str(), element) {
            faults.push(
                Fault::new(
                    Code::Duplicate,
                    element,
                    format!("document `{}` is listed twice", document.id),
                )
                .also(earlier, "first here"),
            );
            continue;
        }
        let url = &document.url;
        let has_host = url.strip_prefix("https://").is_some_and(|rest| rest.contains('.'));
        let is_plain = !url.contains(|c: char| c.is_control() || c.is_whitespace());
        if !(has_host && is_plain || url.is_empty()) {
            faults.push(
                Fault::new(
                    Code::InvalidValue,
                    element.part(Part::Url),
                    format!("`{url}` is not the url of a document"),
                )
                .help("write the url of the document, the project or the capture, beginning with `https://`"),
            );
        }
        if document.title.contains(char::is_control) {
            faults.push(Fault::new(
                Code::InvalidValue,
                element,
                "the title contains a control character",
            ));
        }
    }
    for fault in &mut faults {
        if let Item::Document(index) = fault.element.item {
            fault.item = format!("the document `{}`", documents[index].id);
        }
    }
    faults
}
