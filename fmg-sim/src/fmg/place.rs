//! Targets of writes.

use super::answer::Context;
use super::described::Target;
use super::scope::GLOBAL;

/// The target of a write.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    /// The ADOM whose database contains it, or the global database; `None`: it belongs to a device, or to the
    /// FortiManager itself.
    pub(super) adom: Option<&'a str>,
    /// The device whose configuration contains it.
    pub(super) device: Option<&'a str>,
    /// The url of the table.
    pub(super) table: &'a str,
    /// The row; `None`: a new one, or several.
    pub(super) key: Option<&'a str>,
}

impl<'a> Place<'a> {
    /// The target in the url of a call.
    pub(super) fn of(context: &Context<'a>, table: &'a str, key: Option<&'a str>) -> Self {
        Self {
            adom: context
                .found
                .capture("adom")
                .or_else(|| is_global(table).then_some(GLOBAL)),
            device: context.found.capture("device"),
            table,
            key,
        }
    }

    /// The target in the url of a call on a described table.
    pub(super) fn of_target(target: &'a Target, key: Option<&'a str>) -> Self {
        let table = target.url.as_str();
        Self {
            adom: target
                .scope_value("adom")
                .or_else(|| is_global(table).then_some(GLOBAL)),
            device: target.scope_value("device"),
            table,
            key,
        }
    }
}

/// Whether a table is one of the global database.
fn is_global(table: &str) -> bool {
    table == "/pm/pkg/global" || table.starts_with("/pm/config/global/")
}
