//! The differences between the versions of FortiOS that the simulator supports.

use serde::Deserialize;

use crate::generated::fortios::CallId;
use crate::generated::fortios::calls::Monitor;
use crate::generated::fortios::calls::monitor::{Geoip, System, Utm};

/// The firmware of a FortiGate: the versions differ in their logins, and in the requests that they refuse.
///
/// The differences come from public reports of what each version broke; the documents describe only 5.6.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[non_exhaustive]
pub enum Firmware {
    /// FortiOS 5.6: has only the login `/logincheck`, and accepts tokens in the url.
    #[serde(rename = "5.6")]
    V5_6,
    /// FortiOS 7.4: has the logins `/api/v2/authentication` and `/logincheck`, and accepts tokens only in a header.
    #[default]
    #[serde(rename = "7.4")]
    V7_4,
    /// FortiOS 7.6: has the login `/api/v2/authentication`; `/logincheck` reports success, but opens no session.
    #[serde(rename = "7.6")]
    V7_6,
}

impl Firmware {
    /// The one that behaves most like a version, such as `v7.2.8`.
    pub(super) fn nearest(version: &str) -> Self {
        let mut numbers = version
            .trim_start_matches(['v', 'V'])
            .split(|c: char| !c.is_ascii_digit());
        let mut next = || numbers.next().and_then(|number| number.parse().ok()).unwrap_or(0_u32);
        match (next(), next(), next()) {
            (0, ..) => Self::default(),
            (..6, ..) => Self::V5_6,
            // `/logincheck` opens no session from here on.
            version if version >= (7, 6, 3) => Self::V7_6,
            _ => Self::V7_4,
        }
    }

    /// The version as in an envelope.
    #[must_use]
    pub const fn version(self) -> &'static str {
        match self {
            Self::V5_6 => "v5.6.11",
            Self::V7_4 => "v7.4.1",
            Self::V7_6 => "v7.6.3",
        }
    }

    /// The build of that version.
    #[must_use]
    pub const fn build(self) -> u64 {
        match self {
            Self::V5_6 => 1700,
            Self::V7_4 => 2463,
            Self::V7_6 => 3510,
        }
    }

    /// Whether the firmware has `/api/v2/authentication`.
    pub(super) fn has_authentication(self) -> bool {
        self > Self::V5_6
    }

    /// Whether `/logincheck` opens a session. From 7.6.3 on it answers 1 without a session.
    pub(super) fn form_opens_session(self) -> bool {
        self < Self::V7_6
    }

    /// Whether the firmware accepts a token in the url by default. Since 7.4.5 it does not.
    pub(super) fn takes_token_in_url(self) -> bool {
        self == Self::V5_6
    }

    /// The name of the session cookie, and those of the cookies with the CSRF token.
    pub(super) fn cookies(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Self::V5_6 => ("APSCOOKIE_2735489310", &["ccsrftoken", "ccsrftoken_2735489310"]),
            Self::V7_4 => ("APSCOOKIE_443_3334d10", &["ccsrftoken_443_3334d10"]),
            Self::V7_6 => ("session_key_443_3334d10", &["ccsrf_token_443_3334d10"]),
        }
    }

    /// The code of `/api/v2/authentication` for an open session, and the member that has it.
    pub(super) fn login_succeeded(self) -> (&'static str, i64) {
        match self {
            Self::V7_6 => ("status", 6),
            _ => ("status_code", 5),
        }
    }

    /// Whether the filter `==` is case-sensitive, and `=*` is its case-insensitive form.
    pub(super) fn filters_by_case(self) -> bool {
        self > Self::V5_6
    }

    /// Whether envelopes have counts of rows (`size`, `matched_count`, `next_idx`) and omit the action `select`.
    pub(super) fn has_new_envelope(self) -> bool {
        self > Self::V5_6
    }

    /// The HTTP status of a change that the configuration refuses: 424 in the document of 5.6, 500 in captures of 7.x.
    pub(super) fn refused_change(self) -> u16 {
        match self {
            Self::V5_6 => 424,
            _ => 500,
        }
    }

    /// Whether `vdom=*` selects all VDOMs.
    pub(super) fn knows_all_vdoms(self) -> bool {
        self > Self::V5_6
    }

    /// Whether the firmware accepts this form of a call that the specs have with two methods.
    ///
    /// According to the directories of devices, the look-ups became a `POST` with 6.2 and 6.4. According to public
    /// reports, a backup can be a `POST` since 7.0.3 and has to be one with 7.6.
    pub(super) fn takes(self, call: Option<CallId>) -> bool {
        let Some(CallId::Monitor(call)) = call else { return true };
        match call {
            Monitor::System(System::ConfigBackup) => self < Self::V7_6,
            Monitor::Utm(Utm::RatingLookup) | Monitor::Geoip(Geoip::GeoipQuery) => self == Self::V5_6,
            Monitor::System(System::ConfigBackupPost)
            | Monitor::Utm(Utm::RatingLookupSelect)
            | Monitor::Geoip(Geoip::GeoipQuerySelect) => self > Self::V5_6,
            _ => true,
        }
    }

    /// Whether the firmware has a Monitor call: the reference of 5.6 does not have it, and the directories of later
    /// devices have it.
    pub(super) fn knows(self, call: Option<CallId>) -> bool {
        match call {
            Some(CallId::Monitor(Monitor::System(System::Status))) => self > Self::V5_6,
            _ => true,
        }
    }

    /// Whether members of a body with the names of parameters make the request another call. The document of 5.6 says
    /// so; clients of Fortinet send policies to 7.x with plain members `name` and `action`.
    pub(super) fn reserves_names(self) -> bool {
        self == Self::V5_6
    }

    /// Whether some Monitor calls return an object where 5.6 returns a list.
    pub(super) fn answers_by_name(self) -> bool {
        self > Self::V5_6
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_behaves_like_the_nearest_one() {
        for (version, nearest) in [
            ("v5.6.11", Firmware::V5_6),
            ("v6.2.7", Firmware::V7_4),
            ("v7.0.6", Firmware::V7_4),
            ("7.6.2", Firmware::V7_4),
            ("v7.6.3", Firmware::V7_6),
            ("v8.0.1", Firmware::V7_6),
            ("v7", Firmware::V7_4),
            ("", Firmware::V7_4),
            ("interim", Firmware::V7_4),
        ] {
            assert_eq!(Firmware::nearest(version), nearest, "{version}");
        }
    }
}
