//! Writes urls: the code to which the derive and the literal macros expand.

use fmg_template::{Part, Protocol};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::runtime;

/// Writes the parts of a template with one value for each placeholder. A value is an expression of a reference.
///
/// It is one call over two lists: the compiler spends its time on expressions, and a program has hundreds of urls.
pub(crate) fn rendering(protocol: Protocol, parts: &[Part], values: &[impl ToTokens]) -> TokenStream {
    if let ([Part::Literal(text)], []) = (parts, values) {
        return quote!(::std::string::String::from(#text));
    }
    let literals = parts.iter().filter_map(|part| match part {
        Part::Literal(text) => Some(text),
        Part::Placeholder(_) => None,
    });
    let escaping = runtime::escaping(protocol);
    quote!(::fmg_bindings::codegen::write_url(#escaping, [#(#literals),*], [#(#values),*]))
}
