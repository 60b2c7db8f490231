//! The tables of a FortiManager, and the uncommitted changes of sessions.

mod changes;
mod table;

use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) use self::changes::Changes;
pub(crate) use self::table::{Row, Table};
use super::session::Sid;

/// Tables by their url, which begins with a slash and has names escaped.
///
/// Writes under a lock go into the session's draft of the table, which no other session reads. The first write copies
/// the table. A commit merges the changed rows into the committed table. Each session has its own drafts, so two
/// sessions with locks on objects of one table do not affect each other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Store {
    committed: BTreeMap<String, Arc<Table>>,
    drafts: BTreeMap<(Sid, String), Draft>,
}

/// A session's version of a table, and the table as it was at the session's first write.
#[derive(Clone, Debug)]
struct Draft {
    base: Arc<Table>,
    now: Arc<Table>,
}

/// The target of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hold {
    /// The committed tables, as no lock is needed.
    Free,
    /// The draft of the session, until it commits.
    Draft(Sid),
}

impl Store {
    /// A table as a session sees it.
    pub(crate) fn table(&self, reader: Sid, url: &str) -> Option<&Table> {
        // A lookup by a borrowed pair would need its own key type; mostly there are no drafts.
        let draft = if self.drafts.is_empty() {
            None
        } else {
            self.drafts.get(&(reader, url.to_owned())).map(|draft| &draft.now)
        };
        draft.or_else(|| self.committed.get(url)).map(AsRef::as_ref)
    }

    /// A row as a session sees it.
    pub(crate) fn row(&self, reader: Sid, url: &str, key: &str) -> Option<&Row> {
        self.table(reader, url)?.get(key)
    }

    /// The committed table.
    pub(crate) fn committed(&self, url: &str) -> Option<&Table> {
        self.committed.get(url).map(AsRef::as_ref)
    }

    /// Every committed table, with its url.
    pub(crate) fn all_committed(&self) -> impl Iterator<Item = (&str, &Table)> {
        self.committed.iter().map(|(url, table)| (url.as_str(), table.as_ref()))
    }

    /// A table to write to. Any url has a table, which is empty at first.
    pub(crate) fn edit(&mut self, hold: Hold, url: &str) -> &mut Table {
        let table = match hold {
            Hold::Free => self.committed.entry(url.to_owned()).or_default(),
            Hold::Draft(sid) => {
                let committed = &self.committed;
                let draft = self.drafts.entry((sid, url.to_owned())).or_insert_with(|| {
                    let base = committed.get(url).cloned().unwrap_or_default();
                    Draft {
                        now: Arc::clone(&base),
                        base,
                    }
                });
                &mut draft.now
            }
        };
        Arc::make_mut(table)
    }

    /// The urls of the tables below `prefix`, which ends with a slash, as a session sees them.
    pub(crate) fn urls_below(&self, reader: Sid, prefix: &str) -> Vec<String> {
        let own = self.drafts.keys().filter(|(sid, _)| *sid == reader).map(|(_, url)| url);
        let mut urls: Vec<_> = self
            .committed
            .keys()
            .chain(own)
            .filter(|url| url.starts_with(prefix))
            .cloned()
            .collect();
        urls.sort_unstable();
        urls.dedup();
        urls
    }

    /// Empties every table below `prefix`, which ends with a slash.
    pub(crate) fn clear_below(&mut self, hold: Hold, prefix: &str) {
        let reader = match hold {
            Hold::Free => Sid::NONE,
            Hold::Draft(sid) => sid,
        };
        for url in self.urls_below(reader, prefix) {
            *self.edit(hold, &url) = Table::default();
        }
    }

    /// Commits the changes of a session to the rows that `covers` selects by table url and key.
    pub(crate) fn commit(&mut self, sid: Sid, covers: impl Fn(&str, &str) -> bool) {
        for ((_, url), draft) in self.drafts.iter_mut().filter(|((owner, _), _)| *owner == sid) {
            let changed = Table::changed(&draft.base, &draft.now);
            let covered: Vec<_> = changed.iter().filter(|key| covers(url, key)).collect();
            let committed = self.committed.entry(url.clone()).or_default();
            if covered.len() == changed.len() && Arc::ptr_eq(committed, &draft.base) {
                *committed = Arc::clone(&draft.now);
                draft.base = Arc::clone(&draft.now);
                continue;
            }
            let (target, base) = (Arc::make_mut(committed), Arc::make_mut(&mut draft.base));
            for key in covered {
                target.take_over(key, &draft.now);
                base.take_over(key, &draft.now);
            }
            // A move changes no row, only their order.
            if !base.same_order(&draft.now) && draft.now.iter().any(|(key, _)| covers(url, key)) {
                target.order_like(&draft.now);
                base.order_like(&draft.now);
            }
        }
        self.drop_clean(sid);
    }

    /// Discards the changes of a session to the rows that `covers` selects by table url and key.
    pub(crate) fn discard(&mut self, sid: Sid, covers: impl Fn(&str, &str) -> bool) {
        for ((_, url), draft) in self.drafts.iter_mut().filter(|((owner, _), _)| *owner == sid) {
            let changed = Table::changed(&draft.base, &draft.now);
            let (covered, kept): (Vec<_>, Vec<_>) = changed.into_iter().partition(|key| covers(url, key));
            if kept.is_empty() {
                draft.now = Arc::clone(&draft.base);
                continue;
            }
            let now = Arc::make_mut(&mut draft.now);
            for key in &covered {
                now.take_over(key, &draft.base);
            }
        }
        self.drop_clean(sid);
    }

    /// Whether a session has uncommitted changes to rows that `covers` selects by table url and key.
    pub(crate) fn is_dirty(&self, sid: Sid, covers: impl Fn(&str, &str) -> bool) -> bool {
        self.drafts
            .iter()
            .filter(|((owner, _), _)| *owner == sid)
            .any(|((_, url), draft)| {
                let moved = !draft.base.same_order(&draft.now) && draft.now.iter().any(|(key, _)| covers(url, key));
                moved
                    || Table::changed(&draft.base, &draft.now)
                        .iter()
                        .any(|key| covers(url, key))
            })
    }

    /// Drops the drafts that equal the committed table.
    fn drop_clean(&mut self, sid: Sid) {
        self.drafts.retain(|(owner, _), draft| {
            *owner != sid || !Table::changed(&draft.base, &draft.now).is_empty() || !draft.base.same_order(&draft.now)
        });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const URL: &str = "/pm/config/adom/demo/obj/firewall/address";
    const ME: Sid = Sid(1);
    const OTHER: Sid = Sid(2);

    fn row(comment: &str) -> Row {
        Row::from_iter([("comment".to_owned(), json!(comment))])
    }

    fn comment(store: &Store, reader: Sid, key: &str) -> Option<String> {
        let row = store.row(reader, URL, key)?;
        row.get("comment")
            .and_then(|comment| comment.as_str())
            .map(str::to_owned)
    }

    fn put(store: &mut Store, hold: Hold, key: &str, comment: &str) {
        store.edit(hold, URL).insert(key.to_owned(), row(comment));
    }

    fn all(_: &str, _: &str) -> bool {
        true
    }

    #[test]
    fn a_draft_is_private_until_it_is_committed() {
        let mut store = Store::default();
        put(&mut store, Hold::Free, "a", "old");
        put(&mut store, Hold::Draft(ME), "a", "new");
        assert_eq!(comment(&store, ME, "a").unwrap(), "new");
        assert_eq!(comment(&store, OTHER, "a").unwrap(), "old");
        assert!(store.is_dirty(ME, all) && !store.is_dirty(OTHER, all));
        store.commit(ME, all);
        assert_eq!(comment(&store, OTHER, "a").unwrap(), "new");
        assert!(!store.is_dirty(ME, all));
    }

    #[test]
    fn discarded_changes_are_lost() {
        let mut store = Store::default();
        put(&mut store, Hold::Free, "a", "old");
        store.edit(Hold::Draft(ME), URL).remove("a");
        put(&mut store, Hold::Draft(ME), "b", "new");
        assert_eq!(store.table(ME, URL).unwrap().iter().count(), 1);
        store.discard(ME, all);
        assert_eq!(comment(&store, ME, "a").unwrap(), "old");
        assert_eq!(store.table(ME, URL).unwrap().iter().count(), 1);
        assert!(!store.is_dirty(ME, all));
    }

    #[test]
    fn two_sessions_may_change_different_rows_of_one_table() {
        let mut store = Store::default();
        put(&mut store, Hold::Free, "a", "old");
        put(&mut store, Hold::Free, "b", "old");
        put(&mut store, Hold::Draft(ME), "a", "mine");
        put(&mut store, Hold::Draft(OTHER), "b", "theirs");
        store.commit(ME, all);
        store.commit(OTHER, all);
        assert_eq!(comment(&store, ME, "a").unwrap(), "mine");
        assert_eq!(comment(&store, ME, "b").unwrap(), "theirs");
    }

    #[test]
    fn a_part_of_a_draft_can_be_committed() {
        let mut store = Store::default();
        put(&mut store, Hold::Draft(ME), "a", "mine");
        put(&mut store, Hold::Draft(ME), "b", "mine");
        store.commit(ME, |_, key| key == "a");
        assert!(comment(&store, OTHER, "a").is_some() && comment(&store, OTHER, "b").is_none());
        assert!(store.is_dirty(ME, |_, key| key == "b") && !store.is_dirty(ME, |_, key| key == "a"));
        store.discard(ME, all);
        assert!(comment(&store, ME, "a").is_some() && comment(&store, ME, "b").is_none());
    }

    #[test]
    fn a_move_is_a_change() {
        let mut store = Store::default();
        for key in ["1", "2", "3"] {
            put(&mut store, Hold::Free, key, "");
        }
        let order = |store: &Store| -> Vec<String> {
            let table = store.table(OTHER, URL).unwrap();
            table.iter().map(|(key, _)| key.to_owned()).collect()
        };
        store.edit(Hold::Draft(ME), URL).move_beside("3", "1", false).unwrap();
        assert!(store.is_dirty(ME, all));
        assert_eq!(order(&store), ["1", "2", "3"]);
        // A new row of another session prevents the commit from replacing the whole table.
        put(&mut store, Hold::Free, "4", "");
        store.commit(ME, all);
        assert_eq!(order(&store), ["3", "1", "2", "4"]);
        assert!(!store.is_dirty(ME, all));
    }

    #[test]
    fn tables_below_a_url_can_be_emptied() {
        let mut store = Store::default();
        put(&mut store, Hold::Free, "a", "");
        store
            .edit(Hold::Free, "/pm/config/adom/demo2/x")
            .insert("b".to_owned(), Row::new());
        store.clear_below(Hold::Draft(ME), "/pm/config/adom/demo/");
        assert_eq!(store.table(ME, URL).unwrap().iter().count(), 0);
        assert_eq!(store.table(OTHER, URL).unwrap().iter().count(), 1);
        assert_eq!(store.table(ME, "/pm/config/adom/demo2/x").unwrap().iter().count(), 1);
    }
}
