//! Finds the call or the row that a name on the command line denotes, by the whole name or by its end.

use fmg_codegen::catalogue::{Entry, Row};

/// The result of a search by name.
pub(super) enum Found<'a> {
    Call(&'a Entry),
    Row(&'a Row),
    /// More than one call or row, each by its path in Rust.
    Several(Vec<&'a str>),
    Nothing,
}

/// Searches the call or the row of a name. Whole names take precedence over ends, and calls over rows.
pub(super) fn by_name<'a>(entries: &'a [Entry], rows: &'a [Row], name: &str) -> Found<'a> {
    for names in [is_named as fn(&str, &str) -> bool, ends_named] {
        let calls: Vec<_> = entries.iter().filter(|entry| call_has(entry, name, names)).collect();
        match calls.as_slice() {
            [] => {}
            [call] => return Found::Call(call),
            several => return Found::Several(several.iter().map(|entry| entry.rust.as_str()).collect()),
        }
        let found: Vec<_> = rows.iter().filter(|row| names(&row.rust, name)).collect();
        match found.as_slice() {
            [] => {}
            [row] => return Found::Row(row),
            several => return Found::Several(several.iter().map(|row| row.rust.as_str()).collect()),
        }
    }
    Found::Nothing
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
            .call_on_client()
            .is_some_and(|written| names(&written, name.trim_end_matches("()")))
}

fn is_named(own: &str, name: &str) -> bool {
    own == name
}

/// Whether `name` is the end of `own`, from a separator on: `Session` of `firewall::Session`, `firewall().session` of
/// `client.monitor().firewall().session`. A single word can only be the end of a path in Rust, because many urls end
/// with the same word.
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
    fn a_name_may_omit_the_text_before_a_separator() {
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
