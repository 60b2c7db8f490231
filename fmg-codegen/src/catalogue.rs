//! The catalogue: a flat record for every endpoint, for people and for programs.

mod row;
mod table;

use serde::Serialize;

use crate::ir::{
    Api, Endpoint, Field, Group, Initial, Member, Product, Protocol, RequestPlace, Response, Source, Type, Union,
    protocol,
};
use crate::name::{ModulePath, TypeName};
use crate::prose;

pub use self::row::{Row, RowField, rows};
pub use self::table::{Table, TableCall};

/// One endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The product: `fmg`, `fmg-gui` or `fortios`.
    pub product: &'static str,
    /// Its API: `jsonrpc` or `rest`; `gui`; `monitor`, `cmdb` or `rest`.
    pub api: &'static str,
    /// The method on the wire.
    pub method: &'static str,
    /// The url as sent, with `<param>` placeholders.
    pub url: String,
    /// The path of the request type.
    pub rust: String,
    /// The method on the client, if there is one for the request. [`Entry::call_on_client`] includes the client.
    pub call: Option<String>,
    /// The first sentence of its documentation.
    pub summary: String,
    /// The verb of a table that it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<TableCall>,
    /// Its parameters.
    pub params: Vec<Param>,
    /// The access group that an administrator needs, where the API has such groups.
    pub access_group: Option<String>,
    /// The type of the response, as specs spell types.
    pub response: Option<String>,
    /// The paths of the rows that it receives and sends; [`rows`] lists them. Rows inside of those rows are not
    /// included.
    pub rows: Vec<String>,
    /// The field of the response, in Rust, with the task that the call starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts_task: Option<String>,
    /// Whether a reply can be cached by its `ETag`.
    pub etag: bool,
    /// Whether the call sends a file.
    pub upload: bool,
    /// Whether the response is a file.
    pub download: bool,
    /// The first version that has it.
    pub since: Option<String>,
    /// The sources that document it.
    pub source: Vec<Place>,
}

impl Entry {
    /// The call as written in a program: `client.workspace().lock_object`, or `gui.sys().uptime` on a client of the
    /// GUI.
    #[must_use]
    pub fn call_on_client(&self) -> Option<String> {
        let client = if self.api == "gui" { "gui" } else { "client" };
        self.call.as_ref().map(|call| format!("{client}.{call}"))
    }
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
    /// Its place in the request: `url`, `data`, `beside`, `envelope`, `query`, `body`, `form`.
    #[serde(rename = "in")]
    pub place: &'static str,
    /// The known values.
    pub values: Vec<String>,
    /// The value that the device assumes without it.
    pub default: Option<String>,
    /// The value that a new request has until another is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initial: Option<serde_json::Value>,
    /// The constant that the call always sends here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed: Option<serde_json::Value>,
    /// Its documentation.
    pub doc: String,
}

/// A place in a source document, or the reason to infer a fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The id of the document; `inferred` where no document states the fact.
    pub document: String,
    /// The title of the document.
    pub title: String,
    /// Where the document is published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The section, or the reason to infer the fact.
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
        Entry {
            product: protocol::catalogue_product(group.protocol),
            api: protocol::catalogue_api(group.protocol, &endpoint.template),
            method: endpoint.method.as_str(),
            url: endpoint.template.to_string(),
            rust: self.path(&group.module, &endpoint.type_name),
            call: group.handle.then(|| call(group, endpoint)),
            summary: prose::sentence(&endpoint.doc).to_owned(),
            table: endpoint.table.as_ref().map(|call| TableCall {
                row: self.path(&group.module, &call.row),
                verb: call.verb.as_str(),
            }),
            params: self.params(group.protocol, endpoint),
            access_group: endpoint.access_group.clone(),
            response: response(&endpoint.response),
            rows: self.rows_of(endpoint),
            starts_task: self.starts_task(endpoint),
            etag: endpoint.etag,
            upload: endpoint.upload,
            download: endpoint.download,
            since: endpoint.since.clone(),
            source: endpoint.source.iter().map(|source| place(api, source)).collect(),
        }
    }

    /// The path of a type in the module of a group.
    fn path(&self, module: &ModulePath, name: &TypeName) -> String {
        format!("fmg_bindings::{}::{module}::{name}", self.product.id.as_str())
    }

    fn params(&self, protocol: Protocol, endpoint: &Endpoint) -> Vec<Param> {
        let placeholders = endpoint.placeholders.iter();
        let mut params: Vec<_> = placeholders
            .map(|own| Param {
                doc: own.doc.to_string(),
                ..Param::needed(&own.wire, own.ty.name.to_string(), "url")
            })
            .collect();
        let place = protocol::of_call(protocol, endpoint.method).constant_place();
        for (name, value) in &endpoint.fixed {
            params.push(Param {
                fixed: Some(value.clone()),
                doc: "Always sent.".to_owned(),
                ..Param::needed(name, "json".to_owned(), place.as_str())
            });
        }
        if let Some(data) = &endpoint.data {
            let (name, place, doc) = match (data, protocol) {
                (Type::File, _) => ("file", "body", "The file that is sent."),
                (_, Protocol::JsonRpc) => ("data", "beside", "The value to write."),
                _ => ("body", "body", "The value to write."),
            };
            params.push(Param {
                doc: doc.to_owned(),
                ..Param::needed(name, data.to_string(), place)
            });
        }
        for member in &endpoint.members {
            self.member(member, &mut params);
        }
        for name in &endpoint.csrf {
            params.push(Param {
                doc: "The client adds the CSRF token of its session.".to_owned(),
                ..Param::needed(name, "secret".to_owned(), "body")
            });
        }
        let options = endpoint.options.as_ref().and_then(|options| self.product.row(options));
        for field in options.iter().flat_map(|row| &row.fields) {
            params.push(self.param(&field.field, RequestPlace::Beside));
        }
        params
    }

    /// A member of a request, or the members that replace it.
    fn member(&self, member: &Member, params: &mut Vec<Param>) {
        let field = &member.field;
        let union = match field.ty.innermost() {
            Type::Union(reference) => self.product.union(reference),
            _ => None,
        };
        if !field.splice {
            params.push(self.param(field, member.place));
        }
        if let Some(union) = union {
            let within = if field.splice {
                String::new()
            } else {
                format!("{}.", field.wire)
            };
            self.union(union, &within, member, params);
        }
    }

    /// The tag of a union and the fields of its cases.
    fn union(&self, union: &Union, within: &str, member: &Member, params: &mut Vec<Param>) {
        let place = member.place;
        let value = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        if let Some(tag) = &union.tag {
            let values = || union.cases.iter().filter_map(|case| case.value.as_ref());
            let ty = if values().all(serde_json::Value::is_number) {
                "int"
            } else {
                "string"
            };
            params.push(Param {
                required: member.field.required,
                values: values().map(value).collect(),
                doc: union.doc.clone(),
                ..Param::needed(&format!("{within}{tag}"), ty.to_owned(), place.as_str())
            });
        }
        for case in &union.cases {
            for field in &case.fields {
                let param = self.param(field, place);
                let with = match (&union.tag, &case.value) {
                    (Some(tag), Some(own)) => format!("With `{tag}` `{}`.", value(own)),
                    _ => format!("In the case `{}`.", case.name),
                };
                params.push(Param {
                    name: format!("{within}{}", param.name),
                    doc: format!("{} {with}", param.doc),
                    ..param
                });
            }
        }
    }

    fn param(&self, field: &Field, place: RequestPlace) -> Param {
        Param {
            name: field.wire.to_string(),
            ty: field.ty.to_string(),
            required: field.required,
            place: place.as_str(),
            values: if field.facts.values.is_empty() {
                self.values(&field.ty)
            } else {
                field.facts.values.clone()
            },
            default: field.facts.default.clone(),
            initial: field.facts.initial.as_ref().map(Initial::to_json),
            fixed: None,
            doc: field.doc.to_string(),
        }
    }

    fn values(&self, ty: &Type) -> Vec<String> {
        match ty.innermost() {
            Type::Enum(reference) => self
                .product
                .enumeration(reference)
                .map(|item| item.values.iter().map(|value| value.wire.clone()).collect())
                .unwrap_or_default(),
            _ => Vec::new(),
        }
    }
}

impl Param {
    /// A required parameter with this name, type and place, without further facts.
    fn needed(name: &str, ty: String, place: &'static str) -> Self {
        Self {
            name: name.to_owned(),
            ty,
            required: true,
            place,
            values: Vec::new(),
            default: None,
            initial: None,
            fixed: None,
            doc: String::new(),
        }
    }
}

/// `workspace().lock_object`, `monitor().firewall().policy`, and `sys().uptime` on a client of the GUI
fn call(group: &Group, endpoint: &Endpoint) -> String {
    format!("{}.{}", group.handles(), endpoint.method_name)
}

fn response(response: &Response) -> Option<String> {
    match response {
        Response::None => None,
        Response::Key(reply) => Some(format!("{}?", reply.ty)),
        Response::Keys(reply) => Some(format!("list<{}>", reply.ty)),
        Response::Required(ty) => Some(ty.to_string()),
        Response::Optional(ty) => Some(format!("{ty}?")),
    }
}

fn place(api: &Api, source: &Source) -> Place {
    let Some(id) = &source.document else {
        return Place {
            document: "inferred".to_owned(),
            title: "Inferred".to_owned(),
            url: None,
            section: source.section.to_string(),
        };
    };
    let document = api.documents.iter().find(|document| *document.id == **id);
    Place {
        document: id.to_string(),
        title: document.map_or_else(String::new, |document| document.title.clone()),
        url: document.map(|document| document.url.clone()),
        section: source.section.to_string(),
    }
}
