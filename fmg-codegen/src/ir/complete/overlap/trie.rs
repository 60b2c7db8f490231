//! Finding the templates that share urls with a template, without comparing each with each.

use std::collections::BTreeMap;

/// A piece of a template between two slashes.
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

/// Templates by their segments.
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
    /// Whether it may take any number of further segments.
    is_path: bool,
    /// The templates that end here.
    ends: Vec<usize>,
}

/// What the placeholders of a template hold, in their order: literals of the other template, or anything.
pub(super) type Values<'a> = Vec<Vec<Option<&'a str>>>;

impl<'a> Trie<'a> {
    /// Takes templates, which are named by their places.
    pub(super) fn new<'s>(templates: impl Iterator<Item = &'s [Segment<'a>]>) -> Self
    where
        'a: 's,
    {
        let mut trie = Self {
            nodes: vec![Node::default()],
        };
        for (index, segments) in templates.enumerate() {
            let mut at = 0;
            for segment in segments {
                at = trie.child(at, *segment);
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

    /// The templates of which some url is one of this template with a literal in a placeholder, with what the placeholders
    /// of this template hold then.
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
    /// Goes on with the rest of the template at a node.
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

    /// Takes one segment more into a path, and goes on after it.
    fn path(&mut self, at: usize, rest: &[Segment<'a>]) {
        for (next, taken) in self.steps(at) {
            self.take(taken);
            // Two paths side by side: that both go on says no more than that one does.
            if next != at {
                self.path(next, rest);
            }
            self.from(next, rest);
            self.give_back();
        }
    }

    /// Where one segment leads, and which literal it is.
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
