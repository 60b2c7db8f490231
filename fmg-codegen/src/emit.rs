//! [`Api`] -> files.
//!
//! Generated code is laid out while it is written, in the form that rustfmt gives it: turning it into tokens and
//! back to text would take fifty times as long, and leave the tables of rows on one line.

mod alias;
mod call;
mod docs;
mod exchange;
mod group;
mod modules;
mod overlap;
mod product;
mod request;
mod route;
mod row;
mod rust;
mod sample;
mod sent;
mod source;
mod status;
mod union;
mod value;

use std::collections::BTreeMap;
use std::thread;

use camino::Utf8PathBuf;

use crate::ir::{Api, Group, Product};

use self::docs::Documents;

/// Where the bindings keep what is generated, from the root of the repository.
const BINDINGS: &str = "fmg-bindings/src/generated";
/// Where the tests of documented exchanges are.
const EXCHANGES: &str = "fmg-bindings/tests/exchanges";

/// Where the tests are that send every call of HTTP.
const SENT: &str = "fmg-bindings/tests/sent";

/// Where the stand-in server keeps its routes.
const SIM: &str = "fmg-sim/src/generated";

/// Where the lists are of urls that only a value keeps apart.
const URLS: &str = "fmg-bindings/tests/urls";

/// The folders that hold generated files and nothing else.
pub(crate) const FOLDERS: [&str; 5] = [BINDINGS, EXCHANGES, SENT, SIM, URLS];

/// Files by their path from the root of the repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files(BTreeMap<Utf8PathBuf, String>);

impl Files {
    /// The files in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&Utf8PathBuf, &str)> {
        self.0.iter().map(|(path, text)| (path, text.as_str()))
    }

    /// The text of a file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&str> {
        self.0.get(camino::Utf8Path::new(path)).map(String::as_str)
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Writes everything that is generated from `api`.
pub(crate) fn emit(api: &Api) -> Files {
    let documents = Documents::new(api);
    let mut files = BTreeMap::new();
    for product in api.products.iter().filter(|product| !product.is_empty()) {
        files.extend(product::files(product, &documents));
        files.extend(route::files(product));
        files.extend([overlap::file(product)]);
        files.extend(groups(product, &documents));
    }
    files.extend(product::shared(api, &documents));
    files.extend(exchange::root(api));
    files.extend(sent::root(api));
    Files(files)
}

/// How many endpoints there are.
pub(crate) fn endpoints(api: &Api) -> usize {
    api.products
        .iter()
        .flat_map(|product| &product.groups)
        .map(|group| group.endpoints.len())
        .sum()
}

/// The files of the groups, written side by side: none depends on another.
fn groups(product: &Product, documents: &Documents<'_>) -> Vec<(Utf8PathBuf, String)> {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let share = product.groups.len().div_ceil(workers).max(1);
    thread::scope(|scope| {
        let workers: Vec<_> = product
            .groups
            .chunks(share)
            .map(|groups| {
                scope.spawn(move || {
                    let files = groups.iter().flat_map(|group| group_files(product, group, documents));
                    files.collect::<Vec<_>>()
                })
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| match worker.join() {
                Ok(files) => files,
                Err(panic) => std::panic::resume_unwind(panic),
            })
            .collect()
    })
}

fn group_files(product: &Product, group: &Group, documents: &Documents<'_>) -> Vec<(Utf8PathBuf, String)> {
    let own = format!("{}/{}.rs", product.id.as_str(), group.module.file());
    let mut files = vec![(format!("{BINDINGS}/{own}").into(), group::file(group, documents))];
    if let Some(tests) = exchange::file(product, group, documents) {
        files.push((format!("{EXCHANGES}/{own}").into(), tests));
    }
    if let Some(tests) = sent::file(product, group) {
        files.push((format!("{SENT}/{own}").into(), tests));
    }
    files
}
