//! Checks the tables of the configuration of FortiOS.

use crate::diagnostic::Code;
use crate::ir::fault::{Element, Fault, Part};
use crate::ir::{Group, Table, TableScope, TableVerb};

use super::Checker;

impl Checker<'_> {
    /// Checks the properties that only tables of FortiOS have.
    pub(super) fn configuration(&mut self, element: Element, group: &Group, table: &Table) {
        self.configuration_path(element.part(Part::Url), table);
        if group.rows.iter().any(|row| row.name == table.row && row.writable) {
            let fault = "FortiOS has no `unset attrs`, so its rows are not `writable`";
            self.fault(
                Fault::new(Code::InvalidValue, element, fault)
                    .help("remove `writable`: the rows of a table of FortiOS can be written in any case"),
            );
        }
        if table.key.as_ref().is_some_and(|key| key.attribute.is_none()) {
            let fault = "a key of FortiOS is an attribute of the row";
            self.fault(Fault::new(Code::InvalidValue, element.part(Part::Key), fault));
        }
        let allowed: &[TableVerb] = match &table.key {
            Some(_) => &TableVerb::CONFIGURATION,
            None => &[TableVerb::Get, TableVerb::Update],
        };
        if table.members.is_some() || !table.verbs.iter().all(|verb| allowed.contains(verb)) {
            let fault = "FortiOS has no such calls on tables";
            self.fault(Fault::new(Code::InvalidValue, element, fault));
        }
        self.configuration_scopes(element, group, table);
    }

    /// The path has two parts, as the url has; that of a child table is the name of the attribute.
    fn configuration_path(&mut self, element: Element, table: &Table) {
        let is_child = table.parent().is_some();
        let segments: Vec<_> = table.path.split('/').collect();
        let count = if is_child { 1 } else { 2 };
        if segments.len() != count || !segments.iter().all(|own| is_segment(own)) {
            let fault = format!("`{}` is not the path of a table of FortiOS", table.path);
            self.fault(Fault::new(Code::Template, element, fault).help(if is_child {
                "write the attribute of the parent that is the table, such as `reserved-address`"
            } else {
                "write the words of the command line with dots between them, and a slash before the last: `vpn.ssl.web/portal`"
            }));
        }
    }

    fn configuration_scopes(&mut self, element: Element, group: &Group, table: &Table) {
        if table.written != table.scopes {
            let fault = "a table of FortiOS is written where it is read";
            self.fault(Fault::new(Code::InvalidValue, element, fault));
        }
        match table.scopes.as_slice() {
            [] => {}
            [TableScope::RowsOf(row)] => {
                let parent = group.table(row);
                let is_deeper = parent.is_some_and(|parent| parent.parent().is_some());
                if is_deeper || parent.is_none() || *row == table.row || table.is_single() {
                    let fault = "only a table with its own url has child tables, and their rows have keys";
                    self.fault(
                        Fault::new(Code::InvalidValue, element, fault)
                            .help(
                                "the rows of other tables are written with the object around them; declare their type only",
                            )
                            .dangling(),
                    );
                }
            }
            _ => {
                let fault = "a table of FortiOS has no scopes";
                self.fault(Fault::new(Code::InvalidValue, element, fault));
            }
        }
    }
}

/// Whether a text is a segment of a url without encoding, which holds for all tables of FortiOS.
pub(crate) fn is_segment(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '+');
    !matches!(text, "" | "." | "..") && text.chars().all(is_part)
}
