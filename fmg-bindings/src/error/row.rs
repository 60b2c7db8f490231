//! The members of a row that contradict the known facts about them.

use std::fmt;
use std::sync::{Arc, OnceLock};

use fmg_template::facts::{FirmwareVersion, VersionInterval, is_in};

use super::{Context, Error, ErrorKind, Inner};
use crate::code::CodeClass;
use crate::row_check::{Doubt, Reason, RowChecks};

/// How many members the text of an error names.
const SHOWN: usize = 5;

/// A member of a row that contradicts the known facts about it.
///
/// ```
/// # use fmg_bindings::{Error, fmg, fmg::address::Address, adom};
/// # async fn example(fmg: fmg::Client, host: Address) -> Result<(), Error> {
/// if let Err(error) = fmg.adom(adom!("demo")).objects().add(host).await {
///     for misfit in error.misfits() {
///         eprintln!("{}: {}", misfit.path(), misfit.reason());
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberMisfit {
    path: Box<str>,
    reason: MisfitReason,
}

impl MemberMisfit {
    /// The place of the member in the row that was sent, such as `cache-ttl` or `dynamic_mapping[2].comment`. If
    /// several rows were sent, it begins with the index of the row, such as `[7].comment`. Empty: the table itself.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Why it does not fit.
    #[must_use]
    pub fn reason(&self) -> &MisfitReason {
        &self.reason
    }
}

impl fmt::Display for MemberMisfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.path {
            "" => f.write_str("the table")?,
            path => write!(f, "`{path}`")?,
        }
        write!(f, " {}", self.reason)
    }
}

/// Why a member does not fit.
///
/// Numbers are told, and of a text its length, but nothing of a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MisfitReason {
    /// The firmware does not have the member, or its value, or the table.
    #[non_exhaustive]
    Version {
        /// The value that the firmware lacks; `None`: the member itself.
        value: Option<Box<str>>,
        /// The versions that have it.
        versions: Vec<VersionInterval>,
        /// The version of the appliance.
        firmware: FirmwareVersion,
    },
    /// The number is too small or too large.
    #[non_exhaustive]
    Range {
        /// The smallest number.
        min: Option<i128>,
        /// The largest number.
        max: Option<i128>,
        /// The number that was sent; `None`: it is or may be a secret.
        found: Option<i128>,
    },
    /// The text is too long.
    #[non_exhaustive]
    Length {
        /// The largest number of characters.
        max: u32,
        /// The number of characters that were sent; `None`: it is that of a secret.
        found: Option<usize>,
    },
    /// The list is too long.
    #[non_exhaustive]
    Items {
        /// The largest number of elements.
        max: u32,
        /// The number of elements that were sent.
        found: usize,
    },
    /// Only the appliance sets it.
    ReadOnly,
    /// Some models lack it. The model of the appliance may have it.
    SomeModels,
    /// It is the key of a row of another table, and the appliance says that such a row is missing. Whether it is that of this
    /// member is not known.
    #[non_exhaustive]
    Reference {
        /// The tables, one of which has the row.
        tables: Vec<String>,
    },
}

impl fmt::Display for MisfitReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version {
                value,
                versions,
                firmware,
            } => {
                if let Some(value) = value {
                    write!(f, "`{value}` ")?;
                }
                match versions.as_slice() {
                    [
                        VersionInterval {
                            first: Some(first),
                            last: None,
                        },
                    ] => write!(f, "came with {first}")?,
                    [
                        VersionInterval {
                            first: None,
                            last: Some(last),
                        },
                    ] => write!(f, "went after {last}")?,
                    several => {
                        f.write_str("is in")?;
                        for (index, interval) in several.iter().enumerate() {
                            f.write_str(if index == 0 { " " } else { ", " })?;
                            in_words(interval, f)?;
                        }
                    }
                }
                write!(f, "; this is {firmware}")
            }
            Self::Range { min, max, found } => {
                match (min, max) {
                    (Some(min), Some(max)) => write!(f, "is {min} to {max}")?,
                    (Some(min), None) => write!(f, "is at least {min}")?,
                    (None, Some(max)) => write!(f, "is at most {max}")?,
                    (None, None) => f.write_str("is a number")?,
                }
                match found {
                    Some(found) => write!(f, ", not {found}"),
                    None => Ok(()),
                }
            }
            Self::Length { max, found } => {
                write!(f, "holds {max} characters at most")?;
                match found {
                    Some(found) => write!(f, ", this has {found}"),
                    None => Ok(()),
                }
            }
            Self::Items { max, found } => write!(f, "holds {max} elements at most, this has {found}"),
            Self::ReadOnly => f.write_str("is read-only"),
            Self::SomeModels => f.write_str("is not on every model"),
            Self::Reference { tables } => {
                f.write_str("names a row of ")?;
                for (index, table) in tables.iter().enumerate() {
                    write!(f, "{}`{table}`", if index == 0 { "" } else { " or " })?;
                }
                Ok(())
            }
        }
    }
}

fn in_words(interval: &VersionInterval, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match (interval.first, interval.last) {
        (Some(first), Some(last)) => write!(f, "{first} to {last}"),
        (Some(first), None) => write!(f, "{first} and later"),
        (None, Some(last)) => write!(f, "versions up to {last}"),
        (None, None) => f.write_str("all versions"),
    }
}

/// The members that do not fit, and those that do not fit some firmware.
#[derive(Debug)]
pub(crate) struct UnfitRows {
    doubts: Vec<Doubt>,
    /// The firmware that the refusal names.
    firmware: Option<FirmwareVersion>,
    checks: Arc<RowChecks>,
    /// The misfits if the firmware is not known.
    without: OnceLock<Box<[MemberMisfit]>>,
    /// The misfits by the firmware.
    with: OnceLock<Box<[MemberMisfit]>>,
}

/// The part of a write that a refusal may concern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Only the table itself.
    Table,
    /// The table itself, and the rows that the members name.
    TableAndReferences,
    /// The members.
    Members,
    /// The members, and the rows that they name.
    References,
}

impl Extent {
    /// The part of a write that a refusal of this class may concern; `None`: neither the rows nor their table. If the
    /// call creates a row, the row is not the object that does not exist.
    pub(super) fn of(class: CodeClass, creates: bool) -> Option<Self> {
        match class {
            CodeClass::InvalidData | CodeClass::Other => Some(Self::Members),
            CodeClass::BadReference => Some(Self::References),
            CodeClass::NotFound if creates => Some(Self::TableAndReferences),
            CodeClass::InvalidUrl | CodeClass::NotFound => Some(Self::Table),
            _ => None,
        }
    }
}

impl UnfitRows {
    /// `None`: everything fits any firmware.
    pub(crate) fn new(
        doubts: Vec<Doubt>,
        firmware: Option<FirmwareVersion>,
        checks: &Arc<RowChecks>,
    ) -> Option<Arc<Self>> {
        Self::within(Extent::Members, doubts, firmware, checks)
    }

    /// As [`new`](Self::new), for a refusal about this.
    pub(crate) fn within(
        extent: Extent,
        mut doubts: Vec<Doubt>,
        firmware: Option<FirmwareVersion>,
        checks: &Arc<RowChecks>,
    ) -> Option<Arc<Self>> {
        doubts.retain(|doubt| match extent {
            Extent::Table => doubt.path.is_empty(),
            Extent::TableAndReferences => doubt.path.is_empty() || matches!(doubt.reason, Reason::Reference(_)),
            Extent::Members => !matches!(doubt.reason, Reason::Reference(_)),
            Extent::References => true,
        });
        (!doubts.is_empty()).then(|| {
            Arc::new(Self {
                doubts,
                firmware,
                checks: Arc::clone(checks),
                without: OnceLock::new(),
                with: OnceLock::new(),
            })
        })
    }

    fn firmware(&self) -> Option<FirmwareVersion> {
        self.firmware.or_else(|| self.checks.firmware())
    }

    fn misfits(&self) -> &[MemberMisfit] {
        match self.firmware() {
            Some(firmware) => self.with.get_or_init(|| self.resolved(Some(firmware))),
            None => self.without.get_or_init(|| self.resolved(None)),
        }
    }

    /// The doubts that this firmware confirms.
    fn resolved(&self, firmware: Option<FirmwareVersion>) -> Box<[MemberMisfit]> {
        let misfit = |doubt: &Doubt| {
            let reason = match (&doubt.reason, firmware) {
                (Reason::Always(reason), _) => reason.clone(),
                (Reason::Versions { value, versions }, Some(firmware)) if !is_in(firmware, versions) => {
                    MisfitReason::Version {
                        value: value.as_deref().map(Into::into),
                        versions: versions.clone(),
                        firmware,
                    }
                }
                (Reason::Versions { .. }, _) => return None,
                (Reason::Reference(tables), _) => MisfitReason::Reference { tables: tables.clone() },
            };
            let path = doubt.path.as_str().into();
            Some(MemberMisfit { path, reason })
        };
        self.doubts.iter().filter_map(misfit).collect()
    }

    /// Whether a member certainly does not fit, so that it need not be sent.
    pub(crate) fn is_certain(&self) -> bool {
        self.misfits()
            .iter()
            .any(|misfit| !matches!(misfit.reason, MisfitReason::SomeModels))
    }

    /// Whether the firmware decides about a member, is not known, and can be asked for.
    fn lacks_firmware(&self) -> bool {
        let depends = |doubt: &Doubt| matches!(doubt.reason, Reason::Versions { .. });
        self.firmware.is_none() && self.checks.may_ask() && self.doubts.iter().any(depends)
    }
}

impl ErrorKind {
    /// The part of this call that its refusal may concern; `None`: the error is no refusal, or concerns neither the
    /// rows nor their table.
    pub(super) fn extent(&self, call: Context) -> Option<Extent> {
        let creates = ["add", "post"]
            .iter()
            .any(|creation| call.method.eq_ignore_ascii_case(creation));
        match self {
            Self::Api(api) => Extent::of(api.class(), creates),
            // The status of a gateway is not about the rows.
            Self::Rest(rest) if rest.code().is_some() || matches!(rest.http_status(), 400..=500) => {
                Extent::of(rest.class(), creates)
            }
            _ => None,
        }
    }
}

impl Error {
    /// The members of the row that contradict the known facts about them: the range, the length, the versions that have
    /// the member. Empty if all fit, if the refusal is about something else, or if nothing is known of the row.
    ///
    /// They do not prove that the appliance refused the row for this reason: the facts come from documents, and the
    /// appliance seldom names the member that it refuses. [`RowCheck`](crate::RowCheck) decides whether rows are
    /// compared, and when.
    ///
    /// ```
    /// # use fmg_bindings::Error;
    /// # fn example(error: Error) {
    /// for misfit in error.misfits() {
    ///     eprintln!("{misfit}"); // `cache-ttl` is 0 to 86400, not 90000
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn misfits(&self) -> &[MemberMisfit] {
        self.0.rows.as_ref().map_or(&[], |rows| rows.misfits())
    }

    /// This error, as that of rows with these members.
    pub(crate) fn of_rows(self, rows: Arc<UnfitRows>) -> Self {
        Self(Arc::new(Inner {
            rows: Some(rows),
            ..self.parts()
        }))
    }

    /// Whether the version of the firmware would tell more about the refusal, and the appliance can be asked for it.
    pub(crate) fn lacks_firmware(&self) -> bool {
        self.0.rows.as_ref().is_some_and(|rows| rows.lacks_firmware())
    }

    /// Writes the first of the misfits.
    pub(super) fn fmt_misfits(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let misfits = self.misfits();
        for misfit in misfits.iter().take(SHOWN) {
            write!(f, "; {misfit}")?;
        }
        match misfits.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, "; and {more} more"),
        }
    }
}
