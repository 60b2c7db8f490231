//! Calls: the url, what is sent, what comes back.

use std::fmt;

use fmg_template::{Faults, ParamKind, Place, Template, Verb};
use serde_json::Value;

use super::{Erratum, Exchange, Field, ParameterKind, Source, Type, TypeRef};
use crate::name::{BadName, FieldName, MethodName, TypeName};

/// One call.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Endpoint {
    /// The request struct.
    pub type_name: TypeName,
    /// The method on the handle of its group.
    pub method_name: MethodName,
    /// The verb.
    pub method: Verb,
    /// The url.
    pub template: Template,
    /// What it does.
    pub doc: String,
    /// Where that is documented.
    pub source: Vec<Source>,
    /// The first version that has it.
    pub since: Option<String>,
    /// The call of the same group that other firmware has in its place.
    pub instead: Option<MethodName>,
    /// What fills the placeholders, in the order of the url.
    pub placeholders: Vec<Placeholder>,
    /// Constants: beside the url, in the query of an HTTP url, or in the params of a call that the GUI's proxy forwards.
    pub fixed: Vec<(String, Value)>,
    /// A row whose members stand beside the url.
    pub options: Option<TypeRef>,
    /// Everything else that is sent.
    pub members: Vec<Member>,
    /// What `data`, or the body of a request that is not JSON-RPC, is as a whole, where it has no members of its own.
    pub data: Option<Type>,
    /// Sets of members, one of which has to be given whole; empty where no member depends on others.
    pub one_of: Vec<Vec<FieldName>>,
    /// Members of the body that hold the CSRF token of the session, which the client knows.
    pub csrf: Vec<String>,
    /// What comes back.
    pub response: Response,
    /// What replies lack.
    pub reply_without: ReplyWithout,
    /// The access group that an administrator needs for it.
    pub access_group: Option<String>,
    /// Whether a reply can be cached by its `ETag`.
    pub etag: bool,
    /// Whether it sends a file.
    pub upload: bool,
    /// Whether it answers with a file.
    pub download: bool,
    /// What that file may be beside binary data and long text: `text`, `json`, `html`; with `pdf` alone it is
    /// nothing else.
    pub file_may_be: Vec<String>,
    /// What the documents show of it.
    pub exchanges: Vec<Exchange>,
    /// Where the documents are wrong about it.
    pub errata: Vec<Erratum>,
}

/// What replies lack, as documents show them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReplyWithout {
    /// A status that says whether the call succeeded.
    pub status: bool,
    /// The id of the request.
    pub id: bool,
    /// Anything at all.
    pub body: bool,
}

impl ReplyWithout {
    /// The parts, as specs and bindings call them.
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

/// Why there is no such call.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BadEndpoint {
    /// Its name makes no name of a type or of a method.
    Name(BadName),
    /// The url is no template.
    Url(Faults),
}

impl fmt::Display for BadEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(bad) => write!(f, "no name of a call: {bad}"),
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
    /// A call of this url that sends nothing else, and is answered with a status alone. `name` becomes the names of the
    /// request and of the method that makes it.
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
    /// The url is no template, or the name has no letter or digit.
    pub fn new(method: Verb, url: &str, name: &str) -> Result<Self, BadEndpoint> {
        let template = Template::parse(url).map_err(BadEndpoint::Url)?;
        Self::of(method, template, name).map_err(BadEndpoint::Name)
    }

    /// The same of a template that has been parsed.
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
            instead: None,
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

/// A placeholder of a url and what fills it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Placeholder {
    /// The field of the request.
    pub field: FieldName,
    /// The placeholder in the template.
    pub wire: String,
    /// The type of the field.
    pub ty: TypeRef,
    /// What it may hold: the kind of the url parameter, which an [`Api`](super::Api) fills in.
    pub kind: ParameterKind,
    /// What it names.
    pub doc: String,
}

impl Placeholder {
    /// What fills the placeholder of this name: a url parameter of the product.
    ///
    /// # Errors
    ///
    /// The name has no letter or digit.
    pub fn new(wire: &str, ty: TypeRef) -> Result<Self, BadName> {
        Ok(Self {
            field: FieldName::from_wire(wire)?,
            wire: wire.to_owned(),
            ty,
            kind: ParameterKind::Name(Vec::new()),
            doc: String::new(),
        })
    }

    /// The kind as the matcher of templates wants it.
    #[must_use]
    pub fn template_kind(&self) -> ParamKind<'static> {
        match &self.kind {
            ParameterKind::Name(_) => ParamKind::NAME,
            ParameterKind::Id => ParamKind::Id,
            ParameterKind::PackagePath(_) => ParamKind::PackagePath { reserved: &[] },
            ParameterKind::ObjectPath(_) => ParamKind::OBJECT_PATH,
        }
    }
}

/// A member of a request.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Member {
    /// Where it goes.
    pub place: Place,
    /// What it is.
    pub field: Field,
}

impl Member {
    /// A member in this place.
    #[must_use]
    pub fn new(place: Place, field: Field) -> Self {
        Self { place, field }
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
