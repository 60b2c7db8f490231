//! The import of descriptions does not panic. A part that it does not understand is a fault with a place, or is left
//! out.
#![no_main]

use fmg_codegen::import::{Import, Imported, spec};
use fmg_codegen::{Target, generate};
use libfuzzer_sys::fuzz_target;

/// The most files of a description. Bytes of zero divide them.
const FILES: usize = 4;

fuzz_target!(|data: &[u8]| {
    let files = data.splitn(FILES, |byte| *byte == 0).enumerate();
    let import = files.fold(Import::new(), |import, (index, text)| import.text(format!("{index}.json"), text));
    match import.read() {
        Ok(imported) => written(&imported),
        Err(faults) => assert!(faults.iter().all(|fault| !fault.primary.location.file.as_str().is_empty())),
    }
    match import.lenient(true).read() {
        Ok(imported) => written(&imported),
        Err(faults) => panic!("{faults:?}"),
    }
});

/// Writes the output of an import.
fn written(imported: &Imported) {
    let target = Target::modules("src/own");
    for file in generate(&imported.api, &target).iter() {
        assert!(file.text().ends_with('\n'));
    }
    let _ = (spec(&imported.api), imported.report.to_string());
}
