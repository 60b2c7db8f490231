//! Parses attributes.

mod call;
mod field;
mod target;
mod word;

use proc_macro2::{Span, TokenStream};
use syn::spanned::Spanned as _;
use syn::{Attribute, Meta};

pub(crate) use self::call::{CallAttr, Fixed, MemberSet};
pub(crate) use self::field::{FieldAttr, PlaceKind, of_field, places_of, places_of_members};
pub(crate) use self::word::unknown;
use crate::report::Report;

/// The attributes of one name.
pub(crate) fn named<'a>(attributes: &'a [Attribute], name: &'static str) -> impl Iterator<Item = &'a Attribute> {
    attributes
        .iter()
        .filter(move |attribute| attribute.path().is_ident(name))
}

/// The arguments in the parentheses of an attribute.
pub(crate) fn arguments(attribute: &Attribute, name: &str, report: &mut Report) -> Option<TokenStream> {
    match &attribute.meta {
        Meta::List(list) => Some(list.tokens.clone()),
        other => {
            without_arguments(other.span(), name, report);
            None
        }
    }
}

/// Reports an attribute without parentheses.
pub(crate) fn without_arguments(span: Span, name: &str, report: &mut Report) {
    let message = format!("`{name}` takes its arguments in parentheses: `#[{name}(...)]`");
    report.error(span, message);
}
