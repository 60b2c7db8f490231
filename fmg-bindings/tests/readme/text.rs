//! That the programs are those of the README.

use std::fs;
use std::path::Path;

const README: &str = include_str!("../../../README.md");
/// The programs of the README that are run: those in `programs.rs`, and examples.
const PROGRAMS: [&str; 3] = [
    include_str!("programs.rs"),
    include_str!("../../examples/provision_branch.rs"),
    include_str!("../../examples/own-firmware/src/main.rs"),
];

/// How many programs of the README are not run here: the first program and derived calls are examples and tests of their
/// own, a pinned certificate and a password in a file need an appliance that is set up for it, tests with a sim start their own, a
/// fleet has examples of its own, and generated calls of another crate are in `fmg-codegen/tests/users` and in the example
/// `own-firmware`.
const ELSEWHERE: usize = 10;

/// The visible lines of the programs of the README, without programs that are no tests.
fn shown() -> Vec<Vec<&'static str>> {
    let mut programs = Vec::new();
    let mut lines = README.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("```rust") {
            let program = lines.by_ref().take_while(|line| !line.starts_with("```"));
            let program = program.filter(|line| *line != "#" && !line.starts_with("# "));
            programs.push(program.collect());
        } else if line.starts_with("```") {
            lines.by_ref().find(|line| line.starts_with("```"));
        }
    }
    programs
}

/// The text without the characters that a formatter changes.
fn plain(code: &str) -> String {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    code.replace(",)", ")").replace(",}", "}")
}

/// Whether all statements stand in `programs`, in this order.
fn is_among(program: &[&str], programs: &str) -> bool {
    let mut rest = programs;
    let mut statement = String::new();
    for line in program {
        // Where it begins is for the reader; items are written once for all programs.
        if line.starts_with("use ") || line.contains("async fn") || *line == "#[tokio::main]" {
            continue;
        }
        if !line.starts_with('}') {
            statement.push_str(&plain(line));
            let is_comment = line.trim_start().starts_with("//") || line.contains("; //");
            if !statement.ends_with([';', '{', '}', ',']) && !is_comment {
                continue;
            }
        }
        // The last one of a list has no comma here.
        let wanted = statement.trim_end_matches(',');
        let Some(at) = rest.find(wanted) else {
            return false;
        };
        rest = &rest[at + wanted.len()..];
        statement.clear();
    }
    // The end of a function.
    rest.contains(&*statement)
}

#[test]
fn the_programs_are_those_of_the_readme() {
    let programs = plain(&PROGRAMS.concat());
    let missing: Vec<_> = shown()
        .into_iter()
        .filter(|program| !is_among(program, &programs))
        .map(|program| program.join("\n"))
        .collect();
    assert_eq!(
        missing.len(),
        ELSEWHERE,
        "not in programs.rs:\n{}",
        missing.join("\n\n")
    );
    assert!(shown().len() >= ELSEWHERE + 6);
}

#[test]
fn a_program_that_differs_is_found() {
    let programs = plain("a(b);\nsim();\nc(\n    d,\n);");
    assert!(is_among(&["a(b);", "c(d);"], &programs));
    for other in [&["a(c);"][..], &["c(d);", "a(b);"], &["c(d);", "a(b)"]] {
        assert!(!is_among(other, &programs), "{other:?}");
    }
}

/// The README has the command that runs each example.
#[test]
fn each_example_has_its_line() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let line = if path.is_dir() {
            format!("cargo run -p {name}")
        } else {
            format!("cargo run -p fmg-bindings --example {name}")
        };
        assert!(README.lines().any(|own| own.contains(&line)), "{name}");
        count += 1;
    }
    assert!(count >= 6);
}

#[test]
fn every_feature_is_named() {
    let manifest = include_str!("../../Cargo.toml");
    let library = include_str!("../../src/lib.rs");
    let begin = manifest.find("[features]").unwrap();
    let features = manifest[begin..].split("\n[").next().unwrap();
    let names = features
        .lines()
        .filter_map(|line| line.split_once(" = [").map(|(name, _)| name));
    for name in names.filter(|name| *name != "default") {
        assert!(README.contains(&format!("| `{name}`")), "README: {name}");
        assert!(library.contains(&format!("//! - `{name}`")), "lib.rs: {name}");
    }
}
