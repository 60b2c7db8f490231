//! Enumerations that the appliance may extend.

use std::fmt;

use crate::slots::{Fit, Unfit};

/// A value that the bindings do not know, as it was received.
///
/// FortiManager names the values of an enumeration if asked for names (`verbose`), and numbers them
/// otherwise; newer firmware adds values, and numbers have changed between builds. FortiOS names them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unlisted {
    /// A name.
    Name(Box<str>),
    /// A number.
    Number(i64),
}

impl fmt::Display for Unlisted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Number(number) => number.fmt(f),
        }
    }
}

/// A known value: itself, its name, and its number where there is one.
pub type Listed<E> = (E, &'static str, Option<i64>);

/// What `open_enum!` tells about an enumeration.
pub trait OpenEnum: Clone + 'static {
    /// The known values.
    const LISTED: &'static [Listed<Self>];

    /// Wraps a value that is not known.
    fn other(value: Unlisted) -> Self;
}

/// The value of that name. A number in quotes is a number, if it is a known one.
pub fn by_name<E: OpenEnum>(name: &str) -> E {
    E::LISTED
        .iter()
        .find(|(_, listed, _)| *listed == name)
        .or_else(|| listed_number(name.parse().ok()?))
        .map_or_else(|| E::other(Unlisted::Name(name.into())), |(value, ..)| value.clone())
}

/// The value of that number.
///
/// # Errors
///
/// The number is beyond any that an enumeration can have.
pub fn by_number<E: OpenEnum>(number: i128) -> Result<E, Unfit> {
    let number = number.try_into().map_err(|_| Unfit)?;
    Ok(listed_number::<E>(number).map_or_else(|| E::other(Unlisted::Number(number)), |(value, ..)| value.clone()))
}

/// Stores what [`by_number`] finds.
pub(crate) fn set_number<E: OpenEnum>(place: &mut E, number: i128) -> Fit {
    *place = by_number(number)?;
    Ok(())
}

fn listed_number<E: OpenEnum>(number: i64) -> Option<&'static Listed<E>> {
    E::LISTED.iter().find(|(_, _, listed)| *listed == Some(number))
}

/// Implements for an enum with a variant `Other(Unlisted)` what a value of the wire is, from a table of
/// the names of its other variants, and of the numbers where the appliance has any. `as numbers` sends
/// the numbers in place of the names.
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_open_enum {
    ($name:ident { $($variant:ident: $wire:literal $(= $number:literal)?),* $(,)? }) => {
        $crate::codegen::open_enum!(@table $name { $($variant: $wire $(= $number)?),* });

        impl $crate::codegen::Shown for $name {
            fn out(&self) -> $crate::codegen::Out<'_> {
                match self {
                    Self::Other($crate::Unlisted::Number(number)) => $crate::codegen::Out::Int(*number),
                    named => $crate::codegen::Out::Text(named.as_str().unwrap_or_default()),
                }
            }
        }
    };
    ($name:ident as numbers { $($variant:ident: $wire:literal = $number:literal),* $(,)? }) => {
        $crate::codegen::open_enum!(@table $name { $($variant: $wire = $number),* });

        impl $crate::codegen::Shown for $name {
            fn out(&self) -> $crate::codegen::Out<'_> {
                match self {
                    $(Self::$variant => $crate::codegen::Out::Int($number),)*
                    Self::Other($crate::Unlisted::Number(number)) => $crate::codegen::Out::Int(*number),
                    Self::Other($crate::Unlisted::Name(name)) => $crate::codegen::Out::Text(name),
                }
            }
        }

        /// A number that is not listed is kept as it is.
        impl ::std::convert::From<i64> for $name {
            fn from(number: i64) -> Self {
                $crate::codegen::by_number(number.into()).unwrap_or($name::Other($crate::Unlisted::Number(number)))
            }
        }
    };
    (@table $name:ident { $($variant:ident: $wire:literal $(= $number:literal)?),* $(,)? }) => {
        impl $name {
            /// The name that the appliance knows the value by, or `None` for an unlisted number.
            #[must_use]
            pub fn as_str(&self) -> ::std::option::Option<&str> {
                match self {
                    $(Self::$variant => ::std::option::Option::Some($wire),)*
                    Self::Other($crate::Unlisted::Name(name)) => ::std::option::Option::Some(name),
                    Self::Other($crate::Unlisted::Number(_)) => ::std::option::Option::None,
                }
            }
        }

        impl $crate::codegen::OpenEnum for $name {
            const LISTED: &'static [$crate::codegen::Listed<Self>] =
                &[$((Self::$variant, $wire, $crate::codegen::number!($($number)?))),*];

            fn other(value: $crate::Unlisted) -> Self {
                Self::Other(value)
            }
        }

        /// A name that is not listed is kept as it is.
        impl ::std::convert::From<&str> for $name {
            fn from(name: &str) -> Self {
                $crate::codegen::by_name(name)
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self {
                    Self::Other(value) => value.fmt(f),
                    listed => f.write_str(listed.as_str().unwrap_or_default()),
                }
            }
        }

        impl $crate::codegen::Place for $name {
            fn blank() -> Self {
                Self::Other($crate::Unlisted::Number(0))
            }

            fn expects(&self) -> &'static str {
                ::std::concat!("a name or a number from -2^63 to 2^63 - 1 (", ::std::stringify!($name), ")")
            }

            fn absent(&mut self) {
                *self = Self::blank();
            }

            fn integer(&mut self, value: i128) -> $crate::codegen::Fit {
                $crate::codegen::set_number(self, value)
            }

            fn text(&mut self, value: &str) -> $crate::codegen::Fit {
                *self = Self::from(value);
                ::std::result::Result::Ok(())
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::codegen::Shown::out(self).serialize(serializer)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
            where
                D: $crate::serde::Deserializer<'de>,
            {
                $crate::codegen::deserialize(deserializer)
            }
        }
    };
}

/// The number of a variant, if the table gives one.
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_number {
    () => {
        ::std::option::Option::None
    };
    ($number:literal) => {
        ::std::option::Option::Some($number)
    };
}
