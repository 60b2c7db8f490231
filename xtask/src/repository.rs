//! Where things are, and how specs are read.

use std::io::Write;

use anyhow::Context;
use camino::{Utf8Path, Utf8PathBuf};
use fmg_codegen::{Diagnostic, SpecTree};

use crate::diagnostics;

/// The files that the root of a checkout has, and folders inside it do not have.
const MARKS: [&str; 2] = ["specs/documents.toml", "fmg-bindings/Cargo.toml"];

/// A checkout.
#[derive(Debug)]
pub(crate) struct Repository {
    root: Utf8PathBuf,
}

impl Repository {
    pub(crate) fn at(root: Utf8PathBuf) -> Self {
        Self { root }
    }

    /// The checkout that holds this folder: the nearest folder upwards that has the files of [`MARKS`]. The folder in
    /// which the command was built says nothing, since several checkouts may share one target folder.
    ///
    /// # Errors
    ///
    /// No folder upwards is a checkout.
    pub(crate) fn around(folder: &Utf8Path) -> anyhow::Result<Self> {
        let root = folder
            .ancestors()
            .find(|root| MARKS.iter().all(|mark| root.join(mark).is_file()))
            .with_context(|| {
                format!(
                    "`{folder}` is not in a checkout of fmg-bindings: neither it nor a folder above it has {}; \
                     change into a checkout, or name one with `--root FOLDER`",
                    MARKS.map(|mark| format!("`{mark}`")).join(" and ")
                )
            })?;
        Ok(Self::at(root.to_owned()))
    }

    /// The checkout that the command was started in.
    ///
    /// # Errors
    ///
    /// The current folder cannot be found out, or is in no checkout.
    pub(crate) fn current() -> anyhow::Result<Self> {
        let folder =
            std::env::current_dir().context("cannot tell the current folder; name a checkout with `--root FOLDER`")?;
        let folder = Utf8PathBuf::try_from(folder).context("the path of the current folder is not UTF-8")?;
        Self::around(&folder)
    }

    pub(crate) fn path(&self, relative: impl AsRef<Utf8Path>) -> Utf8PathBuf {
        self.root.join(relative)
    }

    /// Reads the specs and gives them to `understand`. Faults are printed, and `None` comes back.
    pub(crate) fn specs<T>(
        &self,
        understand: impl FnOnce(&SpecTree) -> Result<T, Vec<Diagnostic>>,
        colored: bool,
        err: &mut impl Write,
    ) -> anyhow::Result<Option<T>> {
        let mut tree = SpecTree::default();
        let result = SpecTree::read(&self.path("specs")).and_then(|read| {
            tree = read;
            understand(&tree)
        });
        match result {
            Ok(value) => Ok(Some(value)),
            Err(faults) => {
                diagnostics::print(&faults, &tree, colored, err)?;
                Ok(None)
            }
        }
    }
}
