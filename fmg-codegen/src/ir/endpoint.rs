//! Calls: the url, the values of the request, and the response.

use std::fmt;
use std::sync::Arc;

use fmg_template::{Faults, ParamKind, Place, Template, Verb};
use serde_json::Value;

use super::{Erratum, Exchange, Field, ParameterKind, Source, TableCall, Type, TypeRef, VersionInterval};
use crate::name::{BadName, FieldName, MethodName, TypeName};

/// One call.
#[derive(Clone, Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is an independent property of the call"
)]
#[non_exhaustive]
pub struct Endpoint {
    /// The request struct.
    pub type_name: TypeName,
    /// The method on the handle of its group, which makes the request.
    pub method_name: MethodName,
    /// The verb.
    pub method: Verb,
    /// The url.
    pub template: Template,
    /// Its documentation.
    pub doc: String,
    /// The sources that document it.
    pub source: Vec<Source>,
    /// The first version that has it.
    pub since: Option<String>,
    /// The versions that have it; empty if all have, or if it is not known.
    pub versions: Vec<VersionInterval>,
    /// Whether some models lack it.
    pub some_models: bool,
    /// The call of the same group that replaces it on other firmware.
    pub instead: Option<MethodName>,
    /// The reason why the call costs the appliance more than another read: it computes much, or asks other servers.
    /// Empty: it does not, as far as is known.
    pub costly: Vec<Source>,
    /// The fields of the placeholders, in the order of the url.
    pub placeholders: Vec<Placeholder>,
    /// Constants: beside the url, in the query of an HTTP url, or in the params of a call that the GUI's proxy
    /// forwards.
    pub fixed: Vec<(String, Value)>,
    /// A row whose members go beside the url.
    pub options: Option<TypeRef>,
    /// All other members of the request.
    pub members: Vec<Member>,
    /// The type of `data`, or of a body outside of JSON-RPC, if it is a single value without members of its own.
    pub data: Option<Type>,
    /// Sets of members, of which a request needs one complete set; empty if no member depends on others.
    pub one_of: Vec<Vec<FieldName>>,
    /// Members of the body for the CSRF token of the session, which the client adds.
    pub csrf: Vec<String>,
    /// The reply.
    pub response: Response,
    /// The parts that replies lack.
    pub reply_without: ReplyWithout,
    /// The access group that an administrator needs for it.
    pub access_group: Option<String>,
    /// Whether a reply can be cached by its `ETag`.
    pub etag: bool,
    /// Whether the request contains a file.
    pub upload: bool,
    /// Whether the response is a file.
    pub download: bool,
    /// The formats of that file besides binary data and long text: `text`, `json`, `html`. With `pdf` alone, it has no
    /// other format.
    pub file_may_be: Vec<String>,
    /// The verb of a table that the call is. The runtime then has its request, and the generated type is an alias.
    pub table: Option<TableCall>,
    /// The documented exchanges.
    pub exchanges: Vec<Exchange>,
    /// The errors of documents about the call.
    pub errata: Vec<Erratum>,
}

/// The parts that replies lack, according to documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReplyWithout {
    /// The status, which tells whether the call succeeded.
    pub status: bool,
    /// The id of the request.
    pub id: bool,
    /// The whole body.
    pub body: bool,
}

impl ReplyWithout {
    /// The missing parts, in the spelling of specs and bindings.
    #[must_use]
    pub fn parts(self) -> Vec<&'static str> {
        let parts = [("status", self.status), ("id", self.id), ("body", self.body)];
        parts
            .iter()
            .filter(|(_, lacks)| *lacks)
            .map(|(part, _)| *part)
            .collect()
    }
}

/// The reason why a call cannot be made from a url and a name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BadEndpoint {
    /// The name cannot become the name of a type or of a method.
    Name(BadName),
    /// The url is not a template.
    Url(Faults),
}

impl fmt::Display for BadEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(bad) => write!(f, "not the name of a call: {bad}"),
            Self::Url(faults) => {
                f.write_str("malformed url template")?;
                for fault in faults {
                    write!(f, "; {}: {}", fault.kind(), fault.help())?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for BadEndpoint {}

impl Endpoint {
    /// A call of this url without further values, whose reply is only a status. `name` becomes the names of the request
    /// and of the method that makes it.
    ///
    /// ```
    /// use fmg_codegen::ir::{Endpoint, JsonRpcMethod, Verb};
    ///
    /// let lock = Endpoint::new(Verb::JsonRpc(JsonRpcMethod::Exec), "/dvmdb/adom/<adom>/workspace/lock", "lock-adom")?;
    /// assert_eq!((lock.type_name.as_str(), lock.method_name.as_str()), ("LockAdom", "lock_adom"));
    /// # Ok::<(), fmg_codegen::ir::BadEndpoint>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The url is not a template, or the name has no letter or digit.
    pub fn new(method: Verb, url: &str, name: &str) -> Result<Self, BadEndpoint> {
        let template = Template::parse(url).map_err(BadEndpoint::Url)?;
        Self::of(method, template, name).map_err(BadEndpoint::Name)
    }

    /// The same, for a template that is parsed already.
    ///
    /// # Errors
    ///
    /// The name has no letter or digit.
    pub fn of(method: Verb, template: Template, name: &str) -> Result<Self, BadName> {
        Ok(Self {
            type_name: TypeName::from_wire(name)?,
            method_name: MethodName::from_wire(name)?,
            method,
            template,
            doc: String::new(),
            source: Vec::new(),
            since: None,
            versions: Vec::new(),
            some_models: false,
            instead: None,
            costly: Vec::new(),
            placeholders: Vec::new(),
            fixed: Vec::new(),
            options: None,
            members: Vec::new(),
            data: None,
            one_of: Vec::new(),
            csrf: Vec::new(),
            response: Response::None,
            reply_without: ReplyWithout::default(),
            access_group: None,
            etag: false,
            upload: false,
            download: false,
            file_may_be: Vec::new(),
            table: None,
            exchanges: Vec::new(),
            errata: Vec::new(),
        })
    }

    /// The member whose field has this name.
    #[must_use]
    pub fn member(&self, name: &FieldName) -> Option<&Member> {
        self.members.iter().find(|member| member.field.name == *name)
    }
}

/// A placeholder of a url and its type.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Placeholder {
    /// The field of the request.
    pub field: FieldName,
    /// The placeholder in the template.
    pub wire: Arc<str>,
    /// The type of the field.
    pub ty: TypeRef,
    /// The kind of the url parameter, which decides the allowed values. An [`Api`](super::Api) sets it.
    pub kind: ParameterKind,
    /// Its documentation.
    pub doc: Arc<str>,
}

impl Placeholder {
    /// A placeholder of this name with this type, a url parameter of the product.
    ///
    /// # Errors
    ///
    /// The name has no letter or digit.
    pub fn new(wire: &str, ty: TypeRef) -> Result<Self, BadName> {
        Ok(Self {
            field: FieldName::from_wire(wire)?,
            wire: wire.into(),
            ty,
            kind: ParameterKind::Name(Vec::new()),
            doc: Arc::default(),
        })
    }

    /// The kind for the matcher of templates.
    #[must_use]
    pub fn template_kind(&self) -> ParamKind<'static> {
        match &self.kind {
            ParameterKind::Id => ParamKind::Id,
            ParameterKind::PackagePath(_) => ParamKind::PackagePath { reserved: &[] },
            ParameterKind::ObjectPath(_) => ParamKind::OBJECT_PATH,
            // Templates are matched by their urls, which have neither scopes nor keys of several segments.
            ParameterKind::Name(_) | ParameterKind::Scope(_) | ParameterKind::Segments(_) => ParamKind::NAME,
        }
    }
}

/// A member of a request.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Member {
    /// Its place in the request.
    pub place: Place,
    /// Its name, type and documentation.
    pub field: Field,
}

impl Member {
    /// A member in this place.
    #[must_use]
    pub fn new(place: Place, field: Field) -> Self {
        Self { place, field }
    }
}

/// The `data` of a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    /// No data, only a status.
    None,
    /// A value that every reply has.
    Required(Type),
    /// A value that replies may lack.
    Optional(Type),
    /// The key of the row that was written, if the reply has it.
    Key(KeyReply),
    /// The keys of the rows that were written, as far as the reply has them.
    Keys(KeyReply),
}

/// The key of a written row in a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyReply {
    /// The member of the reply that holds it; `None` if none does.
    pub attribute: Option<String>,
    /// Its type, a url parameter.
    pub ty: Type,
}

impl Response {
    /// The type of the data; `None` for a key, which is a member of the data.
    #[must_use]
    pub fn data(&self) -> Option<&Type> {
        match self {
            Self::Required(ty) | Self::Optional(ty) => Some(ty),
            Self::None | Self::Key(_) | Self::Keys(_) => None,
        }
    }
}
