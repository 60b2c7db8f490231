//! Imports of the descriptions in `golden`, and texts that are compared with those in `golden/expected`.

use camino::Utf8Path;
use fmg_codegen::import::{Import, Imported};
use fmg_codegen::{Target, generate};

/// Tests, each of which compares a text with the expected one of its name.
macro_rules! snapshots {
    ($($test:ident: $text:expr,)+) => {$(
        #[test]
        fn $test() {
            crate::snapshots::is_expected(stringify!($test), &$text.to_string());
        }
    )+};
}
pub(crate) use snapshots;

/// Compares a text with the expected one of this name.
#[track_caller]
pub(crate) fn is_expected(name: &str, text: &str) {
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "golden/expected" }, {
        insta::assert_snapshot!(name, text);
    });
}

/// An import whose files are in `golden`.
pub(crate) fn golden() -> Import {
    Import::new().root(Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/golden"))
}

/// A file of the bindings, which has no secret.
pub(crate) fn file(imported: &Imported, path: &str) -> String {
    let target = Target::modules("src/own").generator("a build script");
    let text = generate(&imported.api, &target).get(path).unwrap().text();
    assert!(!text.contains("hush"));
    text
}
