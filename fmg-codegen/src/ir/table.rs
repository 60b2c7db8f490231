//! Tables and single objects, and the scopes below which they are.

use fmg_template::{Faults, Template};

use super::{Placeholder, RustPath, Source, TableVerb, TypeRef, VersionInterval};
use crate::name::{BadName, TypeName};

/// A place in urls below which tables are, such as `/pm/config/<scope>/obj`.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Scope {
    /// Its type.
    pub name: TypeName,
    /// Its url.
    pub template: Template,
    /// The fields of the placeholders, in the order of the url.
    pub placeholders: Vec<Placeholder>,
    /// The path of the type, if it is not generated.
    pub path: Option<RustPath>,
    /// Its documentation.
    pub doc: String,
}

impl Scope {
    /// A scope of this url.
    ///
    /// # Errors
    ///
    /// The url is not a template.
    pub fn new(name: TypeName, url: &str) -> Result<Self, Faults> {
        Ok(Self {
            name,
            template: Template::parse(url)?,
            placeholders: Vec::new(),
            path: None,
            doc: String::new(),
        })
    }
}

/// A table, or a single object.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Table {
    /// The type of its rows, which the group of the table declares. It identifies the table.
    pub row: TypeName,
    /// Its path below a scope, such as `firewall/address`; empty if the scope itself is the table.
    pub path: String,
    /// The name of a row in the documentation: `IPv4 address`.
    pub name: String,
    /// The name of several rows: `IPv4 addresses`.
    pub plural: String,
    /// Its documentation.
    pub doc: String,
    /// The key; `None` for a single object.
    pub key: Option<Key>,
    /// The scopes below which it is read. The named requests are for the first.
    pub scopes: Vec<TableScope>,
    /// The scopes below which it is written.
    pub written: Vec<TableScope>,
    /// Its verbs, each once.
    pub verbs: Vec<TableVerb>,
    /// The first version that has it.
    pub since: Option<String>,
    /// The versions that have it; empty if all have, or if it is not known.
    pub versions: Vec<VersionInterval>,
    /// Whether some models lack it.
    pub some_models: bool,
    /// The access group that an administrator needs.
    pub access_group: Option<String>,
    /// The members that calls add to a row and remove from it, one by one; `None`: no such members.
    pub members: Option<TableMembers>,
    /// Whether its rows have attributes that the type of the rows lacks.
    pub partial: bool,
    /// The VDOMs of a FortiOS to which it and its rows belong.
    pub range: ObjectRange,
    /// The sources that document it.
    pub source: Vec<Source>,
}

/// The members that calls add to a row and remove from it, such as the installation targets of a package.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TableMembers {
    /// The segment behind the url of the row: `scope member`.
    pub section: String,
    /// The type of a member, which the group of the table declares.
    pub row: TypeName,
}

impl TableMembers {
    /// Members of this type, behind the url of a row and this segment.
    #[must_use]
    pub fn new(section: &str, row: TypeName) -> Self {
        Self {
            section: section.to_owned(),
            row,
        }
    }
}

/// A scope of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableScope {
    /// A scope of the product.
    Below(TypeName),
    /// Each row of another table of the group, which is named by its row type. In FortiOS, also a single object.
    RowsOf(TypeName),
}

/// The key of a table.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Key {
    /// The attribute of the row that holds it; `None` if no attribute does.
    pub attribute: Option<String>,
    /// The placeholder of the row in urls.
    pub placeholder: Placeholder,
}

impl Key {
    /// A key that this attribute holds, and that has this placeholder in urls.
    #[must_use]
    pub fn new(attribute: Option<&str>, placeholder: Placeholder) -> Self {
        Self {
            attribute: attribute.map(str::to_owned),
            placeholder,
        }
    }
}

impl Key {
    /// The key of a table of FortiOS, which this attribute holds.
    ///
    /// # Errors
    ///
    /// This never fails: the name of the placeholder is valid.
    pub fn mkey(attribute: &str) -> Result<Self, BadName> {
        let ty = TypeRef::new(None, TypeName::new("Mkey")?);
        Ok(Self::new(Some(attribute), Placeholder::new("mkey", ty)?))
    }
}

impl Table {
    /// A table of rows with all verbs but those of tables that can be copied or that have an order, without a scope.
    #[must_use]
    pub fn rows(row: TypeName, path: &str, key: Key) -> Self {
        let verbs = TableVerb::ALL.into_iter();
        Self::of(row, path, Some(key), verbs.filter(|verb| !verb.is_optional()).collect())
    }

    /// A single object with all verbs of single objects, without a scope.
    #[must_use]
    pub fn single(row: TypeName, path: &str) -> Self {
        Self::of(row, path, None, TableVerb::SINGLE.to_vec())
    }

    /// A table of the configuration of FortiOS, such as `firewall/address`; without a key, a single object. A table
    /// inside each row of another, or inside a single object, has that as its scope; others have none.
    #[must_use]
    pub fn configuration(row: TypeName, path: &str, key: Option<Key>, ordered: bool) -> Self {
        let verbs = if key.is_some() {
            TableVerb::CONFIGURATION.to_vec()
        } else {
            vec![TableVerb::Get, TableVerb::Update]
        };
        let verbs = verbs.into_iter().filter(|verb| ordered || *verb != TableVerb::MoveTo);
        Self::of(row, path, key, verbs.collect())
    }

    fn of(row: TypeName, path: &str, key: Option<Key>, verbs: Vec<TableVerb>) -> Self {
        Self {
            name: row.to_string(),
            plural: format!("rows of {row}"),
            row,
            path: path.to_owned(),
            doc: String::new(),
            key,
            scopes: Vec::new(),
            written: Vec::new(),
            verbs,
            since: None,
            versions: Vec::new(),
            some_models: false,
            access_group: None,
            partial: false,
            range: ObjectRange::default(),
            members: None,
            source: Vec::new(),
        }
    }

    /// Keeps the verbs that change nothing: only the appliance writes the table.
    pub(crate) fn keep_reads(&mut self) {
        self.verbs.retain(|verb| verb.is_read());
    }

    /// Whether it is a single object.
    #[must_use]
    pub fn is_single(&self) -> bool {
        self.key.is_none()
    }

    /// The type of the object around the table: a row of another table, or a single object.
    #[must_use]
    pub fn parent(&self) -> Option<&TypeName> {
        self.scopes.iter().find_map(|scope| match scope {
            TableScope::RowsOf(row) => Some(row),
            TableScope::Below(_) => None,
        })
    }
}

/// The verb of a table that a call is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableCall {
    /// The row type of the table, which the group of the call has.
    pub row: TypeName,
    /// The verb.
    pub verb: TableVerb,
}

/// The VDOMs to which a table of FortiOS and its rows belong: the member `object_range` of its schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ObjectRange {
    /// Each VDOM has a table of its own.
    #[default]
    Vdom,
    /// All VDOMs share the table.
    Global,
    /// All VDOMs share the table, and each of its rows belongs to the VDOMs that its attribute `vdom` names.
    Both,
}

impl ObjectRange {
    /// Every range.
    pub const ALL: [Self; 3] = [Self::Vdom, Self::Global, Self::Both];

    /// Its spelling in specs, and in schemas of FortiOS.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Vdom => "vdom",
            Self::Global => "global",
            Self::Both => "both",
        }
    }

    /// The effect on the rows of a table; `None` for the usual one.
    #[must_use]
    pub const fn meaning(self) -> Option<&'static str> {
        match self {
            Self::Vdom => None,
            Self::Global => Some("All VDOMs share this table."),
            Self::Both => Some("All VDOMs share this table. Each row belongs to the VDOMs in its attribute `vdom`."),
        }
    }
}

/// A reference to a type, for rows of a table in replies.
impl Table {
    /// The type of its rows, in the group of this module.
    #[must_use]
    pub fn row_in(&self, module: &crate::name::ModulePath) -> TypeRef {
        TypeRef::new(Some(module.clone()), self.row.clone())
    }
}
