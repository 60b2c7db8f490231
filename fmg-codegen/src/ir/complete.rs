//! Derives facts from a description: the rows that requests send, enums of listed values, urls that overlap.

mod choice;
mod follow;
pub(super) mod overlap;
mod sent;

use std::collections::BTreeMap;

use crate::ir::fault::Fault;
use crate::ir::{Group, ParameterKind, Product, Reserved};

/// Sorts a product and derives facts from it. Facts that it has already stay as they are.
///
/// The faults are about names that cannot be derived.
pub(crate) fn complete(product: &mut Product) -> Vec<Fault> {
    product.parameters.sort_by(|a, b| a.name.cmp(&b.name));
    product.codes.sort_by_key(|code| code.number.unsigned_abs());
    product.http_statuses.sort_by_key(|code| code.number.unsigned_abs());
    product.groups.sort_by(|a, b| a.module.cmp(&b.module));
    let faults = choice::choices(product);
    sent::mark(&mut product.groups);
    kinds(product);
    follow::follow(&product.groups, &mut product.parameters);
    product.overlaps = overlap::overlaps(&product.groups, &product.parameters);
    product.same_forms = overlap::same_forms(&product.groups, &product.parameters);
    faults
}

/// A url that is that of another call for some values, or for all.
#[derive(Clone, Debug)]
pub(crate) struct Confusion {
    /// The url.
    pub(crate) url: String,
    /// The url of the other call.
    pub(crate) other: String,
    /// The placeholders and the values; empty if all values do it.
    pub(crate) values: Vec<(String, String)>,
}

/// The urls of calls that could be those of other calls.
pub(crate) fn confused(product: &Product) -> Vec<Confusion> {
    let mut own = Product::new(product.id);
    own.parameters.clone_from(&product.parameters);
    for group in &product.groups {
        let mut calls = Group::new(group.protocol, group.module.clone(), &group.title);
        calls.endpoints.clone_from(&group.endpoints);
        own.groups.push(calls);
    }
    kinds(&mut own);
    follow::follow(&own.groups, &mut own.parameters);
    let overlaps = overlap::overlaps(&own.groups, &own.parameters).into_iter();
    let overlaps = overlaps.filter(|pair| pair.refused.is_none());
    let overlaps = overlaps.map(|pair| Confusion {
        url: pair.template,
        other: pair.other,
        values: pair.values,
    });
    let same_forms = overlap::same_forms(&own.groups, &own.parameters).into_iter();
    let same_forms = same_forms.filter(|pair| pair.apart.is_none());
    let same_forms = same_forms.map(|pair| Confusion {
        url: pair.other,
        other: pair.template,
        values: Vec::new(),
    });
    overlaps.chain(same_forms).collect()
}

/// Gives url parameters their reserved words, and placeholders their kinds.
fn kinds(product: &mut Product) {
    for parameter in &mut product.parameters {
        let reserved = parameter.reserved.iter().flat_map(Reserved::patterns);
        match &mut parameter.kind {
            ParameterKind::PackagePath(all) | ParameterKind::Name(all) | ParameterKind::ObjectPath(all) => {
                for run in reserved {
                    if !all.contains(&run) {
                        all.push(run);
                    }
                }
            }
            ParameterKind::Id | ParameterKind::Scope(_) | ParameterKind::Segments(_) => {}
        }
    }
    let kinds: BTreeMap<_, _> = product
        .parameters
        .iter()
        .map(|parameter| (parameter.name.clone(), parameter.kind.bare()))
        .collect();
    for part in product.parameters.iter_mut().flat_map(|own| own.kind.parts_mut()) {
        if let Some(kind) = kinds.get(&part.ty.name) {
            part.kind = kind.clone();
        }
    }
    let of_scopes = product.scopes.iter_mut().flat_map(|scope| &mut scope.placeholders);
    let of_groups = product.groups.iter_mut().flat_map(|group| {
        let keys = group.tables.iter_mut().filter_map(|table| table.key.as_mut());
        let keys = keys.map(|key| &mut key.placeholder);
        keys.chain(
            group
                .endpoints
                .iter_mut()
                .flat_map(|endpoint| &mut endpoint.placeholders),
        )
    });
    for placeholder in of_scopes.chain(of_groups) {
        let own = &placeholder.ty;
        let mut parameters = product.parameters.iter();
        let parameter = parameters.find(|parameter| own.module.is_none() && parameter.name == own.name);
        if let Some(parameter) = parameter {
            placeholder.kind = parameter.kind.bare();
        }
    }
}
