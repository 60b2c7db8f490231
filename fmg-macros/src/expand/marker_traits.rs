//! The marker traits that a call implements, such as `Download` and `Cacheable`.

use fmg_template::Protocol;
use proc_macro2::TokenStream;
use quote::quote;

use crate::attr::CallAttr;
use crate::runtime;

/// A trait and the body of its implementation.
pub(crate) struct MarkerTrait {
    pub(crate) path: TokenStream,
    pub(crate) body: TokenStream,
}

/// The traits. Options that the protocol does not have are ignored.
pub(crate) fn of(attr: Option<&CallAttr>, protocol: Protocol) -> impl Iterator<Item = MarkerTrait> {
    let module = runtime::module(protocol);
    let cacheable = protocol == Protocol::FortiOs && attr.is_some_and(|attr| attr.etag);
    let kinds = attr
        .and_then(|attr| attr.download.as_ref())
        .filter(|_| protocol != Protocol::JsonRpc);
    let download = kinds.map(|kinds| MarkerTrait {
        path: quote!(::fmg_bindings::Download),
        body: if kinds.is_empty() {
            TokenStream::new()
        } else {
            quote!(const FILE: ::fmg_bindings::FileKind = ::fmg_bindings::FileKind::BINARY #(.#kinds())*;)
        },
    });
    let cacheable = cacheable.then(|| MarkerTrait {
        path: quote!(#module::Cacheable),
        body: TokenStream::new(),
    });
    cacheable.into_iter().chain(download)
}
