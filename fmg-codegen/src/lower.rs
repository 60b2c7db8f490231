//! [`SpecFile`]s -> [`Api`]: names, types, documents, exchanges and errata are resolved, and every fault is reported.
//!
//! What is about TOML is reported here. What holds for every API is checked by [`check`], whose faults get their places here.

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
use self::places::{Kept, Places};

/// What the passes share.
struct Lowering<'a> {
    tree: &'a SpecTree,
    product: ProductId,
    documents: BTreeSet<&'a str>,
    symbols: Symbols,
    faults: Vec<Diagnostic>,
    /// Exchange files that some endpoint names.
    exchanges: BTreeSet<Utf8PathBuf>,
    /// Where what has been lowered stands.
    places: Places<'a>,
    /// The names of items of which a part is missing that has a fault. More faults of them would only follow.
    spoiled: Vec<Location>,
    /// Whether an item is left out, so that others may miss it.
    is_partial: bool,
}

impl Lowering<'_> {
    fn fault(&mut self, fault: Diagnostic) {
        self.faults.push(fault);
    }

    /// Notes that a part of an item is missing.
    fn spoil(&mut self, file: &SpecFile, name: &Text) {
        self.spoiled.push(Location::new(&file.path, name.span.clone()));
    }

    /// Whether a fault only follows from another one, which has been reported.
    fn follows(&self, fault: &Fault) -> bool {
        let is_missed = fault.dangling && self.is_partial;
        // The names of the specs of a product are unique, which has been looked at where they were collected.
        let is_known = fault.code == Code::Duplicate && matches!(fault.subject.item, Item::Parameter(_));
        let subject = match fault.subject.item {
            Item::Placeholder(endpoint, _) => Subject {
                item: Item::Endpoint(endpoint),
                ..fault.subject
            },
            _ => fault.subject,
        };
        let name = self.places.name_of(subject);
        is_missed || is_known || name.is_some_and(|name| self.spoiled.contains(&name))
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
            spoiled: Vec::new(),
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

/// The documents, each with its place.
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
        // An exchange that contradicts its endpoint gives no request of it, which has been reported.
        let contradicts = self.faults.iter().any(|fault| fault.code == Code::ExchangeMismatch);
        let mut of_exchanges = check::exchanges(&product, documents);
        of_exchanges.retain(|fault| !(contradicts && fault.code == Code::ExchangeMismatch));
        faults.append(&mut of_exchanges);
        let found = faults.iter().map(|fault| self.places.diagnostic(fault));
        self.faults.extend(found);
        product
    }

    /// The group of a file, and where its items stand. What is faulty is left out of both.
    fn group(&mut self, file: &'a SpecFile, module: &ModulePath) -> Option<(Group, Kept<'a>)> {
        let spec = file.group.as_ref()?;
        let protocol = of_module(self.product, module);
        let mut group = Group::new(protocol, module.clone(), &spec.title.value);
        group.origin = Origin::new(&format!("specs/{}", file.path));
        spec.doc.value.trim().clone_into(&mut group.doc);
        group.handle = !spec.requests_only;
        group.reserved = spec.reserved.iter().map(|text| text.value.clone()).collect();
        let mut kept = Kept::of(file);
        for spec in &file.rows {
            let row = self.row(file, spec);
            self.is_partial |= row.is_none();
            kept.rows.extend(row.as_ref().map(|_| spec));
            group.rows.extend(row);
        }
        for spec in &file.enums {
            let item = self.enumeration(file, spec);
            self.is_partial |= item.is_none();
            kept.enums.extend(item.as_ref().map(|_| spec));
            group.enums.extend(item);
        }
        for spec in &file.unions {
            let union = self.union(file, spec);
            self.is_partial |= union.is_none();
            kept.unions.extend(union.as_ref().map(|_| spec));
            group.unions.extend(union);
        }
        for spec in &file.endpoints {
            for exchange in &spec.exchanges {
                self.exchanges
                    .insert(exchange::exchange_path(file, &exchange.file.value));
            }
            let endpoint = self.endpoint(file, spec);
            self.is_partial |= endpoint.is_none();
            kept.endpoints.extend(endpoint.as_ref().map(|_| spec));
            group.endpoints.extend(endpoint);
        }
        Some((group, kept))
    }

    /// Compares the endpoints with their exchanges and errata. What a faulty endpoint does not match says nothing new.
    fn documented(&mut self, product: &mut Product, faults: &[Fault]) {
        let refused: BTreeSet<_> = faults.iter().filter_map(endpoint_of).collect();
        let spoiled = self.spoiled.clone();
        let mut found: Vec<(usize, usize, Endpoint)> = Vec::new();
        let shapes = Shapes::new(product);
        for (group, own) in product.groups.iter().enumerate() {
            let specs: Vec<(&SpecFile, &EndpointSpec)> = self.places.endpoints(group);
            for (index, (endpoint, (file, spec))) in own.endpoints.iter().zip(specs).enumerate() {
                let has_any = !(spec.exchanges.is_empty() && spec.errata.is_empty() && spec.reply_without.is_empty());
                let is_whole = |text: &Text| !spoiled.contains(&Location::new(&file.path, text.span.clone()));
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

    /// The meaning of a type expression and whether it ended with `?`; a fault where it has none.
    fn resolve(&mut self, file: &SpecFile, text: &Text) -> Option<(Type, bool)> {
        match self.symbols.resolve(&file.path, text) {
            Ok(resolved) => Some(resolved),
            Err(fault) => {
                self.fault(*fault);
                None
            }
        }
    }

    /// The name of a type that is declared.
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

    /// Reports exchange files that no endpoint names: they would never be tested.
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

/// The endpoint that a fault is about.
fn endpoint_of(fault: &Fault) -> Option<(usize, usize)> {
    let group = fault.subject.group?;
    match fault.subject.item {
        Item::Endpoint(index) | Item::Placeholder(index, _) | Item::Member(index, _) => Some((group, index)),
        _ => None,
    }
}

/// A fault for a name that makes no identifier.
fn bad_name(file: &SpecFile, text: &Text, what: &str, bad: &BadName) -> Diagnostic {
    Diagnostic::new(
        Code::Name,
        Location::new(&file.path, text.span.clone()),
        format!("`{}` makes no name of {what}: {bad}", text.value),
    )
    .help("give a name with `rust = \"…\"`")
}
