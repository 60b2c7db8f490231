//! Checks `one_of(...)`: the members of which one set has to be given.

use fmg_template::spelling::nearest;
use proc_macro2::Ident;
use syn::ext::IdentExt as _;

use crate::attr::MemberSet;
use crate::model::{Member, NamedField};
use crate::place::{Manner, as_member};
use crate::report::{Report, list};

/// The sets by the names that their fields have on the wire.
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
        if let Some(wire) = member.filling.name() {
            return Some(wire.to_owned());
        }
        let message = match member.filling.manner {
            Manner::Splice => format!("`{name}` adds members of its own to the body, which the sets do not know"),
            Manner::Whole => format!(
                "`{name}` is the whole body, of which the sets name members\n\
                 help: a member has its name in parentheses: `{}`",
                as_member(member.filling.place, &name)
            ),
            _ => format!("`{name}` is the whole body, of which the sets name members"),
        };
        report.error(ident.span(), message);
        return None;
    }
    match fields.iter().find(|field| field.name() == name) {
        // Where it goes could not be read, which has been reported.
        Some(field) if field.attr.faulty => {}
        Some(_) => report.error(
            ident.span(),
            format!("`{name}` stands in the url, so that it is always given"),
        ),
        None => {
            let known: Vec<_> = members.iter().map(|member| member.field.name()).collect();
            let hint = nearest(&name, known.iter().map(String::as_str))
                .map(|near| format!("did you mean `{near}`? "))
                .unwrap_or_default();
            let all = list(&known, "nothing");
            report.error(
                ident.span(),
                format!("no field `{name}`\nhelp: {hint}beside its url the call has {all}"),
            );
        }
    }
    None
}
