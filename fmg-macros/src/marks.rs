//! The traits without members of their own that a call implements.

use proc_macro2::TokenStream;
use quote::quote;

use crate::attr::CallAttr;
use crate::door::Door;

/// The paths of the traits. A word that calls through this door do not have adds none.
pub(crate) fn of(attr: Option<&CallAttr>, door: Door) -> impl Iterator<Item = TokenStream> {
    let module = door.module();
    let client = match door {
        Door::Rest => Some(quote!(::fmg_bindings::fmg::rest::Request)),
        Door::Gui | Door::GuiProxy => Some(quote!(::fmg_bindings::fmg::gui::Request)),
        // `Request` with its method says it already.
        Door::JsonRpc | Door::FortiOs => None,
    };
    let cacheable = door == Door::FortiOs && attr.is_some_and(|attr| attr.etag);
    let download = Door::ALL_BUT_JSON_RPC.contains(&door) && attr.is_some_and(|attr| attr.download);
    [
        client,
        cacheable.then(|| quote!(#module::Cacheable)),
        download.then(|| quote!(#module::Download)),
    ]
    .into_iter()
    .flatten()
}
