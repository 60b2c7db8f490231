//! Checks modules: their names, and the names of their items.

use std::collections::BTreeMap;

use crate::diagnostic::Code;
use crate::ir::fault::{Fault, Item, Part};
use crate::ir::{Field, Group, Member, ParameterKind, Protocol, Response, Type, TypeRef};

use super::names::{Names, item_of_module};
use super::{Checker, Declared};

/// The modules of a product besides its groups.
const MODULES: [&str; 3] = ["parameters", "scopes", "status"];

/// Methods that clients have beside those that lead to groups.
const CLIENT: [&str; 15] = [
    "builder",
    "call",
    "clone",
    "close",
    "close_within",
    "download",
    "each_vdom",
    "forget_session",
    "json_rpc",
    "login",
    "logout",
    "new",
    "send",
    "send_as",
    "with_session",
];

/// Methods of the clients for JSON-RPC that lead to its databases.
const DATABASES: [&str; 7] = ["adom", "adoms", "cli", "device", "device_manager", "devices", "global"];

impl<'a> Checker<'a> {
    /// Checks the names and protocols of all groups.
    pub(super) fn modules(&mut self) {
        let mut seen = BTreeMap::new();
        for (index, group) in self.product.groups.iter().enumerate() {
            let element = self.of(index, Item::Group, Part::Name);
            let module = &group.module;
            if let Some(earlier) = seen.insert(module, element) {
                self.fault(
                    Fault::new(
                        Code::Duplicate,
                        element,
                        format!("two groups are the module `{module}`"),
                    )
                    .also(earlier, "first here")
                    .help("give one of them another name, or merge them"),
                );
            }
            let is_folder = |own: &&Group| module.folder.is_none() && own.module.folder.as_ref() == Some(&module.name);
            if self.product.groups.iter().any(|own| is_folder(&own)) {
                self.fault(
                    Fault::new(
                        Code::Name,
                        element,
                        format!("`{}` is a folder of groups, and a group as well", module.name),
                    )
                    .help("give the group another name, or move it into the folder"),
                );
            }
            let outer = module.folder.as_ref().unwrap_or(&module.name);
            if MODULES.contains(&outer.as_str()) {
                self.fault(
                    Fault::new(
                        Code::Name,
                        element,
                        format!("`{outer}` is a module that every product has"),
                    )
                    .help("give the group another name"),
                );
            }
            let method = match group.protocol {
                Protocol::Gui | Protocol::GuiProxy => &module.name,
                _ => outer,
            };
            // Groups without calls have no methods.
            let is_database =
                group.has_handle() && group.protocol == Protocol::JsonRpc && DATABASES.contains(&method.as_str());
            if is_database || CLIENT.contains(&method.as_str()) {
                self.fault(
                    Fault::new(
                        Code::Name,
                        element,
                        format!("`{method}` is a method that every client has"),
                    )
                    .help("give the group another name"),
                );
            }
            self.protocol_of(index, group);
        }
    }

    /// Reports a protocol of another product, and one that differs from the other groups of the folder.
    fn protocol_of(&mut self, index: usize, group: &Group) {
        let element = self.of(index, Item::Group, Part::Kind);
        let is_own = group.protocol.product() == self.product.id;
        if !is_own || group.protocol == Protocol::GuiProxy {
            self.fault(
                Fault::new(
                    Code::InvalidValue,
                    element,
                    format!("no group of this product has the protocol {:?}", group.protocol),
                )
                .help("calls that the proxy of FortiManager's GUI forwards are in groups of the protocol Gui"),
            );
        }
        let folder = group.module.folder.as_ref();
        let others = folder.map(|folder| self.product.folder_protocol(folder));
        if others.is_some_and(|other| other != group.protocol) {
            self.fault(
                Fault::new(
                    Code::InvalidValue,
                    element,
                    "the groups of a folder have different protocols",
                )
                .help("put the group into another folder"),
            );
        }
    }

    /// Checks one group.
    pub(super) fn group(&mut self, index: usize, group: &'a Group) {
        let element = self.of(index, Item::Group, Part::Name);
        self.prose(element.part(Part::Doc), &group.doc);
        self.line(element.part(Part::Doc), &group.title);
        for name in &group.reserved {
            self.line(element, name);
        }
        let mut names = Names::new("this module has two items");
        self.items(index, group, &mut names);
        self.imports(index, group, &names);
        for (own, row) in group.rows.iter().enumerate() {
            self.row(index, own, row);
        }
        for (own, item) in group.enums.iter().enumerate() {
            self.enumeration(index, own, item);
        }
        for (own, union) in group.unions.iter().enumerate() {
            self.union_of(index, own, union);
        }
        self.tables(index, group);
        let mut methods = Names::new("this group has two calls");
        for (own, endpoint) in group.endpoints.iter().enumerate() {
            let element = self.of(index, Item::Endpoint(own), Part::Name);
            let method = endpoint.method_name.as_str();
            if method == "new" && group.handle {
                self.fault(
                    Fault::new(
                        Code::Name,
                        element,
                        "`new` makes the handle of the group, so no call can have that name",
                    )
                    .help("give the call another name"),
                );
            }
            // The check of items reports two calls with the same type name.
            if names.get(endpoint.type_name.as_str()) == Some(element) {
                self.faults.extend(methods.claim(method, method, element));
            }
            self.endpoint(index, own, group, endpoint);
            self.table_call(element, group, endpoint);
        }
    }

    /// Checks the names of the items of a module.
    fn items(&mut self, index: usize, group: &'a Group, names: &mut Names<'a>) {
        let rows = group
            .rows
            .iter()
            .enumerate()
            .map(|(own, row)| (Item::Row(own), &row.name));
        let enums = group.enums.iter().enumerate();
        let enums = enums.map(|(own, item)| (Item::Enum(own), &item.name));
        let unions = group.unions.iter().enumerate();
        let unions = unions.map(|(own, union)| (Item::Union(own), &union.name));
        let endpoints = group.endpoints.iter().enumerate();
        let endpoints = endpoints.map(|(own, endpoint)| (Item::Endpoint(own), &endpoint.type_name));
        for (item, name) in rows.chain(enums).chain(unions).chain(endpoints) {
            let element = self.of(index, item, Part::Name);
            self.faults.extend(item_of_module(name.as_str(), element));
            self.faults.extend(names.claim(name.as_str(), name.as_str(), element));
        }
    }

    /// Reports imported types with the name of an item of this module, or of another imported type.
    fn imports(&mut self, index: usize, group: &'a Group, names: &Names<'a>) {
        let mut imported: BTreeMap<&str, String> = BTreeMap::new();
        for (name, path) in used(group) {
            let clash = match imported.get(name) {
                Some(other) if *other == path => continue,
                Some(_) => Some(self.of(index, Item::Group, Part::Name)),
                None => names.get(name),
            };
            if let Some(element) = clash {
                self.fault(
                    Fault::new(
                        Code::Name,
                        element,
                        format!("`{name}` is also the name of a type that this module imports: `{path}`"),
                    )
                    .help("give one of them another name"),
                );
            }
            imported.insert(name, path);
        }
    }

    /// The kind of the url parameter that a reference names.
    pub(super) fn parameter_kind(&self, reference: &TypeRef) -> Option<&'a ParameterKind> {
        match self.lookup(reference)? {
            Declared::Parameter(parameter) => Some(&parameter.kind),
            _ => None,
        }
    }
}

/// The types of other modules that a module uses, with their paths.
fn used(group: &Group) -> Vec<(&str, String)> {
    let mut used = Vec::new();
    let mut types: Vec<&Type> = Vec::new();
    let mut references: Vec<&TypeRef> = Vec::new();
    let rows = group.rows.iter().flat_map(|row| &row.fields);
    types.extend(rows.map(|own| &own.field.ty));
    let cases = group.unions.iter().flat_map(|union| &union.cases);
    types.extend(cases.flat_map(|case| &case.fields).map(|field| &field.ty));
    for endpoint in &group.endpoints {
        references.extend(endpoint.placeholders.iter().map(|own| &own.ty));
        references.extend(&endpoint.options);
        types.extend(&endpoint.data);
        let fields = endpoint.members.iter().map(|Member { field, .. }: &Member| field);
        for Field { ty, facts, .. } in fields {
            types.push(ty);
            references.extend(&facts.choice);
        }
        match &endpoint.response {
            Response::Required(ty) | Response::Optional(ty) => types.push(ty),
            // The runtime has the request, and with it the type of the reply.
            Response::None | Response::Key(_) | Response::Keys(_) => {}
        }
    }
    for ty in types {
        references.extend(ty.reference());
        if let Some(external) = ty.external() {
            used.push((external.name().as_str(), external.path().to_string()));
        }
    }
    for reference in references {
        if reference.module.as_deref() == Some(&group.module) {
            continue;
        }
        let path = match &reference.module {
            Some(module) => format!("{module}::{}", reference.name),
            None => reference.name.to_string(),
        };
        used.push((reference.name.as_str(), path));
    }
    used
}
