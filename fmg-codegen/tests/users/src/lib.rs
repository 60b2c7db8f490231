//! Calls that the specs of this crate describe, and that `fmg-bindings` does not ship.
#![forbid(unsafe_code)]

pub mod acme {
    //! The bindings that the build script has generated.

    bindings::include_generated!();
}

pub use self::acme::fmg::{FmgCalls, script};
pub use self::acme::fortios::{FortiOsCalls, monitor};
