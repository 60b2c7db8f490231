//! Pointing into a string literal.

use fmg_template::{Faults, Span, Template, underline};
use proc_macro2::Span as TokenSpan;
use syn::{Error, LitStr};

use crate::door::Door;
use crate::report::Report;

/// An error about a stretch of the value of a literal.
///
/// Where the compiler can underline that stretch it does; it always gets drawn as well, because
/// stable compilers underline the whole literal.
pub(crate) fn error_in(literal: &LitStr, span: Span, message: &str, help: &str) -> Error {
    let value = literal.value();
    let drawing = match value.as_str() {
        "" => String::new(),
        text => format!("\n  {}\n", underline(text, span).replace('\n', "\n  ")),
    };
    let place = stretch(literal, span).unwrap_or_else(|| literal.span());
    Error::new(place, format!("{message}\n{drawing}\nhelp: {help}"))
}

/// The tokens' own span of a stretch of the value, where the compiler tells and the value is
/// spelled without escapes.
fn stretch(literal: &LitStr, span: Span) -> Option<TokenSpan> {
    let token = literal.token();
    let spelled = token.to_string();
    let value = literal.value();
    // The value begins after `"` or `r#"`; an escape before or in the stretch would shift what the
    // compiler counts.
    let start = spelled.find('"')? + 1;
    let verbatim = spelled.get(start..start + value.len()) == Some(value.as_str());
    verbatim
        .then(|| token.subspan(start + span.start..start + span.end))
        .flatten()
}

/// Reads a literal as a template of a door's urls and reports its faults. Without a door, only those that are
/// faults for all.
pub(crate) fn template(literal: &LitStr, door: Option<Door>, report: &mut Report) -> Option<Template> {
    let text = literal.value();
    let template = match Template::parse(&text) {
        Ok(template) => template,
        Err(faults) => {
            add_faults(literal, &faults, report);
            return None;
        }
    };
    let Some(door) = door else {
        return Some(template);
    };
    let mut sound = true;
    if let Err(faults) = template.check_for(door.escaping()) {
        add_faults(literal, &faults, report);
        sound = false;
    }
    if let Some((message, help)) = beginning_fault(&text, door) {
        let first = text.chars().next().map_or(0, char::len_utf8);
        report.add(error_in(literal, (0..first).into(), message, &help));
        sound = false;
    }
    sound.then_some(template)
}

/// What is wrong with how a url begins, and what to write instead.
fn beginning_fault(url: &str, door: Door) -> Option<(&'static str, String)> {
    if door == Door::Rest && !url.starts_with("/jsonrpc/") {
        let own = url.trim_start_matches('/');
        let own = match own.strip_prefix("jsonrpc") {
            Some("") => "sys/status",
            Some(rest) => rest.strip_prefix('/').unwrap_or(own),
            None => own,
        };
        let help = format!("write `{}/{own}`", Door::REST);
        return Some(("the url of a REST call is that of JSON-RPC after `/jsonrpc`", help));
    }
    if door.is_http() && !url.starts_with('/') {
        return Some((
            "the path of an HTTP request begins with a slash",
            format!("write `/{url}`"),
        ));
    }
    None
}

fn add_faults(literal: &LitStr, faults: &Faults, report: &mut Report) {
    for fault in faults {
        report.add(error_in(literal, fault.span(), &fault.to_string(), &fault.help()));
    }
}
