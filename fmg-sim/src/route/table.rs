//! Finding the call that a method and a url stand for.

use std::collections::HashMap;

use fmg_template::{Capture, Escaping, Faults, ParamKind, Template};

use super::{Kind, Route};

/// Every call of a product, ready to be searched.
#[derive(Debug)]
pub(crate) struct Table<I: 'static> {
    escaping: Escaping,
    /// Routes without placeholders, by url.
    exact: HashMap<&'static str, Vec<&'static Route<I>>>,
    /// The others.
    patterns: Vec<Pattern<I>>,
}

#[derive(Debug)]
struct Pattern<I: 'static> {
    route: &'static Route<I>,
    /// What every url of it begins with, without the leading slash, which some have and some lack.
    beginning: &'static str,
    template: Template,
    kinds: Vec<ParamKind<'static>>,
}

/// A call and what stands in its placeholders.
#[derive(Debug)]
pub(crate) struct Found<I: 'static> {
    /// The call.
    pub(crate) route: &'static Route<I>,
    /// The placeholders by name, with their values decoded.
    pub(crate) captures: Vec<(&'static str, String)>,
}

impl<I> Found<I> {
    /// What stands in a placeholder.
    #[must_use]
    pub(crate) fn capture(&self, name: &str) -> Option<&str> {
        let found = self.captures.iter().find(|(own, _)| *own == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Why there is no call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoRoute {
    /// No call has such a url.
    Url,
    /// The url is known, but not with this method.
    Method,
}

impl<I> Table<I> {
    /// Reads the templates of `routes`.
    ///
    /// # Errors
    ///
    /// A template is malformed, which those that the generator writes are not.
    pub(crate) fn new(routes: impl IntoIterator<Item = &'static Route<I>>, escaping: Escaping) -> Result<Self, Faults> {
        let mut exact: HashMap<_, Vec<_>> = HashMap::new();
        let mut patterns = Vec::new();
        for route in routes {
            if route.placeholders.is_empty() {
                exact.entry(route.url).or_default().push(route);
                continue;
            }
            let beginning = route.url.split('<').next().unwrap_or_default();
            patterns.push(Pattern {
                route,
                beginning: beginning.trim_start_matches('/'),
                template: Template::parse(route.url)?,
                kinds: route.placeholders.iter().map(|own| kind(own.kind)).collect(),
            });
        }
        Ok(Self {
            escaping,
            exact,
            patterns,
        })
    }

    /// The call with this method and url. Of several, the one with the most constants that the request has too:
    /// `has_constant` is asked for each by name and JSON text.
    ///
    /// # Errors
    ///
    /// No call has such a url, or none has it with this method.
    pub(crate) fn find(
        &self,
        method: &str,
        url: &str,
        has_constant: impl Fn(&str, &str) -> bool,
    ) -> Result<Found<I>, NoRoute> {
        let mut known = false;
        let mut best: Option<Found<I>> = None;
        let mut offer = |route: &'static Route<I>, captures: Vec<Capture>| {
            known = true;
            let fits = route.method == method && route.fixed.iter().all(|(name, json)| has_constant(name, json));
            let better = best
                .as_ref()
                .is_none_or(|best| best.route.fixed.len() < route.fixed.len());
            if fits && better {
                let names = route.placeholders.iter().map(|own| own.name);
                best = Some(Found {
                    route,
                    captures: names.zip(captures.into_iter().map(text)).collect(),
                });
            }
        };
        for route in self.exact.get(url).into_iter().flatten() {
            offer(route, Vec::new());
        }
        let begins = url.trim_start_matches('/');
        for pattern in &self.patterns {
            if begins.starts_with(pattern.beginning)
                && let Some(captures) = pattern.template.matches(url, &pattern.kinds, self.escaping)
            {
                offer(pattern.route, captures);
            }
        }
        best.ok_or(if known { NoRoute::Method } else { NoRoute::Url })
    }
}

pub(super) fn kind(kind: Kind) -> ParamKind<'static> {
    match kind {
        Kind::Name => ParamKind::NAME,
        Kind::NameExcept(reserved) => ParamKind::Name { reserved },
        Kind::Id => ParamKind::Id,
        Kind::PackagePath(reserved) => ParamKind::PackagePath { reserved },
        Kind::ObjectPath(tables) => ParamKind::ObjectPath { tables },
    }
}

fn text(capture: Capture) -> String {
    match capture {
        Capture::Name(name) => name.to_string(),
        Capture::Id(id) => id.to_string(),
        Capture::PackagePath(path) => path.to_string(),
        Capture::ObjectPath(path) => path.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generated::fmg::calls::{Package, Sys, Workspace};
    use crate::generated::fmg::{self, CallId};
    use crate::generated::fortios;
    use crate::generated::fortios::calls::Cmdb;

    fn fmg_table() -> Table<CallId> {
        Table::new(fmg::ROUTES, Escaping::Fmg).unwrap()
    }

    fn find(table: &Table<CallId>, method: &str, url: &str) -> Result<(CallId, Vec<String>), NoRoute> {
        let found = table.find(method, url, |_, _| false)?;
        Ok((
            found.route.id.unwrap(),
            found.captures.into_iter().map(|(_, value)| value).collect(),
        ))
    }

    #[test]
    fn a_url_leads_to_its_call() {
        let table = fmg_table();
        assert_eq!(
            find(
                &table,
                "exec",
                "/dvmdb/adom/demo/workspace/lock/obj/firewall/address/host\\/1"
            ),
            Ok((
                CallId::Workspace(Workspace::LockObject),
                vec!["demo".to_owned(), "firewall/address/host\\/1".to_owned()]
            ))
        );
        assert_eq!(
            find(&table, "get", "/sys/status"),
            Ok((CallId::Sys(Sys::Status), vec![]))
        );
    }

    #[test]
    fn a_policy_is_no_package() {
        let (id, captures) = find(
            &fmg_table(),
            "exec",
            "/dvmdb/adom/demo/workspace/lock/pkg/branches/ppkg_001/firewall/policy/7",
        )
        .unwrap();
        assert_eq!(id, CallId::Workspace(Workspace::LockPolicy));
        assert_eq!(captures, ["demo", "branches/ppkg_001", "7"]);
    }

    #[test]
    fn what_stands_below_a_package_is_no_package() {
        let table = fmg_table();
        for package in [
            "ppkg_001/schedule",
            "ppkg_001/scope member",
            "ppkg_001/central/dnat",
            "a/b/_query",
        ] {
            let url = format!("/pm/pkg/adom/demo/{package}");
            assert_eq!(find(&table, "delete", &url), Err(NoRoute::Url), "{url}");
        }
        let (id, captures) = find(&table, "delete", "/pm/pkg/adom/demo/branches/central").unwrap();
        assert_eq!(
            (id, captures[1].as_str()),
            (CallId::Package(Package::Delete), "branches/central")
        );
    }

    #[test]
    fn what_is_not_known_is_told_apart() {
        let table = fmg_table();
        assert_eq!(find(&table, "get", "/sys/nonsense"), Err(NoRoute::Url));
        assert_eq!(find(&table, "delete", "/sys/status"), Err(NoRoute::Method));
    }

    #[test]
    fn constants_tell_calls_with_one_url_apart() {
        let table = Table::new(fortios::ROUTES, Escaping::HttpPath).unwrap();
        let find = |action: Option<&str>| {
            let constant = |name: &str, json: &str| {
                name == "action" && action.is_some_and(|action| json == format!("\"{action}\""))
            };
            let found = table.find("GET", "/api/v2/cmdb/firewall/address", constant);
            found.map(|found| found.route.id)
        };
        let cmdb = |call| Ok(Some(fortios::CallId::Cmdb(call)));
        assert_eq!(find(None), cmdb(Cmdb::List));
        assert_eq!(find(Some("schema")), cmdb(Cmdb::Schema));
        assert_eq!(find(Some("default")), cmdb(Cmdb::Defaults));
    }
}
