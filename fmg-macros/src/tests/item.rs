//! Tests of the reader of items in the derive.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};

use super::items;
use crate::item::{Body, Item};

/// The generics, and the fields with the tokens of their types.
fn read(tokens: TokenStream) -> (String, Vec<(String, String)>) {
    let item = Item::read(tokens).unwrap();
    let Body::Struct(fields) = item.body else {
        panic!("not a struct");
    };
    let fields = fields.iter().map(|field| {
        let ty: TokenStream = field.ty.iter().cloned().collect();
        (field.ident.to_string(), ty.to_string())
    });
    let (generics, _, where_clause) = item.generics.split_for_impl();
    let generics = items(quote!(impl #generics X for Y #where_clause {}));
    (generics, fields.collect())
}

#[test]
fn commas_and_brackets_of_types_do_not_end_them() {
    let (_, fields) = read(quote! {
        pub(crate) struct Call {
            /// A map.
            #[endpoint(data)]
            pub(in a::b) map: Map<Key, Vec<(u8, u16)>>,
            pub call: fn(Map<K, V>) -> Map<K, V>,
            r#type: <Own as Trait<A, B>>::Type,
            last: [u8; { 1 < 2 } as usize]
        }
    });
    let expected = [
        ("map", quote!(Map<Key, Vec<(u8, u16)>>)),
        ("call", quote!(fn(Map<K, V>) -> Map<K, V>)),
        ("r#type", quote!(<Own as Trait<A, B>>::Type)),
        ("last", quote!([u8; { 1 < 2 } as usize])),
    ];
    assert_eq!(fields, expected.map(|(name, ty)| (name.to_owned(), ty.to_string())));
}

#[test]
fn generics_and_where_clauses_of_every_kind_of_struct() {
    let (generics, fields) = read(quote! {
        struct Call<'a, F: Fn(A) -> B, const N: usize = { 1 }> where F: Fn(A) -> B, { field: &'a F }
    });
    assert_eq!(
        generics,
        "impl<'a, F: Fn(A) -> B, const N: usize> X for Y\nwhere\n    F: Fn(A) -> B,\n{}\n"
    );
    assert_eq!(fields.len(), 1);

    let (generics, fields) = read(quote!(
        pub struct Unit<T>
        where
            T: Fn(A);
    ));
    assert_eq!(generics, "impl<T> X for Y\nwhere\n    T: Fn(A),\n{}\n");
    assert!(fields.is_empty());

    let tuple = Item::read(quote!(
        struct Tuple<F: Fn(A)>(F)
        where
            F: Fn(A) -> B;
    ))
    .unwrap();
    assert!(matches!(tuple.body, Body::Tuple));
    let clause = tuple.generics.where_clause.to_token_stream().to_string();
    assert_eq!(clause, quote!(where F: Fn(A) -> B).to_string());
}

#[test]
fn only_attributes_of_the_derive_are_read() {
    let item = Item::read(quote! {
        /// A call.
        #[doc(alias("endpoint"))]
        #[endpoint(get, "/sys/status")]
        #[endpoint::other(get)]
        #[serde(rename = "endpoint")]
        struct Call;
    });
    let mut report = crate::report::Report::default();
    let arguments: Vec<_> = item
        .unwrap()
        .attributes
        .iter()
        .filter_map(|attribute| attribute.arguments(&mut report))
        .map(|tokens| tokens.to_string())
        .collect();
    assert_eq!(arguments, [quote!(get, "/sys/status").to_string()]);
    report.finish().unwrap();
}
