//! The handles of a client for groups of calls. In the runtime they are methods of its clients. In other crates they are
//! functions, and a trait with the same methods.

use heck::ToUpperCamelCase as _;

use crate::ir::{Group, Product, ProductId, Protocol};
use crate::name::ModuleName;
use crate::prose;

use super::Context;
use super::module::feature;
use super::source::Source;

/// One handle.
struct Handle<'a> {
    /// The name of the method or function, which is also that of the module.
    name: &'a ModuleName,
    /// The type in that module.
    ty: &'static str,
    doc: String,
    protocol: Protocol,
}

/// The purpose of the calls of a group, in one sentence.
pub(super) fn summary(group: &Group) -> String {
    prose::escape(prose::sentence(&group.doc))
}

/// The handles of a product: those of its groups and of its folders.
pub(super) fn of_product(context: &Context<'_>, product: &Product, source: &mut Source) {
    let mut handles: Vec<_> = product
        .groups_in(None)
        .filter(|group| group.has_handle())
        .map(|group| of_group(context, group))
        .collect();
    for folder in product.folders() {
        let protocol = product.folder_protocol(folder);
        if protocol != Protocol::Gui && product.groups_in(Some(folder)).any(Group::has_handle) {
            handles.push(Handle {
                name: folder,
                ty: "Groups",
                doc: format!("The groups of calls in {}.", link(context, folder)),
                protocol,
            });
        }
    }
    let (protocol, name) = match product.id {
        ProductId::FortiManager => (Protocol::JsonRpc, "FmgCalls"),
        ProductId::FortiOs => (Protocol::FortiOs, "FortiOsCalls"),
    };
    write(context, &handles, protocol, name, source);
}

/// The handles of the groups in a folder.
pub(super) fn of_folder(context: &Context<'_>, product: &Product, folder: &ModuleName, source: &mut Source) {
    let groups = product.groups_in(Some(folder)).filter(|group| group.has_handle());
    let handles: Vec<_> = groups.map(|group| of_group(context, group)).collect();
    let name = format!("{}Calls", folder.as_str().to_upper_camel_case());
    write(context, &handles, product.folder_protocol(folder), &name, source);
}

fn of_group<'g>(context: &Context<'_>, group: &'g Group) -> Handle<'g> {
    let module = &group.module.name;
    let link = match group.protocol {
        // The runtime has a module for this protocol, which exports the calls.
        Protocol::Rest if context.target.is_runtime() => format!("[`{module}`](crate::{})", group.protocol.module()),
        _ => link(context, module),
    };
    Handle {
        name: module,
        ty: "Calls",
        doc: format!("{}\n\nThe calls of {link}.", summary(group)),
        protocol: group.protocol,
    }
}

/// A link to a module. In other crates a function has the same name.
pub(super) fn link(context: &Context<'_>, module: &ModuleName) -> String {
    if context.target.is_runtime() {
        format!("[`{module}`]")
    } else {
        format!("[`{module}`](mod@{module})")
    }
}

fn write(context: &Context<'_>, handles: &[Handle<'_>], protocol: Protocol, name: &str, source: &mut Source) {
    if handles.is_empty() {
        return;
    }
    if context.target.is_runtime() {
        let module = match protocol {
            Protocol::Gui => protocol.module(),
            protocol => protocol.product().as_str(),
        };
        source.gap();
        inherent(handles, &format!("crate::{module}::Client"), source);
        source.gap().line("#[cfg(feature = \"blocking\")]");
        inherent(handles, &format!("crate::{module}::blocking::Client"), source);
    } else {
        functions(context, handles, source);
        extension(context, handles, protocol, name, source);
    }
}

/// The methods of a client.
fn inherent(handles: &[Handle<'_>], client: &str, source: &mut Source) {
    source.block(&format!("impl {client}"), |source| {
        for Handle {
            name,
            ty,
            doc,
            protocol,
        } in handles
        {
            source.gap().doc(doc);
            if let Some(feature) = feature(*protocol).filter(|_| *protocol == Protocol::Rest) {
                source.line(&feature);
            }
            source
                .line("#[must_use]")
                .block(&format!("pub fn {name}(&self) -> {name}::{ty}<'_, Self>"), |source| {
                    source.line(&format!("{name}::{ty}::new(self)"));
                });
        }
    });
}

/// The bound of a client that sends calls of a protocol.
fn client(context: &Context<'_>, protocol: Protocol) -> String {
    let runtime = context.target.runtime_path();
    let protocol = match protocol {
        Protocol::GuiProxy => Protocol::Gui,
        protocol => protocol,
    };
    let (module, name) = (protocol.module(), protocol.variant());
    format!("{runtime}::codegen::Client<{runtime}::{module}::{name}>")
}

/// A function for each handle. It cannot conflict with a method of the client.
fn functions(context: &Context<'_>, handles: &[Handle<'_>], source: &mut Source) {
    for Handle {
        name,
        ty,
        doc,
        protocol,
    } in handles
    {
        let client = client(context, *protocol);
        source.gap().doc(doc).line("#[must_use]").function(
            &format!("pub fn {name}<C: {client}>"),
            &["client: &C".to_owned()],
            &format!(" -> {name}::{ty}<'_, C>"),
            |source| {
                source.line(&format!("{name}::{ty}::new(client)"));
            },
        );
    }
}

/// A trait with the handles as methods, for each client.
fn extension(context: &Context<'_>, handles: &[Handle<'_>], protocol: Protocol, name: &str, source: &mut Source) {
    let client_of = |protocol| client(context, protocol);
    let own = client_of(protocol);
    source
        .gap()
        .doc(
            "The functions of this module as methods of a client.\n\nIf the client has a method with the same name, Rust \
             calls that one. The function always returns the handle of this module.",
        )
        .block(&format!("pub trait {name}: {own} + Sized"), |source| {
            for handle in handles {
                let Handle { name, ty, doc, .. } = handle;
                let head = format!("fn {name}(&self) -> {name}::{ty}<'_, Self>");
                source.gap().doc(doc).line("#[must_use]");
                let bound = client_of(handle.protocol);
                if bound == own {
                    source.open(&head);
                } else {
                    source.line(&head).line("where").indented(|source| {
                        source.line(&format!("Self: {bound},"));
                    });
                    source.open_with("{");
                }
                source.line(&format!("{name}::{ty}::new(self)")).close();
            }
        })
        .gap()
        .line(&format!("impl<C: {own}> {name} for C {{}}"));
}

/// The handle of the groups in a folder.
pub(super) fn folder_groups(context: &Context<'_>, product: &Product, folder: &ModuleName, source: &mut Source) {
    if !product.groups_in(Some(folder)).any(Group::has_handle) {
        return;
    }
    let handle = if context.target.is_runtime() {
        format!("client.{folder}()")
    } else {
        format!("{folder}(&client)")
    };
    source
        .gap()
        .doc(&format!(
            "The handle of this API, with a method for each group of calls. `{handle}` returns it."
        ))
        .line("#[derive(Clone, Copy, Debug)]")
        .block("pub struct Groups<'c, C>", |source| {
            source.line("client: &'c C,");
        })
        .gap()
        .block("impl<'c, C> Groups<'c, C>", |source| {
            source.block("pub(crate) fn new(client: &'c C) -> Self", |source| {
                source.line("Self { client }");
            });
            for group in product.groups_in(Some(folder)).filter(|group| group.has_handle()) {
                let module = &group.module.name;
                source
                    .gap()
                    .doc(&format!(
                        "{}\n\nThe calls of {}.",
                        summary(group),
                        link(context, module)
                    ))
                    .line("#[must_use]")
                    .block(&format!("pub fn {module}(&self) -> {module}::Calls<'c, C>"), |source| {
                        source.line(&format!("{module}::Calls::new(self.client)"));
                    });
            }
        });
}
