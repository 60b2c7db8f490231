//! Reads descriptions of a FortiGate and of a FortiManager.

use std::path::PathBuf;

use camino::Utf8PathBuf;
use fmg_codegen::import::{self, Import, TableSyntax};
use fmg_codegen::ir::ProductId;
use fmg_codegen::{Diagnostic, SpecTree};

use super::convert::Converter;
use super::{SpecFault, SpecsError};
use crate::fmg::{GivenSyntax, TableDescription};
use crate::fortios::{Described, Reader};
use crate::generated::fortios::Route;
use crate::route::Shared;

/// The descriptions of the appliances.
#[derive(Debug, Default)]
pub(crate) struct Descriptions {
    /// The FortiGate.
    pub(crate) fortios: Described,
    /// The Monitor calls that it supports.
    pub(crate) calls: Vec<Shared<Route>>,
    /// The tables of the FortiManager.
    pub(crate) tables: Vec<Shared<TableDescription>>,
    /// Their schemas, as they were given.
    pub(crate) syntax: GivenSyntax,
}

/// The descriptions of the appliances, from files and folders.
///
/// # Errors
///
/// A file cannot be read or is no description, or the files are of several devices of one product.
pub(crate) fn describe(paths: &[PathBuf]) -> Result<Descriptions, SpecsError> {
    let mut utf8 = Vec::new();
    for path in paths {
        let path = Utf8PathBuf::from_path_buf(path.clone()).map_err(|path| SpecsError::not_unicode(&path))?;
        utf8.push(path);
    }
    let root = paths.first().cloned().unwrap_or_default();
    let read = import::read(&utf8).map_err(|faults| SpecsError::of_descriptions(&root, &faults))?;
    let firmware = read.firmware.map(|own| (own.version, own.build.unwrap_or_default()));
    let mut reader = Reader::new(firmware);
    let mut faults = Vec::new();
    for table in read.tables {
        if let Err(problem) = reader.table(table.parent, table.schema) {
            faults.push(SpecFault::unreadable(&table.location, problem));
        }
    }
    for call in read.calls {
        if let Err(problem) = reader.call(call.entry) {
            faults.push(SpecFault::unreadable(&call.location, problem));
        }
    }
    if !faults.is_empty() {
        return Err(SpecsError { folder: root, faults });
    }
    let (fortios, calls) = reader.finish();
    let mut described = Descriptions {
        fortios,
        calls,
        ..Descriptions::default()
    };
    if !read.syntax.is_empty() {
        described
            .add_fmg(&utf8, &read.syntax)
            .map_err(|faults| SpecsError::of_descriptions(&root, &faults))?;
    }
    Ok(described)
}

impl Descriptions {
    /// Adds the tables of a FortiManager.
    fn add_fmg(&mut self, paths: &[Utf8PathBuf], syntax: &[TableSyntax]) -> Result<(), Vec<Diagnostic>> {
        let import = Import::new().product(ProductId::FortiManager);
        let api = paths.iter().fold(import, Import::description).read()?.api;
        let tree = SpecTree::default();
        for product in api.products().iter().filter(|own| own.id == ProductId::FortiManager) {
            self.tables.extend(Converter::new(product, &tree).tables());
            for group in &product.groups {
                // The tables of the device manager are in a module of its name, and others in a folder of their kind.
                let kind = group.module.folder.as_ref().unwrap_or(&group.module.name).as_str();
                for table in group.tables.iter().filter(|table| table.parent().is_none()) {
                    let name = format!("{}::{}::{}", product.id.as_str(), group.module, table.row);
                    let is_part = |path: &str| {
                        let rest = path.strip_prefix(&table.path);
                        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                    };
                    let own = syntax.iter().filter(|own| own.kind == kind && is_part(&own.path));
                    let data: Vec<_> = own.map(|own| (own.category.clone(), own.schema.clone())).collect();
                    // A table that is part of another one has none of its own.
                    if !data.is_empty() {
                        self.syntax.insert(name, data.into_iter().collect());
                    }
                }
            }
        }
        Ok(())
    }
}
