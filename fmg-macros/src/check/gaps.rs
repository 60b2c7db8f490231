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
pub(crate) fn gaps<'a>(
    literal: &LitStr,
    template: &Template,
    fields: &'a [NamedField<'a>],
    protocol: Option<Protocol>,
    report: &mut Report,
) -> Vec<&'a NamedField<'a>> {
    let mut unplaced: Vec<_> = fields.iter().filter(|field| wants_gap(field)).collect();
    let mut filled = Vec::new();
    let mut open = Vec::new();
    for gap in template.placeholders() {
        let mut fills = Vec::new();
        unplaced.retain(|field| {
            let fits = fits(field, gap);
            if fits {
                fills.push(*field);
            }
            !fits
        });
        match fills.split_first() {
            None => open.push(gap),
            Some((field, others)) => {
                filled.push(*field);
                for other in others {
                    let message = format!("`<{}>` is already filled by `{}`", gap.name(), field.name());
                    report.error(other.span(), message);
                }
            }
        }
    }
    for gap in open {
        missing_field(literal, gap, fields, &mut unplaced, report);
    }
    // The intended place of a field with a faulty attribute is unknown.
    for field in unplaced.into_iter().filter(|field| !field.attr.faulty) {
        missing_place(field, template, protocol, report);
    }
    filled
}

/// Whether a field can fill a placeholder: it has no attribute for another place.
fn wants_gap(field: &NamedField<'_>) -> bool {
    matches!(
        field.attr.place.as_ref().map(|place| &place.kind),
        None | Some(PlaceKind::Placeholder(_))
    )
}

fn fits(field: &NamedField<'_>, gap: &Placeholder) -> bool {
    match field.attr.place.as_ref().map(|place| &place.kind) {
        Some(PlaceKind::Placeholder(name)) => name.value() == gap.name(),
        Some(_) => false,
        None => field.name() == gap.field_name(),
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
    gap: &Placeholder,
    fields: &[NamedField<'_>],
    unplaced: &mut Vec<&NamedField<'_>>,
    report: &mut Report,
) {
    let wanted = gap.field_name();
    let meant: Vec<_> = unplaced.iter().map(|field| intent(field)).collect();
    let near = nearest(gap.name(), meant.iter().map(String::as_str)).map(str::to_owned);
    let elsewhere = fields.iter().find(|field| !wants_gap(field) && field.name() == wanted);
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
            gap.name()
        )
    } else {
        let all = list(fields.iter().map(NamedField::name), "no fields");
        format!("add a field `{wanted}`; the struct has {all}")
    };
    let message = format!("no field for the placeholder `<{}>`", gap.name());
    report.add(point::error_in(literal, gap.span(), &message, &help));
}

/// Reports a field without a placeholder and without another place.
fn missing_place(field: &NamedField<'_>, template: &Template, protocol: Option<Protocol>, report: &mut Report) {
    let gaps: BTreeSet<_> = template.placeholders().map(Placeholder::name).collect();
    let all = list(gaps.iter().map(|gap| format!("<{gap}>")), "no placeholders");
    let hint = |word: &str| nearest(word, gaps.iter().copied()).map(|gap| format!("did you mean `<{gap}>`? "));
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
