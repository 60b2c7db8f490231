//! Lowers the types of placeholders.

use camino::Utf8Path;
use fmg_template::Part;

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::{Form, JsonRpcMethod, Parameter, ParameterKind, Placeholder, Reserved, RustPath, TypeRef, Verb};
use crate::name::{MethodName, TypeName, VariantName};
use crate::span;
use crate::spec::{FormSpec, ParameterSpec, Text};

use super::source::source;
use super::{Lowering, bad_name};

impl Lowering<'_> {
    pub(super) fn parameter(&mut self, file: &Utf8Path, spec: &ParameterSpec) -> Option<Parameter> {
        let kind = self.parameter_kind(file, spec)?;
        let name = self.type_name(file, &spec.ty)?;
        let mut parameter = Parameter::new(name, kind);
        if let Some(text) = &spec.literal_macro {
            match MethodName::new(&text.value) {
                Ok(name) => parameter.literal_macro = Some(name),
                Err(_) => self.fault(Diagnostic::new(
                    Code::Name,
                    Location::new(file, text.span.clone()),
                    format!("`{}` is not the name of a macro", text.value),
                )),
            }
        }
        parameter.shared = spec.shared;
        parameter.path = self.parameter_path(file, spec);
        parameter.apart_from = spec.apart_from.as_ref().and_then(|text| self.type_name(file, text));
        spec.doc.value.trim().clone_into(&mut parameter.doc);
        let reserved = spec.reserved.iter().map(|own| Reserved {
            runs: own.runs.iter().map(|run| run.value.clone()).collect(),
            instead: own.instead.as_ref().map(|text| text.value.clone()),
            doc: own.doc.value.trim().to_owned(),
            source: own.source.iter().map(source).collect(),
        });
        parameter.reserved = reserved.collect();
        Some(parameter)
    }

    /// The kind of a parameter, with the forms of a scope and the parts of a value of several segments.
    pub(super) fn parameter_kind(&mut self, file: &Utf8Path, spec: &ParameterSpec) -> Option<ParameterKind> {
        let kind = self.symbols.kind(&spec.ty.value)?.clone();
        let is_scope = matches!(kind, ParameterKind::Scope(_));
        let is_segments = matches!(kind, ParameterKind::Segments(_));
        for (key, span, fits) in [
            ("forms", spec.forms.first().map(|form| &form.name.span), is_scope),
            ("url", spec.url.as_ref().map(|url| &url.span), is_segments),
        ] {
            let at = span.unwrap_or(&spec.kind.span);
            let (problem, help) = match (span.is_some(), fits) {
                (true, false) => (
                    "does not have",
                    "`forms` is for the kind `scope`, `url` for the kind `segments`",
                ),
                (false, true) => (
                    "needs",
                    "write `forms = [{ name = \"Adom\", url = \"adom/<adom>\", doc = \"…\" }]`, or `url = \"<device>/<vdom>\"`",
                ),
                _ => continue,
            };
            let fault = format!("a url parameter of the kind `{}` {problem} `{key}`", spec.kind.value);
            self.fault(Diagnostic::new(Code::InvalidValue, Location::new(file, at.clone()), fault).help(help));
            return None;
        }
        match kind {
            ParameterKind::Scope(_) => {
                let forms: Vec<_> = spec.forms.iter().filter_map(|form| self.form(file, form)).collect();
                (forms.len() == spec.forms.len()).then_some(ParameterKind::Scope(forms))
            }
            ParameterKind::Segments(_) => {
                let url = spec.url.as_ref()?;
                let (literal, parts) = self.parts(file, url)?;
                if !literal.trim_matches('/').is_empty() || parts.len() < 2 {
                    self.fault(
                        Diagnostic::new(
                            Code::InvalidValue,
                            Location::new(file, url.span.clone()),
                            "a value of several segments is made of two placeholders or more",
                        )
                        .help("write `url = \"<device>/<vdom>\"`; literal segments belong to the templates"),
                    );
                    return None;
                }
                Some(ParameterKind::Segments(parts))
            }
            kind => Some(kind),
        }
    }

    fn form(&mut self, file: &Utf8Path, spec: &FormSpec) -> Option<Form> {
        let variant = match VariantName::new(&spec.name.value) {
            Ok(variant) => variant,
            Err(bad) => {
                self.fault(bad_name(file, &spec.name, "a variant", &bad));
                return None;
            }
        };
        let (literal, parts) = self.parts(file, &spec.url)?;
        let ends = parts.is_empty() || spec.url.value.ends_with('>');
        if literal.is_empty() || parts.len() > 1 || !ends {
            self.fault(
                Diagnostic::new(
                    Code::InvalidValue,
                    Location::new(file, spec.url.span.clone()),
                    "a form of a scope is made of literal segments, with one placeholder after them or none",
                )
                .help("write `adom/<adom>` or `global`"),
            );
            return None;
        }
        let mut form = Form::new(variant, &literal, parts.into_iter().next());
        spec.doc.value.trim().clone_into(&mut form.doc);
        Some(form)
    }

    /// The literal text of a part of a url, and its placeholders, each with its default type.
    fn parts(&mut self, file: &Utf8Path, url: &Text) -> Option<(String, Vec<Placeholder>)> {
        let template = self.template(file, Verb::JsonRpc(JsonRpcMethod::Get), url)?;
        let literals = template.parts().iter().filter_map(|part| match part {
            Part::Literal(text) => Some(text.as_str()),
            Part::Placeholder(_) => None,
        });
        let literal: String = literals.collect();
        let mut parts = Vec::new();
        for gap in template.placeholders() {
            let name = Text {
                value: gap.name().to_owned(),
                span: span::inside(url, gap.span().range()),
            };
            parts.push(self.default_placeholder(file, &name)?);
        }
        Some((literal, parts))
    }

    /// A placeholder with its default type.
    pub(super) fn default_placeholder(&mut self, file: &Utf8Path, name: &Text) -> Option<Placeholder> {
        let at = Location::new(file, name.span.clone());
        let Some(ty) = self.symbols.default_of(&name.value).map(str::to_owned) else {
            let fault = format!("the placeholder `<{}>` has no type", name.value);
            self.fault(
                Diagnostic::new(Code::UntypedPlaceholder, at, fault).help("give a `[[parameter]]` the placeholder"),
            );
            return None;
        };
        let reference = TypeRef::new(None, TypeName::from_wire(&ty).ok()?);
        let mut placeholder = Placeholder::new(&name.value, reference).ok()?;
        placeholder.kind = self.symbols.kind(&ty)?.bare();
        self.symbols.doc(&ty).clone_into(&mut placeholder.doc);
        Some(placeholder)
    }

    /// The path of a type that is not generated.
    fn parameter_path(&mut self, file: &Utf8Path, spec: &ParameterSpec) -> Option<RustPath> {
        let text = spec.path.as_ref()?;
        match RustPath::new(&text.value) {
            Ok(path) => Some(path),
            Err(fault) => {
                let at = Location::new(file, text.span.clone());
                self.fault(Diagnostic::new(Code::Name, at, fault.to_string()).help(
                    "write the path in the runtime, such as `fmg::AdomName`; `::name::…` for a type of another crate",
                ));
                None
            }
        }
    }
}
