//! Checks documented exchanges. Each becomes a test, which builds the request and compares the response.

use crate::diagnostic::Code;
use crate::ir::fault::{Element, Fault, Item, Part};
use crate::ir::fitting::{Shapes, Walk};
use crate::ir::{Document, DocumentedRequest, Endpoint, ParameterKind, Product, ReplyPlace};

use super::names::Names;
use super::{shown, unlisted};

/// All faults of the exchanges of a product.
pub(crate) fn exchanges(product: &Product, documents: &[Document]) -> Vec<Fault> {
    let documents = documents.iter().map(|document| document.id.as_str()).collect();
    let mut faults = Vec::new();
    let shapes = Shapes::new(product);
    for (group, own) in product.groups.iter().enumerate() {
        let mut names = Names::new("this group has two exchanges");
        for (index, endpoint) in own.endpoints.iter().enumerate() {
            for (at, exchange) in endpoint.exchanges.iter().enumerate() {
                let element = Element {
                    product: Some(product.id),
                    group: Some(group),
                    item: Item::Exchange(index, at),
                    part: Part::Name,
                };
                faults.extend(names.claim(exchange.test.as_str(), &exchange.file, element));
                for (index, source) in exchange.source.iter().enumerate() {
                    let element = element.part(Part::Source(index));
                    faults.extend(unlisted(element, source, &documents));
                    if source.section.contains(char::is_control) {
                        faults.push(Fault::new(
                            Code::InvalidValue,
                            element,
                            "the text contains a control character",
                        ));
                    }
                }
                if let Some(request) = &exchange.request
                    && !(builds(endpoint, request) && fits(endpoint, request, &shapes))
                {
                    faults.push(
                        Fault::new(
                            Code::ExchangeMismatch,
                            element,
                            "the documented request does not fit its endpoint",
                        )
                        .help("it needs a value for each placeholder and each required member, and none for members of other endpoints"),
                    );
                }
            }
        }
    }
    shown::show(product, faults)
}

/// Whether the endpoint has the fields of a request, and the request has all required ones.
fn builds(endpoint: &Endpoint, request: &DocumentedRequest) -> bool {
    let placeholders = endpoint.placeholders.iter().zip(&request.placeholders);
    let are_ids = placeholders
        .clone()
        .all(|(own, value)| own.kind != ParameterKind::Id || value.parse::<u64>().is_ok());
    let given = |index: usize| request.members.iter().filter(|(own, _)| *own == index).count();
    let mut members = endpoint.members.iter().enumerate();
    are_ids
        && endpoint.placeholders.len() == request.placeholders.len()
        && request.members.iter().all(|(index, _)| *index < endpoint.members.len())
        && members.all(|(index, member)| given(index) == 1 || given(index) == 0 && !member.field.required)
        && request.data.is_some() == endpoint.data.is_some()
        && (request.options.is_none() || endpoint.options.is_some())
}

/// Whether the values of a request have the types of their fields.
fn fits(endpoint: &Endpoint, request: &DocumentedRequest, shapes: &Shapes<'_>) -> bool {
    let mut walk = Walk::default();
    for (index, value) in &request.members {
        let field = &endpoint.members[*index].field;
        shapes.value(&field.ty, value, &mut walk);
    }
    if let (Some(ty), Some(data)) = (&endpoint.data, &request.data) {
        shapes.value(ty, data, &mut walk);
    }
    let options = endpoint.options.as_ref().and_then(|options| shapes.row(options));
    if let (Some(row), Some(options)) = (options, &request.options) {
        match options.as_object() {
            Some(options) => shapes.members(row, ReplyPlace::Data, options, &mut serde_json::Map::new(), &mut walk),
            None => walk.mismatch("the options must be an object"),
        }
    }
    walk.mismatches.is_empty()
}
