//! Changes that are stored separately: those of a workflow session, until its approval.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Draft, Store, Table};
use crate::fmg::session::Sid;

/// Changes by table. Clones share the rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes {
    drafts: BTreeMap<String, Draft>,
}

impl Changes {
    /// Whether both result in the same rows in the same order.
    pub(crate) fn same_as(&self, other: &Self) -> bool {
        let same = |(url, draft): (&String, &Draft)| {
            let now = other.drafts.get(url).map(|other| &other.now);
            now.is_some_and(|now| same(now, &draft.now))
        };
        self.drafts.len() == other.drafts.len() && self.drafts.iter().all(same)
    }

    /// The changes that were added to those in `begin`. Reverting an earlier change is a change, too.
    pub(crate) fn since(&self, begin: &Self) -> Self {
        let urls = self.drafts.keys().chain(begin.drafts.keys());
        let step = urls.filter_map(|url| {
            let (before, after) = (begin.drafts.get(url), self.drafts.get(url));
            let base = before.map(|draft| &draft.now).or(after.map(|draft| &draft.base))?;
            let now = after.map(|draft| &draft.now).or(before.map(|draft| &draft.base))?;
            let draft = Draft {
                base: Arc::clone(base),
                now: Arc::clone(now),
            };
            Some((url.clone(), draft))
        });
        Self {
            drafts: step.filter(|(_, draft)| !same(&draft.base, &draft.now)).collect(),
        }
    }
}

impl Store {
    /// The uncommitted changes of a session.
    pub(crate) fn changes(&self, sid: Sid, covers: impl Fn(&str) -> bool) -> Changes {
        let own = self
            .drafts
            .iter()
            .filter(|((owner, url), _)| *owner == sid && covers(url));
        let changed = own.filter(|(_, draft)| !same(&draft.base, &draft.now));
        Changes {
            drafts: changed.map(|((_, url), draft)| (url.clone(), draft.clone())).collect(),
        }
    }

    /// Replaces the changes of a session, on the basis of the committed rows.
    pub(crate) fn replace_changes(&mut self, sid: Sid, covers: impl Fn(&str) -> bool, changes: &Changes) {
        self.drafts.retain(|(owner, url), _| *owner != sid || !covers(url));
        for (url, draft) in &changes.drafts {
            let base = self.committed.get(url).cloned().unwrap_or_default();
            self.drafts.insert((sid, url.clone()), draft.rebased(base));
        }
    }

    /// Commits stored changes.
    pub(crate) fn apply(&mut self, changes: &Changes) {
        self.replace_changes(Sid::NONE, |_| true, changes);
        self.commit(Sid::NONE, |_, _| true);
    }
}

impl Draft {
    /// The same changes on the basis of another table.
    fn rebased(&self, base: Arc<Table>) -> Self {
        if Arc::ptr_eq(&self.base, &base) {
            return self.clone();
        }
        let mut now = base.as_ref().clone();
        for key in Table::changed(&self.base, &self.now) {
            now.take_over(&key, &self.now);
        }
        if !self.base.same_order(&self.now) {
            now.order_like(&self.now);
        }
        Self {
            now: Arc::new(now),
            base,
        }
    }
}

fn same(one: &Arc<Table>, other: &Arc<Table>) -> bool {
    Arc::ptr_eq(one, other) || (Table::changed(one, other).is_empty() && one.same_order(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fmg::store::{Hold, Row};

    const URL: &str = "/pm/config/adom/demo/obj/firewall/address";
    const ME: Sid = Sid(1);
    const OTHER: Sid = Sid(2);

    fn put(store: &mut Store, hold: Hold, key: &str) {
        store.edit(hold, URL).insert(key.to_owned(), Row::new());
    }

    fn keys(store: &Store, reader: Sid) -> Vec<&str> {
        store
            .table(reader, URL)
            .into_iter()
            .flat_map(Table::iter)
            .map(|(key, _)| key)
            .collect()
    }

    fn all(_: &str) -> bool {
        true
    }

    #[test]
    fn changes_outlive_the_session_that_made_them() {
        let mut store = Store::default();
        put(&mut store, Hold::Free, "a");
        put(&mut store, Hold::Draft(ME), "b");
        let changes = store.changes(ME, all);
        store.discard(ME, |_, _| true);
        assert_eq!(keys(&store, ME), ["a"]);
        store.replace_changes(OTHER, all, &changes);
        assert_eq!((keys(&store, OTHER), keys(&store, ME)), (vec!["a", "b"], vec!["a"]));
        assert!(store.changes(OTHER, all).same_as(&changes));
        put(&mut store, Hold::Draft(OTHER), "c");
        assert!(!store.changes(OTHER, all).same_as(&changes));
        assert!(store.changes(OTHER, |_| false).same_as(&Changes::default()));
    }

    #[test]
    fn changes_apply_to_what_was_committed_since() {
        let mut store = Store::default();
        put(&mut store, Hold::Free, "a");
        store.edit(Hold::Draft(ME), URL).remove("a");
        put(&mut store, Hold::Draft(ME), "b");
        let changes = store.changes(ME, all);
        store.discard(ME, |_, _| true);
        put(&mut store, Hold::Free, "c");
        store.replace_changes(ME, all, &changes);
        assert_eq!(
            (keys(&store, ME), keys(&store, OTHER)),
            (vec!["c", "b"], vec!["a", "c"])
        );
    }

    #[test]
    fn reverting_a_change_is_a_change() {
        let mut store = Store::default();
        put(&mut store, Hold::Free, "a");
        put(&mut store, Hold::Draft(ME), "b");
        let begin = store.changes(ME, all);
        store.edit(Hold::Draft(ME), URL).remove("b");
        let end = store.changes(ME, all);
        assert!(end.same_as(&Changes::default()));
        store.apply(&begin);
        assert_eq!(keys(&store, OTHER), ["a", "b"]);
        store.apply(&end.since(&begin));
        assert_eq!(keys(&store, OTHER), ["a"]);
        assert!(begin.since(&begin).drafts.is_empty());
    }

    #[test]
    fn applied_changes_are_seen_by_all() {
        let mut store = Store::default();
        put(&mut store, Hold::Draft(ME), "a");
        let changes = store.changes(ME, all);
        put(&mut store, Hold::Free, "z");
        store.apply(&changes);
        assert_eq!(keys(&store, OTHER), ["z", "a"]);
        assert!(store.changes(Sid::NONE, all).same_as(&Changes::default()));
    }
}
