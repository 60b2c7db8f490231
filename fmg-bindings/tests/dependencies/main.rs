//! The dependencies between modules and crates. A product may name the core. The core names no product, and the
//! products do not name each other. One module names both: that which sends calls of FortiOS through FortiManager. The bindings are tested with the simulator, and the simulator without the bindings.

#![allow(clippy::unwrap_used, reason = "a test reports by panicking")]

mod paths;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use self::paths::named;

/// The part of the crate that a file or a path belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    /// Code for every product.
    Core,
    /// Generated code for all products.
    Shared,
    FortiManager,
    FortiOs,
    /// Code that sends calls of FortiOS through FortiManager.
    Proxy,
    /// Code that exports or tests the whole crate.
    Root,
}

/// The names at the root of the crate that belong to a product, with their owners.
type Roots = BTreeMap<String, Owner>;

impl Owner {
    /// The owner of a path from the root of the crate.
    fn of(path: &[impl AsRef<str>], roots: &Roots) -> Self {
        let mut segments = path.iter().map(AsRef::as_ref);
        match (segments.next(), segments.next()) {
            (Some("fmg"), _) | (Some("generated"), Some("fmg")) => Self::FortiManager,
            (Some("fortios"), _) | (Some("generated"), Some("fortios")) => Self::FortiOs,
            (Some("fortigate_proxy"), _) => Self::Proxy,
            (Some("generated"), Some("shared")) => Self::Shared,
            (Some("generated" | "__test" | "*"), _) | (Some("codegen"), Some("exchange")) => Self::Root,
            (Some(name), None) => roots.get(name).copied().unwrap_or(Self::Core),
            _ => Self::Core,
        }
    }

    /// Whether code of this owner may name items of `other`.
    fn may_name(self, other: Self) -> bool {
        match self {
            Self::Root => true,
            Self::Proxy => other != Self::Root,
            Self::Core => other == Self::Core,
            Self::Shared => matches!(other, Self::Core | Self::Shared),
            Self::FortiManager | Self::FortiOs => other == self || Self::Shared.may_name(other),
        }
    }
}

/// A file of the runtime.
struct File {
    /// Below `src`.
    path: PathBuf,
    text: String,
}

impl File {
    /// The path of its module.
    fn module(&self) -> Vec<&str> {
        let mut module: Vec<_> = self.path.iter().map(|part| part.to_str().unwrap()).collect();
        let file = module.pop().unwrap().strip_suffix(".rs").unwrap();
        module.extend(Some(file).filter(|file| *file != "lib"));
        module
    }

    fn owner(&self) -> Owner {
        match &*self.module() {
            [] => Owner::Root,
            module => Owner::of(module, &Roots::new()),
        }
    }

    /// The paths that the file names and must not name.
    fn forbidden(&self, roots: &Roots) -> Vec<String> {
        let owner = self.owner();
        let paths = named(&self.text, &self.module()).paths.into_iter();
        let forbidden = paths.filter(|path| !owner.may_name(Owner::of(path, roots)));
        forbidden.map(|path| path.join("::")).collect()
    }

    fn is_test(&self) -> bool {
        self.module().iter().any(|part| ["tests", "properties"].contains(part))
    }
}

fn read(folder: &Path, root: &Path, files: &mut Vec<File>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, root, files);
        } else {
            files.push(File {
                text: fs::read_to_string(&path).unwrap(),
                path: path.strip_prefix(root).unwrap().to_owned(),
            });
        }
    }
}

/// All files except tests.
fn files() -> Vec<File> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    read(&source, &source, &mut files);
    files.retain(|file| !file.is_test());
    files
}

/// The names that the root of the crate has from products: by its `use` declarations, and by exported macros.
fn roots(files: &[File]) -> Roots {
    let mut roots = Roots::new();
    for file in files {
        let (module, owner) = (file.module(), file.owner());
        let named = named(&file.text, &module);
        if owner != Owner::Core {
            roots.extend(named.macros.into_iter().map(|name| (name, owner)));
        }
        if module.is_empty() {
            let uses = named.used.into_iter();
            let uses = uses.map(|(name, path)| (name, Owner::of(&path, &Roots::new())));
            roots.extend(uses.filter(|(_, owner)| *owner != Owner::Core));
        }
    }
    roots
}

#[test]
fn core_and_products_name_only_what_they_may() {
    let files = files();
    let roots = roots(&files);
    for known in ["adom", "url", "mkey", "path", "vdom", "VdomName"] {
        assert!(roots.contains_key(known), "{known} is not among {roots:?}");
    }
    let (mut counts, mut proxy) = ([0; 3], 0);
    for file in &files {
        assert_eq!(file.forbidden(&roots), [""; 0], "{}", file.path.display());
        match file.owner() {
            Owner::Core => counts[0] += 1,
            Owner::FortiManager => counts[1] += 1,
            Owner::FortiOs => counts[2] += 1,
            Owner::Proxy => proxy += 1,
            Owner::Shared | Owner::Root => {}
        }
    }
    assert!(
        counts.iter().all(|count| *count > 40),
        "{counts:?} files of core and products"
    );
    assert!((1..10).contains(&proxy), "{proxy} files that name both products");
}

/// A dependency in both directions, even of tests, builds each crate twice, and a change of one builds both.
#[test]
fn the_stand_in_does_not_depend_on_the_bindings() {
    let manifest = |of: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(of).join("Cargo.toml");
        fs::read_to_string(path).unwrap()
    };
    let names = |manifest: &str, dependency: &str| manifest.lines().any(|line| line.starts_with(dependency));
    assert!(names(&manifest("."), "fmg-sim."));
    assert!(!names(&manifest("../fmg-sim"), "fmg-bindings"));
}

/// The forbidden paths in a file with this path and text. The root of the crate exports a type of FortiManager.
fn forbidden(path: &str, text: &str) -> Vec<String> {
    let file = File {
        path: path.into(),
        text: text.to_owned(),
    };
    let roots = Roots::from([("AdomName".to_owned(), Owner::FortiManager)]);
    file.forbidden(&roots)
}

#[test]
fn a_forbidden_path_is_found() {
    for (path, text, found) in [
        // In uses, in bodies, in types and in macros.
        ("call.rs", "use crate::fmg;", "fmg"),
        (
            "call.rs",
            "use crate::{web::{self, Line}, fortios::{Filter as F, Path}};",
            "fortios::Filter fortios::Path",
        ),
        (
            "call.rs",
            "fn a() -> u8 { if b() { crate::fmg::c(crate::web::d()) } else { 1 } }",
            "fmg::c",
        ),
        ("call.rs", "struct A { b: Option<Vec<crate::fmg::B>> }", "fmg::B"),
        (
            "call.rs",
            "impl<T: crate::fmg::A> B<T> for [crate::fortios::C; 2] {}",
            "fmg::A fortios::C",
        ),
        ("call.rs", "macro_rules! a { () => { $crate::fmg::b!{} } }", "fmg::b"),
        ("call.rs", "#[derive(crate::fmg::A)] struct B;", "fmg::A"),
        ("call.rs", "fn a() { x.crate_::<crate::fmg::B>() }", "fmg::B"),
        (
            "call.rs",
            "fn a() { ::fmg_bindings::fmg::b(); fmg_bindings::fortios::c() }",
            "fmg::b fortios::c",
        ),
        // By `super`, from a file and from a module inside the file.
        ("web/line.rs", "use super::super::fmg::A;", "fmg::A"),
        (
            "web/line.rs",
            "fn a() { super::super::generated::fmg::b() }",
            "generated::fmg::b",
        ),
        (
            "web.rs",
            "mod a { mod b { use super::super::super::fortios::C; } }",
            "fortios::C",
        ),
        ("web.rs", "use self::super::fmg::A;", "fmg::A"),
        // By an alias, and by a glob.
        ("call.rs", "use crate as c; fn a() { c::fmg::b() }", "*"),
        ("call.rs", "use crate::{self as c};", "*"),
        ("web/line.rs", "use super::super::*;", "*"),
        ("call.rs", "use crate::AdomName;", "AdomName"),
        ("call.rs", "fn a() { crate::url::<B>() }", ""),
        (
            "call.rs",
            "use crate::generated::shared::VdomName;",
            "generated::shared::VdomName",
        ),
        ("call.rs", "use crate::__test::a;", "__test::a"),
        // A path from one product to the other, and from shared code to either.
        ("fortios/each.rs", "use crate::fmg::VdomName;", "fmg::VdomName"),
        ("fortios.rs", "pub use super::fmg::VdomName;", "fmg::VdomName"),
        ("fmg/rest/calls.rs", "use crate::{fortios, AdomName};", "fortios"),
        (
            "generated/fortios/cmdb.rs",
            "use crate::generated::fmg::a;",
            "generated::fmg::a",
        ),
        ("generated/shared.rs", "fn a() { crate::fmg::b() }", "fmg::b"),
        // The module that names both products is above them.
        ("fmg/client.rs", "use crate::fortigate_proxy::A;", "fortigate_proxy::A"),
        ("call.rs", "use crate::fortigate_proxy::A;", "fortigate_proxy::A"),
    ] {
        assert_eq!(forbidden(path, text).join(" "), found, "{path}: {text}");
    }
}

#[test]
fn an_allowed_path_is_not_reported() {
    for (path, text) in [
        (
            "call.rs",
            "use crate::web::Line; pub(crate) use self::a::b; use super::error::Error;",
        ),
        (
            "call.rs",
            "// crate::fmg\n/* crate::fmg */\n/// [`a`](crate::fmg::A)\nconst B: &str = \"crate::fmg::C\";",
        ),
        (
            "call.rs",
            "const A: &str = r#\"\"crate::fmg\"#; const B: char = '\"'; fn c<'fmg>() {}",
        ),
        (
            "call.rs",
            "#[cfg(test)] mod tests { use crate::fmg::A; } #[cfg(all(test, unix))] use crate::fmg;",
        ),
        (
            "call.rs",
            "#[cfg(test)] #[path = \"x.rs\"] mod almost; fn a(#[cfg(test)] b: crate::fmg::B, c: u8) {}",
        ),
        (
            "call.rs",
            "#[cfg(test)] fn a<B, C>(b: crate::fmg::B) -> C { crate::fmg::c() }",
        ),
        (
            "web/line.rs",
            "use super::fmg::A; fn a() { b.crate_.fmg(); c::fmg::d() }",
        ),
        ("web.rs", "mod fmg { use super::a; } use self::fmg::A;"),
        (
            "fmg/rest.rs",
            "use crate::fmg::Client; use super::super::generated::fmg::rest; use crate::AdomName;",
        ),
        (
            "fortios.rs",
            "pub use crate::generated::shared::VdomName; pub use crate::generated::fortios::Mkey;",
        ),
        ("lib.rs", "pub use self::fmg::A; use crate::fortios::B;"),
        (
            "fortigate_proxy/reply.rs",
            "use crate::fmg::A; use crate::fortios::B; use crate::AdomName;",
        ),
    ] {
        assert_eq!(forbidden(path, text), [""; 0], "{path}: {text}");
    }
    // Code that is also compiled without tests is checked.
    assert_eq!(forbidden("call.rs", "#[cfg(any(test, unix))] use crate::fmg;"), ["fmg"]);
    assert_eq!(forbidden("call.rs", "#[cfg(not(test))] use crate::fmg;"), ["fmg"]);
}

/// Adds a forbidden path before and after the text of each file.
#[test]
fn a_forbidden_path_is_found_in_each_file_of_the_core() {
    let files = files();
    let roots = roots(&files);
    for file in files.into_iter().filter(|file| file.owner() == Owner::Core) {
        let text = format!(
            "fn up() {{ crate::fmg::up() }} {}\nconst UP: u8 = crate::fortios::UP;",
            file.text
        );
        let changed = File { text, ..file };
        assert_eq!(
            changed.forbidden(&roots),
            ["fmg::up", "fortios::UP"],
            "{}",
            changed.path.display()
        );
    }
}
