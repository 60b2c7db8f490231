//! Calls: the url, what is sent, what comes back.

use fmg_template::{ParamKind, Place, Template, Verb};
use serde_json::Value;

use super::{Erratum, Exchange, Field, ParameterKind, Source, Type, TypeRef};
use crate::name::{FieldName, MethodName, TypeName};

/// One call.
#[derive(Clone, Debug)]
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

impl Endpoint {
    /// The member whose field has this name.
    #[must_use]
    pub fn member(&self, name: &FieldName) -> Option<&Member> {
        self.members.iter().find(|member| member.field.name == *name)
    }
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
            ParameterKind::Name(_) => ParamKind::NAME,
            ParameterKind::Id => ParamKind::Id,
            ParameterKind::PackagePath(_) => ParamKind::PackagePath { reserved: &[] },
            ParameterKind::ObjectPath(_) => ParamKind::OBJECT_PATH,
        }
    }
}

/// A member of a request.
#[derive(Clone, Debug)]
pub struct Member {
    /// Where it goes.
    pub place: Place,
    /// What it is.
    pub field: Field,
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
