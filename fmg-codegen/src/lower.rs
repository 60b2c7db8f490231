//! Lowers [`SpecFile`]s to an [`Api`]: resolves names, types, documents, exchanges and errata, and reports every fault.
//!
//! This module reports faults of the TOML itself. [`check`] reports faults that any API can have; they get their places
//! here.

mod endpoint;
mod erratum;
mod exchange;
pub(crate) mod module;
mod parameter;
mod placeholder;
mod places;
mod protocol;
mod reply;
mod row;
mod source;
mod status;
mod union;

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::fault::{Fault, Item, Subject};
use crate::ir::fitting::Shapes;
use crate::ir::{Api, Document, Endpoint, Group, Origin, Product, ProductId, Type, check, complete};
use crate::name::{BadName, ModulePath, TypeName};
use crate::source::SpecTree;
use crate::spec::{DocumentSpec, EndpointSpec, SpecFile, Text};
use crate::symbols::Symbols;

use self::module::{modules, of_module};
use self::places::{LoweredSpecs, Places};

/// The state that all parts of the lowering share.
struct Lowering<'a> {
    tree: &'a SpecTree,
    product: ProductId,
    documents: BTreeSet<&'a str>,
    symbols: Symbols,
    faults: Vec<Diagnostic>,
    /// The exchange files that endpoints name.
    exchanges: BTreeSet<Utf8PathBuf>,
    /// The places of the lowered items.
    places: Places<'a>,
    /// The names of items that lack a part because of a reported fault. Further faults of these items would only follow
    /// from it.
    incomplete: Vec<Location>,
    /// Whether an item was left out. References to it are then undeclared.
    is_partial: bool,
}

impl Lowering<'_> {
    fn fault(&mut self, fault: Diagnostic) {
        self.faults.push(fault);
    }

    /// Notes that an item lacks a part.
    fn note_incomplete(&mut self, file: &SpecFile, name: &Text) {
        self.incomplete.push(Location::new(&file.path, name.span.clone()));
    }

    /// Whether a fault only follows from one that was reported before.
    fn follows(&self, fault: &Fault) -> bool {
        let is_missed = fault.dangling && self.is_partial;
        // The collection of symbols has already checked that the names in the specs of a product are unique.
        let is_known = fault.code == Code::Duplicate && matches!(fault.subject.item, Item::Parameter(_));
        let subject = match fault.subject.item {
            Item::Placeholder(endpoint, _) => Subject {
                item: Item::Endpoint(endpoint),
                ..fault.subject
            },
            _ => fault.subject,
        };
        let name = self.places.name_of(subject);
        is_missed || is_known || name.is_some_and(|name| self.incomplete.contains(&name))
    }
}

/// Lowers every file of the tree.
pub(crate) fn lower(tree: &SpecTree, files: &[SpecFile]) -> (Api, Vec<Diagnostic>) {
    let mut faults = Vec::new();
    let (documents, listed) = documents(files);
    let of_documents = check::documents(&documents);
    faults.extend(of_documents.iter().map(|fault| Places::of(&listed).diagnostic(fault)));
    let mut products = Vec::new();
    let mut places = Vec::new();
    for &id in ProductId::ALL {
        let own: Vec<&SpecFile> = files.iter().filter(|file| file.path.starts_with(id.as_str())).collect();
        let modules = modules(id, &own, &mut faults);
        let symbols = Symbols::collect(id, &own, &modules, &mut faults);
        let mut lowering = Lowering {
            tree,
            product: id,
            documents: listed.iter().map(|(_, spec)| spec.id.value.as_str()).collect(),
            symbols,
            faults: Vec::new(),
            exchanges: BTreeSet::new(),
            places: Places::of(&listed),
            incomplete: Vec::new(),
            is_partial: false,
        };
        let product = lowering.product(&own, &modules, &documents);
        lowering.orphans(id);
        faults.append(&mut lowering.faults);
        products.push(product);
        places.push(lowering.places);
    }
    for fault in check::across(&products) {
        let own = products
            .iter()
            .position(|product| Some(product.id) == fault.subject.product);
        faults.extend(
            own.and_then(|own| places.get(own))
                .map(|places| places.diagnostic(&fault)),
        );
    }
    let origin = Origin::new("specs");
    let api = Api {
        origin,
        documents,
        products,
    };
    (api, faults)
}

/// All documents, each with its place.
fn documents(files: &[SpecFile]) -> (Vec<Document>, Vec<(&SpecFile, &DocumentSpec)>) {
    let specs = files
        .iter()
        .flat_map(|file| file.documents.iter().map(move |spec| (file, spec)));
    let documents = specs.map(|(file, spec)| {
        let mut document = Document::new(&spec.id.value, &spec.title.value, &spec.url.value);
        document.about.clone_from(&spec.about.value);
        (document, (file, spec))
    });
    documents.unzip()
}

impl<'a> Lowering<'a> {
    fn product(
        &mut self,
        files: &[&'a SpecFile],
        modules: &BTreeMap<&Utf8Path, ModulePath>,
        documents: &[Document],
    ) -> Product {
        let mut product = Product::new(self.product);
        product.origin = Origin::new(&format!("specs/{}", self.product.as_str()));
        let groups = files.iter().filter_map(|file| {
            let module = modules.get(file.path.as_path())?;
            self.group(file, module)
        });
        let mut groups: Vec<_> = groups.collect();
        groups.sort_by(|(a, _), (b, _)| a.module.cmp(&b.module));
        (product.groups, self.places.groups) = groups.into_iter().unzip();
        (product.codes, self.places.codes) = self.codes(files, |file| &file.codes);
        (product.http_statuses, self.places.http_statuses) = self.codes(files, |file| &file.http_statuses);
        product.refusals = self.refusals(files);
        product.parameters = self.parameters(files);

        let mut faults = complete::complete(&mut product);
        self.places.note_choices(&product);
        faults.append(&mut check::product(&product, documents));
        faults.retain(|fault| !self.follows(fault));
        self.documented(&mut product, &faults);
        // An exchange that contradicts its endpoint, which is reported, has no request.
        let contradicts = self.faults.iter().any(|fault| fault.code == Code::ExchangeMismatch);
        let mut of_exchanges = check::exchanges(&product, documents);
        of_exchanges.retain(|fault| !(contradicts && fault.code == Code::ExchangeMismatch));
        faults.append(&mut of_exchanges);
        let found = faults.iter().map(|fault| self.places.diagnostic(fault));
        self.faults.extend(found);
        product
    }

    /// The group of a file, and the places of its items. Both lack the faulty items.
    fn group(&mut self, file: &'a SpecFile, module: &ModulePath) -> Option<(Group, LoweredSpecs<'a>)> {
        let spec = file.group.as_ref()?;
        let protocol = of_module(self.product, module);
        let mut group = Group::new(protocol, module.clone(), &spec.title.value);
        group.origin = Origin::new(&format!("specs/{}", file.path));
        spec.doc.value.trim().clone_into(&mut group.doc);
        group.handle = !spec.requests_only;
        group.reserved = spec.reserved.iter().map(|text| text.value.clone()).collect();
        let mut specs = LoweredSpecs::of(file);
        for spec in &file.rows {
            let row = self.row(file, spec);
            self.is_partial |= row.is_none();
            specs.rows.extend(row.as_ref().map(|_| spec));
            group.rows.extend(row);
        }
        for spec in &file.enums {
            let item = self.enumeration(file, spec);
            self.is_partial |= item.is_none();
            specs.enums.extend(item.as_ref().map(|_| spec));
            group.enums.extend(item);
        }
        for spec in &file.unions {
            let union = self.union(file, spec);
            self.is_partial |= union.is_none();
            specs.unions.extend(union.as_ref().map(|_| spec));
            group.unions.extend(union);
        }
        for spec in &file.endpoints {
            for exchange in &spec.exchanges {
                self.exchanges
                    .insert(exchange::exchange_path(file, &exchange.file.value));
            }
            let endpoint = self.endpoint(file, spec);
            self.is_partial |= endpoint.is_none();
            specs.endpoints.extend(endpoint.as_ref().map(|_| spec));
            group.endpoints.extend(endpoint);
        }
        Some((group, specs))
    }

    /// Compares the endpoints with their exchanges and errata. Mismatches of a faulty endpoint are not reported.
    fn documented(&mut self, product: &mut Product, faults: &[Fault]) {
        let refused: BTreeSet<_> = faults.iter().filter_map(endpoint_of).collect();
        let incomplete = self.incomplete.clone();
        let mut found: Vec<(usize, usize, Endpoint)> = Vec::new();
        let shapes = Shapes::new(product);
        for (group, own) in product.groups.iter().enumerate() {
            let specs: Vec<(&SpecFile, &EndpointSpec)> = self.places.endpoints(group);
            for (index, (endpoint, (file, spec))) in own.endpoints.iter().zip(specs).enumerate() {
                let has_any = !(spec.exchanges.is_empty() && spec.errata.is_empty() && spec.reply_without.is_empty());
                let is_whole = |text: &Text| !incomplete.contains(&Location::new(&file.path, text.span.clone()));
                let mut members = spec.in_order().flat_map(|(_, data)| data.members());
                let is_whole = is_whole(&spec.name) && members.all(|member| is_whole(&member.name));
                if has_any && is_whole && !refused.contains(&(group, index)) {
                    found.push((group, index, self.documented_endpoint(file, spec, endpoint, &shapes)));
                }
            }
        }
        for (group, index, endpoint) in found {
            product.groups[group].endpoints[index] = endpoint;
        }
    }

    /// The type that an expression denotes, and whether the expression ended with `?`. Reports a fault in the
    /// expression.
    fn resolve(&mut self, file: &SpecFile, text: &Text) -> Option<(Type, bool)> {
        match self.symbols.resolve(&file.path, text) {
            Ok(resolved) => Some(resolved),
            Err(fault) => {
                self.fault(*fault);
                None
            }
        }
    }

    /// The name of a declared type.
    fn declared_name(&mut self, file: &SpecFile, text: &Text) -> Option<TypeName> {
        let name = self.type_name(file, text)?;
        if name.as_str() != text.value {
            self.fault(
                Diagnostic::new(
                    Code::Name,
                    Location::new(&file.path, text.span.clone()),
                    format!("type names are in UpperCamelCase: `{name}`"),
                )
                .label(format!("write `{name}`")),
            );
        }
        Some(name)
    }

    fn type_name(&mut self, file: &SpecFile, text: &Text) -> Option<TypeName> {
        match TypeName::from_wire(&text.value) {
            Ok(name) => Some(name),
            Err(bad) => {
                self.fault(bad_name(file, text, "a type", &bad));
                None
            }
        }
    }

    /// Reports exchange files that no endpoint names, because no test would use them.
    fn orphans(&mut self, id: ProductId) {
        let orphans: Vec<_> = self
            .tree
            .with_extension("json")
            .filter(|(path, _)| path.starts_with(id.as_str()) && !self.exchanges.contains(*path))
            .map(|(path, _)| path.to_owned())
            .collect();
        for path in orphans {
            self.fault(
                Diagnostic::new(
                    Code::OrphanExchange,
                    Location::new(&path, 0..0),
                    "no endpoint names this exchange",
                )
                .help("name it in an `[[endpoint.exchange]]`, or remove the file"),
            );
        }
    }
}

/// The endpoint of a fault.
fn endpoint_of(fault: &Fault) -> Option<(usize, usize)> {
    let group = fault.subject.group?;
    match fault.subject.item {
        Item::Endpoint(index) | Item::Placeholder(index, _) | Item::Member(index, _) => Some((group, index)),
        _ => None,
    }
}

/// A fault for a name that cannot become an identifier.
fn bad_name(file: &SpecFile, text: &Text, what: &str, bad: &BadName) -> Diagnostic {
    Diagnostic::new(
        Code::Name,
        Location::new(&file.path, text.span.clone()),
        format!("`{}` cannot be the name of {what}: {bad}", text.value),
    )
    .help("give a name with `rust = \"…\"`")
}
