//! The description of an API: plain data, named and sorted.
//!
//! Specs are one source of such data. Importers of a device's schema or a vendor's Swagger file produce values of the
//! same types.

pub(crate) mod check;
pub(crate) mod complete;
mod document;
mod endpoint;
mod external;
pub(crate) mod fault;
pub(crate) mod fitting;
mod origin;
mod overlap;
mod parameter;
pub mod protocol;
mod rare;
mod row;
mod status;
mod table;
mod table_verb;
#[cfg(test)]
mod tests;
mod union;
mod url;
mod value;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::name::{ModuleName, ModulePath, TypeName};

pub use fmg_template::facts::{FirmwareVersion, VersionInterval};
pub use fmg_template::{
    CodeClass, GuiProxyMethod, HttpMethod, JsonRpcMethod, Place as RequestPlace, Product as ProductId, Protocol, Verb,
};

pub use self::document::{DocumentedRequest, DocumentedResponse, Erratum, Exchange, Source};
pub use self::endpoint::{BadEndpoint, Endpoint, KeyReply, Member, Placeholder, ReplyWithout, Response};
pub use self::external::{External, PathFault, PathRoot, RustPath, WireForm};
pub use self::fault::Fault;
pub use self::origin::Origin;
pub use self::overlap::{Overlap, SameForm};
pub use self::parameter::{Form, Parameter, ParameterKind, Reserved};
pub use self::rare::Rare;
pub use self::row::{Enum, EnumValue, ReplyPlace, Row, RowField};
pub use self::status::{Refusal, StatusCode};
pub use self::table::{Key, ObjectRange, Scope, Table, TableCall, TableMembers, TableScope};
pub use self::table_verb::TableVerb;
pub use self::union::{Case, Union};
pub use self::url::Url;
pub use self::value::{Access, Field, FieldFacts, Initial, Type, Wire};

/// A complete API: sorted, completed and checked. Code that is generated from it compiles.
#[derive(Clone, Debug)]
pub struct Api {
    pub(crate) origin: Origin,
    pub(crate) documents: Vec<Document>,
    pub(crate) products: Vec<Product>,
}

impl Api {
    /// An API of these products.
    ///
    /// Groups, url parameters and codes are sorted. Members with listed values get enums. Further facts are derived:
    /// which rows are sent, which words a package path may not contain, which urls overlap.
    ///
    /// ```
    /// use fmg_codegen::ir::{
    ///     Api, Document, Endpoint, Field, Group, JsonRpcMethod, Member, Origin, Parameter, ParameterKind, Placeholder, Product,
    ///     ProductId, Protocol, RequestPlace, Source, Type, TypeRef, Verb,
    /// };
    /// use fmg_codegen::{ModulePath, TypeName};
    ///
    /// let document = Document::new("guide", "Guide", "https://example.com/guide");
    /// let adom = Parameter::new(TypeName::new("AdomName")?, ParameterKind::Name(Vec::new()));
    ///
    /// let mut lock = Endpoint::new(Verb::JsonRpc(JsonRpcMethod::Exec), "/dvmdb/adom/<adom>/workspace/lock", "lock-adom")?;
    /// lock.doc = "Locks an ADOM.".to_owned();
    /// lock.source.push(Source::document("guide", "locks"));
    /// lock.placeholders.push(Placeholder::new("adom", TypeRef::new(None, adom.name.clone()))?);
    /// let comment = Field::from_wire("comment", Type::String)?;
    /// lock.members.push(Member::new(RequestPlace::Beside, comment));
    ///
    /// let mut group = Group::new(Protocol::JsonRpc, ModulePath::new("workspace")?, "Workspace");
    /// group.endpoints.push(lock);
    /// let mut product = Product::new(ProductId::FortiManager);
    /// product.parameters.push(adom);
    /// product.groups.push(group);
    ///
    /// let api = Api::new(Origin::new("build.rs"), vec![document], vec![product]).map_err(|faults| faults[0].clone())?;
    /// assert_eq!(api.products()[0].groups[0].endpoints.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Every fault: names that clash or are taken, undeclared types, placeholders without a type, and urls that two
    /// calls could have. Generated code with such a fault would not compile, or would make another call than intended.
    pub fn new(origin: Origin, documents: Vec<Document>, mut products: Vec<Product>) -> Result<Self, Vec<Fault>> {
        let mut faults = check::documents(&documents);
        let mut all = Vec::new();
        for &id in ProductId::ALL {
            let (own, others): (Vec<_>, Vec<_>) = products.into_iter().partition(|product| product.id == id);
            products = others;
            let mut own = own.into_iter();
            let mut product = own.next().unwrap_or_else(|| Product::new(id));
            faults.extend(own.map(|_| check::another(id)));
            faults.extend(complete::complete(&mut product));
            faults.extend(check::product(&product, &documents));
            faults.extend(check::exchanges(&product, &documents));
            all.push(product);
        }
        faults.extend(check::across(&all));
        if faults.is_empty() {
            Ok(Self {
                origin,
                documents,
                products: all,
            })
        } else {
            Err(faults)
        }
    }

    /// The origin of the description.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The source documents.
    #[must_use]
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// The products, in the order of their ids.
    #[must_use]
    pub fn products(&self) -> &[Product] {
        &self.products
    }
}

/// A document that is a source of facts.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Document {
    /// The id by which a [`Source`] names it.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What the document is about, and how specs cite its sections.
    pub about: String,
    /// The url where it is published.
    pub url: String,
}

impl Document {
    /// A document that is published at this url.
    #[must_use]
    pub fn new(id: &str, title: &str, url: &str) -> Self {
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
            about: String::new(),
            url: url.to_owned(),
        }
    }
}

/// The bindings of one product.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Product {
    /// The product.
    pub id: ProductId,
    /// The origin of its description.
    pub origin: Origin,
    /// The types of the placeholders in its urls, by name.
    pub parameters: Vec<Parameter>,
    /// The scopes of its tables, by name.
    pub scopes: Vec<Scope>,
    /// The status codes of its replies, by number from 0 downwards.
    pub codes: Vec<StatusCode>,
    /// The HTTP statuses of its responses, by number.
    pub http_statuses: Vec<StatusCode>,
    /// Codes and messages with a special meaning for some calls, in the order of the description.
    pub refusals: Vec<Refusal>,
    /// Its calls, one group for each module, by the name of the module.
    pub groups: Vec<Group>,
    /// The pairs of urls of which one has a literal where the other has a placeholder.
    pub overlaps: Vec<Overlap>,
    /// The pairs of urls that differ only in their placeholders.
    pub same_forms: Vec<SameForm>,
}

impl Product {
    /// A product without groups or other contents.
    #[must_use]
    pub fn new(id: ProductId) -> Self {
        Self {
            id,
            origin: Origin::default(),
            parameters: Vec::new(),
            scopes: Vec::new(),
            codes: Vec::new(),
            http_statuses: Vec::new(),
            refusals: Vec::new(),
            groups: Vec::new(),
            overlaps: Vec::new(),
            same_forms: Vec::new(),
        }
    }

    /// The modules that contain groups.
    pub(crate) fn folders(&self) -> BTreeSet<&ModuleName> {
        let groups = self.groups.iter();
        groups.filter_map(|group| group.module.folder.as_ref()).collect()
    }

    /// The protocol of the groups in a folder. All groups of a folder have the same protocol.
    pub(crate) fn folder_protocol(&self, folder: &ModuleName) -> Protocol {
        let first = self.groups_in(Some(folder)).next();
        match (first, self.id) {
            (Some(group), _) => group.protocol,
            (None, ProductId::FortiManager) => Protocol::JsonRpc,
            (None, ProductId::FortiOs) => Protocol::FortiOs,
        }
    }

    /// The groups in a folder; `None`: those outside of folders.
    pub(crate) fn groups_in<'p>(&'p self, folder: Option<&'p ModuleName>) -> impl Iterator<Item = &'p Group> {
        let groups = self.groups.iter();
        groups.filter(move |group| group.module.folder.as_ref() == folder)
    }

    /// The group that declares a type.
    fn declaring(&self, reference: &TypeRef) -> Option<&Group> {
        let module = reference.module.as_deref()?;
        // The groups of a complete product are sorted by module.
        let found = self.groups.binary_search_by(|group| group.module.cmp(module)).ok()?;
        self.groups.get(found)
    }

    /// The union type that a reference names.
    pub(crate) fn union(&self, reference: &TypeRef) -> Option<&Union> {
        let unions = &self.declaring(reference)?.unions;
        unions.iter().find(|union| union.name == reference.name)
    }

    /// The row type that a reference names.
    pub(crate) fn row(&self, reference: &TypeRef) -> Option<&Row> {
        let rows = &self.declaring(reference)?.rows;
        rows.iter().find(|row| row.name == reference.name)
    }

    /// The enum that a reference names.
    pub(crate) fn enumeration(&self, reference: &TypeRef) -> Option<&Enum> {
        let enums = &self.declaring(reference)?.enums;
        enums.iter().find(|item| item.name == reference.name)
    }

    /// Whether the product has no contents.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
            && self.parameters.is_empty()
            && self.scopes.is_empty()
            && self.codes.is_empty()
            && self.http_statuses.is_empty()
    }
}

/// Related calls and their types: one module of the bindings.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Group {
    /// The module of the bindings, below that of the product.
    pub module: ModulePath,
    /// The protocol of its calls; for calls that the GUI's proxy forwards, that of the GUI.
    pub protocol: Protocol,
    /// The origin of its description.
    pub origin: Origin,
    /// Its heading.
    pub title: String,
    /// Its documentation.
    pub doc: String,
    /// Whether a handle with methods for its calls is generated. If not, the runtime makes the requests.
    pub handle: bool,
    /// Names that members of a body may not have, because the device takes them for parameters.
    pub reserved: Vec<String>,
    /// Its tables and single objects, in the order of the description.
    pub tables: Vec<Table>,
    /// Its calls, in the order of the description.
    pub endpoints: Vec<Endpoint>,
    /// Its rows, in the order of the description.
    pub rows: Vec<Row>,
    /// Its enums, in the order of the description.
    pub enums: Vec<Enum>,
    /// Its unions, in the order of the description.
    pub unions: Vec<Union>,
}

impl Group {
    /// A module without calls, with a handle.
    #[must_use]
    pub fn new(protocol: Protocol, module: ModulePath, title: &str) -> Self {
        Self {
            module,
            protocol,
            origin: Origin::default(),
            title: title.to_owned(),
            doc: String::new(),
            handle: true,
            reserved: Vec::new(),
            tables: Vec::new(),
            endpoints: Vec::new(),
            rows: Vec::new(),
            enums: Vec::new(),
            unions: Vec::new(),
        }
    }

    /// The methods that lead from a client to its calls: `workspace()`, `monitor().firewall()`. The groups of the GUI
    /// are methods of its client.
    #[must_use]
    pub fn handles(&self) -> String {
        match (&self.module.folder, self.protocol) {
            (Some(folder), Protocol::JsonRpc | Protocol::Rest | Protocol::FortiOs) => {
                format!("{folder}().{}()", self.module.name)
            }
            (Some(_), Protocol::Gui | Protocol::GuiProxy) | (None, _) => format!("{}()", self.module.name),
        }
    }

    /// The endpoint that sends a list of rows where this one sends one row. Both have the same method and url.
    #[must_use]
    pub fn list_form(&self, endpoint: &Endpoint) -> Option<&Endpoint> {
        let data = endpoint.data.as_ref()?;
        self.endpoints.iter().find(|own| {
            let is_list = matches!(&own.data, Some(Type::List(inner)) if **inner == *data);
            is_list && is_same_call(own, endpoint)
        })
    }

    /// Whether another call of the group sends one row where this one sends a list of rows.
    #[must_use]
    pub fn is_list_form(&self, endpoint: &Endpoint) -> bool {
        let Some(Type::List(inner)) = &endpoint.data else {
            return false;
        };
        let mut others = self.endpoints.iter();
        others.any(|own| own.data.as_ref() == Some(&**inner) && is_same_call(own, endpoint))
    }

    /// The table of this row type.
    #[must_use]
    pub fn table(&self, row: &TypeName) -> Option<&Table> {
        self.tables.iter().find(|table| table.row == *row)
    }

    /// Whether its tables are those of the configuration of FortiOS.
    pub(crate) fn is_configuration(&self) -> bool {
        self.protocol == Protocol::FortiOs && !self.tables.is_empty()
    }

    /// Whether it has calls that are methods of a handle.
    pub(crate) fn has_handle(&self) -> bool {
        self.handle && !self.endpoints.is_empty()
    }
}

/// Whether two calls have the same method, url and constants.
fn is_same_call(one: &Endpoint, other: &Endpoint) -> bool {
    one.method == other.method && one.template.source() == other.template.source() && one.fixed == other.fixed
}

/// A named type and the group that declares it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeRef {
    /// The group; `None` for url parameters, which belong to the product.
    pub module: Option<Arc<ModulePath>>,
    /// The type.
    pub name: TypeName,
}

impl TypeRef {
    /// The type with this name in a module, or the url parameter with this name.
    #[must_use]
    pub fn new(module: Option<ModulePath>, name: TypeName) -> Self {
        Self {
            module: module.map(Arc::new),
            name,
        }
    }
}
