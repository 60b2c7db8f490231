//! The oddities of a description, and how an import has handled them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;

use super::printable::printable;

/// How many places of an oddity a report names.
const EXAMPLES: usize = 3;

/// A kind of oddity, and how the import handles it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum NoteKind {
    /// A table inside of a single object that was described as if it were a table. The object contains it.
    ChildAsTable,
    /// A table inside of a single object, without a description of that object. The object has no other attributes.
    ChildAlone,
    /// A table whose rows have no attribute. Its rows are read as empty.
    EmptyRow,
    /// A table without a key, whose category says that it has rows. It counts as a single object.
    NoKey,
    /// A single object that names a key. The key is ignored.
    KeyOfSingle,
    /// An attribute of an unknown type. Its values are texts or numbers, as its default is.
    UnknownType,
    /// A number whose default is a word, such as `unspecified`. It is a text.
    NumberOrWord,
    /// A member of a schema that does not have the form that it has elsewhere. It is ignored.
    Malformed,
    /// A default that is no value of its type. It is left out.
    DefaultMisfits,
    /// A default outside of its own range. It is left out.
    DefaultOutOfRange,
    /// A range whose end is before its beginning, or with a number beyond 64 bits. It is left out.
    Range,
    /// A default of a secret. It is left out, and no output contains it.
    SecretDefault,
    /// A text that holds a secret by its name. It is a secret.
    SecretName,
    /// A value that is listed twice.
    RepeatedValue,
    /// A value with the number of another value. It is imported without its number.
    RepeatedNumber,
    /// A value whose name in Rust is taken by another value. It has a longer name.
    RenamedValue,
    /// A field whose name in Rust is taken by another field. It has a number.
    RenamedField,
    /// A type whose name in Rust is taken by another type. It has another name.
    RenamedType,
    /// A reference to a table that the descriptions lack.
    DanglingReference,
    /// A call that the model does not support. It is left out.
    Unsupported,
    /// A parameter that a call has twice. It is one parameter.
    RepeatedParameter,
    /// A part of a response whose schema has no type in Rust. It is untyped JSON.
    UntypedResponse,
    /// A part of a row or a response whose schema refers to itself or to nothing. It is untyped JSON.
    Unresolved,
    /// The parameters of a call as a map, which has the numbers of a list as names. They are imported as a list.
    ParameterMap,
    /// A url of a form that no table and no call of the appliance has, or of an API that is not imported. It is left out.
    StrangeUrl,
    /// A url about logs, events or reports in a file about FortiManager. It is imported.
    AnalyzerUrl,
    /// A member that stands twice in an object of a file. The last one is read.
    RepeatedMember,
    /// A reference in a Swagger file to a definition or a parameter that it lacks.
    DanglingDefinition,
    /// A call whose url is that of another call for some values. It is left out.
    ConfusedUrl,
    /// A version that cannot be read. The description counts as one of an unknown version.
    UnreadableVersion,
    /// A table whose scope is not stated. It is imported for all scopes that it may have.
    GuessedScope,
    /// A table that differs in two scopes. Its rows have the attributes of both.
    TwinsDiffer,
    /// A table that counts as part of the rows of the table whose name its own name begins with.
    GuessedChild,
    /// A key that is not stated: references to the table name it, or it is the likeliest attribute.
    GuessedKey,
    /// An object of texts, which may be a text in truth. It is untyped JSON.
    OpenObject,
    /// A table whose key nobody states. Its rows are named by texts.
    UnknownKey,
    /// An object without an attribute that could be a key. It counts as a single object.
    GuessedSingle,
    /// A table whose verbs are not stated. It has all that such tables usually have.
    AssumedVerbs,
    /// A number whose values seem to be bits. It is a list.
    GuessedBits,
    /// A broken part that is left out, because the import is lenient.
    Broken,
    /// A part of several merged versions that some models lack.
    SomeModels,
    /// A version of which some builds lack a part that another has. It counts as having the part.
    SomeBuilds,
    /// A text that is a secret in another of the merged versions. It is a secret.
    SecretInVersion,
    /// A table or an attribute whose type differs in merged versions. It has that of the newest.
    OtherType,
    /// An attribute that is a text in some merged versions and has keys of rows in the newest. A text is read as one key.
    TextOrKeys,
    /// A range or length that differs in merged versions. The widest is imported.
    WidestOfVersions,
}

impl NoteKind {
    /// Every kind.
    pub const ALL: [Self; 46] = [
        Self::ChildAsTable,
        Self::ChildAlone,
        Self::EmptyRow,
        Self::NoKey,
        Self::KeyOfSingle,
        Self::UnknownType,
        Self::NumberOrWord,
        Self::Malformed,
        Self::DefaultMisfits,
        Self::DefaultOutOfRange,
        Self::Range,
        Self::SecretDefault,
        Self::SecretName,
        Self::RepeatedValue,
        Self::RepeatedNumber,
        Self::RenamedValue,
        Self::RenamedField,
        Self::RenamedType,
        Self::DanglingReference,
        Self::Unsupported,
        Self::RepeatedParameter,
        Self::UntypedResponse,
        Self::Unresolved,
        Self::ParameterMap,
        Self::StrangeUrl,
        Self::AnalyzerUrl,
        Self::RepeatedMember,
        Self::DanglingDefinition,
        Self::ConfusedUrl,
        Self::UnreadableVersion,
        Self::GuessedScope,
        Self::TwinsDiffer,
        Self::GuessedChild,
        Self::GuessedKey,
        Self::OpenObject,
        Self::UnknownKey,
        Self::GuessedSingle,
        Self::AssumedVerbs,
        Self::GuessedBits,
        Self::Broken,
        Self::SomeModels,
        Self::SomeBuilds,
        Self::SecretInVersion,
        Self::OtherType,
        Self::TextOrKeys,
        Self::WidestOfVersions,
    ];

    /// The oddity, and how the import handles it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ChildAsTable => "table that is part of a single object: imported with that object",
            Self::ChildAlone => {
                "table that is part of a single object, which has no description: imported with an object of no other attributes"
            }
            Self::EmptyRow => "table without attributes: imported as an empty type",
            Self::NoKey => "table without a key: imported as a single object",
            Self::KeyOfSingle => "key of a single object: ignored",
            Self::UnknownType => "unknown type: read as a text, or as a number if the default is one",
            Self::NumberOrWord => "number whose default is a word: imported as a text",
            Self::Malformed => "member of a schema in an unknown form: ignored",
            Self::DefaultMisfits => "default that is no value of its type: left out",
            Self::DefaultOutOfRange => "default outside of its own range: left out",
            Self::Range => "range that is empty or beyond 64 bits: left out",
            Self::SecretDefault => "default of a secret: left out",
            Self::SecretName => "text with the name of a secret: imported as a secret",
            Self::SecretInVersion => "text that is a secret in another version: imported as a secret",
            Self::RepeatedNumber => "value with the number of another value: imported without its number",
            Self::RepeatedValue => "value that is listed twice: imported once",
            Self::RenamedValue => "value whose name in Rust is taken: renamed",
            Self::RenamedField => "field whose name in Rust is taken: renamed",
            Self::RenamedType => "type whose name in Rust is taken: renamed",
            Self::DanglingReference => "reference to a table without a description: documented as it is",
            Self::Unsupported => "call that the model does not support: left out",
            Self::RepeatedParameter => "parameter that a call has twice: imported once",
            Self::UntypedResponse => "part of a response without a type in Rust: untyped JSON",
            Self::Unresolved => "part of a row or a response that refers to itself or to nothing: untyped JSON",
            Self::ParameterMap => "parameters of a call as a map: imported as a list",
            Self::StrangeUrl => "url that is no table and no call of these APIs: left out",
            Self::AnalyzerUrl => {
                "url of a FortiAnalyzer: imported, but a FortiManager has it only with the features of a FortiAnalyzer"
            }
            Self::RepeatedMember => "member that stands twice in an object: the last one is read",
            Self::DanglingDefinition => "reference to a definition that the file lacks: nothing is known of the value",
            Self::ConfusedUrl => "call whose url could be that of another call: left out",
            Self::UnreadableVersion => "version that cannot be read: imported as unknown",
            Self::GuessedScope => "table without a stated scope: imported for all that it may have",
            Self::TwinsDiffer => "table that differs in two scopes: imported with the attributes of both",
            Self::GuessedChild => "table that seems to be part of the rows of another: imported with that table",
            Self::GuessedKey => "key that is not stated: taken from references, or the likeliest attribute",
            Self::OpenObject => "object of texts, which may be a text in truth: untyped JSON",
            Self::UnknownKey => "table whose key is not known: its rows are named by texts",
            Self::GuessedSingle => "object without a possible key: imported as a single object",
            Self::AssumedVerbs => "table without stated verbs: imported with the usual ones",
            Self::GuessedBits => "number whose values seem to be bits: imported as a list",
            Self::Broken => "broken part: left out, since the import is lenient",
            Self::SomeModels => "part that some models lack: imported, and documented as such",
            Self::SomeBuilds => "version whose builds differ: imported with the parts of all builds",
            Self::OtherType => {
                "table or attribute whose type differs by version: imported with that of the newest, values of others may not fit"
            }
            Self::TextOrKeys => "text of older versions that has become keys of rows: a text is read as one key",
            Self::WidestOfVersions => "range or length that differs by version: imported as the widest",
        }
    }
}

impl fmt::Display for NoteKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An oddity: its kind, how often it was met, and where first.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Note {
    /// The kind.
    pub kind: NoteKind,
    /// How often it was met.
    pub count: usize,
    /// The first places: names of tables, attributes and calls, without any of their values.
    pub examples: Vec<String>,
}

/// Counts the oddities.
#[derive(Debug, Default)]
pub(super) struct Notes(BTreeMap<NoteKind, Note>);

impl Notes {
    /// Counts an oddity of an item, such as `firewall/address.type`.
    pub(super) fn add(&mut self, kind: NoteKind, item: impl AsRef<str>) {
        let note = self.0.entry(kind).or_insert(Note {
            kind,
            count: 0,
            examples: Vec::new(),
        });
        note.count += 1;
        let item = printable(item.as_ref());
        if note.examples.len() < EXAMPLES && !note.examples.iter().any(|own| **own == *item) {
            note.examples.push(item.into_owned());
        }
    }

    /// Adds other notes.
    pub(super) fn append(&mut self, other: Self) {
        for (kind, note) in other.0 {
            match self.0.entry(kind) {
                Entry::Vacant(entry) => {
                    entry.insert(note);
                }
                Entry::Occupied(mut entry) => {
                    let own = entry.get_mut();
                    own.count += note.count;
                    for example in note.examples {
                        if !own.examples.contains(&example) {
                            own.examples.push(example);
                        }
                    }
                    own.examples.truncate(EXAMPLES);
                }
            }
        }
    }

    pub(super) fn into_list(self) -> Vec<Note> {
        self.0.into_values().collect()
    }
}
