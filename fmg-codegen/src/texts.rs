//! Stores equal texts and names once: the same members, types and sentences occur in many calls.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::name::{BadName, FieldName};

/// The texts of a product so far.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    texts: HashSet<Arc<str>>,
    fields: HashMap<Arc<str>, FieldName>,
}

impl Texts {
    /// The text, as it is stored.
    pub(crate) fn share(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return Arc::clone(known);
        }
        let new: Arc<str> = text.into();
        self.texts.insert(Arc::clone(&new));
        new
    }

    /// The name of the field for a text.
    pub(crate) fn field(&mut self, wire: &str) -> Result<FieldName, BadName> {
        if let Some(known) = self.fields.get(wire) {
            return Ok(known.clone());
        }
        let name = FieldName::from_wire(wire)?;
        let wire = self.share(wire);
        self.fields.insert(wire, name.clone());
        Ok(name)
    }
}
