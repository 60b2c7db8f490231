//! What the groups of a product share: the list of its modules, its url parameters, its status codes.

use camino::Utf8PathBuf;

use crate::ir::{Parameter, ParameterKind, Product, ProductId};
use crate::name::ModuleName;
use crate::prose;

use super::group::preamble;
use super::source::{Source, literal};
use super::{BINDINGS, status};

pub(super) fn files(product: &Product) -> Vec<(Utf8PathBuf, String)> {
    let name = product.id.as_str();
    let path = |file: &str| Utf8PathBuf::from(format!("{BINDINGS}/{file}.rs"));
    let mut files = vec![(path(name), root(product))];
    for folder in product.folders() {
        files.push((path(&format!("{name}/{folder}")), self::folder(product, folder)));
    }
    if !product.parameters.is_empty() {
        files.push((path(&format!("{name}/parameters")), parameters(product)));
    }
    match product.id {
        ProductId::Fmg => files.push((path(&format!("{name}/status")), status::constants(product))),
        ProductId::Fortios => files.push((path(&format!("{name}/status")), status::tables(product))),
    }
    files
}

/// The modules of the product and the methods of its clients that lead to them.
fn root(product: &Product) -> String {
    let mut source = Source::default();
    source.line(&preamble(&specs(product))).gap();
    let groups = || product.groups.iter().filter(|group| group.module.folder.is_none());
    let mut modules: Vec<_> = groups()
        .map(|group| format!("pub mod {};", group.module))
        .chain(product.folders().into_iter().map(|folder| format!("pub mod {folder};")))
        .collect();
    if !product.parameters.is_empty() {
        modules.push("mod parameters;".to_owned());
    }
    modules.push("pub(crate) mod status;".to_owned());
    modules.sort_by(|a, b| module_name(a).cmp(module_name(b)));
    for module in modules {
        source.line(&module);
    }
    if !product.parameters.is_empty() {
        let names: Vec<_> = product
            .parameters
            .iter()
            .map(|parameter| parameter.name.to_string())
            .collect();
        source.gap().names("pub use self::parameters::{", &names, "};").gap();
    }
    let client = format!("crate::{}::Client", product.id.as_str());
    clients(product, &client, &mut source);
    source.gap().line("#[cfg(feature = \"blocking\")]");
    let client = format!("crate::{}::blocking::Client", product.id.as_str());
    clients(product, &client, &mut source);
    source.finish()
}

fn specs(product: &Product) -> String {
    format!("specs/{}", product.id.as_str())
}

fn module_name(line: &str) -> &str {
    line.rsplit(' ').next().unwrap_or(line)
}

fn clients(product: &Product, client: &str, source: &mut Source) {
    source.block(&format!("impl {client}"), |source| {
        let groups = product.groups.iter().filter(|group| group.module.folder.is_none());
        for group in groups.filter(|group| group.has_handle()) {
            let module = &group.module;
            source
                .gap()
                .doc(&format!("{}: the calls of [`{module}`].", prose::escape(&group.title)))
                .line("#[must_use]")
                .block(
                    &format!("pub fn {module}(&self) -> {module}::Calls<'_, Self>"),
                    |source| {
                        source.line(&format!("{module}::Calls::new(self)"));
                    },
                );
        }
        for folder in product.folders() {
            source
                .gap()
                .doc(&format!("The groups of calls in [`{folder}`]."))
                .line("#[must_use]")
                .block(
                    &format!("pub fn {folder}(&self) -> {folder}::Groups<'_, Self>"),
                    |source| {
                        source.line(&format!("{folder}::Groups::new(self)"));
                    },
                );
        }
    });
}

/// The groups of a folder, and the handle that leads to them.
fn folder(product: &Product, folder: &ModuleName) -> String {
    let groups = || {
        let groups = product.groups.iter();
        groups.filter(|group| group.module.folder.as_ref() == Some(folder))
    };
    let mut source = Source::default();
    source.line(&preamble(&format!("{}/{folder}", specs(product)))).gap();
    source.file_doc(&format!(
        "The `{folder}` API, a module for each group of calls.\n\n| group | calls |\n|---|---|"
    ));
    for group in groups() {
        let title = prose::escape(&group.title);
        source.file_doc(&format!("| [`{}`] | {title} |", group.module.name));
    }
    source.gap();
    for group in groups() {
        source.line(&format!("pub mod {};", group.module.name));
    }
    source
        .gap()
        .doc(&format!(
            "The groups of this API on a client: what `client.{folder}()` returns."
        ))
        .line("#[derive(Clone, Copy, Debug)]")
        .block("pub struct Groups<'c, C>", |source| {
            source.line("client: &'c C,");
        })
        .gap()
        .block("impl<'c, C> Groups<'c, C>", |source| {
            source.block("pub(crate) fn new(client: &'c C) -> Self", |source| {
                source.line("Self { client }");
            });
            for group in groups().filter(|group| group.has_handle()) {
                let module = &group.module.name;
                source
                    .gap()
                    .doc(&format!("{}: the calls of [`{module}`].", prose::escape(&group.title)))
                    .line("#[must_use]")
                    .block(&format!("pub fn {module}(&self) -> {module}::Calls<'c, C>"), |source| {
                        source.line(&format!("{module}::Calls::new(self.client)"));
                    });
            }
        });
    source.finish()
}

fn parameters(product: &Product) -> String {
    let mut source = Source::default();
    source
        .line(&preamble(&specs(product)))
        .gap()
        .file_doc("What may fill a placeholder of a url.")
        .gap()
        .line("use crate::url_parameter::url_parameter;");
    for parameter in &product.parameters {
        parameter_type(parameter, source.gap());
    }
    for parameter in &product.parameters {
        literal_macro(product.id, parameter, &mut source);
    }
    source.finish()
}

fn parameter_type(parameter: &Parameter, source: &mut Source) {
    let name = &parameter.name;
    source.block("url_parameter!", |source| {
        source.doc(&prose::body(&parameter.doc));
        match &parameter.kind {
            ParameterKind::Name => source.line(&format!("name {name}")),
            ParameterKind::Id => source.line(&format!("id {name}")),
            ParameterKind::ObjectPath => source.line(&format!("object_path {name}")),
            ParameterKind::PackagePath(runs) => {
                let runs: Vec<_> = runs.iter().map(|run| literal(run)).collect();
                source.line(&format!("package_path {name}, [{}]", runs.join(", ")))
            }
        };
    });
}

fn literal_macro(product: ProductId, parameter: &Parameter, source: &mut Source) {
    let Some(macro_name) = &parameter.literal_macro else {
        return;
    };
    let name = format!("crate::{}::{}", product.as_str(), parameter.name);
    let (kind, example, runs) = match &parameter.kind {
        ParameterKind::Name | ParameterKind::Id => ("name", "demo", Vec::new()),
        ParameterKind::ObjectPath => ("object_path", "firewall/address/host_001", Vec::new()),
        ParameterKind::PackagePath(runs) => (
            "package_path",
            "branches/ppkg_001",
            runs.iter().map(|run| literal(run)).collect(),
        ),
    };
    let mut arguments = vec![kind.to_owned(), format!("${name}"), "$text".to_owned()];
    arguments.extend(runs);
    source
        .gap()
        .doc(&format!(
            "A [`{}`]({name}) from a literal, which is checked at compile time.\n\n```",
            parameter.name
        ))
        .doc(&format!(
            "let value = fmg_bindings::{macro_name}!({});",
            literal(example)
        ))
        .doc(&format!("assert_eq!(value.to_string(), {});\n```", literal(example)))
        .line("#[macro_export]")
        .block(&format!("macro_rules! {macro_name}"), |source| {
            source.enclosed("($text:literal) => {", "};", |source| {
                source.line(&format!(
                    "$crate::__private::checked_literal!({})",
                    arguments.join(", ")
                ));
            });
        });
}
