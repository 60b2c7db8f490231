//! Checks `one_of(...)`: the sets of members of which one is required.

use fmg_template::spelling::nearest;
use proc_macro2::Ident;
use syn::ext::IdentExt as _;

use crate::attr::MemberSet;
use crate::model::{Member, NamedField};
use crate::place::{DestinationPart, as_member};
use crate::report::{Report, list};

/// The sets, with the wire names of their fields.
pub(crate) fn wire_names(
    sets: &[MemberSet],
    fields: &[NamedField<'_>],
    members: &[Member<'_>],
    report: &mut Report,
) -> Vec<Vec<String>> {
    sets.iter()
        .map(|set| {
            for (index, field) in set.0.iter().enumerate() {
                if set.0.iter().take(index).any(|earlier| earlier.unraw() == field.unraw()) {
                    report.error(field.span(), format!("`{}` is in this set twice", field.unraw()));
                }
            }
            set.0
                .iter()
                .filter_map(|field| wire_name(field, fields, members, report))
                .collect()
        })
        .collect()
}

fn wire_name(ident: &Ident, fields: &[NamedField<'_>], members: &[Member<'_>], report: &mut Report) -> Option<String> {
    let name = ident.unraw().to_string();
    if let Some(member) = members.iter().find(|member| member.field.name() == name) {
        if let Some(wire) = member.destination.name() {
            return Some(wire.to_owned());
        }
        let message = match member.destination.part {
            DestinationPart::Splice => format!("`{name}` adds unknown members to the body, so a set cannot have it"),
            DestinationPart::Whole => format!(
                "`{name}` is the whole body, and a set has members of the body\n\
                 help: a member has its name in parentheses: `{}`",
                as_member(member.destination.place, &name)
            ),
            _ => format!("`{name}` is the whole body, and a set has members of the body"),
        };
        report.error(ident.span(), message);
        return None;
    }
    match fields.iter().find(|field| field.name() == name) {
        // Its attribute is faulty, which is already reported.
        Some(field) if field.attr.faulty => {}
        Some(_) => report.error(
            ident.span(),
            format!("`{name}` is part of the url, so it is always given"),
        ),
        None => {
            let known: Vec<_> = members.iter().map(|member| member.field.name()).collect();
            let hint = nearest(&name, known.iter().map(String::as_str))
                .map(|near| format!("did you mean `{near}`? "))
                .unwrap_or_default();
            let all = list(&known, "nothing");
            report.error(
                ident.span(),
                format!("no field `{name}`\nhelp: {hint}the members of the call are {all}"),
            );
        }
    }
    None
}
