//! Numbers as keys.

use fmg_template::Name;

use super::Mkey;

/// A number is a key, such as the number of a policy, a static route or an entry of a list.
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
    fn a_number_is_written_as_its_digits() {
        assert_eq!(Mkey::from(7_u32), Mkey::new("7").unwrap());
        assert_eq!(Mkey::from(7), Mkey::new("7").unwrap());
        assert_eq!(Mkey::from(-1), Mkey::new("-1").unwrap());
        assert_eq!(Mkey::from(u64::MAX).as_str(), "18446744073709551615");
    }

    #[test]
    fn an_empty_key_or_a_path_segment_is_refused() {
        for bad in ["", ".", "..", "a\nb"] {
            assert!(Mkey::new(bad).is_err(), "{bad:?}");
        }
    }
}
