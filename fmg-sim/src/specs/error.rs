//! Errors in folders of specs and in descriptions of devices.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use fmg_codegen::{Code, Diagnostic, Location, SpecTree};
use fmg_template::underline;

/// The length of a line that is shown with an error, in bytes.
const DRAWN: usize = 400;

/// A folder of specs or a description of a device is faulty. Contains every error, in the order of files and lines.
///
/// `Display` prints each with its place, its line and how to fix it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SpecsError {
    /// The folder; of descriptions, the first path.
    pub folder: PathBuf,
    /// The errors.
    pub faults: Vec<SpecFault>,
}

/// An error in a spec or a description.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SpecFault {
    /// The code of the error, such as `S008` or `I001`; `None`: the folder cannot be read at all.
    pub code: Option<&'static str>,
    /// The file.
    pub path: PathBuf,
    /// The line, from 1 on; 0: the error concerns the whole file.
    pub line: usize,
    /// The character of that line, from 1 on; 0: the error concerns the whole file.
    pub column: usize,
    /// The JSON pointer of the value in a description, such as `/results/children/name`; empty: the error concerns the
    /// whole file, or has a line.
    pub pointer: String,
    /// The message.
    pub message: String,
    /// The expected form, or a correction; empty if the message contains it.
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

    /// The errors of descriptions. Their files are named as the caller names them.
    pub(super) fn of_descriptions(first: &Path, faults: &[Diagnostic]) -> Self {
        let fault = |fault: &Diagnostic| {
            let place = &fault.primary.location;
            let has_place = !place.span.is_empty();
            let text = has_place.then(|| fs::read_to_string(&place.file).ok()).flatten();
            SpecFault::at(Path::new(""), text.as_deref().unwrap_or_default(), fault)
        };
        Self {
            folder: first.to_owned(),
            faults: faults.iter().map(fault).collect(),
        }
    }

    pub(super) fn not_unicode(folder: &Path) -> Self {
        let fault = SpecFault {
            code: None,
            path: folder.to_owned(),
            line: 0,
            column: 0,
            pointer: String::new(),
            message: "the path is not UTF-8".to_owned(),
            help: "rename the file or folder, or one that it is in".to_owned(),
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
        let text = tree
            .and_then(|tree| tree.text(&fault.primary.location.file))
            .unwrap_or_default();
        Self::at(folder, &text, fault)
    }

    /// The error in a file with this text.
    fn at(folder: &Path, text: &str, fault: &Diagnostic) -> Self {
        let place = &fault.primary.location;
        let before = text.get(..place.span.start).filter(|_| !place.span.is_empty());
        let (line, column, drawing) = before.map_or((0, 0, String::new()), |before| {
            let begin = before.rfind('\n').map_or(0, |at| at + 1);
            let line = text
                .get(begin..)
                .and_then(|rest| rest.lines().next())
                .unwrap_or_default();
            let (start, end) = (place.span.start - begin, place.span.end - begin);
            let drawn = (start..end.min(line.len()).max(start)).into();
            (
                before.matches('\n').count() + 1,
                before.get(begin..).unwrap_or_default().chars().count() + 1,
                // A description is often one line.
                if line.len() > DRAWN {
                    String::new()
                } else {
                    underline(line, drawn)
                },
            )
        });
        Self {
            code: Some(fault.code.as_str()),
            path: folder.join(place.file.as_std_path()),
            line,
            column,
            pointer: place.pointer.clone(),
            message: fault.message.clone(),
            help: fault.help.clone().unwrap_or_else(|| fault.primary.text.clone()),
            drawing,
        }
    }
}

impl SpecFault {
    /// A table or call of a description that cannot be simulated.
    pub(super) fn unreadable(location: &Location, problem: String) -> Self {
        Self {
            code: Some(Code::Description.as_str()),
            path: location.file.clone().into(),
            line: 0,
            column: 0,
            pointer: location.pointer.clone(),
            message: problem,
            help: "a description is the answer of an appliance, as JSON and unchanged".to_owned(),
            drawing: String::new(),
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
        if !self.pointer.is_empty() {
            write!(f, " at {}", self.pointer)?;
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
