//! Request structs, the tables of their constructors and setters, and the methods of handles.

use std::fmt::Write;

use crate::ir::{Endpoint, Group, Initial, Member, ParameterKind, Protocol, Type, Wire};
use crate::name::{FieldName, is_word};
use crate::prose;

use super::alias;
use super::cite::Documents;
use super::docs;
use super::rust::{Argument, Imports};
use super::source::{Source, literal, number, width};

/// The maximum width of arguments that rustfmt keeps on the line of the call.
const CALL_WIDTH: usize = 72;

/// The maximum width of arguments that rustfmt keeps on the line of the attribute.
const ATTRIBUTE_WIDTH: usize = 84;

/// Whether a field is optional, and its initial value.
#[derive(Clone, PartialEq, Eq)]
enum Presence {
    /// Required: an argument of the constructor.
    Required,
    /// An `Option` that is initially `None`.
    Optional,
    /// An `Option` that initially has the value of this expression.
    Initial(String),
    /// A struct of options that is initially empty.
    Defaulted,
}

/// A field of a request struct.
struct RequestField {
    doc: String,
    attribute: Option<String>,
    name: String,
    /// The type of the field, `Option` included.
    ty: String,
    /// The argument of its setter or of the constructor.
    argument: Argument,
    presence: Presence,
}

impl RequestField {
    fn is_required(&self) -> bool {
        self.presence == Presence::Required
    }
}

/// The struct of a request.
pub(super) fn item(
    group: &Group,
    endpoint: &Endpoint,
    documents: &Documents<'_>,
    imports: &mut Imports<'_>,
    source: &mut Source,
) {
    let name = &endpoint.type_name;
    let fields = fields(endpoint, imports);
    imports.runtime("Endpoint");
    source.doc(&docs::endpoint(imports.protocol(), group, endpoint, documents));
    searchable(group, endpoint, source);
    source.line("#[derive(Endpoint)]");
    attribute(endpoint, imports, source);
    source.line("#[non_exhaustive]");
    if fields.is_empty() {
        source.line(&format!("pub struct {name} {{}}"));
        return;
    }
    source.block(&format!("pub struct {name}"), |source| {
        for field in &fields {
            source.doc(&field.doc);
            if let Some(attribute) = &field.attribute {
                source.line(attribute);
            }
            source.field(&field.name, &field.ty);
        }
    });
}

/// `#[doc(alias(…))]`, with as many aliases on a line as fit.
pub(super) fn searchable(group: &Group, endpoint: &Endpoint, source: &mut Source) {
    let mut lines: Vec<Vec<String>> = Vec::new();
    let mut taken = 0;
    for alias in alias::aliases(group, endpoint)
        .into_iter()
        .filter(|alias| is_alias(alias))
    {
        let alias = literal(&alias);
        taken += alias.len() + 2;
        match lines.last_mut() {
            Some(line) if taken <= ATTRIBUTE_WIDTH => line.push(alias),
            _ => {
                taken = alias.len();
                lines.push(vec![alias]);
            }
        }
    }
    for line in lines {
        source.line(&format!("#[doc(alias({}))]", line.join(", ")));
    }
}

/// Whether rustdoc takes a text as an alias.
fn is_alias(text: &str) -> bool {
    let is_refused = |c: char| matches!(c, '"' | '\'') || (c.is_whitespace() && c != ' ');
    !text.is_empty() && !text.contains(is_refused) && text.trim() == text
}

/// `requests! { … }`: the constructors and the setters of requests, their `Clone` and their `Debug`.
pub(super) fn tables<'e>(
    endpoints: impl Iterator<Item = &'e Endpoint>,
    imports: &mut Imports<'_>,
    source: &mut Source,
) {
    let mut endpoints = endpoints.peekable();
    if endpoints.peek().is_none() {
        return;
    }
    let macro_name = imports.codegen("requests").to_owned();
    source.block(&format!("{macro_name}!"), |source| {
        for endpoint in endpoints {
            table(endpoint, imports, source);
        }
    });
}

fn table(endpoint: &Endpoint, imports: &mut Imports<'_>, source: &mut Source) {
    let fields = fields(endpoint, imports);
    let entry = |field: &RequestField| {
        let initial = match &field.presence {
            Presence::Initial(value) => format!(" = {value}"),
            Presence::Required | Presence::Optional | Presence::Defaulted => String::new(),
        };
        format!("{}: {}{initial}", field.name, field.argument.in_table())
    };
    let of = |presence: fn(&Presence) -> bool| fields.iter().filter(move |field| presence(&field.presence));
    let required: Vec<_> = of(|presence| *presence == Presence::Required).map(entry).collect();
    let optional: Vec<_> = of(|presence| matches!(presence, Presence::Optional | Presence::Initial(_)))
        .map(entry)
        .collect();
    let options = of(|presence| *presence == Presence::Defaulted).next();
    let options = options.map_or_else(String::new, |field| format!(" with {}", entry(field)));
    let name = endpoint.type_name.as_str();
    let members = match optional.as_slice() {
        [] => "{}".to_owned(),
        members => format!("{{ {} }}", members.join(", ")),
    };
    if source.fits(&format!("{name}({}){options} {members}", required.join(", "))) {
        source.arguments(name, &required, &format!("{options} {members}"));
    } else if optional.is_empty() {
        source.arguments(name, &required, &format!("{options} {{}}"));
    } else {
        source
            .arguments(name, &required, &format!("{options} {{"))
            .indented(|source| source.packed(&optional))
            .line("}");
    }
}

/// The implementation by which the options of a read can be set on its call.
pub(super) fn with_options(endpoint: &Endpoint, imports: &mut Imports<'_>, source: &mut Source) {
    let Some(options) = &endpoint.options else {
        return;
    };
    let options = imports.declared(options);
    let with = imports.of_protocol("WithOptions");
    source
        .gap()
        .block(&format!("impl {with} for {}", endpoint.type_name), |source| {
            source.line(&format!("type Options = {options};")).gap().block(
                "fn options_mut(&mut self) -> &mut Self::Options",
                |source| {
                    source.line("&mut self.options");
                },
            );
        });
}

/// `#[endpoint(exec, "…", response = …)]`
fn attribute(endpoint: &Endpoint, imports: &mut Imports<'_>, source: &mut Source) {
    let method = endpoint.method.as_str();
    let verb = match imports.protocol() {
        Protocol::JsonRpc | Protocol::FortiOs => method.to_owned(),
        Protocol::Rest => format!("rest({method})"),
        Protocol::Gui | Protocol::GuiProxy => format!("gui({method})"),
    };
    let mut items = vec![verb, literal(endpoint.template.source())];
    if let Some(group) = &endpoint.access_group {
        items.push(format!("access_group = {}", literal(group)));
    }
    if endpoint.etag {
        items.push("etag".to_owned());
    }
    if endpoint.download {
        items.push(match endpoint.file_may_be.join(", ") {
            kinds if kinds.is_empty() => "download".to_owned(),
            kinds => format!("download({kinds})"),
        });
    }
    if !endpoint.csrf.is_empty() {
        let names: Vec<_> = endpoint.csrf.iter().map(|name| literal(name)).collect();
        items.push(format!("csrf({})", names.join(", ")));
    }
    let parts = endpoint.reply_without.parts();
    if !parts.is_empty() {
        items.push(format!("reply_without({})", parts.join(", ")));
    }
    if let Some(path) = imports.renamed() {
        items.push(format!("crate = {path}"));
    }
    if let Some(response) = imports.response(endpoint) {
        items.push(format!("response = {response}"));
    }
    if !endpoint.fixed.is_empty() {
        let fixed: Vec<_> = endpoint
            .fixed
            .iter()
            .map(|(name, value)| {
                let name = if is_word(name) { name.clone() } else { literal(name) };
                format!("{name} = {value}")
            })
            .collect();
        items.push(format!("fixed({})", fixed.join(", ")));
    }
    if !endpoint.one_of.is_empty() {
        let sets: Vec<_> = endpoint
            .one_of
            .iter()
            .map(|set| format!("[{}]", set.iter().map(FieldName::as_str).collect::<Vec<_>>().join(", ")))
            .collect();
        items.push(format!("one_of({})", sets.join(", ")));
    }
    // rustfmt formats an attribute only if it has nothing but words and literals.
    if endpoint.fixed.is_empty() && endpoint.one_of.is_empty() && imports.response(endpoint).is_none() {
        source.words("#[endpoint(", &items, ")]", ATTRIBUTE_WIDTH);
    } else {
        source.list("#[endpoint(", &items, ")]", super::source::WIDTH);
    }
}

fn fields(endpoint: &Endpoint, imports: &mut Imports<'_>) -> Vec<RequestField> {
    let mut fields = Vec::new();
    for placeholder in &endpoint.placeholders {
        let ty = imports.declared(&placeholder.ty);
        fields.push(RequestField {
            doc: prose::body(&placeholder.doc),
            attribute: None,
            name: placeholder.field.to_string(),
            argument: match placeholder.kind {
                ParameterKind::Id => Argument::plain(ty.clone()),
                _ => Argument::param(ty.clone()),
            },
            ty,
            presence: Presence::Required,
        });
    }
    if let Some(data) = &endpoint.data {
        let ty = imports.ty(data);
        let (role, name, doc) = match (data, imports.protocol()) {
            (Type::File, _) => ("content", "file", "The file to send."),
            (_, Protocol::JsonRpc) => ("data", "data", "The value of `data`."),
            (_, Protocol::Gui) if !endpoint.method.is_http() => ("body", "body", "The value of `params`."),
            _ => ("body", "body", "The JSON body of the request."),
        };
        fields.push(RequestField {
            doc: doc.to_owned(),
            attribute: Some(format!("#[endpoint({role})]")),
            name: name.to_owned(),
            argument: imports.data_argument(data),
            ty,
            presence: Presence::Required,
        });
    }
    for member in &endpoint.members {
        fields.push(member_field(member, imports));
    }
    if let Some(options) = &endpoint.options {
        let ty = imports.declared(options);
        fields.push(RequestField {
            doc: "The options of the call, which are sent beside the url.".to_owned(),
            attribute: Some("#[endpoint(splice)]".to_owned()),
            name: "options".to_owned(),
            argument: Argument::plain(ty.clone()),
            ty,
            presence: Presence::Defaulted,
        });
    }
    fields
}

fn member_field(member: &Member, imports: &mut Imports<'_>) -> RequestField {
    let field = &member.field;
    let name = field.name.to_string();
    let ty = imports.member(field);
    let presence = match &field.facts.initial {
        _ if field.required => Presence::Required,
        None => Presence::Optional,
        Some(initial) => Presence::Initial(match initial {
            Initial::Text(text) if text.is_empty() => "String::new()".to_owned(),
            Initial::Text(text) => format!("{}.to_owned()", literal(text)),
            Initial::EmptySecret => "\"\".into()".to_owned(),
            Initial::Number(value) => number(*value),
            Initial::Flag(on) => on.to_string(),
            Initial::Default(_) => format!("{ty}::default()"),
            Initial::EmptyList => "Vec::new()".to_owned(),
        }),
    };
    RequestField {
        doc: docs::field(field),
        attribute: Some(role(member)),
        argument: imports.argument(field),
        ty: if field.required { ty } else { format!("Option<{ty}>") },
        name,
        presence,
    }
}

/// `#[endpoint(query)]`, `#[endpoint(data("top-n"))]`
fn role(member: &Member) -> String {
    if member.field.splice {
        return "#[endpoint(splice)]".to_owned();
    }
    let (place, can_be_whole) = if member.field.file {
        ("file", false)
    } else {
        (member.place.as_str(), member.place.can_be_whole())
    };
    let mut role = format!("#[endpoint({place}");
    if let Wire::Name(wire) = &member.field.wire {
        // Without a name, a member has the name of its field, or is the whole of its place if that is possible.
        let is_called_like_the_field = *member.field.name.as_str() == **wire;
        if can_be_whole || !is_called_like_the_field {
            let _ = write!(role, "({})", literal(wire));
        }
    }
    match member.field.ty {
        Type::Flag => role.push_str(", flag"),
        Type::Toggle => role.push_str(", toggle"),
        Type::Digits(_) => role.push_str(", digits"),
        _ => {}
    }
    role.push_str(")]");
    role
}

/// The method of the group's handle that returns the call.
pub(super) fn method(endpoint: &Endpoint, imports: &mut Imports<'_>, source: &mut Source) {
    let ty = &endpoint.type_name;
    let call = imports.of_protocol(if endpoint.download { "DownloadCall" } else { "Call" });
    let mut arguments = vec!["&self".to_owned()];
    let mut names = Vec::new();
    for field in fields(endpoint, imports) {
        if field.is_required() {
            arguments.push(format!("{}: {}", field.name, field.argument.signature(imports)));
            names.push(field.name);
        }
    }
    source
        .doc(&format!(
            "{} `{} {}`; see [`{ty}`].",
            prose::escape(prose::sentence(&endpoint.doc)),
            endpoint.method.as_str(),
            endpoint.template,
        ))
        .function(
            &format!("pub fn {}", endpoint.method_name),
            &arguments,
            &format!(" -> {call}<'c, C, {ty}>"),
            |source| {
                let names: Vec<_> = names.iter().map(ToString::to_string).collect();
                let arguments = ["self.client".to_owned(), format!("{ty}::new({})", names.join(", "))];
                if width(&names.join(", ")) <= CALL_WIDTH {
                    source.list(&format!("{call}::new("), &arguments, ")", CALL_WIDTH);
                    return;
                }
                source.enclosed(&format!("{call}::new("), ")", |source| {
                    source
                        .line("self.client,")
                        .list(&format!("{ty}::new("), &names, "),", CALL_WIDTH);
                });
            },
        );
}
