//! Lowers the placeholders of a url to fields of the request, each with its type.

use std::collections::BTreeSet;

use camino::Utf8Path;
use fmg_template::Template;
use fmg_template::spelling::nearest;

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::{Placeholder, Type};
use crate::span;
use crate::spec::{EndpointSpec, PlaceholderSpec, Text};

use super::{Lowering, bad_name};

impl Lowering<'_> {
    pub(super) fn placeholders(
        &mut self,
        file: &Utf8Path,
        spec: &EndpointSpec,
        template: &Template,
    ) -> Vec<Placeholder> {
        let names: BTreeSet<&str> = template.placeholders().map(fmg_template::Placeholder::name).collect();
        for entry in &spec.params {
            if !names.contains(entry.name.value.as_str()) {
                let near = nearest(&entry.name.value, names.iter().copied());
                let fault = Diagnostic::new(
                    Code::UnusedParameter,
                    Location::new(file, entry.name.span.clone()),
                    format!("the url has no placeholder `<{}>`", entry.name.value),
                )
                .also(Location::new(file, spec.template.span.clone()), "this url");
                self.fault(match near {
                    Some(near) => fault.label(format!("did you mean `{near}`?")),
                    None => fault.label("no such placeholder"),
                });
            }
        }
        let mut found = Vec::with_capacity(names.len());
        found.extend(
            template
                .placeholders()
                .filter_map(|placeholder| self.placeholder(file, spec, placeholder)),
        );
        found
    }

    fn placeholder(
        &mut self,
        file: &Utf8Path,
        spec: &EndpointSpec,
        placeholder: &fmg_template::Placeholder,
    ) -> Option<Placeholder> {
        let wire = placeholder.name();
        let here = span::inside(&spec.template, placeholder.span().range());
        let text = Text {
            value: wire.to_owned(),
            span: here.clone(),
        };
        let field = match self.texts.field(wire) {
            Ok(field) => field,
            Err(bad) => {
                self.fault(bad_name(file, &text, "a field", &bad));
                return None;
            }
        };
        let entry = spec.params.iter().find(|entry| entry.name.value == wire);
        let own = entry.and_then(|entry: &PlaceholderSpec| entry.ty.clone());
        let ty = own.or_else(|| {
            self.symbols.default_of(wire).map(|name| Text {
                value: name.to_owned(),
                span: here.clone(),
            })
        });
        let Some(ty) = ty else {
            self.fault(
                Diagnostic::new(
                    Code::UntypedPlaceholder,
                    Location::new(file, here),
                    format!("the placeholder `<{wire}>` has no type"),
                )
                .label("no type for this placeholder")
                .help(format!(
                    "write `params = {{ {wire} = \"…\" }}` with a url parameter type, or give a `[[parameter]]` the placeholder"
                )),
            );
            return None;
        };
        let resolved = match self.symbols.resolve(file, &ty) {
            Ok((resolved, _)) => resolved,
            Err(fault) => {
                self.fault(*fault);
                return None;
            }
        };
        let (Type::Name(reference) | Type::Id(reference), Some(kind)) = (resolved, self.symbols.kind(&ty.value)) else {
            self.fault(
                Diagnostic::new(
                    Code::MisplacedType,
                    Location::new(file, ty.span.clone()),
                    format!("`{}` cannot be in a url", ty.value),
                )
                .help("a placeholder needs a type that a `[[parameter]]` declares"),
            );
            return None;
        };
        let doc = entry.and_then(|entry| entry.doc.as_ref());
        Some(Placeholder {
            field,
            wire: self.texts.share(wire),
            ty: reference,
            kind: kind.clone(),
            doc: match doc {
                Some(doc) => self.texts.share(doc.value.trim()),
                None => self.symbols.doc(&ty.value),
            },
        })
    }
}
