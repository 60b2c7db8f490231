//! The VDOMs of a call.

use std::collections::BTreeSet;

use crate::VdomName;
use crate::error::EncodeErrorKind;
use crate::web::query;

/// The VDOMs of a call: one, several, or all of them.
///
/// Without VDOMs, FortiOS uses the VDOM of the user, which for a global administrator is the management VDOM.
///
/// ```
/// use fmg_bindings::fortios::{VdomName, Vdoms};
///
/// let root = VdomName::new("root")?;
/// let edge = VdomName::new("edge")?;
/// let one = Vdoms::from(root.clone());
/// let two = Vdoms::from([root.clone(), edge.clone()]);
/// let same: Vdoms = [&root, &edge].into_iter().collect();
/// assert_eq!(two, same);
/// # Ok::<(), fmg_bindings::ValueFault>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Vdoms(Scope);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Scope {
    Named(Vec<VdomName>),
    All,
    Global,
}

impl Vdoms {
    /// All VDOMs that the user may access, as FortiOS 6.0 and later write it (`vdom=*`).
    #[must_use]
    pub fn all() -> Self {
        Self(Scope::All)
    }

    /// All VDOMs that the user may access, as FortiOS 5.6 writes it (`global=1`). Later documents no longer mention it.
    #[must_use]
    pub fn global() -> Self {
        Self(Scope::Global)
    }

    /// The VDOMs, if they are named.
    pub(super) fn names(&self) -> Option<BTreeSet<&str>> {
        match &self.0 {
            Scope::Named(names) => Some(names.iter().map(VdomName::as_str).collect()),
            Scope::All | Scope::Global => None,
        }
    }

    /// Appends the parameter to a query, with each VDOM once.
    ///
    /// User input must not extend a call to other VDOMs. So a name that FortiOS reads as several VDOMs is refused. An
    /// empty list is refused too, because FortiOS uses the VDOM of the user then.
    pub(super) fn write(&self, query: &mut String) -> Result<(), EncodeErrorKind> {
        if !query.is_empty() {
            query.push('&');
        }
        match &self.0 {
            // The star and the comma are syntax here and are not encoded.
            Scope::All => query.push_str("vdom=*"),
            Scope::Global => query.push_str("global=1"),
            Scope::Named(names) => {
                query.push_str("vdom=");
                if names.is_empty() {
                    return Err(EncodeErrorKind::Vdoms);
                }
                let mut written = BTreeSet::new();
                for name in names.iter().map(VdomName::as_str) {
                    if name == "*" || name.contains(',') {
                        return Err(EncodeErrorKind::Vdoms);
                    }
                    let is_first = written.is_empty();
                    if !written.insert(name) {
                        continue;
                    }
                    if !is_first {
                        query.push(',');
                    }
                    query.extend(query::encoded(name));
                }
            }
        }
        Ok(())
    }
}

impl From<VdomName> for Vdoms {
    fn from(name: VdomName) -> Self {
        Self(Scope::Named(vec![name]))
    }
}

impl From<&VdomName> for Vdoms {
    fn from(name: &VdomName) -> Self {
        name.clone().into()
    }
}

impl From<Vec<VdomName>> for Vdoms {
    fn from(names: Vec<VdomName>) -> Self {
        Self(Scope::Named(names))
    }
}

impl<const N: usize> From<[VdomName; N]> for Vdoms {
    fn from(names: [VdomName; N]) -> Self {
        Vec::from(names).into()
    }
}

impl From<&[VdomName]> for Vdoms {
    fn from(names: &[VdomName]) -> Self {
        names.to_vec().into()
    }
}

impl<'n> FromIterator<&'n VdomName> for Vdoms {
    fn from_iter<I: IntoIterator<Item = &'n VdomName>>(names: I) -> Self {
        names.into_iter().cloned().collect()
    }
}

impl FromIterator<VdomName> for Vdoms {
    fn from_iter<I: IntoIterator<Item = VdomName>>(names: I) -> Self {
        names.into_iter().collect::<Vec<_>>().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(vdoms: &Vdoms) -> Result<String, EncodeErrorKind> {
        let mut query = String::from("a=1");
        vdoms.write(&mut query).map(|()| query)
    }

    fn named(names: &[&'static str]) -> Vdoms {
        names.iter().map(|&name| VdomName::new(name).unwrap()).collect()
    }

    #[test]
    fn every_scope_has_its_parameter() {
        assert_eq!(written(&named(&["root"])).unwrap(), "a=1&vdom=root");
        assert_eq!(written(&named(&["root", "e&dge"])).unwrap(), "a=1&vdom=root,e%26dge");
        assert_eq!(
            written(&named(&["root", "edge", "root"])).unwrap(),
            "a=1&vdom=root,edge"
        );
        assert_eq!(written(&Vdoms::all()).unwrap(), "a=1&vdom=*");
        assert_eq!(written(&Vdoms::global()).unwrap(), "a=1&global=1");
        let mut query = String::new();
        named(&["root"]).write(&mut query).unwrap();
        assert_eq!(query, "vdom=root");
    }

    #[test]
    fn a_name_or_an_empty_list_cannot_select_other_vdoms() {
        for names in [&[][..], &["*"], &["root", "*"], &["root,edge"]] {
            assert_eq!(written(&named(names)), Err(EncodeErrorKind::Vdoms), "{names:?}");
        }
    }
}
