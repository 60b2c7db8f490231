//! Reads the Swagger 2.0 files that the vendor publishes for developers, and makes answers of them as appliances give
//! them.
//!
//! The program that writes the files handles empty maps and references badly. It writes a map without members as a
//! list, a list with gaps as a map, and references that lead nowhere. So each value is read leniently, and a part that
//! is odd costs only itself.

mod document;
mod fmg;
mod forms;
mod fortios;
mod json_schema;
mod lenient;
mod oddities;
mod prose;

use camino::Utf8Path;
use serde::Deserialize;
use serde::de::{DeserializeSeed, IntoDeserializer, MapAccess};
use serde_json::Value;

pub(super) use self::document::Document;
use self::lenient::{Find, Members, object};
use super::answer::Answer;
use super::notes::NoteKind;
use crate::diagnostic::Location;
use crate::ir::ProductId;

/// The member around a file, as the site of the vendor delivers it beside its menu.
pub(super) const WRAPPER: &str = "swaggerData";

/// The member that tells a Swagger file.
const VERSION: &str = "swagger";

/// A file, and whether it has the wrapper around it.
#[derive(Default)]
struct Wrapped {
    document: Document,
    is_wrapped: bool,
}

impl Members for Wrapped {
    fn read<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        if name == WRAPPER {
            self.document = map.next_value()?;
            self.is_wrapped = true;
            Ok(())
        } else {
            // The members beside the wrapper are not those of the file.
            let mut other = Document::default();
            let own = if self.is_wrapped {
                &mut other
            } else {
                &mut self.document
            };
            own.read(name, map)
        }
    }
}

/// Whether a text is JSON of a Swagger file. Malformed JSON is not.
pub(super) fn is_json(text: &str) -> bool {
    // Most files are answers of appliances, and are not to be parsed twice.
    if !text.contains("\"swagger\"") {
        return false;
    }
    let find = Find {
        names: &[VERSION],
        wrappers: &[WRAPPER],
    };
    let found = find.deserialize(&mut serde_json::Deserializer::from_str(text));
    found.unwrap_or(false)
}

/// Reads a Swagger file, and the JSON pointer of it in the text.
pub(super) fn read(text: &str) -> serde_json::Result<(Document, &'static str)> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let wrapped: Wrapped = object(&mut deserializer)?;
    deserializer.end()?;
    let pointer = if wrapped.is_wrapped { "/swaggerData" } else { "" };
    Ok((wrapped.document, pointer))
}

/// Reads a value that is a Swagger file, without a wrapper.
pub(super) fn of_value(value: Value) -> Document {
    // A value has no syntax that could be wrong.
    Document::deserialize(value.into_deserializer()).unwrap_or_default()
}

impl Document {
    /// The product that the file describes.
    pub(super) fn product(&self) -> Option<ProductId> {
        let base = self.base_path.as_str();
        if self.service.as_str() == "json-rpc" || base.trim_matches('/') == "jsonrpc" {
            return Some(ProductId::FortiManager);
        }
        let begins = |url: &str| url.starts_with(fortios::ROOT);
        let is_of_fortios =
            begins(&format!("{}/", base.trim_end_matches('/'))) || self.paths.0.keys().any(|url| begins(url));
        is_of_fortios.then_some(ProductId::FortiOs)
    }

    /// Whether the title says that the file is about a FortiAnalyzer, which has urls of the same form as a FortiManager.
    pub(super) fn is_of_analyzer(&self) -> bool {
        let title = self.info.title.as_str().to_ascii_lowercase();
        title.contains("fortianalyzer") && !title.contains("fortimanager")
    }

    /// The version of Swagger: `2.0`.
    pub(super) fn language(&self) -> &str {
        self.swagger.as_str()
    }

    /// The version of the appliance, as the file has it.
    pub(super) fn version(&self) -> Option<&str> {
        self.info.version.get().map(str::trim)
    }

    /// Passes each table and call of a file to `found`. Oddities of the file as a whole are passed to `note`. `pointer`
    /// is the JSON pointer of the Swagger file in its file.
    pub(super) fn answers(
        &self,
        product: ProductId,
        file: &Utf8Path,
        pointer: &str,
        found: &mut dyn FnMut(Location, Answer),
        note: &mut dyn FnMut(NoteKind, &str),
    ) {
        match product {
            ProductId::FortiManager => fmg::answers(self, file, pointer, found, note),
            ProductId::FortiOs => {
                let mut located = |below: String, answer: Answer| {
                    found(Location::value(file, &format!("{pointer}{below}")), answer);
                };
                fortios::answers(self, &mut located, note);
            }
        }
    }
}
