//! What the specs mean: plain data without places, already named and sorted.
//!
//! Importers of other descriptions (a device's own schema, a vendor's Swagger file) produce the same values.

use std::fmt;

use fmg_template::{ParamKind, Template};
use serde_json::Value;

use crate::name::{FieldName, MethodName, ModuleName, TypeName, VariantName};

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

/// The product that an endpoint belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ProductId {
    /// FortiManager's JSON-RPC API.
    Fmg,
}

impl ProductId {
    /// Every product.
    pub const ALL: [Self; 1] = [Self::Fmg];

    /// The folder of its specs and the module of its bindings.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fmg => "fmg",
        }
    }

    /// The name of its API in the catalogue.
    #[must_use]
    pub const fn api(self) -> &'static str {
        match self {
            Self::Fmg => "jsonrpc",
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

/// A type that stands in a url.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: TypeName,
    /// What it may hold.
    pub kind: ParameterKind,
    /// The macro that checks a literal of it at compile time.
    pub literal_macro: Option<MethodName>,
    /// What it is.
    pub doc: String,
}

/// What a url parameter may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// One segment.
    Name,
    /// An integer.
    Id,
    /// Folders and a policy package. The runs of segments that follow it in some template may not stand in it.
    PackagePath(Vec<String>),
    /// The path of a table and a key in it.
    ObjectPath,
}

/// A status code.
#[derive(Clone, Debug)]
pub struct StatusCode {
    /// The number on the wire.
    pub number: i64,
    /// The name of its constant.
    pub name: String,
    /// What it means.
    pub meaning: String,
    /// The class that callers act on.
    pub class: CodeClass,
}

/// What a caller does about a status code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeClass {
    /// Nothing is wrong.
    Ok,
    /// What the url names does not exist.
    NotFound,
    /// It exists already.
    Exists,
    /// The user may not, or the session is gone.
    Permission,
    /// Somebody holds the lock, or nobody does and one is needed.
    Locked,
    /// A reference leads nowhere.
    BadReference,
    /// Something refers to it.
    InUse,
    /// The answer is not there yet.
    NotReady,
    /// No such url.
    InvalidUrl,
    /// The data or an option is wrong.
    InvalidData,
    /// A device does not answer.
    Unreachable,
    /// The workspace mode does not allow the call.
    WorkspaceOff,
    /// Wrong user or password.
    LoginFailed,
    /// Anything else.
    Other,
}

impl CodeClass {
    /// Every class.
    pub const ALL: [Self; 14] = [
        Self::Ok,
        Self::NotFound,
        Self::Exists,
        Self::Permission,
        Self::Locked,
        Self::BadReference,
        Self::InUse,
        Self::NotReady,
        Self::InvalidUrl,
        Self::InvalidData,
        Self::Unreachable,
        Self::WorkspaceOff,
        Self::LoginFailed,
        Self::Other,
    ];

    /// How specs spell it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::NotFound => "not-found",
            Self::Exists => "exists",
            Self::Permission => "permission",
            Self::Locked => "locked",
            Self::BadReference => "bad-reference",
            Self::InUse => "in-use",
            Self::NotReady => "not-ready",
            Self::InvalidUrl => "invalid-url",
            Self::InvalidData => "invalid-data",
            Self::Unreachable => "unreachable",
            Self::WorkspaceOff => "workspace-off",
            Self::LoginFailed => "login-failed",
            Self::Other => "other",
        }
    }

    /// The variant of the runtime's enum.
    #[must_use]
    pub const fn variant(self) -> &'static str {
        match self {
            Self::Ok => "Ok",
            Self::NotFound => "NotFound",
            Self::Exists => "Exists",
            Self::Permission => "Permission",
            Self::Locked => "Locked",
            Self::BadReference => "BadReference",
            Self::InUse => "InUse",
            Self::NotReady => "NotReady",
            Self::InvalidUrl => "InvalidUrl",
            Self::InvalidData => "InvalidData",
            Self::Unreachable => "Unreachable",
            Self::WorkspaceOff => "WorkspaceOff",
            Self::LoginFailed => "LoginFailed",
            Self::Other => "Other",
        }
    }
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

/// The verb of a JSON-RPC call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates.
    Add,
    /// Creates or overwrites.
    Set,
    /// Changes what is given and keeps the rest.
    Update,
    /// Deletes.
    Delete,
    /// Does something.
    Exec,
    /// Copies an object.
    Clone,
    /// Moves an object in an ordered table.
    Move,
    /// Overwrites, child tables included.
    Replace,
    /// Takes attributes back to their defaults.
    Unset,
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 10] = [
        Self::Get,
        Self::Add,
        Self::Set,
        Self::Update,
        Self::Delete,
        Self::Exec,
        Self::Clone,
        Self::Move,
        Self::Replace,
        Self::Unset,
    ];

    /// The method on the wire and in specs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Add => "add",
            Self::Set => "set",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Exec => "exec",
            Self::Clone => "clone",
            Self::Move => "move",
            Self::Replace => "replace",
            Self::Unset => "unset",
        }
    }
}

/// One call.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// The request struct.
    pub type_name: TypeName,
    /// The method on the handle of its group.
    pub method_name: MethodName,
    /// The verb.
    pub method: Method,
    /// The url.
    pub template: Template,
    /// What it does.
    pub doc: String,
    /// Where that is documented.
    pub source: Vec<Source>,
    /// The first version that has it.
    pub since: Option<String>,
    /// What fills the placeholders, in the order of the url.
    pub placeholders: Vec<Placeholder>,
    /// Constants beside the url.
    pub fixed: Vec<(String, Value)>,
    /// A row whose members stand beside the url.
    pub options: Option<TypeRef>,
    /// Everything else that is sent.
    pub members: Vec<Member>,
    /// What `data` is as a whole, where it has no members of its own.
    pub data: Option<Type>,
    /// What comes back.
    pub response: Response,
    /// What the documents show of it.
    pub exchanges: Vec<Exchange>,
    /// Where the documents are wrong about it.
    pub errata: Vec<Erratum>,
}

/// A placeholder of a url and what fills it.
#[derive(Clone, Debug)]
pub struct Placeholder {
    /// The field of the request.
    pub field: FieldName,
    /// The placeholder in the template.
    pub wire: String,
    /// The type of the field.
    pub ty: TypeRef,
    /// What it may hold.
    pub kind: ParameterKind,
    /// What it names.
    pub doc: String,
}

impl Placeholder {
    /// The kind as the matcher of templates wants it.
    #[must_use]
    pub fn template_kind(&self) -> ParamKind<'static> {
        match &self.kind {
            ParameterKind::Name => ParamKind::Name,
            ParameterKind::Id => ParamKind::Id,
            ParameterKind::PackagePath(_) => ParamKind::PackagePath { followed_by: &[] },
            ParameterKind::ObjectPath => ParamKind::ObjectPath,
        }
    }
}

/// A named type and the group that declares it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeRef {
    /// The group; `None` for url parameters, which belong to the product.
    pub module: Option<ModuleName>,
    /// The type.
    pub name: TypeName,
}

/// The type of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// Text.
    String,
    /// A signed integer of 64 bits.
    Int,
    /// A floating point number.
    Float,
    /// `true` or `false`.
    Bool,
    /// 0 or 1.
    Flag,
    /// `enable` or `disable`.
    Toggle,
    /// Text that is never shown.
    Secret,
    /// Any JSON.
    Json,
    /// A filter of table rows.
    Filter,
    /// A list; a lone value counts as a list of one.
    List(Box<Type>),
    /// Members of any name.
    Map(Box<Type>),
    /// A row.
    Row(TypeRef),
    /// An open enum.
    Enum(TypeRef),
    /// A url parameter that holds an integer.
    Id(TypeRef),
    /// A url parameter that holds text.
    Name(TypeRef),
}

/// The type as specs spell it.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::String => f.write_str("string"),
            Self::Int => f.write_str("int"),
            Self::Float => f.write_str("float"),
            Self::Bool => f.write_str("bool"),
            Self::Flag => f.write_str("flag"),
            Self::Toggle => f.write_str("toggle"),
            Self::Secret => f.write_str("secret"),
            Self::Json => f.write_str("json"),
            Self::Filter => f.write_str("filter"),
            Self::List(inner) => write!(f, "list<{inner}>"),
            Self::Map(inner) => write!(f, "map<{inner}>"),
            Self::Row(name) | Self::Enum(name) | Self::Id(name) | Self::Name(name) => {
                write!(f, "{}", name.name)
            }
        }
    }
}

/// A member of a request.
#[derive(Clone, Debug)]
pub struct Member {
    /// Where it goes.
    pub place: RequestPlace,
    /// What it is.
    pub field: Field,
}

/// Where a member of a request goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestPlace {
    /// Into the `data` object.
    Data,
    /// Beside the url.
    Beside,
    /// On the top level of the request.
    Envelope,
}

impl RequestPlace {
    /// How specs and catalogue call it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Beside => "beside",
            Self::Envelope => "envelope",
        }
    }
}

/// A member of a row or of a request.
#[derive(Clone, Debug)]
pub struct Field {
    /// The field in Rust.
    pub name: FieldName,
    /// The member on the wire.
    pub wire: Wire,
    /// Other names that are read into the same field.
    pub aliases: Vec<String>,
    /// What it holds.
    pub ty: Type,
    /// Whether a request can't do without it.
    pub required: bool,
    /// What it is.
    pub doc: String,
    /// What the device assumes without it.
    pub default: Option<String>,
    /// The smallest value.
    pub min: Option<i64>,
    /// The largest value.
    pub max: Option<i64>,
    /// The first version that has it.
    pub since: Option<String>,
}

/// The name of a member on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wire {
    /// One member.
    Name(String),
    /// Every member that starts and ends like this; what stands between is the key of a map.
    Pattern {
        /// What the name starts with.
        prefix: String,
        /// What it ends with.
        suffix: String,
    },
}

impl Wire {
    /// Whether a member of this name belongs here.
    #[must_use]
    pub fn fits(&self, name: &str) -> bool {
        match self {
            Self::Name(own) => own == name,
            Self::Pattern { prefix, suffix } => {
                name.len() > prefix.len() + suffix.len()
                    && name.starts_with(prefix.as_str())
                    && name.ends_with(suffix.as_str())
            }
        }
    }
}

/// What comes back as `data`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    /// Nothing but the status.
    None,
    /// A value that must be there.
    Required(Type),
    /// A value that may be missing.
    Optional(Type),
}

/// A structured value.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its name.
    pub name: TypeName,
    /// What it is.
    pub doc: String,
    /// Whether it is written as well: its fields keep, set or unset an attribute.
    pub writable: bool,
    /// Whether some request sends it, so that callers have to make one.
    pub sent: bool,
    /// Its members, in the order of the spec.
    pub fields: Vec<RowField>,
}

/// A member of a row and where in a reply it stands.
#[derive(Clone, Debug)]
pub struct RowField {
    /// The member.
    pub field: Field,
    /// Where it is looked for.
    pub places: Vec<ReplyPlace>,
}

/// Where in a reply a member stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReplyPlace {
    /// In `data`.
    Data,
    /// In the entry of `result`, beside `data`.
    Entry,
    /// On the top level.
    Envelope,
}

impl ReplyPlace {
    /// Every place.
    pub const ALL: [Self; 3] = [Self::Data, Self::Entry, Self::Envelope];

    /// How specs spell it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Entry => "entry",
            Self::Envelope => "envelope",
        }
    }
}

impl Row {
    /// Whether all of it stands in `data`.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.fields.iter().all(|field| field.places == [ReplyPlace::Data])
    }
}

/// A set of known values that others may join.
#[derive(Clone, Debug)]
pub struct Enum {
    /// Its name.
    pub name: TypeName,
    /// What it is.
    pub doc: String,
    /// The known values, in the order of the spec.
    pub values: Vec<EnumValue>,
}

/// A known value of an enum.
#[derive(Clone, Debug)]
pub struct EnumValue {
    /// The variant.
    pub variant: VariantName,
    /// The name on the wire.
    pub wire: String,
    /// The number that FortiManager sends without `verbose`.
    pub number: Option<i64>,
    /// What it means.
    pub doc: Option<String>,
}

/// A place in a source document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The id of the document.
    pub document: String,
    /// The section.
    pub section: String,
}

/// A request and a response that a document shows.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The file, relative to the root of the specs.
    pub file: String,
    /// The name of its test.
    pub test: MethodName,
    /// The document.
    pub source: Vec<Source>,
    /// How the documented request is built.
    pub request: Option<DocumentedRequest>,
    /// What the documented response says.
    pub response: Option<DocumentedResponse>,
}

/// A documented request as a value of its type.
#[derive(Clone, Debug)]
pub struct DocumentedRequest {
    /// What the placeholders hold, in their order.
    pub placeholders: Vec<String>,
    /// The values of members, by their index in [`Endpoint::members`].
    pub members: Vec<(usize, Value)>,
    /// The options beside the url.
    pub options: Option<Value>,
    /// The whole `data`.
    pub data: Option<Value>,
    /// The params entry as the bindings write it, where that is not what the document shows to the letter: an enum
    /// goes out by its name, whatever number the document has.
    pub entry: Option<Value>,
}

/// What a documented response says.
#[derive(Clone, Debug)]
pub enum DocumentedResponse {
    /// A refusal.
    Error {
        /// The status code.
        code: i64,
        /// Its message.
        message: String,
    },
    /// An answer.
    Value {
        /// What the bindings make of it, as they would write it again.
        value: Value,
        /// Whether that is the `data` of the document, to the letter.
        as_documented: bool,
    },
}

/// Where a document is wrong.
#[derive(Clone, Debug)]
pub struct Erratum {
    /// What is concerned.
    pub at: String,
    /// What the document prints.
    pub printed: String,
    /// What is true.
    pub truth: String,
    /// How we know.
    pub evidence: String,
}
