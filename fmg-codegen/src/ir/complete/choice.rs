//! Makes open enums for members with a few listed values. Members of a module with the same values share an enum.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diagnostic::Code;
use crate::ir::check;
use crate::ir::fault::{Element, Fault, Item, Part};
use crate::ir::{Enum, EnumValue, Field, Product, Protocol, Type, TypeRef};
use crate::name::{TypeName, VariantName};
use crate::prose;

/// Gives each member with listed values an enum of these values, in calls other than JSON-RPC. The group declares the
/// enum, or it is made for the first member with these values.
pub(super) fn choices(product: &mut Product) -> Vec<Fault> {
    let mut faults = Vec::new();
    let id = product.id;
    let groups = product.groups.iter_mut().enumerate();
    for (index, group) in groups.filter(|(_, group)| group.protocol != Protocol::JsonRpc) {
        let module = Arc::new(group.module.clone());
        let mut made: Vec<Made> = Vec::new();
        for (own, endpoint) in group.endpoints.iter_mut().enumerate() {
            for (at, member) in endpoint.members.iter_mut().enumerate() {
                let field = &mut member.field;
                let has_values = matches!(field.ty.innermost(), Type::String | Type::Int);
                if field.facts.values.is_empty() || field.facts.choice.is_some() || !has_values {
                    continue;
                }
                let element = Element {
                    product: Some(id),
                    group: Some(index),
                    item: Item::Member(own, at),
                    part: Part::Name,
                };
                let numeric = *field.ty.innermost() == Type::Int;
                let values = values(element, field, numeric, &mut faults);
                let is_equal = |item: &Enum| item.numeric == numeric && set(&item.values) == set(&values);
                let chosen = Chosen {
                    call: endpoint.type_name.clone(),
                    field: field.name.to_string(),
                    what: prose::sentence(&field.doc).to_owned(),
                };
                let name = if let Some(declared) = group.enums.iter().find(|item| is_equal(item)) {
                    declared.name.clone()
                } else if let Some(made) = made.iter_mut().find(|made| is_equal(&made.item)) {
                    made.members.push(chosen);
                    made.item.name.clone()
                } else if let Some(name) = name(&endpoint.type_name, field) {
                    let mut item = Enum::new(name.clone());
                    item.values = values;
                    item.numeric = numeric;
                    made.push(Made {
                        item,
                        members: vec![chosen],
                    });
                    name
                } else {
                    continue;
                };
                field.facts.choice = Some(TypeRef {
                    module: Some(Arc::clone(&module)),
                    name,
                });
            }
        }
        group.enums.extend(made.into_iter().map(Made::documented));
    }
    check::show(product, faults)
}

/// An enum that is made from listed values, and the members that have it.
struct Made {
    item: Enum,
    members: Vec<Chosen>,
}

/// A member that has a made enum.
struct Chosen {
    call: TypeName,
    field: String,
    /// The first sentence of its documentation.
    what: String,
}

/// The names on the wire. Lists with the same values in another order are equal.
fn set(values: &[EnumValue]) -> BTreeSet<&str> {
    values.iter().map(|value| value.wire.as_str()).collect()
}

/// The name of the enum that is made for a member.
fn name(call: &TypeName, field: &Field) -> Option<TypeName> {
    let own = TypeName::from_wire(field.name.as_str().trim_end_matches('_')).ok()?;
    TypeName::from_wire(&format!("{call}{own}")).ok()
}

fn values(element: Element, field: &Field, numeric: bool, faults: &mut Vec<Fault>) -> Vec<EnumValue> {
    let mut values = Vec::new();
    for (index, wire) in field.facts.values.iter().enumerate() {
        match VariantName::from_wire(wire) {
            Ok(variant) => {
                let mut value = EnumValue::new(variant, wire);
                value.number = wire.parse().ok().filter(|_| numeric);
                values.push(value);
            }
            Err(bad) => faults.push(
                Fault::new(
                    Code::Name,
                    element.part(Part::Known(index)),
                    format!("`{wire}` cannot be the name of a variant: {bad}"),
                )
                .help("leave it out of `values`, and name it in the documentation"),
            ),
        }
    }
    values
}

impl Made {
    /// The enum, with documentation that names all of its members.
    fn documented(self) -> Enum {
        let Self { mut item, members } = self;
        let mut fields: Vec<&str> = Vec::new();
        for member in &members {
            if !fields.contains(&member.field.as_str()) {
                fields.push(&member.field);
            }
        }
        let uses = fields.iter().map(|field| {
            let own = members.iter().filter(|member| member.field == *field);
            let calls: Vec<_> = own.map(|member| format!("`{}`", member.call)).collect();
            let calls = match calls.split_last() {
                Some((last, [])) => last.clone(),
                Some((last, others)) => format!("{} and {last}", others.join(", ")),
                None => String::new(),
            };
            format!("`{field}` in {calls}")
        });
        let uses = uses.collect::<Vec<_>>().join(", and of ");
        let what = match members.as_slice() {
            [first, others @ ..] if !first.what.is_empty() && others.iter().all(|other| other.what == first.what) => {
                format!("\n\n{}", first.what)
            }
            _ => String::new(),
        };
        item.doc = format!("Values of {uses}.{what}");
        item
    }
}
