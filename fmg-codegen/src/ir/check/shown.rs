//! Describes the items of an API in words, for faults of an API that no spec describes.

use crate::ir::fault::{Element, Fault, Item, Part};
use crate::ir::{Group, Product};

/// Adds the description of their items to faults.
pub(crate) fn show(product: &Product, faults: Vec<Fault>) -> Vec<Fault> {
    let show = |mut fault: Fault| {
        fault.item = item(product, fault.element);
        fault.others = fault
            .also
            .iter()
            .map(|(element, text)| (item(product, *element), text.clone()))
            .collect();
        fault
    };
    faults.into_iter().map(show).collect()
}

/// "the member `path` of `fmg::workspace::LockObject`"
fn item(product: &Product, element: Element) -> String {
    let name = product.id.as_str();
    let own = element.group.and_then(|index| product.groups.get(index));
    let found = match own {
        Some(group) => in_group(name, group, element.item),
        None => of_product(product, element.item),
    };
    let item = found.unwrap_or_else(|| format!("the product `{name}`"));
    match part(element.part) {
        Some(part) => format!("{part} of {item}"),
        None => item,
    }
}

fn of_product(product: &Product, item: Item) -> Option<String> {
    Some(match item {
        Item::Parameter(index) => format!("the url parameter `{}`", product.parameters.get(index)?.name),
        Item::Scope(index) => format!("the scope `{}`", product.scopes.get(index)?.name),
        Item::Code(index) => format!("the status code {}", product.codes.get(index)?.number),
        Item::HttpStatus(index) => format!("the HTTP status {}", product.http_statuses.get(index)?.number),
        Item::Refusal(index) => format!("the refusal of `{}`", product.refusals.get(index)?.url),
        _ => return None,
    })
}

fn in_group(product: &str, group: &Group, item: Item) -> Option<String> {
    let path = format!("{product}::{}", group.module);
    let endpoint = |index: usize| group.endpoints.get(index);
    Some(match item {
        Item::Table(index) => format!("the table of `{path}::{}`", group.tables.get(index)?.row),
        Item::Endpoint(index) => format!("`{path}::{}`", endpoint(index)?.type_name),
        Item::Placeholder(index, own) => {
            let endpoint = endpoint(index)?;
            let placeholder = endpoint.placeholders.get(own)?;
            format!(
                "the placeholder `<{}>` of `{path}::{}`",
                placeholder.wire, endpoint.type_name
            )
        }
        Item::Member(index, own) => {
            let endpoint = endpoint(index)?;
            let member = endpoint.members.get(own)?;
            format!("the member `{}` of `{path}::{}`", member.field.wire, endpoint.type_name)
        }
        Item::Exchange(index, own) => {
            let endpoint = endpoint(index)?;
            let exchange = endpoint.exchanges.get(own)?;
            format!("the exchange `{}` of `{path}::{}`", exchange.test, endpoint.type_name)
        }
        Item::Row(index) => format!("`{path}::{}`", group.rows.get(index)?.name),
        Item::RowField(index, own) => {
            let row = group.rows.get(index)?;
            format!(
                "the field `{}` of `{path}::{}`",
                row.fields.get(own)?.field.wire,
                row.name
            )
        }
        Item::Enum(index) => format!("`{path}::{}`", group.enums.get(index)?.name),
        Item::Value(index, own) => {
            let item = group.enums.get(index)?;
            format!("the value `{}` of `{path}::{}`", item.values.get(own)?.wire, item.name)
        }
        Item::Union(index) => format!("`{path}::{}`", group.unions.get(index)?.name),
        Item::Case(index, own) => {
            let union = group.unions.get(index)?;
            format!("the case `{}` of `{path}::{}`", union.cases.get(own)?.name, union.name)
        }
        Item::CaseField(index, own, field) => {
            let union = group.unions.get(index)?;
            let case = union.cases.get(own)?;
            let field = case.fields.get(field)?;
            format!(
                "the field `{}` of the case `{}` of `{path}::{}`",
                field.wire, case.name, union.name
            )
        }
        _ => format!("the group `{path}`"),
    })
}

/// The part of an item, if the fault is not about the item itself.
fn part(part: Part) -> Option<String> {
    let word = match part {
        Part::Name | Part::Lacks(_) | Part::Instead => return None,
        Part::Doc => "the documentation",
        Part::Type => "the type",
        Part::Url => "the url",
        Part::Key => "the key",
        Part::Section => "the section of members",
        Part::MemberType => "the type of members",
        Part::Scope(_) => "a scope",
        Part::Number => "the number",
        Part::Kind => "the kind",
        Part::Min => "the smallest value",
        Part::Default => "the default",
        Part::Initial => "the first value",
        Part::Tag => "the tag",
        Part::Task => "the field with the task",
        Part::Options => "the options",
        Part::Data => "the whole data",
        Part::Response => "the response",
        Part::Fixed(_) => "a constant",
        Part::Known(_) => "a known value",
        Part::OneOf(..) => "a set of members",
        Part::Csrf(_) => "a CSRF token",
        Part::FileMayBe(_) => "the format of the file",
        Part::Source(_) | Part::ReservedSource(..) => "a source",
        Part::Run(..) => "a reserved run",
        Part::Macro => "the macro",
        Part::Path => "the path",
        Part::ApartFrom => "the type that it is apart from",
    };
    Some(word.to_owned())
}
