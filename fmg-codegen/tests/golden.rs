//! The files that the generator writes for a spec with every feature.
#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use std::collections::BTreeMap;

use camino::Utf8Path;
use fmg_codegen::{SpecTree, Target, analyze, generate};

/// The texts of all files, by path.
fn files(target: &Target) -> BTreeMap<String, String> {
    let tree = SpecTree::read(&Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")).unwrap();
    let api = analyze(&tree).unwrap();
    let files = generate(&api, target);
    files
        .iter()
        .map(|file| (file.path().to_string(), file.text()))
        .collect()
}

/// A crate of a user: its modules, and a page about urls.
fn crate_of_a_user() -> Target {
    Target::modules("src/vendor/api")
        .in_module("vendor::api")
        .unwrap()
        .examples("my_crate")
        .unwrap()
        .urls("doc")
}

macro_rules! golden {
    ($all:ident of $target:expr; $($test:ident: $path:literal,)+) => {
        $(
            #[test]
            fn $test() {
                let files = files(&$target);
                let text = &files[$path];
                insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "golden/expected" }, {
                    insta::assert_snapshot!(stringify!($test), text);
                });
            }
        )+

        #[test]
        fn $all() {
            let expected = [$($path),+];
            let files = files(&$target);
            let other: Vec<_> = files.iter().filter(|(path, _)| !expected.contains(&path.as_str())).collect();
            assert!(other.is_empty(), "{other:?}");
        }
    };
}

golden! {
    nothing_else_is_written of Target::repository();
    root: "fmg-bindings/src/generated/fmg.rs",
    group: "fmg-bindings/src/generated/fmg/demo.rs",
    tables: "fmg-bindings/src/generated/fmg/host.rs",
    scopes: "fmg-bindings/src/generated/fmg/scopes.rs",
    rest: "fmg-bindings/src/generated/fmg/rest.rs",
    gui: "fmg-bindings/src/generated/fmg/gui.rs",
    gui_group: "fmg-bindings/src/generated/fmg/gui/demo.rs",
    gui_session: "fmg-bindings/src/generated/fmg/gui/session.rs",
    parameters: "fmg-bindings/src/generated/fmg/parameters.rs",
    shared: "fmg-bindings/src/generated/shared.rs",
    status: "fmg-bindings/src/generated/fmg/status.rs",
    fortios: "fmg-bindings/src/generated/fortios.rs",
    fortios_requests: "fmg-bindings/src/generated/fortios/demo.rs",
    fortios_folder: "fmg-bindings/src/generated/fortios/monitor.rs",
    fortios_group: "fmg-bindings/src/generated/fortios/monitor/demo.rs",
    fortios_cmdb: "fmg-bindings/src/generated/fortios/cmdb.rs",
    fortios_tables: "fmg-bindings/src/generated/fortios/cmdb/probe.rs",
    fortios_parameters: "fmg-bindings/src/generated/fortios/parameters.rs",
    fortios_status: "fmg-bindings/src/generated/fortios/status.rs",
    sent_root: "fmg-bindings/tests/sent/main.rs",
    sent: "fmg-bindings/tests/sent/fortios/monitor/demo.rs",
    sent_requests: "fmg-bindings/tests/sent/fortios/demo.rs",
    sent_rest: "fmg-bindings/tests/sent/fmg/rest.rs",
    sent_gui: "fmg-bindings/tests/sent/fmg/gui/demo.rs",
    sent_gui_session: "fmg-bindings/tests/sent/fmg/gui/session.rs",
    probe: "fmg-probe/src/generated/fmg.rs",
    fortios_probe: "fmg-probe/src/generated/fortios.rs",
    routes: "fmg-sim/src/generated/fmg.rs",
    calls: "fmg-sim/src/generated/fmg/calls.rs",
    descriptions: "fmg-sim/src/generated/fmg/tables.rs",
    fortios_routes: "fmg-sim/src/generated/fortios.rs",
    fortios_calls: "fmg-sim/src/generated/fortios/calls.rs",
    fortios_schemas: "fmg-sim/src/generated/fortios/tables.json",
    overlaps: "fmg-bindings/tests/urls/fmg.md",
    fortios_overlaps: "fmg-bindings/tests/urls/fortios.md",
    exchange_root: "fmg-bindings/tests/exchanges/main.rs",
    exchanges: "fmg-bindings/tests/exchanges/fmg/demo.rs",
    table_exchanges: "fmg-bindings/tests/exchanges/fmg/host.rs",
    rest_exchanges: "fmg-bindings/tests/exchanges/fmg/rest.rs",
    gui_exchanges: "fmg-bindings/tests/exchanges/fmg/gui/demo.rs",
    gui_session_exchanges: "fmg-bindings/tests/exchanges/fmg/gui/session.rs",
}

golden! {
    nothing_else_is_written_for_a_user of crate_of_a_user();
    user: "src/vendor/api.rs",
    user_shared: "src/vendor/api/shared.rs",
    user_fmg: "src/vendor/api/fmg.rs",
    user_group: "src/vendor/api/fmg/demo.rs",
    user_parameters: "src/vendor/api/fmg/parameters.rs",
    user_tables: "src/vendor/api/fmg/host.rs",
    user_scopes: "src/vendor/api/fmg/scopes.rs",
    user_rest: "src/vendor/api/fmg/rest.rs",
    user_gui: "src/vendor/api/fmg/gui.rs",
    user_gui_group: "src/vendor/api/fmg/gui/demo.rs",
    user_gui_session: "src/vendor/api/fmg/gui/session.rs",
    user_fortios: "src/vendor/api/fortios.rs",
    user_fortios_parameters: "src/vendor/api/fortios/parameters.rs",
    user_fortios_requests: "src/vendor/api/fortios/demo.rs",
    user_fortios_cmdb: "src/vendor/api/fortios/cmdb.rs",
    user_fortios_tables: "src/vendor/api/fortios/cmdb/probe.rs",
    user_fortios_folder: "src/vendor/api/fortios/monitor.rs",
    user_fortios_group: "src/vendor/api/fortios/monitor/demo.rs",
    user_overlaps: "doc/fmg.md",
    user_fortios_overlaps: "doc/fortios.md",
}

#[test]
fn the_same_specs_give_the_same_bytes() {
    assert_eq!(files(&Target::repository()), files(&Target::repository()));
}

#[test]
fn one_file_has_the_types_of_all_modules() {
    let one = files(&Target::one_file("api.rs"));
    let one = &one["api.rs"];
    for (path, text) in files(&Target::modules("api")) {
        let types = text.lines().map(str::trim).filter(|line| {
            ["pub struct ", "pub enum ", "pub trait ", "name ", "id "]
                .iter()
                .any(|word| line.starts_with(word))
        });
        for line in types {
            assert!(one.contains(line), "{path}: {line}");
        }
    }
}

/// The generator lays out code by itself; rustfmt must not change it.
#[test]
fn rustfmt_changes_nothing() {
    use std::io::Write;
    use std::process::{Command, Stdio};

    let one_file = Target::one_file("api.rs")
        .exchanges("tests.rs", "api", "/specs")
        .unwrap();
    let targets = [Target::repository(), crate_of_a_user(), one_file];
    // The route tables are lists that rustfmt skips.
    for (path, text) in targets
        .iter()
        .flat_map(files)
        .filter(|(path, _)| !path.starts_with("fmg-sim") && Utf8Path::new(path).extension() == Some("rs"))
    {
        let mut rustfmt = Command::new("rustfmt")
            .args(["--edition", "2024", "--check", "--config", "max_width=120"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        rustfmt.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        let output = rustfmt.wait_with_output().unwrap();
        let diff = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{path}:\n{diff}");
    }
}
