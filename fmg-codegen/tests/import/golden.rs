//! The files of a small description: bindings, report and spec.

use fmg_codegen::import::{Imported, specs};
use fmg_codegen::{Target, generate};

use crate::snapshots::{self, snapshots};

/// The import of `golden/schema`.
pub(crate) fn golden() -> Imported {
    let import = snapshots::golden().description("schema").overlay("overlay.toml");
    import.read().unwrap()
}

fn file(path: &str) -> String {
    snapshots::file(&golden(), path)
}

snapshots! {
    tables: file("src/own/fortios/cmdb/gadget.rs"),
    single: file("src/own/fortios/cmdb/gadget_old.rs"),
    calls: file("src/own/fortios/monitor/gadget.rs"),
    folder: file("src/own/fortios/cmdb.rs"),
    product: file("src/own/fortios.rs"),
    report: golden().report,
    start_of_spec: specs(&golden().api).concat(),
}

#[test]
fn nothing_else_is_written() {
    let imported = golden();
    let target = Target::modules("src/own");
    let files = generate(&imported.api, &target);
    let paths: Vec<_> = files.iter().map(|file| file.path().to_string()).collect();
    let expected = [
        "src/own/fortios/cmdb/gadget.rs",
        "src/own/fortios/cmdb/gadget_old.rs",
        "src/own/fortios/cmdb.rs",
        "src/own/fortios/monitor/gadget.rs",
        "src/own/fortios/monitor.rs",
        "src/own/fortios.rs",
        "src/own.rs",
    ];
    assert_eq!(paths, expected);
}

/// The generator lays out code by itself; rustfmt must not change it.
#[test]
fn rustfmt_changes_nothing() {
    use std::io::Write;
    use std::process::{Command, Stdio};

    let imported = golden();
    let target = Target::one_file("own.rs");
    let text = generate(&imported.api, &target).get("own.rs").unwrap().text();
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024", "--check", "--config", "max_width=120"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    rustfmt.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = rustfmt.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
