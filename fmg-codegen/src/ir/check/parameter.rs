//! Checks the types of placeholders, and the words that their values may not contain.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Code;
use crate::ir::fault::{Element, Fault, Item, Part};
use crate::ir::{Parameter, ParameterKind, Placeholder, Product};

use super::{Checker, Declared, shown};

impl Checker<'_> {
    /// Checks the path of a type that is not generated.
    fn path(&mut self, element: Element, parameter: &Parameter) {
        let Some(path) = &parameter.path else { return };
        let name = path.name();
        if name != parameter.name {
            let text = format!("`{path}` is the type `{name}`, not `{}`", parameter.name);
            self.fault(Fault::new(Code::Name, element, text));
        }
        for (key, is_given) in [
            ("shared", parameter.shared),
            ("macro", parameter.literal_macro.is_some()),
        ] {
            if is_given {
                let text = format!("`{key}` is for generated types, but this one has a `path`");
                self.fault(Fault::new(Code::InvalidValue, element, text));
            }
        }
    }

    /// Checks that the type in `apart_from` is another one, and that the values of both have one segment.
    fn apart(&mut self, element: Element, parameter: &Parameter) {
        let Some(other) = &parameter.apart_from else { return };
        let is_name = |parameter: &Parameter| matches!(parameter.kind, ParameterKind::Name(_));
        let mut parameters = self.product.parameters.iter();
        let found = parameters.any(|own| own.name == *other && own.name != parameter.name && is_name(own));
        if !found || !is_name(parameter) {
            let text = format!("`{}` cannot be apart from `{other}`", parameter.name);
            let help = "`apart_from` is for a type of the kind `name`, and names another one";
            self.fault(Fault::new(Code::InvalidValue, element, text).help(help));
        }
    }

    /// Checks the url parameters of the product.
    pub(super) fn parameters(&mut self) {
        let product = self.product;
        let mut names = BTreeMap::new();
        for (index, parameter) in product.parameters.iter().enumerate() {
            let element = self.own(Item::Parameter(index), Part::Name);
            self.prose(element.part(Part::Doc), &parameter.doc);
            if let Some(earlier) = names.insert(&parameter.name, element) {
                self.fault(
                    Fault::new(
                        Code::Duplicate,
                        element,
                        format!("type `{}` is declared twice", parameter.name),
                    )
                    .also(earlier, "first here"),
                );
            }
            self.path(element.part(Part::Path), parameter);
            self.apart(element.part(Part::ApartFrom), parameter);
            for (own, reserved) in parameter.reserved.iter().enumerate() {
                self.prose(element.part(Part::Doc), &reserved.doc);
                self.sources(&reserved.source, |source| {
                    element.part(Part::ReservedSource(own, source))
                });
                for (at, run) in reserved.runs.iter().enumerate() {
                    self.run(element.part(Part::Run(own, at)), run, &parameter.kind);
                }
                let reason = match &parameter.kind {
                    ParameterKind::Id => "an id is a number, so it cannot contain a reserved word",
                    ParameterKind::Scope(_) | ParameterKind::Segments(_) => {
                        "reserve the words in the url parameters that its values are made of"
                    }
                    _ => continue,
                };
                self.fault(
                    Fault::new(
                        Code::InvalidValue,
                        element.part(Part::Kind),
                        "a parameter of this kind reserves no words",
                    )
                    .help(reason),
                );
            }
            self.composed(element, &parameter.kind);
        }
    }

    /// Checks the forms of a scope, and the parts of a value of several segments.
    fn composed(&mut self, element: Element, kind: &ParameterKind) {
        let kind_of = element.part(Part::Kind);
        match kind {
            ParameterKind::Scope(forms) => {
                let mut variants = BTreeSet::new();
                if forms.is_empty() {
                    self.fault(Fault::new(Code::InvalidValue, kind_of, "a scope needs a form"));
                }
                for form in forms {
                    self.prose(element.part(Part::Doc), &form.doc);
                    let literal = form.literal.strip_suffix('/').unwrap_or(&form.literal);
                    let is_open = form.literal.len() > literal.len();
                    let is_plain = |segment: &str| {
                        !matches!(segment, "" | "." | "..")
                            && !segment.contains(|c: char| matches!(c, '<' | '>' | '\\') || c.is_control())
                    };
                    if is_open != form.placeholder.is_some() || !literal.split('/').all(is_plain) {
                        let fault = format!("`{}` is not a form of a scope", form.url());
                        self.fault(
                            Fault::new(Code::InvalidValue, kind_of, fault)
                                .help("write literal segments, with one placeholder after them or none"),
                        );
                    }
                    if !variants.insert(&form.variant) {
                        let fault = format!("two forms of the scope are `{}`", form.variant);
                        self.fault(Fault::new(Code::Duplicate, kind_of, fault));
                    }
                    self.parts(kind_of, form.placeholder.as_deref());
                }
            }
            ParameterKind::Segments(parts) => {
                if parts.len() < 2 {
                    let fault = "a value of several segments needs two or more";
                    self.fault(Fault::new(Code::InvalidValue, kind_of, fault));
                }
                self.parts(kind_of, parts);
            }
            _ => {}
        }
    }

    /// Checks the url parameters that a value is made of.
    fn parts<'p>(&mut self, element: Element, parts: impl IntoIterator<Item = &'p Placeholder>) {
        for part in parts {
            match self.lookup(&part.ty) {
                None => self.undeclared(element, &part.ty),
                Some(Declared::Parameter(own)) if matches!(own.kind, ParameterKind::Name(_) | ParameterKind::Id) => {}
                Some(_) => self.fault(
                    Fault::new(
                        Code::MisplacedType,
                        element,
                        format!("`{}` is not one segment of a url", part.ty.name),
                    )
                    .help("a part of a value is a url parameter of the kind `name` or `id`"),
                ),
            }
        }
    }

    /// Reports a text that is not a run of segments.
    fn run(&mut self, element: Element, run: &str, kind: &ParameterKind) {
        let segments: Vec<_> = run.split('/').collect();
        let (last, before) = segments.split_last().unwrap_or((&"", &[]));
        let plain = |segment: &str| {
            !matches!(segment, "" | "." | "..")
                && !segment.contains(|c: char| matches!(c, '*' | '\\') || c.is_control())
        };
        let any = match kind {
            ParameterKind::PackagePath(_) => {
                (*last == "*" && !before.is_empty()) || (*last == "_*" && before.is_empty())
            }
            ParameterKind::Name(_) => *last == "_*" && before.is_empty(),
            ParameterKind::Id | ParameterKind::ObjectPath(_) | ParameterKind::Scope(_) | ParameterKind::Segments(_) => {
                false
            }
        };
        if before.iter().all(|segment| plain(segment)) && (plain(last) || any) {
            return;
        }
        self.fault(
            Fault::new(Code::InvalidValue, element, format!("`{run}` is not a run of segments")).help(
                "write whole segments, such as `scope member`; in a `package-path` also `firewall/*` for any segment after \
                 `firewall`; there and in a `name` also `_*` for any segment that begins with `_`",
            ),
        );
    }
}

/// Checks across products: the names of shared types, and the names of exported macros.
pub(crate) fn across(products: &[Product]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut shared = BTreeMap::new();
    let mut macros = BTreeMap::new();
    for product in products {
        let mut own = Vec::new();
        for (index, parameter) in product.parameters.iter().enumerate() {
            let element = Element {
                product: Some(product.id),
                group: None,
                item: Item::Parameter(index),
                part: Part::Name,
            };
            if parameter.shared
                && shared
                    .insert(&parameter.name, product.id)
                    .is_some_and(|other| other != product.id)
            {
                own.push(
                    Fault::new(
                        Code::Duplicate,
                        element,
                        format!("two products declare the shared type `{}`", parameter.name),
                    )
                    .help("declare it in one of them, or remove `shared`"),
                );
            }
            if let Some(name) = &parameter.literal_macro
                && macros.insert(name, element).is_some()
            {
                own.push(
                    Fault::new(
                        Code::Name,
                        element.part(Part::Macro),
                        format!("two url parameters have the macro `{name}`"),
                    )
                    .help("macros are exported at the root of the crate: give one of them another name"),
                );
            }
        }
        faults.extend(shown::show(product, own));
    }
    faults
}
