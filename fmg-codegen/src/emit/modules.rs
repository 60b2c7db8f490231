//! The modules of a binary with generated tests.

use crate::ir::{Group, Product};

use super::source::{Source, literal};

/// `mod sys;` for each group that is `wanted`, and a block for each folder. With `features`, modules of web protocols get
/// the attribute of their feature.
pub(super) fn tree(product: &Product, wanted: fn(&Group) -> bool, features: bool, source: &mut Source) {
    let feature = |group: &Group, source: &mut Source| {
        if let Some(feature) = group.protocol.feature().filter(|_| features && group.protocol.is_web()) {
            source.line(&format!("#[cfg(feature = {})]", literal(feature)));
        }
    };
    for group in product.groups_in(None).filter(|group| wanted(group)) {
        feature(group, source);
        source.line(&format!("mod {};", group.module.name));
    }
    for folder in product.folders() {
        let groups: Vec<_> = product.groups_in(Some(folder)).filter(|group| wanted(group)).collect();
        let Some(first) = groups.first() else {
            continue;
        };
        feature(first, source.gap());
        source.block(&format!("mod {folder}"), |source| {
            for group in groups {
                source.line(&format!("mod {};", group.module.name));
            }
        });
    }
}
