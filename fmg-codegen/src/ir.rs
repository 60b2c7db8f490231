//! What the specs mean: plain data without places, already named and sorted.
//!
//! Importers of other descriptions (a device's own schema, a vendor's Swagger file) produce the same values.

mod document;
mod endpoint;
mod parameter;
mod status;
mod value;

use std::collections::BTreeSet;

use fmg_template::Template;

use crate::name::{ModuleName, ModulePath, TypeName};

pub use self::document::{DocumentedRequest, DocumentedResponse, Erratum, Exchange, Source};
pub use self::endpoint::{Endpoint, Member, Method, Placeholder, RequestPlace, Response};
pub use self::parameter::{Parameter, ParameterKind};
pub use self::status::{CodeClass, StatusCode};
pub use self::value::{Enum, EnumValue, Field, ReplyPlace, Row, RowField, Type, Wire};

/// Everything that the specs describe.
#[derive(Clone, Debug)]
pub struct Api {
    /// The source documents.
    pub documents: Vec<Document>,
    /// One entry a product, in the order of their ids.
    pub products: Vec<Product>,
}

/// A document that facts were taken from.
#[derive(Clone, Debug)]
pub struct Document {
    /// What specs call it.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is.
    pub about: String,
    /// Where it is published, if it is.
    pub url: Option<String>,
}

/// A product that calls go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ProductId {
    /// FortiManager.
    Fmg,
    /// FortiOS.
    Fortios,
}

impl ProductId {
    /// Every product.
    pub const ALL: [Self; 2] = [Self::Fmg, Self::Fortios];

    /// The folder of its specs, the module of its bindings, and what the catalogue calls it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fmg => "fmg",
            Self::Fortios => "fortios",
        }
    }

    /// Whether its calls are those of HTTP, with percent-encoded urls.
    #[must_use]
    pub const fn is_http(self) -> bool {
        match self {
            Self::Fmg => false,
            Self::Fortios => true,
        }
    }

    /// What the catalogue calls the API that a url belongs to.
    #[must_use]
    pub fn api(self, template: &Template) -> &'static str {
        let below = |root: &str| {
            let rest = template.source().strip_prefix(root);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        match self {
            Self::Fmg => "jsonrpc",
            Self::Fortios if below("/api/v2/monitor") => "monitor",
            Self::Fortios if below("/api/v2/cmdb") => "cmdb",
            Self::Fortios => "rest",
        }
    }
}

/// The bindings of one product.
#[derive(Clone, Debug)]
pub struct Product {
    /// Which product.
    pub id: ProductId,
    /// The types that fill the placeholders of its urls, by name.
    pub parameters: Vec<Parameter>,
    /// The status codes that it puts into its answers, by number from 0 downwards.
    pub codes: Vec<StatusCode>,
    /// The HTTP statuses that it answers with, by number.
    pub http_statuses: Vec<StatusCode>,
    /// Its calls, a group a module, by the name of the module.
    pub groups: Vec<Group>,
}

impl Product {
    /// The modules that hold groups of their own.
    pub(crate) fn folders(&self) -> BTreeSet<&ModuleName> {
        let groups = self.groups.iter();
        groups.filter_map(|group| group.module.folder.as_ref()).collect()
    }

    /// Whether the specs say nothing about it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.parameters.is_empty() && self.codes.is_empty() && self.http_statuses.is_empty()
    }
}

/// The calls of one spec file.
#[derive(Clone, Debug)]
pub struct Group {
    /// The module of the bindings, below that of the product.
    pub module: ModulePath,
    /// The spec file, relative to the root of the repository.
    pub spec: String,
    /// Its heading.
    pub title: String,
    /// What it is for.
    pub doc: String,
    /// Whether its calls are methods of a handle that is generated. Where not, the runtime makes the requests.
    pub handle: bool,
    /// Names that members of a body may not have, because the device takes them for parameters.
    pub reserved: Vec<String>,
    /// Its calls, in the order of the spec.
    pub endpoints: Vec<Endpoint>,
    /// Its rows, in the order of the spec.
    pub rows: Vec<Row>,
    /// Its enums, in the order of the spec.
    pub enums: Vec<Enum>,
}

impl Group {
    /// Whether its calls are methods of a handle, and there are any.
    pub(crate) fn has_handle(&self) -> bool {
        self.handle && !self.endpoints.is_empty()
    }
}

/// A named type and the group that declares it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeRef {
    /// The group; `None` for url parameters, which belong to the product.
    pub module: Option<ModulePath>,
    /// The type.
    pub name: TypeName,
}
