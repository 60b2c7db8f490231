//! Attributes that are written with a row beyond its fields.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;

use serde::Serialize;
use serde::ser::{Error, SerializeMap};

use crate::error::MemberFault;
use crate::extra_members::ExtraValue;
use crate::slots::{Fields, Out, Shown, UNSET_ATTRIBUTES, each};

thread_local! {
    /// The attribute that was refused last, and the text of the error that says so.
    static REFUSED: RefCell<Option<(Refused, String)>> = const { RefCell::new(None) };
}

/// Attributes that are written with a row beyond its fields, because the firmware has them and the specs lack them.
///
/// Rows that are written have a field of this type, to which [`WrittenRow::attribute`] adds. A row without such
/// attributes pays for them with one word. In rows that were read it is empty.
///
/// ```
/// use fmg_bindings::WrittenRow;
/// use fmg_bindings::fmg::address::Address;
///
/// let host = Address { name: "depot".into(), ..Address::default() }.attribute("new-attribute", "enable");
/// assert_eq!(serde_json::to_string(&host)?, r#"{"name":"depot","new-attribute":"enable"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Default, PartialEq)]
#[expect(
    clippy::box_collection,
    reason = "there are many rows, and few of them have such attributes"
)]
pub struct ExtraAttributes(Option<Box<Vec<ExtraAttribute>>>);

/// A row that callers write.
///
/// The generator implements it. Import it to write attributes that the fields do not have.
pub trait WrittenRow: Sized {
    /// The attributes that are written beyond the fields.
    fn extra_attributes_mut(&mut self) -> &mut ExtraAttributes;

    /// Adds an attribute that the firmware knows and the fields do not have.
    ///
    /// It is written behind the fields. A value that serialises to `null` is left out. The row is refused before anything
    /// is sent if it writes an attribute of this name itself, or if the name is added twice.
    #[must_use]
    fn attribute(mut self, name: impl Into<Cow<'static, str>>, value: impl Serialize) -> Self {
        self.extra_attributes_mut().add(name, value);
        self
    }
}

#[derive(Clone, PartialEq)]
struct ExtraAttribute {
    name: Cow<'static, str>,
    value: ExtraValue,
}

/// An attribute that cannot be written, and why.
#[derive(Clone, Debug)]
pub(crate) struct Refused {
    pub(crate) name: Box<str>,
    pub(crate) fault: MemberFault,
}

impl ExtraAttributes {
    /// Adds an attribute. A value that serialises to `null` is left out.
    ///
    /// The row is refused before anything is sent if it writes an attribute of this name itself, or if the name is
    /// added twice.
    pub fn add(&mut self, name: impl Into<Cow<'static, str>>, value: impl Serialize) {
        let (name, value) = (name.into(), ExtraValue::new(&value));
        self.0.get_or_insert_default().push(ExtraAttribute { name, value });
    }

    /// The names, in the order in which they were added.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flat_map(|all| all.iter()).map(|own| &*own.name)
    }

    /// Writes the attributes of the row that has these `fields`.
    ///
    /// # Errors
    ///
    /// The row writes one of them itself, or one of them has no name or was added twice.
    pub(crate) fn write<M: SerializeMap>(&self, fields: &dyn Fields, object: &mut M) -> Result<(), M::Error> {
        let written = written(fields);
        let all = self.0.as_deref().map_or(&[][..], Vec::as_slice);
        for (index, ExtraAttribute { name, value }) in all.iter().enumerate() {
            let is_given = || written.iter().any(|own| own == name) || all[..index].iter().any(|own| own.name == *name);
            let fault = if name.is_empty() {
                MemberFault::NoName
            } else if *name == *UNSET_ATTRIBUTES {
                MemberFault::Reserved("`Field::Unset` lists the attributes that are reset")
            } else if is_given() {
                MemberFault::Given
            } else {
                if !value.is_null() {
                    object.serialize_entry(name, value)?;
                }
                continue;
            };
            return Err(refused(name, fault));
        }
        Ok(())
    }
}

/// The names of the attributes that the fields write.
fn written(fields: &dyn Fields) -> Vec<Cow<'static, str>> {
    let mut written = Vec::new();
    each(fields, |member, out| match (out, member.suffix) {
        (Out::Extra(_), _) => {}
        (Out::Map(entries), Some(suffix)) => {
            entries.each(&mut |key, _| written.push(format!("{}{key}{suffix}", member.wire).into()));
        }
        _ => written.push(member.wire.into()),
    });
    written
}

fn refused<E: Error>(name: &str, fault: MemberFault) -> E {
    let text = format!("the attribute {name:?} cannot be written with the row");
    let name = name.into();
    REFUSED.set(Some((Refused { name, fault }, text.clone())));
    E::custom(text)
}

/// The attribute that caused the error, if one did: the error of a serializer holds nothing but a text.
pub(crate) fn refused_by(error: &serde_json::Error) -> Option<Refused> {
    let (refused, text) = REFUSED.take()?;
    (error.to_string() == text).then_some(refused)
}

impl Shown for ExtraAttributes {
    fn out(&self) -> Out<'_> {
        if self.0.is_some() {
            Out::Extra(self)
        } else {
            Out::Absent
        }
    }
}

/// Shows the names; the values may be secrets.
impl fmt::Debug for ExtraAttributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}

#[cfg(test)]
mod tests;
