//! Finds the table or row that a url names.

use std::collections::HashMap;
use std::sync::Arc;

use fmg_template::{Name, PackagePath, Placeholder, Template};

use super::DescribedTable;
use crate::fmg::call::TableLayout;
use crate::fmg::describe::{KeyDescription, ScopeDescription};
use crate::fmg::scope::DEVICES;
use crate::fmg::url;
use crate::route::{BadRoute, Kind, Text};

/// The tables of one scope.
#[derive(Debug)]
pub(super) struct ScopeTables {
    template: Text,
    segments: Vec<Segment>,
    /// By path.
    tables: HashMap<String, ScopeTable>,
    /// The number of segments of the longest path.
    longest: usize,
}

#[derive(Debug)]
struct ScopeTable {
    table: Arc<DescribedTable>,
    writable: bool,
}

/// A segment of the template of a scope.
#[derive(Debug)]
enum Segment {
    Literal(String),
    Value(Text, Kind),
}

/// The table or object that a url names.
#[derive(Clone, Debug)]
pub(in crate::fmg) struct Target {
    /// The table of the scope, as it is stored: with names escaped. Of a single object, the url without the last
    /// segment, which is its key.
    pub(in crate::fmg) url: String,
    /// The url of the scope.
    pub(in crate::fmg) scope: String,
    /// The table of the scope, followed by the child tables. Only the last one may be without a key.
    pub(in crate::fmg) levels: Vec<Level>,
    /// The list of members of a row that the url names: `scope member` or `object member`.
    pub(in crate::fmg) section: Option<String>,
    /// Whether it can be written below this scope.
    pub(in crate::fmg) writable: bool,
    /// The whole template of the url.
    pub(in crate::fmg) template: String,
    /// The placeholders of the template, with their values. Those of the scope are first.
    pub(in crate::fmg) captures: Vec<(Text, Kind, String)>,
    /// The number of placeholders of the scope.
    of_scope: usize,
}

/// A table on the path of a url.
#[derive(Clone, Debug)]
pub(in crate::fmg) struct Level {
    pub(super) table: Arc<DescribedTable>,
    /// The row. `None`: the url names the table, or this is a single object.
    pub(in crate::fmg) key: Option<String>,
}

impl Target {
    /// The innermost table or single object.
    pub(super) fn table(&self) -> &Arc<DescribedTable> {
        // There is always the table of the scope.
        &self.levels[self.levels.len() - 1].table
    }

    /// The layout of the innermost table.
    pub(in crate::fmg) fn layout(&self) -> &TableLayout {
        &self.table().layout
    }

    /// The key of the innermost row, if the url names one.
    pub(super) fn key(&self) -> Option<&str> {
        self.levels.last()?.key.as_deref()
    }

    /// The value of a placeholder of the scope.
    pub(in crate::fmg) fn scope_value(&self, name: &str) -> Option<&str> {
        let mut values = self.captures.iter().take(self.of_scope);
        let found = values.find(|(own, _, _)| *own == *name);
        found.map(|(_, _, value)| value.as_str())
    }

    /// Whether the url names a row or a single object.
    pub(super) fn is_object(&self) -> bool {
        self.key().is_some() || self.table().key().is_none()
    }

    /// The key of the stored row that contains the target of the url. `None`: the url names a table of the scope.
    pub(super) fn root_key(&self) -> Option<&str> {
        self.levels.first()?.key.as_deref()
    }

    /// The levels below the table of the scope.
    pub(in crate::fmg) fn below(&self) -> &[Level] {
        self.levels.get(1..).unwrap_or_default()
    }
}

impl ScopeTables {
    pub(super) fn new(scope: &ScopeDescription) -> Result<Self, BadRoute> {
        let template = Template::parse(&scope.template).map_err(|faults| BadRoute::Template {
            url: scope.template.clone(),
            faults,
        })?;
        if template.placeholders().count() != scope.placeholders.len() {
            return Err(BadRoute::Placeholders {
                url: scope.template.clone(),
            });
        }
        let names = template.placeholders().map(Placeholder::name);
        let mut values = names.zip(scope.placeholders.iter());
        let segments = scope.template.trim_start_matches('/').split('/').map(|segment| {
            let value = segment.starts_with('<').then(|| values.next()).flatten();
            value.map_or_else(
                || Segment::Literal(segment.to_owned()),
                |(name, kind)| Segment::Value(name.to_owned().into(), kind.clone()),
            )
        });
        Ok(Self {
            segments: segments.collect(),
            template: scope.template.clone(),
            tables: HashMap::new(),
            longest: 0,
        })
    }

    pub(super) fn is(&self, scope: &ScopeDescription) -> bool {
        self.template == *scope.template
    }

    pub(super) fn has(&self, path: &str) -> bool {
        self.tables.contains_key(path)
    }

    pub(super) fn put(&mut self, table: Arc<DescribedTable>, writable: bool) {
        let path = table.path().to_owned();
        self.longest = self.longest.max(words(&path).count());
        self.tables.insert(path, ScopeTable { table, writable });
    }

    /// The number of literal segments.
    pub(super) fn literals(&self) -> usize {
        let literal = |segment: &&Segment| matches!(segment, Segment::Literal(_));
        self.segments.iter().filter(literal).count()
    }

    pub(super) fn template(&self) -> &Text {
        &self.template
    }

    /// Its tables, by their paths.
    pub(super) fn all(&self) -> Vec<&Arc<DescribedTable>> {
        let mut all: Vec<_> = self.tables.values().map(|own| &own.table).collect();
        all.sort_by(|one, other| one.path().cmp(other.path()));
        all
    }

    /// The values of the placeholders, if a url is that of the scope itself.
    pub(super) fn captures(&self, url: &[String]) -> Option<Vec<(Text, String)>> {
        let mut rest = url;
        let mut captures = Vec::new();
        for segment in &self.segments {
            let count = match segment {
                Segment::Literal(_) => 1,
                // Nothing of a scope follows a package.
                Segment::Value(_, kind) => longest(kind, rest.len()),
            };
            let (own, after) = rest.split_at_checked(count.max(1))?;
            rest = after;
            match segment {
                Segment::Literal(word) if own == std::slice::from_ref(word) => {}
                Segment::Literal(_) => return None,
                Segment::Value(name, kind) => captures.push((name.clone(), value(kind, own)?)),
            }
        }
        rest.is_empty().then_some(captures)
    }

    pub(super) fn resolve(&self, url: &[String]) -> Option<Target> {
        self.walk(&self.segments, url, url, &mut Vec::new())
    }

    /// Matches the rest of the scope with the rest of the url.
    fn walk(
        &self,
        pattern: &[Segment],
        rest: &[String],
        url: &[String],
        captures: &mut Vec<(Text, Kind, String)>,
    ) -> Option<Target> {
        let Some((first, pattern)) = pattern.split_first() else {
            return self.table(rest, url, captures);
        };
        match first {
            Segment::Literal(word) => {
                let (own, rest) = rest.split_first()?;
                (own == word).then(|| self.walk(pattern, rest, url, captures)).flatten()
            }
            Segment::Value(name, kind) => (1..=longest(kind, rest.len())).find_map(|count| {
                let (own, rest) = rest.split_at_checked(count)?;
                captures.push((name.clone(), kind.clone(), value(kind, own)?));
                let found = self.walk(pattern, rest, url, captures);
                if found.is_none() {
                    captures.pop();
                }
                found
            }),
        }
    }

    /// The table with the longest path that the rest of the url begins with.
    fn table(&self, rest: &[String], url: &[String], captures: &[(Text, Kind, String)]) -> Option<Target> {
        let scope = &url[..url.len() - rest.len()];
        (0..=self.longest.min(rest.len())).rev().find_map(|count| {
            let (path, rest) = rest.split_at_checked(count)?;
            let own = self.tables.get(&joined(path))?;
            let mut found = Target {
                url: format!("/{}", joined(&url[..url.len() - rest.len()])),
                scope: format!("/{}", joined(scope)),
                levels: Vec::new(),
                section: None,
                writable: own.writable,
                template: self.template.to_string(),
                captures: captures.to_vec(),
                of_scope: captures.len(),
            };
            if !own.table.path().is_empty() {
                found.template = format!("{}/{}", found.template, own.table.path());
            }
            if own.table.path() == "device" && found.scope.starts_with("/dvmdb/adom/") {
                // The devices of an ADOM are rows of the table of all devices.
                found.url = DEVICES.into();
            }
            if own.table.key().is_none() {
                // A single object is stored as a row of the url above it.
                let (above, key) = url::split_last(&found.url);
                found.levels.push(Level {
                    table: Arc::clone(&own.table),
                    key: Some(key),
                });
                found.url = above.into();
                return below(found, &own.table, rest);
            }
            within(found, &own.table, rest)
        })
    }
}

/// The target that the rest of a url names in a table with rows.
fn within(mut found: Target, table: &Arc<DescribedTable>, rest: &[String]) -> Option<Target> {
    let key = table.key()?;
    if rest.is_empty() {
        found.levels.push(Level {
            table: Arc::clone(table),
            key: None,
        });
        return Some(found);
    }
    key_lengths(key, rest.len()).find_map(|count| {
        let (own, rest) = rest.split_at_checked(count)?;
        let values: Option<Vec<_>> = match &key.kind {
            Kind::PackagePath(_) => value(&key.kind, own).map(|path| vec![path]),
            kind => own.iter().map(|one| value(kind, std::slice::from_ref(one))).collect(),
        };
        let values = values?;
        let mut found = found.clone();
        for (at, value) in values.iter().enumerate() {
            let name = capture_name(key, at);
            found.template = format!("{}/<{name}>", found.template);
            found.captures.push((name, key.kind.clone(), value.clone()));
        }
        let text = match values.as_slice() {
            [only] => only.clone(),
            several => joined(several),
        };
        found.levels.push(Level {
            table: Arc::clone(table),
            key: Some(text),
        });
        below(found, table, rest)
    })
}

/// The target that the rest of a url names below a row or below a single object.
fn below(mut found: Target, table: &Arc<DescribedTable>, rest: &[String]) -> Option<Target> {
    if rest.is_empty() {
        return Some(found);
    }
    if let [section] = rest
        && super::member::is_section(table, section)
    {
        found.template = format!("{}/{section}", found.template);
        found.section = Some(section.clone());
        return Some(found);
    }
    table.children.iter().find_map(|child| {
        let count = words(child.path()).count();
        let (path, rest) = rest.split_at_checked(count)?;
        if joined(path) != child.path() {
            return None;
        }
        let mut found = found.clone();
        found.template = format!("{}/{}", found.template, child.path());
        if child.key().is_none() {
            found.levels.push(Level {
                table: Arc::clone(child),
                key: None,
            });
            return below(found, child, rest);
        }
        within(found, child, rest)
    })
}

/// The name of the placeholder for a part of a key.
fn capture_name(key: &KeyDescription, at: usize) -> Text {
    let name = match (&key.kind, key.attribute.as_deref()) {
        (Kind::PackagePath(_), _) => "package",
        (_, Some(attribute)) => attribute,
        (_, None) if key.segments == 2 => ["device", "vdom"].get(at).copied().unwrap_or("key"),
        (_, None) => "key",
    };
    name.to_owned().into()
}

/// The numbers of segments that a key can have, if this many are left.
fn key_lengths(key: &KeyDescription, left: usize) -> std::ops::RangeInclusive<usize> {
    match key.kind {
        Kind::PackagePath(_) | Kind::ObjectPath(_) => 1..=left,
        Kind::Name | Kind::NameExcept(_) | Kind::Id => key.segments.max(1)..=key.segments.max(1).min(left),
    }
}

/// The largest number of segments that a placeholder of a scope can have.
fn longest(kind: &Kind, left: usize) -> usize {
    match kind {
        Kind::PackagePath(_) | Kind::ObjectPath(_) => left,
        Kind::Name | Kind::NameExcept(_) | Kind::Id => left.min(1),
    }
}

/// The value of a placeholder, if its constructor accepts the segments.
fn value(kind: &Kind, segments: &[String]) -> Option<String> {
    let first = segments.first()?;
    match kind {
        Kind::Name => Name::new(first.clone()).ok().map(|name| name.to_string()),
        Kind::NameExcept(words) => {
            let words: Vec<_> = words.iter().map(|word| &**word).collect();
            Name::new_except(first.clone(), &words)
                .ok()
                .map(|name| name.to_string())
        }
        Kind::Id => first.parse::<u64>().ok().map(|id| id.to_string()),
        Kind::PackagePath(words) | Kind::ObjectPath(words) => {
            let words: Vec<_> = words.iter().map(|word| &**word).collect();
            let path = PackagePath::from_segments(segments, &words);
            path.ok().map(|path| path.to_string())
        }
    }
}

/// The words of a path. An empty path has none.
fn words(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|word| !word.is_empty())
}

/// Segments as they are in a url.
fn joined(segments: &[String]) -> String {
    let escaped: Vec<_> = segments.iter().map(|segment| url::escaped(segment)).collect();
    escaped.join("/")
}
