//! Checks that no type contains itself, except in a list or a map.

use std::collections::BTreeSet;

use crate::diagnostic::Code;
use crate::ir::fault::{Element, Fault, Item, Part};
use crate::ir::{Product, Type, TypeRef};
use crate::name::TypeName;

use super::Checker;

impl Checker<'_> {
    /// Reports fields by which a type contains itself, so that its values would have no end. Lists and maps are allowed.
    pub(super) fn cycles(&mut self) {
        let product = self.product;
        for (index, group) in product.groups.iter().enumerate() {
            let own = |name: &TypeName| TypeRef::new(Some(group.module.clone()), name.clone());
            for (row, item) in group.rows.iter().enumerate() {
                for (field, held) in item.fields.iter().enumerate() {
                    let element = self.of(index, Item::RowField(row, field), Part::Type);
                    self.cycle(element, &held.field.ty, || own(&item.name));
                }
            }
            for (union, item) in group.unions.iter().enumerate() {
                for (case, shape) in item.cases.iter().enumerate() {
                    for (field, held) in shape.fields.iter().enumerate() {
                        let element = self.of(index, Item::CaseField(union, case, field), Part::Type);
                        self.cycle(element, &held.ty, || own(&item.name));
                    }
                }
            }
        }
    }

    fn cycle(&mut self, element: Element, held: &Type, own: impl FnOnce() -> TypeRef) {
        let Some(held) = direct(held) else {
            return;
        };
        let own = own();
        if reaches(self.product, held, &own) {
            self.fault(
                Fault::new(
                    Code::MisplacedType,
                    element,
                    format!(
                        "the type `{}` contains itself, so its values would have no end",
                        own.name
                    ),
                )
                .help("make one of the fields a `list<…>` or `json`"),
            );
        }
    }
}

/// The declared type of a field that is not a list or a map.
fn direct(ty: &Type) -> Option<&TypeRef> {
    match ty {
        Type::Row(reference) | Type::Union(reference) => Some(reference),
        _ => None,
    }
}

/// Whether values of the type `from` contain a value of the type `wanted`.
fn reaches(product: &Product, from: &TypeRef, wanted: &TypeRef) -> bool {
    let mut seen = BTreeSet::new();
    let mut left = vec![from];
    while let Some(reference) = left.pop() {
        if reference == wanted {
            return true;
        }
        if !seen.insert(reference) {
            continue;
        }
        if let Some(row) = product.row(reference) {
            left.extend(row.fields.iter().filter_map(|own| direct(&own.field.ty)));
        }
        if let Some(union) = product.union(reference) {
            let fields = union.cases.iter().flat_map(|case| &case.fields);
            left.extend(fields.filter_map(|field| direct(&field.ty)));
        }
    }
    false
}
