//! Checks the placeholders of a template and the fields of a struct against each other.

use std::collections::BTreeSet;

use fmg_template::spelling::nearest;
use fmg_template::{Placeholder, Protocol, Template};
use syn::LitStr;

use crate::attr::{self, PlaceKind};
use crate::model::NamedField;
use crate::point;
use crate::report::{Report, list};

/// The fields that fill the placeholders, in the order of the placeholders.
pub(crate) fn fields<'a>(
    literal: &LitStr,
    template: &Template,
    fields: &'a [NamedField<'a>],
    protocol: Option<Protocol>,
    report: &mut Report,
) -> Vec<&'a NamedField<'a>> {
    let mut unplaced: Vec<_> = fields.iter().filter(|field| can_fill_placeholder(field)).collect();
    let mut filled = Vec::new();
    let mut open = Vec::new();
    for placeholder in template.placeholders() {
        let mut fills = Vec::new();
        unplaced.retain(|field| {
            let fits = fits(field, placeholder);
            if fits {
                fills.push(*field);
            }
            !fits
        });
        match fills.split_first() {
            None => open.push(placeholder),
            Some((field, others)) => {
                filled.push(*field);
                for other in others {
                    let message = format!("`<{}>` is already filled by `{}`", placeholder.name(), field.name());
                    report.error(other.span(), message);
                }
            }
        }
    }
    for placeholder in open {
        missing_field(literal, placeholder, fields, &mut unplaced, report);
    }
    // The intended place of a field with a faulty attribute is unknown.
    for field in unplaced.into_iter().filter(|field| !field.attr.faulty) {
        missing_place(field, template, protocol, report);
    }
    filled
}

/// Whether a field can fill a placeholder: it has no attribute for another place.
fn can_fill_placeholder(field: &NamedField<'_>) -> bool {
    matches!(
        field.attr.place.as_ref().map(|place| &place.kind),
        None | Some(PlaceKind::Placeholder(_))
    )
}

fn fits(field: &NamedField<'_>, placeholder: &Placeholder) -> bool {
    match field.attr.place.as_ref().map(|place| &place.kind) {
        Some(PlaceKind::Placeholder(name)) => name.value() == placeholder.name(),
        Some(_) => false,
        None => field.name() == placeholder.field_name(),
    }
}

/// The name of the placeholder that a field should fill.
fn intent(field: &NamedField<'_>) -> String {
    match field.attr.place.as_ref().map(|place| &place.kind) {
        Some(PlaceKind::Placeholder(name)) => name.value(),
        _ => field.name(),
    }
}

/// Reports a placeholder without a field. A field with a similar name is removed from `unplaced`, since that is the
/// same mistake.
fn missing_field(
    literal: &LitStr,
    placeholder: &Placeholder,
    fields: &[NamedField<'_>],
    unplaced: &mut Vec<&NamedField<'_>>,
    report: &mut Report,
) {
    let wanted = placeholder.field_name();
    let meant: Vec<_> = unplaced.iter().map(|field| intent(field)).collect();
    let near = nearest(placeholder.name(), meant.iter().map(String::as_str)).map(str::to_owned);
    let elsewhere = fields
        .iter()
        .find(|field| !can_fill_placeholder(field) && field.name() == wanted);
    let help = if let Some(near) = near {
        let field = unplaced
            .iter()
            .position(|field| intent(field) == near)
            .map(|index| unplaced.remove(index));
        let name = field.map(NamedField::name).unwrap_or_default();
        format!("did you mean `<{near}>`? the field `{name}` fills that placeholder")
    } else if elsewhere.is_some() {
        format!(
            "the field `{wanted}` has another place; if it fills this placeholder, remove its attribute, otherwise add another field \
             with `#[endpoint(placeholder = \"{}\")]`",
            placeholder.name()
        )
    } else {
        let all = list(fields.iter().map(NamedField::name), "no fields");
        format!("add a field `{wanted}`; the struct has {all}")
    };
    let message = format!("no field for the placeholder `<{}>`", placeholder.name());
    report.add(point::error_in(literal, placeholder.span(), &message, &help));
}

/// Reports a field without a placeholder and without another place.
fn missing_place(field: &NamedField<'_>, template: &Template, protocol: Option<Protocol>, report: &mut Report) {
    let placeholders: BTreeSet<_> = template.placeholders().map(Placeholder::name).collect();
    let all = list(
        placeholders.iter().map(|placeholder| format!("<{placeholder}>")),
        "no placeholders",
    );
    let hint = |word: &str| {
        nearest(word, placeholders.iter().copied()).map(|placeholder| format!("did you mean `<{placeholder}>`? "))
    };
    if let Some(PlaceKind::Placeholder(name)) = field.attr.place.as_ref().map(|place| &place.kind) {
        let hint = hint(&name.value()).unwrap_or_default();
        let message = format!(
            "no placeholder `<{}>` in the url\nhelp: {hint}the url has {all}",
            name.value()
        );
        report.error(name.span(), message);
    } else {
        let name = field.name();
        let message = format!(
            "the field `{name}` has no place in the call\n\
             help: {}the url has {all}; a field that is not in the url names its place, with `#[endpoint(...)]` \
             and one of {}",
            hint(&name).unwrap_or_default(),
            places(protocol)
        );
        report.error(field.span(), message);
    }
}

/// The places outside the url that a field can have.
fn places(protocol: Option<Protocol>) -> String {
    match protocol {
        Some(protocol) => attr::places_of(protocol),
        None => format!(
            "{} (FortiManager's JSON-RPC), {} (its REST and GUI API, FortiOS)",
            attr::places_of(Protocol::JsonRpc),
            attr::places_of(Protocol::FortiOs)
        ),
    }
}
