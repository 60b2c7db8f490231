//! Errors in folders of specs.

use std::fmt;
use std::path::{Path, PathBuf};

use fmg_codegen::{Diagnostic, SpecTree};
use fmg_template::underline;

/// A folder of specs is faulty. Contains every error, in the order of files and lines.
///
/// `Display` prints each with its place, its line and how to fix it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SpecsError {
    /// The folder.
    pub folder: PathBuf,
    /// The errors.
    pub faults: Vec<SpecFault>,
}

/// An error in a spec.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SpecFault {
    /// The code of the error, such as `S008`; `None`: the folder cannot be read at all.
    pub code: Option<&'static str>,
    /// The file.
    pub path: PathBuf,
    /// The line, from 1 on; 0: the error concerns the whole file.
    pub line: usize,
    /// The character of that line, from 1 on; 0: the error concerns the whole file.
    pub column: usize,
    /// The message.
    pub message: String,
    /// What was expected, or how to fix it; empty: the message says it.
    pub help: String,
    /// The line with carets below the error; empty: the error concerns the whole file.
    drawing: String,
}

impl SpecsError {
    /// The errors of `folder`, whose files are in `tree` if they could be read.
    pub(super) fn new(folder: &Path, tree: Option<&SpecTree>, faults: &[Diagnostic]) -> Self {
        Self {
            folder: folder.to_owned(),
            faults: faults.iter().map(|fault| SpecFault::new(folder, tree, fault)).collect(),
        }
    }

    pub(super) fn not_unicode(folder: &Path) -> Self {
        let fault = SpecFault {
            code: None,
            path: folder.to_owned(),
            line: 0,
            column: 0,
            message: "the path of the folder is not UTF-8".to_owned(),
            help: "rename the folder, or one that it is in".to_owned(),
            drawing: String::new(),
        };
        Self {
            folder: folder.to_owned(),
            faults: vec![fault],
        }
    }
}

impl SpecFault {
    fn new(folder: &Path, tree: Option<&SpecTree>, fault: &Diagnostic) -> Self {
        let place = &fault.primary.location;
        let text = tree.and_then(|tree| tree.text(&place.file)).unwrap_or_default();
        let text = &*text;
        let before = text.get(..place.span.start).filter(|_| !place.span.is_empty());
        let (line, column, drawing) = before.map_or((0, 0, String::new()), |before| {
            let begin = before.rfind('\n').map_or(0, |at| at + 1);
            let line = text
                .get(begin..)
                .and_then(|rest| rest.lines().next())
                .unwrap_or_default();
            let (start, end) = (place.span.start - begin, place.span.end - begin);
            (
                before.matches('\n').count() + 1,
                before.get(begin..).unwrap_or_default().chars().count() + 1,
                underline(line, (start..end.min(line.len()).max(start)).into()),
            )
        });
        Self {
            code: Some(fault.code.as_str()),
            path: folder.join(place.file.as_std_path()),
            line,
            column,
            message: fault.message.clone(),
            help: fault.help.clone().unwrap_or_else(|| fault.primary.text.clone()),
            drawing,
        }
    }
}

/// Each error with its place, its line and how to fix it.
impl fmt::Display for SpecsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, fault) in self.faults.iter().enumerate() {
            if at > 0 {
                f.write_str("\n\n")?;
            }
            fault.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for SpecFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if self.line > 0 {
            write!(f, ":{}:{}", self.line, self.column)?;
        }
        write!(f, ": {}", self.message)?;
        if let Some(code) = self.code {
            write!(f, " [{code}]")?;
        }
        if !self.drawing.is_empty() {
            write!(f, "\n\n  {}\n", self.drawing.replace('\n', "\n  "))?;
        }
        if !self.help.is_empty() {
            write!(f, "\nhelp: {}", self.help)?;
        }
        Ok(())
    }
}

impl std::error::Error for SpecsError {}
impl std::error::Error for SpecFault {}
