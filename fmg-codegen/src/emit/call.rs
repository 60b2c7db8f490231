//! The identifiers of calls for the simulator: an enum for each group, one for each folder, and one for all calls.
//!
//! They nest like the specs, so each part of the simulator matches on its own group. A call that is renamed in the
//! specs is a compile error in the simulator.

use std::collections::BTreeMap;

use crate::ir::{Group, Product};
use crate::name::{ModuleName, TypeName};

use super::source::Source;

/// The derives of these enums.
const DERIVES: &str = "#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]";

/// The identifiers of a product, by the folders of its specs.
pub(super) struct Calls<'p> {
    /// The groups without a folder.
    groups: Vec<Named<'p>>,
    folders: Vec<Folder<'p>>,
}

/// A group with the name of its enum.
struct Named<'p> {
    name: String,
    group: &'p Group,
}

/// A folder with the name of its enum, and its groups.
struct Folder<'p> {
    name: String,
    module: &'p ModuleName,
    groups: Vec<Named<'p>>,
}

impl<'p> Calls<'p> {
    pub(super) fn of(product: &'p Product) -> Self {
        let mut by_folder: BTreeMap<Option<&ModuleName>, Vec<&Group>> = BTreeMap::new();
        for group in product.groups.iter().filter(|group| !group.endpoints.is_empty()) {
            by_folder.entry(group.module.folder.as_ref()).or_default().push(group);
        }
        let mut names = Names::default();
        let groups = names.of_groups(by_folder.remove(&None).unwrap_or_default());
        let folders = by_folder.into_iter().filter_map(|(folder, groups)| {
            let module = folder?;
            Some(Folder {
                name: names.of(module),
                module,
                groups: Names::default().of_groups(groups),
            })
        });
        let folders = folders.collect();
        Self { groups, folders }
    }

    /// The file with the enums of the groups and the folders.
    pub(super) fn write(&self, source: &mut Source) {
        source
            .file_doc("The identifiers of the calls, by group.")
            .gap()
            .line("#![allow(clippy::enum_variant_names, reason = \"the specs name the calls\")]");
        for group in &self.groups {
            group.item(source.gap());
        }
        for folder in &self.folders {
            folder.items(source.gap());
        }
    }

    /// The enum of all calls, in the file of their routes.
    pub(super) fn root(&self, source: &mut Source) {
        let groups = self.groups.iter().map(|group| &group.name);
        let folders = self.folders.iter().map(|folder| &folder.name);
        source
            .doc("The identifier of a call in the specs.")
            .line(DERIVES)
            .block("pub(crate) enum CallId", |source| {
                for name in groups.chain(folders) {
                    source.line(&format!("{name}(calls::{name}),"));
                }
            });
    }

    /// The identifier of a call as an expression, for the file of the routes.
    pub(super) fn id(&self, group: &Group, call: &TypeName) -> String {
        let own = |groups: &'_ [Named<'p>]| {
            groups
                .iter()
                .find(|own| own.group.module == group.module)
                .map(|own| own.name.clone())
        };
        let alone = own(&self.groups).map(|name| format!("CallId::{name}(calls::{name}::{call})"));
        let in_folder = || {
            self.folders.iter().find_map(|folder| {
                let (outer, module, inner) = (&folder.name, folder.module, own(&folder.groups)?);
                Some(format!(
                    "CallId::{outer}(calls::{outer}::{inner}(calls::{module}::{inner}::{call}))"
                ))
            })
        };
        alone.or_else(in_folder).unwrap_or_default()
    }
}

impl Named<'_> {
    fn item(&self, source: &mut Source) {
        source
            .doc(&format!("The calls of `{}`.", self.group.module))
            .line(DERIVES)
            .block(&format!("pub(crate) enum {}", self.name), |source| {
                // A call with a list of rows is identified as that with one row.
                let endpoints = self.group.endpoints.iter();
                for endpoint in endpoints.filter(|own| !self.group.is_list_form(own)) {
                    let (method, url) = (endpoint.method.as_str(), endpoint.template.source());
                    source
                        .line(&format!("/// `{method} {url}`"))
                        .line(&format!("{},", endpoint.type_name));
                }
            });
    }
}

impl Folder<'_> {
    fn items(&self, source: &mut Source) {
        let (name, module) = (&self.name, self.module);
        source.doc(&format!("The calls of `{module}`.")).line(DERIVES).block(
            &format!("pub(crate) enum {name}"),
            |source| {
                for group in &self.groups {
                    source.line(&format!("{0}({module}::{0}),", group.name));
                }
            },
        );
        source
            .gap()
            .doc(&format!("The groups of `{module}`."))
            .block(&format!("pub(crate) mod {module}"), |source| {
                for group in &self.groups {
                    group.item(source.gap());
                }
            });
    }
}

/// Unique names of enums.
#[derive(Default)]
struct Names(BTreeMap<String, usize>);

impl Names {
    /// The name of the enum of a module. Two modules may differ only in an underscore.
    fn of(&mut self, module: &ModuleName) -> String {
        let name = TypeName::from_wire(module.as_str()).map_or_else(|_| module.to_string(), |name| name.to_string());
        let before = self.0.entry(name.clone()).or_default();
        *before += 1;
        format!("{name}{}", "_".repeat(*before - 1))
    }

    fn of_groups<'p>(&mut self, groups: Vec<&'p Group>) -> Vec<Named<'p>> {
        let groups = groups.into_iter().map(|group| Named {
            name: self.of(&group.module.name),
            group,
        });
        groups.collect()
    }
}
