//! The urls of a call: its template with scopes and keys of several segments written out.

use std::borrow::Cow;

use fmg_template::{Part, Template};

use super::{Endpoint, ParameterKind, Placeholder};

/// One url of a call. A call has several if its template has a scope.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Url<'a> {
    /// The template, without scopes and keys of several segments.
    pub template: Cow<'a, Template>,
    /// Its placeholders, in the order of the url.
    pub placeholders: Vec<&'a Placeholder>,
    /// The composition of each placeholder of the call.
    values: Vec<Composition<'a>>,
}

/// The composition of the value of a placeholder: the literal segments before it, and the number of placeholders of the
/// url.
#[derive(Clone, Debug)]
struct Composition<'a> {
    literal: &'a str,
    count: usize,
}

impl Url<'_> {
    /// The values of the placeholders of the call, of the values of the placeholders of this url.
    #[must_use]
    pub fn values(&self, captured: Vec<String>) -> Vec<String> {
        let mut captured = captured.into_iter();
        let values = self.values.iter().map(|own| {
            let texts: Vec<_> = captured.by_ref().take(own.count).collect();
            format!("{}{}", own.literal, texts.join("/"))
        });
        values.collect()
    }
}

impl Endpoint {
    /// The urls of the call: `/dvmdb/<scope>/workspace/lock` is `/dvmdb/adom/<adom>/workspace/lock` and
    /// `/dvmdb/global/workspace/lock`.
    #[must_use]
    pub fn urls(&self) -> Vec<Url<'_>> {
        let is_plain = |own: &Placeholder| !matches!(own.kind, ParameterKind::Scope(_) | ParameterKind::Segments(_));
        if self.placeholders.iter().all(is_plain) {
            let values = self.placeholders.iter().map(|_| Composition { literal: "", count: 1 });
            return vec![Url {
                template: Cow::Borrowed(&self.template),
                placeholders: self.placeholders.iter().collect(),
                values: values.collect(),
            }];
        }
        let mut drafts = vec![Draft::default()];
        for part in self.template.parts() {
            match part {
                Part::Literal(text) => drafts.iter_mut().for_each(|draft| draft.text.push_str(text)),
                Part::Placeholder(gap) => {
                    // A placeholder without a type is reported where it stands.
                    let own = self.placeholders.iter().find(|own| *own.wire == *gap.name());
                    drafts = own.map_or_else(Vec::new, |own| {
                        drafts.iter().flat_map(|draft| draft.with(own)).collect()
                    });
                }
            }
        }
        let urls = drafts.into_iter().filter_map(|draft| {
            Some(Url {
                // A scope whose placeholder the url has too is reported where it stands.
                template: Cow::Owned(Template::parse(&draft.text).ok()?),
                placeholders: draft.placeholders,
                values: draft.values,
            })
        });
        urls.collect()
    }
}

/// The beginning of a url.
#[derive(Clone, Default)]
struct Draft<'a> {
    text: String,
    placeholders: Vec<&'a Placeholder>,
    values: Vec<Composition<'a>>,
}

impl<'a> Draft<'a> {
    /// The url with a placeholder of the call after it, in each of its forms.
    fn with(&self, own: &'a Placeholder) -> Vec<Self> {
        match &own.kind {
            ParameterKind::Scope(forms) => {
                let forms = forms.iter();
                forms
                    .map(|form| self.and(&form.literal, form.placeholder.as_deref().into_iter()))
                    .collect()
            }
            ParameterKind::Segments(parts) => vec![self.and("", parts.iter())],
            _ => vec![self.and("", std::iter::once(own))],
        }
    }

    fn and(&self, literal: &'a str, parts: impl Iterator<Item = &'a Placeholder>) -> Self {
        let mut draft = self.clone();
        draft.text.push_str(literal);
        let parts: Vec<_> = parts.collect();
        let texts: Vec<_> = parts.iter().map(|part| format!("<{}>", part.wire)).collect();
        draft.text.push_str(&texts.join("/"));
        draft.values.push(Composition {
            literal,
            count: parts.len(),
        });
        draft.placeholders.extend(parts);
        draft
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Form, JsonRpcMethod, TypeRef, Verb};
    use super::*;
    use crate::name::{TypeName, VariantName};

    fn name(wire: &str, ty: &str) -> Placeholder {
        Placeholder::new(wire, TypeRef::new(None, TypeName::new(ty).unwrap())).unwrap()
    }

    fn variant(name: &str) -> VariantName {
        VariantName::new(name).unwrap()
    }

    #[test]
    fn a_scope_and_a_key_are_written_out() {
        let mut scope = name("scope", "AdomOrGlobal");
        scope.kind = ParameterKind::Scope(vec![
            Form::new(variant("Adom"), "adom/", Some(name("adom", "AdomName"))),
            Form::new(variant("Global"), "global", None),
        ]);
        let mut key = name("mapping", "DeviceVdom");
        key.kind = ParameterKind::Segments(vec![name("device", "DeviceName"), name("vdom", "VdomName")]);
        let method = Verb::JsonRpc(JsonRpcMethod::Get);
        let mut endpoint = Endpoint::new(method, "/pm/<scope>/obj/<name>/dynamic_mapping/<mapping>", "get").unwrap();
        endpoint.placeholders = vec![scope, name("name", "ObjectName"), key];
        let urls = endpoint.urls();
        let shown: Vec<_> = urls.iter().map(|url| url.template.source()).collect();
        assert_eq!(
            shown,
            [
                "/pm/adom/<adom>/obj/<name>/dynamic_mapping/<device>/<vdom>",
                "/pm/global/obj/<name>/dynamic_mapping/<device>/<vdom>",
            ]
        );
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            urls[0].values(texts(&["demo", "host", "fgt", "root"])),
            ["adom/demo", "host", "fgt/root"]
        );
        assert_eq!(
            urls[1].values(texts(&["host", "fgt", "root"])),
            ["global", "host", "fgt/root"]
        );
    }
}
