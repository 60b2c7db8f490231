//! The traits without members of their own that a call implements.

use proc_macro2::TokenStream;
use quote::quote;

use crate::attr::CallAttr;
use crate::door::Door;

/// A trait and what stands in its implementation.
pub(crate) struct Mark {
    pub(crate) path: TokenStream,
    pub(crate) body: TokenStream,
}

/// The traits. A word that calls through this door do not have adds none.
pub(crate) fn of(attr: Option<&CallAttr>, door: Door) -> impl Iterator<Item = Mark> {
    let module = door.module();
    let client = match door {
        Door::Rest => Some(quote!(::fmg_bindings::fmg::rest::Request)),
        Door::Gui | Door::GuiProxy => Some(quote!(::fmg_bindings::fmg::gui::Request)),
        // `Request` with its method says it already.
        Door::JsonRpc | Door::FortiOs => None,
    };
    let cacheable = door == Door::FortiOs && attr.is_some_and(|attr| attr.etag);
    let kinds = attr
        .and_then(|attr| attr.download.as_ref())
        .filter(|_| Door::ALL_BUT_JSON_RPC.contains(&door));
    let bare = |path| Mark {
        path,
        body: TokenStream::new(),
    };
    let download = kinds.map(|kinds| Mark {
        path: quote!(#module::Download),
        body: if kinds.is_empty() {
            TokenStream::new()
        } else {
            quote!(const FILE: #module::FileKind = #module::FileKind::BINARY #(.#kinds())*;)
        },
    });
    [
        client.map(bare),
        cacheable.then(|| bare(quote!(#module::Cacheable))),
        download,
    ]
    .into_iter()
    .flatten()
}
