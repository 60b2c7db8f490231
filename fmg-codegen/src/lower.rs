//! Lowers spec files to an [`Api`]: resolves names, types, documents, exchanges and errata, and reports every fault.
//!
//! Files are parsed, lowered and dropped one at a time, so no more than one is in memory. If the result has a fault,
//! its file is parsed once more to find the position.
//!
//! This module reports faults of the TOML itself. [`check`] reports faults that any API can have; this module adds
//! their positions.

mod documented;
mod endpoint;
mod erratum;
mod exchange;
mod file;
pub(crate) mod module;
mod parameter;
mod placeholder;
mod places;
mod product;
mod protocol;
mod reply;
mod row;
mod source;
mod status;
mod table;
mod union;

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::{Api, Document, Origin, ProductId, Source, Type, check};
use crate::name::{BadName, TypeName};
use crate::parse::parse;
use crate::source::SpecTree;
use crate::spec::{DocumentSpec, SpecFile, Text};
use crate::symbols::Symbols;
use crate::texts::Texts;

use self::places::{Place, Places};
use self::product::Files;

/// The faults of a tree.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    /// Those of single files.
    pub(crate) of_files: Vec<Diagnostic>,
    /// Those of the API that the files describe.
    pub(crate) of_meaning: Vec<Diagnostic>,
}

/// Reads every file of the tree once. [`Files::read`] parses some of them again without it.
struct Reader<'a> {
    tree: &'a SpecTree,
    faults: Vec<Diagnostic>,
    documents: BTreeMap<&'a Utf8Path, Vec<Document>>,
}

impl<'a> Reader<'a> {
    /// Parses a file, and takes the documents that it lists.
    fn read(&mut self, path: &'a Utf8Path) -> SpecFile {
        let (text, unreadable) = self.tree.text_or_fault(path);
        let (mut file, mut faults) = parse(path, &text);
        self.faults.extend(unreadable);
        self.faults.append(&mut faults);
        let documents = std::mem::take(&mut file.documents).into_iter().map(document);
        self.documents.insert(path, documents.collect());
        file
    }
}

/// Lowers every file of the tree.
pub(crate) fn lower(tree: &SpecTree) -> (Api, Faults) {
    let mut reader = Reader {
        tree,
        faults: Vec::new(),
        documents: BTreeMap::new(),
    };
    let mut faults = Vec::new();
    let read = ProductId::ALL
        .iter()
        .map(|&id| Files::read(id, &mut reader, &mut faults));
    let read: Vec<_> = read.collect();
    // Files outside of the products only list documents.
    for path in tree.with_extension("toml") {
        if !reader.documents.contains_key(path) {
            reader.read(path);
        }
    }
    let (documents, listed) = listed(reader.documents);
    let of_documents = check::documents(&documents);
    let places = Places::of(tree, &listed);
    faults.extend(of_documents.iter().map(|fault| places.diagnostic(fault)));
    let mut products = Vec::new();
    let mut places = Vec::new();
    for files in read {
        let (product, own) = files.product(tree, &documents, &listed, &mut faults);
        products.push(product);
        places.push(own);
    }
    for fault in check::across(&products) {
        let own = products
            .iter()
            .position(|product| Some(product.id) == fault.element.product);
        faults.extend(
            own.and_then(|own| places.get(own))
                .map(|places| places.diagnostic(&fault)),
        );
    }
    let api = Api {
        origin: Origin::new("specs"),
        documents,
        products,
    };
    let faults = Faults {
        of_files: reader.faults,
        of_meaning: faults,
    };
    (api, faults)
}

fn document(spec: DocumentSpec) -> Document {
    let mut document = Document::new(&spec.id.value, &spec.title.value, &spec.url.value);
    document.about = spec.about.value;
    document
}

/// All documents, each with its position.
fn listed(documents: BTreeMap<&Utf8Path, Vec<Document>>) -> (Vec<Document>, Vec<Place<'_>>) {
    let files = documents.into_iter();
    let all = files.flat_map(|(file, documents)| {
        let documents = documents.into_iter().enumerate();
        documents.map(move |(index, document)| (document, Place { file, index }))
    });
    all.unzip()
}

/// The state that all parts of the lowering of a file share.
struct Lowering<'a> {
    product: ProductId,
    symbols: &'a Symbols,
    texts: &'a mut Texts,
    collected: Collected,
}

/// What the lowering of files collects besides items.
#[derive(Debug, Default)]
struct Collected {
    faults: Vec<Diagnostic>,
    /// The exchange files that endpoints name.
    exchanges: BTreeSet<Utf8PathBuf>,
    /// The names of items that lack a part because of a reported fault. Further faults of these items would be
    /// consequences of it.
    incomplete: Vec<Location>,
    /// Whether an item was left out. References to it are then undeclared.
    is_partial: bool,
    /// Whether an item needs a declaration that no file read so far has.
    is_undeclared: bool,
    /// Sources that the API does not contain, with their positions.
    sources: Vec<(Location, Source)>,
}

impl Collected {
    fn append(&mut self, mut other: Self) {
        self.faults.append(&mut other.faults);
        self.exchanges.append(&mut other.exchanges);
        self.incomplete.append(&mut other.incomplete);
        self.sources.append(&mut other.sources);
        self.is_partial |= other.is_partial;
    }
}

impl Lowering<'_> {
    fn fault(&mut self, fault: Diagnostic) {
        self.collected.is_undeclared |= matches!(fault.code, Code::UnknownType | Code::UntypedPlaceholder);
        self.collected.faults.push(fault);
    }

    /// Notes that an item lacks a part.
    fn note_incomplete(&mut self, file: &Utf8Path, name: &Text) {
        self.collected.incomplete.push(Location::new(file, name.span.clone()));
    }

    /// The type that an expression denotes, and whether the expression ended with `?`. Reports a fault in the
    /// expression.
    fn resolve(&mut self, file: &Utf8Path, text: &Text) -> Option<(Type, bool)> {
        match self.symbols.resolve(file, text) {
            Ok(resolved) => Some(resolved),
            Err(fault) => {
                self.fault(*fault);
                None
            }
        }
    }

    /// The name of a declared type.
    fn declared_name(&mut self, file: &Utf8Path, text: &Text) -> Option<TypeName> {
        let name = self.type_name(file, text)?;
        if name.as_str() != text.value {
            self.fault(
                Diagnostic::new(
                    Code::Name,
                    Location::new(file, text.span.clone()),
                    format!("type names are in UpperCamelCase: `{name}`"),
                )
                .label(format!("write `{name}`")),
            );
        }
        Some(name)
    }

    fn type_name(&mut self, file: &Utf8Path, text: &Text) -> Option<TypeName> {
        match TypeName::from_wire(&text.value) {
            Ok(name) => Some(name),
            Err(bad) => {
                self.fault(bad_name(file, text, "a type", &bad));
                None
            }
        }
    }
}

/// A fault for a name that cannot become an identifier.
fn bad_name(file: &Utf8Path, text: &Text, what: &str, bad: &BadName) -> Diagnostic {
    Diagnostic::new(
        Code::Name,
        Location::new(file, text.span.clone()),
        format!("`{}` cannot be the name of {what}: {bad}", text.value),
    )
    .help("give a name with `rust = \"…\"`")
}
