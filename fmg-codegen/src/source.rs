//! The spec tree: the files of the specs and their text.

use std::collections::BTreeMap;
use std::fs;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};

use crate::diagnostic::{Code, Diagnostic, Location};

/// Every file of the spec tree, by its path relative to the root of the tree.
#[derive(Clone, Debug, Default)]
pub struct SpecTree {
    files: BTreeMap<Utf8PathBuf, String>,
}

impl SpecTree {
    /// A tree of the given files.
    pub fn from_files<P, T>(files: impl IntoIterator<Item = (P, T)>) -> Self
    where
        P: Into<Utf8PathBuf>,
        T: Into<String>,
    {
        Self {
            files: files
                .into_iter()
                .map(|(path, text)| (path.into(), text.into()))
                .collect(),
        }
    }

    /// Reads the `.toml` and `.json` files below `root`.
    ///
    /// # Errors
    ///
    /// One diagnostic for each folder or file that can't be read, or whose text is not UTF-8.
    pub fn read(root: &Utf8Path) -> Result<Self, Vec<Diagnostic>> {
        let mut tree = Self::default();
        let mut faults = Vec::new();
        tree.read_folder(root, Utf8Path::new(""), &mut faults);
        if faults.is_empty() { Ok(tree) } else { Err(faults) }
    }

    fn read_folder(&mut self, root: &Utf8Path, folder: &Utf8Path, faults: &mut Vec<Diagnostic>) {
        let here = root.join(folder);
        let entries = match here.read_dir_utf8() {
            Ok(entries) => entries,
            Err(error) => return faults.push(unreadable(&here, &error)),
        };
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    faults.push(unreadable(&here, &error));
                    continue;
                }
            };
            let path = folder.join(entry.file_name());
            if entry.path().is_dir() {
                self.read_folder(root, &path, faults);
            } else if matches!(path.extension(), Some("toml" | "json")) {
                match fs::read_to_string(entry.path()) {
                    Ok(text) => {
                        self.files.insert(path, text);
                    }
                    Err(error) => faults.push(unreadable(&path, &error)),
                }
            }
        }
    }

    /// The text of a file.
    #[must_use]
    pub fn text(&self, path: &Utf8Path) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// The files with this extension, in the order of their paths.
    pub fn with_extension<'a>(&'a self, extension: &'a str) -> impl Iterator<Item = (&'a Utf8Path, &'a str)> {
        self.files
            .iter()
            .filter(move |(path, _)| path.extension() == Some(extension))
            .map(|(path, text)| (path.as_path(), text.as_str()))
    }
}

fn unreadable(path: &Utf8Path, error: &io::Error) -> Diagnostic {
    Diagnostic::new(
        Code::Unreadable,
        Location::new(path, 0..0),
        format!("cannot read `{path}`: {error}"),
    )
    .help("spec files are UTF-8 text; check the encoding and the permissions of the file")
}
