//! Unions: members of a request that exclude each other.

use serde_json::{Map, Value};

use super::{Field, Wire};
use crate::name::{TypeName, VariantName};

/// An object with one of several shapes. Requests send it; no reply contains it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Union {
    /// Its name.
    pub name: TypeName,
    /// Its documentation.
    pub doc: String,
    /// The member that names the case.
    pub tag: Option<String>,
    /// The shapes, in the order of the description.
    pub cases: Vec<Case>,
}

/// One shape of a union.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Case {
    /// The variant.
    pub variant: VariantName,
    /// The name of the case in the description.
    pub name: String,
    /// The value of the tag; `None` if the union has no tag.
    pub value: Option<Value>,
    /// Its documentation.
    pub doc: String,
    /// Its members, in the order of the description. All of them are sent.
    pub fields: Vec<Field>,
    /// Members with constant values.
    pub fixed: Vec<(String, Value)>,
}

impl Case {
    /// A shape without members.
    #[must_use]
    pub fn new(variant: VariantName, name: &str) -> Self {
        Self {
            variant,
            name: name.to_owned(),
            value: None,
            doc: String::new(),
            fields: Vec::new(),
            fixed: Vec::new(),
        }
    }

    /// The names of the members, without the tag.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let fields = self.fields.iter().filter_map(|field| match &field.wire {
            Wire::Name(name) => Some(&**name),
            Wire::Pattern { .. } => None,
        });
        fields.chain(self.fixed.iter().map(|(name, _)| name.as_str()))
    }
}

impl Union {
    /// A union without cases.
    #[must_use]
    pub fn new(name: TypeName) -> Self {
        Self {
            name,
            doc: String::new(),
            tag: None,
            cases: Vec::new(),
        }
    }

    /// The names of the members of all cases, each once, the tag first.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.tag.as_deref().into_iter().collect();
        for name in self.cases.iter().flat_map(Case::names) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// The case with the shape of an object. The tag decides, or without a tag the names of the members.
    #[must_use]
    pub fn case_of(&self, object: &Map<String, Value>) -> Option<&Case> {
        self.cases.iter().find(|case| match &self.tag {
            Some(tag) => object.get(tag) == case.value.as_ref(),
            None => case.names().count() == object.len() && case.names().all(|name| object.contains_key(name)),
        })
    }
}
