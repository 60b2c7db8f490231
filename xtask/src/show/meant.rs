//! What a name on the command line means: a call or a row, by all of its name or by the end of it.

use fmg_codegen::catalogue::{Entry, Row};

/// What has the name.
pub(super) enum Meant<'a> {
    Call(&'a Entry),
    Row(&'a Row),
    /// More than one thing, each by its path in Rust.
    Several(Vec<&'a str>),
    Nothing,
}

/// The call or the row of this name. A whole name goes before the end of one, and a call before a row.
pub(super) fn by_name<'a>(entries: &'a [Entry], rows: &'a [Row], name: &str) -> Meant<'a> {
    for names in [is_named as fn(&str, &str) -> bool, ends_named] {
        let calls: Vec<_> = entries.iter().filter(|entry| call_has(entry, name, names)).collect();
        match calls.as_slice() {
            [] => {}
            [call] => return Meant::Call(call),
            several => return Meant::Several(several.iter().map(|entry| entry.rust.as_str()).collect()),
        }
        let found: Vec<_> = rows.iter().filter(|row| names(&row.rust, name)).collect();
        match found.as_slice() {
            [] => {}
            [row] => return Meant::Row(row),
            several => return Meant::Several(several.iter().map(|row| row.rust.as_str()).collect()),
        }
    }
    Meant::Nothing
}

/// The path without the crate: `fmg::workspace::LockObject`.
pub(super) fn short_path(rust: &str) -> &str {
    rust.split_once("::").map_or(rust, |(_, path)| path)
}

fn call_has(entry: &Entry, name: &str, names: fn(&str, &str) -> bool) -> bool {
    let Entry { method, url, rust, .. } = entry;
    names(url, name)
        || name
            .strip_prefix(method)
            .and_then(|rest| rest.strip_prefix(' '))
            .is_some_and(|rest| names(url, rest))
        || names(rust, name)
        || entry
            .spoken()
            .is_some_and(|spoken| names(&spoken, name.trim_end_matches("()")))
}

fn is_named(own: &str, name: &str) -> bool {
    own == name
}

/// Whether the name is the end of the other one, from a separator on: `Session` of `firewall::Session`,
/// `firewall().session` of `client.monitor().firewall().session`. A lone word is the end of a path in Rust only, since
/// many urls end with the same word.
fn ends_named(own: &str, name: &str) -> bool {
    let Some(rest) = own.strip_suffix(name).filter(|_| !name.is_empty()) else {
        return false;
    };
    let is_word = !name.contains([':', '.', '/']);
    rest.ends_with("::") || !is_word && (rest.ends_with(['.', '/']) || name.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::{ends_named, short_path};

    #[test]
    fn a_name_may_leave_out_what_stands_before_a_separator() {
        let path = "fmg_bindings::fortios::monitor::firewall::Session";
        assert_eq!(short_path(path), "fortios::monitor::firewall::Session");
        for name in ["Session", "firewall::Session", "monitor::firewall::Session"] {
            assert!(ends_named(path, name), "{name}");
        }
        for name in ["", "ession", "session", "wall::Session"] {
            assert!(!ends_named(path, name), "{name}");
        }
        assert!(!ends_named("/dvmdb/adom/<adom>/workspace/lock", "lock"));
        assert!(ends_named("client.workspace().lock_object", "workspace().lock_object"));
        assert!(ends_named("/api/v2/monitor/firewall/session", "firewall/session"));
        assert!(ends_named("/api/v2/monitor/firewall/session", "/firewall/session"));
    }
}
