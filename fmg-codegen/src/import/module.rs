//! A module of the imported bindings, while it is made.

use std::sync::Arc;

use super::enums::Enums;
use super::fmg::scope;
use super::names::TypeNames;
use crate::ir::{Endpoint, Group, Origin, ProductId, Protocol, Row, Table};
use crate::name::ModulePath;

/// The items of a module.
#[derive(Debug)]
pub(super) struct Module {
    pub(super) product: ProductId,
    pub(super) path: Arc<ModulePath>,
    pub(super) types: TypeNames,
    pub(super) enums: Enums,
    pub(super) rows: Vec<Row>,
    pub(super) tables: Vec<Table>,
    pub(super) endpoints: Vec<Endpoint>,
}

impl Module {
    pub(super) fn new(product: ProductId, path: ModulePath) -> Self {
        let mut types = TypeNames::default();
        if product == ProductId::FortiManager {
            // The tables of the module name these types of the runtime.
            for name in scope::reserved() {
                types.claim(&name);
            }
        }
        Self {
            product,
            path: Arc::new(path),
            types,
            enums: Enums::default(),
            rows: Vec::new(),
            tables: Vec::new(),
            endpoints: Vec::new(),
        }
    }

    /// Whether it has no table and no call, because those were left out.
    pub(super) fn is_empty(&self) -> bool {
        self.tables.is_empty() && self.endpoints.is_empty()
    }

    /// The group of the API.
    pub(super) fn into_group(self, title: &str, doc: String, origin: &Origin) -> Group {
        let protocol = match self.product {
            ProductId::FortiManager => Protocol::JsonRpc,
            ProductId::FortiOs => Protocol::FortiOs,
        };
        let mut group = Group::new(protocol, (*self.path).clone(), title);
        group.doc = doc;
        group.origin = origin.clone();
        group.tables = self.tables;
        group.endpoints = self.endpoints;
        group.rows = self.rows;
        group.enums = self.enums.into_items();
        group
    }
}
