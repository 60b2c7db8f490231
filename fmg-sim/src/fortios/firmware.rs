//! What differs between the versions of FortiOS that can be played.

use serde::Deserialize;

use crate::generated::fortios::CallId;
use crate::generated::fortios::calls::Monitor;
use crate::generated::fortios::calls::monitor::{Geoip, System, Utm};

/// The firmware that a FortiGate plays: the versions differ in their logins, and in what they refuse.
///
/// The differences come from public reports of what broke with each version; the documents tell of 5.6 only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[non_exhaustive]
pub enum Firmware {
    /// FortiOS 5.6: logs in by `/logincheck` alone, and takes tokens in the url.
    #[serde(rename = "5.6")]
    V5_6,
    /// FortiOS 7.4: logs in by `/api/v2/authentication` or `/logincheck`, and takes tokens in a header only.
    #[default]
    #[serde(rename = "7.4")]
    V7_4,
    /// FortiOS 7.6: logs in by `/api/v2/authentication`; what `/logincheck` says yes to gives no session.
    #[serde(rename = "7.6")]
    V7_6,
}

impl Firmware {
    /// The version as an envelope has it.
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

    /// Whether there is `/api/v2/authentication`.
    pub(super) fn has_authentication(self) -> bool {
        self > Self::V5_6
    }

    /// Whether `/logincheck` opens a session. From 7.6.3 on it answers 1 all the same.
    pub(super) fn form_opens_session(self) -> bool {
        self < Self::V7_6
    }

    /// Whether a token in the url is taken without being told to. Since 7.4.5 it is not.
    pub(super) fn takes_token_in_url(self) -> bool {
        self == Self::V5_6
    }

    /// The cookie that authenticates, and those that hold the CSRF token.
    pub(super) fn cookies(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Self::V5_6 => ("APSCOOKIE_2735489310", &["ccsrftoken", "ccsrftoken_2735489310"]),
            Self::V7_4 => ("APSCOOKIE_443_3334d10", &["ccsrftoken_443_3334d10"]),
            Self::V7_6 => ("session_key_443_3334d10", &["ccsrf_token_443_3334d10"]),
        }
    }

    /// The code of `/api/v2/authentication` for a session that is open, and the member that it stands in.
    pub(super) fn login_succeeded(self) -> (&'static str, i64) {
        match self {
            Self::V7_6 => ("status", 6),
            _ => ("status_code", 5),
        }
    }

    /// Whether the filter `==` tells upper from lower case, with `=*` beside it that does not.
    pub(super) fn filters_by_case(self) -> bool {
        self > Self::V5_6
    }

    /// Whether envelopes count rows (`size`, `matched_count`, `next_idx`) and leave out the action `select`.
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

    /// Whether `vdom=*` stands for all VDOMs.
    pub(super) fn knows_all_vdoms(self) -> bool {
        self > Self::V5_6
    }

    /// Whether it takes a call that the specs know under two methods.
    ///
    /// The look-ups became a `POST` with 6.2 and 6.4, by the directories of the devices. A backup can be a `POST` since
    /// 7.0.3 and has to be one with 7.6, by public reports.
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

    /// Whether there is a Monitor call at all: the reference of 5.6 does not have it, and the directories of later
    /// devices do.
    pub(super) fn knows(self, call: Option<CallId>) -> bool {
        match call {
            Some(CallId::Monitor(Monitor::System(System::Status))) => self > Self::V5_6,
            _ => true,
        }
    }

    /// Whether a body with members that have the names of parameters is taken for another call. The document of 5.6 says so;
    /// clients of Fortinet send policies of 7.x with `name` and `action` as they are.
    pub(super) fn reserves_names(self) -> bool {
        self == Self::V5_6
    }

    /// Whether some Monitor calls answer with an object where 5.6 answers with a list.
    pub(super) fn answers_by_name(self) -> bool {
        self > Self::V5_6
    }
}
