//! The consistency check of a policy package, which finds hidden policies.
//!
//! A policy is hidden completely if one above it matches everything that it matches, and partly if they overlap. Only
//! names are compared: an address within the network of another address is not noticed.

use std::collections::BTreeMap;
use std::time::SystemTime;

use serde_json::{Value, json};

use super::answer::{Context, Outcome, Reply};
use crate::fmg::check::list;
use crate::fmg::status::{DATA_NOT_READY, NO_OBJECT};
use crate::fmg::store::Row;
use crate::fmg::task::TaskTarget;
use crate::fmg::{date, scope};

/// The checks of each package, by ADOM and path: the current or latest one, and the last report.
#[derive(Debug, Default)]
pub(super) struct Checks(BTreeMap<(String, String), Check>);

#[derive(Debug, Default)]
struct Check {
    under_way: Option<(u64, Value)>,
    report: Option<Value>,
}

/// Starts a check.
pub(super) fn start(context: &mut Context<'_>) -> Outcome {
    let key = context.package()?;
    store_report(context, &key);
    let (adom, package) = &key;
    let plan = context
        .plan("Policy consistency check", "policy check")
        .target(TaskTarget::new(package.as_str()));
    let task = context.state.tasks.start(plan, context.now);
    let policies = scope::policies(context.state, adom, package, "firewall/policy");
    let report = written(adom, package, &policies, context.now);
    context.state.gui.checks.0.entry(key).or_default().under_way = Some((task, report));
    Ok(Reply::Data(json!({ "taskId": task })))
}

/// Answers with the last report.
pub(super) fn report(context: &mut Context<'_>) -> Outcome {
    let key = context.package()?;
    store_report(context, &key);
    let check = context.state.gui.checks.0.get(&key).ok_or(NO_OBJECT)?;
    match (&check.report, &check.under_way) {
        (Some(report), _) => Ok(Reply::Entry(report.clone())),
        (None, Some(_)) => Err(DATA_NOT_READY),
        (None, None) => Err(NO_OBJECT),
    }
}

/// Stores the report of a finished check as the last one.
fn store_report(context: &mut Context<'_>, key: &(String, String)) {
    let Some(check) = context.state.gui.checks.0.get_mut(key) else {
        return;
    };
    let Some((task, _)) = &check.under_way else {
        return;
    };
    let view = context.state.tasks.view(*task, context.now);
    let over = view.as_ref().is_none_or(|view| view.state.is_over());
    let good = view.is_some_and(|view| view.state.is_good());
    if over && let Some((_, report)) = check.under_way.take().filter(|_| good) {
        check.report = Some(report);
    }
}

/// The report on a package. The numbers other than the counts are those of the document, since their meaning is not
/// documented.
fn written(adom: &str, package: &str, policies: &[&Row], now: SystemTime) -> Value {
    let hidden = |how: fn(&Row, &Row) -> bool| {
        let by_one_above = |(at, policy): &(usize, &&Row)| policies.iter().take(*at).any(|above| how(above, policy));
        policies.iter().enumerate().filter(by_one_above).count()
    };
    let full = hidden(covers);
    let partial = hidden(|above, policy| overlaps(above, policy) && !covers(above, policy));
    let name = package.rsplit('/').next().unwrap_or(package);
    json!({
        "status": "ok",
        "timestamp": date::in_words(now),
        "type": 1,
        "name": adom,
        "pkgname": name,
        "rec": [{
            "type": 3,
            "name": "4",
            "full_shadow_count": full.to_string(),
            "partial_shadow_count": partial.to_string(),
            "none policy count": "0",
            "none_rec": [],
            "rec": [],
        }],
    })
}

/// The members with the conditions of a policy, and the name that means everything in each.
const TAKES: &[(&str, &str)] = &[
    ("srcintf", "any"),
    ("dstintf", "any"),
    ("srcaddr", "all"),
    ("dstaddr", "all"),
    ("service", "ALL"),
    ("schedule", "always"),
];

fn names<'r>(policy: &'r Row, member: &str) -> Vec<&'r str> {
    let names = policy.get(member).map(list).unwrap_or_default();
    names.iter().filter_map(Value::as_str).collect()
}

fn covers(above: &Row, policy: &Row) -> bool {
    TAKES.iter().all(|(member, all)| {
        let (above, own) = (names(above, member), names(policy, member));
        above.contains(all) || (!own.is_empty() && own.iter().all(|name| above.contains(name)))
    })
}

fn overlaps(above: &Row, policy: &Row) -> bool {
    TAKES.iter().all(|(member, all)| {
        let (above, own) = (names(above, member), names(policy, member));
        above.contains(all) || own.contains(all) || own.iter().any(|name| above.contains(name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(source: &[&str], service: &[&str]) -> Row {
        let policy = json!({
            "srcintf": ["any"], "dstintf": ["any"], "srcaddr": source, "dstaddr": ["all"], "service": service,
            "schedule": ["always"],
        });
        policy.as_object().cloned().unwrap()
    }

    #[test]
    fn a_policy_hides_those_that_it_matches() {
        let policies = [
            policy(&["a", "b"], &["HTTP"]),
            policy(&["a"], &["HTTP"]),
            policy(&["b", "c"], &["HTTP"]),
            policy(&["c"], &["SSH"]),
        ];
        let rows: Vec<_> = policies.iter().collect();
        let report = written("demo", "folder/p", &rows, SystemTime::UNIX_EPOCH);
        assert_eq!(report["pkgname"], "p");
        let record = &report["rec"][0];
        assert_eq!(
            (&record["full_shadow_count"], &record["partial_shadow_count"]),
            (&json!("1"), &json!("1"))
        );
    }
}
