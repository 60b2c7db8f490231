//! The access groups that the calls of a program need.

mod profile;

use super::{FortiOs, FortiOsConfiguration, Single, Table};
use crate::{Endpoint, In, WritableIn};

pub use self::profile::{Access, AccessProfile, InvalidGroup, InvalidName};

/// The least-privileged access profile of a program, collected from the calls that it makes.
///
/// A read needs read access to the access group of its call; any other call needs read and write access.
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
/// The documents do not list the access groups of configuration tables. The type of a table can name its group
/// (`#[table("firewall/address", access_group = "fwgrp.address")]`); the [schema](super::cmdb::Cmdb::schema) that the
/// device returns holds it.
#[derive(Clone, Debug, Default)]
pub struct AccessNeeds {
    profile: AccessProfile,
    unknown: Vec<String>,
}

impl AccessNeeds {
    /// Creates empty needs, of a program that makes no calls.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the access that the call `E` needs.
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

    /// Adds read access to the table of `T`.
    #[must_use]
    pub fn read<T: Table + In<FortiOsConfiguration>>(self) -> Self {
        self.add(T::ACCESS_GROUP, Access::Read, || T::PATH.to_owned())
    }

    /// Adds write access to the table of `T`.
    #[must_use]
    pub fn write<T: Table + WritableIn<FortiOsConfiguration>>(self) -> Self {
        self.add(T::ACCESS_GROUP, Access::ReadWrite, || T::PATH.to_owned())
    }

    /// Adds read access to the complex table of `T`.
    #[must_use]
    pub fn read_complex<T: Single + In<FortiOsConfiguration>>(self) -> Self {
        self.add(T::ACCESS_GROUP, Access::Read, || T::PATH.to_owned())
    }

    /// Adds write access to the complex table of `T`.
    #[must_use]
    pub fn write_complex<T: Single + WritableIn<FortiOsConfiguration>>(self) -> Self {
        self.add(T::ACCESS_GROUP, Access::ReadWrite, || T::PATH.to_owned())
    }

    /// The profile that allows all of these calls, except those in [`unknown`](Self::unknown).
    #[must_use]
    pub fn profile(&self) -> &AccessProfile {
        &self.profile
    }

    /// The calls and tables whose access group is not known, by url template or name. The profile does not include
    /// them.
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
