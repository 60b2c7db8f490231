//! Members that are chosen from a few values: each becomes an open enum of its own.

use crate::diagnostic::Code;
use crate::ir::check;
use crate::ir::fault::{Fault, Item, Part, Subject};
use crate::ir::{Enum, EnumValue, Field, Product, Protocol, Type, TypeRef};
use crate::name::{TypeName, VariantName};
use crate::prose;

/// Makes an enum for each member of a call that is not JSON-RPC whose values are listed, and lets the member have it.
pub(super) fn choices(product: &mut Product) -> Vec<Fault> {
    let mut faults = Vec::new();
    let id = product.id;
    let groups = product.groups.iter_mut().enumerate();
    for (index, group) in groups.filter(|(_, group)| group.protocol != Protocol::JsonRpc) {
        for (own, endpoint) in group.endpoints.iter_mut().enumerate() {
            for (at, member) in endpoint.members.iter_mut().enumerate() {
                let field = &mut member.field;
                let has_values = matches!(field.ty.innermost(), Type::String | Type::Int);
                if field.values.is_empty() || field.choice.is_some() || !has_values {
                    continue;
                }
                let subject = Subject {
                    product: Some(id),
                    group: Some(index),
                    item: Item::Member(own, at),
                    part: Part::Name,
                };
                if let Some(item) = choice(subject, &endpoint.type_name, field, &mut faults) {
                    field.choice = Some(TypeRef {
                        module: Some(group.module.clone()),
                        name: item.name.clone(),
                    });
                    group.enums.push(item);
                }
            }
        }
    }
    check::show(product, faults)
}

fn choice(subject: Subject, call: &TypeName, field: &Field, faults: &mut Vec<Fault>) -> Option<Enum> {
    let own = TypeName::from_wire(field.name.as_str().trim_end_matches('_')).ok()?;
    let name = TypeName::from_wire(&format!("{call}{own}")).ok()?;
    let numeric = *field.ty.innermost() == Type::Int;
    let mut values = Vec::new();
    for (index, wire) in field.values.iter().enumerate() {
        match VariantName::from_wire(wire) {
            Ok(variant) => values.push(EnumValue {
                variant,
                wire: wire.clone(),
                number: wire.parse().ok().filter(|_| numeric),
                doc: None,
            }),
            Err(bad) => faults.push(
                Fault::new(
                    Code::Name,
                    subject.part(Part::Known(index)),
                    format!("`{wire}` makes no name of a variant: {bad}"),
                )
                .help("leave it out of `values`, and name it in the documentation"),
            ),
        }
    }
    Some(Enum {
        name,
        doc: format!(
            "Values of `{}` in `{call}`: {}",
            field.name,
            lower_first(prose::sentence(&field.doc))
        ),
        values,
        numeric,
    })
}

/// A sentence that goes on after a colon; a name in capitals stays one.
fn lower_first(sentence: &str) -> String {
    let mut chars = sentence.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => first.to_lowercase().chain(chars).collect(),
        _ => sentence.to_owned(),
    }
}
