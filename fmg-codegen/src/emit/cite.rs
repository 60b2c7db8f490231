//! Citations: the documents that state the facts of an item, each once.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Api, Document, Endpoint, Group, Source, Table};
use crate::name::TypeName;
use crate::prose::escape;

/// The digits of a commit that a url in documentation has.
const COMMIT: usize = 10;

/// The source documents.
pub(super) struct Documents<'a> {
    by_id: BTreeMap<&'a str, &'a Document>,
}

/// The documents of a citation, with their sections.
struct Passage<'a> {
    /// The ids of the documents.
    documents: Vec<&'a str>,
    sections: Vec<&'a str>,
}

impl<'a> Documents<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        let documents = api.documents.iter();
        Self {
            by_id: documents.map(|document| (document.id.as_str(), document)).collect(),
        }
    }

    /// "Source: [Title](url), 18.2 and 18.4; [Title](url) and [Title](url), heading. Inferred: A reason."
    pub(super) fn cite(&self, sources: &[Source]) -> String {
        let mut text = self.documented(sources);
        if !text.is_empty() {
            text.insert_str(0, "Source: ");
            // A heading may be a question.
            if !text.ends_with(['?', '!']) {
                text.push('.');
            }
        }
        let mut reasons: Vec<&str> = Vec::new();
        for source in sources.iter().filter(|source| source.document.is_none()) {
            if !reasons.contains(&&*source.section) {
                reasons.push(&source.section);
            }
        }
        if !reasons.is_empty() {
            text.push_str(if text.is_empty() { "Inferred: " } else { " Inferred: " });
            text.push_str(&escape(&reasons.join(" ")));
        }
        text
    }

    /// "[Title](url), 18.2 and 18.4; [Title](url) and [Title](url), heading". A document with several sections is named
    /// once, and so are the sections that several documents have in common. A url is written once.
    fn documented(&self, sources: &[Source]) -> String {
        let mut linked = BTreeSet::new();
        let passages = passages(sources).into_iter().map(|passage| {
            let sections = sections(&passage.sections);
            let titles = passage.documents.iter().map(|id| match self.by_id.get(id) {
                Some(document) if linked.insert(&document.url) => {
                    Cow::from(format!("[{}]({})", document.title, short(&document.url)))
                }
                Some(document) => Cow::from(&document.title),
                // An unlisted document is a fault of the specs, which stops the generator.
                None => Cow::from(*id),
            });
            format!("{}, {sections}", enumerated(&titles.collect::<Vec<_>>()))
        });
        passages.collect::<Vec<_>>().join("; ")
    }

    /// The paragraph about the sources of a table, for the documentation of its rows.
    pub(super) fn of_table(&self, group: &Group, table: &Table) -> Option<String> {
        let stating = stating(group, table)?;
        Some(if stating.row == table.row {
            self.cite(&stating.source)
        } else {
            same_as(&stating.row)
        })
    }

    /// The paragraph about the sources of a call. A call that has those of its table refers to the rows.
    pub(super) fn of_call(&self, group: &Group, endpoint: &Endpoint) -> Option<String> {
        if endpoint.source.is_empty() {
            return None;
        }
        let table = endpoint.table.as_ref().and_then(|call| group.table(&call.row));
        Some(match table.and_then(|table| stating(group, table)) {
            Some(stating) if stating.source == endpoint.source => same_as(&stating.row),
            _ => self.cite(&endpoint.source),
        })
    }
}

/// The paragraph about sources that the documentation of a row has.
fn same_as(row: &TypeName) -> String {
    format!("The sources are those of [`{row}`].")
}

/// The table that states the sources of a table: itself, or one around it.
fn stating<'a>(group: &'a Group, table: &'a Table) -> Option<&'a Table> {
    let around = std::iter::successors(Some(table), |own| group.table(own.parent()?));
    // No more than all tables: nothing here relies on the check that none is inside of itself.
    around.take(group.tables.len()).find(|own| !own.source.is_empty())
}

/// The passages of documents, in the order of the first of each.
fn passages(sources: &[Source]) -> Vec<Passage<'_>> {
    let mut passages: Vec<Passage<'_>> = Vec::new();
    for source in sources {
        let Some(document) = source.document.as_deref() else {
            continue;
        };
        let same = passages.iter_mut().find(|own| own.documents.first() == Some(&document));
        match same {
            Some(passage) if passage.sections.contains(&&*source.section) => {}
            Some(passage) => passage.sections.push(&source.section),
            None => passages.push(Passage {
                documents: vec![document],
                sections: vec![&source.section],
            }),
        }
    }
    let mut joined: Vec<Passage<'_>> = Vec::new();
    for passage in passages {
        match joined.iter_mut().find(|own| own.sections == passage.sections) {
            Some(own) => own.documents.extend(passage.documents),
            None => joined.push(passage),
        }
    }
    joined
}

/// "18.2, 18.4 and 18.7"; "chapter, heading and other heading" if they are of one chapter.
fn sections(all: &[&str]) -> String {
    let chapter = match all {
        [first, _, ..] => first.split_once(", ").map(|(chapter, _)| chapter),
        _ => None,
    };
    let own = chapter.and_then(|chapter| {
        let rests = all.iter().map(|own| own.strip_prefix(chapter)?.strip_prefix(", "));
        rests.collect::<Option<Vec<_>>>()
    });
    match (chapter, own) {
        (Some(chapter), Some(rests)) => format!("{}, {}", escape(chapter), enumerated(&escaped(&rests))),
        _ => enumerated(&escaped(all)),
    }
}

fn escaped<'a>(texts: &[&'a str]) -> Vec<Cow<'a, str>> {
    texts.iter().map(|text| Cow::from(escape(text))).collect()
}

/// "a", "a and b", "a, b and c". Texts with commas have an "and" between each two.
fn enumerated(texts: &[Cow<'_, str>]) -> String {
    if texts.iter().any(|text| text.contains(',')) {
        return texts.join(" and ");
    }
    match texts {
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => texts.concat(),
    }
}

/// A url with the first digits of a commit: sites that show repositories know those, too.
fn short(url: &str) -> String {
    let is_commit = |text: &str| text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let segments = url
        .split('/')
        .map(|own| if is_commit(own) { &own[..COMMIT] } else { own });
    segments.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::{Documents, short};
    use crate::ir::{Document, Source};

    fn cited(sources: &[(&str, &str)]) -> String {
        let documents = [
            Document::new("guide", "Guide", "https://guide.example/1"),
            Document::new("excerpt", "Guide, excerpt", "https://guide.example/1"),
            Document::new("client", "Client", "https://client.example"),
        ];
        let documents = Documents {
            by_id: documents.iter().map(|own| (own.id.as_str(), own)).collect(),
        };
        let sources = sources.iter().map(|(document, section)| match *document {
            "" => Source::inferred(section),
            document => Source::document(document, section),
        });
        documents.cite(&sources.collect::<Vec<_>>())
    }

    #[test]
    fn a_document_is_named_once_with_all_of_its_sections() {
        for (sources, text) in [
            (
                &[("guide", "18.2")][..],
                "Source: [Guide](https://guide.example/1), 18.2.",
            ),
            (
                &[
                    ("guide", "18.2"),
                    ("client", "a.py"),
                    ("guide", "18.4"),
                    ("guide", "18.7"),
                    ("guide", "18.2"),
                ],
                "Source: [Guide](https://guide.example/1), 18.2, 18.4 and 18.7; [Client](https://client.example), a.py.",
            ),
            (
                &[
                    ("guide", "login, by name"),
                    ("guide", "login, by token"),
                    ("guide", "login, by key"),
                ],
                "Source: [Guide](https://guide.example/1), login, by name, by token and by key.",
            ),
            (
                &[("guide", "login, by name"), ("guide", "logout"), ("guide", "18.2")],
                "Source: [Guide](https://guide.example/1), login, by name and logout and 18.2.",
            ),
            (
                &[("guide", "How to log in?")],
                "Source: [Guide](https://guide.example/1), How to log in?",
            ),
        ] {
            assert_eq!(cited(sources), text);
        }
    }

    #[test]
    fn a_url_and_a_section_are_written_once() {
        for (sources, text) in [
            (
                &[("guide", "18.2"), ("excerpt", "/sys/status")][..],
                "Source: [Guide](https://guide.example/1), 18.2; Guide, excerpt, /sys/status.",
            ),
            (
                &[("guide", "policy/select"), ("client", "policy/select")],
                "Source: [Guide](https://guide.example/1) and [Client](https://client.example), policy/select.",
            ),
        ] {
            assert_eq!(cited(sources), text);
        }
    }

    #[test]
    fn reasons_come_after_documents_as_sentences() {
        assert_eq!(cited(&[("", "It is so.")]), "Inferred: It is so.");
        assert_eq!(
            cited(&[
                ("", "It is as others [x]."),
                ("guide", "18.2"),
                ("", "A second reason."),
                ("", "It is as others [x]."),
            ]),
            "Source: [Guide](https://guide.example/1), 18.2. Inferred: It is as others \\[x\\]. A second reason."
        );
        assert_eq!(cited(&[]), "");
    }

    #[test]
    fn a_commit_is_abbreviated() {
        let commit = "52fb70804b4b7775dfc0f8109d522bb178dc191b";
        assert_eq!(
            short(&format!("https://git.example/a/b/tree/{commit}/docs")),
            "https://git.example/a/b/tree/52fb70804b/docs"
        );
        assert_eq!(short("https://docs.example"), "https://docs.example");
    }
}
