//! Single values as places. Firmware writes them in several forms: `"12"` for 12, `1` for `true`.

use serde_json::Value;

use super::{BoolForm, Fit, List, Object, Out, Place, Shown, Slot, Unfit};

impl Place for String {
    fn blank() -> Self {
        Self::new()
    }

    fn expects(&self) -> &'static str {
        "a string"
    }

    fn absent(&mut self) {
        self.clear();
    }

    fn integer(&mut self, value: i128) -> Fit {
        *self = value.to_string();
        Ok(())
    }

    fn float(&mut self, value: f64) -> Fit {
        *self = value.to_string();
        Ok(())
    }

    fn text(&mut self, value: &str) -> Fit {
        // Not `clone_into`, which would first check the capacity of an empty string.
        *self = Self::from(value);
        Ok(())
    }
}

/// Implements the place of an integer type. The message names the range, because "expected an integer, found an integer"
/// would not help.
macro_rules! integer {
    ($integer:ty, $expects:literal) => {
        impl Place for $integer {
            fn blank() -> Self {
                0
            }

            fn expects(&self) -> &'static str {
                $expects
            }

            fn absent(&mut self) {
                *self = 0;
            }

            fn integer(&mut self, value: i128) -> Fit {
                *self = value.try_into().map_err(|_| Unfit)?;
                Ok(())
            }

            fn float(&mut self, value: f64) -> Fit {
                *self = whole(value)?;
                Ok(())
            }

            fn text(&mut self, value: &str) -> Fit {
                *self = value.trim().parse().map_err(|_| Unfit)?;
                Ok(())
            }
        }
    };
}

integer!(i64, "an integer from -2^63 to 2^63 - 1");
integer!(u64, "an integer from 0 to 2^64 - 1");

/// The integer that equals a number with a fraction of zero.
pub(crate) fn whole<I: std::str::FromStr>(value: f64) -> Result<I, Unfit> {
    // Printed without its fraction, such a number is an integer.
    if value.fract() == 0.0 {
        format!("{value:.0}").parse().map_err(|_| Unfit)
    } else {
        Err(Unfit)
    }
}

impl Place for f64 {
    fn blank() -> Self {
        0.0
    }

    fn expects(&self) -> &'static str {
        "a number"
    }

    fn absent(&mut self) {
        *self = 0.0;
    }

    fn integer(&mut self, value: i128) -> Fit {
        #[allow(clippy::cast_precision_loss, reason = "a field of this type has its precision")]
        let value = value as Self;
        *self = value;
        Ok(())
    }

    fn float(&mut self, value: f64) -> Fit {
        *self = value;
        Ok(())
    }

    fn text(&mut self, value: &str) -> Fit {
        *self = value.trim().parse().map_err(|_| Unfit)?;
        Ok(())
    }
}

impl Place for bool {
    fn blank() -> Self {
        false
    }

    fn expects(&self) -> &'static str {
        "a boolean, 0 or 1, or a word such as \"enable\""
    }

    fn absent(&mut self) {
        *self = false;
    }

    fn boolean(&mut self, value: bool) -> Fit {
        *self = value;
        Ok(())
    }

    fn integer(&mut self, value: i128) -> Fit {
        *self = match value {
            0 => false,
            1 => true,
            _ => return Err(Unfit),
        };
        Ok(())
    }

    fn text(&mut self, value: &str) -> Fit {
        *self = match value {
            "enable" | "yes" | "on" | "true" | "1" => true,
            "disable" | "no" | "off" | "false" | "0" => false,
            _ => return Err(Unfit),
        };
        Ok(())
    }
}

impl Place for Value {
    fn blank() -> Self {
        Self::Null
    }

    fn expects(&self) -> &'static str {
        "any JSON value"
    }

    fn absent(&mut self) {
        *self = Self::Null;
    }

    fn boolean(&mut self, value: bool) -> Fit {
        *self = Self::Bool(value);
        Ok(())
    }

    fn integer(&mut self, value: i128) -> Fit {
        *self = Self::Number(serde_json::Number::from_i128(value).ok_or(Unfit)?);
        Ok(())
    }

    fn float(&mut self, value: f64) -> Fit {
        *self = Self::Number(serde_json::Number::from_f64(value).ok_or(Unfit)?);
        Ok(())
    }

    fn text(&mut self, value: &str) -> Fit {
        *self = Self::String(value.to_owned());
        Ok(())
    }

    fn list(&mut self) -> Option<&mut dyn List> {
        *self = Self::Array(Vec::new());
        Some(self)
    }

    fn object(&mut self) -> Option<&mut dyn Object> {
        *self = Self::Object(serde_json::Map::new());
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    fn is_any(&self) -> bool {
        true
    }
}

impl List for Value {
    fn element(&mut self) -> Slot<'_> {
        match self {
            Self::Array(elements) => elements.element(),
            other => other,
        }
    }

    /// A value that does not fit stays as `null`, so that the others keep their index.
    fn retract(&mut self) {}

    fn takes_nothing(&self) -> bool {
        true
    }
}

impl Object for serde_json::Map<String, Value> {
    fn member(&mut self, name: &str) -> Option<Slot<'_>> {
        Some(self.entry(name).or_insert(Value::Null))
    }
}

impl Shown for String {
    fn out(&self) -> Out<'_> {
        Out::Text(self)
    }

    fn texts(values: &[Self]) -> Option<&[String]> {
        Some(values)
    }
}

impl Shown for i64 {
    fn out(&self) -> Out<'_> {
        Out::Int(*self)
    }
}

impl Shown for u64 {
    fn out(&self) -> Out<'_> {
        Out::Unsigned(*self)
    }
}

impl Shown for f64 {
    fn out(&self) -> Out<'_> {
        Out::Float(*self)
    }
}

impl Shown for bool {
    fn out(&self) -> Out<'_> {
        Out::Bool(*self, BoolForm::Json)
    }
}

impl Shown for Value {
    fn out(&self) -> Out<'_> {
        if self.is_null() { Out::Absent } else { Out::Json(self) }
    }
}
