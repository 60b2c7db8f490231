//! Tests that no value of a placeholder turns the url of a call into that of another call.

use std::collections::{BTreeMap, BTreeSet};

use fmg_template::{Capture, Escaping, Name, ObjectPath, PackagePath, Part, Protocol, Template, UrlParam, UrlWriter};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::Shared::Static;
use super::table::captures;
use super::{Kind, Route};
use crate::generated::fmg::calls::Workspace;
use crate::generated::{fmg, fortios};

/// A route with its parsed template.
#[derive(Debug)]
struct Call<I: 'static> {
    route: &'static Route<I>,
    template: Template,
    kinds: Vec<Kind>,
    escaping: Escaping,
}

impl<I> Call<I> {
    fn new(route: &'static Route<I>) -> Self {
        Self {
            route,
            template: Template::parse(&route.url).unwrap(),
            kinds: route.placeholders.iter().map(|own| own.kind.clone()).collect(),
            escaping: route.protocol.escaping(),
        }
    }

    fn matches(&self, url: &str) -> Option<Vec<Capture>> {
        captures(&self.template, self.kinds.iter(), url, self.escaping)
    }

    fn url(&self, values: &[Capture]) -> String {
        let mut url = UrlWriter::new(self.escaping, 0);
        let mut values = values.iter();
        for part in self.template.parts() {
            match part {
                Part::Literal(text) => {
                    url.literal(text);
                }
                Part::Placeholder(_) => {
                    let value: &dyn UrlParam = match values.next().unwrap() {
                        Capture::Name(name) => name,
                        Capture::Id(id) => &u64::try_from(*id).unwrap(),
                        Capture::PackagePath(path) => path,
                        Capture::ObjectPath(path) => path,
                    };
                    url.param(value);
                }
            }
        }
        url.finish()
    }

    /// The calls with another url that this one could be confused with by a value.
    fn others<'c>(&self, calls: &'c [Self]) -> impl Iterator<Item = &'c Self> {
        let (route, is_path) = (self.route, |kind: &Kind| {
            matches!(kind, Kind::PackagePath(_) | Kind::ObjectPath(_))
        });
        let several = route.placeholders.iter().any(|own| is_path(&own.kind));
        calls.iter().filter(move |other| {
            let other = other.route;
            other.protocol == route.protocol
                && form(&other.url) != form(&route.url)
                && (several || other.method == route.method)
        })
    }
}

/// A url without the names of its placeholders.
fn form(url: &str) -> Vec<&str> {
    url.split('/')
        .map(|segment| if segment.starts_with('<') { "<>" } else { segment })
        .collect()
}

fn calls<I>(routes: &'static [Route<I>]) -> Vec<Call<I>> {
    routes.iter().map(Call::new).collect()
}

/// Words in urls of calls, and words that are reserved because of other public urls.
fn words<I>(calls: &[Call<I>]) -> Vec<String> {
    let mut words = BTreeSet::new();
    for call in calls {
        words.extend(call.route.url.split('/').filter(|word| !word.starts_with('<')));
        for placeholder in &*call.route.placeholders {
            if let Kind::PackagePath(runs) | Kind::NameExcept(runs) = &placeholder.kind {
                words.extend(runs.iter().flat_map(|run| run.split('/')));
            }
        }
    }
    words.into_iter().map(str::to_owned).collect()
}

/// A segment of a value: a word of a url, a number, or a text with special characters of urls.
fn segment(words: Vec<String>) -> impl Strategy<Value = String> {
    prop_oneof![
        8 => select(words.clone()),
        2 => (0_u32..9).prop_map(|number| number.to_string()),
        2 => vec(select(words), 1..3).prop_map(|words| words.join("/")),
        1 => select(vec!["%2F", "\\/", "a b", "é", "?x", "#", "x/../y", "_x", " "]).prop_map(str::to_owned),
    ]
}

/// Values for the placeholders of a call; `None` if a constructor refuses one.
fn values<I>(call: &Call<I>, segments: &[String]) -> Option<Vec<Capture>> {
    let mut left = segments;
    let mut values = Vec::new();
    for kind in &call.kinds {
        // A path takes the segments that the placeholders after it leave.
        let count = match kind {
            Kind::PackagePath(_) | Kind::ObjectPath(_) => left.len().saturating_sub(call.kinds.len()).max(1),
            Kind::Name | Kind::NameExcept(_) | Kind::Id => 1,
        };
        let (own, rest) = left.split_at_checked(count)?;
        left = rest;
        let first = own.first()?.clone();
        values.push(match kind {
            Kind::Name | Kind::NameExcept(_) => Capture::Name(Name::new_except(first, &kind.words()).ok()?),
            Kind::Id => Capture::Id(first.parse::<u64>().ok()?.into()),
            Kind::PackagePath(_) => Capture::PackagePath(PackagePath::parse(own.join("/"), &kind.words()).ok()?),
            Kind::ObjectPath(_) => {
                Capture::ObjectPath(ObjectPath::from_segments(own).ok()?.except(&kind.words()).ok()?)
            }
        });
    }
    Some(values)
}

fn check<I>(calls: &[Call<I>], index: usize, segments: &[String]) -> Result<(), TestCaseError> {
    let call = &calls[index];
    let Some(values) = values(call, segments) else {
        return Err(TestCaseError::reject("a constructor refuses a value"));
    };
    let url = call.url(&values);
    let own = call.matches(&url);
    prop_assert_eq!(own.as_ref(), Some(&values), "{} {}", call.route.url, url);
    for other in call.others(calls) {
        let taken = other.matches(&url);
        prop_assert!(
            taken.is_none(),
            "{} {} with {values:?} is {} {}",
            call.route.method,
            call.route.url,
            other.route.method,
            other.route.url
        );
    }
    Ok(())
}

fn run<I>(routes: &'static [Route<I>]) {
    let calls = calls(routes);
    let with_values: Vec<_> = (0..calls.len())
        .filter(|index| !calls[*index].kinds.is_empty())
        .collect();
    let input = (select(with_values), vec(segment(words(&calls)), 1..8));
    let config = ProptestConfig {
        cases: 1_000,
        max_global_rejects: 400_000,
        ..ProptestConfig::default()
    };
    proptest::test_runner::TestRunner::new(config)
        .run(&input, |(index, segments)| check(&calls, index, &segments))
        .unwrap();
}

#[test]
fn no_value_turns_a_fortimanager_call_into_another() {
    run(fmg::ROUTES);
}

#[test]
fn no_value_turns_a_fortios_call_into_another() {
    run(fortios::ROUTES);
}

/// Between calls with urls of the same form, no value decides, but the kind of the table. The types of the names of
/// tables state that kind.
#[test]
fn urls_of_the_same_form_are_those_of_complex_tables() {
    fn pairs<I>(routes: &[Route<I>]) -> BTreeSet<(&str, &str, &str)> {
        let mut urls: BTreeMap<_, BTreeSet<&str>> = BTreeMap::new();
        for route in routes {
            let key = (route.protocol, &*route.method, form(&route.url));
            urls.entry(key).or_default().insert(&route.url);
        }
        let all = urls.iter().flat_map(|((_, method, _), urls)| {
            let all = urls
                .iter()
                .flat_map(move |own| urls.iter().map(move |other| (*method, *own, *other)));
            all.filter(|(_, own, other)| own < other)
        });
        all.collect()
    }
    assert_eq!(pairs(fmg::ROUTES), BTreeSet::new());
    let (table, row) = (
        "/api/v2/cmdb/<path>/<complex>/<child_name>",
        "/api/v2/cmdb/<path>/<name>/<mkey>",
    );
    let (child, children) = (format!("{table}/<child_mkey>"), format!("{row}/<child_name>"));
    assert_eq!(
        pairs(fortios::ROUTES),
        BTreeSet::from([
            ("GET", table, row),
            ("POST", table, row),
            ("DELETE", table, row),
            ("GET", &child, &children),
            ("DELETE", &child, &children),
        ])
    );
}

/// Shows that the tests above can fail: without the reserved words, a package path could be the path of a policy.
#[test]
fn without_reserved_words_a_value_makes_another_call() {
    let calls = calls(fmg::ROUTES);
    let lock = calls
        .iter()
        .position(|call| call.route.id == Some(fmg::CallId::Workspace(Workspace::LockPackage)));
    let mut calls = calls;
    calls[lock.unwrap()].kinds = vec![Kind::Name, Kind::PackagePath(Static(&[]))];
    let segments = ["demo", "a", "firewall", "policy", "7", "x", "y"].map(str::to_owned);
    assert!(matches!(
        check(&calls, lock.unwrap(), &segments),
        Err(TestCaseError::Fail(_))
    ));
}

/// The calls of each protocol are compared only with each other.
#[test]
fn every_protocol_has_calls_with_values() {
    fn protocols<I>(routes: &'static [Route<I>]) -> impl Iterator<Item = (Protocol, bool)> {
        let calls = calls(routes).into_iter();
        calls.map(|call| (call.route.protocol, !call.kinds.is_empty()))
    }
    let protocols: Vec<_> = protocols(fmg::ROUTES).chain(protocols(fortios::ROUTES)).collect();
    // No HTTP url of the GUI has a value.
    for protocol in Protocol::ALL.iter().filter(|protocol| **protocol != Protocol::Gui) {
        assert!(protocols.contains(&(*protocol, true)), "{protocol:?}");
    }
}
