//! Checks `#[table(...)]` against its product and its type.

use fmg_template::Product;
use fmg_template::spelling::nearest;
use proc_macro2::{Ident, Span};
use quote::ToTokens as _;
use syn::ext::IdentExt as _;
use syn::{Data, DeriveInput, Fields, LitStr, Path, Type};

use super::attr::{Key, TableAttr, Word, options_of, unknown_option};
use super::fmg_path;
use super::fortios_path::TablePath;
use super::wire_name::{is_flat, wire_name};
use crate::report::{Report, list};

/// The checked table of a type; after faults, a table that satisfies the uses of the type.
pub(super) struct Checked<'a> {
    pub(super) product: Product,
    pub(super) path: String,
    /// The attribute on the wire that holds the key.
    pub(super) key: Option<String>,
    pub(super) key_type: Option<&'a Type>,
    pub(super) is_single: bool,
    pub(super) is_read_only: bool,
    /// The traits of further verbs.
    pub(super) verbs: Vec<&'static str>,
    pub(super) scopes: &'a [Path],
    /// The scopes where the table is written.
    pub(super) written: &'a [Path],
    pub(super) parents: &'a [Path],
    pub(super) access_group: Option<&'a LitStr>,
}

impl<'a> Checked<'a> {
    pub(super) fn new(attr: &'a TableAttr, input: &DeriveInput, report: &mut Report) -> Self {
        let product = product(attr, report);
        let path = attr.path.as_ref().and_then(|path| match product {
            Product::FortiOs => report.absorb(TablePath::read(path)).map(|table| table.to_string()),
            Product::FortiManager => {
                fmg_path::check(path, report);
                Some(path.value())
            }
        });
        check_exclusions(attr, report);
        if product == Product::FortiManager {
            check_options(attr, &input.ident, report);
        }
        let has = |word| attr.has(word);
        let is_read_only = has(Word::ReadOnly);
        let is_single = has(Word::Single) || has(Word::Complex);
        Self {
            product,
            path: path.unwrap_or_else(|| "_".to_owned()),
            key: attr
                .key
                .as_ref()
                .and_then(|key| key_on_wire(key, product, input, report)),
            key_type: attr.key.as_ref().and_then(|key| key.ty.as_ref()),
            is_single,
            is_read_only,
            verbs: [(Word::Ordered, "Ordered"), (Word::Cloneable, "Cloneable")]
                .into_iter()
                .filter(|(word, _)| product == Product::FortiManager && !is_single && has(*word))
                .map(|(_, verb)| verb)
                .collect(),
            scopes: &attr.scopes,
            written: match attr.written.as_slice() {
                _ if is_read_only => &[],
                [] => &attr.scopes,
                written => written,
            },
            parents: &attr.parents,
            access_group: attr.access_group.as_ref(),
        }
    }
}

/// The product of a table, by its options. Options of the other product are faults.
fn product(attr: &TableAttr, report: &mut Report) -> Product {
    let of = |product: Product| {
        attr.options
            .iter()
            .find(move |(word, _)| word.product() == Some(product))
    };
    // Only FortiManager has scopes, and only its keys have types.
    let place = attr.place(Word::Scopes).or_else(|| attr.place(Word::RowsOf));
    let typed_key = attr
        .key
        .as_ref()
        .is_some_and(|key| key.ty.is_some() || key.field.is_none());
    let product = match (place, of(Product::FortiOs), of(Product::FortiManager)) {
        (Some(_), ..) | (None, None, Some(_)) => Product::FortiManager,
        (None, None, None) if typed_key => Product::FortiManager,
        (None, Some(_), _) | (None, None, None) => Product::FortiOs,
    };
    let shown_by = attr
        .options
        .iter()
        .find(|(word, _)| word.product() == Some(product))
        .map(|(word, _)| format!("`{}` makes this a table of {}, and ", word.as_str(), product.name()));
    for word in &attr.unknown {
        report.add(unknown_option(word, shown_by.as_ref().map(|_| product)));
    }
    for (word, span) in &attr.options {
        if let Some(other) = word.product().filter(|other| *other != product) {
            let message = format!(
                "{}`{}` is for tables of {}\nhelp: {}a table of {} has {}",
                shown_by.as_deref().unwrap_or_default(),
                word.as_str(),
                other.name(),
                in_place_of(*word),
                product.name(),
                options_of(product)
            );
            report.error(*span, message);
        }
    }
    if let Some(key) = attr.key.as_ref().filter(|_| product == Product::FortiOs && typed_key) {
        let help = match &key.field {
            Some(field) => format!("name the field alone: `key({field})`"),
            None => "leave `key` out if no field holds it".to_owned(),
        };
        let span = attr.place(Word::Key).unwrap_or_else(Span::call_site);
        report.error(
            span,
            format!("the key of a table of FortiOS is an `Mkey`\nhelp: {help}"),
        );
    }
    product
}

/// The counterpart of an option for a table of the other product.
fn in_place_of(word: Word) -> &'static str {
    match word {
        Word::Complex => "write `single` for a single object; ",
        Word::Single => "write `complex` for a single object; ",
        Word::Ordered | Word::Cloneable => "every table of FortiOS has calls that move and copy rows; ",
        _ => "",
    }
}

/// Checks the options of a table of FortiManager with each other.
fn check_options(attr: &TableAttr, name: &Ident, report: &mut Report) {
    if attr.scopes.is_empty() && attr.parents.is_empty() && !attr.has(Word::Scopes) && !attr.has(Word::RowsOf) {
        let (word, span) = attr
            .options
            .iter()
            .find(|(word, _)| word.product() != Some(Product::FortiOs))
            .map_or(("key", name.span()), |(word, span)| (word.as_str(), *span));
        report.error(
            span,
            format!(
                "`{word}` makes this a table of FortiManager, which needs a scope\n\
                 help: add `scopes(Objects)`, with the scopes of `fmg_bindings::fmg::scope` that have the table, or \
                 `rows_of(Parent)` for a child table. A table of FortiOS has {}",
                options_of(Product::FortiOs)
            ),
        );
    }
    match &attr.key {
        None if ![Word::Single, Word::Complex, Word::Key].iter().any(|word| attr.has(*word)) => report.error(
            name.span(),
            "a table of FortiManager needs its key\n\
             help: add `key(name: ObjectName)`, with the field that holds the key and the type of the key; `key(_: Type)` \
             if no field holds it; or `single` for an object without a key",
        ),
        Some(Key { ty: None, field }) => {
            let field = field.as_ref().map_or("_".to_owned(), ToString::to_string);
            report.error(
                attr.place(Word::Key).unwrap_or_else(|| name.span()),
                format!(
                    "the key of a table of FortiManager needs its type\n\
                     help: `key({field}: ObjectName)` for a name, `key({field}: PolicyId)` for the number of a policy"
                ),
            );
        }
        _ => {}
    }
    for list in [&attr.scopes, &attr.parents, &attr.written] {
        for (at, path) in list.iter().enumerate() {
            if list.iter().take(at).any(|other| spelled(other) == spelled(path)) {
                report.add(syn::Error::new_spanned(
                    path,
                    format!("`{}` is given twice", spelled(path)),
                ));
            }
        }
    }
    let scopes: Vec<_> = attr.scopes.iter().map(spelled).collect();
    for scope in &attr.written {
        let written = spelled(scope);
        if !scopes.contains(&written) {
            let hint = nearest(&written, scopes.iter().map(String::as_str))
                .map(|scope| format!("did you mean `{scope}`? "))
                .unwrap_or_default();
            let message = format!(
                "`{written}` is not among the scopes of the table\n\
                 help: {hint}`written(...)` has some of the scopes in `scopes(...)`: {}",
                list(&scopes, "it has none")
            );
            report.add(syn::Error::new_spanned(scope, message));
        }
    }
}

/// Checks the options that no table has together.
fn check_exclusions(attr: &TableAttr, report: &mut Report) {
    let mut excludes = |word: Word, others: &[Word], reason: &str| {
        for (other, span) in &attr.options {
            if attr.has(word) && others.contains(other) {
                let message = format!(
                    "`{}` and `{}` exclude each other: {reason}",
                    word.as_str(),
                    other.as_str()
                );
                report.error(*span, message);
            }
        }
    };
    excludes(
        Word::Single,
        &[Word::Key, Word::Ordered, Word::Cloneable],
        "a single object has no rows",
    );
    excludes(Word::Complex, &[Word::Key], "a complex table has no rows");
    excludes(
        Word::ReadOnly,
        &[Word::Written, Word::Ordered, Word::Cloneable],
        "a read-only table is not written",
    );
}

/// A path as it is usually written.
fn spelled(path: &Path) -> String {
    path.to_token_stream().to_string().replace(' ', "")
}

/// The attribute on the wire that holds the key.
fn key_on_wire(key: &Key, product: Product, input: &DeriveInput, report: &mut Report) -> Option<String> {
    let field = key.field.as_ref()?;
    let wanted = field.unraw().to_string();
    let fields = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => &fields.named,
            Fields::Unnamed(_) | Fields::Unit => return no_fields(field, input, report),
        },
        Data::Enum(_) | Data::Union(_) => return no_fields(field, input, report),
    };
    let names = || {
        let idents = fields.iter().filter_map(|field| field.ident.as_ref());
        idents.map(|ident| ident.unraw().to_string()).collect::<Vec<_>>()
    };
    let found = fields
        .iter()
        .find(|field| field.ident.as_ref().is_some_and(|ident| ident.unraw() == wanted));
    match found {
        Some(found) => wire_name(found, &input.attrs),
        // The field may be among those of a flattened one.
        None if fields.iter().any(is_flat) => Some(wanted),
        None => {
            let names = names();
            let hint = nearest(&wanted, names.iter().map(String::as_str))
                .map(|name| format!("did you mean `{name}`? "))
                .unwrap_or_default();
            report.error(
                field.span(),
                format!(
                    "`{}` has no field `{wanted}`\nhelp: {hint}its fields are {}{}",
                    input.ident,
                    list(&names, "none"),
                    match product {
                        Product::FortiManager => "; write `_` if no field holds the key",
                        Product::FortiOs => "",
                    }
                ),
            );
            None
        }
    }
}

fn no_fields(field: &Ident, input: &DeriveInput, report: &mut Report) -> Option<String> {
    let name = &input.ident;
    let message = format!("`{name}` has no field `{field}`: it is not a struct with named fields");
    report.error(field.span(), message);
    None
}
