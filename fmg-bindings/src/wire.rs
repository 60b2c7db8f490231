//! Booleans and numbers of requests, in their spelling on the wire.

use crate::Field;
use crate::slots::{BoolForm, Out};

/// A boolean or the lack of one.
pub trait Switch {
    /// Its state; `None` if no value is sent.
    fn state(&self) -> Option<bool>;
}

impl Switch for bool {
    fn state(&self) -> Option<bool> {
        Some(*self)
    }
}

impl Switch for Option<bool> {
    fn state(&self) -> Option<bool> {
        *self
    }
}

impl Switch for Field<bool> {
    fn state(&self) -> Option<bool> {
        self.get().copied()
    }
}

impl<T: Switch> Switch for &T {
    fn state(&self) -> Option<bool> {
        (**self).state()
    }
}

/// Serialises as `"enable"`, `"disable"` or `null`.
pub fn toggle(switch: &dyn Switch) -> Out<'static> {
    spelled(switch, Out::toggle)
}

/// Serialises as `1`, `0` or `null`.
pub fn flag(switch: &dyn Switch) -> Out<'static> {
    spelled(switch, Out::flag)
}

/// A number or the lack of one.
pub trait Digits {
    /// Its digits; `None` if no value is sent.
    fn digits(&self) -> Option<String>;
}

macro_rules! numbers {
    ($($number:ty),*) => {
        $(impl Digits for $number {
            fn digits(&self) -> Option<String> {
                Some(self.to_string())
            }
        })*
    };
}

numbers!(u8, u16, u32, u64, i8, i16, i32, i64);

impl<T: Digits> Digits for Option<T> {
    fn digits(&self) -> Option<String> {
        self.as_ref()?.digits()
    }
}

impl<T: Digits> Digits for &T {
    fn digits(&self) -> Option<String> {
        (**self).digits()
    }
}

/// Serialises as the text of the digits, such as `"7"`, or as `null`.
pub fn digits(number: &dyn Digits) -> Option<String> {
    number.digits()
}

fn spelled(switch: &dyn Switch, form: fn(Out<'static>) -> Out<'static>) -> Out<'static> {
    switch
        .state()
        .map_or(Out::Absent, |state| form(Out::Bool(state, BoolForm::Json)))
}

#[cfg(test)]
mod tests {
    use serde_json::{json, to_value};

    use super::{digits, flag, toggle};
    use crate::Field;

    #[test]
    fn a_toggle_is_a_word() {
        assert_eq!(to_value(toggle(&true)).unwrap(), json!("enable"));
        assert_eq!(to_value(toggle(&Some(false))).unwrap(), json!("disable"));
        assert_eq!(to_value(toggle(&None)).unwrap(), json!(null));
    }

    #[test]
    fn a_flag_is_a_digit() {
        assert_eq!(to_value(flag(&Some(true))).unwrap(), json!(1));
        assert_eq!(to_value(flag(&false)).unwrap(), json!(0));
        assert_eq!(to_value(flag(&Field::Keep)).unwrap(), json!(null));
    }

    #[test]
    fn digits_are_a_text() {
        assert_eq!(to_value(digits(&-7_i64)).unwrap(), json!("-7"));
        assert_eq!(to_value(digits(&Some(&184_u32))).unwrap(), json!("184"));
        assert_eq!(to_value(digits(&None::<u8>)).unwrap(), json!(null));
    }
}
