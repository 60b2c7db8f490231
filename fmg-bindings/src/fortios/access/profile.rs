//! The access profile of an administrator: which groups, and how much of each.
//!
//! The file depends on nothing else in the crate: `cargo xtask profile` is built from it as well.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::{self, Write};

/// The longest name of a profile that FortiOS takes, in characters.
const LONGEST_NAME: usize = 35;

/// The group of calls that every administrator may make.
const ANYBODY: &str = "any";

/// How much an administrator may do in an access group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    /// Reading.
    Read,
    /// Reading, and everything else.
    ReadWrite,
}

impl Access {
    /// The word of the CLI.
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

/// The least that an administrator has to be allowed for a set of calls.
///
/// It begins empty; every call adds what it needs. [`cli`](Self::cli) has the commands that create it on a device.
///
/// Groups are called as FortiOS 5.6 calls them. From 6.0 on some have other names (`mntgrp` and `updategrp` became
/// parts of `sysgrp`, `routegrp` one of `netgrp`, `endpoint-control-grp` one of `utmgrp`): where the device refuses a
/// line, its own `config system accprofile` tells the name of today.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessProfile {
    groups: BTreeMap<String, Group>,
}

/// What is needed of one group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Group {
    /// The whole of it.
    whole: Option<Access>,
    /// Parts of it.
    parts: BTreeMap<String, Access>,
}

impl AccessProfile {
    /// A profile that allows nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Allows `access` to a group, such as `sysgrp`, or to a part of one, such as `fwgrp.policy`. What the profile
    /// allows already stays.
    ///
    /// The group `any` stands for calls that every administrator may make, and adds nothing.
    ///
    /// # Errors
    ///
    /// The text is no name of a group: letters, digits and `-`, with at most one dot.
    pub fn grant(&mut self, group: &str, access: Access) -> Result<(), InvalidGroup> {
        if group == ANYBODY {
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

    /// The groups and parts of groups with what is allowed of each, sorted by name.
    ///
    /// A group that is needed as a whole comes without its parts: its level is the highest of them all, since a profile
    /// has no other way to say "everything, and more of one part".
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
    /// A group of which only parts are needed is `custom`, and the parts follow. Groups that are not named stay as they
    /// are, which is `none` in a new profile.
    ///
    /// # Errors
    ///
    /// The name is empty, longer than 35 characters, or holds quotes, backslashes or control characters.
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

/// A text that is no name of an access group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidGroup(String);

impl fmt::Display for InvalidGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} is no access group; one looks like `sysgrp`, and a part of one like `fwgrp.policy`",
            self.0
        )
    }
}

impl Error for InvalidGroup {}

/// A text that is no name of an access profile.
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
    fn the_higher_level_wins_in_any_order() {
        let write_then_read = profile(&[("wifi", Access::ReadWrite), ("wifi", Access::Read)]);
        let read_then_write = profile(&[("wifi", Access::Read), ("wifi", Access::ReadWrite)]);
        assert_eq!(write_then_read, read_then_write);
        assert_eq!(write_then_read.grants(), [("wifi".to_owned(), Access::ReadWrite)]);
    }

    #[test]
    fn a_whole_group_takes_its_parts_in() {
        let profile = profile(&[("loggrp.config", Access::ReadWrite), ("loggrp", Access::Read)]);
        assert_eq!(profile.grants(), [("loggrp".to_owned(), Access::ReadWrite)]);
        assert!(profile.cli("logs").unwrap().contains("set loggrp read-write"));
    }

    #[test]
    fn what_anybody_may_do_needs_nothing() {
        assert!(profile(&[("any", Access::ReadWrite)]).is_empty());
    }

    #[test]
    fn no_name_reaches_the_commands_unchecked() {
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
