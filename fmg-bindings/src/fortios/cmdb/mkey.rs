//! Numbers as keys.

use fmg_template::Name;

use super::Mkey;

/// Any number is a key: that of a policy, of a static route, of an entry of a list.
macro_rules! from_number {
    ($($number:ty),*) => {
        $(impl From<$number> for Mkey {
            fn from(number: $number) -> Self {
                Self::__from_name(Name::from_number(number.into()))
            }
        })*
    };
}

from_number!(u8, u16, u32, u64, i32, i64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_key_that_its_digits_are() {
        assert_eq!(Mkey::from(7_u32), Mkey::new("7").unwrap());
        assert_eq!(Mkey::from(7), Mkey::new("7").unwrap());
        assert_eq!(Mkey::from(-1), Mkey::new("-1").unwrap());
        assert_eq!(Mkey::from(u64::MAX).as_str(), "18446744073709551615");
    }

    #[test]
    fn no_key_is_empty_or_leads_elsewhere() {
        for bad in ["", ".", "..", "a\nb"] {
            assert!(Mkey::new(bad).is_err(), "{bad:?}");
        }
    }
}
