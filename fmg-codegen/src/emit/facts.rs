//! Writes the known facts about the members of rows, as one text for each table. The runtime reads it after an
//! appliance has refused a row.

use fmg_template::facts::{MemberFacts, RowFacts, ValueFacts};

use crate::ir::{Access, Field, FirmwareVersion, Group, Product, Row, Table, Type, VersionInterval, Wire};

use super::source::{Source, literal};

/// The known facts about a table. Empty for a table that no call writes.
pub(super) fn of_table(product: &Product, group: &Group, table: &Table) -> RowFacts {
    if table.verbs.iter().all(|verb| verb.is_read()) {
        return RowFacts::default();
    }
    let mut reader = Reader {
        product,
        around: Vec::new(),
    };
    let row = group.rows.iter().find(|row| row.name == table.row);
    RowFacts {
        versions: versions(&table.versions, table.since.as_deref()),
        members: row.map(|row| reader.members(row)).unwrap_or_default(),
    }
}

/// Writes the line of a table in a macro, which ends with its facts, if there are any: `…, facts "…";`.
pub(super) fn write(line: &str, facts: &RowFacts, source: &mut Source) {
    if facts.is_empty() {
        source.line(&format!("{line};"));
        return;
    }
    source.enclosed(&format!("{line}, facts \""), "\";", |source| {
        for fact in facts.to_string().lines() {
            let quoted = literal(fact);
            source.line(&quoted[1..quoted.len() - 1]);
        }
    });
}

struct Reader<'a> {
    product: &'a Product,
    /// The rows around the current one: a row inside of itself is described once.
    around: Vec<*const Row>,
}

impl<'a> Reader<'a> {
    fn members(&mut self, row: &'a Row) -> Vec<MemberFacts> {
        let own = std::ptr::from_ref(row);
        if self.around.contains(&own) {
            return Vec::new();
        }
        self.around.push(own);
        let members = row.fields.iter().map(|field| self.member(&field.field));
        let members = members.filter(|member| !member.is_empty()).collect();
        self.around.pop();
        members
    }

    fn member(&mut self, field: &'a Field) -> MemberFacts {
        let facts = &field.facts;
        let ty = match &field.wire {
            Wire::Name(_) => &field.ty,
            // The members that match, each with a value of the map.
            Wire::Pattern { .. } => match &field.ty {
                Type::Map(inner) => inner,
                other => other,
            },
        };
        let inner = ty.innermost();
        let (mut limits, mut rows) = (facts.min.or(facts.max).is_some(), Vec::new());
        let mut max_chars = facts.max_len;
        match inner {
            // The limits of a text of several values are those of each.
            Type::Words(_) => (limits, max_chars) = (false, None),
            // The limits of rows of keys are those of the keys.
            Type::Keys(_) | Type::Map(_) | Type::ByName(_) => max_chars = None,
            Type::Row(reference) => {
                max_chars = None;
                rows = self
                    .product
                    .row(reference)
                    .map(|row| self.members(row))
                    .unwrap_or_default();
            }
            _ => {}
        }
        MemberFacts {
            name: field.wire.to_string(),
            versions: versions(&facts.versions, facts.since.as_deref()),
            range: limits.then(|| (facts.min.map(i128::from), facts.max.map(i128::from))),
            max_chars,
            max_items: facts.max_items,
            is_read_only: facts.access == Access::ReadOnly,
            is_on_some_models: facts.some_models,
            is_secret: *inner == Type::Secret,
            refers_to: facts.refers_to.clone(),
            values: self.values(ty),
            rows,
        }
    }

    /// The values that only some versions have.
    fn values(&self, ty: &Type) -> Vec<ValueFacts> {
        let reference = match ty.reference() {
            Some(reference) if ty.mentions(|ty| matches!(ty, Type::Enum(_))) => reference,
            _ => return Vec::new(),
        };
        let item = self.product.enumeration(reference);
        let values = item.into_iter().flat_map(|item| &item.values);
        values
            .filter(|value| !value.versions.is_empty())
            .map(|value| ValueFacts {
                value: value.wire.clone(),
                versions: versions(&value.versions, None),
            })
            .collect()
    }
}

fn versions(all: &[VersionInterval], since: Option<&str>) -> Vec<VersionInterval> {
    if !all.is_empty() {
        return all.to_vec();
    }
    let first = since.and_then(FirmwareVersion::parse);
    let since = first.map(|first| VersionInterval {
        first: Some(first),
        last: None,
    });
    since.into_iter().collect()
}
