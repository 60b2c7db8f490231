//! The contents of a spec file as written: every value with its place, and no name resolved.

use std::ops::Range;

use camino::Utf8PathBuf;
use serde_json::Value;

use crate::ir::{RequestPlace, TableVerb, Verb};

/// A value and its bytes in the file.
#[derive(Clone, Debug)]
pub(crate) struct At<T> {
    pub(crate) value: T,
    pub(crate) span: Range<usize>,
}

pub(crate) type Text = At<String>;

/// One spec file.
#[derive(Debug, Default)]
pub(crate) struct SpecFile {
    pub(crate) path: Utf8PathBuf,
    pub(crate) group: Option<GroupSpec>,
    pub(crate) documents: Vec<DocumentSpec>,
    pub(crate) parameters: Vec<ParameterSpec>,
    pub(crate) rows: Vec<RowSpec>,
    pub(crate) enums: Vec<EnumSpec>,
    pub(crate) unions: Vec<UnionSpec>,
    pub(crate) externals: Vec<ExternalSpec>,
    pub(crate) codes: Vec<StatusCodeSpec>,
    pub(crate) http_statuses: Vec<StatusCodeSpec>,
    pub(crate) refusals: Vec<RefusalSpec>,
    pub(crate) endpoints: Vec<EndpointSpec>,
    pub(crate) scopes: Vec<ScopeSpec>,
    pub(crate) tables: Vec<TableSpec>,
}

/// `[group]`
#[derive(Debug)]
pub(crate) struct GroupSpec {
    pub(crate) title: Text,
    pub(crate) doc: Text,
    pub(crate) requests_only: bool,
    pub(crate) reserved: Vec<Text>,
}

/// `[[document]]`
#[derive(Debug)]
pub(crate) struct DocumentSpec {
    pub(crate) id: Text,
    pub(crate) title: Text,
    pub(crate) about: Text,
    pub(crate) url: Text,
}

/// `[[parameter]]`
#[derive(Debug)]
pub(crate) struct ParameterSpec {
    pub(crate) ty: Text,
    pub(crate) kind: Text,
    pub(crate) placeholders: Vec<Text>,
    pub(crate) literal_macro: Option<Text>,
    pub(crate) shared: bool,
    /// The Rust path of the type, if another crate already has it.
    pub(crate) path: Option<Text>,
    /// Another parameter type. No value names a thing of both types.
    pub(crate) apart_from: Option<Text>,
    pub(crate) doc: Text,
    /// The forms of a scope.
    pub(crate) forms: Vec<FormSpec>,
    /// The url pattern of the kind `segments`, such as `<device>/<vdom>`.
    pub(crate) url: Option<Text>,
    pub(crate) reserved: Vec<ReservedSpec>,
}

/// An entry of `forms`.
#[derive(Debug)]
pub(crate) struct FormSpec {
    pub(crate) name: Text,
    pub(crate) url: Text,
    pub(crate) doc: Text,
}

/// `[[parameter.reserved]]`
#[derive(Debug)]
pub(crate) struct ReservedSpec {
    pub(crate) runs: Vec<Text>,
    /// The Rust value to use instead of the reserved words, such as `AdomOrGlobal::Global`.
    pub(crate) instead: Option<Text>,
    pub(crate) doc: Text,
    pub(crate) source: Vec<SourceSpec>,
}

/// `[[type]]`
#[derive(Debug)]
pub(crate) struct RowSpec {
    pub(crate) name: Text,
    pub(crate) doc: Text,
    pub(crate) writable: bool,
    /// The field with the task that the call starts, by its name in Rust.
    pub(crate) starts_task: Option<Text>,
    pub(crate) fields: Vec<FieldSpec>,
}

/// `[[enum]]`
#[derive(Debug)]
pub(crate) struct EnumSpec {
    pub(crate) name: Text,
    pub(crate) doc: Text,
    pub(crate) values: Vec<EnumValueSpec>,
}

#[derive(Debug)]
pub(crate) struct EnumValueSpec {
    pub(crate) name: Text,
    pub(crate) number: Option<At<i64>>,
    pub(crate) doc: Option<Text>,
    pub(crate) rust: Option<Text>,
}

/// `[[union]]`
#[derive(Debug)]
pub(crate) struct UnionSpec {
    pub(crate) name: Text,
    pub(crate) doc: Text,
    pub(crate) tag: Option<Text>,
    pub(crate) cases: Vec<CaseSpec>,
}

#[derive(Debug)]
pub(crate) struct CaseSpec {
    pub(crate) name: Text,
    pub(crate) value: Option<At<Value>>,
    pub(crate) doc: Text,
    pub(crate) fields: Vec<FieldSpec>,
    pub(crate) fixed: Vec<(Text, Value)>,
    pub(crate) rust: Option<Text>,
}

/// `[[external]]`
#[derive(Debug)]
pub(crate) struct ExternalSpec {
    pub(crate) path: Text,
    pub(crate) doc: Text,
    pub(crate) wire: Text,
    pub(crate) example: At<Value>,
    pub(crate) default: Option<At<Value>>,
    pub(crate) rows: bool,
}

/// `[[refusal]]`
#[derive(Debug)]
pub(crate) struct RefusalSpec {
    pub(crate) url: Text,
    pub(crate) code: At<i64>,
    pub(crate) message: Option<Text>,
    pub(crate) meaning: Text,
    pub(crate) class: Text,
    pub(crate) source: Vec<SourceSpec>,
}

/// `[[code]]`, `[[http_status]]`
#[derive(Debug)]
pub(crate) struct StatusCodeSpec {
    pub(crate) number: At<i64>,
    pub(crate) name: Text,
    pub(crate) meaning: Text,
    pub(crate) class: Text,
    pub(crate) source: Vec<SourceSpec>,
}

/// `[[endpoint]]`
#[derive(Debug)]
pub(crate) struct EndpointSpec {
    pub(crate) name: Text,
    pub(crate) method: Verb,
    pub(crate) template: Text,
    pub(crate) doc: Text,
    pub(crate) source: Vec<SourceSpec>,
    pub(crate) since: Option<Text>,
    pub(crate) instead: Option<Text>,
    pub(crate) costly: Vec<SourceSpec>,
    pub(crate) params: Vec<PlaceholderSpec>,
    pub(crate) fixed: Vec<(Text, Value)>,
    pub(crate) options: Option<Text>,
    /// The content of each place of the request.
    pub(crate) places: Vec<(RequestPlace, DataSpec)>,
    pub(crate) one_of: Vec<Vec<Text>>,
    pub(crate) csrf: Vec<Text>,
    pub(crate) access_group: Option<Text>,
    pub(crate) etag: bool,
    pub(crate) upload: bool,
    pub(crate) download: bool,
    pub(crate) file_may_be: Vec<Text>,
    pub(crate) response: Option<Text>,
    pub(crate) reply_without: Vec<LackSpec>,
    pub(crate) exchanges: Vec<ExchangeSpec>,
    pub(crate) errata: Vec<ErratumSpec>,
    /// The table, by its row type, and the verb, if the call is one of a `[[table]]`.
    pub(crate) table: Option<(Text, TableVerb)>,
}

/// `[[scope]]`
#[derive(Clone, Debug)]
pub(crate) struct ScopeSpec {
    pub(crate) name: Text,
    pub(crate) url: Text,
    pub(crate) path: Option<Text>,
    pub(crate) doc: Text,
    pub(crate) params: Vec<PlaceholderSpec>,
}

/// `[[table]]`, `[[table.child]]`
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a key of its own")]
pub(crate) struct TableSpec {
    pub(crate) row: Text,
    pub(crate) path: Text,
    pub(crate) name: Text,
    pub(crate) plural: Option<Text>,
    /// The words for one row and for several rows in the names of calls; empty: the names are verbs alone.
    pub(crate) calls: Vec<Text>,
    pub(crate) doc: Option<Text>,
    pub(crate) single: bool,
    pub(crate) key: Option<KeySpec>,
    pub(crate) scopes: Vec<Text>,
    pub(crate) written: Option<Vec<Text>>,
    /// The verbs that the table has. `None`: all that fit the table, except those in `without`.
    pub(crate) verbs: Option<Vec<Text>>,
    /// Verbs that the table lacks.
    pub(crate) without: Vec<Text>,
    pub(crate) ordered: bool,
    pub(crate) partial: bool,
    pub(crate) cloneable: bool,
    /// The VDOMs to which the table and its rows belong.
    pub(crate) range: Option<Text>,
    pub(crate) since: Option<Text>,
    pub(crate) access_group: Option<Text>,
    pub(crate) members: Option<MembersSpec>,
    pub(crate) source: Vec<SourceSpec>,
    /// The properties of single verbs.
    pub(crate) particular: Vec<VerbSpec>,
    pub(crate) children: Vec<Self>,
    pub(crate) exchanges: Vec<(Text, ExchangeSpec)>,
    pub(crate) errata: Vec<(Text, ErratumSpec)>,
}

/// `members = { section = "scope member", row = "ScopeMember" }`
#[derive(Clone, Debug)]
pub(crate) struct MembersSpec {
    pub(crate) section: Text,
    pub(crate) row: Text,
}

/// `key = { attribute = "name", type = "ObjectName" }`
#[derive(Clone, Debug)]
pub(crate) struct KeySpec {
    pub(crate) attribute: Option<Text>,
    /// Required for FortiManager.
    pub(crate) ty: Option<Text>,
    pub(crate) placeholder: Option<Text>,
    pub(crate) doc: Option<Text>,
}

/// `[table.verb.set]`
#[derive(Clone, Debug)]
pub(crate) struct VerbSpec {
    pub(crate) verb: Text,
    pub(crate) doc: Option<Text>,
    pub(crate) since: Option<Text>,
    pub(crate) source: Vec<SourceSpec>,
}

/// An entry of `reply_without`: a part that replies lack, and the source.
#[derive(Debug)]
pub(crate) struct LackSpec {
    pub(crate) part: Text,
    pub(crate) source: Vec<SourceSpec>,
}

/// The content of one place of a request.
#[derive(Debug)]
pub(crate) enum DataSpec {
    None,
    Whole(Text),
    Members(Vec<FieldSpec>),
}

impl EndpointSpec {
    /// The content of each place. Places that can take the whole request come first.
    pub(crate) fn in_order(&self) -> impl Iterator<Item = &(RequestPlace, DataSpec)> {
        let wholes = self.places.iter().filter(|(place, _)| place.can_be_whole());
        let others = self.places.iter().filter(|(place, _)| !place.can_be_whole());
        wholes.chain(others)
    }
}

impl DataSpec {
    /// The members; empty where the content is a single value.
    pub(crate) fn members(&self) -> &[FieldSpec] {
        match self {
            Self::Members(members) => members,
            Self::None | Self::Whole(_) => &[],
        }
    }

    /// The first member name, or the type of the whole.
    pub(crate) fn first(&self) -> Option<&Text> {
        match self {
            Self::Whole(text) => Some(text),
            Self::Members(members) => members.first().map(|member| &member.name),
            Self::None => None,
        }
    }
}

/// An entry of `params`: the type and the documentation of a placeholder of this endpoint.
#[derive(Clone, Debug)]
pub(crate) struct PlaceholderSpec {
    pub(crate) name: Text,
    pub(crate) ty: Option<Text>,
    pub(crate) doc: Option<Text>,
}

/// A member of a row or of a request.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a key of its own")]
pub(crate) struct FieldSpec {
    pub(crate) name: Text,
    pub(crate) ty: Text,
    pub(crate) doc: Text,
    pub(crate) required: bool,
    pub(crate) rust: Option<Text>,
    pub(crate) aliases: Vec<Text>,
    pub(crate) places: Vec<Text>,
    pub(crate) values: Vec<Text>,
    pub(crate) lone: bool,
    pub(crate) file: bool,
    pub(crate) splice: bool,
    pub(crate) strict: bool,
    pub(crate) list: bool,
    pub(crate) default: Option<Text>,
    pub(crate) initial: Option<Text>,
    pub(crate) min: Option<At<i64>>,
    pub(crate) max: Option<At<i64>>,
    pub(crate) max_len: Option<At<i64>>,
    pub(crate) max_items: Option<At<i64>>,
    pub(crate) refers_to: Vec<Text>,
    pub(crate) closed: bool,
    pub(crate) access: Option<Text>,
    pub(crate) versions: Vec<Text>,
    pub(crate) since: Option<Text>,
}

#[derive(Clone, Debug)]
pub(crate) struct SourceSpec {
    /// `None`: no document states the fact, and `section` is the reason to infer it.
    pub(crate) document: Option<Text>,
    pub(crate) section: Text,
}

/// `[[endpoint.exchange]]`
#[derive(Clone, Debug)]
pub(crate) struct ExchangeSpec {
    pub(crate) file: Text,
    pub(crate) source: Vec<SourceSpec>,
}

/// `[[endpoint.erratum]]`
#[derive(Clone, Debug)]
pub(crate) struct ErratumSpec {
    pub(crate) at: Text,
    pub(crate) file: Option<Text>,
    pub(crate) printed: Text,
    pub(crate) truth: Text,
    pub(crate) evidence: Text,
}
