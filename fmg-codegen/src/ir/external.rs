//! Hand-written types: in the runtime, in the crate of the generated code, or in another crate.

use std::fmt;

use serde_json::Value;

use super::Protocol;
use crate::name::{self, TypeName};

/// A type that no spec describes, because its code is hand-written.
///
/// It implements `Clone`, `Debug` and serde's two traits. Generated tests read values of it from JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct External {
    path: RustPath,
    name: TypeName,
    /// Its documentation.
    pub doc: String,
    /// Its form on the wire.
    pub wire: WireForm,
    /// An example value as it is sent, for generated tests.
    pub example: Value,
    /// The value that its `Default` is sent as; `None` if it has no `Default`.
    pub default: Option<Value>,
    /// Whether fields of rows may have it, too. It then implements `Place` and `Shown` of the runtime.
    pub in_rows: bool,
    /// The protocol whose feature it needs; `None`: any group may use it.
    pub protocol: Option<Protocol>,
}

impl External {
    /// A type with this path and form. Members of requests may have it; it has no `Default`.
    ///
    /// ```
    /// use fmg_codegen::ir::{External, RustPath, WireForm};
    ///
    /// let period = External::new(RustPath::new("crate::Period")?, WireForm::Text, "7d".into());
    /// assert_eq!(period.name().as_str(), "Period");
    /// # Ok::<(), fmg_codegen::ir::PathFault>(())
    /// ```
    #[must_use]
    pub fn new(path: RustPath, wire: WireForm, example: Value) -> Self {
        Self {
            name: path.name(),
            path,
            doc: String::new(),
            wire,
            example,
            default: None,
            in_rows: false,
            protocol: None,
        }
    }

    /// Its path.
    #[must_use]
    pub fn path(&self) -> &RustPath {
        &self.path
    }

    /// Its name: the last one of its path.
    #[must_use]
    pub fn name(&self) -> &TypeName {
        &self.name
    }
}

/// The form of a hand-written type on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WireForm {
    /// A text.
    Text,
    /// A number.
    Number,
    /// An object.
    Object,
    /// Any JSON.
    Json,
}

impl WireForm {
    /// Every form.
    pub const ALL: [Self; 4] = [Self::Text, Self::Number, Self::Object, Self::Json];

    /// Its spelling in specs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Object => "object",
            Self::Json => "json",
        }
    }

    /// The form as words of a sentence.
    pub(crate) const fn describe(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Number => "a number",
            Self::Object => "an object",
            Self::Json => "any JSON",
        }
    }

    /// Whether a value has this form.
    #[must_use]
    pub fn fits(self, value: &Value) -> bool {
        match self {
            Self::Text => value.is_string(),
            Self::Number => value.is_number(),
            Self::Object => value.is_object(),
            Self::Json => true,
        }
    }
}

/// The path of a type in Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RustPath {
    root: PathRoot,
    /// The names below the root, separated by `::`.
    below: String,
}

/// The root of a [`RustPath`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathRoot {
    /// In the runtime: `fmg::gui::EventSearch`.
    Runtime,
    /// In the crate of the generated code: `crate::Period`.
    Own,
    /// In another crate: `::schedules::Period`.
    Other,
}

/// The reason why a text is not the path of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathFault {
    path: String,
    reason: String,
}

impl RustPath {
    /// Parses a path: of the runtime, or one that begins with `crate::` or with `::` and the name of a crate.
    ///
    /// # Errors
    ///
    /// A part is not an identifier, or the last part is not the name of a type.
    pub fn new(path: &str) -> Result<Self, PathFault> {
        let (root, below) = if let Some(below) = path.strip_prefix("crate::") {
            (PathRoot::Own, below)
        } else if let Some(below) = path.strip_prefix("::") {
            (PathRoot::Other, below)
        } else {
            (PathRoot::Runtime, path)
        };
        let fault = |reason: String| PathFault {
            path: path.to_owned(),
            reason,
        };
        for part in below.split("::") {
            if !name::is_identifier(part) {
                return Err(fault(format!("`{part}` is not an identifier")));
            }
        }
        let (before, last) = below.rsplit_once("::").unwrap_or(("", below));
        if TypeName::new(last).is_err() {
            return Err(fault(format!("`{last}` is not the name of a type in UpperCamelCase")));
        }
        if root == PathRoot::Other && before.is_empty() {
            return Err(fault(
                "the path of a type in another crate begins with `::` and the name of that crate".to_owned(),
            ));
        }
        Ok(Self {
            root,
            below: below.to_owned(),
        })
    }

    /// Its root.
    #[must_use]
    pub fn root(&self) -> PathRoot {
        self.root
    }

    /// The path in generated code that names the runtime `runtime`.
    #[must_use]
    pub fn in_crate(&self, runtime: &str) -> String {
        match self.root {
            PathRoot::Runtime => format!("{runtime}::{}", self.below),
            PathRoot::Own => format!("crate::{}", self.below),
            PathRoot::Other => format!("::{}", self.below),
        }
    }

    /// The name of the type: the last part.
    pub(crate) fn name(&self) -> TypeName {
        TypeName::checked(self.below.rsplit("::").next().unwrap_or(&self.below))
    }
}

/// The path in the spelling of specs.
impl fmt::Display for RustPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.root {
            PathRoot::Runtime => "",
            PathRoot::Own => "crate::",
            PathRoot::Other => "::",
        })?;
        f.write_str(&self.below)
    }
}

impl fmt::Display for PathFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not the path of a type: {}", self.path, self.reason)
    }
}

impl std::error::Error for PathFault {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_starts_in_one_of_three_places() {
        for (text, root, written) in [
            ("fmg::Filter", PathRoot::Runtime, "runtime::fmg::Filter"),
            ("Secret", PathRoot::Runtime, "runtime::Secret"),
            ("crate::Period", PathRoot::Own, "crate::Period"),
            ("::schedules::Period", PathRoot::Other, "::schedules::Period"),
        ] {
            let path = RustPath::new(text).unwrap();
            assert_eq!((path.root(), path.in_crate("runtime").as_str()), (root, written));
            assert_eq!(path.to_string(), text);
        }
    }

    #[test]
    fn what_is_no_path_says_why() {
        for (text, reason) in [
            ("", "`` is not an identifier"),
            ("fmg::", "`` is not an identifier"),
            ("fmg::filter", "`filter` is not the name of a type in UpperCamelCase"),
            ("fmg::gui::Event Search", "`Event Search` is not an identifier"),
            ("fmg::type::Filter", "`type` is not an identifier"),
            ("Vec<Filter>", "`Vec<Filter>` is not an identifier"),
            (
                "::Period",
                "the path of a type in another crate begins with `::` and the name of that crate",
            ),
        ] {
            let fault = RustPath::new(text).unwrap_err();
            assert_eq!(
                fault.to_string(),
                format!("`{text}` is not the path of a type: {reason}")
            );
        }
    }
}
