//! Errors that point into a string literal.

use fmg_template::{Faults, JSON_RPC_PATH, Protocol, Span, Template, underline};
use proc_macro2::Span as TokenSpan;
use syn::{Error, LitStr};

use crate::report::Report;

/// An error about a part of the value of a literal.
///
/// The compiler underlines that part if it can; the message always shows it as well, because stable compilers underline
/// the whole literal.
pub(crate) fn error_in(literal: &LitStr, span: Span, message: &str, help: &str) -> Error {
    let value = literal.value();
    let drawing = match value.as_str() {
        "" => String::new(),
        text => format!("\n  {}\n", underline(text, span).replace('\n', "\n  ")),
    };
    let place = stretch(literal, span).unwrap_or_else(|| literal.span());
    Error::new(place, format!("{message}\n{drawing}\nhelp: {help}"))
}

/// The span of a part of the value, if the compiler provides it and the literal has no escapes.
fn stretch(literal: &LitStr, span: Span) -> Option<TokenSpan> {
    let token = literal.token();
    let spelled = token.to_string();
    let value = literal.value();
    // The value begins after `"` or `r#"`; an escape before or in the part would shift the offsets.
    let start = spelled.find('"')? + 1;
    let verbatim = spelled.get(start..start + value.len()) == Some(value.as_str());
    verbatim
        .then(|| token.subspan(start + span.start..start + span.end))
        .flatten()
}

/// Parses a literal as a template of a protocol's urls and reports its faults. If the protocol is unknown, only faults
/// in every protocol are reported.
pub(crate) fn template(literal: &LitStr, protocol: Option<Protocol>, report: &mut Report) -> Option<Template> {
    let text = literal.value();
    let template = match Template::parse(&text) {
        Ok(template) => template,
        Err(faults) => {
            add_faults(literal, &faults, report);
            return None;
        }
    };
    let Some(protocol) = protocol else {
        return Some(template);
    };
    let mut sound = true;
    if let Err(faults) = template.check_for(protocol.escaping()) {
        add_faults(literal, &faults, report);
        sound = false;
    }
    if let Some((message, help)) = beginning_fault(&text, protocol) {
        let first = text.chars().next().map_or(0, char::len_utf8);
        report.add(error_in(literal, (0..first).into(), &message, &help));
        sound = false;
    }
    sound.then_some(template)
}

/// The fault in the beginning of a url, and its correction.
fn beginning_fault(url: &str, protocol: Protocol) -> Option<(String, String)> {
    let below = url.strip_prefix(JSON_RPC_PATH);
    if protocol == Protocol::Rest && !below.is_some_and(|below| below.starts_with('/')) {
        let own = url.trim_start_matches('/');
        let own = match own.strip_prefix(JSON_RPC_PATH.trim_start_matches('/')) {
            Some("") => "sys/status",
            Some(rest) => rest.strip_prefix('/').unwrap_or(own),
            None => own,
        };
        let message = format!("the url of a REST call is that of JSON-RPC after `{JSON_RPC_PATH}`");
        return Some((message, format!("write `{JSON_RPC_PATH}/{own}`")));
    }
    if protocol.is_http() && !url.starts_with('/') {
        let message = "the path of an HTTP request begins with a slash".to_owned();
        return Some((message, format!("write `/{url}`")));
    }
    None
}

fn add_faults(literal: &LitStr, faults: &Faults, report: &mut Report) {
    for fault in faults {
        report.add(error_in(literal, fault.span(), &fault.to_string(), &fault.help()));
    }
}
