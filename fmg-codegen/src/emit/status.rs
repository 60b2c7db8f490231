//! The status codes of a product.

use crate::ir::{Product, Refusal, StatusCode};
use crate::prose;

use super::Context;
use super::source::{Source, literal};

/// Constants of the runtime's `Code`, and the table of their meanings.
pub(super) fn constants(product: &Product, context: &Context<'_>, source: &mut Source) {
    source
        .file_doc("The known status codes.")
        .gap()
        .line(if product.refusals.is_empty() {
            "use crate::code::{Code, CodeClass, StatusCode};"
        } else {
            "use crate::code::{Code, CodeClass, Refusal, StatusCode};"
        })
        .gap()
        .block("impl Code", |source| {
            for code in &product.codes {
                source
                    .doc(&prose::escape(&code.meaning))
                    .doc(&format!("\n{}", context.documents.cite(&code.source)))
                    .line(&format!("pub const {}: Self = Self::new({});", code.name, code.number));
            }
        })
        .gap()
        .doc("The known codes, with their meanings and classes.")
        .enclosed("pub(crate) const STATUS_CODES: &[StatusCode] = &[", "];", |source| {
            for code in &product.codes {
                source.enclosed("StatusCode {", "},", |source| {
                    source
                        .line(&format!("code: Code::{},", code.name))
                        .line(&format!("meaning: {},", literal(&code.meaning)))
                        .line(&format!("class: CodeClass::{:?},", code.class));
                });
            }
        });
    refusals(&product.refusals, source);
}

/// The table of codes that have another meaning for a single call.
fn refusals(refusals: &[Refusal], source: &mut Source) {
    if refusals.is_empty() {
        return;
    }
    source
        .gap()
        .doc("The codes that have another meaning for a single call.")
        .enclosed("pub(crate) const REFUSALS: &[Refusal] = &[", "];", |source| {
            for refusal in refusals {
                source.enclosed("Refusal {", "},", |source| {
                    source
                        .line(&format!("url: {},", literal(&refusal.url)))
                        .line(&format!("code: Code::new({}),", refusal.code))
                        .line(&format!("message: {},", message(refusal)))
                        .line(&format!("meaning: {},", literal(&refusal.meaning)))
                        .line(&format!("class: CodeClass::{:?},", refusal.class));
                });
            }
        });
}

fn message(refusal: &Refusal) -> String {
    match &refusal.message {
        Some(message) => format!("Some({})", literal(message)),
        None => "None".to_owned(),
    }
}

/// The tables of the HTTP statuses of a product, and of the codes in its responses.
pub(super) fn tables(product: &Product, source: &mut Source) {
    source
        .file_doc("The known status codes.")
        .gap()
        .line("use crate::code::CodeClass;")
        .line("use crate::error::rest::{ErrorCode, HttpStatus, Instead};")
        .gap()
        .doc("The known HTTP statuses, with their meanings and classes.");
    table(
        &product.http_statuses,
        "pub(crate) const HTTP_STATUSES: &[HttpStatus] = &[",
        "HttpStatus",
        "status",
        source,
    );
    source
        .gap()
        .doc("The known codes in responses, with their meanings and classes.");
    table(
        &product.codes,
        "pub(crate) const ERROR_CODES: &[ErrorCode] = &[",
        "ErrorCode",
        "code",
        source,
    );
    instead(product, source);
}

/// The table of calls that other firmware has under another method or url.
fn instead(product: &Product, source: &mut Source) {
    source
        .gap()
        .doc("The calls that some firmware lacks, with the calls that such firmware has instead.")
        .enclosed("pub(crate) const INSTEAD: &[Instead] = &[", "];", |source| {
            for group in &product.groups {
                for endpoint in &group.endpoints {
                    let other = endpoint.instead.as_ref();
                    let others = group.endpoints.iter();
                    let Some(other) = other.and_then(|name| others.clone().find(|own| own.method_name == *name)) else {
                        continue;
                    };
                    let call = format!("{}.{}", group.handles(), other.method_name);
                    source.enclosed("Instead {", "},", |source| {
                        source
                            .line(&format!("method: {},", literal(endpoint.method.as_str())))
                            .line(&format!("template: {},", literal(&endpoint.template.to_string())))
                            .line(&format!("call: {},", literal(&call)))
                            .line(&format!(
                                "sends: {},",
                                literal(&format!("{} {}", other.method.as_str(), other.template))
                            ));
                    });
                }
            }
        });
}

fn table(codes: &[StatusCode], open: &str, ty: &str, number: &str, source: &mut Source) {
    source.enclosed(open, "];", |source| {
        for code in codes {
            source.enclosed(&format!("{ty} {{"), "},", |source| {
                source
                    .line(&format!("{number}: {},", code.number))
                    .line(&format!("meaning: {},", literal(&code.meaning)))
                    .line(&format!("class: CodeClass::{:?},", code.class));
            });
        }
    });
}
