//! Finds the checkout, and reads its specs.

use std::io::Write;

use anyhow::Context;
use camino::{Utf8Path, Utf8PathBuf};
use fmg_codegen::render::Style;
use fmg_codegen::{Diagnostic, SpecTree};

use crate::diagnostics;

/// Files at the root of a checkout, which folders inside of it do not have.
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

    /// The checkout around this folder: the nearest folder upwards with the files of [`MARKS`]. The folder in which the
    /// command was built is not used, because several checkouts may share one target folder.
    ///
    /// # Errors
    ///
    /// No folder upwards is the root of a checkout.
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
    /// The current folder cannot be determined, or is not in a checkout.
    pub(crate) fn current() -> anyhow::Result<Self> {
        let folder = std::env::current_dir()
            .context("cannot determine the current folder; name a checkout with `--root FOLDER`")?;
        let folder = Utf8PathBuf::try_from(folder).context("the path of the current folder is not UTF-8")?;
        Self::around(&folder)
    }

    pub(crate) fn path(&self, relative: impl AsRef<Utf8Path>) -> Utf8PathBuf {
        self.root.join(relative)
    }

    /// Reads the specs and applies `analyze`. Prints faults, and then returns `None`.
    pub(crate) fn specs<T>(
        &self,
        analyze: impl FnOnce(&SpecTree) -> Result<T, Vec<Diagnostic>>,
        style: Style,
        err: &mut impl Write,
    ) -> anyhow::Result<Option<T>> {
        let mut tree = SpecTree::default();
        let result = SpecTree::read(&self.path("specs")).and_then(|read| {
            tree = read;
            analyze(&tree)
        });
        match result {
            Ok(value) => Ok(Some(value)),
            Err(faults) => {
                diagnostics::print(&faults, &tree, style, err)?;
                Ok(None)
            }
        }
    }
}
