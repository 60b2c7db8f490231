//! Compares endpoints with their documents: exchanges and errors.

use camino::Utf8Path;

use crate::diagnostic::Diagnostic;
use crate::ir::fitting::Shapes;
use crate::ir::{Endpoint, Erratum, Exchange, ProductId, ReplyWithout};
use crate::source::SpecTree;
use crate::spec::{EndpointSpec, ErratumSpec, ExchangeSpec, LackSpec, Text};

/// The parts of an endpoint's spec that are compared with the endpoint when the product is complete.
#[derive(Debug)]
pub(super) struct Documented {
    /// The endpoint, by its place in the group.
    pub(super) endpoint: usize,
    /// Whether the endpoint has all of its parts.
    pub(super) is_whole: bool,
    pub(super) response: Option<Text>,
    pub(super) reply_without: Vec<LackSpec>,
    pub(super) exchanges: Vec<ExchangeSpec>,
    pub(super) errata: Vec<ErratumSpec>,
}

impl Documented {
    /// The parts of a spec, if it has any.
    pub(super) fn of(spec: EndpointSpec, endpoint: usize, is_whole: bool) -> Option<Self> {
        let has_any = !(spec.exchanges.is_empty() && spec.errata.is_empty() && spec.reply_without.is_empty());
        has_any.then_some(Self {
            endpoint,
            is_whole,
            response: spec.response,
            reply_without: spec.reply_without,
            exchanges: spec.exchanges,
            errata: spec.errata,
        })
    }
}

/// The facts of an endpoint that follow from documents.
pub(super) struct Facts {
    pub(super) exchanges: Vec<Exchange>,
    pub(super) reply_without: ReplyWithout,
    pub(super) errata: Vec<Erratum>,
}

/// The state of the comparison.
pub(super) struct Documenting<'a> {
    pub(super) tree: &'a SpecTree,
    pub(super) product: ProductId,
    pub(super) faults: Vec<Diagnostic>,
}

impl<'a> Documenting<'a> {
    pub(super) fn new(tree: &'a SpecTree, product: ProductId) -> Self {
        Self {
            tree,
            product,
            faults: Vec::new(),
        }
    }

    pub(super) fn fault(&mut self, fault: Diagnostic) {
        self.faults.push(fault);
    }

    /// The exchanges and errata of an endpoint.
    pub(super) fn endpoint(
        &mut self,
        file: &Utf8Path,
        spec: &Documented,
        endpoint: &Endpoint,
        shapes: &Shapes<'_>,
    ) -> Facts {
        let exchanges = spec.exchanges.iter();
        let exchanges: Vec<_> = exchanges
            .filter_map(|exchange| self.exchange(file, exchange, endpoint, shapes))
            .collect();
        Facts {
            reply_without: self.shown(file, spec, endpoint, &exchanges),
            errata: self.errata(file, spec, endpoint),
            exchanges,
        }
    }
}
