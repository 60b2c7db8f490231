//! Finds the module for the bindings of a spec file.

use std::ops::Range;

use camino::Utf8Path;

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::{ProductId, Protocol};
use crate::name::{ModuleName, ModulePath};
use crate::spec::SpecFile;

/// The module of a file with a group.
pub(super) fn of_file(product: ProductId, file: &SpecFile, faults: &mut Vec<Diagnostic>) -> Option<ModulePath> {
    if file.group.is_some() {
        match module(product, &file.path) {
            Ok(module) => return Some(module),
            Err(fault) => faults.push(*fault),
        }
    } else if let Some(span) = first_item(file) {
        faults.push(
            Diagnostic::new(
                Code::MissingKey,
                Location::new(&file.path, span),
                "a file with tables, endpoints, types, enums or unions needs `[group]`",
            )
            .help("start the file with `[group]`, `title` and `doc`"),
        );
    }
    None
}

/// The module of a file: its name, inside of the module of its folder, if it has one.
fn module(product: ProductId, path: &Utf8Path) -> Result<ModulePath, Box<Diagnostic>> {
    let own = path.strip_prefix(product.as_str()).unwrap_or(path).with_extension("");
    let fault =
        |message: String, help| Box::new(Diagnostic::new(Code::Name, Location::new(path, 0..0), message).help(help));
    let name = |word: &str| match ModuleName::from_wire(word) {
        Ok(name) if name.as_str() == word => Ok(name),
        _ => Err(fault(
            format!("`{word}` is not the name of a module"),
            "give the file a name in snake_case that is not a keyword of Rust",
        )),
    };
    let words: Vec<_> = own.iter().collect();
    match words.as_slice() {
        [file] => Ok(ModulePath {
            folder: None,
            name: name(file)?,
        }),
        [folder, file] => Ok(ModulePath {
            folder: Some(name(folder)?),
            name: name(file)?,
        }),
        _ => Err(fault(
            format!("`{path}` is too deep"),
            "put the file into the folder of its product, or into a folder directly below that",
        )),
    }
}

/// The module of FortiManager's REST calls, and the folder of those of its GUI.
const REST: &str = "rest";
const GUI: &str = "gui";

/// The protocol of a group of specs, which follows from its module. Calls that the GUI's proxy forwards are in groups
/// of the GUI.
pub(crate) fn of_module(product: ProductId, module: &ModulePath) -> Protocol {
    let folder = module.folder.as_ref().map(ModuleName::as_str);
    match (product, folder) {
        (ProductId::FortiOs, _) => Protocol::FortiOs,
        (ProductId::FortiManager, None) if module.name.as_str() == REST => Protocol::Rest,
        (ProductId::FortiManager, Some(GUI)) => Protocol::Gui,
        (ProductId::FortiManager, _) => Protocol::JsonRpc,
    }
}

/// The protocol of a file. A file without a valid module name, which is reported, has the main protocol of the product.
pub(super) fn protocol(product: ProductId, path: &Utf8Path) -> Protocol {
    match (module(product, path), product) {
        (Ok(module), product) => of_module(product, &module),
        (Err(_), ProductId::FortiManager) => Protocol::JsonRpc,
        (Err(_), ProductId::FortiOs) => Protocol::FortiOs,
    }
}

fn first_item(file: &SpecFile) -> Option<Range<usize>> {
    let endpoint = file.endpoints.first().map(|item| &item.name.span);
    let table = file.tables.first().map(|item| &item.row.span);
    let row = file.rows.first().map(|item| &item.name.span);
    let item = file.enums.first().map(|item| &item.name.span);
    let union = file.unions.first().map(|item| &item.name.span);
    table.or(endpoint).or(row).or(item).or(union).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::protocol;

    fn module(path: &str) -> ModulePath {
        let name = |word: &str| ModuleName::from_wire(word).unwrap();
        match path.split_once('/') {
            Some((folder, file)) => ModulePath {
                folder: Some(name(folder)),
                name: name(file),
            },
            None => ModulePath {
                folder: None,
                name: name(path),
            },
        }
    }

    #[test]
    fn the_module_of_a_spec_decides_its_protocol() {
        for (product, path, protocol, product_name, runtime) in [
            (ProductId::FortiManager, "sys", Protocol::JsonRpc, "fmg", "fmg"),
            (ProductId::FortiManager, "rest", Protocol::Rest, "fmg", "fmg::rest"),
            (ProductId::FortiManager, "gui/sys", Protocol::Gui, "fmg-gui", "fmg::gui"),
            (
                ProductId::FortiManager,
                "gui/rest",
                Protocol::Gui,
                "fmg-gui",
                "fmg::gui",
            ),
            (ProductId::FortiManager, "other/sys", Protocol::JsonRpc, "fmg", "fmg"),
            (ProductId::FortiOs, "rest", Protocol::FortiOs, "fortios", "fortios"),
            (ProductId::FortiOs, "gui/sys", Protocol::FortiOs, "fortios", "fortios"),
        ] {
            let found = of_module(product, &module(path));
            assert_eq!(
                (found, protocol::catalogue_product(found), found.module()),
                (protocol, product_name, runtime),
                "{path}"
            );
        }
    }
}
