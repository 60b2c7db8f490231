//! The calls that the appliances of a sim know.

#[cfg(feature = "specs")]
use std::path::PathBuf;
use std::sync::Arc;

use super::StartError;
use crate::fmg::TableDescription;
#[cfg(feature = "specs")]
use crate::fortios::MONITOR;
#[cfg(feature = "specs")]
use crate::generated;
use crate::route::Shared;
#[cfg(feature = "specs")]
use crate::specs::{Declared, Descriptions, describe, with_others};
use crate::{fmg, fortios};

/// The calls that the appliances of a sim know.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) fmg: Arc<fmg::Calls>,
    pub(super) fortios: Arc<fortios::Calls>,
}

impl Known {
    /// The calls of these folders of specs and of these descriptions, those of the shipped specs that are
    /// not among them, and further tables.
    ///
    /// # Errors
    ///
    /// A folder or a description cannot be read, or is faulty.
    #[cfg(feature = "specs")]
    pub(super) fn with_specs(
        folders: &[PathBuf],
        descriptions: &[PathBuf],
        tables: &[Shared<TableDescription>],
    ) -> Result<Self, StartError> {
        if folders.is_empty() && descriptions.is_empty() {
            return Self::with_tables(tables);
        }
        let declared = Declared::read(folders).map_err(StartError::Specs)?;
        let described = if descriptions.is_empty() {
            Descriptions::default()
        } else {
            describe(descriptions).map_err(StartError::Specs)?
        };
        let (of_device, mut own) = (described.fortios, described.calls);
        let of_fmg = with_others(&declared.fmg, generated::fmg::ROUTES);
        own.extend(declared.fortios);
        // A device has no other Monitor calls than those of its directory.
        let has = |route: &&generated::fortios::Route| !(of_device.has_calls() && route.url.starts_with(MONITOR));
        let of_fortios = with_others(&own, generated::fortios::ROUTES.iter().filter(has));
        let further = described.tables.into_iter().chain(tables.iter().cloned());
        let tables: Vec<_> = declared.tables.into_iter().chain(further).collect();
        let fmg = fmg::Calls::new(of_fmg, declared.rows.clone(), &tables).map_err(StartError::routes)?;
        let fmg = fmg.with_syntax(described.syntax);
        let fortios = fortios::Calls::new(of_fortios, declared.rows).map_err(StartError::routes)?;
        let fortios = fortios.with_schemas(declared.schemas).with_description(of_device);
        Ok(Self {
            fmg: Arc::new(fmg),
            fortios: Arc::new(fortios),
        })
    }

    /// The calls of the shipped specs, and further tables.
    ///
    /// # Errors
    ///
    /// A generated route table is wrong, which the tests exclude.
    pub(super) fn with_tables(tables: &[Shared<TableDescription>]) -> Result<Self, StartError> {
        let fmg = if tables.is_empty() {
            fmg::Calls::shipped()
        } else {
            fmg::Calls::with_tables(tables).map(Arc::new)
        };
        Ok(Self {
            fmg: fmg.map_err(StartError::routes)?,
            fortios: fortios::Calls::shipped().map_err(StartError::routes)?,
        })
    }
}
