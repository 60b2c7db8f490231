//! Measures the import of a whole configuration of either product on one core: reading, lowering and emitting.
//!
//! ```console
//! $ cargo bench -p fmg-codegen --bench import
//! ```

#![allow(clippy::print_stdout, reason = "a benchmark reports on stdout")]

#[path = "import/description.rs"]
#[allow(dead_code, reason = "the calls and the patterns are for the compile cost")]
mod description;
#[path = "generate/machine.rs"]
mod machine;
#[path = "import/manager.rs"]
#[allow(dead_code, reason = "the pattern is for the compile cost")]
mod manager;
#[path = "import/versions.rs"]
mod versions;

use std::fs;
use std::io;

use camino::Utf8Path;
use divan::Bencher;
use fmg_codegen::import::Import;
use fmg_codegen::{Target, generate};
use serde_json::Value;

use self::description::{TABLES, VERSIONS};

fn main() {
    machine::keep_to_one_core();
    if let Some(number) = machine::asked_for_peak() {
        // The versions are fewer than the tables.
        let made = match number {
            VERSIONS => merging(number),
            manager::TABLES => import("obj.json", &manager::objects(number)),
            _ => import("cmdb.json", &description::configuration(number)),
        };
        let Some((_folder, import)) = made else {
            return;
        };
        if all_of(&import) != 0 {
            machine::print_own_peak();
        }
        return;
    }
    machine::print_peaks(&[TABLES, VERSIONS, manager::TABLES]);
    divan::main();
}

/// An import of a description, from a file in a temporary folder, which is removed with the first part.
fn import(name: &str, description: &Value) -> Option<(tempfile::TempDir, Import)> {
    let folder = tempfile::tempdir().ok()?;
    let path = Utf8Path::from_path(folder.path())?.join(name);
    fs::write(&path, description.to_string()).ok()?;
    Some((folder, Import::new().description(path)))
}

/// An import that merges this many versions of all tables.
fn merging(count: usize) -> Option<(tempfile::TempDir, Import)> {
    let folder = tempfile::tempdir().ok()?;
    let path = Utf8Path::from_path(folder.path())?;
    for version in 0..count {
        let text = versions::version(TABLES, version).to_string();
        fs::write(path.join(format!("{version}.json")), text).ok()?;
    }
    let import = Import::new().versions(path);
    Some((folder, import))
}

/// Imports and generates everything, and gives the number of fields.
fn all_of(import: &Import) -> usize {
    let target = Target::one_file("imported.rs");
    let Ok(imported) = import.read() else { return 0 };
    for file in generate(&imported.api, &target).iter() {
        // A sink takes everything.
        let _ = file.write_to(&mut io::sink());
    }
    imported.report.modules.iter().map(|module| module.fields).sum()
}

/// Read, lower, check, emit.
#[divan::bench(args = [TABLES], sample_count = 10, sample_size = 1)]
fn all(bencher: Bencher<'_, '_>, tables: usize) {
    let Some((_folder, import)) = import("cmdb.json", &description::configuration(tables)) else {
        return;
    };
    // A faulty description would return early and look fast.
    assert_ne!(all_of(&import), 0);
    bencher.bench_local(|| all_of(&import));
}

/// The same of a FortiManager.
#[divan::bench(args = [manager::TABLES], sample_count = 10, sample_size = 1)]
fn manager_tables(bencher: Bencher<'_, '_>, tables: usize) {
    let Some((_folder, import)) = import("obj.json", &manager::objects(tables)) else {
        return;
    };
    assert_ne!(all_of(&import), 0);
    bencher.bench_local(|| all_of(&import));
}

/// Read several versions, merge, lower, check, emit.
#[divan::bench(args = [VERSIONS], sample_count = 3, sample_size = 1)]
fn merge(bencher: Bencher<'_, '_>, count: usize) {
    let Some((_folder, import)) = merging(count) else {
        return;
    };
    assert_ne!(all_of(&import), 0);
    bencher.bench_local(|| all_of(&import));
}
