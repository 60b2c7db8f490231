//! Where a write goes.

use super::answer::Context;

/// What a write is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    /// The ADOM whose database it is in; `None`: that of a device, or of the FortiManager itself.
    pub(super) adom: Option<&'a str>,
    /// The device whose configuration it is in.
    pub(super) device: Option<&'a str>,
    /// The url of the table.
    pub(super) table: &'a str,
    /// The row; `None`: a new one, or several.
    pub(super) key: Option<&'a str>,
}

impl<'a> Place<'a> {
    /// The place that the url of a call names.
    pub(super) fn of(context: &Context<'a>, table: &'a str, key: Option<&'a str>) -> Self {
        Self {
            adom: context.found.capture("adom"),
            device: context.found.capture("device"),
            table,
            key,
        }
    }
}
