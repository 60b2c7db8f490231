//! Lowers the items of one file.

use camino::Utf8Path;

use crate::ir::{Group, Origin, Parameter, ProductId, Refusal, Scope, StatusCode};
use crate::name::ModulePath;
use crate::spec::{EndpointSpec, EnumSpec, GroupSpec, RowSpec, SpecFile, TableSpec, UnionSpec};
use crate::symbols::Symbols;
use crate::texts::Texts;

use super::documented::Documented;
use super::exchange::exchange_path;
use super::module::of_module;
use super::places::{LoweredSpecs, Place};
use super::{Collected, Lowering};

/// The items of a file, without those that are faulty, and the places of both.
pub(super) struct LoweredFile<'a> {
    pub(super) group: Option<(Group, LoweredSpecs<'a>)>,
    pub(super) codes: Vec<(StatusCode, Place<'a>)>,
    pub(super) http_statuses: Vec<(StatusCode, Place<'a>)>,
    pub(super) refusals: Vec<(Refusal, Place<'a>)>,
    pub(super) parameters: Vec<(Parameter, Place<'a>)>,
    pub(super) scopes: Vec<(Scope, Place<'a>)>,
    pub(super) collected: Collected,
}

/// The items of a file that belong to its group.
struct Items {
    rows: Vec<RowSpec>,
    enums: Vec<EnumSpec>,
    unions: Vec<UnionSpec>,
    tables: Vec<TableSpec>,
    endpoints: Vec<EndpointSpec>,
}

impl<'s> Lowering<'s> {
    pub(super) fn new(product: ProductId, symbols: &'s Symbols, texts: &'s mut Texts) -> Self {
        Self {
            product,
            symbols,
            texts,
            collected: Collected::default(),
        }
    }

    /// The items of a file; those of a group only if the file has a module.
    pub(super) fn file<'a>(
        mut self,
        path: &'a Utf8Path,
        file: SpecFile,
        module: Option<&ModulePath>,
    ) -> LoweredFile<'a> {
        let items = Items {
            rows: file.rows,
            enums: file.enums,
            unions: file.unions,
            tables: file.tables,
            endpoints: file.endpoints,
        };
        let group = module
            .zip(file.group.as_ref())
            .map(|(module, spec)| self.group(path, module, spec, items));
        LoweredFile {
            group,
            codes: placed(path, &file.codes, |spec| self.code(path, spec)),
            http_statuses: placed(path, &file.http_statuses, |spec| self.code(path, spec)),
            refusals: placed(path, &file.refusals, |spec| self.refusal(path, spec)),
            parameters: placed(path, &file.parameters, |spec| self.parameter(path, spec)),
            scopes: placed(path, &file.scopes, |spec| self.scope(path, spec)),
            collected: self.collected,
        }
    }

    fn group<'a>(
        &mut self,
        path: &'a Utf8Path,
        module: &ModulePath,
        spec: &GroupSpec,
        items: Items,
    ) -> (Group, LoweredSpecs<'a>) {
        let protocol = of_module(self.product, module);
        let mut group = Group::new(protocol, module.clone(), &spec.title.value);
        group.origin = Origin::new(&format!("specs/{path}"));
        spec.doc.value.trim().clone_into(&mut group.doc);
        group.handle = !spec.requests_only;
        group.reserved = spec.reserved.iter().map(|text| text.value.clone()).collect();
        let mut specs = LoweredSpecs::of(path);
        group.rows.reserve_exact(items.rows.len());
        for spec in items.rows {
            let row = self.row(path, &spec);
            self.collected.is_partial |= row.is_none();
            specs.rows.note(row.is_some());
            group.rows.extend(row);
        }
        group.enums.reserve_exact(items.enums.len());
        for spec in items.enums {
            let item = self.enumeration(path, &spec);
            self.collected.is_partial |= item.is_none();
            specs.enums.note(item.is_some());
            group.enums.extend(item);
        }
        group.unions.reserve_exact(items.unions.len());
        for spec in items.unions {
            let union = self.union(path, &spec);
            self.collected.is_partial |= union.is_none();
            specs.unions.note(union.is_some());
            group.unions.extend(union);
        }
        self.tables(
            path,
            &items.tables,
            &items.endpoints,
            &mut group.tables,
            &mut specs.tables,
        );
        group.endpoints.reserve_exact(items.endpoints.len());
        for spec in items.endpoints {
            for exchange in &spec.exchanges {
                self.collected
                    .exchanges
                    .insert(exchange_path(path, &exchange.file.value));
            }
            let before = self.collected.incomplete.len();
            let mut endpoint = self.endpoint(path, &spec);
            if let Some(endpoint) = &mut endpoint {
                self.table_call(path, &items.tables, &spec, endpoint);
            }
            let is_whole = self.collected.incomplete.len() == before;
            self.collected.is_partial |= endpoint.is_none();
            specs.endpoints.note(endpoint.is_some());
            if endpoint.is_some() {
                let documented = Documented::of(spec, group.endpoints.len(), is_whole);
                specs.documented.extend(documented);
            }
            group.endpoints.extend(endpoint);
        }
        (group, specs)
    }
}

/// The items without the faulty ones, each with its place.
fn placed<'a, S, T>(file: &'a Utf8Path, specs: &[S], mut lower: impl FnMut(&S) -> Option<T>) -> Vec<(T, Place<'a>)> {
    let specs = specs.iter().enumerate();
    let items = specs.filter_map(|(index, spec)| Some((lower(spec)?, Place { file, index })));
    items.collect()
}
