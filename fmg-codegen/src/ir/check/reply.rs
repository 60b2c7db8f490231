//! Checks responses: their types, the parts that replies lack, the formats of files.

use crate::diagnostic::Code;
use crate::ir::fault::{Element, Fault, Part};
use crate::ir::{Endpoint, Protocol, Response, Type};

use super::{Checker, one_of};

/// The possible formats of a downloaded file.
const FORMATS: [&str; 4] = ["text", "json", "html", "pdf"];

impl Checker<'_> {
    pub(super) fn response(&mut self, element: Element, endpoint: &Endpoint, protocol: Protocol, group: usize) {
        let (ty, optional) = match &endpoint.response {
            Response::None | Response::Key(_) | Response::Keys(_) => return,
            Response::Required(ty) => (ty, false),
            Response::Optional(ty) => (ty, true),
        };
        let before = self.faults.len();
        self.uses(element, ty, group);
        if self.faults.len() > before || self.received(element, ty) {
            return;
        }
        let shown = if optional { format!("{ty}?") } else { ty.to_string() };
        let misplaced = |message: String, help: &str| Fault::new(Code::MisplacedType, element, message).help(help);
        if ty.external().is_some() {
            self.fault(misplaced(
                format!("`{shown}` is an external type, which a reply cannot have"),
                "describe the reply by a `[[type]]`, or write `json`",
            ));
            return;
        }
        let whole = ty.mentions(|ty| matches!(ty, Type::File | Type::Text));
        let is_text = *ty == Type::Text && !optional && protocol.is_web();
        if whole && !is_text {
            self.fault(misplaced(
                format!("`{shown}` cannot be the reply of this call"),
                "`response = \"text\"` is for calls of FortiManager's REST API and its GUI; for a file write `download = true`",
            ));
            return;
        }
        let is_by_name = |ty: &Type| matches!(ty, Type::ByName(_));
        let by_name = match ty {
            Type::ByName(inner) => optional || inner.mentions(is_by_name) || protocol != Protocol::FortiOs,
            ty => ty.mentions(is_by_name),
        };
        if by_name {
            self.fault(misplaced(
                format!("`{shown}` cannot be the reply of this call"),
                "`named<…>` is the whole reply of a call of FortiOS; without data it is empty, so it takes no `?`",
            ));
            return;
        }
        if optional && *ty == Type::Object {
            self.fault(misplaced(
                "an `object` takes no `?`: without data it is empty".to_owned(),
                "write `object`",
            ));
        }
    }

    /// Checks that the protocol allows replies without these parts.
    pub(super) fn reply_without(&mut self, element: Element, endpoint: &Endpoint, protocol: Protocol) {
        let without = endpoint.reply_without;
        let faults = [
            (
                "status",
                without.status && protocol != Protocol::FortiOs && endpoint.response == Response::None,
                "a reply without a status needs a `response`, by which a success is recognised",
            ),
            (
                "body",
                without.body && (protocol != Protocol::FortiOs || endpoint.method.is_read()),
                "only a write to FortiOS can have an empty reply",
            ),
            (
                "id",
                without.id && protocol != Protocol::JsonRpc,
                "only JSON-RPC repeats the id of a request",
            ),
        ];
        for (part, _, message) in faults.into_iter().filter(|(_, is_fault, _)| *is_fault) {
            let element = element.part(Part::Lacks(part));
            self.fault(
                Fault::new(Code::InvalidValue, element, message)
                    .help("write `reply_without = { status = { document = \"…\", section = \"…\" } }`"),
            );
        }
    }

    /// Checks the formats of a downloaded file.
    pub(super) fn file_may_be(&mut self, element: Element, endpoint: &Endpoint) {
        if !endpoint.file_may_be.is_empty() && !endpoint.download {
            self.fault(
                Fault::new(
                    Code::InvalidValue,
                    element.part(Part::FileMayBe(0)),
                    "only the response to a `download` is a file",
                )
                .help("write `download = true` if the response is a file"),
            );
        }
        for (index, format) in endpoint.file_may_be.iter().enumerate() {
            let element = element.part(Part::FileMayBe(index));
            if !FORMATS.contains(&format.as_str()) {
                self.fault(one_of(element, "a format of a file", format, FORMATS.into_iter()));
            } else if endpoint.file_may_be[..index].contains(format) {
                self.fault(Fault::new(
                    Code::InvalidValue,
                    element,
                    format!("`{format}` is in the list already"),
                ));
            }
        }
    }
}
