//! What the specs mean: plain data without places, already named and sorted.
//!
//! Importers of other descriptions (a device's own schema, a vendor's Swagger file) produce the same values.

mod document;
mod endpoint;
mod parameter;
mod status;
mod value;

use crate::name::{ModuleName, TypeName};

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

/// The API of a product that an endpoint belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ProductId {
    /// FortiManager's JSON-RPC API.
    Fmg,
    /// The Monitor API of FortiOS.
    FortiosMonitor,
}

impl ProductId {
    /// Every product.
    pub const ALL: [Self; 2] = [Self::Fmg, Self::FortiosMonitor];

    /// The folder of its specs.
    #[must_use]
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Fmg => "fmg",
            Self::FortiosMonitor => "fortios/monitor",
        }
    }

    /// The module of its bindings.
    #[must_use]
    pub const fn module(self) -> &'static str {
        match self {
            Self::Fmg => "fmg",
            Self::FortiosMonitor => "fortios::monitor",
        }
    }

    /// The product in the catalogue.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fmg => "fmg",
            Self::FortiosMonitor => "fortios",
        }
    }

    /// The name of its API in the catalogue.
    #[must_use]
    pub const fn api(self) -> &'static str {
        match self {
            Self::Fmg => "jsonrpc",
            Self::FortiosMonitor => "monitor",
        }
    }

    /// Whether bindings are generated for it. What has none is in the catalogue all the same.
    #[must_use]
    pub const fn has_bindings(self) -> bool {
        match self {
            Self::Fmg => true,
            Self::FortiosMonitor => false,
        }
    }

    /// Whether its calls are those of HTTP, with percent-encoded urls.
    #[must_use]
    pub const fn is_http(self) -> bool {
        match self {
            Self::Fmg => false,
            Self::FortiosMonitor => true,
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
    /// The status codes it answers with, by number from 0 downwards.
    pub codes: Vec<StatusCode>,
    /// Its calls, a group a module, by the name of the module.
    pub groups: Vec<Group>,
}

/// The calls of one spec file.
#[derive(Clone, Debug)]
pub struct Group {
    /// The module of the bindings.
    pub module: ModuleName,
    /// The spec file, relative to the root of the repository.
    pub spec: String,
    /// Its heading.
    pub title: String,
    /// What it is for.
    pub doc: String,
    /// Its calls, in the order of the spec.
    pub endpoints: Vec<Endpoint>,
    /// Its rows, in the order of the spec.
    pub rows: Vec<Row>,
    /// Its enums, in the order of the spec.
    pub enums: Vec<Enum>,
}

/// A named type and the group that declares it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeRef {
    /// The group; `None` for url parameters, which belong to the product.
    pub module: Option<ModuleName>,
    /// The type.
    pub name: TypeName,
}
