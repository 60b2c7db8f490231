//! What `tracing` is told: the template, the code, and nothing that fills them.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use fmg_bindings::fmg::AdomName;
use fmg_bindings::{fmg, url};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::fortimanager::{FortiManager, PASSWORD};

/// Writes down every span and event with its fields.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<String>>);

struct Line<'n>(&'n mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
}

impl Notes {
    fn line(&self, head: &str, record: impl FnOnce(&mut Line<'_>)) {
        let mut text = self.0.lock().unwrap();
        text.push_str(head);
        record(&mut Line(&mut text));
        text.push('\n');
    }

    fn text(&self) -> String {
        self.0.lock().unwrap().clone()
    }
}

impl Subscriber for Notes {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("fmg_bindings")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.line(span.metadata().name(), |line| span.record(line));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        self.line("record", |line| values.record(line));
    }

    fn event(&self, event: &Event<'_>) {
        self.line(event.metadata().level().as_str(), |line| event.record(line));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

// One thread, so that the subscriber of this thread sees everything.
#[tokio::test]
async fn a_call_is_told_by_template_method_and_code_alone() {
    let notes = Notes::default();
    let _guard = tracing::subscriber::set_default(notes.clone());
    let appliance = FortiManager::start();
    let fmg = appliance.client(PASSWORD);
    fmg.sys().status().await.unwrap();
    let adom = AdomName::new("the-adom-nobody-may-see").unwrap();
    fmg.call(fmg::Method::Get, url!("/dvmdb/adom/<adom>"))
        .await
        .unwrap_err();
    let text = notes.text();
    for part in [
        r#"method="get" url="/sys/status""#,
        r#"url="/dvmdb/adom/<adom>""#,
        "code=0",
        "code=-6",
        "elapsed_ms=",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    for part in [PASSWORD, "session-1", "nobody-may-see", "FMG-VM64"] {
        assert!(!text.contains(part), "{part}: {text}");
    }
}

#[tokio::test]
async fn only_the_last_clone_warns_about_an_open_session() {
    let notes = Notes::default();
    let _guard = tracing::subscriber::set_default(notes.clone());
    let appliance = FortiManager::start();
    let fmg = appliance.client(PASSWORD);
    let clone = fmg.clone();
    fmg.login().await.unwrap();
    drop(fmg);
    assert!(!notes.text().contains("WARN"));
    drop(clone);
    assert!(notes.text().contains("WARN"), "{}", notes.text());

    let notes = Notes::default();
    let _guard = tracing::subscriber::set_default(notes.clone());
    let fmg = appliance.client(PASSWORD);
    fmg.login().await.unwrap();
    fmg.close().await.unwrap();
    assert!(!notes.text().contains("WARN"), "{}", notes.text());
}
