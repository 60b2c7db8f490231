//! The types of url parameters, and the macros that check their literals.

use std::collections::BTreeSet;

use crate::ir::{Api, Form, Parameter, ParameterKind, Placeholder, Product, ProductId};
use crate::name::{ConstName, TypeName};
use crate::prose;

use super::Context;
use super::cite::Documents;
use super::source::{Source, literal};

/// Whether all products share some url parameters.
pub(super) fn has_shared(api: &Api) -> bool {
    let mut parameters = api.products.iter().flat_map(|product| &product.parameters);
    parameters.any(Parameter::is_shared)
}

/// Whether the product has url parameters of its own.
pub(super) fn has_own(product: &Product) -> bool {
    product.parameters.iter().any(Parameter::is_own)
}

/// The url parameters that all products share.
pub(super) fn of_all(context: &Context<'_>, api: &Api, source: &mut Source) {
    let products = api.products.iter();
    let all = products.flat_map(|product| product.parameters.iter().map(|parameter| (product.id, parameter)));
    let shared: Vec<_> = all.filter(|(_, parameter)| parameter.is_shared()).collect();
    write(context, &shared, source);
}

/// The url parameters of this product only.
pub(super) fn of_product(context: &Context<'_>, product: &Product, source: &mut Source) {
    let own = product.parameters.iter().filter(|parameter| parameter.is_own());
    let own: Vec<_> = own.map(|parameter| (product.id, parameter)).collect();
    write(context, &own, source);
}

/// Exports the url parameters of a product: the types, and the items that their macros name.
pub(super) fn names(context: &Context<'_>, product: &Product, source: &mut Source) {
    let own: Vec<_> = product
        .parameters
        .iter()
        .filter(|parameter| parameter.is_own())
        .collect();
    if !own.is_empty() {
        let names: Vec<_> = own.iter().map(|parameter| parameter.name.to_string()).collect();
        source.names("pub use self::parameters::{", &names, "};");
    }
    for parameter in &product.parameters {
        if let Some(path) = &parameter.path {
            source.line(&format!("pub use {};", path.in_crate(context.target.runtime_path())));
        } else if parameter.shared {
            source.line(&format!("pub use super::shared::{};", parameter.name));
        }
    }
    if !context.target.is_runtime() {
        let own: Vec<_> = own.into_iter().map(|parameter| (product.id, parameter)).collect();
        let macros = macros(&own);
        if !macros.is_empty() {
            source
                .line("#[doc(hidden)]")
                .names("pub use self::parameters::{", &macros, "};");
        }
    }
}

/// The names of the macros of these parameters, in the order of rustfmt.
fn macros(parameters: &[(ProductId, &Parameter)]) -> Vec<String> {
    let mut macros: Vec<_> = parameters
        .iter()
        .filter(|(_, parameter)| parameter.literal_macro.is_some() && !runs(parameter).is_empty())
        .map(|(product, parameter)| reserved_macro(*product, parameter))
        .collect();
    let literal = parameters
        .iter()
        .filter_map(|(_, parameter)| parameter.literal_macro.as_ref());
    let literal: Vec<_> = literal.map(ToString::to_string).collect();
    if !literal.is_empty() {
        macros.push(CHECKED.to_owned());
    }
    macros.extend(literal);
    macros.sort();
    macros
}

/// The name by which a crate exports the macro of the runtime that checks literals.
const CHECKED: &str = "__checked_literal";

/// The types of these parameters and their macros.
fn write(context: &Context<'_>, parameters: &[(ProductId, &Parameter)], source: &mut Source) {
    let runtime = context.target.runtime_path();
    source
        .file_doc("The types of values in urls.")
        .gap()
        .line(&format!("use {runtime}::codegen::url_parameter;"));
    if !context.target.is_runtime()
        && parameters
            .iter()
            .any(|(_, parameter)| parameter.literal_macro.is_some())
    {
        // A crate that uses the macros may not depend on the runtime.
        source
            .line("#[doc(hidden)]")
            .line(&format!("pub use {runtime}::codegen::checked_literal as {CHECKED};"));
    }
    let of_others: BTreeSet<_> = parameters
        .iter()
        .flat_map(|(_, parameter)| parameter.kind.parts())
        .map(|part| &part.ty.name)
        .filter(|name| !parameters.iter().any(|(_, own)| own.name == **name))
        .map(ToString::to_string)
        .collect();
    match of_others.iter().collect::<Vec<_>>().as_slice() {
        [] => {}
        [name] => {
            source.gap().line(&format!("use super::{name};"));
        }
        names => {
            let names: Vec<_> = names.iter().map(ToString::to_string).collect();
            source.gap().names("use super::{", &names, "};");
        }
    }
    for &(product, parameter) in parameters {
        reserved_words(context, product, parameter, source);
    }
    for &(product, parameter) in parameters {
        parameter_type(product, parameter, &context.documents, source.gap());
    }
    for &(product, parameter) in parameters {
        literal_macro(context, product, parameter, source);
    }
}

/// The reserved words of a type: a name must not be one, and a package path must not contain one. Constructors and
/// macro use the same list. It is a macro, because a macro of another crate needs literals.
fn reserved_words(context: &Context<'_>, product: ProductId, parameter: &Parameter, source: &mut Source) {
    let runs = runs(parameter);
    if runs.is_empty() {
        return;
    }
    let what = match parameter.kind {
        ParameterKind::PackagePath(_) => "contain after the first segment",
        _ => "be",
    };
    source
        .gap()
        .doc(&format!(
            "The words that no [`{}`]({}) may {what}, as the last arguments of a macro.",
            parameter.name,
            path(context, product, parameter)
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

/// The path of the module that exports a type. The runtime exports types that all products share at its root.
fn module_path(context: &Context<'_>, product: ProductId, parameter: &Parameter) -> String {
    let target = context.target;
    let around = target.module.split("::").filter(|name| !name.is_empty());
    let own = match parameter.shared {
        true if target.is_runtime() => None,
        true => Some("shared"),
        false => Some(product.as_str()),
    };
    around.chain(own).flat_map(|name| ["::", name]).collect()
}

/// The path of a type.
fn path(context: &Context<'_>, product: ProductId, parameter: &Parameter) -> String {
    format!("crate{}::{}", module_path(context, product, parameter), parameter.name)
}

fn runs(parameter: &Parameter) -> &[String] {
    parameter.kind.reserved()
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
        let word = match &parameter.kind {
            ParameterKind::Scope(forms) => return scope(name, forms, source),
            ParameterKind::Segments(parts) => return segments(name, parts, source),
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

/// `scope AdomOrGlobal { Adom(AdomName) "adom/", Global "global" }`
fn scope(name: &TypeName, forms: &[Form], source: &mut Source) {
    source.block(&format!("scope {name}"), |source| {
        for form in forms {
            let inner = form.placeholder.as_ref();
            let inner = inner.map_or_else(String::new, |part| format!("({})", part.ty.name));
            source
                .doc(&prose::body(&form.doc))
                .line(&format!("{}{inner} {},", form.variant, literal(&form.literal)));
        }
    });
}

/// `segments MappingKey { device: DeviceName as "…", vdom: VdomName as "…" }`
fn segments(name: &TypeName, parts: &[Placeholder], source: &mut Source) {
    source.block(&format!("segments {name}"), |source| {
        for part in parts {
            let doc = literal(&prose::escape(&part.doc));
            source.line(&format!("{}: {} as {doc},", part.field, part.ty.name));
        }
    });
}

/// The kind of a name of this product, for the macros. In HTTP paths a name can have a backslash.
fn name_kind(product: ProductId) -> &'static str {
    match product {
        ProductId::FortiManager => "name",
        ProductId::FortiOs => "http_name",
    }
}

/// Documents the reserved words of a type, with reasons.
fn reserved(parameter: &Parameter, documents: &Documents<'_>, source: &mut Source) {
    if parameter.reserved.is_empty() {
        return;
    }
    let text = match parameter.kind {
        ParameterKind::PackagePath(_) => {
            "These words are refused after the first segment, because the url would be that of another call. `*` is any \
             segment, and `_*` is any segment that begins with `_`. Blanks around a segment and percent-encoding are ignored; \
             a single word is also compared without regard to case."
        }
        ParameterKind::ObjectPath(_) => "These paths are refused, because an object needs a key.",
        _ => {
            "These values are refused, because the url would be that of another call. `_*` is any word that begins with `_`."
        }
    };
    source.doc(&format!("\n# Reserved words\n\n{text}\n\n"));
    for own in &parameter.reserved {
        let runs: Vec<_> = own.runs.iter().map(|run| format!("`{run}`")).collect();
        let text = format!(
            "{}: {} {}",
            runs.join(", "),
            prose::escape(&own.doc),
            documents.cite(&own.source)
        );
        source.item(&text);
    }
}

fn literal_macro(context: &Context<'_>, product: ProductId, parameter: &Parameter, source: &mut Source) {
    let Some(macro_name) = &parameter.literal_macro else {
        return;
    };
    let name = path(context, product, parameter);
    let (kind, example) = match &parameter.kind {
        ParameterKind::Name(_) => (name_kind(product), "demo"),
        ParameterKind::Id | ParameterKind::Scope(_) | ParameterKind::Segments(_) => ("name", "demo"),
        ParameterKind::ObjectPath(_) => ("object_path", "firewall/address/host_001"),
        ParameterKind::PackagePath(_) => ("package_path", "branches/ppkg_001"),
    };
    let reserved = reserved_if(parameter, product);
    source.gap().doc(&format!(
        "Turns a literal into the type [`{}`]({name}), checked at compile time.",
        parameter.name
    ));
    if let Some(user) = &context.target.examples {
        source
            .doc(&format!(
                "\n```\nlet value = {user}::{macro_name}!({});",
                literal(example)
            ))
            .doc(&format!("assert_eq!(value.to_string(), {});\n```", literal(example)));
    }
    let module = module_path(context, product, parameter);
    // Macros of the runtime are at the root of the crate. The compiler finds those of included files only by module.
    let (checked, words) = if context.target.is_runtime() {
        ("$crate::codegen::checked_literal!".to_owned(), "$crate".to_owned())
    } else {
        (format!("$crate{module}::{CHECKED}!"), format!("$crate{module}"))
    };
    source
        .line("#[macro_export]")
        .block(&format!("macro_rules! {macro_name}"), |source| {
            source.enclosed("($text:literal) => {", "};", |source| {
                match &reserved {
                    None => source.line(&format!("{checked}({kind}, ${name}, $text)")),
                    // In braces, because rustfmt changes commas between brackets.
                    Some(reserved) => source.block(&format!("{words}::{reserved}!"), |source| {
                        source.line(&format!("{checked} {{ {kind}, ${name}, $text, }}"));
                    }),
                };
            });
        });
    if !context.target.is_runtime() {
        source.line("#[doc(hidden)]");
        if let Some(reserved) = &reserved {
            source.line(&format!("pub use {{{reserved}, {macro_name}}};"));
        } else {
            source.line(&format!("pub use {macro_name};"));
        }
    }
}

/// The macro with the reserved words of a type, if it has any.
fn reserved_if(parameter: &Parameter, product: ProductId) -> Option<String> {
    (!runs(parameter).is_empty()).then(|| reserved_macro(product, parameter))
}
