//! Parses `#[table(...)]`.

use fmg_template::Product;
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::{Attribute, Error, LitStr, Path, Result, Token, Type};

use crate::attr;
use crate::report::{Report, list};

/// `#[table(...)]`, as far as it could be parsed.
#[derive(Default)]
pub(super) struct TableAttr {
    pub(super) path: Option<LitStr>,
    /// The options with their positions, each once, in the order of the attribute.
    pub(super) options: Vec<(Word, Span)>,
    pub(super) access_group: Option<LitStr>,
    pub(super) key: Option<Key>,
    pub(super) scopes: Vec<Path>,
    pub(super) parents: Vec<Path>,
    pub(super) written: Vec<Path>,
    pub(super) unknown: Vec<Ident>,
    /// The name of the bindings in the crate, if it renamed the dependency.
    pub(super) runtime: Option<Path>,
}

/// `key(field: Type)`.
pub(super) struct Key {
    /// `None`: no attribute of the row holds the key.
    pub(super) field: Option<Ident>,
    pub(super) ty: Option<Type>,
}

/// An option.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    Complex,
    AccessGroup,
    Scopes,
    RowsOf,
    Key,
    Written,
    ReadOnly,
    Ordered,
    Cloneable,
    Single,
    Crate,
}

/// The options: their words, their forms for errors, and the product whose tables have them.
const WORDS: [(Word, &str, &str, Option<Product>); 10] = [
    (Word::Complex, "complex", "complex", Some(Product::FortiOs)),
    (
        Word::AccessGroup,
        "access_group",
        "access_group = \"...\"",
        Some(Product::FortiOs),
    ),
    (Word::Scopes, "scopes", "scopes(Objects)", Some(Product::FortiManager)),
    (Word::RowsOf, "rows_of", "rows_of(Parent)", Some(Product::FortiManager)),
    (Word::Key, "key", "key(name: ObjectName)", None),
    (
        Word::Written,
        "written",
        "written(Objects)",
        Some(Product::FortiManager),
    ),
    (Word::ReadOnly, "read_only", "read_only", Some(Product::FortiManager)),
    (Word::Ordered, "ordered", "ordered", Some(Product::FortiManager)),
    (Word::Cloneable, "cloneable", "cloneable", Some(Product::FortiManager)),
    (Word::Single, "single", "single", Some(Product::FortiManager)),
];

impl Word {
    pub(super) fn as_str(self) -> &'static str {
        self.entry().map_or("crate", |(_, text, ..)| text)
    }

    pub(super) fn product(self) -> Option<Product> {
        self.entry()?.3
    }

    fn form(self) -> &'static str {
        self.entry().map_or("crate = ::name", |(_, _, form, _)| form)
    }

    fn entry(self) -> Option<&'static (Self, &'static str, &'static str, Option<Product>)> {
        WORDS.iter().find(|(word, ..)| *word == self)
    }
}

/// The options of the tables of a product.
pub(super) fn options_of(product: Product) -> String {
    let own = WORDS.iter().filter(|(.., of)| of.is_none_or(|of| of == product));
    let forms = own.map(|(word, _, form, _)| match (word, product) {
        (Word::Key, Product::FortiOs) => "key(name)",
        _ => form,
    });
    list(forms, "none")
}

impl TableAttr {
    pub(super) fn of_type(attributes: &[Attribute], name: &Ident, report: &mut Report) -> Self {
        let mut attr = Self::default();
        let mut found = attr::named(attributes, "table");
        let Some(first) = found.next() else {
            report.error(
                name.span(),
                format!(
                    "`{name}` names no table\n\
                     help: add its path, for FortiOS `#[table(\"firewall/address\")]`, for FortiManager \
                     `#[table(\"firewall/address\", scopes(Objects), key(name: ObjectName))]`"
                ),
            );
            return attr;
        };
        for other in found {
            report.error(other.path().span(), "a type has only one `#[table(...)]`");
        }
        if let Some(tokens) = attr::arguments(first, "table", report) {
            attr.parse(tokens, first.span(), report);
        }
        attr
    }

    /// Whether the attribute has the option, and where.
    pub(super) fn place(&self, word: Word) -> Option<Span> {
        self.options.iter().find(|(own, _)| *own == word).map(|(_, span)| *span)
    }

    pub(super) fn has(&self, word: Word) -> bool {
        self.place(word).is_some()
    }

    fn parse(&mut self, tokens: TokenStream, span: Span, report: &mut Report) {
        let mut arguments = arguments(tokens).into_iter();
        let path = arguments.next().unwrap_or_default();
        let start = path.clone().into_iter().next().map_or(span, |token| token.span());
        match syn::parse2(path) {
            Ok(path) => self.path = Some(path),
            Err(_) => report.error(
                start,
                "the path of the table comes first: `#[table(\"firewall/address\")]`",
            ),
        }
        for argument in arguments {
            // A fault in an option does not hide those in the others.
            let result = (|input: ParseStream<'_>| self.option(input, report)).parse2(argument);
            report.absorb(result);
        }
    }

    fn option(&mut self, input: ParseStream<'_>, report: &mut Report) -> Result<()> {
        let ident = input.call(Ident::parse_any)?;
        let written = ident.to_string();
        let Some(word) = word(&written) else {
            input.parse::<TokenStream>()?;
            self.unknown.push(ident);
            return Ok(());
        };
        if self.has(word) {
            input.parse::<TokenStream>()?;
            return Err(Error::new(ident.span(), format!("`{written}` is given twice")));
        }
        self.options.push((word, ident.span()));
        let rest: TokenStream = input.parse()?;
        let malformed = || Error::new(ident.span(), format!("`{written}` is written as `{}`", word.form()));
        match word {
            Word::Complex | Word::ReadOnly | Word::Ordered | Word::Cloneable | Word::Single => {
                if !rest.is_empty() {
                    return Err(Error::new(ident.span(), format!("`{written}` has no arguments")));
                }
            }
            Word::AccessGroup => {
                let group: LitStr = assigned.parse2(rest).map_err(|_| malformed())?;
                crate::access_group::check(&group, report);
                self.access_group = Some(group);
            }
            Word::Crate => {
                let path = |input: ParseStream<'_>| {
                    input.parse::<Token![=]>()?;
                    input.call(Path::parse_mod_style)
                };
                self.runtime = Some(path.parse2(rest).map_err(|_| malformed())?);
            }
            Word::Key => {
                let key = parenthesized(rest).and_then(|group| syn::parse2(group.stream()).ok());
                self.key = Some(key.ok_or_else(malformed)?);
            }
            Word::Scopes | Word::RowsOf | Word::Written => {
                let types = parenthesized(rest)
                    .and_then(|group| {
                        Punctuated::<Path, Token![,]>::parse_terminated
                            .parse2(group.stream())
                            .ok()
                    })
                    .filter(|types| !types.is_empty())
                    .ok_or_else(malformed)?;
                *match word {
                    Word::RowsOf => &mut self.parents,
                    Word::Written => &mut self.written,
                    _ => &mut self.scopes,
                } = types.into_iter().collect();
            }
        }
        Ok(())
    }
}

impl Parse for Key {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let field = if input.peek(Token![_]) {
            input.parse::<Token![_]>()?;
            None
        } else {
            Some(input.call(Ident::parse_any)?)
        };
        let ty = match input.parse::<Option<Token![:]>>()? {
            Some(_) => Some(input.parse()?),
            None => None,
        };
        Ok(Self { field, ty })
    }
}

/// The error for a word that is no option. If the product is known, only its options are listed.
pub(super) fn unknown_option(word: &Ident, product: Option<Product>) -> Error {
    // `crate` is not listed: only a crate that renames the dependency needs it.
    let accepted = match product {
        Some(product) => format!("options of a table of {}: {}", product.name(), options_of(product)),
        None => format!(
            "options of a table of FortiOS: {}; of FortiManager: {}",
            options_of(Product::FortiOs),
            options_of(Product::FortiManager)
        ),
    };
    let words = WORDS
        .iter()
        .filter(|(.., of)| product.is_none() || of.is_none() || *of == product);
    let message = attr::unknown(&word.to_string(), words.map(|(_, text, ..)| *text), &accepted);
    Error::new(word.span(), message)
}

fn word(written: &str) -> Option<Word> {
    if written == Word::Crate.as_str() {
        return Some(Word::Crate);
    }
    let entry = WORDS.iter().find(|(_, text, ..)| *text == written)?;
    Some(entry.0)
}

/// `= "..."`
fn assigned(input: ParseStream<'_>) -> Result<LitStr> {
    input.parse::<Token![=]>()?;
    input.parse()
}

/// The only token, if it is a group in parentheses.
fn parenthesized(tokens: TokenStream) -> Option<Group> {
    let mut tokens = tokens.into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::Parenthesis => Some(group),
        _ => None,
    }
}

/// The tokens between commas. A comma at the end is allowed.
fn arguments(tokens: TokenStream) -> Vec<TokenStream> {
    let mut arguments = vec![TokenStream::new()];
    for token in tokens {
        match &token {
            TokenTree::Punct(comma) if comma.as_char() == ',' => arguments.push(TokenStream::new()),
            _ => {
                if let Some(argument) = arguments.last_mut() {
                    argument.extend([token]);
                }
            }
        }
    }
    if arguments.last().is_some_and(TokenStream::is_empty) {
        arguments.pop();
    }
    arguments
}
