//! Finds the templates that share a url with a given template, without comparing all pairs.

use std::collections::BTreeMap;

/// The part of a template between two slashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Segment<'a> {
    /// Text.
    Literal(&'a str),
    /// A number.
    Id,
    /// Any one segment.
    Name,
    /// One segment or several.
    Path,
}

/// A trie of templates, by their segments.
#[derive(Debug)]
pub(super) struct Trie<'a> {
    nodes: Vec<Node<'a>>,
}

#[derive(Debug, Default)]
struct Node<'a> {
    literals: BTreeMap<&'a str, usize>,
    id: Option<usize>,
    name: Option<usize>,
    path: Option<usize>,
    /// Whether the node takes any number of further segments.
    is_path: bool,
    /// The templates that end here.
    ends: Vec<usize>,
}

/// The values of the placeholders of a template, in their order: literals of the other template, or any text.
pub(super) type Values<'a> = Vec<Vec<Option<&'a str>>>;

impl<'a> Trie<'a> {
    /// A trie of these templates. The index of a template identifies it.
    pub(super) fn new(templates: impl Iterator<Item = Vec<Segment<'a>>>) -> Self {
        let mut trie = Self {
            nodes: vec![Node::default()],
        };
        for (index, segments) in templates.enumerate() {
            let mut at = 0;
            for segment in segments {
                at = trie.child(at, segment);
            }
            trie.nodes[at].ends.push(index);
        }
        trie
    }

    fn child(&mut self, at: usize, segment: Segment<'a>) -> usize {
        let new = self.nodes.len();
        let node = &mut self.nodes[at];
        let slot = match segment {
            Segment::Literal(text) => node.literals.entry(text).or_insert(new),
            Segment::Id => node.id.get_or_insert(new),
            Segment::Name => node.name.get_or_insert(new),
            Segment::Path => node.path.get_or_insert(new),
        };
        let child = *slot;
        if child == new {
            self.nodes.push(Node {
                is_path: segment == Segment::Path,
                ..Node::default()
            });
        }
        child
    }

    /// The templates that share a url with this template in which a placeholder has a literal as its value. Each comes
    /// with the values of the placeholders.
    pub(super) fn overlaps(&self, segments: &[Segment<'a>]) -> Vec<(usize, Values<'a>)> {
        let mut found = Vec::new();
        let mut walk = Walk {
            trie: self,
            values: Vec::new(),
            found: &mut found,
        };
        walk.from(0, segments);
        found
    }
}

struct Walk<'t, 'a> {
    trie: &'t Trie<'a>,
    values: Values<'a>,
    found: &'t mut Vec<(usize, Values<'a>)>,
}

impl<'a> Walk<'_, 'a> {
    /// Continues with the rest of the template at a node.
    fn from(&mut self, at: usize, segments: &[Segment<'a>]) {
        let Some((first, rest)) = segments.split_first() else {
            let taken = self.values.iter().flatten().any(Option::is_some);
            if taken {
                let ends = &self.trie.nodes[at].ends;
                self.found.extend(ends.iter().map(|end| (*end, self.values.clone())));
            }
            return;
        };
        match *first {
            Segment::Literal(text) => {
                let node = &self.trie.nodes[at];
                let own = node.literals.get(text).copied();
                let looped = node.is_path.then_some(at);
                for next in own
                    .into_iter()
                    .chain(node.id)
                    .chain(node.name)
                    .chain(node.path)
                    .chain(looped)
                {
                    self.from(next, rest);
                }
            }
            Segment::Id | Segment::Name => {
                self.values.push(Vec::new());
                for (next, taken) in self.steps(at) {
                    self.take(taken);
                    self.from(next, rest);
                    self.give_back();
                }
                self.values.pop();
            }
            Segment::Path => {
                self.values.push(Vec::new());
                self.path(at, rest);
                self.values.pop();
            }
        }
    }

    /// Adds one more segment to a path, and continues after it.
    fn path(&mut self, at: usize, rest: &[Segment<'a>]) {
        for (next, taken) in self.steps(at) {
            self.take(taken);
            // Of two paths side by side, only one needs to continue.
            if next != at {
                self.path(next, rest);
            }
            self.from(next, rest);
            self.give_back();
        }
    }

    /// The nodes that one segment leads to, each with its literal.
    fn steps(&self, at: usize) -> Vec<(usize, Option<&'a str>)> {
        let node = &self.trie.nodes[at];
        let literals = node.literals.iter().map(|(text, next)| (*next, Some(*text)));
        let any = node.id.into_iter().chain(node.name).chain(node.path);
        let any = any.chain(node.is_path.then_some(at)).map(|next| (next, None));
        literals.chain(any).collect()
    }

    fn take(&mut self, segment: Option<&'a str>) {
        if let Some(value) = self.values.last_mut() {
            value.push(segment);
        }
    }

    fn give_back(&mut self) {
        if let Some(value) = self.values.last_mut() {
            value.pop();
        }
    }
}
