//! What the groups of a product share: the list of its modules, its url parameters, its status codes.

use camino::Utf8PathBuf;

use crate::ir::{Parameter, ParameterKind, Product};
use crate::prose;

use super::BINDINGS;
use super::group::preamble;
use super::source::{Source, literal};

pub(super) fn files(product: &Product) -> Vec<(Utf8PathBuf, String)> {
    let name = product.id.module();
    let path = |file: &str| Utf8PathBuf::from(format!("{BINDINGS}/{file}.rs"));
    vec![
        (path(name), root(product)),
        (path(&format!("{name}/parameters")), parameters(product)),
        (path(&format!("{name}/status")), status(product)),
    ]
}

/// The modules of the product and the methods of its clients that lead to them.
fn root(product: &Product) -> String {
    let mut source = Source::default();
    source.line(&preamble(&format!("specs/{}", product.id.folder()))).gap();
    let mut modules: Vec<_> = product
        .groups
        .iter()
        .map(|group| format!("pub mod {};", group.module))
        .collect();
    modules.push("mod parameters;".to_owned());
    modules.push("pub(crate) mod status;".to_owned());
    modules.sort_by(|a, b| module_name(a).cmp(module_name(b)));
    for module in modules {
        source.line(&module);
    }
    let names: Vec<_> = product
        .parameters
        .iter()
        .map(|parameter| parameter.name.to_string())
        .collect();
    source.gap().names("pub use self::parameters::{", &names, "};").gap();
    clients(product, "crate::fmg::Client", &mut source);
    source.gap().line("#[cfg(feature = \"blocking\")]");
    clients(product, "crate::fmg::blocking::Client", &mut source);
    source.finish()
}

fn module_name(line: &str) -> &str {
    line.rsplit(' ').next().unwrap_or(line)
}

fn clients(product: &Product, client: &str, source: &mut Source) {
    source.block(&format!("impl {client}"), |source| {
        for group in product.groups.iter().filter(|group| !group.endpoints.is_empty()) {
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
    });
}

fn parameters(product: &Product) -> String {
    let mut source = Source::default();
    source
        .line(&preamble(&format!("specs/{}", product.id.folder())))
        .gap()
        .file_doc("What may fill a placeholder of a url.")
        .gap()
        .line("use crate::url_parameter::url_parameter;");
    for parameter in &product.parameters {
        parameter_type(parameter, source.gap());
    }
    for parameter in &product.parameters {
        literal_macro(parameter, &mut source);
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

fn literal_macro(parameter: &Parameter, source: &mut Source) {
    let Some(macro_name) = &parameter.literal_macro else {
        return;
    };
    let name = &parameter.name;
    let (kind, example, runs) = match &parameter.kind {
        ParameterKind::Name | ParameterKind::Id => ("name", "demo", Vec::new()),
        ParameterKind::ObjectPath => ("object_path", "firewall/address/host_001", Vec::new()),
        ParameterKind::PackagePath(runs) => (
            "package_path",
            "branches/ppkg_001",
            runs.iter().map(|run| literal(run)).collect(),
        ),
    };
    let mut arguments = vec![kind.to_owned(), format!("$crate::fmg::{name}"), "$text".to_owned()];
    arguments.extend(runs);
    source
        .gap()
        .doc(&format!(
            "A [`{name}`](crate::fmg::{name}) from a literal, which is checked at compile time.\n\n```"
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

fn status(product: &Product) -> String {
    let mut source = Source::default();
    source
        .line(&preamble(&format!("specs/{}", product.id.folder())))
        .gap()
        .file_doc("The status codes that are known.")
        .gap()
        .line("use crate::code::{Code, CodeClass, StatusCode};")
        .gap()
        .block("impl Code", |source| {
            for code in &product.codes {
                source
                    .doc(&prose::escape(&code.meaning))
                    .line(&format!("pub const {}: Self = Self::new({});", code.name, code.number));
            }
        })
        .gap()
        .doc("Each known code, what it means and what to make of it.")
        .enclosed("pub(crate) const STATUS_CODES: &[StatusCode] = &[", "];", |source| {
            for code in &product.codes {
                source.enclosed("StatusCode {", "},", |source| {
                    source
                        .line(&format!("code: Code::{},", code.name))
                        .line(&format!("meaning: {},", literal(&code.meaning)))
                        .line(&format!("class: CodeClass::{},", code.class.variant()));
                });
            }
        });
    source.finish()
}
