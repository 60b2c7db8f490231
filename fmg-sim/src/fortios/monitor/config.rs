//! Backups and restores of the configuration, and its revisions on the device.

mod parse;
mod text;

use std::collections::VecDeque;
use std::fmt::Write;

use bytes::Bytes;
use serde_json::{Value, json};

use self::parse::Statement;
use super::{MonitorCall, Outcome, number};
use crate::fortios::cmdb::{MANAGEMENT, Row, Store, Unfit, put};
use crate::fortios::refusal::{Code, Refusal};
use crate::fortios::state::State;
use crate::fortios::vdom::{Reach, check_access};

/// The maximum number of revisions.
const KEPT: usize = 10;

/// How often rows are retried that refer to rows which do not exist yet.
const ATTEMPTS: usize = 8;

/// The stored revisions of the configuration.
#[derive(Debug, Default)]
pub(super) struct Revisions {
    saved: i64,
    kept: VecDeque<Revision>,
}

#[derive(Debug)]
struct Revision {
    id: i64,
    comments: String,
    admin: String,
    time: u64,
    text: Bytes,
}

/// A row to add to a table of a VDOM.
type Incoming = (String, String, Row);

/// Backs up the configuration of a VDOM, or all of it.
pub(super) fn backup(ask: &MonitorCall<'_>, state: &State) -> Result<Outcome, Refusal> {
    if ask.text("destination") == Some("usb") {
        return Ok(Outcome::Results(json!({})));
    }
    let vdom = vdom_of(ask, state)?;
    let (content, name) = match &vdom {
        Some(vdom) => (written(state, Some(vdom)), format!("fgt-sim_{vdom}.conf")),
        None => (written(state, None), "fgt-sim.conf".to_owned()),
    };
    Ok(Outcome::File { name, content })
}

/// Replaces the configuration of a VDOM, or all of it, by that of a file or a revision.
pub(super) fn restore(ask: &MonitorCall<'_>, state: &mut State) -> Result<Outcome, Refusal> {
    let text = match (ask.text("source"), ask.file) {
        (Some("revision"), _) => revision(ask, state)?.text.clone(),
        (Some("upload"), Some(file)) => file.content.clone(),
        // The USB drive is empty.
        _ => return Err(Refusal::http(424)),
    };
    let vdom = vdom_of(ask, state)?;
    let statements = std::str::from_utf8(&text).ok().and_then(parse::parse);
    let statements = statements
        .filter(|statements| !statements.is_empty())
        .ok_or_else(unreadable)?;
    let before = state.store.clone();
    let result = match &vdom {
        Some(vdom) => {
            let mut incoming = Vec::new();
            gather(&state.store, &statements, vdom, &mut incoming);
            empty(&mut state.store, vdom, false);
            fill(state, incoming)
        }
        None => restore_all(state, &statements),
    };
    if let Err(unfit) = result {
        state.store = before;
        return Err(Refusal {
            code: Some(Code::InvalidValue),
            cli_error: Some(unfit.to_string()),
            ..Refusal::http(424)
        });
    }
    Ok(Outcome::Results(json!({"restart": false, "config_restored": true})))
}

/// Stores the current configuration as a revision.
pub(super) fn save(ask: &MonitorCall<'_>, state: &mut State) -> Outcome {
    let text = written(state, None);
    let admin = ask
        .caller
        .session(state)
        .map_or_else(String::new, |session| session.admin.clone());
    let revisions = &mut state.monitor.revisions;
    revisions.saved += 1;
    let id = revisions.saved;
    revisions.kept.push_back(Revision {
        id,
        comments: ask.text("comments").unwrap_or_default().to_owned(),
        admin,
        time: ask.seconds(),
        text,
    });
    if revisions.kept.len() > KEPT {
        revisions.kept.pop_front();
    }
    Outcome::Results(json!({"id": id}))
}

pub(super) fn revisions(state: &State) -> Outcome {
    let kept = state.monitor.revisions.kept.iter().map(Revision::shown);
    Outcome::Results(json!({"revisions": kept.collect::<Vec<_>>()}))
}

pub(super) fn info(ask: &MonitorCall<'_>, state: &State) -> Result<Outcome, Refusal> {
    Ok(Outcome::Results(revision(ask, state)?.shown()))
}

pub(super) fn file(ask: &MonitorCall<'_>, state: &State) -> Result<Outcome, Refusal> {
    if ask.rights.reach != Reach::All {
        return Err(Refusal::forbidden());
    }
    let revision = revision(ask, state)?;
    Ok(Outcome::File {
        name: format!("fgt-sim_{}.conf", revision.id),
        content: revision.text.clone(),
    })
}

pub(super) fn delete(ask: &MonitorCall<'_>, state: &mut State) -> Outcome {
    let ids: Vec<i64> = ask.list("config_ids").iter().filter_map(number).collect();
    state
        .monitor
        .revisions
        .kept
        .retain(|revision| !ids.contains(&revision.id));
    Outcome::Results(json!({}))
}

pub(super) fn comment(ask: &MonitorCall<'_>, state: &mut State) -> Result<Outcome, Refusal> {
    let id = revision(ask, state)?.id;
    let comments = ask.text("comments").unwrap_or_default();
    let mut kept = state.monitor.revisions.kept.iter_mut();
    if let Some(revision) = kept.find(|revision| revision.id == id) {
        comments.clone_into(&mut revision.comments);
    }
    Ok(Outcome::Results(json!({})))
}

impl Revision {
    fn shown(&self) -> Value {
        json!({"id": self.id, "comment": self.comments, "admin": self.admin, "time": self.time, "size": self.text.len()})
    }
}

/// The requested revision; the latest if the request names none.
fn revision<'s>(ask: &MonitorCall<'_>, state: &'s State) -> Result<&'s Revision, Refusal> {
    let kept = &state.monitor.revisions.kept;
    let found = match ask.number("config_id") {
        Some(id) => kept.iter().find(|revision| revision.id == id),
        None => kept.back(),
    };
    found.ok_or_else(Refusal::not_found)
}

/// The VDOM of the scope `vdom`; `None` for the whole configuration, which needs access to all VDOMs.
fn vdom_of(ask: &MonitorCall<'_>, state: &State) -> Result<Option<String>, Refusal> {
    if ask.text("scope") == Some("vdom") {
        let vdom = ask.text("vdom").unwrap_or(ask.vdom);
        check_access(vdom, &state.store, &ask.rights.reach)?;
        return Ok(Some(vdom.to_owned()));
    }
    if ask.rights.reach != Reach::All {
        return Err(Refusal::forbidden());
    }
    Ok(None)
}

fn unreadable() -> Refusal {
    Refusal {
        code: Some(Code::UnexpectedInput),
        cli_error: Some("the file is not a configuration".to_owned()),
        ..Refusal::http(424)
    }
}

/// The configuration as text.
fn written(state: &State, vdom: Option<&str>) -> Bytes {
    let mut out = String::new();
    let (version, build) = (state.version(), state.build());
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "#config-version=FGTSIM-{version}-FW-build{build}:opmode=0:vdom={}",
        u8::from(vdom.is_none())
    );
    if let Some(vdom) = vdom {
        text::write_tables(&mut out, &state.store, vdom, false);
        return out.into();
    }
    out.push_str("config global\n");
    text::write_tables(&mut out, &state.store, MANAGEMENT, true);
    out.push_str("end\nconfig vdom\n");
    for vdom in state.store.vdoms() {
        let _ = writeln!(out, "edit {}", text::word(&vdom.into()));
        text::write_tables(&mut out, &state.store, vdom, false);
        out.push_str("next\n");
    }
    out.push_str("end\n");
    out.into()
}

fn restore_all(state: &mut State, statements: &[Statement]) -> Result<(), Unfit> {
    let mut global = Vec::new();
    let mut vdoms: Vec<(&str, &[Statement])> = Vec::new();
    for statement in statements {
        match statement {
            Statement::Config(words, body) if *words == ["global"] => {
                gather(&state.store, body, MANAGEMENT, &mut global);
            }
            Statement::Config(words, body) if *words == ["vdom"] => {
                vdoms.extend(body.iter().filter_map(|statement| match statement {
                    Statement::Edit(vdom, body) => Some((vdom.as_str(), body.as_slice())),
                    _ => None,
                }));
            }
            _ => {}
        }
    }
    // A file of one VDOM would delete all administrators.
    if global.is_empty() || !vdoms.iter().any(|(vdom, _)| *vdom == MANAGEMENT) {
        return Err(Unfit::NoVdom);
    }
    empty(&mut state.store, MANAGEMENT, true);
    let (first, rest): (Vec<_>, Vec<_>) = global.into_iter().partition(|(_, table, _)| table == "system/vdom");
    fill(state, first)?;
    state.update_vdoms();
    let mut incoming = rest;
    for (vdom, body) in vdoms {
        empty(&mut state.store, vdom, false);
        gather(&state.store, body, vdom, &mut incoming);
    }
    fill(state, incoming)
}

/// The rows of all tables of some statements. Unknown tables are ignored.
fn gather(store: &Store, statements: &[Statement], vdom: &str, out: &mut Vec<Incoming>) {
    for statement in statements {
        let Statement::Config(words, body) = statement else {
            continue;
        };
        let table = text::table(words).and_then(|table| Some((store.schema(&table)?, table)));
        if let Some((schema, table)) = table {
            let rows = text::rows(&schema, body).into_iter();
            out.extend(rows.map(|row| (vdom.to_owned(), table.clone(), row)));
        }
    }
}

fn empty(store: &mut Store, vdom: &str, global: bool) {
    let schemas: Vec<_> = store
        .schemas()
        .filter(|schema| schema.is_global() == global)
        .cloned()
        .collect();
    for schema in schemas {
        store.change(vdom, &schema, |rows| !std::mem::take(rows).is_empty());
    }
}

/// Adds rows, and retries those that refer to later ones.
fn fill(state: &mut State, mut waiting: Vec<Incoming>) -> Result<(), Unfit> {
    let mut fault = None;
    for _ in 0..ATTEMPTS {
        let mut left = Vec::new();
        for (vdom, table, row) in waiting {
            let uuid = state.new_uuid();
            if let Err(unfit) = put(&mut state.store, &vdom, &table, &row, uuid) {
                fault = Some(unfit);
                left.push((vdom, table, row));
            }
        }
        if left.is_empty() {
            return Ok(());
        }
        waiting = left;
    }
    fault.map_or(Ok(()), Err)
}
