//! The access profile of an administrator: access groups with their access levels.
//!
//! This file depends on nothing else in the crate, since `cargo xtask profile` includes it.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::{self, Write};

/// The longest profile name that FortiOS accepts, in characters.
const LONGEST_NAME: usize = 35;

/// The group of the calls that every administrator may make.
const EVERY_ADMINISTRATOR: &str = "any";

/// The access level of an administrator in an access group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    /// Read access.
    Read,
    /// Read and write access.
    ReadWrite,
}

impl Access {
    /// The word for it in the CLI.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::ReadWrite => "read-write",
        }
    }
}

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The least-privileged access profile for a set of calls.
///
/// A new profile is empty; each call adds what it needs. [`cli`](Self::cli) returns the commands that create it on a
/// device.
///
/// Groups have the names of FortiOS 5.6. Since 6.0 some have other names: `mntgrp` and `updategrp` became parts of
/// `sysgrp`, `routegrp` of `netgrp`, `endpoint-control-grp` of `utmgrp`. If the device refuses a line, look up the
/// present name in its own `config system accprofile`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessProfile {
    groups: BTreeMap<String, Group>,
}

/// The access that is needed in one group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Group {
    /// Access to the whole group.
    whole: Option<Access>,
    /// Access to parts of the group.
    parts: BTreeMap<String, Access>,
}

impl AccessProfile {
    /// Creates a profile that allows nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds `access` to a group, such as `sysgrp`, or to a part of a group, such as `fwgrp.policy`. Access that the
    /// profile already has stays.
    ///
    /// The group `any` holds the calls that every administrator may make, and adds nothing.
    ///
    /// # Errors
    ///
    /// The text is not a group name: letters, digits and `-`, with at most one dot.
    pub fn grant(&mut self, group: &str, access: Access) -> Result<(), InvalidGroup> {
        if group == EVERY_ADMINISTRATOR {
            return Ok(());
        }
        let (name, part) = match group.split_once('.') {
            Some((name, part)) => (name, Some(part)),
            None => (group, None),
        };
        if !is_word(name) || !part.is_none_or(is_word) {
            return Err(InvalidGroup(group.chars().take(LONGEST_NAME).collect()));
        }
        let group = self.groups.entry(name.to_owned()).or_default();
        match part {
            None => group.whole = group.whole.max(Some(access)),
            Some(part) => {
                let level = group.parts.entry(part.to_owned()).or_insert(access);
                *level = access.max(*level);
            }
        }
        Ok(())
    }

    /// Whether the profile allows nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// The groups and parts of groups with their access levels, sorted by name.
    ///
    /// A group that is needed as a whole comes without its parts. Its level is the highest of all, since a profile
    /// cannot combine access to the whole group with more access to a part of it.
    #[must_use]
    pub fn grants(&self) -> Vec<(String, Access)> {
        let mut grants = Vec::new();
        for (name, group) in &self.groups {
            match group.level() {
                Some(level) => grants.push((name.clone(), level)),
                None => grants.extend(
                    group
                        .parts
                        .iter()
                        .map(|(part, level)| (format!("{name}.{part}"), *level)),
                ),
            }
        }
        grants
    }

    /// The commands that create the profile on a device, or add to the profile of that name.
    ///
    /// A group of which only parts are needed is set to `custom`, followed by the parts. Other groups are not changed;
    /// in a new profile they are `none`.
    ///
    /// # Errors
    ///
    /// The name is empty, longer than 35 characters, or contains quotes, backslashes or control characters.
    pub fn cli(&self, name: &str) -> Result<String, InvalidName> {
        let unfit = |c: char| c.is_control() || matches!(c, '"' | '\'' | '\\');
        if name.trim().is_empty() || name.chars().count() > LONGEST_NAME || name.contains(unfit) {
            return Err(InvalidName);
        }
        let mut text = format!("config system accprofile\n    edit \"{name}\"\n");
        for (name, group) in &self.groups {
            // Writing to a string cannot fail.
            let _ = match group.level() {
                Some(level) => writeln!(text, "        set {name} {level}"),
                None => group.write_parts(name, &mut text),
            };
        }
        text.push_str("    next\nend\n");
        Ok(text)
    }
}

impl Group {
    /// The level of the whole group, if the whole is needed.
    fn level(&self) -> Option<Access> {
        let whole = self.whole?;
        self.parts.values().copied().chain([whole]).max()
    }

    fn write_parts(&self, name: &str, text: &mut String) -> fmt::Result {
        writeln!(text, "        set {name} custom\n        config {name}-permission")?;
        for (part, level) in &self.parts {
            writeln!(text, "            set {part} {level}")?;
        }
        writeln!(text, "        end")
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// A text that is not the name of an access group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidGroup(String);

impl fmt::Display for InvalidGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} is not an access group; expected a group such as `sysgrp`, or a part of a group such as `fwgrp.policy`",
            self.0
        )
    }
}

impl Error for InvalidGroup {}

/// A text that is not the name of an access profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidName;

impl fmt::Display for InvalidName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the name of an access profile has 1 to {LONGEST_NAME} characters, none of which is a quote, a backslash or a \
             control character"
        )
    }
}

impl Error for InvalidName {}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(grants: &[(&str, Access)]) -> AccessProfile {
        let mut profile = AccessProfile::new();
        for (group, access) in grants {
            profile.grant(group, *access).unwrap();
        }
        profile
    }

    #[test]
    fn parts_of_a_group_make_it_custom() {
        let profile = profile(&[
            ("sysgrp", Access::Read),
            ("fwgrp.policy", Access::Read),
            ("fwgrp.address", Access::ReadWrite),
            ("fwgrp.policy", Access::Read),
        ]);
        assert_eq!(
            profile.cli("automation").unwrap(),
            "config system accprofile
    edit \"automation\"
        set fwgrp custom
        config fwgrp-permission
            set address read-write
            set policy read
        end
        set sysgrp read
    next
end
"
        );
    }

    #[test]
    fn the_higher_level_counts_in_any_order() {
        let write_then_read = profile(&[("wifi", Access::ReadWrite), ("wifi", Access::Read)]);
        let read_then_write = profile(&[("wifi", Access::Read), ("wifi", Access::ReadWrite)]);
        assert_eq!(write_then_read, read_then_write);
        assert_eq!(write_then_read.grants(), [("wifi".to_owned(), Access::ReadWrite)]);
    }

    #[test]
    fn a_whole_group_includes_its_parts() {
        let profile = profile(&[("loggrp.config", Access::ReadWrite), ("loggrp", Access::Read)]);
        assert_eq!(profile.grants(), [("loggrp".to_owned(), Access::ReadWrite)]);
        assert!(profile.cli("logs").unwrap().contains("set loggrp read-write"));
    }

    #[test]
    fn calls_of_every_administrator_need_no_access() {
        assert!(profile(&[("any", Access::ReadWrite)]).is_empty());
    }

    #[test]
    fn names_in_commands_are_checked() {
        let mut empty = AccessProfile::new();
        for group in [
            "",
            ".",
            "fwgrp.",
            "fwgrp.a.b",
            "sysgrp\nset x",
            "sys grp",
            "\"",
            "sysgrp;",
        ] {
            assert!(empty.grant(group, Access::Read).is_err(), "{group:?}");
        }
        assert!(empty.is_empty());
        let long = "a".repeat(36);
        for name in ["", " ", "a\"b", "a\nend", "a\\", &long] {
            assert_eq!(empty.cli(name), Err(InvalidName), "{name:?}");
        }
    }
}
