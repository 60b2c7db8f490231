//! Checks scopes, tables, and the calls that are verbs of tables.

use std::collections::{BTreeMap, BTreeSet};

use fmg_template::{Escaping, Template};

use crate::diagnostic::Code;
use crate::ir::fault::{Element, Fault, Item, Part};
use crate::ir::{Endpoint, Group, Placeholder, Protocol, Row, Scope, Table, TableScope, TableVerb, Verb};
use fmg_template::spelling::nearest;

use crate::name::TypeName;

use super::names::item_of_module;
use super::{Checker, Declared};

/// The arguments of the methods of handles besides placeholders.
const ARGUMENTS: [&str; 4] = ["filter", "row", "rows", "target"];

impl<'a> Checker<'a> {
    /// Checks the scopes of the product.
    pub(super) fn scopes(&mut self) {
        let product = self.product;
        let mut names = BTreeMap::new();
        for (index, scope) in product.scopes.iter().enumerate() {
            let element = self.own(Item::Scope(index), Part::Name);
            self.prose(element.part(Part::Doc), &scope.doc);
            self.faults.extend(item_of_module(scope.name.as_str(), element));
            let parameter = product.parameters.iter().find(|own| own.name == scope.name);
            let earlier = names.insert(&scope.name, element);
            if earlier.is_some() || parameter.is_some() {
                let fault = format!("type `{}` is declared twice", scope.name);
                let fault = Fault::new(Code::Duplicate, element, fault);
                self.fault(match earlier {
                    Some(earlier) => fault.also(earlier, "first here"),
                    None => fault.help("a url parameter has this name; give the scope another one"),
                });
            }
            if let Some(path) = scope.path.as_ref().filter(|path| path.name() != scope.name) {
                let fault = format!("`{path}` is the type `{}`, not `{}`", path.name(), scope.name);
                self.fault(Fault::new(Code::Name, element.part(Part::Path), fault));
            }
            self.scope_url(element.part(Part::Url), scope);
        }
    }

    fn scope_url(&mut self, element: Element, scope: &Scope) {
        self.url(element, &scope.template);
        let names = scope.template.placeholders().map(fmg_template::Placeholder::name);
        if !names.eq(scope.placeholders.iter().map(|own| &*own.wire)) {
            let fault = "the placeholders of a scope are not those of its url";
            self.fault(
                Fault::new(Code::UntypedPlaceholder, element, fault).help("list each once, in the order of the url"),
            );
        }
        for placeholder in &scope.placeholders {
            self.table_placeholder(element, placeholder);
        }
    }

    /// Reports names that cannot be sent in the url of a scope or a table.
    fn url(&mut self, element: Element, template: &Template) {
        let Err(faults) = template.check_for(Escaping::Fmg) else {
            return;
        };
        for fault in &faults {
            let text = format!("malformed url template: {}", fault.kind());
            self.fault(Fault::new(Code::Template, element, text).help(fault.help()));
        }
    }

    fn table_placeholder(&mut self, element: Element, placeholder: &Placeholder) {
        self.prose(element, &placeholder.doc);
        if ARGUMENTS.contains(&placeholder.field.as_str()) {
            let fault = format!("`{}` is an argument of the methods for tables", placeholder.field);
            self.fault(Fault::new(Code::Name, element, fault).help("give the placeholder another name"));
        }
        match self.lookup(&placeholder.ty) {
            Some(Declared::Parameter(_)) => {}
            None => self.undeclared(element, &placeholder.ty),
            Some(_) => {
                let fault = format!("`{}` cannot be in a url", placeholder.ty.name);
                self.fault(Fault::new(Code::MisplacedType, element, fault));
            }
        }
    }

    /// Checks the tables of a group.
    pub(super) fn tables(&mut self, index: usize, group: &'a Group) {
        let mut rows = BTreeMap::new();
        for (own, table) in group.tables.iter().enumerate() {
            let element = self.of(index, Item::Table(own), Part::Name);
            let is_configuration = group.protocol == Protocol::FortiOs;
            if !matches!(group.protocol, Protocol::JsonRpc | Protocol::FortiOs) {
                let fault = "only groups of JSON-RPC and FortiOS have tables";
                self.fault(
                    Fault::new(Code::InvalidValue, element, fault).help("write an `[[endpoint]]` for each call"),
                );
            }
            if let Some(earlier) = rows.insert(&table.row, element) {
                let fault = format!("two tables have rows of the type `{}`", table.row);
                self.fault(
                    Fault::new(Code::Duplicate, element, fault)
                        .also(earlier, "first here")
                        .help("a row type names its table; declare a type for each"),
                );
            }
            self.prose(element.part(Part::Doc), &table.doc);
            for text in [&table.name, &table.plural].into_iter().chain(&table.since) {
                self.line(element, text);
            }
            self.sources_of(index, Item::Table(own), &table.source);
            self.table_row(element, group, table);
            if is_configuration {
                self.configuration(element, group, table);
            } else {
                self.table_path(element.part(Part::Url), table);
                self.table_scopes(element, group, table);
                self.table_verbs(element, table);
            }
        }
    }

    fn table_path(&mut self, element: Element, table: &Table) {
        if table.path.is_empty() {
            return;
        }
        match Template::parse(&format!("/{}", table.path)) {
            Ok(template) if template.placeholders().next().is_none() => self.url(element, &template),
            _ => {
                let fault = format!("`{}` is not the path of a table", table.path);
                self.fault(
                    Fault::new(Code::Template, element, fault)
                        .help("write the segments below the scope, such as `firewall/address`"),
                );
            }
        }
    }

    /// The type of this name, which the group has to declare.
    fn declared_row(&mut self, element: Element, group: &'a Group, name: &TypeName) -> Option<&'a Row> {
        let row = group.rows.iter().find(|row| row.name == *name);
        if row.is_none() {
            let fault = format!("this module declares no type `{name}`");
            let fault = Fault::new(Code::UnknownType, element, fault);
            let fault = match nearest(name.as_str(), group.rows.iter().map(|row| row.name.as_str())) {
                Some(near) => fault.label(format!("did you mean `{near}`?")),
                None => fault.label("unknown type"),
            };
            self.fault(
                fault
                    .help("declare the rows of a table by a `[[type]]` of the same file")
                    .dangling(),
            );
        }
        row
    }

    /// Checks the segment behind the url of a row.
    fn section(&mut self, element: Element, section: &str) {
        let is_literal = |template: &Template| template.placeholders().next().is_none();
        if section.contains('/') || !Template::parse(&format!("/{section}")).as_ref().is_ok_and(is_literal) {
            let fault = format!("`{section}` is not one segment of a url");
            self.fault(
                Fault::new(Code::Template, element, fault)
                    .help("write the segment behind the key, such as `scope member`"),
            );
        }
    }

    /// Checks the row type, which has the key as a field.
    fn table_row(&mut self, element: Element, group: &'a Group, table: &Table) {
        let Some(row) = self.declared_row(element, group, &table.row) else {
            return;
        };
        if let Some(members) = &table.members {
            self.declared_row(element.part(Part::MemberType), group, &members.row);
            self.section(element.part(Part::Section), &members.section);
        }
        if !row.is_plain() {
            let fault = "the rows of a table have all of their fields in `data`";
            self.fault(Fault::new(Code::InvalidValue, element, fault));
        }
        let Some(key) = &table.key else {
            return;
        };
        // The key of every row of FortiOS is an `Mkey` of the runtime.
        if group.protocol != Protocol::FortiOs {
            self.table_placeholder(element.part(Part::Key), &key.placeholder);
        }
        let Some(attribute) = &key.attribute else {
            return;
        };
        if !row.fields.iter().any(|own| own.field.wire.fits(attribute)) {
            let fault = format!(
                "`{}` has no field `{attribute}`, which is the key of the table",
                row.name
            );
            let names: Vec<_> = row.fields.iter().map(|own| own.field.wire.to_string()).collect();
            let fault = Fault::new(Code::InvalidValue, element.part(Part::Key), fault);
            self.fault(match nearest(attribute, names.iter().map(String::as_str)) {
                Some(near) => fault.label(format!("did you mean `{near}`?")),
                None => fault.help("a key that no attribute holds has only a type and a `placeholder`"),
            });
        }
    }

    fn table_scopes(&mut self, element: Element, group: &Group, table: &Table) {
        if table.scopes.is_empty() {
            let fault = "a table needs a scope below which it is read";
            self.fault(Fault::new(Code::InvalidValue, element, fault));
        }
        let is_below_rows = |scope: &TableScope| matches!(scope, TableScope::RowsOf(_));
        if table.scopes.len() > 1 && table.scopes.iter().any(is_below_rows) {
            let fault = "a table below the rows of another has no other scope";
            self.fault(Fault::new(Code::InvalidValue, element.part(Part::Scope(1)), fault));
        }
        for (at, scope) in table.scopes.iter().enumerate() {
            let element = element.part(Part::Scope(at));
            if table.scopes[..at].contains(scope) {
                self.fault(Fault::new(Code::Duplicate, element, "a table has each scope once"));
            }
            match scope {
                TableScope::Below(name) => {
                    if !self.product.scopes.iter().any(|own| own.name == *name) {
                        let fault = format!("nothing declares the scope `{name}`");
                        self.fault(Fault::new(Code::UnknownType, element, fault).dangling());
                    }
                }
                TableScope::RowsOf(row) => {
                    let parent = group.table(row);
                    if parent.is_none_or(Table::is_single) || parent.is_some_and(|parent| parent.row == table.row) {
                        let fault = format!("this module has no table with rows of the type `{row}`");
                        self.fault(Fault::new(Code::UnknownType, element, fault).dangling());
                    }
                }
            }
        }
        if let Some(scope) = table.written.iter().find(|scope| !table.scopes.contains(scope)) {
            let name = match scope {
                TableScope::Below(name) | TableScope::RowsOf(name) => name,
            };
            let fault = format!("the table is written below `{name}`, but not read there");
            self.fault(Fault::new(Code::InvalidValue, element, fault).help("list the scope in `scopes` as well"));
        }
    }

    fn table_verbs(&mut self, element: Element, table: &Table) {
        let distinct: BTreeSet<_> = table.verbs.iter().collect();
        let fits = |verb: &TableVerb| !table.is_single() || TableVerb::SINGLE.contains(verb);
        if distinct.len() < table.verbs.len() || !table.verbs.iter().all(fits) {
            let fault = "a table has each verb once, and a single object has `get`, `set` and `update` only";
            self.fault(Fault::new(Code::InvalidValue, element, fault));
        }
    }

    /// Reports a call that is not the verb of a table that it claims to be.
    pub(super) fn table_call(&mut self, element: Element, group: &Group, endpoint: &Endpoint) {
        let Some(call) = &endpoint.table else {
            return;
        };
        let table = group.table(&call.row);
        let has = table.is_some_and(|table| table.verbs.contains(&call.verb));
        if has && endpoint.method == Verb::JsonRpc(call.verb.method()) {
            return;
        }
        let fault = format!(
            "the call is not the verb `{}` of a table with rows of the type `{}`",
            call.verb, call.row
        );
        self.fault(
            Fault::new(Code::InvalidValue, element, fault)
                .help("the group needs such a table with this verb, and the call its method")
                .dangling(),
        );
    }
}
