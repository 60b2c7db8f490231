//! The Swagger files of FortiManager.
//!
//! A path of such a file is a url and a method, `/pm/config/adom/{adom}/obj/firewall/address (add)`, since all calls go
//! to one url of HTTP. The calls on a table and on its rows become one table. Later code joins the tables of ADOMs and
//! of the global database, as for other sources. All other calls become calls.

mod call;
mod command;
mod object;
mod unit;

use camino::Utf8Path;

use self::call::Call;
use self::unit::Units;
use super::document::Document;
use crate::diagnostic::Location;
use crate::import::answer::{Answer, below};
use crate::import::notes::NoteKind;

/// Passes each table and call of a file to `found`. `pointer` is the JSON pointer of the file itself.
pub(super) fn answers(
    document: &Document,
    file: &Utf8Path,
    pointer: &str,
    found: &mut dyn FnMut(Location, Answer),
    note: &mut dyn FnMut(NoteKind, &str),
) {
    let mut calls = Vec::new();
    for (key, item) in &document.paths.0 {
        match Call::of(document, key, item) {
            Some(call) => {
                if call.is_of_analyzer() {
                    note(NoteKind::AnalyzerUrl, key);
                }
                calls.push(call);
            }
            None => note(NoteKind::StrangeUrl, key),
        }
    }
    let units = Units::of(document, &calls);
    for (at, description) in units.descriptions(file, pointer) {
        found(at, Answer::FmgTable(Box::new(description)));
    }
    for (key, entry) in command::entries(document, units.others()) {
        let at = Location::value(file, &format!("{pointer}{}", below("/paths", key)));
        found(at, Answer::Command(entry));
    }
}
