//! A struct as a call: its attribute, and its fields at their places.

use fmg_template::{Protocol, Template};
use proc_macro2::{Ident, Span, TokenTree};
use syn::Generics;
use syn::ext::IdentExt as _;

use crate::attr::{self, CallAttr, FieldAttr, Fixed};
use crate::item::{Body, Item};
use crate::place::Destination;
use crate::report::Report;
use crate::verb::Verb;

/// A parsed call, with every field at its place.
pub(crate) struct Call<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) generics: &'a Generics,
    pub(crate) verb: Verb,
    pub(crate) template: Template,
    pub(crate) attr: CallAttr,
    /// Sets of members of which one is required, by their names on the wire.
    pub(crate) one_of: Vec<Vec<String>>,
    /// The fields that fill the placeholders, in the order of the placeholders.
    pub(crate) placeholders: Vec<&'a NamedField<'a>>,
    /// The other fields, in their own order.
    pub(crate) members: Vec<Member<'a>>,
}

/// A field of the struct.
pub(crate) struct NamedField<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) ty: &'a [TokenTree],
    /// The location of the type.
    pub(crate) ty_span: Span,
    pub(crate) attr: FieldAttr,
}

impl NamedField<'_> {
    /// The name without `r#`.
    pub(crate) fn name(&self) -> String {
        self.ident.unraw().to_string()
    }

    pub(crate) fn span(&self) -> Span {
        self.ident.span()
    }
}

/// A field that is sent outside the url.
pub(crate) struct Member<'a> {
    pub(crate) field: &'a NamedField<'a>,
    pub(crate) destination: Destination,
}

/// The fields of a struct, with their attributes. Empty after a fault that has been reported.
pub(crate) fn fields<'a>(item: &'a Item, protocol: Option<Protocol>, report: &mut Report) -> Vec<NamedField<'a>> {
    let fault = match &item.body {
        Body::Struct(fields) => {
            let named = fields.iter().map(|field| NamedField {
                ident: &field.ident,
                ty: &field.ty,
                ty_span: field.ty_span,
                attr: attr::of_field(&field.attributes, protocol, report),
            });
            return named.collect();
        }
        Body::Tuple => "a call is a struct with named fields, since the placeholders of its url name them",
        Body::Enum => "a call is a struct; write one for each variant, since each has its own url",
        Body::Union => "a call is a struct, not a union",
    };
    report.error(item.ident.span(), fault);
    Vec::new()
}

impl Fixed {
    /// The place of the constant.
    pub(crate) fn destination(&self, protocol: Protocol) -> Destination {
        Destination::member(protocol.constant_place(), self.name.value())
    }
}
