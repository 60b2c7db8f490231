//! The verbs of calls.

use fmg_template::spelling::nearest;
use proc_macro2::{Ident, Span};
use syn::{Error, Result};

use crate::product::Product::{self, FortiManager, FortiOs};
use crate::report::list;

/// A verb, and the variant of its product's `Method` that it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verb {
    product: Product,
    word: &'static str,
    variant: &'static str,
}

/// The verbs of HTTP, in upper case, are those of FortiOS.
const VERBS: [Verb; 14] = [
    Verb::new(FortiManager, "get", "Get"),
    Verb::new(FortiManager, "add", "Add"),
    Verb::new(FortiManager, "set", "Set"),
    Verb::new(FortiManager, "update", "Update"),
    Verb::new(FortiManager, "delete", "Delete"),
    Verb::new(FortiManager, "exec", "Exec"),
    Verb::new(FortiManager, "clone", "Clone"),
    Verb::new(FortiManager, "move", "Move"),
    Verb::new(FortiManager, "replace", "Replace"),
    Verb::new(FortiManager, "unset", "Unset"),
    Verb::new(FortiOs, "GET", "Get"),
    Verb::new(FortiOs, "POST", "Post"),
    Verb::new(FortiOs, "PUT", "Put"),
    Verb::new(FortiOs, "DELETE", "Delete"),
];

impl Verb {
    const fn new(product: Product, word: &'static str, variant: &'static str) -> Self {
        Self { product, word, variant }
    }

    pub(crate) fn from_ident(ident: &Ident) -> Result<Self> {
        let written = ident.to_string();
        if let Some(verb) = VERBS.iter().find(|verb| verb.word == written) {
            return Ok(*verb);
        }
        // Case does not count for nearness, and the first of equals wins: those in the case that was meant go first.
        let upper = written.chars().all(|letter| letter.is_ascii_uppercase());
        let preferred = if upper { FortiOs } else { FortiManager };
        let other = if upper { FortiManager } else { FortiOs };
        let near = nearest(&written, words(preferred).chain(words(other)));
        let hint = near.map(|word| format!("did you mean `{word}`? ")).unwrap_or_default();
        let message = format!(
            "unknown verb `{written}`\nhelp: {hint}FortiManager has {}; FortiOS has {}",
            list(words(FortiManager), ""),
            list(words(FortiOs), "")
        );
        Err(Error::new(ident.span(), message))
    }

    pub(crate) const fn product(self) -> Product {
        self.product
    }

    pub(crate) const fn word(self) -> &'static str {
        self.word
    }

    /// The variant of `Method`.
    pub(crate) fn variant(self) -> Ident {
        Ident::new(self.variant, Span::call_site())
    }

    /// Whether FortiOS reads the body of such a request.
    pub(crate) fn has_body(self) -> bool {
        matches!(self.word, "POST" | "PUT")
    }

    /// Whether the call leaves everything as it is.
    pub(crate) fn is_read(self) -> bool {
        matches!(self.word, "get" | "GET")
    }

    /// The verb of FortiOS that does what this one of FortiManager does, for those who took the wrong one.
    pub(crate) fn in_http(self) -> Option<Self> {
        let word = match self.word {
            "get" => "GET",
            "add" | "exec" => "POST",
            "set" | "update" => "PUT",
            "delete" => "DELETE",
            _ => return None,
        };
        VERBS.into_iter().find(|verb| verb.word == word)
    }
}

/// The verbs of a product.
pub(crate) fn words(product: Product) -> impl Iterator<Item = &'static str> {
    VERBS
        .iter()
        .filter(move |verb| verb.product == product)
        .map(|verb| verb.word)
}
