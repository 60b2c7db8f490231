//! What only some protocols have: methods, places of members, files, CSRF tokens.

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::protocol::{fits, of_call};
use crate::ir::{Member, Protocol, RequestPlace, Type, Verb, Wire};
use crate::spec::{DataSpec, EndpointSpec, SpecFile, Text};
use crate::symbols::one_of;

use super::Lowering;
use super::module::protocol;

impl Lowering<'_> {
    /// Reports a method of another protocol, and what calls of this one have no place for.
    pub(super) fn protocol(&mut self, file: &SpecFile, spec: &EndpointSpec) {
        let protocol = protocol(self.product, &file.path);
        if !fits(protocol, spec.method) {
            let fits = Verb::ALL.iter().copied().filter(|method| fits(protocol, *method));
            self.fault(one_of(
                Location::new(&file.path, spec.template.span.clone()),
                method_of(protocol),
                spec.method.as_str(),
                fits.map(Verb::as_str),
            ));
        }
        if let Some(text) = misplaced(of_call(protocol, spec.method), spec) {
            self.fault(
                Diagnostic::new(
                    Code::InvalidValue,
                    Location::new(&file.path, text.span.clone()),
                    format!("{} have no place for `{}`", requests_of(protocol, spec.method), text.value),
                )
                .help(format!(
                    "JSON-RPC calls have {} and `options`; calls of HTTP have {}; calls that the GUI's proxy forwards have {}",
                    places(Protocol::JsonRpc, ", "),
                    places(Protocol::FortiOs, " and "),
                    places(Protocol::GuiProxy, " and "),
                )),
            );
        }
        if spec.download && protocol == Protocol::JsonRpc {
            let at = Location::new(&file.path, spec.name.span.clone());
            self.fault(
                Diagnostic::new(Code::InvalidValue, at, "no call of JSON-RPC is answered by a file")
                    .help("REST and the GUI of FortiManager, and FortiOS, have calls with `download = true`"),
            );
        }
        self.files(file, spec);
        self.csrf(file, spec, protocol);
    }

    /// Reports an upload without its file, and a file where none is uploaded.
    fn files(&mut self, file: &SpecFile, spec: &EndpointSpec) {
        let content = match spec.at(RequestPlace::Body) {
            DataSpec::Whole(text) if text.value == "file" => Some(text),
            _ => None,
        };
        let found = spec.members(RequestPlace::Body).iter().filter(|member| member.file);
        let found: Vec<_> = content.into_iter().chain(found.map(|member| &member.name)).collect();
        let fault = match found.as_slice() {
            [first, ..] if !spec.method.is_http() => Some((*first, "a file is sent by a call of HTTP only")),
            [] if spec.upload => Some((&spec.name, "an `upload` needs the member of `body` that is its file")),
            [first] if !spec.upload => Some((*first, "a `file` is sent by an `upload` only")),
            [_, second, ..] => Some((*second, "a call uploads one file")),
            _ => None,
        };
        if let Some((text, message)) = fault {
            self.fault(
                Diagnostic::new(
                    Code::InvalidValue,
                    Location::new(&file.path, text.span.clone()),
                    message,
                )
                .help(
                    "an upload has `upload = true`, and `file = true` on one member of its `body`, or `body = \"file\"` \
                     if it sends nothing but the file",
                ),
            );
        }
    }

    /// Reports CSRF tokens where no session has one, or where there is no body for them.
    fn csrf(&mut self, file: &SpecFile, spec: &EndpointSpec, protocol: Protocol) {
        let Some(first) = spec.csrf.first() else {
            return;
        };
        let has_body = spec.method.is_http()
            && spec.method.has_body()
            && spec.members(RequestPlace::Form).is_empty()
            && !matches!(spec.at(RequestPlace::Body), DataSpec::Whole(_));
        if protocol != Protocol::Gui || !has_body {
            self.fault(
                Diagnostic::new(
                    Code::InvalidValue,
                    Location::new(&file.path, first.span.clone()),
                    format!(
                        "{} have no CSRF token in their body",
                        requests_of(protocol, spec.method)
                    ),
                )
                .help("`csrf` names members of the body of a `POST` in `fmg/gui/`; the header is sent with every call"),
            );
        }
        for (index, text) in spec.csrf.iter().enumerate() {
            let body = spec.members(RequestPlace::Body).iter().map(|member| &member.name);
            if let Some(other) = body.chain(&spec.csrf[..index]).find(|name| name.value == text.value) {
                self.fault(
                    Diagnostic::new(
                        Code::Duplicate,
                        Location::new(&file.path, text.span.clone()),
                        format!("the body has `{}` twice", text.value),
                    )
                    .also(Location::new(&file.path, other.span.clone()), "it is here as well"),
                );
            }
        }
    }

    /// Reports members that are no part of a body though they should be, and members of a union that the body has
    /// anyway.
    pub(super) fn splices(&mut self, file: &SpecFile, spec: &EndpointSpec, sent: &[Member]) {
        for own in sent.iter().filter(|own| own.field.splice) {
            let specs = spec.places.iter().flat_map(|(_, data)| data.members());
            let mut specs = specs.map(|own| &own.name);
            let Some(text) = specs.find(|text| own.field.wire.fits(&text.value)) else {
                continue;
            };
            let here = Location::new(&file.path, text.span.clone());
            if own.place != RequestPlace::Body {
                self.fault(
                    Diagnostic::new(
                        Code::InvalidValue,
                        here,
                        format!(
                            "the members of `{}` cannot stand in `{}`",
                            text.value,
                            own.place.as_str()
                        ),
                    )
                    .help("`splice` is for members of `body`"),
                );
                continue;
            }
            let Type::Union(union) = &own.field.ty else {
                continue; // Reported where the type is.
            };
            let names = self.union_members.get(&union.name).cloned().unwrap_or_default();
            let others = sent
                .iter()
                .filter(|other| other.place == RequestPlace::Body && !other.field.splice);
            for other in others {
                if let Wire::Name(name) = &other.field.wire
                    && names.contains(name)
                {
                    self.fault(
                        Diagnostic::new(
                            Code::Duplicate,
                            here.clone(),
                            format!("the body has `{name}`, and `{}` brings another", union.name),
                        )
                        .help("a member stands in a body once; take it out of the union or out of the body"),
                    );
                }
            }
        }
    }
}

/// What calls of a protocol lack, if the spec has it all the same.
fn misplaced(protocol: Protocol, spec: &EndpointSpec) -> Option<&Text> {
    let filled = spec
        .places
        .iter()
        .filter_map(|(place, data)| Some((*place, data.first()?)));
    let mut foreign = filled
        .clone()
        .filter(|(place, _)| !place.protocols().contains(&protocol));
    let options = spec.options.as_ref().filter(|_| protocol != Protocol::JsonRpc);
    // A body is one thing, and a form is another.
    let mut bodies = filled.filter(|(place, _)| place.is_body()).skip(1);
    let found = foreign.next().or_else(|| bodies.next()).map(|(_, text)| text);
    found.or(options)
}

/// The places of a protocol: "`query`, `body` and `form`".
fn places(protocol: Protocol, last: &str) -> String {
    let words: Vec<_> = protocol.places().map(|place| format!("`{}`", place.as_str())).collect();
    match words.split_last() {
        Some((end, [])) => end.clone(),
        Some((end, words)) => format!("{}{last}{end}", words.join(", ")),
        None => String::new(),
    }
}

fn method_of(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::JsonRpc => "a method of JSON-RPC",
        Protocol::Rest => "a method of FortiManager's REST API",
        Protocol::Gui | Protocol::GuiProxy => "a method of FortiManager's GUI",
        Protocol::FortiOs => "a method of FortiOS",
    }
}

fn requests_of(protocol: Protocol, method: Verb) -> &'static str {
    match of_call(protocol, method) {
        Protocol::JsonRpc => "requests of JSON-RPC",
        Protocol::GuiProxy => "requests that the GUI's proxy forwards",
        Protocol::Gui | Protocol::Rest | Protocol::FortiOs => "requests of HTTP",
    }
}
