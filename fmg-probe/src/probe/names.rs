//! Leaves names of a user's objects out of paths.

/// The names of members around the data of replies.
const AROUND: [&str; 25] = [
    "action",
    "api_version",
    "build",
    "child_mkey",
    "child_path",
    "data",
    "http_method",
    "http_status",
    "id",
    "limit_reached",
    "matched_count",
    "mkey",
    "name",
    "next_idx",
    "old_revision",
    "path",
    "result",
    "results",
    "revision",
    "revision_changed",
    "serial",
    "size",
    "status",
    "vdom",
    "version",
];

/// The text in place of an unknown name.
const UNKNOWN: &str = "<name>";

/// The names that a report may show.
#[derive(Clone, Copy, Debug)]
pub(super) struct Names {
    /// Those of the specs, in alphabetical order.
    known: &'static [&'static str],
}

impl Names {
    pub(super) fn new(known: &'static [&'static str]) -> Self {
        Self { known }
    }

    fn knows(self, name: &str) -> bool {
        self.known.binary_search(&name).is_ok() || AROUND.contains(&name)
    }

    /// A path without names of the user's, and without the indexes of lists: `results[].<name>.link` for
    /// `results[3].port1.link`.
    ///
    /// Names may have dots in them, so the longest known name counts.
    pub(super) fn shown(self, path: &str) -> String {
        let mut shown = String::new();
        let mut was_unknown = false;
        let parts: Vec<&str> = path.split('.').collect();
        let mut at = 0;
        while at < parts.len() {
            let known = (at..parts.len()).rev().find_map(|last| {
                let whole = parts[at..=last].join(".");
                let (name, indexes) = split(&whole);
                (name.is_empty() && last == at || self.knows(name)).then(|| (last, name.to_owned(), indexes))
            });
            let (last, name, indexes) = known.unwrap_or_else(|| (at, UNKNOWN.to_owned(), split(parts[at]).1));
            // A name with dots in it is one name.
            let is_unknown = name == UNKNOWN;
            if !(is_unknown && was_unknown) {
                if !shown.is_empty() && !name.is_empty() {
                    shown.push('.');
                }
                shown.push_str(&name);
            }
            was_unknown = is_unknown;
            shown.push_str(&"[]".repeat(indexes));
            at = last + 1;
        }
        shown
    }
}

/// A name, and how many indexes follow it.
fn split(text: &str) -> (&str, usize) {
    let mut name = text;
    let mut count = 0;
    while let Some((before, index)) = name.strip_suffix(']').and_then(|text| text.rsplit_once('[')) {
        if index.is_empty() || !index.bytes().all(|byte| byte.is_ascii_digit()) {
            break;
        }
        name = before;
        count += 1;
    }
    (name, count)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: Names = Names {
        known: &["802.1-tlvs", "faz.quota", "link", "nat", "srcaddr"],
    };

    #[test]
    fn only_known_names_are_shown() {
        for (path, shown) in [
            ("result[0].data[7].nat", "result[].data[].nat"),
            ("results.port1.link", "results.<name>.link"),
            ("results.port1.100.link", "results.<name>.link"),
            ("results.a[x].link", "results.<name>.link"),
            ("[2].results[10].faz.quota", "[].results[].faz.quota"),
            ("results.802.1-tlvs[0][1]", "results.802.1-tlvs[][]"),
            ("results.customer \"x\"", "results.<name>"),
            ("results.srcaddr.nat", "results.srcaddr.nat"),
            ("results", "results"),
            ("", ""),
        ] {
            assert_eq!(NAMES.shown(path), shown, "{path}");
        }
    }
}
