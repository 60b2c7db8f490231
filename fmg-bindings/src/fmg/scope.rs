//! Scopes: the places of FortiManager's urls below which tables are found.
//!
//! A scope is a value with its own url parameters: [`Objects`] the objects of an ADOM or of the global database,
//! [`Package`] the tables of a policy package, [`DeviceVdom`] those of a VDOM of a device. A row type states the scopes
//! that have its table ([`In`](crate::In)), so that a policy below the objects of an ADOM does not compile. A row is the
//! scope of its child tables: [`RowOf`].

use std::fmt;

#[doc(hidden)]
pub use crate::__codegen_scopes as scopes;
use crate::codegen::{Escaping, UrlParam, UrlWriter};
pub use crate::fmg::AdomOrGlobal;
pub use crate::generated::fmg::scopes::*;
use crate::tables::{Joined, Table};

/// A place in FortiManager's urls below which tables are found.
///
/// The specs define the scopes; this crate and generated code implement the trait.
pub trait Scope: Clone + fmt::Debug + Send + Sync + 'static {
    /// The url of the scope with its placeholders, such as `/pm/config/<scope>/obj`.
    const TEMPLATE: &'static str;

    /// Passes the parts of the url to `part`, from left to right.
    #[doc(hidden)]
    fn visit(&self, part: &mut dyn FnMut(UrlPart<'_>));
}

/// A part of the url of a scope.
#[derive(Clone, Copy)]
pub enum UrlPart<'u> {
    /// Text that is written unchanged.
    Literal(&'static str),
    /// A value that is escaped.
    Value(&'u dyn UrlParam),
}

impl fmt::Debug for UrlPart<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Literal(text) => f.debug_tuple("Literal").field(text).finish(),
            Self::Value(_) => f.debug_tuple("Value").finish_non_exhaustive(),
        }
    }
}

/// The url that `visit` passes the parts of, in one allocation.
pub(super) fn render(visit: impl Fn(&mut dyn FnMut(UrlPart<'_>))) -> String {
    let mut len = 0;
    visit(&mut |part| {
        len += match part {
            UrlPart::Literal(text) => text.len(),
            UrlPart::Value(value) => value.encoded_len(Escaping::Fmg),
        }
    });
    let mut url = UrlWriter::new(Escaping::Fmg, len);
    visit(&mut |part| {
        match part {
            UrlPart::Literal(text) => url.literal(text),
            UrlPart::Value(value) => url.param(value),
        };
    });
    url.finish()
}

/// The slash between a scope and this path. A table such as that of packages is the scope itself, and has no path.
pub(super) const fn slash(path: &str) -> &'static str {
    if path.is_empty() { "" } else { "/" }
}

/// A row as the scope of its child tables: `…/firewall/address/<name>`.
///
/// `fmg.adom(…).objects().row::<Address>(…)` makes one.
pub struct RowOf<S, T: Table> {
    scope: S,
    key: T::Key,
}

impl<S: Scope, T: Table> RowOf<S, T> {
    const JOINED: &'static Joined = &Joined::new(&[S::TEMPLATE, slash(T::PATH), T::PATH, "/", T::PLACEHOLDER]);

    /// Makes the scope of the child tables of the row with this key. `scope` is the scope of the row's table.
    pub fn new(scope: S, key: impl crate::IntoParam<T::Key>) -> Self {
        Self {
            scope,
            key: key.into_param(),
        }
    }

    /// The scope of the table of the row.
    pub fn scope(&self) -> &S {
        &self.scope
    }

    /// The key of the row.
    pub fn key(&self) -> &T::Key {
        &self.key
    }
}

impl<S: Scope, T: Table + 'static> Scope for RowOf<S, T> {
    const TEMPLATE: &'static str = Self::JOINED.as_str();

    fn visit(&self, part: &mut dyn FnMut(UrlPart<'_>)) {
        self.scope.visit(part);
        part(UrlPart::Literal(slash(T::PATH)));
        part(UrlPart::Literal(T::PATH));
        part(UrlPart::Literal("/"));
        part(UrlPart::Value(&self.key));
    }
}

impl<S: Clone, T: Table> Clone for RowOf<S, T> {
    fn clone(&self) -> Self {
        Self {
            scope: self.scope.clone(),
            key: self.key.clone(),
        }
    }
}

impl<S: fmt::Debug, T: Table> fmt::Debug for RowOf<S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowOf")
            .field("scope", &self.scope)
            .field("table", &T::PATH)
            .field("key", &self.key)
            .finish()
    }
}

/// Defines the scopes of the specs.
///
/// ```text
/// scopes! {
///     /// The tables of a policy package.
///     Package "/pm/config/<scope>/pkg/<package>" {
///         "/pm/config/" scope: AdomOrGlobal as "The ADOM, or the global database.",
///         "/pkg/" package: PackagePath as "The policy package, with its folders.",
///     }
/// }
/// ```
///
/// A literal behind a semicolon ends the url.
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_scopes {
    ($(
        $(#[$meta:meta])*
        $Scope:ident $template:literal {
            $($before:literal $field:ident: $Field:ty as $doc:literal,)* $(; $end:literal)?
        }
    )*) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub struct $Scope {
            $(#[doc = $doc] pub $field: $Field,)*
        }

        impl $Scope {
            /// The scope with these url parameters.
            #[must_use]
            #[allow(clippy::new_without_default, reason = "most scopes have parameters")]
            pub fn new($($field: impl $crate::IntoParam<$Field>),*) -> Self {
                Self { $($field: $crate::IntoParam::into_param($field)),* }
            }
        }

        impl $crate::fmg::scope::Scope for $Scope {
            const TEMPLATE: &'static str = $template;

            fn visit(&self, part: &mut dyn FnMut($crate::fmg::scope::UrlPart<'_>)) {
                $(
                    part($crate::fmg::scope::UrlPart::Literal($before));
                    part($crate::fmg::scope::UrlPart::Value(&self.$field));
                )*
                $(part($crate::fmg::scope::UrlPart::Literal($end));)?
            }
        }
    )*};
}
