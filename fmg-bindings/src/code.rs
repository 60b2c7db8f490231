//! Status codes of FortiManager.

use std::fmt;

#[doc(inline)]
pub use fmg_template::CodeClass;

use crate::slots::{Fit, Out, Place, Shown, Unfit};

/// A status code, zero for success and otherwise negative.
///
/// The set is open: known codes are constants, and any other number is valid, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(i64);

impl Code {
    /// The code with this number, as it is on the wire.
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

/// Reads a number, a number in quotes, and the form of older firmware: a negative number that is too large by 2^64.
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

/// The status codes of a product and their meanings.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct StatusCodes {
    /// The known codes.
    pub(crate) codes: &'static [StatusCode],
    /// Refusals with a meaning of their own.
    pub(crate) refusals: &'static [Refusal],
}

impl StatusCodes {
    /// The entry of a code, if it is known.
    pub(crate) fn find(&self, code: Code) -> Option<&'static StatusCode> {
        self.codes.iter().find(|known| known.code == code)
    }
}

/// One entry of the generated table.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct StatusCode {
    pub(crate) code: Code,
    pub(crate) meaning: &'static str,
    pub(crate) class: CodeClass,
}

/// One entry of the generated table of refusals with a meaning of their own.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The url of the call in JSON-RPC.
    pub(crate) url: &'static str,
    pub(crate) code: Code,
    /// The message of FortiManager; `None`: any message.
    pub(crate) message: Option<&'static str>,
    pub(crate) meaning: &'static str,
    pub(crate) class: CodeClass,
}
