//! The file of a backup. What an appliance has in it is its own affair; here it is a line that says how long the rest is,
//! JSON with all tables, and filler if the file is to be larger than that.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::content::{Beyond, Content, filler, length};
use crate::fmg::State;
use crate::fmg::status::{DATA_INVALID_FOR_URL, Refusal};
use crate::fmg::store::{Hold, Row, Store, Table};

/// What the first line begins with.
const MARK: &str = "fmg-sim-backup";

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Backup {
    /// What a password is known by again.
    password: Option<u64>,
    tables: BTreeMap<String, Vec<(String, Row)>>,
}

/// The file of a backup that a restore takes with the same password only. It has at least `size` bytes.
pub(super) fn write(state: &State, password: Option<&str>, size: u64) -> Content {
    let rows = |table: &Table| table.iter().map(|(key, row)| (key.to_owned(), row.clone())).collect();
    let tables = state
        .store
        .all_committed()
        .map(|(url, table)| (url.to_owned(), rows(table)));
    let backup = Backup {
        password: password.map(mark),
        tables: tables.collect(),
    };
    let json = serde_json::to_string(&backup).unwrap_or_default();
    // The first line comes on top, so that what it says does not depend on its own length.
    let filler = size.saturating_sub(u64::try_from(json.len()).unwrap_or(u64::MAX));
    let held = format!("{MARK} {} {filler}\n{json}", json.len());
    Content {
        held: held.into(),
        filler,
    }
}

/// The tables in the file of a backup, of which all is there but what came `beyond`.
pub(super) fn read(file: &Bytes, beyond: Option<Beyond>, password: Option<&str>) -> Result<Store, Refusal> {
    let json = json(file, beyond).ok_or(DATA_INVALID_FOR_URL)?;
    let backup: Backup = serde_json::from_slice(json).map_err(|_| DATA_INVALID_FOR_URL)?;
    if backup.password.is_some() && backup.password != password.map(mark) {
        return Err(DATA_INVALID_FOR_URL);
    }
    let mut store = Store::default();
    for (url, rows) in backup.tables {
        let table = store.edit(Hold::Free, &url);
        for (key, row) in rows {
            table.insert(key, row);
        }
    }
    Ok(store)
}

/// The JSON in a file that is whole and unchanged.
fn json(file: &Bytes, beyond: Option<Beyond>) -> Option<&[u8]> {
    let end_of_line = file.iter().take(80).position(|byte| *byte == b'\n')?;
    let line = std::str::from_utf8(file.get(..end_of_line)?).ok()?;
    let mut words = line.strip_prefix(MARK)?.split_ascii_whitespace();
    let json_length: usize = words.next()?.parse().ok()?;
    let filler_length: u64 = words.next()?.parse().ok()?;
    let start = end_of_line + 1;
    let end = start.checked_add(json_length)?;
    let json = file.get(start..end)?;
    let rest = file.slice(end..);
    let offset = u64::try_from(end).ok()?;
    let came = length(&rest).saturating_add(beyond.map_or(0, |beyond| beyond.bytes));
    let intact = filler::is(offset, &rest) && beyond.is_none_or(|beyond| beyond.is_filler);
    (came == filler_length && intact).then_some(json)
}

fn mark(password: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    password.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(mut content: Content) -> Vec<u8> {
        let mut file = Vec::new();
        while let Some(piece) = content.next_piece(file.len() as u64) {
            file.extend_from_slice(&piece);
        }
        file
    }

    #[test]
    fn a_file_that_lacks_a_byte_is_none() {
        let state = State::new(
            &crate::appliance::Settings::default(),
            crate::fmg::Calls::shipped().unwrap(),
            std::time::SystemTime::UNIX_EPOCH,
        );
        for size in [0, 100_000] {
            let content = write(&state, Some("x"), size);
            assert!(content.length() >= size);
            let file = whole(content);
            let read = |file: &[u8], beyond| read(&Bytes::copy_from_slice(file), beyond, Some("x")).map(|_| ());
            assert_eq!(read(&file, None), Ok(()));
            assert!(read(&file[1..], None).is_err() && read(&file[..file.len() - 1], None).is_err());
            if size > 0 {
                let beyond = |is_filler| Beyond {
                    bytes: 1_000,
                    is_filler,
                };
                let beginning = &file[..file.len() - 1_000];
                assert_eq!(read(beginning, Some(beyond(true))), Ok(()));
                assert!(read(beginning, Some(beyond(false))).is_err());
                let mut changed = file.clone();
                changed[90_000] ^= 1;
                assert!(read(&changed, None).is_err());
            }
        }
    }
}
