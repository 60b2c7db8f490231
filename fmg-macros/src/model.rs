//! A struct as a call: its attribute, and its fields at their places.

use fmg_template::{Protocol, Template};
use proc_macro2::{Ident, Span};
use syn::ext::IdentExt as _;
use syn::{Data, DeriveInput, Field, Fields, Generics, Type};

use crate::attr::{self, CallAttr, FieldAttr, Fixed};
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
    pub(crate) ty: &'a Type,
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
pub(crate) fn fields<'a>(
    input: &'a DeriveInput,
    protocol: Option<Protocol>,
    report: &mut Report,
) -> Vec<NamedField<'a>> {
    let fault = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => {
                return fields
                    .named
                    .iter()
                    .filter_map(|field| named(field, protocol, report))
                    .collect();
            }
            Fields::Unit => return Vec::new(),
            Fields::Unnamed(_) => "a call is a struct with named fields, since the placeholders of its url name them",
        },
        Data::Enum(_) => "a call is a struct; write one for each variant, since each has its own url",
        Data::Union(_) => "a call is a struct, not a union",
    };
    report.error(input.ident.span(), fault);
    Vec::new()
}

fn named<'a>(field: &'a Field, protocol: Option<Protocol>, report: &mut Report) -> Option<NamedField<'a>> {
    let attr = attr::of_field(&field.attrs, protocol, report);
    let ident = field.ident.as_ref()?;
    Some(NamedField {
        ident,
        ty: &field.ty,
        attr,
    })
}

impl Fixed {
    /// The place of the constant.
    pub(crate) fn destination(&self, protocol: Protocol) -> Destination {
        Destination::member(protocol.constant_place(), self.name.value())
    }
}
