//! The generator of `fmg-bindings`: specs in, files and diagnostics out. It also imports descriptions: the schemas that
//! appliances return, and the Swagger files about them.
//!
//! ```text
//! SpecTree ──parse──▶ spec, with positions ──lower──▶ Api, without positions ──emit──▶ Files
//!                          │                             │               │
//!                          └──────── Diagnostics ◀───────┘               └──▶ Catalogue
//! ```
//!
//! Every step reports all faults that it finds, and a fault prevents the emission of files. Only [`SpecTree`] and
//! [`import`] read files. Only the entries for build scripts, [`Build`] and [`Import::run`](import::Import::run), and
//! the program `fmg-import` write files and print.
//!
//! [`Import`](import::Import) makes an [`Api`](ir::Api) of the schemas of a FortiGate or a FortiManager, or of Swagger
//! files. So a user's crate has bindings for the tables and calls of its own firmware. The program `fmg-import`, with
//! the feature `cli`, shows the content of a description, and the bindings for it.
//!
//! ```
//! use fmg_codegen::{SpecTree, Target, analyze, generate};
//!
//! let tree = SpecTree::from_files([
//!     ("documents.toml", "[[document]]\nid = 'how-to'\ntitle = 'How to'\nurl = 'https://example.com/how-to'\nabout = 'A guide.'"),
//!     ("fmg/sys.toml", "
//!         [group]
//!         title = 'System'
//!         doc = 'The appliance itself.'
//!
//!         [[endpoint]]
//!         name = 'status'
//!         get = '/sys/status'
//!         doc = 'Reads the status.'
//!         source = { document = 'how-to', section = '1' }
//!     "),
//! ]);
//! let api = analyze(&tree).unwrap();
//! let target = Target::modules("src/api");
//! let files = generate(&api, &target);
//! let bindings = files.get("src/api/fmg/sys.rs").unwrap().text();
//! assert!(bindings.contains("pub struct Status {}"));
//! ```
#![forbid(unsafe_code)]
#![warn(clippy::print_stderr, clippy::print_stdout)]

mod build;
pub mod catalogue;
#[cfg(feature = "cli")]
pub mod command;
pub mod configuration;
mod diagnostic;
mod emit;
mod expand;
pub mod import;
pub mod ir;
mod lower;
mod name;
mod parse;
mod prose;
mod read;
#[cfg(feature = "cli")]
pub mod render;
mod source;
mod span;
mod spec;
mod symbols;
mod target;
mod texts;
mod type_expr;

pub use build::Build;
pub use diagnostic::{Code, Diagnostic, Label, Location};
pub use emit::{File, Files};
pub use name::{BadName, ConstName, FieldName, MethodName, ModuleName, ModulePath, TypeName, VariantName};
pub use source::SpecTree;
pub use target::{Target, TargetFault};

/// Generates the bindings of an API for a target, and the additional files of the target.
///
/// The text of a file is generated when [`File::text`] or [`File::write_to`] is called.
///
/// ```
/// use fmg_codegen::ir::{Api, Endpoint, Group, HttpMethod, Origin, Product, ProductId, Protocol, Verb};
/// use fmg_codegen::{ModulePath, Target, generate};
///
/// let status = Endpoint::new(Verb::Http(HttpMethod::Get), "/api/v2/monitor/system/status", "status")?;
/// let mut group = Group::new(Protocol::FortiOs, ModulePath::new("monitor::system")?, "System");
/// group.endpoints.push(status);
/// let mut product = Product::new(ProductId::FortiOs);
/// product.groups.push(group);
///
/// let api = Api::new(Origin::new("my own program"), Vec::new(), vec![product]).map_err(|faults| faults[0].clone())?;
/// let target = Target::modules("src/api");
/// let files = generate(&api, &target);
/// let bindings = files.get("src/api/fortios/monitor/system.rs").unwrap().text();
/// assert!(bindings.contains("pub struct Status {}"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn generate<'a>(api: &'a ir::Api, target: &'a Target) -> Files<'a> {
    emit::generate(api, target)
}

/// Parses, resolves and checks the specs.
///
/// # Errors
///
/// Every fault of the specs, in the order of their positions in the files.
pub fn analyze(tree: &SpecTree) -> Result<ir::Api, Vec<Diagnostic>> {
    let (api, found) = lower::lower(tree);
    let mut faults = found.of_files;
    // A fault of the API at the position of a fault of a file is only its consequence.
    let follows = |fault: &Diagnostic| {
        let place = &fault.primary.location;
        faults.iter().any(|known| known.primary.location == *place)
    };
    let (_, mut found): (Vec<_>, Vec<_>) = found.of_meaning.into_iter().partition(follows);
    faults.append(&mut found);
    if faults.is_empty() {
        Ok(api)
    } else {
        diagnostic::sort(&mut faults);
        Err(faults)
    }
}
