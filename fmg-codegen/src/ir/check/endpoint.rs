//! Checks calls: the url and its placeholders, the fields of the request, its members.

use std::collections::BTreeMap;

use fmg_template::Escaping;

use crate::diagnostic::Code;
use crate::ir::fault::{Element, Fault, Item, Part};
use crate::ir::protocol::of_call;
use crate::ir::{Endpoint, Field, Group, ParameterKind, Placeholder, Protocol, RequestPlace, Type, Wire};
use crate::name::FieldName;

use super::field::Direction;
use super::names::{Names, field_of_request};
use super::{Checker, Declared, one_of};

/// The parameter with the token of FortiOS, for programs that cannot set a header.
const TOKEN_PARAMETER: &str = "access_token";

impl<'a> Checker<'a> {
    /// One call.
    pub(super) fn endpoint(&mut self, group: usize, index: usize, own: &Group, endpoint: &'a Endpoint) {
        let item = Item::Endpoint(index);
        let element = self.of(group, item, Part::Name);
        self.prose(element.part(Part::Doc), &endpoint.doc);
        for text in endpoint.since.iter().chain(&endpoint.access_group) {
            self.line(element, text);
        }
        self.sources_of(group, item, &endpoint.source);
        self.sources_of(group, item, &endpoint.costly);
        for erratum in &endpoint.errata {
            for text in [&erratum.at, &erratum.printed, &erratum.truth, &erratum.evidence] {
                self.prose(element.part(Part::Doc), text);
            }
        }
        self.template(element.part(Part::Url), endpoint);
        self.placeholders(group, index, endpoint, own);
        self.fields(group, index, endpoint, own.protocol);
        self.whole(element.part(Part::Data), endpoint, own.protocol, group);
        self.options(element.part(Part::Options), endpoint);
        self.one_of(element, endpoint);
        self.instead(element.part(Part::Instead), own, endpoint);
        self.protocol(element, endpoint, own.protocol);
        self.regions(element, endpoint, own.protocol);
        self.response(element.part(Part::Response), endpoint, own.protocol, group);
        self.reply_without(element, endpoint, own.protocol);
        self.file_may_be(element, endpoint);
        for name in &endpoint.csrf {
            self.line(element, name);
        }
    }

    fn template(&mut self, element: Element, endpoint: &Endpoint) {
        let escaping = if endpoint.method.is_http() {
            Escaping::HttpPath
        } else {
            Escaping::Fmg
        };
        if let Err(found) = endpoint.template.check_for(escaping) {
            for fault in &found {
                self.fault(
                    Fault::new(
                        Code::Template,
                        element,
                        format!("malformed url template: {}", fault.kind()),
                    )
                    .help(fault.help()),
                );
            }
        }
    }

    /// Reports placeholders without a field, fields without a placeholder, and types that are not allowed in a url.
    fn placeholders(&mut self, group: usize, index: usize, endpoint: &Endpoint, own_group: &Group) {
        let element = self.of(group, Item::Endpoint(index), Part::Url);
        let names: Vec<_> = endpoint
            .template
            .placeholders()
            .map(fmg_template::Placeholder::name)
            .collect();
        for name in &names {
            if !endpoint.placeholders.iter().any(|own| *own.wire == **name) {
                self.fault(
                    Fault::new(
                        Code::UntypedPlaceholder,
                        element,
                        format!("the placeholder `<{name}>` has no type"),
                    )
                    .label("no type for this placeholder")
                    .help("give the call a placeholder of this name with a url parameter type"),
                );
            }
        }
        for (own, placeholder) in endpoint.placeholders.iter().enumerate() {
            let element = self.of(group, Item::Placeholder(index, own), Part::Name);
            self.prose(element.part(Part::Doc), &placeholder.doc);
            if !names.contains(&&*placeholder.wire) {
                self.fault(Fault::new(
                    Code::UnusedParameter,
                    element,
                    format!("the url has no placeholder `<{}>`", placeholder.wire),
                ));
                continue;
            }
            if names.get(own).is_none_or(|name| **name != *placeholder.wire) {
                self.fault(
                    Fault::new(
                        Code::InvalidValue,
                        element,
                        format!("`<{}>` is not at this place of the url", placeholder.wire),
                    )
                    .help("list each placeholder once, in the order of the url"),
                );
            }
            self.placeholder(element, placeholder, own_group.protocol);
        }
        let forms = endpoint.placeholders.iter().map(|own| match &own.kind {
            ParameterKind::Scope(forms) => forms.len(),
            _ => 1,
        });
        let is_typed = endpoint.placeholders.len() == names.len();
        if is_typed && endpoint.urls().len() < forms.product() {
            self.fault(
                Fault::new(
                    Code::InvalidValue,
                    element,
                    "with its scope or key written out, the url has a placeholder twice",
                )
                .help("give the placeholder of the url another name"),
            );
        }
    }

    fn placeholder(&mut self, element: Element, placeholder: &Placeholder, protocol: Protocol) {
        // The derive finds the field by the name of the placeholder.
        let wanted = fmg_template::field_name(&placeholder.wire);
        if wanted.trim_matches('_') != placeholder.field.as_str().trim_matches('_') {
            self.fault(
                Fault::new(
                    Code::Name,
                    element,
                    format!("`{}` is not the field of `<{}>`", placeholder.field, placeholder.wire),
                )
                .help(format!("name the field `{wanted}`")),
            );
        }
        let is_composed = matches!(placeholder.kind, ParameterKind::Scope(_) | ParameterKind::Segments(_));
        if is_composed && protocol != Protocol::JsonRpc {
            self.fault(
                Fault::new(
                    Code::InvalidValue,
                    element,
                    format!(
                        "`{}` has several segments, which only urls of JSON-RPC can have",
                        placeholder.ty.name
                    ),
                )
                .help("write a call for each of the urls"),
            );
        }
        let reference = &placeholder.ty;
        match self.lookup(reference) {
            None => self.undeclared(element.part(Part::Type), reference),
            Some(Declared::Parameter(parameter)) => {
                let same = std::mem::discriminant(&parameter.kind) == std::mem::discriminant(&placeholder.kind);
                if !same {
                    self.fault(Fault::new(
                        Code::InvalidValue,
                        element.part(Part::Type),
                        format!("`{}` is a url parameter of another kind", reference.name),
                    ));
                }
            }
            Some(_) => self.fault(
                Fault::new(
                    Code::MisplacedType,
                    element.part(Part::Type),
                    format!("`{}` cannot be in a url", reference.name),
                )
                .help("a placeholder needs a type that a `[[parameter]]` declares"),
            ),
        }
    }

    /// Checks the fields of the request: each has a unique name and a type that fits.
    fn fields(&mut self, group: usize, index: usize, endpoint: &'a Endpoint, protocol: Protocol) {
        let mut names = Names::new("this request has two fields");
        let element = self.of(group, Item::Endpoint(index), Part::Name);
        for (own, placeholder) in endpoint.placeholders.iter().enumerate() {
            let element = self.of(group, Item::Placeholder(index, own), Part::Name);
            self.claim_field(&mut names, &placeholder.field, &placeholder.wire, element);
        }
        if endpoint.options.is_some() {
            let clash = names.claim("options", "options", element.part(Part::Options));
            self.faults.extend(clash);
        }
        if let Some(data) = &endpoint.data {
            let name = whole_name(data, protocol);
            let clash = names.claim(name, name, element.part(Part::Data));
            self.faults.extend(clash);
        }
        for (own, member) in endpoint.members.iter().enumerate() {
            let element = self.of(group, Item::Member(index, own), Part::Name);
            let field = &member.field;
            self.claim_field(&mut names, &field.name, &field.wire.to_string(), element);
            self.field(element, field, Direction::Request, group);
            self.member_form(element, field, protocol);
        }
        for (own, (name, value)) in endpoint.fixed.iter().enumerate() {
            self.constant(element.part(Part::Fixed(own)), name, value);
            self.plain_constant(element.part(Part::Fixed(own)), name, value);
        }
    }

    fn claim_field(&mut self, names: &mut Names<'a>, name: &'a FieldName, shown: &str, element: Element) {
        match field_of_request(name.as_str(), element) {
            Some(fault) => self.fault(fault),
            None => self.faults.extend(names.claim(name.as_str(), shown, element)),
        }
    }

    /// Checks properties that only some members of requests can have.
    fn member_form(&mut self, element: Element, field: &Field, protocol: Protocol) {
        if matches!(field.wire, Wire::Pattern { .. }) {
            self.fault(
                Fault::new(Code::InvalidValue, element, "a member of a request cannot be a pattern")
                    .help("a pattern collects members of a `[[type]]`; write `map<…>` for members of any name"),
            );
        }
        if let Some(choice) = &field.facts.choice {
            let found = matches!(self.lookup(choice), Some(Declared::Enum));
            let is_chosen = matches!(field.ty.innermost(), Type::String | Type::Int);
            if protocol == Protocol::JsonRpc || !found || !is_chosen {
                self.fault(
                    Fault::new(
                        Code::InvalidValue,
                        element.part(Part::Type),
                        format!("the values of `{}` are not an enum of this member", field.wire),
                    )
                    .help("outside of JSON-RPC a `string` or an `int` with `values` gets an enum; leave `choice` to the generator"),
                );
            }
        }
    }

    /// Checks a single value that fills `data` or a body.
    fn whole(&mut self, element: Element, endpoint: &Endpoint, protocol: Protocol, group: usize) {
        let Some(data) = &endpoint.data else {
            return;
        };
        let before = self.faults.len();
        self.uses(element, data, group);
        if self.faults.len() > before {
            return;
        }
        let place = if protocol == Protocol::JsonRpc {
            RequestPlace::Data
        } else {
            RequestPlace::Body
        };
        let fits = match data {
            Type::File => place == RequestPlace::Body,
            ty => !ty.mentions(|ty| {
                matches!(
                    ty,
                    Type::File | Type::Text | Type::ByName(_) | Type::Digits(_) | Type::Flag | Type::Toggle
                )
            }),
        };
        if !fits {
            let help = if *data == Type::File {
                "the content of a request of HTTP is a file: `body = \"file\"`"
            } else {
                "write `json`"
            };
            self.fault(
                Fault::new(
                    Code::MisplacedType,
                    element,
                    format!("`{data}` cannot be the whole of `{}`", place.as_str()),
                )
                .help(help),
            );
        }
        let is_beside = |place: RequestPlace| place == RequestPlace::Data || place.is_body();
        if endpoint.members.iter().any(|member| is_beside(member.place)) {
            self.fault(
                Fault::new(
                    Code::InvalidValue,
                    element,
                    format!("`{}` is given both as a whole and by its members", place.as_str()),
                )
                .help("remove one of the two"),
            );
        }
    }

    fn options(&mut self, element: Element, endpoint: &Endpoint) {
        let Some(reference) = &endpoint.options else {
            return;
        };
        match self.lookup(reference) {
            None => self.undeclared(element, reference),
            Some(Declared::Row) => {}
            Some(_) => self.fault(
                Fault::new(
                    Code::MisplacedType,
                    element,
                    format!("`{}` has no members that could go beside the url", reference.name),
                )
                .help("`options` takes the name of a `[[type]]`"),
            ),
        }
    }

    /// Checks the sets of members of which a request needs one.
    fn one_of(&mut self, element: Element, endpoint: &Endpoint) {
        for (index, set) in endpoint.one_of.iter().enumerate() {
            if set.is_empty() {
                self.fault(Fault::new(Code::InvalidValue, element, "a set of `one_of` is empty"));
            }
            for (own, name) in set.iter().enumerate() {
                let element = element.part(Part::OneOf(index, own));
                let member = endpoint.member(name);
                let problem = match member {
                    None => format!("the request has no member `{name}`"),
                    Some(member) if member.field.splice => {
                        format!("`{name}` is spliced into its own members, which a set cannot contain")
                    }
                    Some(_) if set[..own].contains(name) => format!("the set contains `{name}` twice"),
                    Some(_) => continue,
                };
                let fault = Fault::new(Code::InvalidValue, element, problem);
                self.fault(if member.is_none() { fault.dangling() } else { fault });
            }
        }
    }

    /// Checks the call that replaces this one on other firmware.
    fn instead(&mut self, element: Element, group: &Group, endpoint: &Endpoint) {
        let Some(instead) = &endpoint.instead else {
            return;
        };
        if group.protocol != Protocol::FortiOs {
            self.fault(
                Fault::new(Code::InvalidValue, element, "`instead` is for calls of FortiOS")
                    .help("other products do not refuse a call because its method has changed"),
            );
            return;
        }
        let others = group.endpoints.iter().map(|other| other.method_name.as_str());
        let others: Vec<_> = others.filter(|name| *name != endpoint.method_name.as_str()).collect();
        if !others.contains(&instead.as_str()) {
            let fault = one_of(
                element,
                "another call of this group",
                instead.as_str(),
                others.into_iter(),
            );
            self.fault(fault.dangling());
        }
    }

    /// Reports names that a request has twice in one place, and names that the client adds itself.
    fn regions(&mut self, element: Element, endpoint: &Endpoint, protocol: Protocol) {
        let call = of_call(protocol, endpoint.method);
        let mut taken: BTreeMap<(&str, &str), Element> = BTreeMap::new();
        let fixed = endpoint.fixed.iter().enumerate();
        let fixed = fixed.map(|(index, (name, _))| (call.constant_place(), name.as_str(), Part::Fixed(index), None));
        let members = endpoint.members.iter().enumerate();
        let members = members.filter_map(|(index, member)| match &member.field.wire {
            Wire::Name(name) if !member.field.splice => Some((member.place, &**name, Part::Name, Some(index))),
            _ => None,
        });
        for (place, name, part, member) in fixed.chain(members) {
            let element = match (element.item, member) {
                (Item::Endpoint(endpoint), Some(member)) => Element {
                    item: Item::Member(endpoint, member),
                    part,
                    ..element
                },
                _ => element.part(part),
            };
            let region = place.region();
            let is_data = place == RequestPlace::Beside && name == RequestPlace::Data.as_str();
            let is_token = place == RequestPlace::Query && name == TOKEN_PARAMETER;
            if place.reserved().contains(&name) || is_data || is_token {
                self.fault(
                    Fault::new(
                        Code::InvalidValue,
                        element,
                        format!("`{name}` {region} is written by the client itself"),
                    )
                    .help("remove it"),
                );
            }
            if let Some(earlier) = taken.insert((region, name), element) {
                self.fault(
                    Fault::new(Code::Duplicate, element, format!("`{name}` {region} is given twice"))
                        .also(earlier, "also here"),
                );
            }
        }
    }
}

/// The field for a single value that fills `data` or a body.
fn whole_name(data: &Type, protocol: Protocol) -> &'static str {
    match (data, protocol) {
        (Type::File, _) => "file",
        (_, Protocol::JsonRpc) => "data",
        _ => "body",
    }
}
