//! Checks status codes and refusals.

use std::collections::BTreeMap;

use fmg_template::spelling::nearest;

use crate::diagnostic::Code;
use crate::ir::fault::{Element, Fault, Item, Part};
use crate::ir::{Protocol, Refusal, StatusCode};
use crate::name::ConstName;

use super::Checker;
use super::names::Names;

impl<'a> Checker<'a> {
    /// The status codes of both kinds: each number and each name once.
    pub(super) fn codes(&mut self) {
        let product = self.product;
        self.codes_of(&product.codes, "status code", Item::Code);
        self.codes_of(&product.http_statuses, "HTTP status", Item::HttpStatus);
    }

    fn codes_of(&mut self, codes: &'a [StatusCode], what: &str, item: fn(usize) -> Item) {
        let mut numbers: BTreeMap<i64, Element> = BTreeMap::new();
        let mut names = Names::new("there are two codes");
        for (index, code) in codes.iter().enumerate() {
            let element = self.own(item(index), Part::Number);
            self.sources(&code.source, |source| element.part(Part::Source(source)));
            self.prose(element.part(Part::Doc), &code.meaning);
            if let Some(earlier) = numbers.insert(code.number, element) {
                self.fault(
                    Fault::new(
                        Code::Duplicate,
                        element,
                        format!("{what} {} is listed twice", code.number),
                    )
                    .also(earlier, "first here"),
                );
            }
            if let Err(bad) = ConstName::new(&code.name) {
                self.fault(Fault::new(
                    Code::Name,
                    element.part(Part::Name),
                    format!("`{}` is not the name of a constant: {bad}", code.name),
                ));
            }
            let clash = names.claim(&code.name, &code.name, element.part(Part::Name));
            self.faults.extend(clash);
        }
    }

    /// The refusals of calls.
    pub(super) fn refusals(&mut self) {
        let product = self.product;
        let groups = product
            .groups
            .iter()
            .filter(|group| group.protocol == Protocol::JsonRpc);
        let urls: Vec<_> = groups
            .flat_map(|group| &group.endpoints)
            .map(|endpoint| endpoint.template.source())
            .collect();
        let mut seen = BTreeMap::new();
        for (index, refusal) in product.refusals.iter().enumerate() {
            let Refusal {
                url,
                code,
                message,
                meaning,
                ..
            } = refusal;
            let element = self.own(Item::Refusal(index), Part::Url);
            self.prose(element.part(Part::Doc), meaning);
            self.sources(&refusal.source, |source| element.part(Part::Source(source)));
            if let Some(earlier) = seen.insert((url, code, message), element) {
                self.fault(
                    Fault::new(Code::Duplicate, element, "this refusal is listed twice").also(earlier, "first here"),
                );
            }
            if urls.contains(&url.as_str()) {
                continue;
            }
            let fault = Fault::new(
                Code::InvalidValue,
                element,
                format!("no call of JSON-RPC has the url `{url}`"),
            );
            let fault = match nearest(url, urls.iter().copied()) {
                Some(near) => fault.label(format!("did you mean `{near}`?")),
                None => fault.label("no such call"),
            };
            self.fault(fault.dangling());
        }
    }
}
