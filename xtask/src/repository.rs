//! Where things are, and how specs are read.

use std::io::Write;

use anyhow::Context;
use camino::{Utf8Path, Utf8PathBuf};
use fmg_codegen::{Diagnostic, SpecTree};

use crate::diagnostics;

/// A checkout.
#[derive(Debug)]
pub(crate) struct Repository {
    root: Utf8PathBuf,
}

impl Repository {
    pub(crate) fn at(root: Utf8PathBuf) -> Self {
        Self { root }
    }

    /// The checkout that the command was built from.
    pub(crate) fn of_this_command() -> anyhow::Result<Self> {
        let root = Utf8Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("the xtask crate has no parent folder")?;
        Ok(Self::at(root.to_owned()))
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
