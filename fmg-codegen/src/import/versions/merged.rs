//! A table or a call of several versions.

use std::collections::BTreeMap;

use camino::Utf8Path;

use super::Item;
use super::source::{Seen, SourceId, Sources};
use super::union::{Node, Part, Places};
use crate::diagnostic::Location;

/// A table or a call, and its places.
pub(super) struct Merged<P: Part> {
    pub(super) node: Node<P>,
    places: Vec<(SourceId, Location)>,
}

impl<P: Part> Merged<P> {
    /// Adds a part to the one with this key, or as the first one.
    pub(super) fn add_to<K: Ord>(
        all: &mut BTreeMap<K, Self>,
        key: K,
        part: P,
        at: Location,
        source: SourceId,
        sources: &Sources,
    ) {
        let own = all.get_mut(&key);
        if let Some(new) = Self::add(own, part, at, source, sources) {
            all.insert(key, new);
        }
    }

    pub(super) fn add(
        own: Option<&mut Self>,
        part: P,
        at: Location,
        source: SourceId,
        sources: &Sources,
    ) -> Option<Self> {
        let Some(own) = own else {
            return Some(Self {
                node: Node::new(part, source, 0, sources),
                places: vec![(source, at)],
            });
        };
        own.node.add(part, source, 0, sources);
        own.places.push((source, at));
        None
    }

    /// The union of all versions, its place, and the versions of its parts.
    pub(super) fn finish(self, around: Seen, sources: &mut Sources) -> (P, Location, Item) {
        let newest = self.node.newest();
        let place = self.places.iter().find(|(source, _)| *source == newest);
        let at = place.map_or_else(|| Location::new(Utf8Path::new(""), 0..0), |(_, at)| at.clone());
        let places = Places::new::<P>(&self.places, newest);
        let (part, item) = self.node.finish(around, sources, &places);
        (part, at, item)
    }
}
