//! Checks scopes, tables, and the calls that are verbs of tables.

use std::collections::{BTreeMap, BTreeSet};

use fmg_template::{Escaping, Template};

use crate::diagnostic::Code;
use crate::ir::fault::{Fault, Item, Part, Subject};
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
            let subject = self.own(Item::Scope(index), Part::Name);
            self.prose(subject.part(Part::Doc), &scope.doc);
            self.faults.extend(item_of_module(scope.name.as_str(), subject));
            let parameter = product.parameters.iter().find(|own| own.name == scope.name);
            let earlier = names.insert(&scope.name, subject);
            if earlier.is_some() || parameter.is_some() {
                let fault = format!("type `{}` is declared twice", scope.name);
                let fault = Fault::new(Code::Duplicate, subject, fault);
                self.fault(match earlier {
                    Some(earlier) => fault.also(earlier, "first here"),
                    None => fault.help("a url parameter has this name; give the scope another one"),
                });
            }
            if let Some(path) = scope.path.as_ref().filter(|path| path.name() != scope.name) {
                let fault = format!("`{path}` is the type `{}`, not `{}`", path.name(), scope.name);
                self.fault(Fault::new(Code::Name, subject.part(Part::Path), fault));
            }
            self.scope_url(subject.part(Part::Url), scope);
        }
    }

    fn scope_url(&mut self, subject: Subject, scope: &Scope) {
        self.url(subject, &scope.template);
        let names = scope.template.placeholders().map(fmg_template::Placeholder::name);
        if !names.eq(scope.placeholders.iter().map(|own| &*own.wire)) {
            let fault = "the placeholders of a scope are not those of its url";
            self.fault(
                Fault::new(Code::UntypedPlaceholder, subject, fault).help("list each once, in the order of the url"),
            );
        }
        for placeholder in &scope.placeholders {
            self.table_placeholder(subject, placeholder);
        }
    }

    /// Reports what cannot be sent in the url of a scope or a table.
    fn url(&mut self, subject: Subject, template: &Template) {
        let Err(faults) = template.check_for(Escaping::Fmg) else {
            return;
        };
        for fault in &faults {
            let text = format!("malformed url template: {}", fault.kind());
            self.fault(Fault::new(Code::Template, subject, text).help(fault.help()));
        }
    }

    fn table_placeholder(&mut self, subject: Subject, placeholder: &Placeholder) {
        self.prose(subject, &placeholder.doc);
        if ARGUMENTS.contains(&placeholder.field.as_str()) {
            let fault = format!("`{}` is an argument of the methods for tables", placeholder.field);
            self.fault(Fault::new(Code::Name, subject, fault).help("give the placeholder another name"));
        }
        match self.lookup(&placeholder.ty) {
            Some(Declared::Parameter(_)) => {}
            None => self.undeclared(subject, &placeholder.ty),
            Some(_) => {
                let fault = format!("`{}` cannot be in a url", placeholder.ty.name);
                self.fault(Fault::new(Code::MisplacedType, subject, fault));
            }
        }
    }

    /// Checks the tables of a group.
    pub(super) fn tables(&mut self, index: usize, group: &'a Group) {
        let mut rows = BTreeMap::new();
        for (own, table) in group.tables.iter().enumerate() {
            let subject = self.of(index, Item::Table(own), Part::Name);
            let is_configuration = group.protocol == Protocol::FortiOs;
            if !matches!(group.protocol, Protocol::JsonRpc | Protocol::FortiOs) {
                let fault = "only groups of JSON-RPC and FortiOS have tables";
                self.fault(
                    Fault::new(Code::InvalidValue, subject, fault).help("write an `[[endpoint]]` for each call"),
                );
            }
            if let Some(earlier) = rows.insert(&table.row, subject) {
                let fault = format!("two tables have rows of the type `{}`", table.row);
                self.fault(
                    Fault::new(Code::Duplicate, subject, fault)
                        .also(earlier, "first here")
                        .help("a row type names its table; declare a type for each"),
                );
            }
            self.prose(subject.part(Part::Doc), &table.doc);
            for text in [&table.name, &table.plural].into_iter().chain(&table.since) {
                self.line(subject, text);
            }
            self.sources_of(index, Item::Table(own), &table.source);
            self.table_row(subject, group, table);
            if is_configuration {
                self.configuration(subject, group, table);
            } else {
                self.table_path(subject.part(Part::Url), table);
                self.table_scopes(subject, group, table);
                self.table_verbs(subject, table);
            }
        }
    }

    fn table_path(&mut self, subject: Subject, table: &Table) {
        if table.path.is_empty() {
            return;
        }
        match Template::parse(&format!("/{}", table.path)) {
            Ok(template) if template.placeholders().next().is_none() => self.url(subject, &template),
            _ => {
                let fault = format!("`{}` is not the path of a table", table.path);
                self.fault(
                    Fault::new(Code::Template, subject, fault)
                        .help("write the segments below the scope, such as `firewall/address`"),
                );
            }
        }
    }

    /// The type of this name, which the group has to declare.
    fn declared_row(&mut self, subject: Subject, group: &'a Group, name: &TypeName) -> Option<&'a Row> {
        let row = group.rows.iter().find(|row| row.name == *name);
        if row.is_none() {
            let fault = format!("this module declares no type `{name}`");
            let fault = Fault::new(Code::UnknownType, subject, fault);
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
    fn section(&mut self, subject: Subject, section: &str) {
        let is_literal = |template: &Template| template.placeholders().next().is_none();
        if section.contains('/') || !Template::parse(&format!("/{section}")).as_ref().is_ok_and(is_literal) {
            let fault = format!("`{section}` is not one segment of a url");
            self.fault(
                Fault::new(Code::Template, subject, fault)
                    .help("write the segment behind the key, such as `scope member`"),
            );
        }
    }

    /// Checks the row type, which has the key as a field.
    fn table_row(&mut self, subject: Subject, group: &'a Group, table: &Table) {
        let Some(row) = self.declared_row(subject, group, &table.row) else {
            return;
        };
        if let Some(members) = &table.members {
            self.declared_row(subject.part(Part::MemberType), group, &members.row);
            self.section(subject.part(Part::Section), &members.section);
        }
        if !row.is_plain() {
            let fault = "the rows of a table have all of their fields in `data`";
            self.fault(Fault::new(Code::InvalidValue, subject, fault));
        }
        let Some(key) = &table.key else {
            return;
        };
        // The key of every row of FortiOS is an `Mkey` of the runtime.
        if group.protocol != Protocol::FortiOs {
            self.table_placeholder(subject.part(Part::Key), &key.placeholder);
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
            let fault = Fault::new(Code::InvalidValue, subject.part(Part::Key), fault);
            self.fault(match nearest(attribute, names.iter().map(String::as_str)) {
                Some(near) => fault.label(format!("did you mean `{near}`?")),
                None => fault.help("a key that no attribute holds has only a type and a `placeholder`"),
            });
        }
    }

    fn table_scopes(&mut self, subject: Subject, group: &Group, table: &Table) {
        if table.scopes.is_empty() {
            let fault = "a table needs a scope below which it is read";
            self.fault(Fault::new(Code::InvalidValue, subject, fault));
        }
        let is_below_rows = |scope: &TableScope| matches!(scope, TableScope::RowsOf(_));
        if table.scopes.len() > 1 && table.scopes.iter().any(is_below_rows) {
            let fault = "a table below the rows of another has no other scope";
            self.fault(Fault::new(Code::InvalidValue, subject.part(Part::Scope(1)), fault));
        }
        for (at, scope) in table.scopes.iter().enumerate() {
            let subject = subject.part(Part::Scope(at));
            if table.scopes[..at].contains(scope) {
                self.fault(Fault::new(Code::Duplicate, subject, "a table has each scope once"));
            }
            match scope {
                TableScope::Below(name) => {
                    if !self.product.scopes.iter().any(|own| own.name == *name) {
                        let fault = format!("nothing declares the scope `{name}`");
                        self.fault(Fault::new(Code::UnknownType, subject, fault).dangling());
                    }
                }
                TableScope::RowsOf(row) => {
                    let parent = group.table(row);
                    if parent.is_none_or(Table::is_single) || parent.is_some_and(|parent| parent.row == table.row) {
                        let fault = format!("this module has no table with rows of the type `{row}`");
                        self.fault(Fault::new(Code::UnknownType, subject, fault).dangling());
                    }
                }
            }
        }
        if let Some(scope) = table.written.iter().find(|scope| !table.scopes.contains(scope)) {
            let name = match scope {
                TableScope::Below(name) | TableScope::RowsOf(name) => name,
            };
            let fault = format!("the table is written below `{name}`, but not read there");
            self.fault(Fault::new(Code::InvalidValue, subject, fault).help("list the scope in `scopes` as well"));
        }
    }

    fn table_verbs(&mut self, subject: Subject, table: &Table) {
        let distinct: BTreeSet<_> = table.verbs.iter().collect();
        let fits = |verb: &TableVerb| !table.is_single() || TableVerb::SINGLE.contains(verb);
        if distinct.len() < table.verbs.len() || !table.verbs.iter().all(fits) {
            let fault = "a table has each verb once, and a single object has `get`, `set` and `update` only";
            self.fault(Fault::new(Code::InvalidValue, subject, fault));
        }
    }

    /// Reports a call that is not the verb of a table that it claims to be.
    pub(super) fn table_call(&mut self, subject: Subject, group: &Group, endpoint: &Endpoint) {
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
            Fault::new(Code::InvalidValue, subject, fault)
                .help("the group needs such a table with this verb, and the call its method")
                .dangling(),
        );
    }
}
