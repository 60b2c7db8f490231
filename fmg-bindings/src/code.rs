//! Status codes of FortiManager.

use std::fmt;

#[doc(inline)]
pub use fmg_template::CodeClass;

use crate::slots::{Fit, Out, Place, Shown, Unfit};

/// A status code, zero for success and otherwise negative.
///
/// The set is open: the known codes are constants, and any other code is as good a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(i64);

impl Code {
    /// Takes the number as it is on the wire.
    #[must_use]
    pub const fn new(number: i64) -> Self {
        Self(number)
    }

    /// The number as it is on the wire.
    #[must_use]
    pub const fn value(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<i64> for Code {
    fn from(number: i64) -> Self {
        Self(number)
    }
}

/// Reads a number, a number in quotes, and what older firmware makes of a negative number: one too large by 2^64.
impl Place for Code {
    fn blank() -> Self {
        Self(0)
    }

    fn expects(&self) -> &'static str {
        "a status code"
    }

    fn absent(&mut self) {
        self.0 = 0;
    }

    fn integer(&mut self, value: i128) -> Fit {
        self.0 = match i64::try_from(value) {
            Ok(number) => number,
            Err(_) => u64::try_from(value).map_err(|_| Unfit)?.cast_signed(),
        };
        Ok(())
    }

    fn text(&mut self, value: &str) -> Fit {
        self.integer(value.trim().parse().map_err(|_| Unfit)?)
    }
}

impl Shown for Code {
    fn out(&self) -> Out<'_> {
        Out::Int(self.0)
    }
}

/// What a product says with its status codes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct StatusCodes {
    /// Those that are known.
    pub(crate) codes: &'static [StatusCode],
    /// Refusals that mean something of their own.
    pub(crate) refusals: &'static [Refusal],
}

impl StatusCodes {
    /// What is known of a code.
    pub(crate) fn find(&self, code: Code) -> Option<&'static StatusCode> {
        self.codes.iter().find(|known| known.code == code)
    }
}

/// One line of the generated table.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct StatusCode {
    pub(crate) code: Code,
    pub(crate) meaning: &'static str,
    pub(crate) class: CodeClass,
}

/// One line of the generated table of refusals that mean something of their own.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The url of the call, as JSON-RPC has it.
    pub(crate) url: &'static str,
    pub(crate) code: Code,
    /// FortiManager's words; `None`: whatever it says.
    pub(crate) message: Option<&'static str>,
    pub(crate) meaning: &'static str,
    pub(crate) class: CodeClass,
}
