//! The path of a FortiManager table, which follows the url of its scope.

use std::ops::Range;

use fmg_template::{Escaping, Part, Template};
use syn::LitStr;

use crate::point;
use crate::report::Report;

/// The form of a path, for error messages.
const SHAPE: &str = "the path of a table is the part of its urls between the scope and the key: `firewall/address` of \
                     `/pm/config/adom/<adom>/obj/firewall/address/<name>`";

/// Checks a path such as `firewall/address`. An empty one is the scope itself, as the table of packages.
pub(super) fn check(literal: &LitStr, report: &mut Report) {
    let text = literal.value();
    if text.is_empty() {
        return;
    }
    let mut refuse = |span: Range<usize>, message: &str, help: &str| {
        report.add(point::error_in(literal, span.into(), message, help));
    };
    if let Some((scope, path)) = scope_in(&text) {
        let hint = match path {
            "" => String::new(),
            path => format!("did you mean `{path}`? "),
        };
        let help = format!("{hint}the scope is an option: `scopes(...)`; {SHAPE}");
        return refuse(0..scope, "write only the part after the scope", &help);
    }
    let slashes = text.len() - text.trim_start_matches('/').len();
    if slashes > 0 {
        refuse(0..slashes, "the path of a table does not begin with a slash", SHAPE);
    }
    if slashes < text.len() && text.ends_with('/') {
        refuse(
            text.len() - 1..text.len(),
            "the path of a table does not end with a slash",
            SHAPE,
        );
    }
    let inner = slashes..text.trim_end_matches('/').len().max(slashes);
    let Some(body) = text.get(inner).filter(|body| !body.is_empty()) else {
        return;
    };
    let checked = Template::parse(body).and_then(|template| {
        template.check_for(Escaping::Fmg)?;
        Ok(template)
    });
    match checked {
        Ok(template) => {
            for part in template.parts() {
                if let Part::Placeholder(placeholder) = part {
                    let span = placeholder.span();
                    let message = format!(
                        "the path of a table has no placeholders, such as `<{}>`",
                        placeholder.name()
                    );
                    let help =
                        format!("keys are arguments of the calls, and child tables have `rows_of(...)`; {SHAPE}");
                    refuse(slashes + span.start..slashes + span.end, &message, &help);
                }
            }
        }
        Err(faults) => {
            for fault in &faults {
                let span = fault.span();
                refuse(
                    slashes + span.start..slashes + span.end,
                    &fault.to_string(),
                    &fault.help(),
                );
            }
        }
    }
}

/// The length of the scope that a text begins with, and the path behind it.
fn scope_in(text: &str) -> Option<(usize, &str)> {
    let bare = text.trim_start_matches('/');
    let segments: Vec<&str> = bare.split('/').collect();
    let database = |at: usize| match segments.get(at) {
        Some(&"global") => Some(at + 1),
        Some(&"adom") => Some(at + 2),
        _ => None,
    };
    let count = match segments.as_slice() {
        ["pm", "config", "device", _, "vdom", _, ..] => 6,
        ["pm", "config", "device", _, "global", ..] => 5,
        ["pm", "config", ..] => {
            let at = database(2)?;
            match segments.get(at) {
                Some(&"obj") => at + 1,
                Some(&"pkg" | &"devprof" | &"wanprof") => at + 2,
                _ => return None,
            }
        }
        ["pm", "pkg", ..] => database(2)?,
        ["dvmdb", "adom", _, ..] => 3,
        ["dvmdb", ..] => 1,
        ["cli", "global", ..] => 2,
        _ => return None,
    };
    let slashes = text.len() - bare.len();
    let len: usize = segments.iter().take(count).map(|segment| segment.len() + 1).sum();
    let end = (slashes + len).min(text.len());
    let path = text.get(end..).unwrap_or_default();
    // A key is no part of the path.
    Some((end, path.split("/<").next().unwrap_or_default()))
}
