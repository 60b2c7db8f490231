//! Members that are added to a call, beyond those of its request type.

use std::borrow::Cow;
use std::fmt;

use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use crate::error::{EncodeError, MemberFault};
use crate::secret::{self, Secret};

/// The places for added members in a call, such as its query. Each protocol has its own.
pub trait MemberPlace: Copy + Eq + fmt::Debug + fmt::Display + Send + Sync + 'static {
    /// The place in words, such as `in the query`.
    fn as_str(self) -> &'static str;
}

/// Adds further members to those of a call.
pub trait AddMember<P: MemberPlace> {
    /// Adds a member after all others. One that serialises to `null` is left out.
    ///
    /// # Errors
    ///
    /// The place has a member with this name already, or does not allow one beside the others.
    fn add_member(&mut self, place: P, name: Cow<'static, str>, value: &ExtraValue) -> Result<(), MemberFault>;
}

/// The added members of a call, in the order in which they were added.
#[derive(Clone)]
pub struct ExtraMembers<L>(Vec<ExtraMember<L>>);

#[derive(Clone)]
struct ExtraMember<L> {
    name: Cow<'static, str>,
    /// `None`: the default place of the protocol.
    place: Option<L>,
    value: ExtraValue,
}

/// A value that is already encoded as JSON, so that the call does not depend on its type.
#[derive(Clone)]
pub struct ExtraValue {
    /// The JSON, or the error of encoding it, which fails the call.
    json: Result<Zeroizing<String>, Box<str>>,
    secrets: Vec<Secret>,
}

impl ExtraValue {
    pub(crate) fn new(value: &(impl Serialize + ?Sized)) -> Self {
        let (json, secrets) = secret::collected(|| serde_json::to_string(value));
        Self {
            json: json.map(Zeroizing::new).map_err(|error| error.to_string().into()),
            secrets,
        }
    }
}

impl ExtraValue {
    /// Whether it is JSON `null`.
    pub(crate) fn is_null(&self) -> bool {
        self.json.as_ref().is_ok_and(|json| **json == "null")
    }
}

/// Whether both are written alike.
impl PartialEq for ExtraValue {
    fn eq(&self, other: &Self) -> bool {
        match (&self.json, &other.json) {
            (Ok(own), Ok(other)) => **own == **other,
            _ => false,
        }
    }
}

impl Serialize for ExtraValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let json = self.json.as_ref().map_err(S::Error::custom)?;
        secret::note_written(&self.secrets);
        let json: &RawValue = serde_json::from_str(json).map_err(S::Error::custom)?;
        json.serialize(serializer)
    }
}

/// Shows nothing of the value, which may be a secret.
impl fmt::Debug for ExtraValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExtraValue").finish_non_exhaustive()
    }
}

impl<L: MemberPlace> ExtraMembers<L> {
    /// No members, as in most calls.
    pub(crate) const NONE: Self = Self(Vec::new());

    pub(crate) fn push(&mut self, name: Cow<'static, str>, place: Option<L>, value: &(impl Serialize + ?Sized)) {
        let value = ExtraValue::new(value);
        self.0.push(ExtraMember { name, place, value });
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds the members to `out`, those without a place at the `usual` one. `allows` checks whether the protocol
    /// permits a member.
    ///
    /// # Errors
    ///
    /// A member is not possible.
    pub(crate) fn write(
        &self,
        usual: L,
        allows: &dyn Fn(L, &str) -> Result<(), MemberFault>,
        out: &mut dyn AddMember<L>,
    ) -> Result<(), EncodeError> {
        for (index, ExtraMember { name, place, value }) in self.0.iter().enumerate() {
            let place = place.unwrap_or(usual);
            let is_same = |other: &ExtraMember<L>| other.name == *name && other.place.unwrap_or(usual) == place;
            let added = if name.is_empty() {
                Err(MemberFault::NoName)
            } else if self.0[..index].iter().any(is_same) {
                Err(MemberFault::Given)
            } else {
                allows(place, name).and_then(|()| out.add_member(place, name.clone(), value))
            };
            added.map_err(|fault| EncodeError::of_member(name, place.as_str(), fault))?;
        }
        Ok(())
    }
}

/// Shows the names, but not the values, which may be secrets.
impl<L> fmt::Debug for ExtraMembers<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|member| &member.name))
            .finish()
    }
}

/// Adds the methods that add members to a type of calls.
macro_rules! member_methods {
    ($Call:ident: $Bound:ident, $Protocol:ident) => {
        /// Members that the firmware accepts beyond the documents.
        impl<C, E: $Bound<Protocol = P>, P: $Protocol> $Call<'_, C, E, P> {
            /// Adds a member without a parameter of its own, at the default place of the protocol. In JSON-RPC this
            /// place is beside the url; in REST and for FortiOS, it is the query. For the GUI, it is the body, or the
            /// query of a `GET`.
            ///
            /// [`member_in`](Self::member_in) adds it at another place, and documents the errors.
            ///
            /// ```
            /// # use fmg_bindings::{Error, fmg, fortios};
            /// # async fn example(fmg: fmg::Client, fgt: fortios::Client) -> Result<(), Error> {
            /// let status = fmg.sys().status().member("get used", 1).await?;
            /// let policies = fgt.monitor().firewall().policy().member("policyid", 7).await?;
            /// # Ok(())
            /// # }
            /// ```
            pub fn member(
                mut self,
                name: impl Into<::std::borrow::Cow<'static, str>>,
                value: impl ::serde::Serialize,
            ) -> Self {
                self.extra.push(name.into(), None, &value);
                self
            }

            /// Adds a member without a parameter of its own, at a place of the protocol.
            ///
            /// The member is written after all others, which do not change. A value that serialises to `null` is left
            /// out. In three cases the call fails before anything is sent, even a login: the call has the member
            /// already, the place does not allow it, or the protocol or the client writes it (such as `url`, `session`
            /// and `access_token`). See [`MemberFault`](crate::error::MemberFault).
            ///
            /// ```
            /// # use fmg_bindings::{Error, adom, fmg, fmg::Place};
            /// # async fn example(fmg: fmg::Client, host: fmg::address::Address) -> Result<(), Error> {
            /// fmg.address()
            ///     .add(adom!("demo"), host)
            ///     .member_in(Place::Envelope, "nonblocking", 1)
            ///     .await?;
            /// # Ok(())
            /// # }
            /// ```
            pub fn member_in(
                mut self,
                place: P::Place,
                name: impl Into<::std::borrow::Cow<'static, str>>,
                value: impl ::serde::Serialize,
            ) -> Self {
                self.extra.push(name.into(), Some(place), &value);
                self
            }
        }
    };
}

pub(crate) use member_methods;

#[cfg(test)]
pub(crate) mod tests;
