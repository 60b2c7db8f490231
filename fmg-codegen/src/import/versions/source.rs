//! The versions that are merged, and which of them have an item.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::ir::{FirmwareVersion, VersionInterval};

/// A version: the firmware of one model.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Source {
    pub(super) version: FirmwareVersion,
    pub(super) build: Option<u64>,
    /// The model; empty if the answers do not state it.
    pub(super) model: String,
}

/// The number of a version, in the order in which they were read.
pub(super) type SourceId = u8;

/// Some of the versions, a bit for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Seen(u128);

impl Seen {
    pub(super) fn add(&mut self, source: SourceId) {
        self.0 |= 1 << source;
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn has(self, source: SourceId) -> bool {
        self.0 >> source & 1 == 1
    }
}

/// The versions that have an item, and whether some models lack it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(in crate::import) struct Available {
    pub(in crate::import) versions: Vec<VersionInterval>,
    pub(in crate::import) some_models: bool,
}

/// All versions.
#[derive(Debug, Default)]
pub(super) struct Sources {
    all: Vec<Source>,
    /// The results so far, by the versions that have an item and the versions that are compared. Most items are in the
    /// same versions.
    found: HashMap<(Seen, Seen), Available>,
    /// The versions of models whose builds differ in an item.
    differing: BTreeSet<(String, FirmwareVersion)>,
}

impl Sources {
    /// The most versions that can be merged.
    pub(super) const MOST: usize = 128;

    pub(super) fn all(&self) -> &[Source] {
        &self.all
    }

    /// The number of a version. `None`: there are too many.
    pub(super) fn id(&mut self, source: Source) -> Option<SourceId> {
        let index = match self.all.iter().position(|own| *own == source) {
            Some(index) => index,
            None if self.all.len() < Self::MOST => {
                self.all.push(source);
                self.all.len() - 1
            }
            None => return None,
        };
        SourceId::try_from(index).ok()
    }

    /// Whether a version is newer than another.
    pub(super) fn is_newer(&self, one: SourceId, other: SourceId) -> bool {
        self.all.get(usize::from(one)) > self.all.get(usize::from(other))
    }

    /// The versions whose builds differ in an item, each with its builds: `7.0.6, builds 366 and 400`.
    pub(super) fn different_builds(&self) -> impl Iterator<Item = String> {
        self.differing.iter().map(|(model, version)| {
            let own = self.all.iter();
            let own = own.filter(|own| own.model == *model && own.version == *version);
            let mut builds: Vec<_> = own.map(|own| own.build).collect();
            builds.sort_unstable();
            let builds = builds.into_iter().map(|build| match build {
                Some(build) => build.to_string(),
                None => "unknown".to_owned(),
            });
            format!("{version}, builds {}", builds.collect::<Vec<_>>().join(" and "))
        })
    }

    /// The versions and models that have an item, of those that have the surrounding part.
    pub(super) fn available(&mut self, seen: Seen, around: Seen) -> Available {
        if seen == around {
            return Available::default();
        }
        if let Some(found) = self.found.get(&(seen, around)) {
            return found.clone();
        }
        let mut models: BTreeMap<&str, BTreeMap<FirmwareVersion, bool>> = BTreeMap::new();
        for (source, index) in self.all.iter().zip(0..) {
            if !around.has(index) {
                continue;
            }
            let versions = models.entry(&source.model).or_default();
            match versions.entry(source.version) {
                Entry::Vacant(entry) => drop(entry.insert(seen.has(index))),
                Entry::Occupied(mut entry) => {
                    if *entry.get() != seen.has(index) {
                        self.differing.insert((source.model.clone(), source.version));
                    }
                    *entry.get_mut() |= seen.has(index);
                }
            }
        }
        let count = models.len();
        models.retain(|_, versions| versions.values().any(|has| *has));
        let is_everywhere = models.len() == count;
        let (versions, is_joined) = intervals(&models.into_values().collect::<Vec<_>>());
        let available = Available {
            versions,
            some_models: is_joined || !is_everywhere,
        };
        self.found.insert((seen, around), available.clone());
        available
    }
}

/// The versions that have an item, of the models that have it at all, and whether the models differ. Empty if all
/// versions have it.
///
/// A version lacks the item if a model of this version lacks it and no model of this version has it. If two versions of
/// a model have the item, and so do all that were read between them, every version between them has it.
fn intervals(models: &[BTreeMap<FirmwareVersion, bool>]) -> (Vec<VersionInterval>, bool) {
    let mut has: BTreeSet<FirmwareVersion> = BTreeSet::new();
    let all: BTreeSet<FirmwareVersion> = models.iter().flat_map(BTreeMap::keys).copied().collect();
    for model in models {
        for (first, last) in runs(model.iter().map(|(version, has)| (*version, *has))) {
            has.extend(all.range(first..=last));
        }
    }
    let runs = runs(all.iter().map(|version| (*version, has.contains(version))));
    // The versions between two runs lack the item only if one model lost it there and one model got it there. Otherwise
    // the runs may be those of different models.
    let mut joined: Vec<(FirmwareVersion, FirmwareVersion)> = Vec::new();
    let mut is_joined = false;
    for (first, last) in runs {
        match joined.last_mut() {
            Some((_, end)) if !is_hole(models, *end, first) => {
                *end = last;
                is_joined = true;
            }
            _ => joined.push((first, last)),
        }
    }
    let (oldest, newest) = (all.first(), all.last());
    let own = joined.into_iter().map(|(first, last)| VersionInterval {
        first: Some(first).filter(|first| Some(first) != oldest),
        last: Some(last).filter(|last| Some(last) != newest),
    });
    let own = own.filter(|own| own.first.is_some() || own.last.is_some());
    (own.collect(), is_joined)
}

/// Whether models lack an item after `end` and before `next`: one that has it earlier, and one that has it later.
fn is_hole(models: &[BTreeMap<FirmwareVersion, bool>], end: FirmwareVersion, next: FirmwareVersion) -> bool {
    let lacks = |model: &&BTreeMap<FirmwareVersion, bool>| {
        model
            .iter()
            .any(|(version, has)| !has && end < *version && *version < next)
    };
    let mut lacking = models.iter().filter(lacks);
    let has = |model: &BTreeMap<FirmwareVersion, bool>, is_there: &dyn Fn(FirmwareVersion) -> bool| {
        model.iter().any(|(version, has)| *has && is_there(*version))
    };
    lacking.clone().any(|model| has(model, &|version| version <= end))
        && lacking.any(|model| has(model, &|version| version >= next))
}

/// The first and last versions of those that have an item one after the other.
fn runs(versions: impl Iterator<Item = (FirmwareVersion, bool)>) -> Vec<(FirmwareVersion, FirmwareVersion)> {
    let mut runs: Vec<(FirmwareVersion, FirmwareVersion)> = Vec::new();
    let mut is_open = false;
    for (version, has) in versions {
        match runs.last_mut().filter(|_| is_open) {
            Some((_, last)) if has => *last = version,
            _ if has => runs.push((version, version)),
            _ => {}
        }
        is_open = has;
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The known versions of models: a letter for the model, its version, and whether it has the item (`+`) or not
    /// (`-`).
    fn of(text: &str) -> String {
        let mut sources = Sources::default();
        let (mut seen, mut around) = (Seen::default(), Seen::default());
        for word in text.split(' ') {
            let (model, rest) = word.split_at(1);
            let (version, sign) = rest.split_at(rest.len() - 1);
            let version = FirmwareVersion::parse(version).unwrap();
            let source = Source {
                version,
                build: None,
                model: model.to_owned(),
            };
            let id = sources.id(source).unwrap();
            around.add(id);
            if sign == "+" {
                seen.add(id);
            }
        }
        let available = sources.available(seen, around);
        let versions: Vec<_> = available.versions.iter().map(ToString::to_string).collect();
        let models = if available.some_models { "; some models" } else { "" };
        format!("{}{models}", versions.join(", "))
    }

    #[test]
    fn one_model_has_since_until_and_holes() {
        for (text, expected) in [
            ("a6.2+ a6.4+ a7.0+", ""),
            ("a6.2- a6.4+ a7.0+", ">=6.4.0"),
            ("a6.2+ a6.4+ a7.0-", "<=6.4.0"),
            ("a6.2- a6.4+ a7.0-", "6.4.0-6.4.0"),
            ("a6.2+ a6.4- a7.0+", "<=6.2.0, >=7.0.0"),
            ("a6.2- a6.4+ a7.0- a7.2+", "6.4.0-6.4.0, >=7.2.0"),
        ] {
            assert_eq!(of(text), expected, "{text}");
            // The order in which versions are read does not matter.
            let reversed: Vec<_> = text.split(' ').rev().collect();
            assert_eq!(of(&reversed.join(" ")), expected, "{text}");
        }
    }

    #[test]
    fn a_difference_of_models_is_no_version() {
        for (text, expected) in [
            // Another model at another version.
            ("a6.2- b7.2+", "; some models"),
            ("a6.2+ b7.2-", "; some models"),
            ("a6.2+ b6.4- a7.0+", "; some models"),
            // Model a shows the first version. Model b was read only in later versions, and has it in all.
            ("a6.2- a7.0+ b7.0+ b7.2+", ">=7.0.0"),
            // It came between 6.2 and 7.0, at the latest with 6.4, where the other model has it.
            ("a6.2- a7.0+ b6.4+ b7.2+", ">=6.4.0"),
            // A model that has it in the first and the last version has it between them, even if another model lacks
            // it.
            ("a6.4+ a7.2+ b6.2+ b7.0- b7.4+", ""),
            // Model a loses it. Model b has it later, which is a difference of models.
            ("a6.2+ a6.4- b7.0+", "; some models"),
            // Both models have lost it, in different versions.
            ("a6.2+ a6.4- b6.2+ b7.0- b6.4+", "<=6.4.0"),
            ("a6.2+ a6.4+ b6.2- b6.4- c6.2- c6.4+", "; some models"),
        ] {
            assert_eq!(of(text), expected, "{text}");
        }
    }

    /// If one build of a version has the item, other builds that lack it do not count.
    #[test]
    fn builds_of_one_version_count_as_that_version() {
        let mut sources = Sources::default();
        let source = |build| Source {
            version: FirmwareVersion::new(7, 0, 6),
            build: Some(build),
            model: "a".to_owned(),
        };
        let (one, other) = (sources.id(source(1)).unwrap(), sources.id(source(2)).unwrap());
        assert!(sources.is_newer(other, one) && !sources.is_newer(one, other));
        let (mut seen, mut around) = (Seen::default(), Seen::default());
        seen.add(one);
        around.add(one);
        around.add(other);
        assert_eq!(sources.available(seen, around), Available::default());
        assert_eq!(sources.id(source(1)), Some(one));
    }

    #[test]
    fn too_many_versions_have_no_number() {
        let mut sources = Sources::default();
        let numbered = |patch| Source {
            version: FirmwareVersion::new(7, 0, patch),
            build: None,
            model: String::new(),
        };
        for patch in 0..128 {
            assert_eq!(sources.id(numbered(patch)).map(u16::from), Some(patch));
        }
        assert_eq!(sources.id(numbered(128)), None);
        assert_eq!(sources.id(numbered(5)), Some(5));
        let mut seen = Seen::default();
        seen.add(127);
        assert!(seen.has(127) && !seen.has(126));
    }
}
