//! Shows how far a command is. Without a terminal it shows nothing.

use fmg_probe::fetch::Watch;
use indicatif::{ProgressBar, ProgressStyle};

use crate::Fallible;

/// A bar on standard error.
pub(crate) struct Bar(ProgressBar);

impl Bar {
    pub(crate) fn new() -> Fallible<Self> {
        let style = ProgressStyle::with_template("{elapsed_precise} {bar:40} {pos}/{len} {msg}")?;
        Ok(Self(ProgressBar::new(0).with_style(style)))
    }

    /// Removes the bar.
    pub(crate) fn finish(&self) {
        self.0.finish_and_clear();
    }
}

impl Watch for Bar {
    fn planned(&self, count: usize) {
        self.0.inc_length(u64::try_from(count).unwrap_or_default());
    }

    fn done(&self, name: &str) {
        self.0.set_message(name.to_owned());
        self.0.inc(1);
    }
}
