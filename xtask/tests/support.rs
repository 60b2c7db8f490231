//! A separate checkout for each test, and the xtask that runs in it.

#![allow(clippy::unwrap_used, reason = "a test fails if its checkout cannot be made")]
#![allow(dead_code, reason = "each test binary uses its part")]

use std::fs;
use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};
use tempfile::TempDir;

/// The folder of a case of broken specs.
pub(crate) fn case(name: &str) -> Utf8PathBuf {
    Utf8Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/broken")
        .join(name)
}

/// The specs of this repository.
pub(crate) fn own_specs() -> Utf8PathBuf {
    Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs")
}

/// The output of a command.
pub(crate) struct Output {
    pub(crate) success: bool,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// A folder with specs.
pub(crate) struct Checkout {
    folder: TempDir,
}

impl Checkout {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn path(&self) -> &str {
        self.folder.path().to_str().unwrap()
    }

    pub(crate) fn file(&self, path: &str) -> Utf8PathBuf {
        Utf8Path::new(self.path()).join(path)
    }

    /// Copies the files below `from` into the specs.
    pub(crate) fn add_specs(&self, from: &Utf8Path) {
        copy(from, &self.file("specs"));
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.file(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Every file except the specs, with its text.
    pub(crate) fn generated(&self) -> Vec<String> {
        let mut files = Vec::new();
        let mut folders = vec![self.file("fmg-bindings")];
        while let Some(folder) = folders.pop() {
            for entry in folder.read_dir_utf8().into_iter().flatten() {
                let entry = entry.unwrap();
                if entry.path().is_dir() {
                    folders.push(entry.path().to_owned());
                } else {
                    files.push(entry.path().to_string());
                }
            }
        }
        files.sort();
        files
    }

    /// Runs a command on this checkout.
    pub(crate) fn xtask(&self, arguments: &[&str]) -> Output {
        Output::of(
            Command::new(env!("CARGO_BIN_EXE_xtask"))
                .args(["--root", self.path()])
                .args(arguments),
        )
    }

    /// Runs a command in a folder of this checkout, without `--root`.
    pub(crate) fn xtask_in(&self, folder: &str, arguments: &[&str]) -> Output {
        Output::of(
            Command::new(env!("CARGO_BIN_EXE_xtask"))
                .current_dir(self.file(folder))
                .args(arguments),
        )
    }
}

impl Output {
    fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        Self {
            success: output.status.success(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

fn copy(from: &Utf8Path, to: &Utf8Path) {
    fs::create_dir_all(to).unwrap();
    for entry in from.read_dir_utf8().unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
