//! Removes refused items from an API.

use std::sync::Arc;

use crate::ir::fault::{Fault, Item, Part};
use crate::ir::{Group, Product, ReplyWithout, Response};

/// Removes the item of the first fault, or an item around it.
pub(super) fn prune(product: &mut Product, faults: &[Fault]) {
    let Some(fault) = faults.first() else {
        return;
    };
    let Some(index) = fault.element.group else {
        of_product(product, fault.element.item);
        return;
    };
    if fault.element.item == Item::Group {
        product.groups.remove(index);
    } else {
        of_group(&mut product.groups[index], fault);
    }
}

fn of_product(product: &mut Product, item: Item) {
    match item {
        Item::Code(_) => product.codes.clear(),
        Item::HttpStatus(_) => product.http_statuses.clear(),
        _ => {
            for parameter in &mut product.parameters {
                parameter.reserved.clear();
                parameter.doc.clear();
            }
        }
    }
}

fn of_group(group: &mut Group, fault: &Fault) {
    match fault.element.item {
        Item::Endpoint(index) | Item::Placeholder(index, _) => {
            let endpoint = &mut group.endpoints[index];
            match fault.element.part {
                Part::Doc => {
                    endpoint.doc.clear();
                    endpoint.errata.clear();
                }
                Part::Response => endpoint.response = Response::None,
                Part::Data => endpoint.data = None,
                Part::Options => endpoint.options = None,
                Part::Fixed(_) => endpoint.fixed.clear(),
                Part::OneOf(..) => endpoint.one_of.clear(),
                Part::Csrf(_) => endpoint.csrf.clear(),
                Part::FileMayBe(_) => endpoint.file_may_be.clear(),
                Part::Source(_) => {
                    endpoint.source.clear();
                    endpoint.costly.clear();
                }
                Part::Lacks(_) => endpoint.reply_without = ReplyWithout::default(),
                Part::Instead => endpoint.instead = None,
                _ if endpoint.etag || endpoint.access_group.is_some() => {
                    (endpoint.etag, endpoint.access_group) = (false, None);
                }
                _ if endpoint.upload || endpoint.download => (endpoint.upload, endpoint.download) = (false, false),
                _ if !endpoint.one_of.is_empty() => endpoint.one_of.clear(),
                _ => drop(group.endpoints.remove(index)),
            }
        }
        Item::Exchange(index, own) => drop(group.endpoints[index].exchanges.remove(own)),
        Item::Member(index, own) => {
            let endpoint = &mut group.endpoints[index];
            match fault.element.part {
                Part::Initial => endpoint.members[own].field.facts.initial = None,
                Part::Known(_) | Part::Default => {
                    endpoint.members[own].field.facts.values.clear();
                    endpoint.members[own].field.facts.default = None;
                }
                Part::Doc => endpoint.members[own].field.doc = Arc::default(),
                _ => {
                    endpoint.members.remove(own);
                    endpoint.one_of.clear();
                }
            }
        }
        Item::Row(index) => {
            let row = &mut group.rows[index];
            if row.list.is_some() || row.starts_task.is_some() || !row.doc.is_empty() {
                row.list = None;
                row.starts_task = None;
                row.doc.clear();
            } else {
                group.rows.remove(index);
            }
        }
        Item::RowField(index, own) => drop(group.rows[index].fields.remove(own)),
        Item::Enum(index) => match group.enums.get_mut(index) {
            Some(item) if !item.doc.is_empty() => item.doc.clear(),
            Some(_) => drop(group.enums.remove(index)),
            None => group.endpoints.clear(),
        },
        Item::Value(index, own) => match group.enums.get_mut(index) {
            Some(item) => drop(item.values.remove(own)),
            None => group.endpoints.clear(),
        },
        Item::Union(index) => {
            let union = &mut group.unions[index];
            if union.doc.is_empty() {
                group.unions.remove(index);
            } else {
                union.doc.clear();
            }
        }
        Item::Case(index, own) => drop(group.unions[index].cases.remove(own)),
        Item::CaseField(index, own, field) => drop(group.unions[index].cases[own].fields.remove(field)),
        _ => group.endpoints.clear(),
    }
}
