//! What an administrator has to be allowed for the calls that a program makes.

mod profile;

use super::{ComplexTable, FortiOs, Table};
use crate::Endpoint;

pub use self::profile::{Access, AccessProfile, InvalidGroup, InvalidName};

/// The least-privileged profile of a program, gathered from the calls that it makes.
///
/// A read needs read access to the access group of its call, anything else read and write access.
///
/// ```
/// use fmg_bindings::fortios::{AccessNeeds, monitor};
///
/// let needs = AccessNeeds::new()
///     .call::<monitor::firewall::Policy>()
///     .call::<monitor::firewall::SessionClose>()
///     .call::<monitor::system::ConfigBackup>();
/// assert!(needs.unknown().is_empty());
/// println!("{}", needs.profile().cli("automation")?);
/// # Ok::<(), fmg_bindings::fortios::InvalidName>(())
/// ```
///
/// The groups of configuration tables are no part of the documents: a table has the group that its type was given
/// (`#[table("firewall/address", access_group = "fwgrp.address")]`), and the device's own
/// [schema](super::cmdb::Cmdb::schema) tells it.
#[derive(Clone, Debug, Default)]
pub struct AccessNeeds {
    profile: AccessProfile,
    unknown: Vec<String>,
}

impl AccessNeeds {
    /// The needs of a program that makes no calls.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds what the call `E` needs.
    #[must_use]
    pub fn call<E: Endpoint<Protocol = FortiOs>>(self) -> Self {
        let access = if E::METHOD.is_read() {
            Access::Read
        } else {
            Access::ReadWrite
        };
        self.add(E::DETAILS.access_group, access, || {
            format!("{} {}", E::METHOD, E::TEMPLATE)
        })
    }

    /// Adds reading the table of `T`.
    #[must_use]
    pub fn read<T: Table>(self) -> Self {
        self.add(T::ACCESS_GROUP, Access::Read, || format!("{}/{}", T::PATH, T::NAME))
    }

    /// Adds changing the table of `T`.
    #[must_use]
    pub fn write<T: Table>(self) -> Self {
        self.add(T::ACCESS_GROUP, Access::ReadWrite, || {
            format!("{}/{}", T::PATH, T::NAME)
        })
    }

    /// Adds reading the single object of `T`.
    #[must_use]
    pub fn read_complex<T: ComplexTable>(self) -> Self {
        self.add(T::ACCESS_GROUP, Access::Read, || format!("{}/{}", T::PATH, T::NAME))
    }

    /// Adds changing the single object of `T`.
    #[must_use]
    pub fn write_complex<T: ComplexTable>(self) -> Self {
        self.add(T::ACCESS_GROUP, Access::ReadWrite, || {
            format!("{}/{}", T::PATH, T::NAME)
        })
    }

    /// The profile that allows all of it but what is [unknown](Self::unknown).
    #[must_use]
    pub fn profile(&self) -> &AccessProfile {
        &self.profile
    }

    /// The calls and tables whose access group is not known, by url template or name. The profile does not cover them.
    #[must_use]
    pub fn unknown(&self) -> &[String] {
        &self.unknown
    }

    fn add(mut self, group: Option<&str>, access: Access, name: impl FnOnce() -> String) -> Self {
        let granted = group.is_some_and(|group| self.profile.grant(group, access).is_ok());
        if !granted {
            self.unknown.push(name());
        }
        self
    }
}
