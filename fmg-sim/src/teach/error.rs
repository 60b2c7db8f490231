//! Errors when a call is taught.

use std::fmt;

use fmg_template::{Faults, Protocol, Verb, underline};

use crate::product::Product;

/// The call cannot be taught.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TeachError {
    /// The protocol has no such method.
    Method {
        /// The protocol.
        protocol: Protocol,
        /// The method.
        method: String,
        /// A similar method of the protocol.
        meant: Option<String>,
    },
    /// The url template is malformed.
    Template {
        /// The template.
        url: String,
        /// The errors in it, with their positions.
        faults: Faults,
    },
    /// The url does not belong to the protocol.
    Url {
        /// The template.
        url: String,
        /// The protocol given.
        protocol: Protocol,
        /// The protocol that the url belongs to, if known.
        found: Option<Protocol>,
    },
    /// The appliance does not have the protocol.
    Product {
        /// The protocol.
        protocol: Protocol,
        /// The appliance.
        product: Product,
    },
    /// The simulator itself has to answer the call: it opens or ends a session, or contains other calls.
    Session {
        /// The method.
        method: String,
        /// The template.
        url: String,
    },
}

impl TeachError {
    pub(crate) fn session(method: &str, url: &str) -> Self {
        Self::Session {
            method: method.to_owned(),
            url: url.to_owned(),
        }
    }

    pub(crate) fn template(url: &str, faults: Faults) -> Self {
        Self::Template {
            url: url.to_owned(),
            faults,
        }
    }
}

impl fmt::Display for TeachError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Method {
                protocol,
                method,
                meant,
            } => {
                let words: Vec<_> = protocol.verbs().map(Verb::as_str).collect();
                let (name, words) = (protocol.name(), words.join(", "));
                write!(f, "`{method}` is not a method of {name}, which has {words}")?;
                meant
                    .as_ref()
                    .map_or(Ok(()), |meant| write!(f, "\nhelp: did you mean `{meant}`?"))
            }
            Self::Template { url, faults } => {
                for (at, fault) in faults.iter().enumerate() {
                    let gap = if at == 0 { "" } else { "\n\n" };
                    writeln!(f, "{gap}the url template cannot be read: {fault}")?;
                    if !url.is_empty() {
                        let drawn = underline(url, fault.span()).replace('\n', "\n  ");
                        writeln!(f, "\n  {drawn}")?;
                    }
                    write!(f, "\nhelp: {}", fault.help())?;
                }
                Ok(())
            }
            Self::Url {
                url,
                protocol,
                found: Some(found),
            } => write!(
                f,
                "urls that begin like `{url}` belong to {}, not to {}\nhelp: answer it by `answer_by` with `Protocol::{}`",
                found.name(),
                protocol.name(),
                found.variant()
            ),
            Self::Url { url, protocol, .. } => {
                let beginnings: Vec<_> = protocol
                    .url_beginnings()
                    .iter()
                    .map(|beginning| format!("`{beginning}`"))
                    .collect();
                let (name, beginnings) = (protocol.name(), beginnings.join(", "));
                write!(f, "urls of {name} begin with {beginnings}, and `{url}` does not")
            }
            Self::Product { protocol, product } => write!(f, "a {product} does not speak {}", protocol.name()),
            Self::Session { method, url } => write!(
                f,
                "`{method} {url}` opens or ends a session or contains other calls, which only the simulator can answer\nhelp: arm a \
                 fault to have it fail, or answer the call that it contains"
            ),
        }
    }
}

impl std::error::Error for TeachError {}
