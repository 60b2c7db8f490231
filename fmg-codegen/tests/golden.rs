//! The files that the generator writes for a spec with every feature.
#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use camino::Utf8Path;
use fmg_codegen::{Files, SpecTree, generate};

fn files() -> Files {
    let tree = SpecTree::read(&Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")).unwrap();
    generate(&tree).unwrap().files
}

macro_rules! golden {
    ($($test:ident: $path:literal,)+) => {
        $(
            #[test]
            fn $test() {
                let files = files();
                let text = files.get($path).unwrap();
                insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "golden/expected" }, {
                    insta::assert_snapshot!(stringify!($test), text);
                });
            }
        )+

        #[test]
        fn nothing_else_is_written() {
            let expected = [$($path),+];
            let files = files();
            let other: Vec<_> = files.iter().filter(|(path, _)| !expected.contains(&path.as_str())).collect();
            assert!(other.is_empty(), "{other:?}");
        }
    };
}

golden! {
    root: "fmg-bindings/src/generated/fmg.rs",
    group: "fmg-bindings/src/generated/fmg/demo.rs",
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
    fortios_parameters: "fmg-bindings/src/generated/fortios/parameters.rs",
    fortios_status: "fmg-bindings/src/generated/fortios/status.rs",
    sent_root: "fmg-bindings/tests/sent/main.rs",
    sent: "fmg-bindings/tests/sent/fortios/monitor/demo.rs",
    sent_requests: "fmg-bindings/tests/sent/fortios/demo.rs",
    sent_rest: "fmg-bindings/tests/sent/fmg/rest.rs",
    sent_gui: "fmg-bindings/tests/sent/fmg/gui/demo.rs",
    sent_gui_session: "fmg-bindings/tests/sent/fmg/gui/session.rs",
    routes: "fmg-sim/src/generated/fmg.rs",
    calls: "fmg-sim/src/generated/fmg/calls.rs",
    fortios_routes: "fmg-sim/src/generated/fortios.rs",
    fortios_calls: "fmg-sim/src/generated/fortios/calls.rs",
    overlaps: "fmg-bindings/tests/urls/fmg.md",
    fortios_overlaps: "fmg-bindings/tests/urls/fortios.md",
    exchange_root: "fmg-bindings/tests/exchanges/main.rs",
    exchanges: "fmg-bindings/tests/exchanges/fmg/demo.rs",
    rest_exchanges: "fmg-bindings/tests/exchanges/fmg/rest.rs",
    gui_exchanges: "fmg-bindings/tests/exchanges/fmg/gui/demo.rs",
    gui_session_exchanges: "fmg-bindings/tests/exchanges/fmg/gui/session.rs",
}

#[test]
fn the_same_specs_give_the_same_bytes() {
    assert_eq!(files(), files());
}

/// The generator lays out code by itself; rustfmt must not change it.
#[test]
fn rustfmt_changes_nothing() {
    use std::io::Write;
    use std::process::{Command, Stdio};

    // The route tables are lists that rustfmt skips.
    for (path, text) in files()
        .iter()
        .filter(|(path, _)| !path.starts_with("fmg-sim") && path.extension() == Some("rs"))
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
