//! The spec tree: the files of the specs and their text.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};

use crate::diagnostic::{Code, Diagnostic, Location};

/// Every file of the spec tree, by its path relative to the root of the tree.
///
/// The files of a folder stay on disk. Each is read when its text is needed, so no more than one is in memory.
#[derive(Clone, Debug, Default)]
pub struct SpecTree {
    root: Utf8PathBuf,
    /// The text of files that are not on disk.
    files: BTreeMap<Utf8PathBuf, Option<String>>,
}

impl SpecTree {
    /// A tree of the given files.
    pub fn from_files<P, T>(files: impl IntoIterator<Item = (P, T)>) -> Self
    where
        P: Into<Utf8PathBuf>,
        T: Into<String>,
    {
        Self {
            root: Utf8PathBuf::new(),
            files: files
                .into_iter()
                .map(|(path, text)| (path.into(), Some(text.into())))
                .collect(),
        }
    }

    /// Finds the `.toml` and `.json` files below `root`, and checks that their texts can be read.
    ///
    /// # Errors
    ///
    /// One diagnostic for each folder or file that can't be read, or whose text is not UTF-8.
    pub fn read(root: &Utf8Path) -> Result<Self, Vec<Diagnostic>> {
        let mut tree = Self {
            root: root.to_owned(),
            files: BTreeMap::new(),
        };
        let mut faults = Vec::new();
        tree.read_folder(Utf8Path::new(""), &mut faults);
        if faults.is_empty() { Ok(tree) } else { Err(faults) }
    }

    fn read_folder(&mut self, folder: &Utf8Path, faults: &mut Vec<Diagnostic>) {
        let here = self.root.join(folder);
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
                self.read_folder(&path, faults);
            } else if matches!(path.extension(), Some("toml" | "json")) {
                match fs::read_to_string(entry.path()) {
                    Ok(_) => {
                        self.files.insert(path, None);
                    }
                    Err(error) => faults.push(unreadable(&path, &error)),
                }
            }
        }
    }

    /// The text of a file; `None` if the tree has no such file, or it cannot be read any more.
    #[must_use]
    pub fn text(&self, path: &Utf8Path) -> Option<Cow<'_, str>> {
        match self.files.get(path)? {
            Some(text) => Some(Cow::Borrowed(text)),
            None => fs::read_to_string(self.root.join(path)).ok().map(Cow::Owned),
        }
    }

    /// The same for a file of the tree. If it cannot be read any more, returns a fault and an empty text.
    pub(crate) fn text_or_fault(&self, path: &Utf8Path) -> (Cow<'_, str>, Option<Diagnostic>) {
        match self.files.get(path) {
            Some(Some(text)) => (Cow::Borrowed(text), None),
            _ => match fs::read_to_string(self.root.join(path)) {
                Ok(text) => (Cow::Owned(text), None),
                Err(error) => (Cow::Borrowed(""), Some(unreadable(path, &error))),
            },
        }
    }

    /// The paths of the files with this extension, in their order.
    pub fn with_extension(&self, extension: &str) -> impl Iterator<Item = &Utf8Path> {
        let paths = self.files.keys().map(Utf8PathBuf::as_path);
        paths.filter(move |path| path.extension() == Some(extension))
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
