//! The item that `derive(Endpoint)` is on: its attributes, its name, its generics and its fields.
//!
//! `syn::DeriveInput` would parse the documentation, the visibility and the type of each field as well. Macros are
//! compiled without optimisation unless a program says otherwise, so that took two thirds of the time of the derive.

use std::iter::Peekable;

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree, token_stream};
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::{Generics, Result};

use crate::attr;
use crate::report::Report;

/// An item. The compiler has already checked that its tokens are one.
pub(crate) struct Item {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) body: Body,
}

/// The kinds of item.
pub(crate) enum Body {
    /// A struct with named fields, or without any.
    Struct(Vec<Field>),
    /// A struct whose fields have no names.
    Tuple,
    Enum,
    Union,
}

/// A field with a name.
pub(crate) struct Field {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) ident: Ident,
    pub(crate) ty: Vec<TokenTree>,
    /// The location of the first token of the type.
    pub(crate) ty_span: Span,
}

/// An attribute `#[endpoint(...)]`.
pub(crate) struct Attribute {
    /// The location of the word `endpoint`.
    pub(crate) span: Span,
    /// The tokens in its parentheses. `None`: it has no parentheses.
    arguments: Option<TokenStream>,
}

impl Attribute {
    /// The tokens in its parentheses. `None` after a fault that has been reported.
    pub(crate) fn arguments(&self, report: &mut Report) -> Option<TokenStream> {
        if self.arguments.is_none() {
            attr::without_arguments(self.span, "endpoint", report);
        }
        self.arguments.clone()
    }
}

type Tokens = Peekable<token_stream::IntoIter>;

impl Parse for Item {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        Self::read(input.parse()?)
    }
}

impl Item {
    /// Reads the tokens of an item.
    ///
    /// # Errors
    ///
    /// The tokens are not an item, or its generics cannot be parsed.
    pub(crate) fn read(tokens: TokenStream) -> Result<Self> {
        let mut tokens = tokens.into_iter().peekable();
        let attributes = attributes(&mut tokens);
        // The words before it are the visibility.
        let keyword = tokens.find_map(|token| match token {
            TokenTree::Ident(word) if ["struct", "enum", "union"].iter().any(|known| word == known) => Some(word),
            _ => None,
        });
        let (Some(keyword), Some(TokenTree::Ident(ident))) = (keyword, tokens.next()) else {
            return Err(syn::Error::new(Span::call_site(), "expected a struct"));
        };
        let mut rest: Vec<_> = tokens.collect();
        let last = rest.pop();
        let body = match last {
            _ if keyword == "enum" => Body::Enum,
            _ if keyword == "union" => Body::Union,
            Some(TokenTree::Group(fields)) => Body::Struct(named_fields(fields.stream())),
            _ => match tuple_fields(&rest) {
                Some(fields) => {
                    rest.remove(fields);
                    Body::Tuple
                }
                None => Body::Struct(Vec::new()),
            },
        };
        Ok(Self {
            attributes,
            ident,
            generics: generics(rest)?,
            body,
        })
    }
}

/// The generics between the name of an item and its fields, and the `where` clause.
fn generics(tokens: Vec<TokenTree>) -> Result<Generics> {
    if tokens.is_empty() {
        return Ok(Generics::default());
    }
    let parse = |input: ParseStream<'_>| {
        let mut generics: Generics = input.parse()?;
        generics.where_clause = input.parse()?;
        Ok(generics)
    };
    parse.parse2(tokens.into_iter().collect())
}

/// The index of the fields of a tuple struct: the first parentheses that are not in generics or behind a `where`.
fn tuple_fields(tokens: &[TokenTree]) -> Option<usize> {
    let mut depth = Depth::default();
    tokens
        .iter()
        .take_while(|token| !matches!(token, TokenTree::Ident(word) if word == "where"))
        .position(|token| {
            let is_outside = depth.enter(token);
            is_outside && matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis)
        })
}

fn named_fields(tokens: TokenStream) -> Vec<Field> {
    let mut tokens = tokens.into_iter().peekable();
    let mut fields = Vec::new();
    while tokens.peek().is_some() {
        let attributes = attributes(&mut tokens);
        let Some(ident) = name(&mut tokens) else {
            break;
        };
        let mut depth = Depth::default();
        let mut ty = Vec::new();
        for token in tokens.by_ref() {
            let is_outside = depth.enter(&token);
            if is_outside && is_punct(&token, ',') {
                break;
            }
            ty.push(token);
        }
        fields.push(Field {
            attributes,
            ident,
            ty_span: ty.first().map_or_else(Span::call_site, TokenTree::span),
            ty,
        });
    }
    fields
}

/// The name of a field, before its colon. The tokens before the name are the visibility.
fn name(tokens: &mut Tokens) -> Option<Ident> {
    let mut name = None;
    for token in tokens.by_ref() {
        match token {
            TokenTree::Ident(ident) => name = Some(ident),
            token if is_punct(&token, ':') => break,
            _ => {}
        }
    }
    name
}

/// The attributes that are next, without those of others, such as documentation.
fn attributes(tokens: &mut Tokens) -> Vec<Attribute> {
    let mut attributes = Vec::new();
    while tokens.next_if(|token| is_punct(token, '#')).is_some() {
        if let Some(TokenTree::Group(brackets)) = tokens.next() {
            attributes.extend(endpoint(&brackets));
        }
    }
    attributes
}

/// The attribute in brackets, if it is called `endpoint`.
fn endpoint(brackets: &Group) -> Option<Attribute> {
    let mut tokens = brackets.stream().into_iter();
    let word = match tokens.next()? {
        // If a `macro_rules!` has matched it as `meta`, it is in a group without delimiters.
        TokenTree::Group(meta) => return endpoint(&meta),
        TokenTree::Ident(word) if word == "endpoint" => word,
        _ => return None,
    };
    let arguments = match tokens.next() {
        Some(TokenTree::Group(arguments)) => Some(arguments.stream()),
        // The path of another attribute.
        Some(token) if is_punct(&token, ':') => return None,
        _ => None,
    };
    Some(Attribute {
        span: word.span(),
        arguments,
    })
}

fn is_punct(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

/// The depth of angle brackets, which are no groups of tokens.
#[derive(Default)]
struct Depth {
    open: usize,
    /// Whether the token before was a `-`, which makes an arrow of a `>`.
    after_dash: bool,
}

impl Depth {
    /// Counts a token, and returns whether it is outside of all angle brackets.
    fn enter(&mut self, token: &TokenTree) -> bool {
        let TokenTree::Punct(punct) = token else {
            self.after_dash = false;
            return self.open == 0;
        };
        let sign = punct.as_char();
        match sign {
            '<' => self.open += 1,
            '>' if !self.after_dash => self.open = self.open.saturating_sub(1),
            _ => {}
        }
        self.after_dash = sign == '-';
        self.open == 0
    }
}
