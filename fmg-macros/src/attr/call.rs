//! `#[endpoint(...)]` on a struct.

use fmg_template::Protocol;
use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{Error, LitStr, Path, Result, Token, Type, bracketed, parenthesized};

use super::target::Target;
use super::word::{self, Word};
use crate::access_group;
use crate::item::Attribute;
use crate::report::Report;
use crate::verb::Verb;

/// The parsed attribute of the struct.
pub(crate) struct CallAttr {
    /// The protocol of the call, if it is known.
    pub(crate) protocol: Option<Protocol>,
    /// `None` after a fault that has been reported.
    pub(crate) verb: Option<Verb>,
    pub(crate) template: LitStr,
    pub(crate) response: Option<Type>,
    pub(crate) fixed: Vec<Fixed>,
    pub(crate) access_group: Option<LitStr>,
    pub(crate) etag: bool,
    /// The kinds of file that the response may be; `None`: the response is not a file.
    pub(crate) download: Option<Vec<Ident>>,
    pub(crate) one_of: Vec<MemberSet>,
    /// The members that hold the CSRF token of the session.
    pub(crate) csrf: Vec<LitStr>,
    /// The parts that replies lack, each the name of a method of `ReplyWithout`.
    pub(crate) reply_without: Vec<Ident>,
    /// The name of the bindings in the crate, if it renamed the dependency.
    pub(crate) runtime: Option<Path>,
}

/// A member whose value never changes.
pub(crate) struct Fixed {
    pub(crate) name: LitStr,
    pub(crate) value: TokenStream,
}

/// Fields of which all are required.
pub(crate) struct MemberSet(pub(crate) Vec<Ident>);

/// The options that errors list. `crate` is not listed, because only a renamed dependency needs it.
const WORDS: [Word; 8] = [
    Word::of(Protocol::ALL, "response", "response = Type"),
    Word::of(Protocol::ALL, "fixed", "fixed(name = value)"),
    Word::of(word::FORTIOS, "access_group", "access_group = \"...\""),
    Word::of(word::FORTIOS, "etag", "etag"),
    Word::of(word::BESIDE_JSON_RPC, "download", "download(text, ...)"),
    Word::of(word::BESIDE_JSON_RPC, "one_of", "one_of([field, ...], ...)"),
    Word::of(word::GUI, "csrf", "csrf(\"...\")"),
    Word::of(Protocol::ALL, "reply_without", "reply_without(status)"),
];

/// The parts that replies may lack.
const PARTS: [Word; 3] = [
    Word::of(Protocol::ALL, "status", "status"),
    Word::of(word::JSON_RPC, "id", "id"),
    Word::of(word::FORTIOS, "body", "body"),
];

impl CallAttr {
    /// The attribute of a struct. `None` after a fault that has been reported.
    pub(crate) fn of_struct(attributes: &[Attribute], name: &Ident, report: &mut Report) -> Option<Self> {
        let Some((first, others)) = attributes.split_first() else {
            report.error(
                name.span(),
                format!(
                    "`{name}` has no attribute `#[endpoint(...)]`\n\
                     help: add the verb and the url: `#[endpoint(get, \"/dvmdb/adom/<adom>\")]` for FortiManager, \
                     `#[endpoint(GET, \"/api/v2/monitor/system/status\")]` for FortiOS"
                ),
            );
            return None;
        };
        for other in others {
            report.error(other.span, "a struct has only one `#[endpoint(...)]`");
        }
        let tokens = first.arguments(report)?;
        let attr = (|input: ParseStream<'_>| Self::parse(input, report)).parse2(tokens);
        report.absorb(attr)
    }

    fn parse(input: ParseStream<'_>, report: &mut Report) -> Result<Self> {
        let Target {
            protocol,
            verb,
            template,
        } = Target::parse(input, report)?;
        let mut attr = Self {
            protocol,
            verb,
            template,
            response: None,
            fixed: Vec::new(),
            access_group: None,
            etag: false,
            download: None,
            one_of: Vec::new(),
            csrf: Vec::new(),
            reply_without: Vec::new(),
            runtime: None,
        };
        if let Err(error) = attr.options(input, report) {
            report.add(error);
            // The part before the fault is known, and is enough to check the rest of the struct.
            input.parse::<TokenStream>()?;
        }
        Ok(attr)
    }

    fn options(&mut self, input: ParseStream<'_>, report: &mut Report) -> Result<()> {
        let mut seen = Vec::new();
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            let word = input.call(Ident::parse_any)?;
            // Constants may be given in several lists.
            if word != "fixed" && seen.contains(&word) {
                report.error(word.span(), format!("`{word}` is given twice"));
            }
            self.option(&word, input, report)?;
            seen.push(word);
        }
        Ok(())
    }

    fn option(&mut self, word: &Ident, input: ParseStream<'_>, report: &mut Report) -> Result<()> {
        let written = word.to_string();
        match written.as_str() {
            "response" => {
                input.parse::<Token![=]>()?;
                self.response = Some(input.parse()?);
            }
            "fixed" => {
                let content;
                parenthesized!(content in input);
                self.fixed.extend(all::<Fixed>(&content)?);
            }
            "access_group" => {
                input.parse::<Token![=]>()?;
                let group = input.parse()?;
                access_group::check(&group, report);
                self.access_group = Some(group);
            }
            "etag" => {
                self.etag = true;
                let is_write = |verb: &&Verb| verb.protocol() == Protocol::FortiOs && !verb.is_read();
                if let Some(verb) = self.verb.as_ref().filter(is_write) {
                    let message = format!(
                        "the response to a `{}` has no entity tag; only reads have one",
                        verb.word()
                    );
                    report.error(word.span(), message);
                }
            }
            "download" => self.download = Some(kinds(input, report)?),
            "one_of" => {
                let content;
                parenthesized!(content in input);
                self.one_of.extend(all::<MemberSet>(&content)?);
            }
            "csrf" => {
                let content;
                parenthesized!(content in input);
                self.csrf.extend(all::<LitStr>(&content)?);
                if self.csrf.is_empty() {
                    report.error(
                        word.span(),
                        "`csrf()` names no member\n\
                         help: name the members that hold the token of the session, such as `csrf(\"csrf_token\")`",
                    );
                }
            }
            "reply_without" => {
                let content;
                parenthesized!(content in input);
                let parts = content.parse_terminated(Ident::parse_any, Token![,])?;
                if parts.is_empty() {
                    report.error(
                        word.span(),
                        format!(
                            "`reply_without()` names no part of a reply\nhelp: it takes {}",
                            word::shapes(&PARTS, self.protocol)
                        ),
                    );
                }
                for part in parts {
                    self.lack(part, report);
                }
            }
            "crate" => {
                input.parse::<Token![=]>()?;
                self.runtime = Some(input.call(Path::parse_mod_style)?);
            }
            unknown => {
                let message = word::unknown_word(&WORDS, unknown, self.protocol, "options after the url:");
                return Err(Error::new(word.span(), message));
            }
        }
        if let Some(protocol) = word::misplaced(&WORDS, &written, self.protocol) {
            let message = format!(
                "`{written}` is not an option of calls to {}\nhelp: options after the url: {}",
                protocol.name(),
                word::shapes(&WORDS, self.protocol)
            );
            report.error(word.span(), message);
        }
        Ok(())
    }
}

impl CallAttr {
    /// Adds a part that replies lack.
    fn lack(&mut self, part: Ident, report: &mut Report) {
        let written = part.to_string();
        let is_write = self.verb.as_ref().is_none_or(|verb| !verb.is_read());
        let fault = if !PARTS.iter().any(|known| known.text == written) {
            word::unknown_word(&PARTS, &written, self.protocol, "`reply_without` takes")
        } else if let Some(protocol) = word::misplaced(&PARTS, &written, self.protocol) {
            format!(
                "replies of {} have no `{written}`\nhelp: `reply_without` takes {}",
                protocol.name(),
                word::shapes(&PARTS, self.protocol)
            )
        } else if self.reply_without.contains(&part) {
            format!("`{written}` is given twice")
        } else if written == "body" && !is_write {
            "a read needs a response body; only a write may have an empty response".to_owned()
        } else {
            self.reply_without.push(part);
            return;
        };
        report.error(part.span(), fault);
    }

    /// Reports a reply that could not be told from a reply to another call.
    pub(crate) fn check_reply(&self, report: &mut Report) {
        let lacks_status = self.reply_without.iter().find(|part| *part == "status");
        if let Some(part) = lacks_status
            && self.response.is_none()
        {
            report.error(
                part.span(),
                "a reply without a status is recognised by its members, but this call has no `response`\n\
                 help: add a response with a field for a member of the reply: `response = Type`",
            );
        }
    }
}

/// The kinds of file after `download`, which may be empty.
fn kinds(input: ParseStream<'_>, report: &mut Report) -> Result<Vec<Ident>> {
    if !input.peek(syn::token::Paren) {
        return Ok(Vec::new());
    }
    let content;
    parenthesized!(content in input);
    let mut kinds = Vec::new();
    for kind in all::<Ident>(&content)? {
        if ["text", "json", "html", "pdf"].iter().any(|known| kind == known) {
            kinds.push(kind);
        } else {
            let message = format!("a file cannot be `{kind}`\nhelp: `download` takes `text`, `json`, `html` and `pdf`");
            report.error(kind.span(), message);
        }
    }
    Ok(kinds)
}

/// A list. After a fault the rest is skipped, since the compiler would report it as another fault.
fn all<T: Parse>(content: ParseStream<'_>) -> Result<Punctuated<T, Token![,]>> {
    Punctuated::parse_terminated(content).or_else(|error| {
        content.parse::<TokenStream>()?;
        Err(error)
    })
}

impl Parse for MemberSet {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        if !input.peek(syn::token::Bracket) {
            return Err(input.error("write fields that are given together in brackets: `one_of([a, b], [c])`"));
        }
        let content;
        let brackets = bracketed!(content in input);
        let fields = content.parse_terminated(Ident::parse_any, Token![,])?;
        if fields.is_empty() {
            return Err(Error::new(brackets.span.join(), "a set needs at least one field"));
        }
        Ok(Self(fields.into_iter().collect()))
    }
}

impl Parse for Fixed {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let name = if input.peek(LitStr) {
            input.parse()?
        } else {
            let name = input.call(Ident::parse_any)?;
            LitStr::new(&name.unraw().to_string(), name.span())
        };
        input.parse::<Token![=]>()?;
        let mut value = TokenStream::new();
        while !input.is_empty() && !input.peek(Token![,]) {
            value.extend([input.parse::<TokenTree>()?]);
        }
        if value.is_empty() {
            let message = format!(
                "`{} =` lacks its value, such as `1`, `\"text\"` or `[\"text\"]`",
                name.value()
            );
            return Err(Error::new(name.span(), message));
        }
        Ok(Self { name, value })
    }
}
