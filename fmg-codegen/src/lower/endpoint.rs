//! Endpoints: template, placeholders, members, response.

use fmg_template::{Escaping, Template};

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::{Endpoint, Exchange, Member, Protocol, RequestPlace, Response, Type, TypeRef, Verb};
use crate::name::{FieldName, MethodName, TypeName};
use crate::span;
use crate::spec::{DataSpec, EndpointSpec, ExchangeSpec, FieldSpec, SpecFile, Text};
use crate::symbols::one_of;

use super::Lowering;
use super::exchange::exchange_path;
use super::module::protocol;
use super::row::Direction;
use super::scope::{Scope, bad_name};
use super::source::source;
use super::value::Shapes;

/// Names that a request's own functions have.
const RESERVED: [&str; 6] = ["clone", "default", "method", "new", "template", "url"];

impl Lowering<'_> {
    pub(super) fn endpoint(
        &mut self,
        file: &SpecFile,
        spec: &EndpointSpec,
        names: &mut Scope,
        tests: &mut Scope,
        shapes: &Shapes<'_>,
    ) -> Option<Endpoint> {
        for exchange in &spec.exchanges {
            self.exchanges.insert(exchange_path(file, &exchange.file.value));
        }
        let faults = self.faults.len();
        let type_name = match TypeName::from_wire(&spec.name.value) {
            Ok(name) => {
                names.claim(file, &spec.name, name.as_str(), &mut self.faults);
                name
            }
            Err(bad) => {
                self.fault(bad_name(file, &spec.name, "an endpoint", &bad));
                return None;
            }
        };
        let method_name = MethodName::from_wire(&spec.name.value).ok()?;
        self.sources(file, &spec.source);

        let mut fields = Scope::new("this request has two fields").reserving(&RESERVED);
        let template = self.template(file, spec.method, &spec.template);
        let placeholders = template
            .as_ref()
            .map(|template| self.placeholders(file, spec, template, &mut fields))
            .unwrap_or_default();
        let options = spec.options.as_ref().and_then(|text| self.options(file, text));
        let (data, members) = self.members(file, spec, &mut fields);
        let one_of = self.one_of(file, spec, &members);
        self.protocol(file, spec);
        self.splices(file, spec, &members);
        let response = self.response(file, spec.response.as_ref());
        let reply_without = self.reply_without(file, spec);

        let mut endpoint = Endpoint {
            type_name,
            method_name,
            method: spec.method,
            template: template?,
            doc: spec.doc.value.trim().to_owned(),
            source: spec.source.iter().map(source).collect(),
            since: spec.since.as_ref().map(|text| text.value.clone()),
            instead: spec.instead.as_ref().and_then(|text| self.instead(file, spec, text)),
            placeholders,
            fixed: spec
                .fixed
                .iter()
                .map(|(name, value)| (name.value.clone(), value.clone()))
                .collect(),
            options,
            members,
            data,
            one_of,
            csrf: spec.csrf.iter().map(|text| text.value.clone()).collect(),
            response: response?,
            reply_without,
            access_group: spec.access_group.as_ref().map(|text| text.value.clone()),
            etag: spec.etag,
            upload: spec.upload,
            download: spec.download,
            file_may_be: self.file_may_be(file, spec),
            exchanges: Vec::new(),
            errata: Vec::new(),
        };
        // What a faulty endpoint does not match says nothing new.
        if self.faults.len() == faults {
            endpoint.exchanges = self.exchanges(file, spec, &endpoint, tests, shapes);
            endpoint.reply_without = self.shown(file, spec, &endpoint);
            endpoint.errata = self.errata(file, spec, &endpoint);
        }
        Some(endpoint)
    }

    /// The call that other firmware has in place of this one.
    fn instead(&mut self, file: &SpecFile, spec: &EndpointSpec, text: &Text) -> Option<MethodName> {
        let at = Location::new(&file.path, text.span.clone());
        if protocol(self.product, &file.path) != Protocol::FortiOs {
            self.fault(
                Diagnostic::new(Code::InvalidValue, at, "`instead` is for calls of FortiOS")
                    .help("the refusals of other products do not depend on a method that has changed"),
            );
            return None;
        }
        let others = file.endpoints.iter().map(|other| other.name.value.as_str());
        let others: Vec<_> = others.filter(|name| *name != spec.name.value).collect();
        if !others.contains(&text.value.as_str()) {
            self.fault(one_of(
                at,
                "another endpoint of this file",
                &text.value,
                others.into_iter(),
            ));
            return None;
        }
        MethodName::from_wire(&text.value).ok()
    }

    /// The members of which some have to be given.
    fn one_of(&mut self, file: &SpecFile, spec: &EndpointSpec, members: &[Member]) -> Vec<Vec<FieldName>> {
        let mut sets = Vec::new();
        for set in &spec.one_of {
            let mut names = Vec::new();
            for text in set {
                let found = members.iter().find(|member| member.field.wire.fits(&text.value));
                match found {
                    Some(member) => names.push(member.field.name.clone()),
                    None => self.fault(Diagnostic::new(
                        Code::InvalidValue,
                        Location::new(&file.path, text.span.clone()),
                        format!("the request has no member `{}`", text.value),
                    )),
                }
            }
            sets.push(names);
        }
        sets
    }

    fn template(&mut self, file: &SpecFile, method: Verb, text: &Text) -> Option<Template> {
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
                            Location::new(&file.path, here),
                            format!("malformed url template: {}", fault.kind()),
                        )
                        .help(fault.help()),
                    );
                }
                None
            }
        }
    }

    fn options(&mut self, file: &SpecFile, text: &Text) -> Option<TypeRef> {
        if let (Type::Row(reference), false) = self.resolve(file, text)? {
            return Some(reference);
        }
        self.fault(
            Diagnostic::new(
                Code::MisplacedType,
                Location::new(&file.path, text.span.clone()),
                format!("`{}` has no members to stand beside the url", text.value),
            )
            .help("`options` takes the name of a `[[type]]`"),
        );
        None
    }

    fn members(&mut self, file: &SpecFile, spec: &EndpointSpec, fields: &mut Scope) -> (Option<Type>, Vec<Member>) {
        let mut members = Vec::new();
        let mut data = None;
        if spec.options.is_some() {
            self.own_field(file, spec.options.as_ref(), "options", fields);
        }
        // What can be all of a request comes first.
        let (wholes, others): (Vec<_>, Vec<_>) = spec.places.iter().partition(|(place, _)| place.can_be_whole());
        for (place, spec) in wholes.into_iter().chain(others) {
            match spec {
                DataSpec::None => {}
                DataSpec::Whole(text) => data = self.whole(file, text, *place, fields),
                DataSpec::Members(specs) => self.place(file, specs, *place, fields, &mut members),
            }
        }
        (data, members)
    }

    /// What `data` or a body is as a whole, which takes a field of its own.
    fn whole(&mut self, file: &SpecFile, text: &Text, place: RequestPlace, fields: &mut Scope) -> Option<Type> {
        let (ty, _) = self.resolve(file, text)?;
        let (name, is_file) = match ty {
            Type::File => ("file", true),
            _ => (place.as_str(), false),
        };
        self.own_field(file, Some(text), name, fields);
        let fits = match &ty {
            Type::File => place == RequestPlace::Body,
            ty => !ty.mentions(|ty| matches!(ty, Type::File | Type::Text | Type::ByName(_))),
        };
        if !fits {
            let help = if is_file {
                "the content of a request of HTTP is a file: `body = \"file\"`"
            } else {
                "write `json`"
            };
            self.fault(
                Diagnostic::new(
                    Code::MisplacedType,
                    Location::new(&file.path, text.span.clone()),
                    format!("`{}` cannot be all of `{}`", text.value, place.as_str()),
                )
                .help(help),
            );
        }
        Some(ty)
    }

    fn own_field(&mut self, file: &SpecFile, text: Option<&Text>, name: &str, fields: &mut Scope) {
        if let Some(text) = text {
            let text = Text {
                value: name.to_owned(),
                span: text.span.clone(),
            };
            fields.claim(file, &text, name, &mut self.faults);
        }
    }

    fn place(
        &mut self,
        file: &SpecFile,
        specs: &[FieldSpec],
        place: RequestPlace,
        fields: &mut Scope,
        members: &mut Vec<Member>,
    ) {
        for spec in specs {
            if let Some(field) = self.field(file, spec, Direction::Request, fields) {
                members.push(Member { place, field });
            }
        }
    }

    fn response(&mut self, file: &SpecFile, text: Option<&Text>) -> Option<Response> {
        let Some(text) = text else {
            return Some(Response::None);
        };
        let (ty, optional) = self.resolve(file, text)?;
        if self.received(file, text, &ty) {
            return None;
        }
        if ty.external().is_some() {
            self.fault(
                Diagnostic::new(
                    Code::MisplacedType,
                    Location::new(&file.path, text.span.clone()),
                    format!("`{}` is an external type, which no reply is", text.value),
                )
                .help("describe what comes back by a `[[type]]`, or write `json`"),
            );
            return None;
        }
        let whole = ty.mentions(|ty| matches!(ty, Type::File | Type::Text));
        let is_text = ty == Type::Text && !optional && protocol(self.product, &file.path).is_web();
        if whole && !is_text {
            self.fault(
                Diagnostic::new(
                    Code::MisplacedType,
                    Location::new(&file.path, text.span.clone()),
                    format!("`{}` is no reply of this call", text.value),
                )
                .help("`response = \"text\"` is for calls of FortiManager's REST API and its GUI; a file comes back from a `download`"),
            );
            return None;
        }
        let is_by_name = |ty: &Type| matches!(ty, Type::ByName(_));
        let by_name = match &ty {
            Type::ByName(inner) => {
                optional || inner.mentions(is_by_name) || protocol(self.product, &file.path) != Protocol::FortiOs
            }
            ty => ty.mentions(is_by_name),
        };
        if by_name {
            self.fault(
                Diagnostic::new(
                    Code::MisplacedType,
                    Location::new(&file.path, text.span.clone()),
                    format!("`{}` is no reply of this call", text.value),
                )
                .help("`named<…>` is all of a reply of FortiOS, and empty where nothing comes back"),
            );
            return None;
        }
        if optional && ty == Type::Object {
            self.fault(
                Diagnostic::new(
                    Code::MisplacedType,
                    Location::new(&file.path, text.span.clone()),
                    "an `object` is empty where nothing comes back, so `?` says nothing",
                )
                .help("write `object`"),
            );
            return None;
        }
        Some(if optional {
            Response::Optional(ty)
        } else {
            Response::Required(ty)
        })
    }

    /// What the file that answers a call may be.
    fn file_may_be(&mut self, file: &SpecFile, spec: &EndpointSpec) -> Vec<String> {
        const FORMATS: [&str; 4] = ["text", "json", "html", "pdf"];
        let at = |text: &Text| Location::new(&file.path, text.span.clone());
        if let Some(first) = spec.file_may_be.first().filter(|_| !spec.download) {
            self.fault(
                Diagnostic::new(
                    Code::InvalidValue,
                    at(first),
                    "only the answer to a `download` is a file",
                )
                .help("a call that is answered by a file has `download = true`"),
            );
        }
        let mut formats: Vec<String> = Vec::new();
        for format in &spec.file_may_be {
            let name = format.value.as_str();
            if !FORMATS.contains(&name) {
                self.fault(one_of(at(format), "a format of files", name, FORMATS.into_iter()));
            } else if formats.iter().any(|other| other == name) {
                self.fault(Diagnostic::new(
                    Code::InvalidValue,
                    at(format),
                    format!("`{name}` stands in the list already"),
                ));
            } else {
                formats.push(name.to_owned());
            }
        }
        formats
    }

    fn exchanges(
        &mut self,
        file: &SpecFile,
        spec: &EndpointSpec,
        endpoint: &Endpoint,
        tests: &mut Scope,
        shapes: &Shapes<'_>,
    ) -> Vec<Exchange> {
        spec.exchanges
            .iter()
            .filter_map(|exchange: &ExchangeSpec| {
                self.sources(file, &exchange.source);
                self.exchange(file, exchange, endpoint, tests, shapes)
            })
            .collect()
    }
}
