//! The output of `gen` for faulty specs: one or more folders for each code, with the files that differ from `base`.
#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod support;

use std::collections::BTreeSet;

use fmg_codegen::Code;

use crate::support::{Checkout, case};

/// Runs `gen` on the specs of a case and compares what it prints.
fn check(name: &str) {
    let checkout = Checkout::new();
    checkout.add_specs(&case("base"));
    checkout.add_specs(&case(name));
    let output = checkout.xtask(&["gen"]);
    assert!(!output.success, "{name}: gen should fail");
    let code = name.split('-').next().unwrap();
    assert!(output.stderr.contains(&format!("error[{code}]")), "{}", output.stderr);
    assert_eq!(checkout.generated(), Vec::<String>::new(), "{name}: nothing is written");
    insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "broken/expected", omit_expression => true }, {
        insta::assert_snapshot!(name, output.stderr.replace(checkout.path(), "[checkout]"));
    });
}

macro_rules! cases {
    ($($test:ident: $folder:literal,)+) => {
        $(#[test] fn $test() { check($folder); })+

        #[test]
        fn every_code_has_a_case() {
            let cases = BTreeSet::from([$($folder.split('-').next().unwrap()),+]);
            // Other codes are those of imports.
            let codes = Code::ALL.into_iter().map(Code::as_str).filter(|code| code.starts_with('S'));
            let codes = codes.collect::<BTreeSet<_>>();
            assert_eq!(cases, codes);
        }
    };
}

cases! {
    unreadable: "S001-unreadable",
    syntax: "S002-syntax",
    unknown_key: "S003-unknown-key",
    missing_key: "S004-missing-key",
    missing_key_of_a_table: "S004-table",
    wrong_type: "S005-wrong-type",
    invalid_value: "S006-invalid-value",
    invalid_csrf: "S006-csrf",
    invalid_document: "S006-document",
    invalid_protocol: "S006-protocol",
    invalid_download: "S006-download",
    invalid_external: "S006-external",
    invalid_file: "S006-file",
    invalid_firmware: "S006-firmware",
    invalid_initial: "S006-initial",
    invalid_member: "S006-member",
    invalid_parameter_path: "S006-parameter-path",
    invalid_refusal: "S006-refusal",
    invalid_reply: "S006-reply",
    invalid_reserved: "S006-reserved",
    invalid_strict: "S006-strict",
    invalid_table: "S006-table",
    invalid_task: "S006-task",
    invalid_union: "S006-union",
    method: "S007-method",
    template: "S008-template",
    type_syntax: "S009-type-syntax",
    unknown_type: "S010-unknown-type",
    unknown_scope: "S010-scope",
    unknown_member: "S010-members",
    unknown_type_in_union: "S010-union",
    type_of_another_protocol: "S011-protocol",
    misplaced_digits: "S011-digits",
    misplaced_names: "S011-named",
    misplaced_type: "S011-misplaced-type",
    untyped_placeholder: "S012-untyped-placeholder",
    unused_parameter: "S013-unused-parameter",
    name: "S014-name",
    folder_and_group: "S014-folder",
    taken_name: "S014-taken",
    names_of_two_tables: "S014-table",
    duplicate: "S015-duplicate",
    duplicate_in_union: "S015-union",
    duplicate_member: "S015-member",
    duplicate_table: "S015-table",
    unknown_document: "S016-unknown-document",
    exchange_file: "S017-exchange-file",
    exchange_mismatch: "S018-exchange-mismatch",
    exchange_of_another_protocol: "S018-protocol",
    exchange_without_status: "S018-reply",
    orphan_exchange: "S019-orphan-exchange",
    stale_erratum: "S020-stale-erratum",
    overlap: "S021-overlap",
    prose: "S022-prose",
}
