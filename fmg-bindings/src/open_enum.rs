//! Enums that the appliance may extend.

use std::fmt;
use std::hash::Hash;

use crate::Field;
use crate::slots::{Fit, Out, Place, Shown, Unfit};

/// A value of an enum: one that the specs list, or whatever else the appliance sent.
///
/// FortiManager sends names if the request asks for them (`verbose`), and numbers otherwise. FortiOS sends names. Newer
/// firmware adds values. So a reply may hold a value that the specs do not list; it is kept as it came, and can be sent
/// back.
///
/// ```
/// use fmg_bindings::fmg::address::{Address, AddressType};
/// use fmg_bindings::{Field, Open};
///
/// // Where a field or an argument is expected, a listed value, a name or a number becomes one of these.
/// let change = Address { type_: AddressType::Iprange.into(), ..Address::default() };
/// let same = Address { type_: Field::Set("iprange".into()), ..Address::default() };
/// assert_eq!(change, same);
///
/// // A field can be compared with a value, and its value can be matched.
/// assert!(change.type_ == AddressType::Iprange);
/// match change.type_.get().and_then(Open::known) {
///     Some(AddressType::Ipmask | AddressType::Iprange) => println!("a network or a range"),
///     Some(other) => println!("another kind of address: {other:?}"),
///     None => println!("no kind, or one that the specs do not list"),
/// }
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Open<E> {
    /// A value that the specs list.
    Known(E),
    /// A value that they do not list.
    Other(Unlisted),
}

/// A value that the specs do not list, as it was received.
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

/// An enum of the values that the specs list, for use in [`Open`].
///
/// The generator implements it. It is of interest elsewhere as a bound, and for the list of all values:
///
/// ```
/// use fmg_bindings::Listed;
/// use fmg_bindings::fmg::address::AddressType;
///
/// let names: Vec<&str> = AddressType::VALUES.iter().map(|value| value.name()).collect();
/// assert!(names.contains(&"iprange"));
/// ```
pub trait Listed: Copy + Eq + Hash + fmt::Debug + 'static {
    /// All listed values, in the order of the specs.
    const VALUES: &'static [Self];

    /// The names and numbers of the values, in the same order.
    #[doc(hidden)]
    const WIRE: &'static [WireValue];

    /// Whether the values are sent as numbers.
    #[doc(hidden)]
    const AS_NUMBERS: bool;

    /// The values that a place of this enum takes, for messages.
    #[doc(hidden)]
    const EXPECTS: &'static str;

    /// Where in [`VALUES`](Self::VALUES) the value is.
    #[doc(hidden)]
    fn index(self) -> usize;

    /// The name that the appliance knows the value by.
    #[must_use]
    fn name(self) -> &'static str {
        Self::WIRE.get(self.index()).map_or("", |(name, _)| name)
    }
}

/// The name of a value, and its number where it has one.
pub type WireValue = (&'static str, Option<i64>);

/// The index of the value with that name. A number in quotes is a number, if a value has it.
fn index_of_name(values: &[WireValue], name: &str) -> Option<usize> {
    values
        .iter()
        .position(|(listed, _)| *listed == name)
        .or_else(|| index_of_number(values, name.parse().ok()?))
}

fn index_of_number(values: &[WireValue], number: i64) -> Option<usize> {
    values.iter().position(|(_, listed)| *listed == Some(number))
}

/// The name or the number that is sent for the value at that index.
fn written(values: &'static [WireValue], index: usize, as_numbers: bool) -> Out<'static> {
    match values.get(index) {
        Some((_, Some(number))) if as_numbers => Out::Int(*number),
        Some((name, _)) => Out::Text(name),
        None => Out::Absent,
    }
}

impl<E> Open<E> {
    /// The value, if the specs list it.
    #[must_use]
    pub fn known(&self) -> Option<E>
    where
        E: Copy,
    {
        match self {
            Self::Known(value) => Some(*value),
            Self::Other(_) => None,
        }
    }

    /// The name that the appliance knows the value by, or `None` for a number that the specs do not list.
    #[must_use]
    pub fn as_str(&self) -> Option<&str>
    where
        E: Listed,
    {
        match self {
            Self::Known(value) => Some(value.name()),
            Self::Other(Unlisted::Name(name)) => Some(name),
            Self::Other(Unlisted::Number(_)) => None,
        }
    }
}

/// A listed value by its Rust name, another one as `Other("name")` or `Other(7)`.
impl<E: fmt::Debug> fmt::Debug for Open<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(value) => value.fmt(f),
            Self::Other(Unlisted::Name(name)) => f.debug_tuple("Other").field(name).finish(),
            Self::Other(Unlisted::Number(number)) => f.debug_tuple("Other").field(number).finish(),
        }
    }
}

/// The name, or a number that the specs do not list.
impl<E: Listed> fmt::Display for Open<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(value) => f.write_str(value.name()),
            Self::Other(value) => value.fmt(f),
        }
    }
}

impl<E: Listed> PartialEq<E> for Open<E> {
    fn eq(&self, other: &E) -> bool {
        matches!(self, Self::Known(value) if value == other)
    }
}

/// Whether the field is set to that value.
impl<E: Listed> PartialEq<E> for Field<Open<E>> {
    fn eq(&self, other: &E) -> bool {
        self.get().is_some_and(|value| value == other)
    }
}

impl<E: Listed> From<E> for Open<E> {
    fn from(value: E) -> Self {
        Self::Known(value)
    }
}

/// A name that is not listed is kept as it is.
impl<E: Listed> From<&str> for Open<E> {
    fn from(name: &str) -> Self {
        match index_of_name(E::WIRE, name).and_then(|index| E::VALUES.get(index)) {
            Some(value) => Self::Known(*value),
            None => Self::Other(Unlisted::Name(name.into())),
        }
    }
}

/// A name that is not listed is kept as it is.
impl<E: Listed> From<String> for Open<E> {
    fn from(name: String) -> Self {
        Self::from(name.as_str())
    }
}

/// A number that is not listed is kept as it is.
impl<E: Listed> From<i64> for Open<E> {
    fn from(number: i64) -> Self {
        match index_of_number(E::WIRE, number).and_then(|index| E::VALUES.get(index)) {
            Some(value) => Self::Known(*value),
            None => Self::Other(Unlisted::Number(number)),
        }
    }
}

impl<E: Listed> From<E> for Field<Open<E>> {
    fn from(value: E) -> Self {
        Self::Set(Open::Known(value))
    }
}

impl<E: Listed> From<&str> for Field<Open<E>> {
    fn from(name: &str) -> Self {
        Self::Set(name.into())
    }
}

impl<E: Listed> From<i64> for Field<Open<E>> {
    fn from(number: i64) -> Self {
        Self::Set(number.into())
    }
}

impl<E: Listed> From<Vec<E>> for Field<Vec<Open<E>>> {
    fn from(values: Vec<E>) -> Self {
        Self::Set(values.into_iter().map(Open::Known).collect())
    }
}

impl<E: Listed, const N: usize> From<[E; N]> for Field<Vec<Open<E>>> {
    fn from(values: [E; N]) -> Self {
        Self::Set(values.into_iter().map(Open::Known).collect())
    }
}

impl<E: Listed> Place for Open<E> {
    fn blank() -> Self {
        Self::Other(Unlisted::Number(0))
    }

    fn expects(&self) -> &'static str {
        E::EXPECTS
    }

    fn absent(&mut self) {
        *self = Self::blank();
    }

    fn integer(&mut self, value: i128) -> Fit {
        *self = i64::try_from(value).map_err(|_| Unfit)?.into();
        Ok(())
    }

    fn text(&mut self, value: &str) -> Fit {
        *self = value.into();
        Ok(())
    }
}

impl<E: Listed> Shown for Open<E> {
    fn out(&self) -> Out<'_> {
        match self {
            Self::Known(value) => written(E::WIRE, value.index(), E::AS_NUMBERS),
            Self::Other(Unlisted::Name(name)) => Out::Text(name),
            Self::Other(Unlisted::Number(number)) => Out::Int(*number),
        }
    }
}

impl<E: Listed> serde::Serialize for Open<E> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.out().serialize(serializer)
    }
}

impl<'de, E: Listed> serde::Deserialize<'de> for Open<E> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::slots::deserialize(deserializer)
    }
}

/// Implements [`Listed`] for an enum without data, from a table of all its variants in their order: the name of each,
/// and its number where the appliance has any. `as numbers` sends the numbers in place of the names.
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_open_enum {
    // An enum without variants has no numbers to cast a value to.
    ($name:ident $(as $numbers:ident)? {}) => {
        $crate::codegen::open_enum!(@table $name false [fn index(self) -> usize { match self {} }]);
    };
    ($name:ident { $($variant:ident: $wire:literal $(= $number:literal)?),+ $(,)? }) => {
        $crate::codegen::open_enum!(
            @table $name false [fn index(self) -> usize { self as usize }] $($variant $wire [$($number)?])*
        );
    };
    ($name:ident as numbers { $($variant:ident: $wire:literal = $number:literal),+ $(,)? }) => {
        $crate::codegen::open_enum!(
            @table $name true [fn index(self) -> usize { self as usize }] $($variant $wire [$number])*
        );
    };
    (@table $name:ident $as_numbers:literal [$($index:tt)*] $($variant:ident $wire:literal [$($number:literal)?])*) => {
        impl $crate::codegen::Listed for $name {
            const VALUES: &'static [Self] = &[$(Self::$variant),*];
            const WIRE: &'static [$crate::codegen::WireValue] =
                &[$(($wire, $crate::codegen::number!($($number)?))),*];
            const AS_NUMBERS: bool = $as_numbers;
            const EXPECTS: &'static str =
                ::std::concat!("a name or a number from -2^63 to 2^63 - 1 (", ::std::stringify!($name), ")");

            $($index)*
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

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::{Listed, Open, Unlisted};
    use crate::Field;
    use crate::codegen::open_enum;

    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    enum Mode {
        Nat,
        Transparent,
    }

    open_enum! { Mode { Nat: "nat" = 0, Transparent: "transparent" = 1 } }

    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    enum Source {
        Any,
        Other,
    }

    open_enum! { Source as numbers { Any: "any" = 10, Other: "other" = 11 } }

    /// An enum of which the specs list no value.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    enum Unknown {}

    open_enum! { Unknown {} }

    fn named(name: &str) -> Unlisted {
        Unlisted::Name(name.into())
    }

    #[test]
    fn a_value_is_found_by_name_and_by_number() {
        assert_eq!(Open::from("transparent"), Open::Known(Mode::Transparent));
        assert_eq!(Open::from("1".to_owned()), Open::Known(Mode::Transparent));
        assert_eq!(Open::from(0), Open::Known(Mode::Nat));
        assert_eq!(Open::<Mode>::from("mixed"), Open::Other(named("mixed")));
        assert_eq!(Open::<Mode>::from("7"), Open::Other(named("7")));
        assert_eq!(Open::<Mode>::from(7), Open::Other(Unlisted::Number(7)));
    }

    #[test]
    fn a_value_is_written_as_the_appliance_knows_it_and_read_back() {
        for (value, json) in [
            (Mode::Nat.into(), json!("nat")),
            (Open::from("mixed"), json!("mixed")),
            (Open::from(7), json!(7)),
        ] {
            assert_eq!(to_value(&value).unwrap(), json);
            assert_eq!(from_value::<Open<Mode>>(json).unwrap(), value);
        }
        for (value, json) in [
            (Open::from(Source::Other), json!(11)),
            (Open::from("other"), json!(11)),
            (Open::from("most"), json!("most")),
            (Open::from(12), json!(12)),
        ] {
            assert_eq!(to_value(&value).unwrap(), json);
            assert_eq!(from_value::<Open<Source>>(json).unwrap(), value);
        }
        assert_eq!(to_value(Open::<Unknown>::from("a")).unwrap(), json!("a"));
        assert!(from_value::<Open<Mode>>(json!(true)).is_err());
        assert!(from_value::<Open<Mode>>(json!(u64::MAX)).is_err());
    }

    #[test]
    fn a_field_takes_a_value_and_is_compared_with_one() {
        let mode: Field<Open<Mode>> = Mode::Nat.into();
        assert_eq!(mode, Field::Set("nat".into()));
        assert_eq!((mode.clone(), mode.clone()), ("nat".into(), 0.into()));
        assert!(mode == Mode::Nat && mode != Mode::Transparent);
        assert!(Field::<Open<Mode>>::Keep != Mode::Nat);
        assert!(Open::from(1) == Mode::Transparent);
        assert!(Open::from("mixed") != Mode::Transparent);

        let modes: Field<Vec<Open<Mode>>> = [Mode::Nat, Mode::Transparent].into();
        assert_eq!(modes, vec![Mode::Nat, Mode::Transparent].into());
        assert_eq!(modes.into_option(), Some(vec!["nat".into(), 1.into()]));
    }

    #[test]
    fn a_value_shows_its_name() {
        assert_eq!(Open::from(Mode::Nat).as_str(), Some("nat"));
        assert_eq!(Open::<Mode>::from("mixed").as_str(), Some("mixed"));
        assert_eq!(Open::<Mode>::from(7).as_str(), None);
        assert_eq!(Open::from(Mode::Nat).known(), Some(Mode::Nat));
        assert_eq!(Open::<Mode>::from(7).known(), None);

        let modes = [Mode::Nat.into(), Open::from("mixed"), Open::from(7)];
        assert_eq!(format!("{modes:?}"), r#"[Nat, Other("mixed"), Other(7)]"#);
        assert_eq!(modes.map(|mode| mode.to_string()), ["nat", "mixed", "7"]);
        assert_eq!(Source::VALUES.last().map(|source| source.name()), Some("other"));
    }

    #[test]
    fn a_value_takes_no_more_room_than_a_text() {
        assert!(size_of::<Option<Open<Mode>>>() <= size_of::<String>());
    }
}
