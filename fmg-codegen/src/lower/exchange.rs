//! Lowers documented exchanges: the request as values of its fields, the response as the value that the bindings
//! decode.

mod request;
mod response;

use std::ops::Range;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::fitting::{Mismatch, Shapes, Walk};
use crate::ir::{Endpoint, Exchange, Protocol};
use crate::name::MethodName;
use crate::spec::ExchangeSpec;

use self::request::{documented_proxied, documented_request};
use self::response::{documented_response, lacks};
use super::bad_name;
use super::documented::Documenting;
use super::module::protocol;
use super::source::source;

impl Documenting<'_> {
    pub(super) fn exchange(
        &mut self,
        file: &Utf8Path,
        spec: &ExchangeSpec,
        endpoint: &Endpoint,
        shapes: &Shapes<'_>,
    ) -> Option<Exchange> {
        let path = exchange_path(file, &spec.file.value);
        let stem = path.file_stem().unwrap_or_default().to_owned();
        let test = match MethodName::from_wire(&stem) {
            Ok(test) => test,
            Err(bad) => {
                self.fault(bad_name(file, &spec.file, "a test", &bad));
                return None;
            }
        };
        let Some(shown) = self.tree.text(&path) else {
            self.fault(
                Diagnostic::new(
                    Code::ExchangeFile,
                    Location::new(file, spec.file.span.clone()),
                    format!("there is no file `{path}`"),
                )
                .help("the path is relative to the folder of the spec file"),
            );
            return None;
        };
        let document: Value = match serde_json::from_str(&shown) {
            Ok(document) => document,
            Err(error) => {
                let at = offset(&shown, error.line(), error.column());
                self.fault(Diagnostic::new(
                    Code::ExchangeFile,
                    Location::new(&path, at..at),
                    format!("this is not JSON: {error}"),
                ));
                return None;
            }
        };
        let (request, response) = (document.get("request"), document.get("response"));
        if request.is_none() && response.is_none() {
            self.fault(Diagnostic::new(
                Code::ExchangeFile,
                Location::new(&path, 0..0),
                "an exchange is an object with `request`, `response` or both",
            ));
        }
        let mut walk = Walk::default();
        let protocol = protocol(self.product, file);
        let request = request.map(|value| {
            walk.below("request", |walk| {
                if endpoint.method.is_http() {
                    walk.mismatch("a call of HTTP has no JSON request; its exchange can only have a `response`");
                    None
                } else if protocol == Protocol::Gui {
                    documented_proxied(endpoint, value, shapes, walk)
                } else {
                    documented_request(endpoint, value, shapes, walk)
                }
            })
        });
        let lacks = response.map(lacks).unwrap_or_default();
        let response =
            response.map(|value| walk.below("response", |walk| documented_response(endpoint, value, shapes, walk)));
        self.mismatches(file, spec, &path, &shown, walk.mismatches);
        let mut exchange = Exchange::new(path.as_str(), test);
        exchange.source = spec.source.iter().map(source).collect();
        exchange.request = request.flatten();
        exchange.response = response.flatten();
        exchange.lacks = lacks;
        Some(exchange)
    }

    fn mismatches(
        &mut self,
        file: &Utf8Path,
        spec: &ExchangeSpec,
        path: &Utf8Path,
        text: &str,
        mismatches: Vec<Mismatch>,
    ) {
        for mismatch in mismatches {
            self.fault(
                Diagnostic::new(
                    Code::ExchangeMismatch,
                    Location::new(path, member(text, &mismatch.path)),
                    format!(
                        "documented exchange contradicts its endpoint: {}",
                        mismatch.message
                    ),
                )
                .label(mismatch.path.join("."))
                .also(
                    Location::new(file, spec.file.span.clone()),
                    "this endpoint",
                )
                .help("correct the spec; or, where the document is wrong, correct the file and add an `[[endpoint.erratum]]`"),
            );
        }
    }
}

/// The path of an exchange file, relative to the root of the specs.
pub(super) fn exchange_path(file: &Utf8Path, relative: &str) -> Utf8PathBuf {
    let folder = file.parent().unwrap_or(Utf8Path::new(""));
    folder.join(relative)
}

/// The bytes of the innermost member of `path`, searched by name; the start of the file if it is not found.
fn member(text: &str, path: &[String]) -> Range<usize> {
    let mut at = 0..0;
    for name in path {
        let quoted = format!("\"{name}\"");
        if let Some(found) = text[at.end..].find(&quoted) {
            let start = at.end + found;
            at = start..start + quoted.len();
        }
    }
    at
}

/// The byte offset of a line and column, both counted from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let mut at = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
