//! What the groups of a product share: the list of its modules, its url parameters, its status codes.

use camino::Utf8PathBuf;

use crate::ir::{Api, Group, Origin, Parameter, ParameterKind, Product, ProductId, Protocol};
use crate::name::{ConstName, ModuleName};
use crate::prose;

use super::docs::Documents;
use super::group::preamble;
use super::source::{Source, literal};
use super::{BINDINGS, status};

/// The version of `fmg_bindings::codegen` that generated code is made for. That module compares it with its own.
const CODEGEN_VERSION: u32 = 1;

pub(super) fn files(product: &Product, documents: &Documents<'_>) -> Vec<(Utf8PathBuf, String)> {
    let name = product.id.as_str();
    let path = |file: &str| Utf8PathBuf::from(format!("{BINDINGS}/{file}.rs"));
    let mut files = vec![(path(name), root(product))];
    for folder in product.folders() {
        let text = match product.folder_protocol(folder) {
            Protocol::Gui | Protocol::GuiProxy => gui(product, folder),
            Protocol::JsonRpc | Protocol::Rest | Protocol::FortiOs => self::folder(product, folder),
        };
        files.push((path(&format!("{name}/{folder}")), text));
    }
    let own = own_parameters(product);
    if !own.is_empty() {
        let text = parameters(&product.origin, &own, documents);
        files.push((path(&format!("{name}/parameters")), text));
    }
    match product.id {
        ProductId::FortiManager => files.push((path(&format!("{name}/status")), status::constants(product, documents))),
        ProductId::FortiOs => files.push((path(&format!("{name}/status")), status::tables(product))),
    }
    files
}

/// The url parameters that all products have.
pub(super) fn shared(api: &Api, documents: &Documents<'_>) -> Option<(Utf8PathBuf, String)> {
    let products = api.products.iter();
    let shared = products.flat_map(|product| product.parameters.iter().map(|parameter| (product.id, parameter)));
    let shared: Vec<_> = shared.filter(|(_, parameter)| parameter.shared).collect();
    let path = Utf8PathBuf::from(format!("{BINDINGS}/shared.rs"));
    (!shared.is_empty()).then(|| (path, parameters(&api.origin, &shared, documents)))
}

/// The url parameters that this product alone has.
fn own_parameters(product: &Product) -> Vec<(ProductId, &Parameter)> {
    let own = product.parameters.iter().filter(|parameter| !parameter.shared);
    own.map(|parameter| (product.id, parameter)).collect()
}

/// The modules of the product and the methods of its clients that lead to them.
fn root(product: &Product) -> String {
    let mut source = Source::default();
    source.line(&preamble(&product.origin)).gap();
    let module = |protocol: Protocol, name: &ModuleName| match protocol {
        // The runtime has a module of its own for this protocol, which brings the calls along.
        Protocol::Rest | Protocol::Gui | Protocol::GuiProxy => (Some(protocol), format!("pub(crate) mod {name};")),
        Protocol::JsonRpc | Protocol::FortiOs => (None, format!("pub mod {name};")),
    };
    let groups = product
        .groups_in(None)
        .map(|group| module(group.protocol, &group.module.name));
    let folders = product.folders().into_iter();
    let folders = folders.map(|folder| module(product.folder_protocol(folder), folder));
    let mut modules: Vec<_> = groups.chain(folders).collect();
    let (shared, own): (Vec<_>, Vec<_>) = product.parameters.iter().partition(|parameter| parameter.shared);
    if !own.is_empty() {
        modules.push((None, "mod parameters;".to_owned()));
    }
    modules.push((None, "pub(crate) mod status;".to_owned()));
    modules.sort_by(|(_, a), (_, b)| module_name(a).cmp(module_name(b)));
    for (protocol, module) in modules {
        if let Some(protocol) = protocol {
            feature(protocol, &mut source);
        }
        source.line(&module);
    }
    source
        .gap()
        .line(&format!("crate::codegen::check_version!({CODEGEN_VERSION});"))
        .gap();
    if !own.is_empty() {
        let names: Vec<_> = own.iter().map(|parameter| parameter.name.to_string()).collect();
        source.names("pub use self::parameters::{", &names, "};");
    }
    for parameter in shared {
        source.line(&format!("pub use super::shared::{};", parameter.name));
    }
    source.gap();
    let client = format!("crate::{}::Client", product.id.as_str());
    clients(product, &client, &mut source);
    source.gap().line("#[cfg(feature = \"blocking\")]");
    let client = format!("crate::{}::blocking::Client", product.id.as_str());
    clients(product, &client, &mut source);
    source.finish()
}

/// The attribute of what stands behind the feature of a protocol.
fn feature(protocol: Protocol, source: &mut Source) {
    if let Some(feature) = protocol.feature() {
        source.line(&format!("#[cfg(feature = {})]", literal(feature)));
    }
}

fn module_name(line: &str) -> &str {
    line.rsplit(' ').next().unwrap_or(line)
}

fn clients(product: &Product, client: &str, source: &mut Source) {
    source.block(&format!("impl {client}"), |source| {
        handles(product.groups_in(None), source);
        let folders = product.folders().into_iter();
        for folder in folders.filter(|folder| product.folder_protocol(folder) != Protocol::Gui) {
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

/// What one does with the calls of a group, in a sentence.
fn summary(group: &Group) -> String {
    prose::escape(prose::sentence(&group.doc))
}

/// The methods that lead to groups.
fn handles<'g>(groups: impl Iterator<Item = &'g Group>, source: &mut Source) {
    for group in groups.filter(|group| group.has_handle()) {
        let module = &group.module.name;
        // The runtime has a module of its own for this protocol, which brings the calls along.
        let link = match group.protocol {
            Protocol::Rest => format!("[`{module}`](crate::{})", group.protocol.module()),
            Protocol::JsonRpc | Protocol::Gui | Protocol::GuiProxy | Protocol::FortiOs => format!("[`{module}`]"),
        };
        source.gap().doc(&format!("{}\n\nThe calls of {link}.", summary(group)));
        if group.protocol == Protocol::Rest {
            feature(group.protocol, source);
        }
        source.line("#[must_use]").block(
            &format!("pub fn {module}(&self) -> {module}::Calls<'_, Self>"),
            |source| {
                source.line(&format!("{module}::Calls::new(self)"));
            },
        );
    }
}

/// The head of a folder's file: what it is, and its modules.
fn modules(product: &Product, folder: &ModuleName) -> Source {
    let mut source = Source::default();
    source.line(&preamble(&product.origin)).gap();
    source.file_doc(&format!(
        "The `{folder}` API, a module for each group of calls.\n\n| group | | what its calls do |\n|---|---|---|"
    ));
    for group in product.groups_in(Some(folder)) {
        let title = prose::escape(&group.title);
        source.file_doc(&format!(
            "| [`{}`] | {title} | {} |",
            group.module.name,
            summary(group).replace('|', "\\|")
        ));
    }
    source.gap();
    for group in product.groups_in(Some(folder)) {
        source.line(&format!("pub mod {};", group.module.name));
    }
    source
}

/// The groups of a folder, and the handle that leads to them.
fn folder(product: &Product, folder: &ModuleName) -> String {
    let mut source = modules(product, folder);
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
            for group in product.groups_in(Some(folder)).filter(|group| group.has_handle()) {
                let module = &group.module.name;
                source
                    .gap()
                    .doc(&format!("{}\n\nThe calls of [`{module}`].", summary(group)))
                    .line("#[must_use]")
                    .block(&format!("pub fn {module}(&self) -> {module}::Calls<'c, C>"), |source| {
                        source.line(&format!("{module}::Calls::new(self.client)"));
                    });
            }
        });
    source.finish()
}

/// The groups of the GUI, and the methods of its clients that lead to them.
fn gui(product: &Product, folder: &ModuleName) -> String {
    let mut source = modules(product, folder);
    if product.groups_in(Some(folder)).any(Group::has_handle) {
        let runtime = Protocol::Gui.module();
        source.gap().block(&format!("impl crate::{runtime}::Client"), |source| {
            handles(product.groups_in(Some(folder)), source);
        });
        source.gap().line("#[cfg(feature = \"blocking\")]").block(
            &format!("impl crate::{runtime}::blocking::Client"),
            |source| {
                handles(product.groups_in(Some(folder)), source);
            },
        );
    }
    source.finish()
}

/// The types of these parameters and what checks literals of them.
fn parameters(origin: &Origin, parameters: &[(ProductId, &Parameter)], documents: &Documents<'_>) -> String {
    let mut source = Source::default();
    source
        .line(&preamble(origin))
        .gap()
        .file_doc("What may fill a placeholder of a url.")
        .gap()
        .line("use crate::codegen::url_parameter;");
    for &(product, parameter) in parameters {
        reserved_words(product, parameter, &mut source);
    }
    for &(product, parameter) in parameters {
        parameter_type(product, parameter, documents, source.gap());
    }
    for &(product, parameter) in parameters {
        literal_macro(product, parameter, &mut source);
    }
    source.finish()
}

/// What values of a type may not hold. Its constructors and its macro compare with this one list: a macro of another crate
/// needs literals, and so the list is a macro too.
fn reserved_words(product: ProductId, parameter: &Parameter, source: &mut Source) {
    let runs = runs(parameter);
    if runs.is_empty() {
        return;
    }
    source
        .gap()
        .doc(&format!(
            "What no [`{}`]({}) may hold, as the last arguments of a macro.",
            parameter.name,
            path(product, parameter)
        ))
        .line("#[doc(hidden)]")
        .line("#[macro_export]")
        .block(
            &format!("macro_rules! {}", reserved_macro(product, parameter)),
            |source| {
                source.enclosed("($($then:tt)::+ ! { $($before:tt)* }) => {", "};", |source| {
                    source.enclosed("$($then)::+! { $($before)*", "}", |source| {
                        for run in runs {
                            source.line(&format!("{},", literal(run)));
                        }
                    });
                });
            },
        );
}

/// Where a type stands: a shared one at the root of the runtime.
fn path(product: ProductId, parameter: &Parameter) -> String {
    if parameter.shared {
        format!("crate::{}", parameter.name)
    } else {
        format!("crate::{}::{}", product.as_str(), parameter.name)
    }
}

fn runs(parameter: &Parameter) -> &[String] {
    match &parameter.kind {
        ParameterKind::Name(runs) | ParameterKind::PackagePath(runs) | ParameterKind::ObjectPath(runs) => runs,
        ParameterKind::Id => &[],
    }
}

fn reserved_macro(product: ProductId, parameter: &Parameter) -> String {
    let name = ConstName::from_type(&parameter.name).to_string().to_lowercase();
    format!("__{}_reserved_{name}", product.as_str())
}

fn parameter_type(product: ProductId, parameter: &Parameter, documents: &Documents<'_>, source: &mut Source) {
    let name = &parameter.name;
    source.block("url_parameter!", |source| {
        source.doc(&prose::body(&parameter.doc));
        reserved(parameter, documents, source);
        let word = match parameter.kind {
            ParameterKind::Id => "id",
            ParameterKind::PackagePath(_) => "package_path",
            ParameterKind::ObjectPath(_) => "object_path",
            ParameterKind::Name(_) => name_kind(product),
        };
        let words = match runs(parameter) {
            [] => String::new(),
            _ => format!(", {}", reserved_macro(product, parameter)),
        };
        source.line(&format!("{word} {name}{words}"));
    });
}

/// What a name of this product is to the macros: in a path of HTTP it can have a backslash.
fn name_kind(product: ProductId) -> &'static str {
    match product {
        ProductId::FortiManager => "name",
        ProductId::FortiOs => "http_name",
    }
}

/// What a value may not hold, and why.
fn reserved(parameter: &Parameter, documents: &Documents<'_>, source: &mut Source) {
    if parameter.reserved.is_empty() {
        return;
    }
    let text = match parameter.kind {
        ParameterKind::PackagePath(_) => {
            "None of these stands after the first segment, since the url would be that of another call. `*` is any \
             segment, and `_*` any that begins with `_`. Blanks around a segment and percent-encoding in it change nothing, \
             and a lone word is compared in any case."
        }
        ParameterKind::ObjectPath(_) => "None of these is an object, since it lacks a key.",
        ParameterKind::Name(_) | ParameterKind::Id => {
            "None of these is a value, since the url would be that of another call. `_*` is any word that begins with `_`."
        }
    };
    source.doc(&format!("\n# Reserved words\n\n{text}\n\n"));
    for own in &parameter.reserved {
        let runs: Vec<_> = own.runs.iter().map(|run| format!("`{run}`")).collect();
        let text = format!(
            "{}: {} Source: {}.",
            runs.join(", "),
            prose::escape(&own.doc),
            documents.cite(&own.source)
        );
        source.item(&text);
    }
}

fn literal_macro(product: ProductId, parameter: &Parameter, source: &mut Source) {
    let Some(macro_name) = &parameter.literal_macro else {
        return;
    };
    let name = path(product, parameter);
    let (kind, example) = match &parameter.kind {
        ParameterKind::Name(_) => (name_kind(product), "demo"),
        ParameterKind::Id => ("name", "demo"),
        ParameterKind::ObjectPath(_) => ("object_path", "firewall/address/host_001"),
        ParameterKind::PackagePath(_) => ("package_path", "branches/ppkg_001"),
    };
    let reserved = (!runs(parameter).is_empty()).then(|| reserved_macro(product, parameter));
    source
        .gap()
        .doc(&format!(
            "Turns a literal into the type [`{}`]({name}), checked at compile time.\n\n```",
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
                let checked = "$crate::codegen::checked_literal!";
                match reserved {
                    None => source.line(&format!("{checked}({kind}, ${name}, $text)")),
                    // In braces, since a formatter adds and takes away commas between brackets.
                    Some(reserved) => source.block(&format!("$crate::{reserved}!"), |source| {
                        source.line(&format!("{checked} {{ {kind}, ${name}, $text, }}"));
                    }),
                };
            });
        });
}
