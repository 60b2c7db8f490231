//! Documented exchanges: each is a test, which builds the request and compares the response.

use crate::diagnostic::Code;
use crate::ir::fault::{Fault, Item, Part, Subject};
use crate::ir::{DocumentedRequest, Endpoint, ParameterKind, Product};

use super::names::Names;
use super::shown;

/// Every fault of the exchanges of a product.
pub(crate) fn exchanges(product: &Product) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (group, own) in product.groups.iter().enumerate() {
        let mut names = Names::new("this group has two exchanges");
        for (index, endpoint) in own.endpoints.iter().enumerate() {
            for (at, exchange) in endpoint.exchanges.iter().enumerate() {
                let subject = Subject {
                    product: Some(product.id),
                    group: Some(group),
                    item: Item::Exchange(index, at),
                    part: Part::Name,
                };
                faults.extend(names.claim(exchange.test.as_str(), &exchange.file, subject));
                if let Some(request) = &exchange.request
                    && !builds(endpoint, request)
                {
                    faults.push(
                        Fault::new(
                            Code::ExchangeMismatch,
                            subject,
                            "the documented request is none of its endpoint",
                        )
                        .help("it has a value for each placeholder and each required member, and for no other members"),
                    );
                }
            }
        }
    }
    shown::show(product, faults)
}

/// Whether the values of a request are those of its endpoint.
fn builds(endpoint: &Endpoint, request: &DocumentedRequest) -> bool {
    let placeholders = endpoint.placeholders.iter().zip(&request.placeholders);
    let fits = placeholders
        .clone()
        .all(|(own, value)| own.kind != ParameterKind::Id || value.parse::<u64>().is_ok());
    let given = |index: usize| request.members.iter().filter(|(own, _)| *own == index).count();
    let mut members = endpoint.members.iter().enumerate();
    fits && endpoint.placeholders.len() == request.placeholders.len()
        && request.members.iter().all(|(index, _)| *index < endpoint.members.len())
        && members.all(|(index, member)| given(index) == 1 || given(index) == 0 && !member.field.required)
        && request.data.is_some() == endpoint.data.is_some()
        && (request.options.is_none() || endpoint.options.is_some())
}
