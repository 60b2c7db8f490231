//! Asks a FortiGate for the schemas of its tables and for the directory of its Monitor calls.

use std::collections::BTreeSet;

use fmg_bindings::fortios::{Client, Method, Path};
use fmg_bindings::serde::de::IgnoredAny;
use fmg_bindings::{Error, ReplyWithout};
use serde_json::Value;

use super::error::FetchError;
use super::folder::Folder;
use super::identity::Identity;
use super::outcome::Outcome;
use super::question::{Fetch, Question, unanswered_reason};
use super::{Pace, Watch};

/// The tables that are asked for if the device does not describe all at once.
const TABLES: &str = include_str!("fortios_tables.txt");

/// The parts of a FortiGate to fetch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FortiOs {
    /// Asks for each table by itself, also if the device would describe all at once. Each answer is then small.
    pub one_by_one: bool,
    /// Of the tables, asks only for these, such as `firewall/address`, each by itself. Empty: for all.
    pub tables: Vec<String>,
}

/// Asks a FortiGate for the schemas of all of its tables, and for the directory of its Monitor calls.
///
/// Some firmware refuses the request for all schemas to administrators who may only read. It is asked for each table of
/// known firmware, and for the tables that these refer to.
///
/// # Errors
///
/// The device cannot be asked, is not the one that the folder describes, a file cannot be written, or a text names no
/// table.
pub async fn fortios(
    client: &Client,
    folder: &mut Folder,
    what: &FortiOs,
    pace: Pace,
    watch: &dyn Watch,
) -> Result<Outcome, FetchError> {
    identify(client, folder).await?;
    let mut fetch = Fetch::new(folder, pace, watch);
    let ask = async |question: &Question| schema(client, &question.url).await;
    let calls = Question {
        name: "monitor".to_owned(),
        file: "monitor.json".to_owned(),
        url: "/api/v2/monitor/".to_owned(),
        shown: None,
    };
    fetch
        .ask(vec![calls], async |question| directory(client, &question.url).await)
        .await?;
    let whole = Question {
        name: "cmdb".to_owned(),
        file: "cmdb.json".to_owned(),
        url: "/api/v2/cmdb/".to_owned(),
        shown: None,
    };
    if !what.tables.is_empty() {
        let questions = what.tables.iter().map(|table| {
            let question = of_table(table);
            question.ok_or_else(|| FetchError::NotATable { name: table.clone() })
        });
        fetch.ask(questions.collect::<Result<_, _>>()?, ask).await?;
        return Ok(fetch.outcome);
    }
    if !what.one_by_one {
        fetch.ask(vec![whole.clone()], ask).await?;
    }
    if fetch.has(&whole) {
        return Ok(fetch.outcome);
    }
    let mut seen = BTreeSet::new();
    let known = TABLES.lines().filter(|line| !line.starts_with('#'));
    let mut next: Vec<_> = known.map(str::to_owned).collect();
    // Tables that others refer to are known only after these were asked for.
    while !next.is_empty() {
        next.retain(|table| seen.insert(table.clone()));
        let questions: Vec<_> = next.iter().filter_map(|table| of_table(table)).collect();
        fetch.ask(questions.clone(), ask).await?;
        let mut referred = BTreeSet::new();
        for question in questions.iter().filter(|question| fetch.has(question)) {
            references(&fetch.folder.read(&question.file)?, &mut referred);
        }
        next = referred.difference(&seen).cloned().collect();
    }
    Ok(fetch.outcome)
}

/// The text of the answer with the schemas at this url.
async fn schema(client: &Client, url: &str) -> Result<String, Error> {
    let call = client.call(Method::Get, Path::written(url)).query("action", "schema");
    // The description is read from the text.
    Ok(call.read_as::<IgnoredAny>().reply().await?.json().to_owned())
}

/// The text of the directory of Monitor calls, which states no success.
async fn directory(client: &Client, url: &str) -> Result<String, Error> {
    let call = client.call(Method::Get, Path::written(url)).query("action", "schema");
    let call = call.reply_without(ReplyWithout::NOTHING.status());
    Ok(call.reply().await?.json().to_owned())
}

/// Compares the device with that of the folder, before any other question.
async fn identify(client: &Client, folder: &mut Folder) -> Result<(), FetchError> {
    match client.monitor().system().status().reply().await {
        Ok(reply) => folder.identify(&Identity::of(reply.envelope())),
        // Each answer states its appliance, so the first answer is compared.
        Err(error) if unanswered_reason(&error).is_some() => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// The question for one table. `None`: the text names no table.
fn of_table(table: &str) -> Option<Question> {
    let (path, name) = table.split_once('/')?;
    if !is_segment(path) || !is_segment(name) {
        return None;
    }
    Some(Question {
        name: format!("cmdb {table}"),
        file: format!("cmdb/{path}/{name}.json"),
        url: format!("/api/v2/cmdb/{table}"),
        shown: None,
    })
}

/// Whether a text is one segment of the url of a table, and a name for a file.
fn is_segment(text: &str) -> bool {
    let is_usual = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
    !text.is_empty() && !text.starts_with('.') && text.chars().all(is_usual)
}

/// The tables that attributes of a schema refer to: `system/interface` for `system.interface.name`.
fn references(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        Value::Object(members) => {
            for (name, value) in members {
                if name == "datasource" {
                    let sources = value.as_array().into_iter().flatten().filter_map(Value::as_str);
                    found.extend(sources.filter_map(table_of));
                }
                references(value, found);
            }
        }
        _ => {}
    }
}

fn table_of(source: &str) -> Option<String> {
    let (table, _) = source.rsplit_once('.')?;
    let (path, name) = table.rsplit_once('.')?;
    (is_segment(path) && is_segment(name)).then(|| format!("{path}/{name}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_known_table_has_a_question() {
        let lines: Vec<_> = TABLES.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(lines.len() > 400);
        for line in lines {
            assert!(of_table(line).is_some(), "{line}");
        }
    }

    #[test]
    fn no_name_leaves_the_folder() {
        for name in [
            "", "a", "/b", "a/", "../b", "a/..", "a/.b", "a/b/c", "a/b c", "a/b?c", "a/\u{e9}", "a\\b/c",
        ] {
            assert!(of_table(name).is_none(), "{name}");
        }
        let question = of_table("log.tacacs+accounting/filter").unwrap();
        assert_eq!(question.file, "cmdb/log.tacacs+accounting/filter.json");
    }

    #[test]
    fn references_name_tables() {
        let schema = json!({"results": {"children": {
            "a": {"datasource": ["system.interface.name", "vpn.ssl.web.portal.name", "name", "../x.y.z"]},
            "datasource": {"datasource": "system.zone.name"},
        }}});
        let mut found = BTreeSet::new();
        references(&schema, &mut found);
        let found: Vec<_> = found.into_iter().collect();
        assert_eq!(found, ["system/interface", "vpn.ssl.web/portal"]);
    }
}
