//! The Swagger files of FortiOS: the configuration, the Monitor API and logs.
//!
//! They are made into the answers that a device gives about itself, so that everything behind is the same for both.
//! Where a file says less than a device, the members of the answer are missing. Members that no device has state what
//! was made of the file: they are in `configuration/said.rs`.

mod call;
mod row;
mod table;

use std::collections::BTreeMap;

use super::document::{Document, PathItem};
use crate::import::answer::{Answer, below};
use crate::import::configuration::said;
use crate::import::notes::NoteKind;

/// The beginning of all urls of FortiOS.
pub(super) const ROOT: &str = "/api/v2/";

/// A segment of a url.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Segment<'a> {
    Literal(&'a str),
    Placeholder(&'a str),
}

/// A url of the file, and its operations.
struct Url<'d> {
    /// As the file has it.
    key: &'d str,
    segments: Vec<Segment<'d>>,
    item: &'d PathItem,
}

/// The two urls of a table; a single object has only the first.
#[derive(Default)]
struct Pair<'d> {
    whole: Option<Url<'d>>,
    row: Option<Url<'d>>,
}

/// Passes each table and call to `found`, with its JSON pointer.
pub(super) fn answers(
    document: &Document,
    found: &mut dyn FnMut(String, Answer),
    note: &mut dyn FnMut(NoteKind, &str),
) {
    let mut tables: BTreeMap<(&str, &str), Pair<'_>> = BTreeMap::new();
    for (key, item) in &document.paths.0 {
        let Some((api, segments)) = segments(document.base_path.as_str(), key) else {
            note(NoteKind::StrangeUrl, key);
            continue;
        };
        let url = Url { key, segments, item };
        match api {
            "cmdb" => match *url.segments.as_slice() {
                [Segment::Literal(path), Segment::Literal(name)] => {
                    tables.entry((path, name)).or_default().whole = Some(url);
                }
                [Segment::Literal(path), Segment::Literal(name), Segment::Placeholder(_)] => {
                    tables.entry((path, name)).or_default().row = Some(url);
                }
                _ => note(NoteKind::StrangeUrl, key),
            },
            "monitor" => calls(document, &url, None, found),
            said::LOG => calls(document, &url, Some(said::LOG), found),
            _ => note(NoteKind::StrangeUrl, key),
        }
    }
    for ((path, name), pair) in tables {
        let Some(url) = pair.whole.as_ref().or(pair.row.as_ref()) else {
            continue;
        };
        let pointer = below("/paths", url.key);
        found(pointer, Answer::Table(table::schema(document, path, name, &pair)));
    }
}

/// Passes each operation of a url to `found`.
fn calls(document: &Document, url: &Url<'_>, api: Option<&str>, found: &mut dyn FnMut(String, Answer)) {
    for (method, operation) in url.item.operations() {
        let mut entry = call::entry(document, url, method, operation);
        if let Some(api) = api {
            entry.insert(said::API.to_owned(), api.into());
        }
        let pointer = format!("{}/{}", below("/paths", url.key), method.to_ascii_lowercase());
        found(pointer, Answer::Call(entry));
    }
}

/// The API of a url, such as `cmdb`, and the segments behind it.
fn segments<'u>(base: &'u str, key: &'u str) -> Option<(&'u str, Vec<Segment<'u>>)> {
    let base = base.trim_end_matches('/');
    // A file may repeat the root in its urls.
    let (base, key) = match key.strip_prefix(ROOT) {
        Some(key) => ("", key),
        None => (base.strip_prefix(ROOT.trim_end_matches('/'))?, key),
    };
    let words = base.split('/').chain(key.split('/')).filter(|word| !word.is_empty());
    let mut segments = words.map(|word| {
        let inside = word.strip_prefix('{').and_then(|word| word.strip_suffix('}'));
        inside.map_or(Segment::Literal(word), Segment::Placeholder)
    });
    match segments.next()? {
        Segment::Literal(api) => Some((api, segments.collect())),
        Segment::Placeholder(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_have_an_api_and_segments() {
        use Segment::{Literal, Placeholder};
        for (base, key, expected) in [
            (
                "/api/v2/cmdb",
                "/a/b/{id}",
                Some(("cmdb", vec![Literal("a"), Literal("b"), Placeholder("id")])),
            ),
            (
                "/api/v2/",
                "/monitor/a//b",
                Some(("monitor", vec![Literal("a"), Literal("b")])),
            ),
            ("", "/api/v2/log/{x}", Some(("log", vec![Placeholder("x")]))),
            ("/api/v2", "/api/v2/cmdb/a{b}", Some(("cmdb", vec![Literal("a{b}")]))),
            ("/api/v2", "/{x}/a", None),
            ("/api/v2", "", None),
            ("/other", "/a", None),
        ] {
            assert_eq!(segments(base, key), expected, "{base} {key}");
        }
    }
}
