//! Which way things point: a product may name the core, and the core names no product; the bindings are tested with the
//! stand-in, and the stand-in without them.

#![allow(clippy::unwrap_used, reason = "a test reports by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

/// What belongs to a product, and what the crate shows of all.
const ABOVE: [&str; 7] = [
    "fmg",
    "fmg.rs",
    "fortios",
    "fortios.rs",
    "generated",
    "lib.rs",
    "__test.rs",
];

/// Files of the core that look up what a code of a product means, in the tables that are generated for it.
const KNOW_STATUS_TABLES: [&str; 3] = ["code.rs", "error/api.rs", "error/rest.rs"];

/// The code of a file, without its comments and without the tests at its end.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let end = text.find("\n#[cfg(test").or_else(|| text.find("\n#[cfg(all(test"));
    // What stands behind a module of tests is a test as well: they are the last of a file.
    let text = end
        .filter(|_| text.contains("\nmod tests {"))
        .map_or(&*text, |end| &text[..end]);
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// The paths to products in a piece of code.
fn names(code: &str) -> impl Iterator<Item = &str> {
    ["crate::fmg", "crate::fortios", "crate::generated"]
        .into_iter()
        .filter(|product| code.contains(product))
}

fn is_test(path: &Path) -> bool {
    let stem = path.file_stem().unwrap();
    stem == "tests" || stem == "properties" || path.components().any(|part| part.as_os_str() == "tests")
}

#[test]
fn the_core_names_no_product() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    files(&source, &mut all);
    let mut count = 0;
    for path in all {
        let local = path.strip_prefix(&source).unwrap();
        let top = local.components().next().unwrap().as_os_str().to_str().unwrap();
        if ABOVE.contains(&top) || is_test(local) {
            continue;
        }
        count += 1;
        let code = code(&path);
        let found: Vec<_> = names(&code).collect();
        let looks_up = KNOW_STATUS_TABLES.iter().any(|known| local == Path::new(known));
        let expected: &[&str] = if looks_up { &["crate::generated"] } else { &[] };
        assert_eq!(found, expected, "{}", local.display());
    }
    assert!(count > 80, "{count} files of the core");
}

/// Were it otherwise, even for tests alone, each crate would be built twice and every change of one would build both.
#[test]
fn the_stand_in_does_not_depend_on_the_bindings() {
    let manifest = |of: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(of).join("Cargo.toml");
        fs::read_to_string(path).unwrap()
    };
    let names = |manifest: &str, dependency: &str| manifest.lines().any(|line| line.starts_with(dependency));
    assert!(names(&manifest("."), "fmg-sim."));
    assert!(!names(&manifest("../fmg-sim"), "fmg-bindings"));
}

#[test]
fn a_path_to_a_product_is_found() {
    let code = "let verb = crate::fmg::Method::Get;\nuse crate::fortios::Envelope;";
    assert_eq!(names(code).collect::<Vec<_>>(), ["crate::fmg", "crate::fortios"]);
    assert_eq!(names("use crate::error::Error;").count(), 0);
}
