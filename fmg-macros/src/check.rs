//! Checks a call: its attribute and its fields against each other.

mod members;
mod one_of;
mod placeholders;
mod taken;

use syn::{Error, Result};

use crate::attr::CallAttr;
use crate::item::{Body, Item};
use crate::model::{Call, NamedField};
use crate::point;
use crate::report::Report;

/// The call that a struct declares, if its attribute and its fields match.
pub(crate) fn call<'a>(
    item: &'a Item,
    attr: Option<CallAttr>,
    fields: &'a [NamedField<'a>],
    mut report: Report,
) -> Result<Call<'a>> {
    let protocol = attr.as_ref().and_then(|attr| attr.protocol);
    let template = attr
        .as_ref()
        .and_then(|attr| point::template(&attr.template, protocol, &mut report));
    let is_struct = matches!(&item.body, Body::Struct(_));
    if let Some(attr) = &attr {
        attr.check_reply(&mut report);
    }
    let members = members::members(fields, attr.as_ref(), &mut report);
    let sets = attr.as_ref().map(|attr| attr.one_of.as_slice()).unwrap_or_default();
    let one_of = one_of::wire_names(sets, fields, &members, &mut report);
    let placeholders = match (&attr, &template) {
        // The check needs a template and named fields.
        (Some(attr), Some(template)) if is_struct => {
            placeholders::fields(&attr.template, template, fields, protocol, &mut report)
        }
        _ => Vec::new(),
    };
    report.finish()?;
    let incomplete = || Error::new(item.ident.span(), "the `#[endpoint(...)]` of this struct is incomplete");
    let mut attr = attr.ok_or_else(incomplete)?;
    Ok(Call {
        ident: &item.ident,
        generics: &item.generics,
        verb: attr.verb.take().ok_or_else(incomplete)?,
        template: template.ok_or_else(incomplete)?,
        attr,
        one_of,
        placeholders,
        members,
    })
}
