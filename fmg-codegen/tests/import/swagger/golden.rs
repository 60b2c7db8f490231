//! The files of small Swagger files: bindings and report.

use fmg_codegen::import::Imported;

use crate::snapshots::{self, snapshots};

/// The import of `golden/swagger`: tables in JSON, calls in YAML.
fn golden() -> Imported {
    snapshots::golden().description("swagger").read().unwrap()
}

fn file(path: &str) -> String {
    snapshots::file(&golden(), path)
}

snapshots! {
    swagger_tables: file("src/own/fortios/cmdb/gadget.rs"),
    swagger_single: file("src/own/fortios/cmdb/gadget_old.rs"),
    swagger_calls: file("src/own/fortios/monitor/gadget.rs"),
    swagger_report: golden().report,
}
