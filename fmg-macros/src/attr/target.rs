//! The verb and the url of `#[endpoint(...)]`, which decide the protocol of a call.

use fmg_template::Protocol;
use fmg_template::spelling::nearest;
use proc_macro2::{Ident, Span, TokenStream};
use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::token::Paren;
use syn::{Error, LitStr, Result, Token, parenthesized};

use crate::report::Report;
use crate::verb::{self, Verb};

pub(super) struct Target {
    /// From the verb, or from the url if the verb could not be parsed.
    pub(super) protocol: Option<Protocol>,
    /// `None` after a fault that has been reported.
    pub(super) verb: Option<Verb>,
    pub(super) template: LitStr,
}

/// A parsed verb.
struct Spelled {
    protocol: Option<Protocol>,
    verb: Option<Verb>,
    span: Span,
}

impl Target {
    pub(super) fn parse(input: ParseStream<'_>, report: &mut Report) -> Result<Self> {
        if input.is_empty() || input.peek(LitStr) {
            return Err(Error::new(
                input.span(),
                "the verb comes first: `#[endpoint(get, \"...\")]`",
            ));
        }
        let spelled = Spelled::parse(input, report)?;
        if input.is_empty() {
            return Err(Error::new(
                spelled.span,
                "the url follows the verb: `#[endpoint(get, \"/dvmdb/adom/<adom>\")]`",
            ));
        }
        input.parse::<Token![,]>()?;
        let template = input.parse()?;
        Ok(spelled.beside(template, report))
    }
}

impl Spelled {
    fn parse(input: ParseStream<'_>, report: &mut Report) -> Result<Self> {
        let word = input.call(Ident::parse_any)?;
        let span = word.span();
        if input.peek(Paren) {
            let content;
            parenthesized!(content in input);
            let method = method(&word, &content);
            // The compiler would report the remaining tokens as another fault.
            content.parse::<TokenStream>()?;
            let (protocol, verb) = named_protocol(&word, method, report);
            return Ok(Self { protocol, verb, span });
        }
        let written = word.to_string();
        let verb = if verb::APIS.contains(&written.as_str()) {
            Err(format!(
                "`{written}` takes its method in parentheses: `{written}({})`",
                if written == "rest" { "GET" } else { "get" }
            ))
        } else {
            Verb::alone(&written)
        };
        let verb = report.absorb(verb.map_err(|message| Error::new(span, message)));
        let protocol = match written.as_str() {
            "rest" => Some(Protocol::Rest),
            _ => verb.as_ref().map(Verb::protocol),
        };
        Ok(Self { protocol, verb, span })
    }

    /// Combines the verb with the url. If the url belongs to another protocol, returns the verb that was probably
    /// meant.
    fn beside(self, template: LitStr, report: &mut Report) -> Target {
        let Self { protocol, verb, span } = self;
        let by_url = Protocol::of_url(&template.value());
        let (Some((other, beginning)), Some(verb)) = (by_url, &verb) else {
            let protocol = protocol.or(by_url.map(|(protocol, _)| protocol));
            return Target {
                protocol,
                verb,
                template,
            };
        };
        if other == verb.protocol() {
            let verb = Some(verb.clone());
            return Target {
                protocol,
                verb,
                template,
            };
        }
        let meant = verb.through(other);
        let hint = meant
            .as_ref()
            .map(|meant| format!("did you mean `{}`? ", meant.written()))
            .unwrap_or_default();
        let message = format!(
            "`{}` is for {}, and a url that begins with `{beginning}` belongs to {}\nhelp: {hint}its verbs are {}",
            verb.written(),
            verb.protocol().name(),
            other.name(),
            verb::verbs_of(other)
        );
        report.error(span, message);
        Target {
            protocol: Some(other),
            verb: meant,
            template,
        }
    }
}

/// The method in the parentheses of a protocol.
fn method(protocol: &Ident, content: ParseStream<'_>) -> Result<(String, Span)> {
    if content.is_empty() {
        let message = format!("`{protocol}(...)` lacks its method, such as `{protocol}(GET)`");
        return Err(Error::new(protocol.span(), message));
    }
    let method = if content.peek(LitStr) {
        let method: LitStr = content.parse()?;
        (method.value(), method.span())
    } else if content.peek(Ident::peek_any) {
        let method = content.call(Ident::parse_any)?;
        (method.unraw().to_string(), method.span())
    } else {
        return Err(content.error("a method is a word such as `get`, or a string in quotes"));
    };
    if !content.is_empty() {
        return Err(content.error("a call has one method; a method that is not a plain word needs quotes"));
    }
    Ok(method)
}

/// The protocol of this name, and its verb for a method.
fn named_protocol(
    word: &Ident,
    method: Result<(String, Span)>,
    report: &mut Report,
) -> (Option<Protocol>, Option<Verb>) {
    let read = |of: fn(&str) -> std::result::Result<Verb, String>, report: &mut Report| {
        let verb = method.and_then(|(method, span)| of(&method).map_err(|message| Error::new(span, message)));
        report.absorb(verb)
    };
    let written = word.to_string();
    match written.as_str() {
        "rest" => (Some(Protocol::Rest), read(Verb::of_rest, report)),
        "gui" => {
            let verb = read(Verb::of_gui, report);
            // Without a method, assumes the protocol with more places, so that no possible place is refused.
            (Some(verb.as_ref().map_or(Protocol::Gui, Verb::protocol)), verb)
        }
        unknown => {
            let hint = match nearest(unknown, verb::APIS) {
                Some(protocol) => format!("did you mean `{protocol}(...)`? "),
                None if Verb::alone(unknown).is_ok() => format!("`{unknown}` takes no parentheses; "),
                None => String::new(),
            };
            let message = format!(
                "unknown protocol `{unknown}`\n\
                 help: {hint}`rest(...)` and `gui(...)` are for FortiManager's REST and GUI API"
            );
            report.error(word.span(), message);
            (None, None)
        }
    }
}
