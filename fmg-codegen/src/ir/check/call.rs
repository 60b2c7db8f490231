//! Checks features that only some protocols have: methods, places of members, files, CSRF tokens.

use std::collections::BTreeSet;

use crate::diagnostic::Code;
use crate::ir::fault::{Element, Fault, Item, Part};
use crate::ir::protocol::{fits, of_call};
use crate::ir::{Endpoint, Protocol, RequestPlace, Type, Verb, Wire};

use super::{Checker, one_of};

impl Checker<'_> {
    /// Reports a method of another protocol, and features that this protocol does not have.
    pub(super) fn protocol(&mut self, element: Element, endpoint: &Endpoint, protocol: Protocol) {
        let method = endpoint.method;
        if !fits(protocol, method) {
            let fits = Verb::ALL.iter().copied().filter(|method| fits(protocol, *method));
            self.fault(one_of(
                element.part(Part::Url),
                method_of(protocol),
                method.as_str(),
                fits.map(Verb::as_str),
            ));
        }
        if let Some((element, name)) = misplaced(element, endpoint, of_call(protocol, method)) {
            let (message, help) = no_place(protocol, method, &name);
            self.fault(Fault::new(Code::InvalidValue, element, message).help(help));
        }
        if endpoint.download && protocol == Protocol::JsonRpc {
            self.fault(
                Fault::new(Code::InvalidValue, element, "a call of JSON-RPC cannot download a file")
                    .help("REST and the GUI of FortiManager, and FortiOS, have calls with `download = true`"),
            );
        }
        let only = [
            (
                "access_group",
                endpoint.access_group.is_some(),
                protocol == Protocol::FortiOs,
            ),
            ("etag", endpoint.etag, protocol == Protocol::FortiOs),
            ("one_of", !endpoint.one_of.is_empty(), protocol != Protocol::JsonRpc),
        ];
        for (key, _, _) in only.into_iter().filter(|(_, given, has)| *given && !has) {
            self.fault(Fault::new(
                Code::InvalidValue,
                element,
                format!("`{key}` does not apply to {}", requests_of(protocol, method)),
            ));
        }
        self.without_body(element, endpoint);
        self.files(element, endpoint, protocol);
        self.csrf(element, endpoint, protocol);
        self.splices(element, endpoint);
    }

    /// Reports a body where the method allows none.
    fn without_body(&mut self, element: Element, endpoint: &Endpoint) {
        if !endpoint.method.is_http() || endpoint.method.has_body() {
            return;
        }
        let member = endpoint.members.iter().position(|member| member.place.is_body());
        let element = match member {
            Some(index) => member_of(element, index),
            None if endpoint.data.is_some() => element.part(Part::Data),
            None => return,
        };
        self.fault(
            Fault::new(
                Code::InvalidValue,
                element,
                format!("a `{}` has no body", endpoint.method.as_str()),
            )
            .help("send the values in the `query`"),
        );
    }

    /// Reports an upload without a file, and a file without an upload.
    fn files(&mut self, element: Element, endpoint: &Endpoint, protocol: Protocol) {
        // The check of types reports a file as data of JSON-RPC.
        let content = endpoint.data == Some(Type::File) && protocol != Protocol::JsonRpc;
        let content = content.then(|| element.part(Part::Data));
        let members = endpoint.members.iter().enumerate();
        let files = members.filter(|(_, member)| member.field.file);
        let found: Vec<_> = content
            .into_iter()
            .chain(files.clone().map(|(index, _)| member_of(element, index)))
            .collect();
        let fault = match found.as_slice() {
            [first, ..] if !endpoint.method.is_http() => Some((*first, "only a call of HTTP can send a file")),
            [] if endpoint.upload => Some((element, "an `upload` needs a member of `body` for its file")),
            [first] if !endpoint.upload => Some((*first, "only an `upload` can send a `file`")),
            [_, second, ..] => Some((*second, "a call can upload only one file")),
            _ => files
                .clone()
                .find(|(_, member)| member.place != RequestPlace::Body)
                .map(|(index, _)| {
                    (
                        member_of(element, index),
                        "the file of an `upload` must be in the `body`",
                    )
                }),
        };
        if let Some((element, message)) = fault {
            self.fault(Fault::new(Code::InvalidValue, element, message).help(
                "an upload has `upload = true`, and `file = true` on one member of its `body`, or `body = \"file\"` \
                 if it sends nothing but the file",
            ));
        }
    }

    /// Reports CSRF tokens for a protocol without them, or for a request without a body.
    fn csrf(&mut self, element: Element, endpoint: &Endpoint, protocol: Protocol) {
        if endpoint.csrf.is_empty() {
            return;
        }
        let has_form = endpoint.members.iter().any(|member| member.place == RequestPlace::Form);
        let has_body = endpoint.method.is_http() && endpoint.method.has_body() && !has_form && endpoint.data.is_none();
        if protocol != Protocol::Gui || !has_body {
            self.fault(
                Fault::new(
                    Code::InvalidValue,
                    element.part(Part::Csrf(0)),
                    format!(
                        "{} have no CSRF token in their body",
                        requests_of(protocol, endpoint.method)
                    ),
                )
                .help("`csrf` names members of the body of a `POST` in `fmg/gui/`; the header is sent with every call"),
            );
        }
        for (index, name) in endpoint.csrf.iter().enumerate() {
            let mut members = endpoint.members.iter();
            let member = members
                .position(|own| own.place == RequestPlace::Body && own.field.wire == Wire::Name(name.as_str().into()));
            let earlier = endpoint.csrf[..index].iter().position(|own| own == name);
            let other = match (member, earlier) {
                (Some(member), _) => member_of(element, member),
                (None, Some(earlier)) => element.part(Part::Csrf(earlier)),
                (None, None) => continue,
            };
            self.fault(
                Fault::new(
                    Code::Duplicate,
                    element.part(Part::Csrf(index)),
                    format!("the body has `{name}` twice"),
                )
                .also(other, "also here"),
            );
        }
    }

    /// Reports members to splice outside of a body, and members of a union that the body has itself.
    fn splices(&mut self, element: Element, endpoint: &Endpoint) {
        let mut brought: BTreeSet<&str> = BTreeSet::new();
        let members = endpoint.members.iter().enumerate();
        for (index, own) in members.filter(|(_, own)| own.field.splice) {
            let here = member_of(element, index);
            if own.place != RequestPlace::Body {
                self.fault(
                    Fault::new(
                        Code::InvalidValue,
                        here,
                        format!(
                            "the members of `{}` cannot be in `{}`",
                            own.field.wire,
                            own.place.as_str()
                        ),
                    )
                    .help("`splice` is for members of `body`"),
                );
                continue;
            }
            let Type::Union(reference) = &own.field.ty else {
                continue; // The check of types reports it.
            };
            let Some(union) = self.union(reference) else {
                continue;
            };
            let others = endpoint.members.iter();
            let others = others.filter(|other| other.place == RequestPlace::Body && !other.field.splice);
            let names = others.filter_map(|other| match &other.field.wire {
                Wire::Name(name) => Some(&**name),
                Wire::Pattern { .. } => None,
            });
            let fixed = (!endpoint.method.is_http()).then_some(&endpoint.fixed);
            let fixed = fixed.into_iter().flatten().map(|(name, _)| name.as_str());
            let csrf = endpoint.csrf.iter().map(String::as_str);
            let own_names: BTreeSet<_> = union.names().into_iter().collect();
            let taken = names.chain(fixed).chain(csrf).chain(brought.iter().copied());
            let twice: BTreeSet<_> = taken.filter(|name| own_names.contains(name)).collect();
            for name in twice {
                self.fault(
                    Fault::new(
                        Code::Duplicate,
                        here,
                        format!("both the body and the union `{}` have `{name}`", union.name),
                    )
                    .help("remove it from the union or from the body"),
                );
            }
            brought.extend(own_names);
        }
    }
}

/// A member of the endpoint of `element`.
fn member_of(element: Element, member: usize) -> Element {
    match element.item {
        Item::Endpoint(endpoint) => Element {
            item: Item::Member(endpoint, member),
            part: Part::Name,
            ..element
        },
        _ => element,
    }
}

/// The first member, or the options, for which requests of the protocol have no place.
fn misplaced(element: Element, endpoint: &Endpoint, protocol: Protocol) -> Option<(Element, String)> {
    let members = || endpoint.members.iter().enumerate();
    let named =
        |(index, member): (usize, &crate::ir::Member)| (member_of(element, index), member.field.wire.to_string());
    let foreign = members().find(|(_, member)| !member.place.protocols().contains(&protocol));
    // A request has either a body or a form.
    let body = members()
        .find(|(_, member)| member.place.is_body())
        .map(|(_, member)| member.place);
    let other = members().find(|(_, member)| member.place.is_body() && Some(member.place) != body);
    let options = endpoint.options.as_ref().filter(|_| protocol != Protocol::JsonRpc);
    let options = options.map(|reference| (element.part(Part::Options), reference.name.to_string()));
    foreign.or(other).map(named).or(options)
}

/// The message that requests have no such place, and the help that lists their places.
pub(crate) fn no_place(protocol: Protocol, method: Verb, name: &str) -> (String, String) {
    (
        format!("{} have no place for `{name}`", requests_of(protocol, method)),
        format!(
            "JSON-RPC calls have {} and `options`; calls of HTTP have {}; calls that the GUI's proxy forwards have {}",
            places(Protocol::JsonRpc, ", "),
            places(Protocol::FortiOs, " and "),
            places(Protocol::GuiProxy, " and "),
        ),
    )
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
