//! Measures the generator on one core: a whole run, and a run that emits nothing.
//!
//! ```console
//! $ cargo bench -p fmg-codegen --bench generate
//! ```
//!
//! The anchor is progenitor, which generates from a document of the same endpoints. It is a package of its own in
//! `anchor/`, because it has many dependencies. `cargo xtask bench --only generate` runs and compares both.

#![allow(clippy::print_stdout, reason = "a benchmark reports on stdout")]

#[path = "generate/machine.rs"]
mod machine;
#[path = "generate/synthetic.rs"]
#[allow(dead_code, reason = "the other shapes are for the compile cost")]
mod synthetic;

use std::fs;
use std::io::{self, Write};

use camino::Utf8Path;
use divan::Bencher;
use divan::counter::ItemsCount;
use fmg_codegen::{SpecTree, Target, analyze, generate};

use self::synthetic::Shape;

const ENDPOINTS: [usize; 3] = [100, 1_000, 10_000];

fn main() {
    machine::keep_to_one_core();
    if let Some(endpoints) = machine::asked_for_peak() {
        // As a build script: the specs are in a folder.
        let Some((_folder, tree)) = folder(endpoints) else {
            return;
        };
        if all_of(&tree) != 0 {
            machine::print_own_peak();
        }
        return;
    }
    machine::print_peaks(&ENDPOINTS);
    divan::main();
}

fn tree(endpoints: usize) -> SpecTree {
    SpecTree::from_files(synthetic::files(endpoints, Shape::Mixed))
}

/// The same tree in a temporary folder, which is removed with the first part.
fn folder(endpoints: usize) -> Option<(tempfile::TempDir, SpecTree)> {
    let folder = tempfile::tempdir().ok()?;
    for (path, text) in synthetic::files(endpoints, Shape::Mixed) {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent()?).ok()?;
        fs::write(path, text).ok()?;
    }
    let tree = SpecTree::read(Utf8Path::from_path(folder.path())?).ok()?;
    Some((folder, tree))
}

/// Generates everything, a file after the other as a build script does, and gives the number of bytes.
fn all_of(tree: &SpecTree) -> usize {
    let target = Target::repository();
    let Ok(api) = analyze(tree) else { return 0 };
    let mut counted = Counted(0);
    for file in generate(&api, &target).iter() {
        // Counting does not fail.
        let _ = file.write_to(&mut counted);
    }
    counted.0
}

/// Counts what is written.
struct Counted(usize);

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Parse, lower, check, emit.
#[divan::bench(args = ENDPOINTS, sample_count = 10, sample_size = 1)]
fn all(bencher: Bencher<'_, '_>, endpoints: usize) {
    let tree = tree(endpoints);
    // Faulty specs would return early and look fast.
    assert_ne!(all_of(&tree), 0);
    bencher
        .counter(ItemsCount::new(endpoints))
        .bench_local(|| all_of(&tree));
}

/// Parse, lower, check.
#[divan::bench(args = ENDPOINTS, sample_count = 10, sample_size = 1)]
fn without_emitting(bencher: Bencher<'_, '_>, endpoints: usize) {
    let tree = tree(endpoints);
    bencher
        .counter(ItemsCount::new(endpoints))
        .bench_local(|| analyze(&tree));
}
