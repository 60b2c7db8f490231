//! [`SpecFile`]s -> [`Api`]: names, types, documents, exchanges and errata are resolved, and every fault is reported.

mod choice;
mod endpoint;
mod erratum;
mod exchange;
pub(crate) mod module;
mod overlap;
mod parameter;
mod placeholder;
mod protocol;
mod refusal;
mod reply;
mod row;
mod scope;
mod sent;
mod source;
mod status;
mod union;
mod value;

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::{Api, Document, Endpoint, Enum, Group, Origin, Product, ProductId, Protocol, Row, Type, Union};
use crate::name::{ModulePath, TypeName};
use crate::source::SpecTree;
use crate::spec::{SpecFile, Text};
use crate::symbols::Symbols;

use self::module::{modules, of_module};
use self::scope::Scope;
use self::value::Shapes;

/// What the passes share.
struct Lowering<'a> {
    tree: &'a SpecTree,
    product: ProductId,
    documents: BTreeSet<&'a str>,
    symbols: Symbols,
    faults: Vec<Diagnostic>,
    /// Exchange files that some endpoint names.
    exchanges: BTreeSet<Utf8PathBuf>,
    /// The members that each union may bring.
    union_members: BTreeMap<TypeName, BTreeSet<String>>,
}

/// The rows, enums and unions of a file, and the names that they take in its module.
struct Declarations {
    names: Scope,
    rows: Vec<Row>,
    enums: Vec<Enum>,
    unions: Vec<Union>,
}

impl Lowering<'_> {
    fn fault(&mut self, fault: Diagnostic) {
        self.faults.push(fault);
    }
}

/// Lowers every file of the tree.
pub(crate) fn lower(tree: &SpecTree, files: &[SpecFile]) -> (Api, Vec<Diagnostic>) {
    let mut faults = Vec::new();
    let documents = documents(files, &mut faults);
    let mut products = Vec::new();
    for &id in ProductId::ALL {
        let own: Vec<&SpecFile> = files.iter().filter(|file| file.path.starts_with(id.as_str())).collect();
        let modules = modules(id, &own, &mut faults);
        let symbols = Symbols::collect(id, &own, &modules, &mut faults);
        let mut lowering = Lowering {
            tree,
            product: id,
            documents: documents.iter().map(|document| document.id.as_str()).collect(),
            symbols,
            faults: Vec::new(),
            exchanges: BTreeSet::new(),
            union_members: BTreeMap::new(),
        };
        let product = lowering.product(id, &own, &modules);
        lowering.orphans(id);
        faults.append(&mut lowering.faults);
        products.push(product);
    }
    let origin = Origin::new("specs");
    let api = Api {
        origin,
        documents,
        products,
    };
    (api, faults)
}

fn documents(files: &[SpecFile], faults: &mut Vec<Diagnostic>) -> Vec<Document> {
    let mut seen = BTreeMap::new();
    let mut documents = Vec::new();
    for file in files {
        for spec in &file.documents {
            let here = Location::new(&file.path, spec.id.span.clone());
            if let Some(earlier) = seen.insert(spec.id.value.as_str(), here.clone()) {
                faults.push(
                    Diagnostic::new(
                        Code::Duplicate,
                        here,
                        format!("document `{}` is listed twice", spec.id.value),
                    )
                    .also(earlier, "first here"),
                );
                continue;
            }
            let url = &spec.url;
            let has_host = url
                .value
                .strip_prefix("https://")
                .is_some_and(|rest| rest.contains('.'));
            if !has_host && !url.value.is_empty() {
                faults.push(
                    Diagnostic::new(
                        Code::InvalidValue,
                        Location::new(&file.path, url.span.clone()),
                        format!("`{}` is no place where a reader can open a document", url.value),
                    )
                    .help(
                        "write where the document, the project or the capture is published, beginning with `https://`",
                    ),
                );
            }
            documents.push(Document {
                id: spec.id.value.clone(),
                title: spec.title.value.clone(),
                about: spec.about.value.clone(),
                url: spec.url.value.clone(),
            });
        }
    }
    documents
}

impl Lowering<'_> {
    fn product(&mut self, id: ProductId, files: &[&SpecFile], modules: &BTreeMap<&Utf8Path, ModulePath>) -> Product {
        // The shapes of all groups come first: exchanges of one group may hold rows of another.
        let mut declared: Vec<_> = files.iter().map(|file| self.declarations(file)).collect();
        let shapes = Shapes::new(
            declared.iter().flat_map(|own| &own.rows),
            declared.iter().flat_map(|own| &own.enums),
            declared.iter().flat_map(|own| &own.unions),
        );
        let mut groups = Vec::new();
        for (file, own) in files.iter().zip(&declared) {
            groups.push(self.endpoints(file, own.names.clone(), &shapes));
        }
        let mut groups: Vec<Group> = files
            .iter()
            .zip(groups)
            .zip(declared.drain(..))
            .filter_map(|((file, (endpoints, mut choices)), mut own)| {
                own.enums.append(&mut choices);
                let spec = file.group.as_ref()?;
                let module = modules.get(file.path.as_path())?.clone();
                Some(Group {
                    protocol: of_module(id, &module),
                    module,
                    origin: Origin::new(&format!("specs/{}", file.path)),
                    title: spec.title.value.clone(),
                    doc: spec.doc.value.trim().to_owned(),
                    handle: !spec.requests_only,
                    reserved: spec.reserved.iter().map(|text| text.value.clone()).collect(),
                    endpoints,
                    rows: own.rows,
                    enums: own.enums,
                    unions: own.unions,
                })
            })
            .collect();
        groups.sort_by(|a, b| a.module.cmp(&b.module));
        sent::mark(&mut groups);
        self.twice(files);
        let codes = self.codes(files, "status code", |file| &file.codes);
        let http_statuses = self.codes(files, "HTTP status", |file| &file.http_statuses);
        let refusals = self.refusals(files, &groups);
        let mut parameters = self.parameters(files);
        parameter::follow(&groups, &mut parameters);
        let overlaps = self.overlaps(files, &groups, &parameters);
        Product {
            id,
            origin: Origin::new(&format!("specs/{}", id.as_str())),
            parameters,
            codes,
            http_statuses,
            refusals,
            groups,
            overlaps,
        }
    }

    fn declarations(&mut self, file: &SpecFile) -> Declarations {
        let mut names = Scope::new("this module has two items");
        let rows = file.rows.iter();
        let rows = rows.filter_map(|spec| self.row(file, spec, &mut names)).collect();
        let enums = file.enums.iter();
        let enums = enums
            .filter_map(|spec| self.enumeration(file, spec, &mut names))
            .collect();
        let unions = file.unions.iter();
        let unions = unions.filter_map(|spec| self.union(file, spec, &mut names)).collect();
        Declarations {
            names,
            rows,
            enums,
            unions,
        }
    }

    /// The endpoints of a file, and the enums of what their members are chosen from.
    fn endpoints(&mut self, file: &SpecFile, mut names: Scope, shapes: &Shapes<'_>) -> (Vec<Endpoint>, Vec<Enum>) {
        let mut tests = Scope::new("this group has two exchanges");
        let mut choices = Vec::new();
        let mut endpoints = Vec::new();
        for spec in &file.endpoints {
            if let Some(mut endpoint) = self.endpoint(file, spec, &mut names, &mut tests, shapes) {
                choices.append(&mut self.choices(file, spec, &mut endpoint, &mut names));
                endpoints.push(endpoint);
            }
        }
        (endpoints, choices)
    }

    /// Reports endpoints with the same method and url; constants beside the url tell endpoints apart.
    fn twice(&mut self, files: &[&SpecFile]) {
        let mut seen: BTreeMap<_, Location> = BTreeMap::new();
        for file in files {
            for spec in &file.endpoints {
                let fixed: Vec<_> = spec
                    .fixed
                    .iter()
                    .map(|(name, value)| (name.value.as_str(), value.to_string()))
                    .collect();
                let here = Location::new(&file.path, spec.template.span.clone());
                let protocol = module::protocol(self.product, &file.path);
                let key = (protocol, spec.method, spec.template.value.as_str(), fixed);
                if let Some(earlier) = seen.insert(key, here.clone()) {
                    self.fault(
                        Diagnostic::new(
                            Code::Duplicate,
                            here,
                            format!("`{} {}` is specified twice", spec.method.as_str(), spec.template.value),
                        )
                        .also(earlier, "first here"),
                    );
                }
            }
        }
    }

    /// The meaning of a type expression and whether it ended with `?`; a fault where it has none here.
    fn resolve(&mut self, file: &SpecFile, text: &Text) -> Option<(Type, bool)> {
        let (ty, optional) = match self.symbols.resolve(&file.path, text) {
            Ok(resolved) => resolved,
            Err(fault) => {
                self.fault(*fault);
                return None;
            }
        };
        let declared = if let Some(own) = ty.external() {
            own.protocol
        } else {
            let module = ty.reference().and_then(|reference| reference.module.as_ref());
            module.map(|module| of_module(self.product, module))
        };
        if declared.is_some_and(Protocol::is_web) && !module::protocol(self.product, &file.path).is_web() {
            self.fault(
                Diagnostic::new(
                    Code::MisplacedType,
                    Location::new(&file.path, text.span.clone()),
                    format!(
                        "`{}` is declared behind a feature that JSON-RPC does without",
                        text.value
                    ),
                )
                .help(
                    "declare it in a group of JSON-RPC; the groups in `fmg/gui/` and `fmg/rest.toml` may use it there",
                ),
            );
        }
        Some((ty, optional))
    }

    /// The name of a type that is declared, which takes it.
    fn declared_name(&mut self, file: &SpecFile, text: &Text, names: &mut Scope) -> Option<TypeName> {
        let name = self.type_name(file, text)?;
        names.claim(file, text, name.as_str(), &mut self.faults);
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
                self.fault(scope::bad_name(file, text, "a type", &bad));
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
