//! Reads folders of specs and descriptions of devices, and makes routes of their calls.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use camino::Utf8Path;
use fmg_codegen::configuration::schemas;
use fmg_codegen::ir::{Api, ProductId};
use fmg_codegen::{SpecTree, analyze};
use serde_json::Value;

use self::convert::Converter;
pub(crate) use self::described::{Descriptions, describe};
pub use self::error::{SpecFault, SpecsError};
use crate::fmg::TableDescription;
use crate::generated::{fmg, fortios};
use crate::route::{Route, Rows, Shared};

mod convert;
mod described;
mod error;
mod tables;

/// The calls that folders of specs declare, by product.
#[derive(Debug, Default)]
pub(crate) struct Declared {
    pub(crate) fmg: Vec<Shared<fmg::Route>>,
    pub(crate) fortios: Vec<Shared<fortios::Route>>,
    /// The tables of a FortiManager.
    pub(crate) tables: Vec<Shared<TableDescription>>,
    /// The schemas of the tables of a FortiGate. Of several of one table, the last one is defined last.
    pub(crate) schemas: Vec<Value>,
    /// The rows of the calls. The routes refer to them, but do not keep them alive.
    pub(crate) rows: Vec<Arc<Rows>>,
}

impl Declared {
    /// Reads these folders. If several declare the same call, that of the last folder counts.
    ///
    /// # Errors
    ///
    /// A folder cannot be read, or its specs are faulty.
    pub(crate) fn read(folders: &[PathBuf]) -> Result<Self, SpecsError> {
        let mut declared = Self::default();
        for folder in folders.iter().rev() {
            declared.add(folder)?;
        }
        Ok(declared)
    }

    fn add(&mut self, folder: &Path) -> Result<(), SpecsError> {
        let path = Utf8Path::from_path(folder).ok_or_else(|| SpecsError::not_unicode(folder))?;
        let tree = SpecTree::read(path).map_err(|faults| SpecsError::new(folder, None, &faults))?;
        let api = analyze(&tree).map_err(|faults| SpecsError::new(folder, Some(&tree), &faults))?;
        let of_fmg = self.routes(&api, &tree, ProductId::FortiManager, fmg::ROUTES);
        self.fmg.extend(of_fmg);
        let of_fortios = self.routes(&api, &tree, ProductId::FortiOs, fortios::ROUTES);
        self.fortios.extend(of_fortios);
        Ok(())
    }

    /// The calls of one product. Calls that the shipped specs declare too have the identifiers of those.
    fn routes<I: Copy + PartialEq>(
        &mut self,
        api: &Api,
        tree: &SpecTree,
        id: ProductId,
        shipped: &'static [Route<I>],
    ) -> Vec<Shared<Route<I>>> {
        let mut routes = Vec::new();
        let mut tables = Vec::new();
        for product in api.products().iter().filter(|product| product.id == id) {
            let converter = Converter::new(product, tree);
            match id {
                ProductId::FortiManager => tables.extend(converter.tables()),
                // The folders are read from the last one on.
                ProductId::FortiOs => drop(self.schemas.splice(..0, schemas(product))),
            }
            for (group, endpoint, url) in converter.endpoints() {
                let mut route = converter.route(group, endpoint, &url);
                route.id = shipped
                    .iter()
                    .find(|own| own.is_same_call(&route))
                    .and_then(|own| own.id);
                routes.push(Shared::from(route));
            }
            self.rows.push(converter.into_rows());
        }
        // The folders are read from the last one on, and of equal tables the last one counts.
        tables.append(&mut self.tables);
        self.tables = tables;
        routes
    }
}

/// The calls without duplicates, followed by those of `others` that are not among them.
pub(crate) fn with_others<I>(
    calls: &[Shared<Route<I>>],
    others: impl IntoIterator<Item = &'static Route<I>>,
) -> Vec<Shared<Route<I>>> {
    let mut seen = HashSet::new();
    let all = calls.iter().cloned().chain(others.into_iter().map(Shared::Static));
    all.filter(|call| {
        let fixed = call
            .fixed
            .iter()
            .map(|(name, json)| (name.to_string(), json.to_string()));
        let fixed: Vec<_> = fixed.collect();
        seen.insert((call.protocol, call.method.to_string(), call.url.to_string(), fixed))
    })
    .collect()
}

#[cfg(test)]
mod tests;
