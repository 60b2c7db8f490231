//! The catalogue: every endpoint as a flat record, for people and for programs.

use serde::Serialize;

use crate::ir::{Api, Endpoint, Group, Member, Product, Response, Row, Source, Type, TypeRef, Wire};
use crate::prose;

/// One endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The product: `fmg` or `fortios`.
    pub product: &'static str,
    /// Its API: `jsonrpc`, `monitor`, `cmdb` or `rest`.
    pub api: &'static str,
    /// The method on the wire.
    pub method: &'static str,
    /// The url as sent, with `<param>` placeholders.
    pub url: String,
    /// The path of the request type.
    pub rust: String,
    /// The method on the client, if the request has one of its own.
    pub call: Option<String>,
    /// The first sentence of its documentation.
    pub summary: String,
    /// What it takes.
    pub params: Vec<Param>,
    /// The access group that an administrator needs, where the API has such groups.
    pub access_group: Option<String>,
    /// What comes back, as specs spell types.
    pub response: Option<String>,
    /// Whether a reply can be cached by its `ETag`.
    pub etag: bool,
    /// Whether a file is sent.
    pub upload: bool,
    /// Whether a file comes back.
    pub download: bool,
    /// The first version that has it.
    pub since: Option<String>,
    /// Where it is documented.
    pub source: Vec<Place>,
}

/// One parameter of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Param {
    /// The name on the wire.
    pub name: String,
    /// The type as specs spell it.
    #[serde(rename = "type")]
    pub ty: String,
    /// Whether the call needs it.
    pub required: bool,
    /// Where it goes: `url`, `data`, `beside`, `envelope`, `query`, `body`, `form`.
    #[serde(rename = "in")]
    pub place: &'static str,
    /// The known values.
    pub values: Vec<String>,
    /// What the device assumes without it.
    pub default: Option<String>,
    /// The only value that the call sends, where it is a constant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed: Option<serde_json::Value>,
    /// What it is.
    pub doc: String,
}

/// A place in a source document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The id of the document.
    pub document: String,
    /// The title of the document.
    pub title: String,
    /// The section.
    pub section: String,
}

/// Every endpoint, by product, group and the order of the specs.
#[must_use]
pub fn catalogue(api: &Api) -> Vec<Entry> {
    let mut entries = Vec::new();
    for product in &api.products {
        let shapes = Shapes { product };
        for group in &product.groups {
            for endpoint in &group.endpoints {
                entries.push(shapes.entry(api, group, endpoint));
            }
        }
    }
    entries
}

struct Shapes<'a> {
    product: &'a Product,
}

impl Shapes<'_> {
    fn entry(&self, api: &Api, group: &Group, endpoint: &Endpoint) -> Entry {
        let product = self.product.id;
        Entry {
            product: product.as_str(),
            api: product.api(&endpoint.template),
            method: endpoint.method.as_str(),
            url: endpoint.template.to_string(),
            rust: format!(
                "fmg_bindings::{}::{}::{}",
                product.as_str(),
                group.module,
                endpoint.type_name
            ),
            call: group.handle.then(|| call(group, endpoint)),
            summary: prose::sentence(&endpoint.doc).to_owned(),
            params: self.params(endpoint),
            access_group: endpoint.access_group.clone(),
            response: response(&endpoint.response),
            etag: endpoint.etag,
            upload: endpoint.upload,
            download: endpoint.download,
            since: endpoint.since.clone(),
            source: endpoint.source.iter().map(|source| place(api, source)).collect(),
        }
    }

    fn params(&self, endpoint: &Endpoint) -> Vec<Param> {
        let mut params: Vec<_> = endpoint
            .placeholders
            .iter()
            .map(|placeholder| Param {
                name: placeholder.wire.clone(),
                ty: placeholder.ty.name.to_string(),
                required: true,
                place: "url",
                values: Vec::new(),
                default: None,
                fixed: None,
                doc: placeholder.doc.clone(),
            })
            .collect();
        for (name, value) in &endpoint.fixed {
            params.push(Param {
                name: name.clone(),
                ty: "json".to_owned(),
                required: true,
                place: if self.product.id.is_http() { "query" } else { "beside" },
                values: Vec::new(),
                default: None,
                fixed: Some(value.clone()),
                doc: "Always sent.".to_owned(),
            });
        }
        if let Some(data) = &endpoint.data {
            let (name, place) = if self.product.id.is_http() {
                ("body", "body")
            } else {
                ("data", "beside")
            };
            params.push(Param {
                name: name.to_owned(),
                ty: data.to_string(),
                required: true,
                place,
                values: Vec::new(),
                default: None,
                fixed: None,
                doc: "What is written.".to_owned(),
            });
        }
        params.extend(endpoint.members.iter().map(|member| self.member(member)));
        let options = endpoint.options.as_ref().and_then(|options| self.row(options));
        for field in options.iter().flat_map(|row| &row.fields) {
            let member = Member {
                place: crate::ir::RequestPlace::Beside,
                field: field.field.clone(),
            };
            params.push(self.member(&member));
        }
        params
    }

    fn member(&self, member: &Member) -> Param {
        let field = &member.field;
        Param {
            name: match &field.wire {
                Wire::Name(name) => name.clone(),
                Wire::Pattern { prefix, suffix } => format!("{prefix}*{suffix}"),
            },
            ty: field.ty.to_string(),
            required: field.required,
            place: member.place.as_str(),
            values: if field.values.is_empty() {
                self.values(&field.ty)
            } else {
                field.values.clone()
            },
            default: field.default.clone(),
            fixed: None,
            doc: field.doc.clone(),
        }
    }

    fn values(&self, ty: &Type) -> Vec<String> {
        match ty {
            Type::List(inner) => self.values(inner),
            Type::Enum(reference) => {
                let mut enums = self.product.groups.iter().flat_map(|group| &group.enums);
                enums
                    .find(|item| item.name == reference.name)
                    .map(|item| item.values.iter().map(|value| value.wire.clone()).collect())
                    .unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    fn row(&self, reference: &TypeRef) -> Option<&Row> {
        let mut rows = self.product.groups.iter().flat_map(|group| &group.rows);
        rows.find(|row| row.name == reference.name)
    }
}

/// `workspace().lock_object`, `monitor().firewall().policy`
fn call(group: &Group, endpoint: &Endpoint) -> String {
    format!("{}.{}", group.module.handles(), endpoint.method_name)
}

fn response(response: &Response) -> Option<String> {
    match response {
        Response::None => None,
        Response::Required(ty) => Some(ty.to_string()),
        Response::Optional(ty) => Some(format!("{ty}?")),
    }
}

fn place(api: &Api, source: &Source) -> Place {
    let document = api.documents.iter().find(|document| document.id == source.document);
    Place {
        document: source.document.clone(),
        title: document.map_or_else(String::new, |document| document.title.clone()),
        section: source.section.clone(),
    }
}
