//! Writes the files of an [`Api`].
//!
//! Generated code is written as text, in the layout of rustfmt. Making tokens and printing them would take several
//! times as long, and would leave the tables of rows on one line.

mod alias;
mod attributes;
mod call;
mod cite;
mod configuration;
mod describe;
mod docs;
mod erratum;
mod exchange;
mod facts;
mod group;
mod handle;
mod module;
mod modules;
mod overlap;
mod parameter;
mod probe;
mod product;
mod request;
mod response;
mod route;
mod row;
mod rust;
mod sample;
mod scope;
mod sent;
mod source;
mod status;
mod table;
mod trial;
mod union;
mod value;

use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::io;

use camino::{Utf8Path, Utf8PathBuf};

use crate::ir::{Api, Group, Product};
use crate::target::{Exchanges, Layout, Target};

use self::cite::Documents;
use self::module::Module;
use self::source::Source;

/// The input of all files.
pub(crate) struct Context<'a> {
    api: &'a Api,
    target: &'a Target,
    documents: Documents<'a>,
}

impl<'a> Context<'a> {
    /// The products that are not empty.
    fn products(&self) -> impl Iterator<Item = &'a Product> {
        self.api.products.iter().filter(|product| !product.is_empty())
    }
}

/// The files that are generated from an API for a target.
///
/// The text of a file is written when it is requested, so only one file has to be in memory at a time.
///
/// ```
/// # use fmg_codegen::{SpecTree, Target, analyze, generate};
/// # let api = analyze(&SpecTree::default()).unwrap();
/// let target = Target::one_file("bindings.rs");
/// for file in generate(&api, &target).iter() {
///     let mut text = Vec::new();
///     file.write_to(&mut text)?;
///     println!("{}: {} bytes", file.path(), text.len());
/// }
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct Files<'a> {
    context: Context<'a>,
    files: BTreeMap<Utf8PathBuf, Content<'a>>,
}

/// A generated file, without its text.
#[derive(Clone, Copy)]
pub struct File<'f> {
    context: &'f Context<'f>,
    path: &'f Utf8Path,
    content: Content<'f>,
}

/// The content of a file.
#[derive(Clone, Copy, Debug)]
enum Content<'a> {
    /// One module of the bindings.
    Module(Module<'a>),
    /// All modules of the bindings, inline.
    Bindings,
    /// The root of the tests of documented exchanges.
    ExchangeRoot,
    /// The tests of the documented exchanges of a group.
    Exchange(&'a Product, &'a Group),
    /// All tests of documented exchanges.
    Exchanges,
    /// The root of the tests that send each HTTP call.
    SentRoot,
    /// The tests that send the calls of a group.
    Sent(&'a Product, &'a Group),
    /// The cases of a program that tries all tables and calls.
    Trial,
    /// The cases of a probe for the calls of a product.
    Probe(&'a Product),
    /// The routes of the simulator.
    Routes(&'a Product),
    /// The identifiers of the calls of a product.
    CallIds(&'a Product),
    /// The descriptions of its tables.
    Tables(&'a Product),
    /// The schemas of the tables of its configuration, as JSON.
    Schemas(&'a Product),
    /// The urls that differ only in a value.
    Urls(&'a Product),
}

/// Lists the files. Their texts are written later, on request.
pub(crate) fn generate<'a>(api: &'a Api, target: &'a Target) -> Files<'a> {
    let context = Context {
        api,
        target,
        documents: Documents::new(api),
    };
    let mut files = BTreeMap::new();
    match &target.layout {
        Layout::OneFile(path) => {
            files.insert(path.clone(), Content::Bindings);
        }
        Layout::Modules(folder) => {
            let mut modules = Vec::new();
            Module::All(api).files_below(&context, folder, &mut modules);
            if !target.is_runtime() {
                modules.push((folder.with_extension("rs"), Module::All(api)));
            }
            files.extend(
                modules
                    .into_iter()
                    .map(|(path, module)| (path, Content::Module(module))),
            );
        }
    }
    match target.exchanges.as_ref().map(|exchanges| &exchanges.layout) {
        None => {}
        Some(Layout::OneFile(path)) => {
            files.insert(path.clone(), Content::Exchanges);
        }
        Some(Layout::Modules(folder)) => {
            files.insert(folder.join("main.rs"), Content::ExchangeRoot);
            files.extend(groups(&context, folder, exchange::has_tests, Content::Exchange));
        }
    }
    if let Some(folder) = target.sent.as_ref().filter(|_| sent::is_any(api)) {
        files.insert(folder.join("main.rs"), Content::SentRoot);
        files.extend(groups(&context, folder, sent::has_calls, Content::Sent));
    }
    if let Some(path) = &target.trial {
        files.insert(path.clone(), Content::Trial);
    }
    for product in context.products() {
        let name = product.id.as_str();
        if let Some(folder) = &target.routes {
            files.insert(folder.join(name).with_extension("rs"), Content::Routes(product));
            files.insert(folder.join(name).join("calls.rs"), Content::CallIds(product));
            if describe::has_tables(product) {
                files.insert(folder.join(name).join("tables.rs"), Content::Tables(product));
            }
            if configuration::has_schemas(product) {
                files.insert(folder.join(name).join("tables.json"), Content::Schemas(product));
            }
        }
        if let Some(folder) = target.probe.as_ref().filter(|_| probe::is_probed(product)) {
            files.insert(folder.join(name).with_extension("rs"), Content::Probe(product));
        }
        if let Some(folder) = &target.urls {
            files.insert(folder.join(name).with_extension("md"), Content::Urls(product));
        }
    }
    Files { context, files }
}

/// A file for each group that is `wanted`.
fn groups<'a>(
    context: &Context<'a>,
    folder: &Utf8Path,
    wanted: fn(&Group) -> bool,
    of_group: fn(&'a Product, &'a Group) -> Content<'a>,
) -> Vec<(Utf8PathBuf, Content<'a>)> {
    let of_product = |product: &'a Product| {
        let folder = folder.join(product.id.as_str());
        let groups = product.groups.iter().filter(|group| wanted(group));
        groups.map(move |group| {
            let path = folder.join(format!("{}.rs", group.module.file()));
            (path, of_group(product, group))
        })
    };
    context.products().flat_map(of_product).collect()
}

/// The first line of every generated file.
fn preamble(target: &Target, origin: impl Display) -> String {
    format!("// Generated by {} from {origin}. Do not edit.", target.generator)
}

impl Files<'_> {
    /// The files in the order of their paths.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = File<'_>> {
        self.files.iter().map(|(path, content)| File {
            context: &self.context,
            path,
            content: *content,
        })
    }

    /// The file at a path.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<File<'_>> {
        let (path, content) = self.files.get_key_value(Utf8Path::new(path))?;
        Some(File {
            context: &self.context,
            path,
            content: *content,
        })
    }

    /// The number of files.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

impl<'f> File<'f> {
    /// The path: a folder of the target, and the names of modules below it.
    #[must_use]
    pub fn path(&self) -> &'f Utf8Path {
        self.path
    }

    /// Its text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = Vec::new();
        // Writing into memory does not fail.
        let _ = self.write_to(&mut text);
        // The bytes are UTF-8, because all parts are texts.
        String::from_utf8(text).unwrap_or_default()
    }

    /// Writes its text in pieces of at most one module.
    ///
    /// # Errors
    ///
    /// The errors of `out`.
    pub fn write_to(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let context = self.context;
        let (api, target) = (context.api, context.target);
        let source = &mut Source::default();
        let begin = |source: &mut Source, origin: &dyn Display| {
            source.line(&preamble(target, origin)).gap();
        };
        match self.content {
            Content::Module(module) => module.write_file(context, source),
            Content::Bindings => {
                begin(source, &api.origin);
                Module::All(api).write_inline(context, source, out)?;
            }
            Content::ExchangeRoot => {
                begin(source, &api.origin);
                exchange::root(context, source);
            }
            Content::Exchange(product, group) => {
                begin(source, &format!("{} and its exchanges", group.origin));
                if let Some(exchanges) = self.exchanges() {
                    exchange::write(context, exchanges, product, group, source);
                }
            }
            Content::Exchanges => {
                begin(source, &format!("{} and its exchanges", api.origin));
                if let Some(exchanges) = self.exchanges() {
                    exchange::write_inline(context, exchanges, source, out)?;
                }
            }
            Content::SentRoot => {
                begin(source, &api.origin);
                sent::root(api, source);
            }
            Content::Sent(product, group) => {
                begin(source, &group.origin);
                sent::write(product, group, source);
            }
            Content::Trial => {
                begin(source, &api.origin);
                trial::write(api, source);
            }
            Content::Probe(product) => {
                begin(source, &product.origin);
                probe::write(product, source);
            }
            Content::Routes(product) => {
                begin(source, &product.origin);
                route::write(product, source, out)?;
            }
            Content::CallIds(product) => {
                begin(source, &product.origin);
                call::Calls::of(product).write(source);
            }
            Content::Tables(product) => {
                begin(source, &product.origin);
                describe::write(product, source);
            }
            Content::Schemas(product) => return configuration::write(product, out),
            Content::Urls(product) => return out.write_all(overlap::page(context, product).as_bytes()),
        }
        out.write_all(source.text().as_bytes())
    }

    fn exchanges(&self) -> Option<&Exchanges> {
        self.context.target.exchanges.as_ref()
    }
}

impl fmt::Debug for Files<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.files.keys()).finish()
    }
}

impl fmt::Debug for File<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("File").field(&self.path).finish()
    }
}
