//! The folder of a fetch: its answers, and a record of the appliance and of unanswered questions.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::FetchError;
use super::identity::{Identity, Product};
use super::outcome::Unanswered;

/// The name of the record. An import reads files that end with `.json`, and not this one.
const RECORD: &str = "fetch.record";

/// The prefix and the suffix of names of files that are being written. A killed fetch may leave such a file.
const UNFINISHED: (&str, &str) = (".fetch-", ".part");

/// The number of levels that folders may have, because a link to an outer folder would have no end.
const DEPTH: usize = 8;

/// The folder of a fetch. It holds descriptions of one appliance with one firmware.
///
/// Two fetches must not write into one folder at the same time.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    product: Product,
    identity: Identity,
    /// The questions that the appliance does not answer, by their names.
    unanswered: BTreeMap<String, Unanswered>,
}

/// A line of the record. Lines are appended: an appliance lacks hundreds of tables, and writing the whole record for
/// each would take longer than the requests. A line that was cut off is ignored.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Line {
    /// The appliance that the folder describes: the first line, and each line with further facts.
    Of(Product, Identity),
    /// A question without an answer.
    Unanswered(String, Unanswered),
}

impl Folder {
    /// Opens the folder, and creates it if it does not exist. Unfinished files of an interrupted fetch are removed.
    ///
    /// # Errors
    ///
    /// The folder cannot be read or created, describes another product, or has descriptions without a record.
    pub fn open(path: impl Into<PathBuf>, product: Product) -> Result<Self, FetchError> {
        let path = path.into();
        fs::create_dir_all(&path).map_err(|error| FetchError::file(&path, error))?;
        let mut files = Vec::new();
        in_folder(&path, DEPTH, &mut files)?;
        let (unfinished, files): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| is_unfinished(file));
        for file in unfinished {
            fs::remove_file(&file).map_err(|error| FetchError::file(&file, error))?;
        }
        let mut folder = Self {
            path,
            product,
            identity: Identity::default(),
            unanswered: BTreeMap::new(),
        };
        let at = folder.path.join(RECORD);
        match fs::read(&at) {
            Ok(record) => folder.read_record(&record)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if let Some(foreign) = files.into_iter().find(|file| is_description(file)) {
                    return Err(FetchError::Foreign { path: foreign });
                }
            }
            Err(error) => return Err(FetchError::file(&at, error)),
        }
        // Written before any answer, so that the origin of each answer is known. A line that was cut off is removed.
        folder.store_record()?;
        Ok(folder)
    }

    fn read_record(&mut self, record: &[u8]) -> Result<(), FetchError> {
        let mut is_begun = false;
        for line in record.split_inclusive(|byte| *byte == b'\n') {
            match serde_json::from_slice(line) {
                Ok(Line::Of(product, identity)) => {
                    if product != self.product {
                        let found = Identity::of_product(self.product);
                        return Err(FetchError::other_appliance(
                            &self.path,
                            &Identity::of_product(product),
                            &found,
                        ));
                    }
                    self.identity = identity;
                    is_begun = true;
                }
                Ok(Line::Unanswered(question, reason)) if is_begun => {
                    self.unanswered.insert(question, reason);
                }
                Err(_) if is_begun && !line.ends_with(b"\n") => {}
                _ => return Err(self.not_a_record()),
            }
        }
        if is_begun { Ok(()) } else { Err(self.not_a_record()) }
    }

    fn not_a_record(&self) -> FetchError {
        FetchError::Record {
            path: self.path.join(RECORD),
        }
    }

    /// The path of the folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The appliance that the folder describes.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Asks refused questions again, for another user.
    ///
    /// # Errors
    ///
    /// The record cannot be written.
    pub fn forget_refusals(&mut self) -> Result<(), FetchError> {
        self.unanswered.retain(|_, reason| *reason != Unanswered::Refused);
        self.store_record()
    }

    /// Notes the identity that the appliance states. Refuses it if the folder describes another appliance.
    pub(super) fn identify(&mut self, found: &Identity) -> Result<(), FetchError> {
        if !self.identity.is_compatible(found) {
            return Err(FetchError::other_appliance(&self.path, &self.identity, found));
        }
        if self.identity.complete(found) {
            self.store_record()?;
        }
        Ok(())
    }

    /// Whether the folder has this file.
    pub(super) fn has(&self, file: &str) -> bool {
        self.path.join(file).is_file()
    }

    /// The answer in a file.
    pub(super) fn read(&self, file: &str) -> Result<Value, FetchError> {
        let path = self.path.join(file);
        let text = fs::read(&path).map_err(|error| FetchError::file(&path, error))?;
        serde_json::from_slice(&text).map_err(|error| FetchError::file(&path, error.into()))
    }

    /// The reason why the appliance does not answer a question, if it is known.
    pub(super) fn unanswered(&self, question: &str) -> Option<Unanswered> {
        self.unanswered.get(question).copied()
    }

    /// Notes that the appliance does not answer a question. Failures are not noted, so those questions are asked again.
    pub(super) fn note_unanswered(&mut self, question: &str, reason: Unanswered) -> Result<(), FetchError> {
        if reason == Unanswered::Failed {
            return Ok(());
        }
        self.unanswered.insert(question.to_owned(), reason);
        let path = self.path.join(RECORD);
        let line = line(&Line::Unanswered(question.to_owned(), reason));
        let file = fs::OpenOptions::new().append(true).open(&path);
        let written = file.and_then(|mut file| file.write_all(line?.as_bytes()));
        written.map_err(|error| FetchError::file(&path, error))
    }

    /// Stores an answer, completely or not at all.
    pub(super) fn store(&self, file: &str, answer: &Value) -> Result<(), FetchError> {
        let path = self.path.join(file);
        let text = serde_json::to_string_pretty(answer).map_err(io::Error::from);
        let stored = text.and_then(|text| store(&path, format!("{text}\n").as_bytes()));
        stored.map_err(|error| FetchError::file(&path, error))
    }

    /// Writes the record anew.
    fn store_record(&self) -> Result<(), FetchError> {
        let path = self.path.join(RECORD);
        let unanswered = self.unanswered.iter();
        let lines = unanswered.map(|(question, reason)| Line::Unanswered(question.clone(), *reason));
        let first = Line::Of(self.product, self.identity.clone());
        let text: io::Result<String> = std::iter::once(first).chain(lines).map(|own| line(&own)).collect();
        let stored = text.and_then(|text| store(&path, text.as_bytes()));
        stored.map_err(|error| FetchError::file(&path, error))
    }
}

fn line(line: &Line) -> io::Result<String> {
    Ok(serde_json::to_string(line)? + "\n")
}

/// Writes a file completely or not at all, also if the machine is switched off meanwhile.
fn store(path: &Path, text: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let (prefix, suffix) = UNFINISHED;
    let mut file = tempfile::Builder::new()
        .prefix(prefix)
        .suffix(suffix)
        .tempfile_in(folder)?;
    file.write_all(text)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    // The folder contains the new name, so it is written to the disk too.
    #[cfg(unix)]
    fs::File::open(folder)?.sync_all()?;
    Ok(())
}

/// The files of a folder, in any order.
fn in_folder(path: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), FetchError> {
    let fault = |error| FetchError::file(path, error);
    for entry in fs::read_dir(path).map_err(fault)? {
        let entry = entry.map_err(fault)?;
        // Links are not followed: files behind them are not of a fetch.
        if entry.file_type().map_err(fault)?.is_dir() {
            if let Some(depth) = depth.checked_sub(1) {
                in_folder(&entry.path(), depth, files)?;
            }
        } else {
            files.push(entry.path());
        }
    }
    Ok(())
}

fn is_unfinished(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let (prefix, suffix) = UNFINISHED;
    name.starts_with(prefix) && name.ends_with(suffix)
}

fn is_description(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "json")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn identity(version: &str) -> Identity {
        Identity::around(&json!({ "version": version }))
    }

    /// The files in the folder, without the record.
    fn names(folder: &Path) -> Vec<String> {
        let mut files = Vec::new();
        in_folder(folder, DEPTH, &mut files).unwrap();
        let relative = |file: &PathBuf| file.strip_prefix(folder).unwrap().display().to_string();
        let mut names: Vec<_> = files.iter().map(relative).filter(|name| name != RECORD).collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_known_outlives_the_process() {
        let at = tempfile::tempdir().unwrap();
        let mut folder = Folder::open(at.path(), Product::FortiOs).unwrap();
        folder.identify(&identity("v7.2.8")).unwrap();
        folder.store("cmdb/a/b.json", &json!({"name": "b"})).unwrap();
        folder.note_unanswered("cmdb", Unanswered::Refused).unwrap();
        folder.note_unanswered("cmdb c/d", Unanswered::Absent).unwrap();
        folder.note_unanswered("cmdb e/f", Unanswered::Failed).unwrap();

        let mut folder = Folder::open(at.path(), Product::FortiOs).unwrap();
        assert!(folder.has("cmdb/a/b.json") && !folder.has("cmdb/c/d.json"));
        assert_eq!(folder.read("cmdb/a/b.json").unwrap(), json!({"name": "b"}));
        assert_eq!(folder.unanswered("cmdb"), Some(Unanswered::Refused));
        assert_eq!(folder.unanswered("cmdb c/d"), Some(Unanswered::Absent));
        assert_eq!(
            folder.unanswered("cmdb e/f"),
            None,
            "a question that has failed is asked again"
        );
        let refused = folder.identify(&identity("v7.2.9")).unwrap_err();
        assert!(refused.to_string().contains("v7.2.8") && refused.to_string().contains("v7.2.9"));
        folder.forget_refusals().unwrap();
        assert_eq!(folder.unanswered("cmdb"), None);
    }

    #[test]
    fn what_a_killed_fetch_has_begun_is_removed() {
        let at = tempfile::tempdir().unwrap();
        let folder = Folder::open(at.path(), Product::FortiOs).unwrap();
        folder.store("cmdb/a.json", &json!({})).unwrap();
        // The file that exists between the write and the rename.
        let (prefix, suffix) = UNFINISHED;
        for left in ["", "cmdb"] {
            fs::write(at.path().join(left).join(format!("{prefix}x1{suffix}")), "{\"ha").unwrap();
        }
        assert_eq!(names(at.path()).len(), 3);
        let folder = Folder::open(at.path(), Product::FortiOs).unwrap();
        assert_eq!(names(folder.path()), ["cmdb/a.json"]);
    }

    #[test]
    fn a_line_that_was_cut_off_is_none() {
        let at = tempfile::tempdir().unwrap();
        let mut folder = Folder::open(at.path(), Product::FortiOs).unwrap();
        folder.note_unanswered("a", Unanswered::Absent).unwrap();
        folder.note_unanswered("b", Unanswered::Refused).unwrap();
        let record = fs::read(at.path().join(RECORD)).unwrap();
        fs::write(at.path().join(RECORD), &record[..record.len() - 3]).unwrap();
        for _ in 0..2 {
            let mut folder = Folder::open(at.path(), Product::FortiOs).unwrap();
            assert_eq!(folder.unanswered("a"), Some(Unanswered::Absent));
            assert_eq!(folder.unanswered("b"), None);
            folder.note_unanswered("c", Unanswered::Absent).unwrap();
        }
        let folder = Folder::open(at.path(), Product::FortiOs).unwrap();
        assert_eq!(folder.unanswered("c"), Some(Unanswered::Absent));
    }

    #[test]
    fn a_file_that_cannot_be_written_leaves_nothing() {
        let at = tempfile::tempdir().unwrap();
        let folder = Folder::open(at.path(), Product::FortiOs).unwrap();
        // A folder in the place of the file: the rename fails, after everything was written.
        fs::create_dir_all(at.path().join("a.json/b")).unwrap();
        folder.store("a.json", &json!({"x": 1})).unwrap_err();
        assert!(names(at.path()).is_empty(), "{:?}", names(at.path()));
    }

    #[test]
    fn descriptions_of_unknown_origin_are_not_mixed_with_others() {
        let at = tempfile::tempdir().unwrap();
        fs::write(at.path().join("saved.json"), "{}").unwrap();
        let error = Folder::open(at.path(), Product::FortiOs).unwrap_err();
        assert!(matches!(error, FetchError::Foreign { .. }), "{error}");
        fs::remove_file(at.path().join("saved.json")).unwrap();
        fs::write(at.path().join("overlay.toml"), "").unwrap();
        let mut folder = Folder::open(at.path(), Product::FortiOs).unwrap();
        folder.store("a.json", &json!({})).unwrap();
        folder.identify(&identity("v7.2.8")).unwrap();
        Folder::open(at.path(), Product::FortiOs).unwrap();
        let error = Folder::open(at.path(), Product::Fmg).unwrap_err();
        assert!(matches!(error, FetchError::OtherAppliance { .. }), "{error}");
        for record in [
            "",
            "{}\n",
            "{\"unanswered\":[\"a\",\"absent\"]}\n",
            "{\"of\":[\"fortios\",{}]}\nx\n",
        ] {
            fs::write(at.path().join(RECORD), record).unwrap();
            let error = Folder::open(at.path(), Product::FortiOs).unwrap_err();
            assert!(matches!(error, FetchError::Record { .. }), "{record}: {error}");
        }
    }
}
