//! Draws faults in the layout of rustc.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use camino::Utf8Path;

use crate::diagnostic::{Diagnostic, Location};
use crate::import::printable::printable;

/// How faults are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Without colours.
    #[default]
    Plain,
    /// With colours, for terminals.
    Colored,
}

/// Draws a fault: its message, its lines with carets, and the help. `text_of` returns the text of a file, and `prefix`
/// comes before the paths.
#[must_use]
pub fn render<'t>(
    fault: &Diagnostic,
    style: Style,
    prefix: &str,
    text_of: &dyn Fn(&Utf8Path) -> Option<Cow<'t, str>>,
) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Colored => Renderer::styled(),
    };
    // The labels of a file are shown together. The file of the fault itself comes first.
    let mut files: Vec<&Utf8Path> = Vec::new();
    let mut labels: BTreeMap<&Utf8Path, Vec<_>> = BTreeMap::new();
    let mut values = Vec::new();
    let primary = [(AnnotationKind::Primary, &fault.primary)];
    let secondary = fault.secondary.iter().map(|label| (AnnotationKind::Context, label));
    for (kind, label) in primary.into_iter().chain(secondary) {
        let at = &label.location;
        if at.file.as_str().is_empty() {
            continue;
        }
        if !at.pointer.is_empty() {
            values.push((
                format!("{prefix}{}#{}", printable(at.file.as_str()), at.pointer),
                &label.text,
            ));
            continue;
        }
        if at.span == (0..0) {
            values.push((format!("{prefix}{}", printable(at.file.as_str())), &label.text));
            continue;
        }
        if !files.contains(&at.file.as_path()) {
            files.push(&at.file);
        }
        labels.entry(&at.file).or_default().push((kind, label));
    }
    let title = Level::ERROR
        .primary_title(fault.message.as_str())
        .id(fault.code.as_str());
    let shown = |file: &&Utf8Path| format!("{prefix}{}", printable(file.as_str()));
    let paths: Vec<String> = files.iter().map(shown).collect();
    let texts: Vec<_> = files.iter().map(|file| text_of(file).unwrap_or_default()).collect();
    let mut group = Group::with_title(title);
    for (place, text) in &values {
        group = group.element(Origin::path(place.as_str()));
        if !text.is_empty() {
            group = group.element(Level::NOTE.message(text.as_str()));
        }
    }
    for ((file, path), text) in files.iter().zip(&paths).zip(&texts) {
        let mut snippet = Snippet::source(&**text).path(path.as_str());
        for (kind, label) in labels.get(file).into_iter().flatten() {
            let span = label.location.span.clone();
            // A file that was changed in the meantime may be shorter.
            let span = if text.get(span.clone()).is_some() { span } else { 0..0 };
            let annotation = kind.span(span);
            snippet = snippet.annotation(if label.text.is_empty() {
                annotation
            } else {
                annotation.label(label.text.as_str())
            });
        }
        group = group.element(snippet);
    }
    if files.is_empty() && values.is_empty() && !fault.primary.text.is_empty() {
        group = group.element(Level::NOTE.message(fault.primary.text.as_str()));
    }
    if let Some(help) = &fault.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    renderer.render(&[group])
}

/// Prints faults of an import, whose overlay is read again for its lines.
///
/// The lines of descriptions are not shown, since they may have secrets and serial numbers. Their places are.
///
/// # Errors
///
/// The errors of `out`.
pub fn print_faults(faults: &[Diagnostic], style: Style, out: &mut dyn Write) -> io::Result<()> {
    let is_shown = |file: &Utf8Path| file.extension() == Some(OVERLAY);
    let text_of = |file: &Utf8Path| {
        let text = fs::read_to_string(file).ok().filter(|_| is_shown(file));
        text.map(Cow::Owned)
    };
    for fault in faults {
        let mut fault = fault.clone();
        for label in std::iter::once(&mut fault.primary).chain(&mut fault.secondary) {
            let at = &mut label.location;
            if !is_shown(&at.file) && at.span != (0..0) {
                let text = fs::read(&at.file).unwrap_or_default();
                let (line, column) = line_and_column(&text, at.span.start);
                *at = Location::new(Utf8Path::new(&format!("{}:{line}:{column}", at.file)), 0..0);
            }
        }
        writeln!(out, "{}\n", render(&fault, style, "", &text_of))?;
    }
    Ok(())
}

/// The ending of overlays.
const OVERLAY: &str = "toml";

/// The line and the column of a byte, both from 1 on.
fn line_and_column(text: &[u8], at: usize) -> (usize, usize) {
    let before = String::from_utf8_lossy(text.get(..at).unwrap_or(text));
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    (before.matches('\n').count() + 1, column)
}
