//! The parts of a product beside its modules: exports and handles of its groups.

use crate::ir::Product;
use crate::name::ModuleName;
use crate::prose;

use super::source::Source;
use super::{Context, handle, parameter};

/// The version of `fmg_bindings::codegen` that generated code needs. That module compares it with its own version.
const CODEGEN_VERSION: u32 = 3;

/// The text after the modules of the product.
pub(super) fn body(context: &Context<'_>, product: &Product, source: &mut Source) {
    let runtime = context.target.runtime_path();
    source
        .gap()
        .line(&format!("{runtime}::codegen::check_version!({CODEGEN_VERSION});"))
        .gap();
    parameter::names(context, product, source);
    handle::of_product(context, product, source);
}

/// The documentation of a folder.
pub(super) fn folder_head(context: &Context<'_>, product: &Product, folder: &ModuleName, source: &mut Source) {
    let what = if product.groups_in(Some(folder)).any(|group| !group.tables.is_empty()) {
        "calls or tables"
    } else {
        "calls"
    };
    source.file_doc(&format!(
        "The `{folder}` API, with a module for each group of {what}.\n\n| group | title | purpose |\n|---|---|---|"
    ));
    for group in product.groups_in(Some(folder)) {
        let title = prose::escape(&group.title);
        source.file_doc(&format!(
            "| {} | {title} | {} |",
            handle::link(context, &group.module.name),
            handle::summary(group).replace('|', "\\|")
        ));
    }
}
