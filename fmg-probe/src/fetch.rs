//! Reads the descriptions that an appliance gives of its tables and calls, and stores them in a folder for the
//! import.
//!
//! Each answer is a file, with its envelope, which states version and model. A file is stored completely or not at all.
//! Answers that the folder has are not requested again, so an interrupted fetch can be continued.
//!
//! ```no_run
//! use fmg_bindings::fortios;
//! use fmg_probe::fetch::{self, Folder, FortiOs, Pace, Product, Silent};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let fgt = fortios::Client::builder_from_env()?.build()?;
//! let mut folder = Folder::open("schema", Product::FortiOs)?;
//! let outcome = fetch::fortios(&fgt, &mut folder, &FortiOs::default(), Pace::default(), &Silent).await?;
//! println!("{outcome}");
//! # Ok(())
//! # }
//! ```

mod clean;
mod error;
mod fmg;
mod folder;
mod fortios;
mod identity;
mod outcome;
mod question;

use std::time::Duration;

pub use self::error::FetchError;
pub use self::fmg::{Fmg, fmg};
pub use self::folder::Folder;
pub use self::fortios::{FortiOs, fortios};
pub use self::identity::{Identity, Product};
pub use self::outcome::{Outcome, Unanswered};

/// The rate of requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// The number of requests that may be sent at once; 0 counts as 1.
    pub at_once: usize,
    /// How long to wait before a request.
    pub pause: Duration,
}

/// Two requests at once, without a pause.
impl Default for Pace {
    fn default() -> Self {
        Self {
            at_once: 2,
            pause: Duration::ZERO,
        }
    }
}

/// Receives the progress of a fetch, for example to show it.
pub trait Watch {
    /// Receives the number of further questions.
    fn planned(&self, count: usize);

    /// The question of this name was answered, or needs no answer.
    fn done(&self, name: &str);
}

/// Shows nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Watch for Silent {
    fn planned(&self, _: usize) {}

    fn done(&self, _: &str) {}
}
