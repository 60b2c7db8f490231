//! Path and name of a FortiOS table, as in `/api/v2/cmdb/<path>/<name>`.

use std::fmt;
use std::ops::Range;

use syn::{Error, LitStr, Result};

use crate::point;
use crate::report::Report;

/// Path and name of a table.
pub(crate) struct TablePath {
    pub(crate) path: String,
    pub(crate) name: String,
}

impl fmt::Display for TablePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.path, self.name)
    }
}

/// The form of a table, for error messages.
const SHAPE: &str = "a table is written as its path and its name, the words after `config` on the command line: \
                     `firewall/address`, `vpn.ssl/settings`";

/// The part of a url before the table.
const PREFIX: &str = "api/v2/cmdb";

impl TablePath {
    /// Reads a literal such as `firewall/address`.
    pub(crate) fn read(literal: &LitStr) -> Result<Self> {
        let text = literal.value();
        let refused = |span: Range<usize>, message: &str| Err(refused(literal, span, message));
        if text.is_empty() {
            return refused(0..0, "a table needs a path and a name");
        }
        let slashes = text.len() - text.trim_start_matches('/').len();
        let bare = text.get(slashes..).unwrap_or_default();
        if let Some(rest) = bare
            .strip_prefix(PREFIX)
            .filter(|rest| rest.is_empty() || rest.starts_with('/'))
        {
            let end = (text.len() - rest.trim_start_matches('/').len()).max(1);
            return refused(0..end, "write only the part after `/api/v2/cmdb/`");
        }
        if slashes > 0 {
            return refused(0..slashes, "a table does not begin with a slash");
        }
        if text.ends_with('/') {
            return refused(text.len() - 1..text.len(), "a table does not end with a slash");
        }
        let mut report = Report::default();
        for (span, segment) in segments(&text) {
            check_segment(literal, span, segment, &mut report);
        }
        report.finish()?;
        match *segments(&text).collect::<Vec<_>>() {
            [(_, path), (_, name)] => Ok(Self {
                path: path.to_owned(),
                name: name.to_owned(),
            }),
            [(ref span, _)] => refused(span.clone(), "a table has two segments, this one has 1"),
            ref several => {
                let first = several.get(2).map_or(0, |(span, _)| span.start);
                let message = format!("a table has two segments, this one has {}", several.len());
                refused(first..text.len(), &message)
            }
        }
    }
}

/// The segments of a text with their positions.
fn segments(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut start = 0;
    text.split('/').map(move |segment| {
        let span = start..start + segment.len();
        start = span.end + 1;
        (span, segment)
    })
}

/// The names of all FortiOS tables consist of these characters.
fn is_table_char(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.' | '+')
}

fn check_segment(literal: &LitStr, span: Range<usize>, segment: &str, report: &mut Report) {
    match segment {
        // The slash after it is the part that can be underlined.
        "" => report.add(refused(
            literal,
            span.start..span.start + 1,
            "a segment of a table cannot be empty",
        )),
        "." | ".." => report.add(refused(literal, span, "a segment of a table cannot be `.` or `..`")),
        _ => {
            if let Some((at, letter)) = segment.char_indices().find(|(_, letter)| !is_table_char(*letter)) {
                let start = span.start + at;
                let message = format!("the name of a table cannot contain {letter:?}");
                report.add(refused(literal, start..start + letter.len_utf8(), &message));
            }
        }
    }
}

fn refused(literal: &LitStr, span: Range<usize>, message: &str) -> Error {
    let hint = meant(&literal.value()).map(|tables| match tables.as_slice() {
        [table] => format!("did you mean `{table}`? "),
        tables => {
            let tables: Vec<_> = tables.iter().map(|table| format!("`{table}`")).collect();
            format!(
                "did you mean {} (keys and sub tables are arguments of the calls)? ",
                tables.join(" or ")
            )
        }
    });
    point::error_in(
        literal,
        span.into(),
        message,
        &format!("{}{SHAPE}", hint.unwrap_or_default()),
    )
}

/// The tables that a text probably means, most probable first.
fn meant(text: &str) -> Option<Vec<String>> {
    let bare = text.trim().trim_matches('/');
    let bare = bare.strip_prefix(PREFIX).unwrap_or(bare).trim_matches('/');
    let bare = bare.split(['?', '#']).next()?;
    let bare = bare.strip_prefix("config ").unwrap_or(bare);
    let spaced = bare.contains(char::is_whitespace);
    // In the form of the command line, of a datasource (`firewall.address`), or of a url.
    let words: Vec<_> = bare
        .split(|letter: char| letter == '/' || letter.is_whitespace() || (letter == '.' && !bare.contains('/')))
        .filter(|word| !matches!(*word, "" | "." | ".."))
        .collect();
    if !words.iter().all(|word| word.chars().all(is_table_char)) {
        return None;
    }
    let (name, path) = words.split_last()?;
    let whole = format!("{}/{name}", path.join("."));
    match words.as_slice() {
        [_] => None,
        [path, name, _, ..] if !spaced && bare.contains('/') => {
            let url = format!("{path}/{name}");
            // A path of more than three words is not a table; one of three words may be a table or a row.
            Some(if words.len() == 3 { vec![url, whole] } else { vec![url] })
        }
        _ => Some(vec![whole]),
    }
}
