//! The verb of a call in the attribute.

use fmg_template::spelling::nearest;
use fmg_template::{Protocol, Verb as Known};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::report::list;
use crate::runtime;

/// The verb or method of a call, as in the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Verb {
    protocol: Protocol,
    word: String,
    /// `None`: a verb that only the proxy of the GUI knows.
    known: Option<Known>,
}

/// The words that take a method in parentheses.
pub(crate) const APIS: [&str; 2] = ["rest", "gui"];

impl Verb {
    /// A verb without parentheses. HTTP methods, in upper case, are those of FortiOS.
    pub(crate) fn alone(written: &str) -> Result<Self, String> {
        let verb = [Protocol::JsonRpc, Protocol::FortiOs]
            .into_iter()
            .find_map(|protocol| Self::known(protocol, written));
        verb.ok_or_else(|| {
            // Case does not count for similarity, and the first of equally similar verbs counts: those in the case of
            // the input come first.
            let (preferred, other) = if is_upper_case(written) {
                (Protocol::FortiOs, Protocol::JsonRpc)
            } else {
                (Protocol::JsonRpc, Protocol::FortiOs)
            };
            let hint = hint(nearest(written, words(preferred).chain(words(other))));
            format!(
                "unknown verb `{written}`\n\
                 help: {hint}FortiManager has {}; FortiOS has {}; `rest(GET)` and `gui(get)` are for FortiManager's \
                 REST and GUI API",
                list(words(Protocol::JsonRpc), ""),
                list(words(Protocol::FortiOs), "")
            )
        })
    }

    /// The method in `rest(...)`.
    pub(crate) fn of_rest(written: &str) -> Result<Self, String> {
        Self::known(Protocol::Rest, written).ok_or_else(|| {
            let hint = hint(nearest(written, words(Protocol::Rest)));
            format!(
                "`{written}` is not a method of {}\nhelp: {hint}it takes {}",
                Protocol::Rest.name(),
                list(words(Protocol::Rest), "")
            )
        })
    }

    /// The method in `gui(...)`: an HTTP method, or in any other case a method that only the GUI knows.
    pub(crate) fn of_gui(written: &str) -> Result<Self, String> {
        if let Some(verb) = Self::known(Protocol::Gui, written) {
            return Ok(verb);
        }
        if written.is_empty() || written.contains(|letter: char| letter.is_whitespace() || letter.is_control()) {
            return Err("a method is a single word, as in the request".to_owned());
        }
        if is_upper_case(written) {
            let lower = written.to_lowercase();
            let near = nearest(written, words(Protocol::Gui));
            let hint = hint(near.or(Some(&lower)));
            return Err(format!(
                "`{written}` in capitals would be a method of HTTP, and {} takes {}\n\
                 help: {hint}a method of the proxy is written as in its request, such as `get`",
                Protocol::Gui.name(),
                list(words(Protocol::Gui), "")
            ));
        }
        Ok(Self::proxied(written.to_owned()))
    }

    fn known(protocol: Protocol, written: &str) -> Option<Self> {
        let known = Known::of(protocol, written)?;
        Some(Self {
            protocol,
            word: written.to_owned(),
            known: Some(known),
        })
    }

    fn proxied(word: String) -> Self {
        Self {
            protocol: Protocol::GuiProxy,
            known: Known::of(Protocol::GuiProxy, &word),
            word,
        }
    }

    pub(crate) const fn protocol(&self) -> Protocol {
        self.protocol
    }

    pub(crate) fn word(&self) -> &str {
        &self.word
    }

    /// The verb as written in the attribute.
    pub(crate) fn written(&self) -> String {
        match self.protocol {
            Protocol::JsonRpc | Protocol::FortiOs => self.word.clone(),
            Protocol::Rest => format!("rest({})", self.word),
            Protocol::Gui | Protocol::GuiProxy => format!("gui({})", self.word),
        }
    }

    /// The `Method` of its module.
    pub(crate) fn method(&self) -> TokenStream {
        let module = runtime::module(self.protocol);
        let word = self.word.as_str();
        let variant = self.known.map(|known| Ident::new(known.variant(), Span::call_site()));
        match (self.protocol, variant) {
            (Protocol::GuiProxy, _) | (_, None) => quote!(#module::Method::Proxied(#word)),
            (Protocol::Gui, Some(variant)) => quote!(#module::Method::Http(#module::HttpMethod::#variant)),
            (_, Some(variant)) => quote!(#module::Method::#variant),
        }
    }

    /// Whether the body of such a request is read.
    pub(crate) fn has_body(&self) -> bool {
        self.known.is_none_or(Known::has_body)
    }

    /// Whether the call changes nothing.
    pub(crate) fn is_read(&self) -> bool {
        self.known.is_some_and(Known::is_read)
    }

    /// The verb of another protocol with the same meaning, for error messages.
    pub(crate) fn through(&self, protocol: Protocol) -> Option<Self> {
        let word = match (protocol, self.word.as_str()) {
            // The methods of the proxy are an open set, so the word itself is the best guess.
            (Protocol::GuiProxy, word) => {
                return Some(Self::proxied(word.to_lowercase()));
            }
            (Protocol::JsonRpc, word) => return Self::known(protocol, &word.to_lowercase()),
            (_, "add" | "exec") => "POST".to_owned(),
            (Protocol::FortiOs, "set" | "update") => "PUT".to_owned(),
            (_, word) => word.to_uppercase(),
        };
        Self::known(protocol, &word)
    }
}

/// The verbs of a protocol, for error messages.
pub(crate) fn verbs_of(protocol: Protocol) -> String {
    match protocol {
        Protocol::JsonRpc | Protocol::FortiOs => list(words(protocol), ""),
        Protocol::Rest | Protocol::Gui => {
            let verbs = words(protocol).filter_map(|word| Verb::known(protocol, word));
            list(verbs.map(|verb| verb.written()), "")
        }
        Protocol::GuiProxy => "`gui(get)`, `gui(post)` and any other method of its requests".to_owned(),
    }
}

/// The verbs of a protocol, as in requests.
fn words(protocol: Protocol) -> impl Iterator<Item = &'static str> {
    protocol.verbs().map(Known::as_str)
}

fn hint(near: Option<&str>) -> String {
    near.map(|word| format!("did you mean `{word}`? ")).unwrap_or_default()
}

/// Whether a word is written like an HTTP method.
fn is_upper_case(word: &str) -> bool {
    word.contains(char::is_uppercase) && !word.contains(char::is_lowercase)
}
