//! Combines the parts that replies lack: those of the spec, and those of the exchanges.

use camino::Utf8Path;

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::{DocumentedResponse, Endpoint, Exchange, Protocol, ReplyWithout};
use crate::spec::{EndpointSpec, LackSpec};
use crate::symbols::one_of;

use super::Lowering;
use super::documented::{Documented, Documenting};
use super::module::protocol;

impl Lowering<'_> {
    /// The parts that replies lack, according to the spec.
    pub(super) fn reply_without(&mut self, file: &Utf8Path, spec: &EndpointSpec) -> ReplyWithout {
        let mut without = ReplyWithout::default();
        for lack in &spec.reply_without {
            self.note_sources(file, &lack.source);
            let here = Location::new(file, lack.part.span.clone());
            let fault = |code, message: &str| Some(Diagnostic::new(code, here.clone(), message));
            let fault = match lack.part.value.as_str() {
                _ if lack.source.is_empty() => fault(Code::MissingKey, "a part that replies lack needs a source"),
                "status" => {
                    without.status = true;
                    None
                }
                "body" => {
                    without.body = true;
                    None
                }
                "id" => fault(
                    Code::InvalidValue,
                    "`id` is not for `reply_without`: the exchanges show whether replies have it",
                ),
                other => {
                    let parts = ["body", "status"].into_iter();
                    self.fault(one_of(here, "a part of a reply", other, parts));
                    None
                }
            };
            if let Some(fault) = fault {
                self.fault(fault.help("write `reply_without = { status = { document = \"…\", section = \"…\" } }`"));
            }
        }
        without
    }
}

impl Documenting<'_> {
    /// The parts that replies lack, with those that exchanges lack. Reports a part that all exchanges have.
    pub(super) fn shown(
        &mut self,
        file: &Utf8Path,
        spec: &Documented,
        endpoint: &Endpoint,
        exchanges: &[Exchange],
    ) -> ReplyWithout {
        let successes = exchanges
            .iter()
            .filter(|exchange| matches!(exchange.response, Some(DocumentedResponse::Value { .. })));
        let lacks: Vec<_> = successes.map(|exchange| (&exchange.file, exchange.lacks)).collect();
        let status = |lack: &&LackSpec| lack.part.value == "status";
        if let Some(lack) = spec.reply_without.iter().find(status)
            && let Some((shows_one, _)) = lacks.first()
            && !lacks.iter().any(|(_, lacks)| lacks.status)
        {
            self.fault(
                Diagnostic::new(
                    Code::ExchangeMismatch,
                    Location::new(file, lack.part.span.clone()),
                    "documented exchanges contradict their endpoint: the replies have a status",
                )
                .label(format!("see `{shows_one}`"))
                .help("leave `status` out of `reply_without`, or add the exchange that lacks it"),
            );
        }
        ReplyWithout {
            // Only JSON-RPC repeats the id of a request.
            id: protocol(self.product, file) == Protocol::JsonRpc && lacks.iter().any(|(_, lacks)| lacks.id),
            ..endpoint.reply_without
        }
    }
}
