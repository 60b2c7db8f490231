//! The verbs of calls.

use fmg_template::spelling::nearest;
use proc_macro2::{Ident, Span};
use syn::{Error, Result};

use crate::report::list;

/// A verb of FortiManager, and the variant of `fmg_bindings::fmg::Method` it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verb {
    word: &'static str,
    variant: &'static str,
}

const VERBS: [Verb; 10] = [
    Verb {
        word: "get",
        variant: "Get",
    },
    Verb {
        word: "add",
        variant: "Add",
    },
    Verb {
        word: "set",
        variant: "Set",
    },
    Verb {
        word: "update",
        variant: "Update",
    },
    Verb {
        word: "delete",
        variant: "Delete",
    },
    Verb {
        word: "exec",
        variant: "Exec",
    },
    Verb {
        word: "clone",
        variant: "Clone",
    },
    Verb {
        word: "move",
        variant: "Move",
    },
    Verb {
        word: "replace",
        variant: "Replace",
    },
    Verb {
        word: "unset",
        variant: "Unset",
    },
];

/// The verbs of HTTP, in upper case, are those of FortiOS.
const HTTP_VERBS: [&str; 4] = ["GET", "POST", "PUT", "DELETE"];

impl Verb {
    pub(crate) fn from_ident(ident: &Ident) -> Result<Self> {
        let written = ident.to_string();
        if let Some(verb) = VERBS.iter().find(|verb| verb.word == written) {
            return Ok(*verb);
        }
        let words = || VERBS.iter().map(|verb| verb.word);
        let accepted = list(words(), "");
        let message = if HTTP_VERBS.contains(&written.as_str()) {
            format!(
                "`{written}` in upper case is a verb of FortiOS, whose calls cannot be derived yet\n\
                 help: the verbs of FortiManager are {accepted}"
            )
        } else {
            let hint = nearest(&written, words()).map(|word| format!("did you mean `{word}`? "));
            format!(
                "unknown verb `{written}`\nhelp: {}the verbs are {accepted}",
                hint.unwrap_or_default()
            )
        };
        Err(Error::new(ident.span(), message))
    }

    /// The variant of `Method`.
    pub(crate) fn variant(self) -> Ident {
        Ident::new(self.variant, Span::call_site())
    }
}
