//! Lowers endpoints: template, placeholders, members, response.

use camino::Utf8Path;
use fmg_template::{Escaping, Template};

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::{Endpoint, Member, Response, Type, TypeRef, Verb};
use crate::name::{FieldName, MethodName};
use crate::span;
use crate::spec::{DataSpec, EndpointSpec, Text};

use super::row::Direction;
use super::{Lowering, bad_name};

impl Lowering<'_> {
    /// An endpoint without its exchanges and errata, which are compared with it after it is checked.
    pub(super) fn endpoint(&mut self, file: &Utf8Path, spec: &EndpointSpec) -> Option<Endpoint> {
        let template = self.template(file, spec.method, &spec.template);
        let placeholders = template
            .as_ref()
            .map(|template| self.placeholders(file, spec, template))
            .unwrap_or_default();
        let options = spec.options.as_ref().and_then(|text| self.options(file, text));
        let (data, members) = self.members(file, spec)?;
        let one_of = self.one_of(file, spec, &members);
        self.misplaced(file, spec);
        let response = self.response(file, spec.response.as_ref());
        let reply_without = self.reply_without(file, spec);

        let mut endpoint = match Endpoint::of(spec.method, template?, &spec.name.value) {
            Ok(endpoint) => endpoint,
            Err(bad) => {
                self.fault(bad_name(file, &spec.name, "an endpoint", &bad));
                return None;
            }
        };
        spec.doc.value.trim().clone_into(&mut endpoint.doc);
        endpoint.source = spec.source.iter().map(|spec| self.source(spec)).collect();
        endpoint.since = spec.since.as_ref().map(|text| text.value.clone());
        let instead = spec.instead.as_ref();
        endpoint.instead = instead.and_then(|text| self.instead(file, text));
        endpoint.costly = spec.costly.iter().map(|spec| self.source(spec)).collect();
        endpoint.placeholders = placeholders;
        let fixed = spec.fixed.iter();
        endpoint.fixed = fixed.map(|(name, value)| (name.value.clone(), value.clone())).collect();
        endpoint.options = options;
        endpoint.members = members;
        endpoint.data = data;
        endpoint.one_of = one_of;
        endpoint.csrf = spec.csrf.iter().map(|text| text.value.clone()).collect();
        let is_whole = response.is_some()
            && endpoint.placeholders.len() == endpoint.template.placeholders().count()
            && endpoint.options.is_some() == spec.options.is_some();
        if !is_whole {
            self.note_incomplete(file, &spec.name);
        }
        endpoint.response = response.unwrap_or(Response::None);
        endpoint.reply_without = reply_without;
        endpoint.access_group = spec.access_group.as_ref().map(|text| text.value.clone());
        endpoint.etag = spec.etag;
        endpoint.upload = spec.upload;
        endpoint.download = spec.download;
        endpoint.file_may_be = spec.file_may_be.iter().map(|text| text.value.clone()).collect();
        Some(endpoint)
    }

    /// The call that replaces this one on other firmware.
    fn instead(&mut self, file: &Utf8Path, text: &Text) -> Option<MethodName> {
        match MethodName::from_wire(&text.value) {
            Ok(name) => Some(name),
            Err(bad) => {
                self.fault(bad_name(file, text, "an endpoint", &bad));
                None
            }
        }
    }

    /// Sets of members, of which a request needs one complete set.
    fn one_of(&mut self, file: &Utf8Path, spec: &EndpointSpec, members: &[Member]) -> Vec<Vec<FieldName>> {
        let mut sets = Vec::new();
        for set in &spec.one_of {
            let mut names = Vec::new();
            for text in set {
                let found = members.iter().find(|member| member.field.wire.fits(&text.value));
                // The check of the call reports names that are not members.
                let name = match found {
                    Some(member) => Ok(member.field.name.clone()),
                    None => FieldName::from_wire(&text.value),
                };
                match name {
                    Ok(name) => names.push(name),
                    Err(bad) => self.fault(bad_name(file, text, "a member", &bad)),
                }
            }
            sets.push(names);
        }
        sets
    }

    pub(super) fn template(&mut self, file: &Utf8Path, method: Verb, text: &Text) -> Option<Template> {
        let escaping = if method.is_http() {
            Escaping::HttpPath
        } else {
            Escaping::Fmg
        };
        let parsed = Template::parse(&text.value).and_then(|template| template.check_for(escaping).map(|()| template));
        match parsed {
            Ok(template) => Some(template),
            Err(found) => {
                for fault in &found {
                    let here = span::inside(text, fault.span().range());
                    self.fault(
                        Diagnostic::new(
                            Code::Template,
                            Location::new(file, here),
                            format!("malformed url template: {}", fault.kind()),
                        )
                        .help(fault.help()),
                    );
                }
                None
            }
        }
    }

    fn options(&mut self, file: &Utf8Path, text: &Text) -> Option<TypeRef> {
        if let (Type::Row(reference), false) = self.resolve(file, text)? {
            return Some(reference);
        }
        self.fault(
            Diagnostic::new(
                Code::MisplacedType,
                Location::new(file, text.span.clone()),
                format!("`{}` has no members that could go beside the url", text.value),
            )
            .help("`options` takes the name of a `[[type]]`"),
        );
        None
    }

    fn members(&mut self, file: &Utf8Path, spec: &EndpointSpec) -> Option<(Option<Type>, Vec<Member>)> {
        let count = spec.places.iter().map(|(_, data)| data.members().len()).sum();
        let mut members = Vec::with_capacity(count);
        let mut data = None;
        let mut is_named = true;
        for (place, own) in spec.in_order() {
            match own {
                DataSpec::None => {}
                DataSpec::Whole(text) => {
                    data = self.resolve(file, text).map(|(ty, _)| ty);
                    if data.is_none() {
                        self.note_incomplete(file, &spec.name);
                    }
                }
                DataSpec::Members(specs) => {
                    for spec in specs {
                        let field = self.field(file, spec, Direction::Request);
                        is_named &= field.is_some();
                        members.extend(field.map(|field| Member::new(*place, field)));
                    }
                }
            }
        }
        is_named.then_some((data, members))
    }

    fn response(&mut self, file: &Utf8Path, text: Option<&Text>) -> Option<Response> {
        let Some(text) = text else {
            return Some(Response::None);
        };
        let (ty, optional) = self.resolve(file, text)?;
        Some(if optional {
            Response::Optional(ty)
        } else {
            Response::Required(ty)
        })
    }
}
