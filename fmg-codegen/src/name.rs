//! Turns names on the wire into Rust names. No other code makes identifiers, so no unchecked name reaches the output.

use std::fmt;
use std::sync::Arc;

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// Strict and reserved keywords of every edition up to 2024.
const KEYWORDS: [&str; 53] = [
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
    "trait", "true", "try", "type", "typeof", "union", "unsafe", "unsized", "use", "virtual", "where", "while",
    "yield",
];

/// The reason why a text is not a name in Rust, or cannot be turned into one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadName {
    pub(crate) reason: &'static str,
}

impl fmt::Display for BadName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason)
    }
}

impl std::error::Error for BadName {}

/// The printable characters that JSON escapes. No name of a member contains them.
pub(crate) const QUOTING: [char; 2] = ['"', '\\'];

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident = $make:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The name, exactly as it is written in Rust.
            ///
            /// # Errors
            ///
            /// It is not an identifier, is a keyword, or does not have the case of such names in Rust.
            pub fn new(name: &str) -> Result<Self, BadName> {
                match Self::from_wire(name) {
                    Ok(own) if *own.0 == *name => Ok(own),
                    Ok(_) => Err(not_rust(name)),
                    Err(bad) => Err(bad),
                }
            }

            /// Converts a name on the wire into a Rust name: changes the case, puts `_` before a leading digit and
            /// appends `_` to a keyword.
            ///
            /// # Errors
            ///
            /// It has no letter or digit.
            pub fn from_wire(wire: &str) -> Result<Self, BadName> {
                let make: fn(&str) -> Result<String, BadName> = $make;
                make(wire).map(|name| Self(name.into()))
            }

            /// The identifier.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

names! {
    /// A module.
    ModuleName = |wire| snake(wire);
    /// A struct or an enum.
    TypeName = |wire| camel(wire);
    /// A variant of an enum.
    VariantName = |wire| camel(wire);
    /// A field of a struct.
    FieldName = |wire| snake(wire);
    /// A method, a function or a macro.
    MethodName = |wire| snake(wire);
    /// A constant.
    ConstName = |wire| shouty(wire);
}

/// A module below that of the product: `workspace`, `monitor::firewall`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModulePath {
    /// The module around it.
    pub folder: Option<ModuleName>,
    /// The module itself.
    pub name: ModuleName,
}

impl ModulePath {
    /// The module of this path: `workspace`, `monitor::firewall`.
    ///
    /// # Errors
    ///
    /// A part is not the name of a module, or there are more than two parts.
    pub fn new(path: &str) -> Result<Self, BadName> {
        match path.split("::").collect::<Vec<_>>().as_slice() {
            [name] => Ok(Self {
                folder: None,
                name: ModuleName::new(name)?,
            }),
            [folder, name] => Ok(Self {
                folder: Some(ModuleName::new(folder)?),
                name: ModuleName::new(name)?,
            }),
            _ => Err(BadName {
                reason: "a module is in that of its product, or in one folder below it",
            }),
        }
    }

    /// Its file, relative to the folder of the product and without extension.
    #[must_use]
    pub fn file(&self) -> String {
        match &self.folder {
            Some(folder) => format!("{folder}/{}", self.name),
            None => self.name.to_string(),
        }
    }
}

/// The path in Rust.
impl fmt::Display for ModulePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(folder) = &self.folder {
            write!(f, "{folder}::")?;
        }
        self.name.fmt(f)
    }
}

impl TypeName {
    /// A name that was checked before.
    pub(crate) fn checked(name: &str) -> Self {
        Self(name.into())
    }
}

impl VariantName {
    /// An identifier in the case of variants.
    pub(crate) fn checked(name: &str) -> Self {
        Self(name.into())
    }
}

impl ConstName {
    /// The constant for a type.
    pub(crate) fn from_type(name: &TypeName) -> Self {
        Self(name.as_str().to_shouty_snake_case().into())
    }
}

/// Whether a text is an identifier of Rust and not a keyword.
pub(crate) fn is_identifier(text: &str) -> bool {
    is_word(text) && !KEYWORDS.contains(&text)
}

/// Whether a text is an identifier of Rust or a keyword.
pub(crate) fn is_word(text: &str) -> bool {
    let is_start = |c: char| c.is_ascii_alphabetic() || c == '_';
    text.starts_with(is_start) && text != "_" && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The reason why a text is not a Rust name of its kind.
fn not_rust(name: &str) -> BadName {
    BadName {
        reason: if is_identifier(name) {
            "it does not have the case of such names in Rust"
        } else if KEYWORDS.contains(&name) {
            "it is a keyword of Rust"
        } else {
            "it is not an identifier of Rust"
        },
    }
}

/// Lower-case text with `_` for every character that is not a letter or digit: heck would split `IPv4` into `i_pv4`.
fn words(wire: &str) -> String {
    wire.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '_'
            }
        })
        .collect()
}

fn snake(wire: &str) -> Result<String, BadName> {
    let name = words(wire).to_snake_case();
    // heck drops a leading underscore, but a policy has both `_hitcount` and `hitcount`.
    let name = if wire.starts_with('_') && !name.is_empty() {
        format!("_{name}")
    } else {
        name
    };
    escape(name)
}

/// Upper camel case. A name that is already in camel case keeps its capitals.
fn camel(wire: &str) -> Result<String, BadName> {
    let humped = wire.starts_with(|c: char| c.is_ascii_uppercase())
        && wire.chars().all(|c| c.is_ascii_alphanumeric())
        && wire.chars().any(|c| c.is_ascii_lowercase());
    if humped {
        return escape(wire.to_owned());
    }
    escape(words(wire).to_upper_camel_case())
}

fn shouty(wire: &str) -> Result<String, BadName> {
    escape(words(wire).to_shouty_snake_case())
}

fn escape(name: String) -> Result<String, BadName> {
    match name.chars().next() {
        None => Err(BadName {
            reason: "it has no letter or digit",
        }),
        Some(first) if first.is_ascii_digit() => Ok(format!("_{name}")),
        Some(_) if KEYWORDS.contains(&name.as_str()) => Ok(format!("{name}_")),
        Some(_) => Ok(name),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn snake_of(wire: &str) -> String {
        FieldName::from_wire(wire).unwrap().as_str().to_owned()
    }

    fn camel_of(wire: &str) -> String {
        TypeName::from_wire(wire).unwrap().as_str().to_owned()
    }

    #[test]
    fn fields() {
        for (wire, rust) in [
            ("name", "name"),
            ("associated-interface", "associated_interface"),
            ("obj seq", "obj_seq"),
            ("type", "type_"),
            ("match", "match_"),
            ("override", "override_"),
            ("self", "self_"),
            ("802-1X", "_802_1x"),
            ("3g-modem", "_3g_modem"),
            ("casb-SaaS", "casb_saas"),
            ("IPv4", "ipv4"),
            ("policy6", "policy6"),
            ("tacacs+", "tacacs"),
            ("tacacs+accounting", "tacacs_accounting"),
            ("DoS-policy6", "dos_policy6"),
            ("_hitcount", "_hitcount"),
            ("_router_static", "_router_static"),
            ("%idle", "idle"),
            ("r_kB/s", "r_kb_s"),
            ("Used(Excluded NICE)", "used_excluded_nice"),
            ("x86-64 Applications", "x86_64_applications"),
            ("Estimated Sync Time Left (seconds)", "estimated_sync_time_left_seconds"),
        ] {
            assert_eq!(snake_of(wire), rust, "{wire}");
        }
    }

    #[test]
    fn types() {
        for (wire, rust) in [
            ("lock-object", "LockObject"),
            ("LockInfo", "LockInfo"),
            ("HAStatus", "HAStatus"),
            ("clone-to", "CloneTo"),
            ("self", "Self_"),
            ("802-1X", "_8021x"),
        ] {
            assert_eq!(camel_of(wire), rust, "{wire}");
        }
    }

    #[test]
    fn constants() {
        let name = ConstName::from_wire("object-does-not-exist").unwrap();
        assert_eq!(name.as_str(), "OBJECT_DOES_NOT_EXIST");
    }

    #[test]
    fn names_without_letters_and_digits_are_refused() {
        for wire in ["", "+", "--", " "] {
            assert!(FieldName::from_wire(wire).is_err(), "{wire:?}");
        }
    }

    #[test]
    fn the_derive_finds_the_field_of_a_placeholder() {
        for wire in ["adom", "802-1X", "tacacs+", "DoS-policy", "type", "ippool_grp"] {
            let field = snake_of(wire);
            assert_eq!(
                fmg_template::field_name(wire).trim_matches('_'),
                field.trim_matches('_'),
                "{wire}"
            );
        }
    }

    proptest! {
        #[test]
        fn every_name_is_an_identifier(wire in any::<String>()) {
            for name in [FieldName::from_wire(&wire).map(|n| n.0), TypeName::from_wire(&wire).map(|n| n.0)]
                .into_iter()
                .flatten()
            {
                prop_assert!(syn::parse_str::<syn::Ident>(&name).is_ok(), "{name}");
            }
        }
    }
}
