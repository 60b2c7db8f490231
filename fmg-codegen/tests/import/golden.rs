//! The files of a small description: bindings, report and spec.

use camino::Utf8Path;
use fmg_codegen::import::{Import, Imported, specs};
use fmg_codegen::{Target, generate};

/// The import of `golden/schema`.
pub(crate) fn golden() -> Imported {
    let folder = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/golden");
    let import = Import::new().root(folder).description("schema").overlay("overlay.toml");
    import.read().unwrap()
}

fn file(path: &str) -> String {
    let imported = golden();
    let target = Target::modules("src/own").generator("a build script");
    let text = generate(&imported.api, &target).get(path).unwrap().text();
    assert!(!text.contains("hush"));
    text
}

macro_rules! expect {
    ($($test:ident: $text:expr,)+) => {$(
        #[test]
        fn $test() {
            insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "golden/expected" }, {
                insta::assert_snapshot!(stringify!($test), $text);
            });
        }
    )+};
}

expect! {
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
