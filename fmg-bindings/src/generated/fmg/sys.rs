//! System calls.

use crate::fmg::{Members, Method, Request};
use crate::slots::row;
use crate::Endpoint;

/// Reads the status.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Status {}

impl Status {
    /// The call.
    #[must_use]
    pub fn new() -> Self {
        Self {}
    }
}

impl Endpoint for Status {
    type Response = SystemStatus;
    const TEMPLATE: &'static str = "/sys/status";
    const ESCAPING: crate::__private::Escaping = crate::__private::Escaping::Fmg;
    fn url(&self) -> String {
        Self::TEMPLATE.to_owned()
    }
}

impl Request for Status {
    const METHOD: Method = Method::Get;
    fn write_members(&self, _: &mut Members<'_>) {}
}

/// What the appliance says of itself.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct SystemStatus {
    /// Name of the host.
    pub hostname: Option<String>,
    /// Version.
    pub version: Option<String>,
    /// Serial number.
    pub serial_number: Option<String>,
    /// Whether ADOMs are on.
    pub admin_domain: Option<bool>,
}

row! { SystemStatus {
    hostname: "Hostname",
    version: "Version",
    serial_number: "Serial Number",
    admin_domain: "Admin Domain Configuration" as toggle,
} }
