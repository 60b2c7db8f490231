//! `derive(Table)`.

mod attr;
mod check;
mod expand;
mod fmg_path;
mod fortios_path;
mod wire_name;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use self::attr::TableAttr;
use self::check::Checked;
pub(crate) use self::fortios_path::TablePath;
use crate::report::Report;
use crate::runtime;

/// The implementations for a type. After errors they are placeholders for the uses of the type.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut report = Report::default();
    let attr = TableAttr::of_type(&input.attrs, &input.ident, &mut report);
    let table = Checked::new(&attr, input, &mut report);
    let errors = report.finish().err().map(|errors| errors.to_compile_error());
    let implementations = expand::implementations(&table, input);
    let tokens = quote!(#errors #implementations);
    match attr.runtime {
        Some(path) => runtime::called(tokens, &path),
        None => tokens,
    }
}
