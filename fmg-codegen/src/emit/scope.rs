//! The scopes of tables: the types that stand for the beginnings of urls.

use fmg_template::Part;

use crate::ir::{Product, Scope};
use crate::prose;

use super::Context;
use super::source::{Source, literal};

/// The module of the scopes of a product.
pub(super) fn of_product(context: &Context<'_>, product: &Product, source: &mut Source) {
    let runtime = context.target.runtime_path();
    source.file_doc("The places in urls below which tables are.").gap();
    for scope in &product.scopes {
        if let Some(path) = &scope.path {
            source.line(&format!("pub use {};", path.in_crate(runtime)));
        }
    }
    let own: Vec<_> = product.scopes.iter().filter(|scope| scope.path.is_none()).collect();
    if own.is_empty() {
        return;
    }
    source.gap().line(&format!("use {runtime}::fmg::scope::scopes;")).gap();
    let mut names: Vec<_> = own
        .iter()
        .flat_map(|scope| &scope.placeholders)
        .map(|placeholder| placeholder.ty.name.to_string())
        .collect();
    names.sort();
    names.dedup();
    match names.as_slice() {
        [] => {}
        [name] => {
            source.line(&format!("use super::{name};"));
        }
        names => {
            source.names("use super::{", names, "};");
        }
    }
    source.gap().block("scopes!", |source| {
        for scope in own {
            self::scope(scope, source.gap());
        }
    });
}

/// `Objects "/pm/config/<scope>/obj" { "/pm/config/" scope: AdomOrGlobal as "…", ; "/obj" }`
fn scope(scope: &Scope, source: &mut Source) {
    let head = format!("{} {}", scope.name, literal(scope.template.source()));
    source.doc(&prose::body(&scope.doc)).block(&head, |source| {
        let mut before = String::new();
        let mut placeholders = scope.placeholders.iter();
        for part in scope.template.parts() {
            match part {
                Part::Literal(text) => before.push_str(text),
                Part::Placeholder(_) => {
                    // The check of the API makes sure that there are as many.
                    let Some(own) = placeholders.next() else { continue };
                    let (field, ty, doc) = (&own.field, &own.ty.name, literal(&prose::escape(&own.doc)));
                    source.line(&format!("{} {field}: {ty} as {doc},", literal(&before)));
                    before.clear();
                }
            }
        }
        if !before.is_empty() {
            source.line(&format!("; {}", literal(&before)));
        }
    });
}
