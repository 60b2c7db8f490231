//! Checks that a scope has each name once: the items of a module, the fields of a struct.

use std::collections::BTreeMap;

use crate::diagnostic::Code;
use crate::ir::Row;
use crate::ir::fault::{Element, Fault};

/// The names of functions that every request has.
const REQUEST: [&str; 6] = ["clone", "default", "method", "new", "template", "url"];

/// The names that a generated module imports, or has from the prelude.
const MODULE: [&str; 33] = [
    "BTreeMap",
    "Call",
    "Calls",
    "Code",
    "DownloadCall",
    "Endpoint",
    "ExtraAttributes",
    "Field",
    "File",
    "From",
    "Into",
    "IntoIterator",
    "IntoParam",
    "KeyList",
    "Map",
    "Named",
    "OneOrMany",
    "Open",
    "Option",
    "Result",
    "RowName",
    "Secret",
    "Self_",
    "Serialize",
    "SerializeMap",
    "Serializer",
    "StartsTask",
    "String",
    "Text",
    "Value",
    "Vec",
    "WithOptions",
    "WordList",
];

/// The macros of the prelude that derive a trait. The documentation cannot link to an item with such a name.
const DERIVES: [&str; 9] = [
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Eq",
    "Hash",
    "Ord",
    "PartialEq",
    "PartialOrd",
];

/// The names of a scope, with the spelling of the description and the element.
pub(super) struct Names<'a> {
    what: &'static str,
    taken: BTreeMap<&'a str, (String, Element)>,
}

impl<'a> Names<'a> {
    /// An empty scope. `what` begins the message about a clash: "this struct has two fields".
    pub(super) fn new(what: &'static str) -> Self {
        Self {
            what,
            taken: BTreeMap::new(),
        }
    }

    /// Adds `name`, which the description spells `shown`. Returns a fault if the scope has the name.
    pub(super) fn claim(&mut self, name: &'a str, shown: &str, element: Element) -> Option<Fault> {
        if let Some((other, earlier)) = self.taken.get(name) {
            return Some(
                Fault::new(
                    Code::Name,
                    element,
                    format!("{} that become `{name}` in Rust", self.what),
                )
                .label(format!("`{shown}` here"))
                .also(*earlier, format!("`{other}` here"))
                .help("give one of them another name"),
            );
        }
        self.taken.insert(name, (shown.to_owned(), element));
        None
    }

    /// The element of a name.
    pub(super) fn get(&self, name: &str) -> Option<Element> {
        self.taken.get(name).map(|(_, element)| *element)
    }
}

/// A fault for a field with the name of a function of its request.
pub(super) fn field_of_request(name: &str, element: Element) -> Option<Fault> {
    REQUEST.contains(&name).then(|| {
        Fault::new(
            Code::Name,
            element,
            format!("`{name}` is the name of a function that every request has"),
        )
        .help("give the field another name")
    })
}

/// A fault for a field that has the name of one that every row has which is written.
pub(super) fn field_of_written_row(name: &str, element: Element) -> Option<Fault> {
    (name == Row::EXTRA).then(|| {
        Fault::new(
            Code::Name,
            element,
            format!("`{name}` is a field that every row has which is written"),
        )
        .help("give the field another name")
    })
}

/// The names that fields of a request cannot have.
pub(crate) const fn reserved_fields() -> &'static [&'static str] {
    &REQUEST
}

/// Whether an item of a module can have this name.
pub(crate) fn is_free(name: &str) -> bool {
    !MODULE.contains(&name) && !DERIVES.contains(&name)
}

/// A fault for an item whose name its module uses for something else.
pub(super) fn item_of_module(name: &str, element: Element) -> Option<Fault> {
    let (problem, help) = if MODULE.contains(&name) {
        (
            "is a name that every generated module may import",
            "give the item another name",
        )
    } else if DERIVES.contains(&name) {
        (
            "is also a derive macro of Rust, so links of the documentation to it would be ambiguous",
            "give the item another name, such as one with its object: `copy-objects`",
        )
    } else {
        return None;
    };
    let fault = Fault::new(Code::Name, element, format!("`{name}` {problem}"));
    Some(fault.help(help))
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::*;
    use crate::{SpecTree, Target, analyze, generate};

    /// The names that a `use` line imports: `use a::{B, C};`.
    fn imported(line: &str) -> Vec<&str> {
        let path = line.trim_start_matches("use ").trim_end_matches(';');
        match path.split_once("::{") {
            Some((_, names)) => names.trim_end_matches('}').split(", ").collect(),
            None => path.rsplit("::").take(1).collect(),
        }
    }

    #[test]
    fn every_import_of_a_generated_module_is_known() {
        let tree = SpecTree::read(&Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")).unwrap();
        let api = analyze(&tree).unwrap();
        let target = Target::repository();
        let mut count = 0;
        for file in generate(&api, &target).iter() {
            let (path, text) = (file.path(), file.text());
            // Other modules, such as that of the status codes, contain no types of a description.
            let generated = "fmg-bindings/src/generated";
            let is_table = path.starts_with(format!("{generated}/fortios/cmdb")) && text.contains("\nrow! {");
            if !(path.starts_with(generated) && text.contains("#[endpoint(") || is_table) {
                continue;
            }
            // Declared types come by `super`, external types by a path of their own.
            let externals = ["EventSearch", "InstallTarget", "Period", "Retention"];
            let lines = text.lines().filter(|line| line.starts_with("use "));
            for name in lines.filter(|line| !line.starts_with("use super::")).flat_map(imported) {
                let is_type = name.starts_with(|c: char| c.is_ascii_uppercase());
                assert!(
                    !is_type || MODULE.contains(&name) || externals.contains(&name),
                    "{path}: {name}"
                );
                count += 1;
            }
        }
        assert!(count > 20, "{count}");
    }
}
