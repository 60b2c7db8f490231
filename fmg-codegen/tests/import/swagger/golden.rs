//! The files of small Swagger files: bindings and report.

use camino::Utf8Path;
use fmg_codegen::import::{Import, Imported};
use fmg_codegen::{Target, generate};

/// The import of `golden/swagger`: tables in JSON, calls in YAML.
fn golden() -> Imported {
    let folder = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/golden");
    Import::new().root(folder).description("swagger").read().unwrap()
}

fn file(path: &str) -> String {
    let imported = golden();
    let target = Target::modules("src/own").generator("a build script");
    let files = generate(&imported.api, &target);
    let text = files.get(path).unwrap().text();
    assert!(!text.contains("hush"));
    text
}

macro_rules! expect {
    ($($test:ident: $text:expr,)+) => {$(
        #[test]
        fn $test() {
            insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "../golden/expected" }, {
                insta::assert_snapshot!(stringify!($test), $text);
            });
        }
    )+};
}

expect! {
    swagger_tables: file("src/own/fortios/cmdb/gadget.rs"),
    swagger_single: file("src/own/fortios/cmdb/gadget_old.rs"),
    swagger_calls: file("src/own/fortios/monitor/gadget.rs"),
    swagger_report: golden().report,
}
