//! The rows of the catalogue: the types of replies and of written data, as flat records.

use serde::Serialize;

use super::{Shapes, Table};
use crate::ir::{Api, Endpoint, Response, Row as SpecRow, RowField as SpecField, Type, TypeRef};
use crate::prose;

/// One row type: a row of a table, the data of a reply, or an object inside one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The path of the type. [`Entry::rows`](super::Entry::rows) names rows by it.
    pub rust: String,
    /// The first sentence of its documentation.
    pub summary: String,
    /// Whether calls write it, too.
    pub writable: bool,
    /// The field in Rust with the task that a call has started, if the row is the reply to such a call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts_task: Option<String>,
    /// The table that it is a row of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<Table>,
    /// Its members, in the order of the specs.
    pub fields: Vec<RowField>,
    /// The paths of the rows that its members contain.
    pub rows: Vec<String>,
}

impl Row {
    /// The name of the type, as specs spell it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.rust.rsplit("::").next().unwrap_or(&self.rust)
    }
}

/// One member of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowField {
    /// The name on the wire; `*` stands for the part that a pattern matches.
    pub name: String,
    /// Other names that are read into the same field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// The field in Rust.
    pub rust: String,
    /// The type as specs spell it.
    #[serde(rename = "type")]
    pub ty: String,
    /// The parts of a reply that have it: `data`, `entry`, `envelope`.
    #[serde(rename = "in")]
    pub places: Vec<&'static str>,
    /// The known values.
    pub values: Vec<String>,
    /// The value that the device assumes without it.
    pub default: Option<String>,
    /// The first version that has it.
    pub since: Option<String>,
    /// Its documentation.
    pub doc: String,
}

/// Every row, by product, group and the order of the specs.
#[must_use]
pub fn rows(api: &Api) -> Vec<Row> {
    let mut rows = Vec::new();
    for product in &api.products {
        let shapes = Shapes { product };
        let of_groups = product
            .groups
            .iter()
            .flat_map(|group| group.rows.iter().map(move |row| (group, row)));
        rows.extend(of_groups.map(|(group, row)| {
            let table = group.table(&row.name).map(|table| shapes.table(group, table));
            shapes.row(&shapes.path(&group.module, &row.name), row, table)
        }));
    }
    rows
}

impl Shapes<'_> {
    fn row(&self, rust: &str, row: &SpecRow, table: Option<Table>) -> Row {
        Row {
            rust: rust.to_owned(),
            summary: prose::sentence(&row.doc).to_owned(),
            writable: row.writable || table.as_ref().is_some_and(|_| row.sent),
            starts_task: row.starts_task.as_ref().map(ToString::to_string),
            table,
            fields: row.fields.iter().map(|field| self.row_field(field)).collect(),
            rows: self.held(row.fields.iter().map(|field| &field.field.ty)),
        }
    }

    fn row_field(&self, SpecField { field, places, .. }: &SpecField) -> RowField {
        RowField {
            name: field.wire.to_string(),
            aliases: field.facts.aliases.clone(),
            rust: field.name.to_string(),
            ty: field.ty.to_string(),
            places: places.iter().map(|place| place.as_str()).collect(),
            values: self.values(&field.ty),
            default: field.facts.default.clone(),
            since: field.facts.since.clone(),
            doc: field.doc.to_string(),
        }
    }

    /// The rows that a call receives and sends, each once.
    pub(super) fn rows_of(&self, endpoint: &Endpoint) -> Vec<String> {
        let response = match &endpoint.response {
            Response::None | Response::Key(_) | Response::Keys(_) => None,
            Response::Required(ty) | Response::Optional(ty) => Some(ty),
        };
        let members = endpoint.members.iter().map(|member| &member.field.ty);
        self.held(response.into_iter().chain(&endpoint.data).chain(members))
    }

    /// The field of the response with the task that a call starts.
    pub(super) fn starts_task(&self, endpoint: &Endpoint) -> Option<String> {
        match &endpoint.response {
            Response::Required(Type::Row(own)) | Response::Optional(Type::Row(own)) => {
                let task = self.product.row(own)?.starts_task.as_ref()?;
                Some(task.to_string())
            }
            _ => None,
        }
    }

    fn held<'t>(&self, types: impl Iterator<Item = &'t Type>) -> Vec<String> {
        let mut paths = Vec::new();
        for path in types.filter_map(|ty| self.path_of_row(ty.reference()?)) {
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
        paths
    }

    fn path_of_row(&self, reference: &TypeRef) -> Option<String> {
        let module = reference.module.as_ref()?;
        self.product.row(reference)?;
        Some(self.path(module, &reference.name))
    }
}
