//! Prints faults of the specs in the layout of rustc.

use std::collections::BTreeMap;
use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use camino::Utf8Path;
use fmg_codegen::{Diagnostic, SpecTree};

/// Prints every fault with its source lines, and the number of faults.
pub(crate) fn print(faults: &[Diagnostic], tree: &SpecTree, colored: bool, out: &mut impl Write) -> io::Result<()> {
    let renderer = if colored { Renderer::styled() } else { Renderer::plain() };
    for fault in faults {
        writeln!(out, "{}\n", render(fault, tree, &renderer))?;
    }
    let (count, noun) = match faults.len() {
        1 => ("one".to_owned(), "fault"),
        count => (count.to_string(), "faults"),
    };
    writeln!(out, "error: the specs have {count} {noun}; nothing was generated")
}

/// One fault.
pub(crate) fn render(fault: &Diagnostic, tree: &SpecTree, renderer: &Renderer) -> String {
    // The labels of a file are shown together. The file of the fault itself comes first.
    let mut files: Vec<&Utf8Path> = vec![&fault.primary.location.file];
    let mut labels: BTreeMap<&Utf8Path, Vec<_>> = BTreeMap::new();
    let primary = [(AnnotationKind::Primary, &fault.primary)];
    let secondary = fault.secondary.iter().map(|label| (AnnotationKind::Context, label));
    for (kind, label) in primary.into_iter().chain(secondary) {
        let file = label.location.file.as_path();
        if !files.contains(&file) {
            files.push(file);
        }
        labels.entry(file).or_default().push((kind, label));
    }

    let title = Level::ERROR
        .primary_title(fault.message.as_str())
        .id(fault.code.as_str());
    let paths: Vec<String> = files.iter().map(|file| format!("specs/{file}")).collect();
    let texts: Vec<_> = files.iter().map(|file| tree.text(file).unwrap_or_default()).collect();
    let mut group = Group::with_title(title);
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
    if let Some(help) = &fault.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    renderer.render(&[group])
}
