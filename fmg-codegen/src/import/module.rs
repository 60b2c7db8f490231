//! A module of the imported bindings, while it is made.

use std::collections::HashSet;
use std::sync::Arc;

use super::enums::Enums;
use super::fmg::scope;
use super::names::TypeNames;
use crate::ir::{Endpoint, Group, Origin, ProductId, Protocol, Row, Table};
use crate::name::{MethodName, ModulePath};

/// The items of a module.
#[derive(Debug)]
pub(super) struct Module {
    pub(super) product: ProductId,
    pub(super) path: Arc<ModulePath>,
    pub(super) types: TypeNames,
    pub(super) enums: Enums,
    pub(super) rows: Vec<Row>,
    pub(super) tables: Vec<Table>,
    /// The calls.
    pub(super) endpoints: Vec<Endpoint>,
    /// The names of their methods, and their urls.
    methods: HashSet<MethodName>,
    urls: HashSet<String>,
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
            methods: HashSet::new(),
            urls: HashSet::new(),
        }
    }

    /// Adds a call, whose names are free.
    pub(super) fn add_call(&mut self, call: Endpoint) {
        self.methods.insert(call.method_name.clone());
        self.urls.insert(call.template.to_string());
        self.endpoints.push(call);
    }

    /// Whether the handle has a method of this name.
    pub(super) fn has_method(&self, name: &MethodName) -> bool {
        self.methods.contains(name)
    }

    /// Whether a call has this url.
    pub(super) fn has_url(&self, url: &str) -> bool {
        self.urls.contains(url)
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
