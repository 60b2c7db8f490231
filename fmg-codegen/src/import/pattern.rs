//! Selects tables and calls by patterns: `cmdb firewall/*`, `monitor system/status`.

use std::collections::BTreeMap;

use camino::Utf8Path;
use fmg_template::spelling::nearest;
use wildmatch::WildMatch;

use crate::diagnostic::{Code, Diagnostic, Location};

/// How many names a fault suggests.
const SUGGESTIONS: usize = 3;

/// What a pattern selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Tables of the configuration.
    Cmdb,
    /// Monitor calls.
    Monitor,
}

impl Kind {
    const ALL: [Self; 2] = [Self::Cmdb, Self::Monitor];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Cmdb => "cmdb",
            Self::Monitor => "monitor",
        }
    }
}

/// The tables and calls that the descriptions have.
#[derive(Debug, Default)]
pub(super) struct Known(BTreeMap<(Kind, String), bool>);

impl Known {
    pub(super) fn add(&mut self, kind: Kind, path: &str, picked: bool) {
        self.0.insert((kind, path.to_owned()), picked);
    }

    pub(super) fn tables(&self) -> impl Iterator<Item = &str> {
        self.of(Kind::Cmdb)
    }

    pub(super) fn calls(&self) -> impl Iterator<Item = &str> {
        self.of(Kind::Monitor)
    }

    pub(super) fn is_picked_table(&self, path: &str) -> bool {
        self.0.get(&(Kind::Cmdb, path.to_owned())).is_some_and(|picked| *picked)
    }

    fn of(&self, kind: Kind) -> impl Iterator<Item = &str> {
        let own = self.0.keys().filter(move |(of, _)| *of == kind);
        own.map(|(_, path)| path.as_str())
    }
}

/// The patterns of an import. Without any, everything is selected.
#[derive(Debug, Default)]
pub(super) struct Patterns(Vec<Pattern>);

#[derive(Debug)]
struct Pattern {
    text: String,
    /// `None`: both kinds.
    kind: Option<Kind>,
    path: WildMatch,
    is_used: bool,
}

impl Patterns {
    /// Parses patterns: a kind, a blank and a path in which `*` stands for any text and `?` for one character. Without
    /// the kind, a pattern selects tables and calls.
    pub(super) fn parse(texts: &[String], faults: &mut Vec<Diagnostic>) -> Self {
        let mut patterns = Vec::new();
        for text in texts {
            let trimmed = text.trim();
            let (kind, path) = match trimmed.split_once(char::is_whitespace) {
                None if Kind::ALL.iter().any(|kind| kind.as_str() == trimmed) => {
                    let fault = fault(format!("the pattern `{text}` has no path"));
                    faults.push(fault.help(format!("write `{trimmed} *` for everything of this kind")));
                    continue;
                }
                None => (None, trimmed),
                Some((word, path)) => {
                    let kind = Kind::ALL.into_iter().find(|kind| kind.as_str() == word);
                    if kind.is_none() {
                        let near = nearest(word, Kind::ALL.map(Kind::as_str));
                        let fault = fault(format!("`{word}` in the pattern `{text}` is no kind of description"));
                        faults.push(match near {
                            Some(near) => fault.help(format!("did you mean `{near}`?")),
                            None => fault.help("write `cmdb` for tables of the configuration, `monitor` for calls"),
                        });
                        continue;
                    }
                    (kind, path.trim())
                }
            };
            if path.is_empty() {
                faults.push(fault("a pattern is empty".to_owned()).help("write such as `cmdb firewall/*`"));
                continue;
            }
            patterns.push(Pattern {
                text: text.clone(),
                kind,
                path: WildMatch::new(path.trim_start_matches('/')),
                is_used: false,
            });
        }
        Self(patterns)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether an item is selected. Every pattern that selects it counts as used.
    pub(super) fn pick(&mut self, kind: Kind, path: &str) -> bool {
        let mut picked = self.0.is_empty();
        for pattern in &mut self.0 {
            if pattern.kind.is_none_or(|own| own == kind) && pattern.path.matches(path) {
                pattern.is_used = true;
                picked = true;
            }
        }
        picked
    }

    /// A fault for each pattern that has selected nothing, with the names that it may have meant.
    pub(super) fn unused(&self, known: &Known) -> Vec<Diagnostic> {
        let unused = self.0.iter().filter(|pattern| !pattern.is_used);
        let faults = unused.map(|pattern| {
            let path = pattern.path.to_string();
            let names = known
                .0
                .keys()
                .filter(|(kind, _)| pattern.kind.is_none_or(|own| own == *kind));
            let near = suggestions(&path, names);
            let fault = fault(format!("the pattern `{}` selects nothing", pattern.text));
            fault.help(if near.is_empty() {
                "`fmg-import list` lists the tables and calls of the descriptions".to_owned()
            } else {
                format!("did you mean {}?", near.join(" or "))
            })
        });
        faults.collect()
    }
}

/// The items whose names are similar to the pattern, or whose last word is the same.
fn suggestions<'a>(pattern: &str, names: impl Iterator<Item = &'a (Kind, String)>) -> Vec<String> {
    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let names: Vec<_> = names.collect();
    let word = last(pattern);
    let mut found: Vec<&&(Kind, String)> = Vec::new();
    if let Some(near) = nearest(pattern, names.iter().map(|(_, path)| path.as_str())) {
        found.extend(names.iter().find(|(_, path)| path == near));
    }
    if !word.contains('*') {
        found.extend(names.iter().filter(|(_, path)| last(path) == word));
    }
    if found.is_empty() {
        let head = |path: &str| path.split('/').next().unwrap_or_default().to_owned();
        let heads: Vec<_> = names.iter().map(|(_, path)| head(path)).collect();
        if let Some(near) = nearest(&head(pattern), heads.iter().map(String::as_str)) {
            found.extend(names.iter().filter(|(_, path)| head(path) == near));
        }
    }
    let mut shown: Vec<String> = Vec::new();
    for (kind, path) in found {
        let text = format!("`{} {path}`", kind.as_str());
        if shown.len() < SUGGESTIONS && !shown.contains(&text) {
            shown.push(text);
        }
    }
    shown
}

fn fault(message: String) -> Diagnostic {
    Diagnostic::new(Code::Pattern, Location::new(Utf8Path::new(""), 0..0), message)
}
