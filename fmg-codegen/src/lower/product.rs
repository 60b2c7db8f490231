//! Lowers the files of a product, one at a time, and completes and checks the result.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8Path;

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::expand::Expansion;
use crate::ir::fault::{Element, Fault, Item};
use crate::ir::fitting::Shapes;
use crate::ir::{Document, Origin, Product, ProductId, check, complete};
use crate::parse::parse;
use crate::source::SpecTree;
use crate::symbols::Symbols;
use crate::texts::Texts;

use super::documented::Documenting;
use super::file::LoweredFile;
use super::places::{Place, Places};
use super::{Collected, Lowering, Reader, module, source};

/// The lowered files of a product.
pub(super) struct Files<'a> {
    id: ProductId,
    lowered: BTreeMap<&'a Utf8Path, LoweredFile<'a>>,
    expansion: Expansion,
}

impl<'a> Files<'a> {
    /// Reads and lowers the files of a product.
    ///
    /// A file may use the declarations of files that are read later. It is then lowered again when all are known. Files
    /// without endpoints come first, because most of them only declare.
    pub(super) fn read(id: ProductId, reader: &mut Reader<'a>, faults: &mut Vec<Diagnostic>) -> Self {
        let tree = reader.tree;
        let own = tree.with_extension("toml").filter(|path| path.starts_with(id.as_str()));
        let has_calls = |path: &&Utf8Path| {
            let text = tree.text(path);
            text.is_some_and(|text| text.contains("[[endpoint]]") || text.contains("[[table]]"))
        };
        let (calling, declaring): (Vec<_>, Vec<_>) = own.partition(has_calls);
        let mut symbols = Symbols::default();
        let mut texts = Texts::default();
        let mut files = BTreeMap::new();
        let mut again = Vec::new();
        for path in declaring.into_iter().chain(calling) {
            let file = reader.read(path);
            let module = module::of_file(id, &file, faults);
            symbols.declare_all(id, &file, module.as_ref(), faults);
            // The calls on tables follow from scopes, which any file may declare.
            if !file.tables.is_empty() {
                again.push((path, module));
                continue;
            }
            let lowered = Lowering::new(id, &symbols, &mut texts).file(path, file, module.as_ref());
            if lowered.collected.is_undeclared {
                again.push((path, module));
            } else {
                files.insert(path, lowered);
            }
        }
        let expansion = symbols.expansion(id);
        for (path, module) in again {
            let (mut file, _) = parse(path, &tree.text(path).unwrap_or_default());
            faults.append(&mut expansion.expand(&mut file));
            let lowered = Lowering::new(id, &symbols, &mut texts).file(path, file, module.as_ref());
            files.insert(path, lowered);
        }
        Self {
            id,
            lowered: files,
            expansion,
        }
    }

    /// The product, and the places of its items.
    pub(super) fn product(
        self,
        tree: &'a SpecTree,
        documents: &[Document],
        listed: &[Place<'a>],
        faults: &mut Vec<Diagnostic>,
    ) -> (Product, Places<'a>) {
        let mut product = Product::new(self.id);
        product.origin = Origin::new(&format!("specs/{}", self.id.as_str()));
        let mut places = Places::of(tree, listed);
        places.expansion = self.expansion;
        let mut collected = Collected::default();
        let mut groups = Vec::new();
        let mut codes = Vec::new();
        let mut http_statuses = Vec::new();
        let mut refusals = Vec::new();
        let mut parameters = Vec::new();
        let mut scopes = Vec::new();
        for file in self.lowered.into_values() {
            collected.append(file.collected);
            groups.extend(file.group);
            codes.extend(file.codes);
            http_statuses.extend(file.http_statuses);
            refusals.extend(file.refusals);
            parameters.extend(file.parameters);
            scopes.extend(file.scopes);
        }
        groups.sort_by(|(a, _), (b, _)| a.module.cmp(&b.module));
        codes.sort_by_key(|(code, _)| code.number.unsigned_abs());
        http_statuses.sort_by_key(|(code, _)| code.number.unsigned_abs());
        parameters.sort_by(|(a, _), (b, _)| a.name.cmp(&b.name));
        scopes.sort_by(|(a, _), (b, _)| a.name.cmp(&b.name));
        (product.groups, places.groups) = groups.into_iter().unzip();
        (product.codes, places.codes) = codes.into_iter().unzip();
        (product.http_statuses, places.http_statuses) = http_statuses.into_iter().unzip();
        (product.refusals, places.refusals) = refusals.into_iter().unzip();
        (product.parameters, places.parameters) = parameters.into_iter().unzip();
        (product.scopes, places.scopes) = scopes.into_iter().unzip();
        faults.append(&mut collected.faults);
        source::listed(self.id, &collected.sources, documents, faults);

        let mut found = complete::complete(&mut product);
        places.note_choices(&product);
        found.append(&mut check::product(&product, documents));
        found.retain(|fault| !follows(fault, &collected, &places));
        let mut contradictions = documented(tree, &mut product, &places, &found);
        // An exchange that contradicts its endpoint, which is reported, has no request.
        let contradicts = contradictions.iter().any(|fault| fault.code == Code::ExchangeMismatch);
        faults.append(&mut contradictions);
        let mut of_exchanges = check::exchanges(&product, documents);
        of_exchanges.retain(|fault| !(contradicts && fault.code == Code::ExchangeMismatch));
        found.append(&mut of_exchanges);
        faults.extend(found.iter().map(|fault| places.diagnostic(fault)));
        faults.extend(orphans(tree, self.id, &collected));
        (product, places)
    }
}

/// Whether a fault only follows from one that was reported before.
fn follows(fault: &Fault, collected: &Collected, places: &Places<'_>) -> bool {
    let is_missed = fault.dangling && collected.is_partial;
    // The collection of symbols has already checked that the names in the specs of a product are unique.
    let is_known = fault.code == Code::Duplicate && matches!(fault.element.item, Item::Parameter(_));
    let element = match fault.element.item {
        Item::Placeholder(endpoint, _) => Element {
            item: Item::Endpoint(endpoint),
            ..fault.element
        },
        _ => fault.element,
    };
    let name = places.name_of(element);
    is_missed || is_known || name.is_some_and(|name| collected.incomplete.contains(&name))
}

/// Compares the endpoints with their exchanges and errata, and adds both. Mismatches of a faulty endpoint are not
/// reported.
fn documented(tree: &SpecTree, product: &mut Product, places: &Places<'_>, faults: &[Fault]) -> Vec<Diagnostic> {
    let refused: BTreeSet<_> = faults.iter().filter_map(endpoint_of).collect();
    let mut documenting = Documenting::new(tree, product.id);
    let mut found = Vec::new();
    let shapes = Shapes::new(product);
    for (group, (own, specs)) in product.groups.iter().zip(&places.groups).enumerate() {
        for spec in &specs.documented {
            let Some(endpoint) = own.endpoints.get(spec.endpoint) else {
                continue;
            };
            if spec.is_whole && !refused.contains(&(group, spec.endpoint)) {
                let documented = documenting.endpoint(specs.file, spec, endpoint, &shapes);
                found.push((group, spec.endpoint, documented));
            }
        }
    }
    for (group, endpoint, documented) in found {
        let endpoint = &mut product.groups[group].endpoints[endpoint];
        endpoint.exchanges = documented.exchanges;
        endpoint.reply_without = documented.reply_without;
        endpoint.errata = documented.errata;
    }
    documenting.faults
}

/// The endpoint of a fault.
fn endpoint_of(fault: &Fault) -> Option<(usize, usize)> {
    let group = fault.element.group?;
    match fault.element.item {
        Item::Endpoint(index) | Item::Placeholder(index, _) | Item::Member(index, _) => Some((group, index)),
        _ => None,
    }
}

/// Faults for exchange files that no endpoint names, because no test would use them.
fn orphans<'a>(
    tree: &'a SpecTree,
    id: ProductId,
    collected: &'a Collected,
) -> impl Iterator<Item = Diagnostic> + use<'a> {
    let files = tree.with_extension("json");
    let orphans = files.filter(move |path| path.starts_with(id.as_str()) && !collected.exchanges.contains(*path));
    orphans.map(|path| {
        Diagnostic::new(
            Code::OrphanExchange,
            Location::new(path, 0..0),
            "no endpoint names this exchange",
        )
        .help("name it in an `[[endpoint.exchange]]`, or remove the file")
    })
}
