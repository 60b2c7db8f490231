//! The types of placeholders in urls of FortiOS. The runtime has none for them, so they are generated.
//!
//! While calls are made, each placeholder has a type of its own. A value that would make the url that of another call is
//! reserved in it. In the end, types that take the same values are one.

use std::collections::{BTreeMap, BTreeSet};

use super::pattern::Kind;
use crate::ir::complete::{Confusion, confused};
use crate::ir::{Endpoint, Parameter, ParameterKind, Placeholder, Product, Reserved, TypeRef};
use crate::name::{BadName, TypeName};

/// How many words are reserved. Each costs a search for further ones.
const MOST: usize = 200;

/// The types of placeholders, and the names that they should have.
#[derive(Debug, Default)]
pub(super) struct UrlValues(Vec<(Parameter, TypeName)>);

impl UrlValues {
    /// A placeholder with a type of its own. `stated` is the name that the description has for it.
    pub(super) fn placeholder(
        &mut self,
        kind: Kind,
        wire: &str,
        stated: &str,
        is_number: bool,
    ) -> Result<Placeholder, BadName> {
        let own = TypeName::checked(&format!("Value{}", self.0.len()));
        let wanted = TypeName::from_wire(&format!("{} {stated}", kind.as_str()))?;
        let kind = if is_number {
            ParameterKind::Id
        } else {
            ParameterKind::Name(Vec::new())
        };
        let mut placeholder = Placeholder::new(wire, TypeRef::new(None, own.clone()))?;
        placeholder.kind = kind.clone();
        let mut parameter = Parameter::new(own, kind);
        parameter.doc = format!("The segment `<{wire}>` of urls.");
        self.0.push((parameter, wanted));
        Ok(placeholder)
    }

    /// Adds the types to the product, with the names that they keep.
    pub(super) fn declare(self, product: &mut Product) {
        let (parameters, wanted): (Vec<_>, Vec<_>) = self.0.into_iter().unzip();
        let names = parameters.iter().map(|own| own.name.clone()).zip(wanted);
        let names: BTreeMap<TypeName, TypeName> = names.collect();
        product.parameters.extend(parameters);
        for _ in 0..MOST {
            if !reserve(product) {
                break;
            }
        }
        unite(product, &names);
    }
}

/// Reserves a word in the last placeholder that can be told apart by it. Returns whether there was one.
fn reserve(product: &mut Product) -> bool {
    let all = confused(product);
    if all.is_empty() {
        return false;
    }
    let calls = product.groups.iter().flat_map(|group| &group.endpoints);
    // Of several calls with one url, the first one counts.
    let calls: BTreeMap<&str, &Endpoint> = calls.rev().map(|call| (call.template.source(), call)).collect();
    let of = |confusion: &Confusion| {
        let (wire, word) = confusion.values.last()?;
        let call = calls.get(&*confusion.url)?;
        let placeholder = call.placeholders.iter().find(|own| *own.wire == **wire)?;
        let depth = confusion
            .url
            .split('/')
            .position(|segment| segment == format!("<{wire}>"))?;
        let is_name = matches!(placeholder.kind, ParameterKind::Name(_));
        (is_name && !word.contains('/')).then(|| (depth, placeholder.ty.name.clone(), word.clone()))
    };
    // The deepest word is that of the smallest part of the API.
    let Some((_, name, word)) = all.iter().filter_map(of).max() else {
        return false;
    };
    let Some(parameter) = product.parameters.iter_mut().find(|own| own.name == name) else {
        return false;
    };
    if parameter.reserved.iter().any(|own| own.runs.contains(&word)) {
        return false;
    }
    parameter.reserved.push(Reserved {
        doc: format!("Another call has the url with `{word}`."),
        runs: vec![word],
        ..Reserved::default()
    });
    true
}

/// Makes one type of those that have one name and take the same values.
fn unite(product: &mut Product, names: &BTreeMap<TypeName, TypeName>) {
    let mut taken: BTreeSet<TypeName> = BTreeSet::new();
    for group in &product.groups {
        taken.extend(group.rows.iter().map(|row| row.name.clone()));
        taken.extend(group.enums.iter().map(|item| item.name.clone()));
        taken.extend(group.endpoints.iter().map(|call| call.type_name.clone()));
    }
    let mut kept: Vec<(TypeName, Parameter)> = Vec::new();
    let mut renamed: BTreeMap<TypeName, TypeName> = BTreeMap::new();
    for mut parameter in std::mem::take(&mut product.parameters) {
        let Some(wanted) = names.get(&parameter.name) else {
            kept.push((parameter.name.clone(), parameter));
            continue;
        };
        parameter.reserved.sort_by(|a, b| a.runs.cmp(&b.runs));
        let is_same = |own: &&(TypeName, Parameter)| {
            own.0 == *wanted && own.1.kind == parameter.kind && own.1.reserved == parameter.reserved
        };
        let name = if let Some((_, same)) = kept.iter().find(is_same) {
            same.name.clone()
        } else {
            let numbered = (2..).map(|number| TypeName::checked(&format!("{wanted}{number}")));
            let mut names = std::iter::once(wanted.clone()).chain(numbered);
            let Some(name) = names.find(|name| taken.insert(name.clone())) else {
                continue;
            };
            let old = std::mem::replace(&mut parameter.name, name.clone());
            renamed.insert(old, name);
            kept.push((wanted.clone(), parameter));
            continue;
        };
        renamed.insert(parameter.name, name);
    }
    product.parameters = kept.into_iter().map(|(_, parameter)| parameter).collect();
    let calls = product.groups.iter_mut().flat_map(|group| &mut group.endpoints);
    for placeholder in calls.flat_map(|call| &mut call.placeholders) {
        if let Some(name) = renamed.get(&placeholder.ty.name) {
            placeholder.ty.name = name.clone();
        }
    }
}
