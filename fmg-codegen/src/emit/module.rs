//! The modules of the bindings: one file for each, or all inline in one file.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};

use crate::ir::{Api, Group, Product, ProductId, Protocol};
use crate::name::ModuleName;

use super::source::{Source, literal};
use super::{Context, group, handle, parameter, preamble, product, scope, status};

/// A module of the bindings.
#[derive(Clone, Copy, Debug)]
pub(super) enum Module<'a> {
    /// The root module. That of the runtime is written by hand.
    All(&'a Api),
    Product(&'a Product),
    /// The groups in a folder.
    Folder(&'a Product, &'a ModuleName),
    Group(&'a Group),
    /// The url parameters of this product only.
    Parameters(&'a Product),
    /// The scopes of the tables of a product.
    Scopes(&'a Product),
    /// The url parameters that all products share.
    Shared(&'a Api),
    /// The status codes of a product, in the runtime only.
    Status(&'a Product),
}

/// A module inside another one.
struct Child<'a> {
    attribute: Option<String>,
    visibility: &'static str,
    module: Module<'a>,
}

/// Lints are allowed because nobody edits generated code, and a crate need not use all calls.
pub(super) fn allow(source: &mut Source) {
    source.open_with("#[allow(");
    for lint in [
        "clippy::all",
        "clippy::pedantic",
        "clippy::nursery",
        "dead_code",
        "unreachable_pub",
    ] {
        source.line(&format!("{lint},"));
    }
    source.line("unused_qualifications").close_with(")]");
}

impl<'a> Module<'a> {
    fn name(self) -> &'a str {
        match self {
            Self::All(_) => "",
            Self::Product(product) => product.id.as_str(),
            Self::Folder(_, folder) => folder.as_str(),
            Self::Group(group) => group.module.name.as_str(),
            Self::Parameters(_) => "parameters",
            Self::Scopes(_) => "scopes",
            Self::Shared(_) => "shared",
            Self::Status(_) => "status",
        }
    }

    /// The direct child modules, by name.
    fn children(self, context: &Context<'a>) -> Vec<Child<'a>> {
        let is_runtime = context.target.is_runtime();
        let public = |module| Child {
            attribute: None,
            visibility: "pub ",
            module,
        };
        let of_protocol = |protocol: Protocol, module| match protocol {
            // The runtime has a module for this protocol, which exports the calls.
            Protocol::Rest | Protocol::Gui | Protocol::GuiProxy if is_runtime => Child {
                attribute: feature(protocol),
                visibility: "pub(crate) ",
                module,
            },
            _ => public(module),
        };
        let mut children: Vec<_> = match self {
            Self::All(api) => {
                let products = context.products().map(Self::Product);
                let shared = parameter::has_shared(api).then_some(Self::Shared(api));
                products.chain(shared).map(public).collect()
            }
            Self::Product(product) => {
                let groups = product
                    .groups_in(None)
                    .map(|group| of_protocol(group.protocol, Self::Group(group)));
                let folders = product.folders().into_iter();
                let folders = folders.map(|folder| {
                    let module = Self::Folder(product, folder);
                    // If a folder has no handles, a hand-written module of the runtime exports its modules.
                    let is_hidden = is_runtime && !product.groups_in(Some(folder)).any(Group::has_handle);
                    if is_hidden && product.folder_protocol(folder) == Protocol::FortiOs {
                        return Child {
                            attribute: None,
                            visibility: "pub(crate) ",
                            module,
                        };
                    }
                    of_protocol(product.folder_protocol(folder), module)
                });
                let parameters = parameter::has_own(product).then_some(Child {
                    attribute: None,
                    visibility: "",
                    module: Self::Parameters(product),
                });
                let status = is_runtime.then_some(Child {
                    attribute: None,
                    visibility: "pub(crate) ",
                    module: Self::Status(product),
                });
                let scopes = (!product.scopes.is_empty()).then_some(Child {
                    attribute: None,
                    visibility: if is_runtime { "pub(crate) " } else { "pub " },
                    module: Self::Scopes(product),
                });
                groups
                    .chain(folders)
                    .chain(parameters)
                    .chain(scopes)
                    .chain(status)
                    .collect()
            }
            Self::Folder(product, folder) => product
                .groups_in(Some(folder))
                .map(|group| public(Self::Group(group)))
                .collect(),
            Self::Group(_) | Self::Parameters(_) | Self::Scopes(_) | Self::Shared(_) | Self::Status(_) => Vec::new(),
        };
        children.sort_by_key(|child| child.module.name());
        children
    }

    /// The text before the child modules: the documentation.
    fn head(self, context: &Context<'_>, source: &mut Source) {
        match self {
            Self::Product(product) if !context.target.is_runtime() => {
                source.file_doc(match product.id {
                    ProductId::FortiManager => "Calls of FortiManager.",
                    ProductId::FortiOs => "Calls of FortiOS.",
                });
            }
            Self::Folder(product, folder) => product::folder_head(context, product, folder, source),
            Self::All(_)
            | Self::Product(_)
            | Self::Group(_)
            | Self::Parameters(_)
            | Self::Scopes(_)
            | Self::Shared(_)
            | Self::Status(_) => {}
        }
    }

    /// The text after the child modules.
    fn body(self, context: &Context<'_>, source: &mut Source) {
        match self {
            Self::All(_) => {}
            Self::Product(product) => product::body(context, product, source),
            Self::Folder(product, folder) => {
                let is_gui = product.folder_protocol(folder) == Protocol::Gui;
                if !is_gui {
                    handle::folder_groups(context, product, folder, source);
                }
                // The client of the GUI has handles for its groups. Other clients have one for the folder.
                if is_gui || !context.target.is_runtime() {
                    handle::of_folder(context, product, folder, source);
                }
            }
            Self::Group(group) => group::write(context, group, source),
            Self::Parameters(product) => parameter::of_product(context, product, source),
            Self::Scopes(product) => scope::of_product(context, product, source),
            Self::Shared(api) => parameter::of_all(context, api, source),
            Self::Status(product) => match product.id {
                ProductId::FortiManager => status::constants(product, context, source),
                ProductId::FortiOs => status::tables(product, source),
            },
        }
    }

    /// The text after the child modules, after an empty line. Some modules have none.
    fn body_after_gap(self, context: &Context<'_>, source: &mut Source) {
        let mut body = source.part();
        self.body(context, &mut body);
        if !body.text().is_empty() {
            source.gap().append(&body);
        }
    }

    /// The attribute of a child module.
    fn attribute(self, child: &Child<'_>, source: &mut Source) {
        if let Self::All(_) = self {
            allow(source);
        }
        if let Some(attribute) = &child.attribute {
            source.line(attribute);
        }
    }

    /// Writes the module into its own file, with a line for each child module.
    pub(super) fn write_file(self, context: &Context<'a>, source: &mut Source) {
        let origin = match self {
            Self::All(api) | Self::Shared(api) => &api.origin,
            Self::Product(product)
            | Self::Folder(product, _)
            | Self::Parameters(product)
            | Self::Scopes(product)
            | Self::Status(product) => &product.origin,
            Self::Group(group) => &group.origin,
        };
        source.line(&preamble(context.target, origin)).gap();
        if let Self::All(_) = self {
            // Not in `head`: `write_inline` writes a file for `include!`, which cannot begin with documentation.
            source.file_doc("Calls and tables that the bindings do not ship.");
        }
        self.head(context, source);
        source.gap();
        for child in self.children(context) {
            self.attribute(&child, source);
            source.line(&format!("{}mod {};", child.visibility, child.module.name()));
        }
        self.body_after_gap(context, source);
    }

    /// Writes the content of the module, with its child modules inline.
    pub(super) fn write_inline(
        self,
        context: &Context<'a>,
        source: &mut Source,
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        self.head(context, source);
        for child in self.children(context) {
            source.gap();
            self.attribute(&child, source);
            source.open(&format!("{}mod {}", child.visibility, child.module.name()));
            child.module.write_inline(context, source, out)?;
            source.close();
            source.hand_over(out)?;
        }
        self.body_after_gap(context, source);
        source.hand_over(out)
    }

    /// The files of all descendant modules, below `folder`.
    pub(super) fn files_below(self, context: &Context<'a>, folder: &Utf8Path, files: &mut Vec<(Utf8PathBuf, Self)>) {
        for child in self.children(context) {
            let module = child.module;
            let own = folder.join(module.name());
            module.files_below(context, &own, files);
            files.push((own.with_extension("rs"), module));
        }
    }
}

/// The attribute of items that need the feature of a protocol in the runtime.
pub(super) fn feature(protocol: Protocol) -> Option<String> {
    let feature = protocol.feature()?;
    Some(format!("#[cfg(feature = {})]", literal(feature)))
}
