//! Checks texts for documentation, names and literals of generated code.

use std::collections::BTreeSet;

use crate::diagnostic::Code;
use crate::ir::Source;
use crate::ir::fault::{Element, Fault, Item, Part};
use crate::name::QUOTING;
use fmg_template::spelling::nearest;

use super::Checker;

impl Checker<'_> {
    /// Reports a control character in documentation, which may have several lines.
    pub(super) fn prose(&mut self, element: Element, text: &str) {
        self.characters(element, text, |c| c == '\n' || c == '\t');
    }

    /// Reports a control character in a text of one line.
    pub(super) fn line(&mut self, element: Element, text: &str) {
        self.characters(element, text, |_| false);
    }

    fn characters(&mut self, element: Element, text: &str, allowed: fn(char) -> bool) {
        let found = text.chars().find(|c| c.is_control() && !allowed(*c));
        if let Some(found) = found {
            self.fault(
                Fault::new(
                    Code::InvalidValue,
                    element,
                    format!("the text contains the control character U+{:04X}", u32::from(found)),
                )
                .help("remove it: documentation and names are lines of printable text"),
            );
        }
    }

    /// Reports a name on the wire that is empty or has a character that JSON escapes: rows are written with their names
    /// as they are.
    pub(super) fn wire_name(&mut self, element: Element, name: &str) {
        if name.is_empty() {
            self.fault(Fault::new(Code::Name, element, "a member needs a name on the wire"));
        }
        if name.contains(QUOTING) {
            let fault = Fault::new(
                Code::Name,
                element,
                "the name of a member contains a quotation mark or a backslash",
            );
            self.fault(fault.help("remove it: no appliance has such names"));
        }
        self.line(element, name);
    }

    /// Reports sources with unlisted documents.
    pub(super) fn sources(&mut self, sources: &[Source], element: impl Fn(usize) -> Element) {
        for (index, source) in sources.iter().enumerate() {
            self.line(element(index), &source.section);
            self.faults.extend(unlisted(element(index), source, &self.documents));
        }
    }

    /// Reports sources of a group's item with unlisted documents.
    pub(super) fn sources_of(&mut self, group: usize, item: Item, sources: &[Source]) {
        let of = self.of(group, item, Part::Name);
        self.sources(sources, |index| of.part(Part::Source(index)));
    }
}

/// A fault for an unlisted document.
pub(crate) fn unlisted(element: Element, source: &Source, documents: &BTreeSet<&str>) -> Option<Fault> {
    let id = source.document.as_deref()?;
    if documents.contains(id) {
        return None;
    }
    let fault = Fault::new(Code::UnknownDocument, element, format!("no document has the id `{id}`"));
    let fault = match nearest(id, documents.iter().copied()) {
        Some(near) => fault.label(format!("did you mean `{near}`?")),
        None => fault,
    };
    Some(fault.help("list the document; specs have a `[[document]]` in `documents.toml`"))
}
