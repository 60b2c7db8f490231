//! The calls that the appliances of a sim know.

use std::sync::Arc;

use super::StartError;
use crate::{fmg, fortios};

/// The calls that the appliances of a sim know.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) fmg: Arc<fmg::Calls>,
    pub(super) fortios: Arc<fortios::Calls>,
}

impl Known {
    /// The calls of the shipped specs.
    ///
    /// # Errors
    ///
    /// A generated route table is wrong, which tests rule out.
    pub(super) fn shipped() -> Result<Self, StartError> {
        Ok(Self {
            fmg: fmg::Calls::shipped().map_err(StartError::routes)?,
            fortios: fortios::Calls::shipped().map_err(StartError::routes)?,
        })
    }
}
