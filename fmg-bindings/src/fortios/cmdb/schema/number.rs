//! Limits of numbers. Their range is not documented, so they may be signed or unsigned 64-bit integers.

use crate::slots::{Fit, Out, Place, Shown, Unfit};

impl Place for i128 {
    fn blank() -> Self {
        0
    }

    fn expects(&self) -> &'static str {
        "an integer"
    }

    fn absent(&mut self) {
        *self = 0;
    }

    fn integer(&mut self, value: i128) -> Fit {
        *self = value;
        Ok(())
    }

    fn text(&mut self, value: &str) -> Fit {
        *self = value.trim().parse().map_err(|_| Unfit)?;
        Ok(())
    }
}

impl Shown for i128 {
    fn out(&self) -> Out<'_> {
        match (i64::try_from(*self), u64::try_from(*self)) {
            (Ok(number), _) => Out::Int(number),
            (_, Ok(number)) => Out::Unsigned(number),
            // Larger than any JSON number, so it never came from a reply.
            _ => Out::Absent,
        }
    }
}
