//! Backup files. The format is that of the sim: a first line with the length of the rest, JSON with all tables, and
//! filler if the file has to be larger.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::content::{Beyond, Content, filler, length};
use crate::fmg::State;
use crate::fmg::status::{DATA_INVALID_FOR_URL, Refusal};
use crate::fmg::store::{Hold, Row, Store, Table};

/// The beginning of the first line.
const MARK: &str = "fmg-sim-backup";

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Backup {
    /// A hash of the password, to check it at a restore.
    password: Option<u64>,
    tables: BTreeMap<String, Vec<(String, Row)>>,
}

/// Writes a backup file of at least `size` bytes, which only a restore with the same password accepts.
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
    // The first line is not counted in the size, so that its content does not depend on its own length.
    let filler = size.saturating_sub(u64::try_from(json.len()).unwrap_or(u64::MAX));
    let held = format!("{MARK} {} {filler}\n{json}", json.len());
    Content {
        held: held.into(),
        filler,
    }
}

/// Reads the tables in a backup file, whose rest after `file` is `beyond`.
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

/// The JSON in a file that is complete and unchanged.
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
    fn a_truncated_file_is_refused() {
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
