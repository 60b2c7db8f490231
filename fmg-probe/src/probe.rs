//! Sends an appliance every call that only reads, and reports values that do not fit the types of the bindings.
//!
//! The report states for each call whether it was made, and which values do not fit. It has neither values nor names of
//! a user's objects. It shows members only if the specs name them, urls as templates, and refusals as numbers. So it
//! can be published.
//!
//! The generator decides from the specs which calls are made. It writes a table of all calls, with the reasons why some
//! are left out.

pub(crate) mod case;
pub(crate) mod fmg;
pub(crate) mod fortios;
mod names;
mod outcome;
mod report;

use std::time::Duration;

use fmg_bindings::Error;

use self::case::Case;
pub use self::case::Why;
pub use self::fmg::{Fmg, fmg};
pub use self::fortios::fortios;
use self::names::Names;
pub use self::outcome::{FieldMisfit, Outcome};
pub use self::report::{Report, Tried};
use crate::fetch::{Identity, Product, Watch};

/// The rate of a probe. It makes one call at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// How many rows of a table are read.
    pub rows: u32,
    /// How long to wait before a call.
    pub pause: Duration,
}

/// A hundred rows of each table, without a pause.
impl Default for Pace {
    fn default() -> Self {
        Self {
            rows: 100,
            pause: Duration::ZERO,
        }
    }
}

/// Makes the calls of the cases, one after the other.
async fn all<P>(
    probe: &P,
    (product, identity): (Product, Identity),
    cases: Vec<Case<P>>,
    names: Names,
    pace: Pace,
    watch: &dyn Watch,
) -> Result<Report, Error> {
    watch.planned(cases.len());
    let mut report = Report::new(product, identity);
    for case in cases {
        let found = match case.run {
            Ok(run) => {
                if pace.pause > Duration::ZERO {
                    tokio::time::sleep(pace.pause).await;
                }
                run(probe).await
            }
            Err(why) => vec![case::Found::skipped(why)],
        };
        for found in found {
            let outcome = match found.result {
                Ok(read) => read.shown(&names),
                Err(case::Unread::Skipped(why)) => Outcome::Skipped { why },
                Err(case::Unread::Failed(error)) => outcome::of_error(*error, &names)?,
            };
            report.tried.push(Tried {
                method: case.method,
                url: format!("{}{}", case.url, found.below),
                outcome,
            });
        }
        watch.done(case.url);
    }
    Ok(report)
}
