//! Finds the rows that requests send, for which callers need constructors, and the rows that replies contain by name.

use std::collections::BTreeSet;

use crate::ir::{Group, Protocol, Response, Row, Type};
use crate::name::TypeName;

/// Marks the rows that requests send, with the rows inside of them, and the rows that replies contain by name.
pub(super) fn mark(groups: &mut [Group]) {
    let mut sent = BTreeSet::new();
    for endpoint in groups.iter().flat_map(|group| &group.endpoints) {
        sent.extend(endpoint.options.iter().map(|reference| reference.name.clone()));
        let types = endpoint
            .data
            .iter()
            .chain(endpoint.members.iter().map(|member| &member.field.ty));
        types.for_each(|ty| mentioned(ty, &mut sent));
    }
    // The calls that write rows of FortiOS are generic, so no endpoint names the rows.
    let of_configuration = groups.iter().filter(|group| group.protocol == Protocol::FortiOs);
    let tables = of_configuration.flat_map(|group| &group.tables);
    sent.extend(tables.map(|table| table.row.clone()));
    // Unions are only sent, never received.
    let cases = groups
        .iter()
        .flat_map(|group| &group.unions)
        .flat_map(|union| &union.cases);
    for field in cases.flat_map(|case| &case.fields) {
        mentioned(&field.ty, &mut sent);
    }
    // Rows inside of a sent row are sent as well: repeat until no new row is found.
    loop {
        let before = sent.len();
        for row in groups.iter().flat_map(|group| &group.rows) {
            if sent.contains(&row.name) {
                for field in &row.fields {
                    mentioned(&field.field.ty, &mut sent);
                }
            }
        }
        if sent.len() == before {
            break;
        }
    }
    let mut named = BTreeSet::new();
    for endpoint in groups.iter().flat_map(|group| &group.endpoints) {
        if let Response::Required(Type::ByName(inner)) = &endpoint.response {
            mentioned(inner, &mut named);
        }
    }
    let rows = groups.iter_mut().flat_map(|group| &mut group.rows);
    rows.for_each(|row: &mut Row| {
        row.sent = sent.contains(&row.name);
        row.named = named.contains(&row.name);
    });
}

fn mentioned(ty: &Type, names: &mut BTreeSet<TypeName>) {
    match ty {
        Type::List(inner) | Type::Map(inner) => mentioned(inner, names),
        Type::Row(reference) => {
            names.insert(reference.name.clone());
        }
        _ => {}
    }
}
