//! Finds the call for a method and a url.

use std::cell::Cell;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use fmg_template::{Capture, Escaping, Faults, Placeholder, Template};

use super::{Kind, Route, Shared, Text};
use crate::teach::TaughtCall;

/// A searchable table of calls.
#[derive(Debug)]
pub(crate) struct Table<I: 'static> {
    escaping: Escaping,
    /// Routes without placeholders, by url.
    exact: HashMap<String, Vec<Shared<Route<I>>>>,
    /// Routes with placeholders.
    patterns: Vec<Pattern<I>>,
}

#[derive(Debug)]
struct Pattern<I: 'static> {
    route: Shared<Route<I>>,
    /// The text that its urls begin with, without the leading slash, which is optional.
    beginning: String,
    template: Template,
}

impl<I> Pattern<I> {
    /// The values that its placeholders accept.
    fn kinds(&self) -> impl Iterator<Item = &Kind> + Clone {
        self.route.placeholders.iter().map(|own| &own.kind)
    }
}

/// A call and the values of its placeholders.
#[derive(Debug)]
pub(crate) struct Found<I: 'static> {
    /// The call.
    pub(crate) route: Shared<Route<I>>,
    /// The placeholders by name, with their values decoded.
    pub(crate) captures: Vec<(Text, String)>,
    /// The closure that answers a taught call.
    pub(crate) taught_call: Option<Arc<TaughtCall<I>>>,
}

impl<I> Found<I> {
    /// The value of a placeholder.
    #[must_use]
    pub(crate) fn capture(&self, name: &str) -> Option<&str> {
        let found = self.captures.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// The reason why no call was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoRoute {
    /// No call has such a url.
    Url,
    /// The url is known, but not with this method.
    Method,
}

/// A route is invalid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BadRoute {
    /// Its url template is malformed.
    Template { url: Text, faults: Faults },
    /// Its placeholders differ from those of its url template.
    Placeholders { url: Text },
}

impl fmt::Display for BadRoute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Template { url, faults } => write!(f, "the url template `{url}` is malformed: {faults}"),
            Self::Placeholders { url } => write!(f, "the placeholders differ from those of the url template `{url}`"),
        }
    }
}

impl std::error::Error for BadRoute {}

impl<I> Table<I> {
    /// Checks routes and parses their templates.
    ///
    /// # Errors
    ///
    /// A template is malformed, or the placeholders of a route differ from those of its template. Neither happens with
    /// generated routes.
    pub(crate) fn new(
        routes: impl IntoIterator<Item = Shared<Route<I>>>,
        escaping: Escaping,
    ) -> Result<Self, BadRoute> {
        let mut exact: HashMap<_, Vec<_>> = HashMap::new();
        let mut patterns = Vec::new();
        for route in routes {
            let template = Template::parse(&route.url).map_err(|faults| BadRoute::Template {
                url: route.url.clone(),
                faults,
            })?;
            if !template
                .placeholders()
                .map(Placeholder::name)
                .eq(route.placeholders.iter().map(|own| &*own.name))
            {
                return Err(BadRoute::Placeholders { url: route.url.clone() });
            }
            if route.placeholders.is_empty() {
                exact.entry(route.url.to_string()).or_default().push(route);
            } else {
                let beginning = route.url.split('<').next().unwrap_or_default();
                patterns.push(Pattern {
                    beginning: beginning.trim_start_matches('/').to_owned(),
                    route,
                    template,
                });
            }
        }
        Ok(Self {
            escaping,
            exact,
            patterns,
        })
    }

    /// The call with this url template; of several, the one with this method.
    pub(crate) fn of_template(&self, method: &str, url: &str) -> Option<Shared<Route<I>>> {
        let patterns = self.patterns.iter().map(|pattern| &pattern.route);
        let exact = self.exact.get(url).into_iter().flatten();
        let mut found = None;
        for route in exact.chain(patterns).filter(|route| route.url == *url) {
            if route.method == *method {
                return Some(route.clone());
            }
            found = found.or(Some(route));
        }
        found.cloned()
    }

    /// The call with this method and url. Of several, the one with the most constants that the request contains:
    /// `has_constant` is called with the name and the JSON text of each.
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
        self.find_among(method, url, has_constant, |_| true)
    }

    /// As [`find`](Self::find), among the calls that `is_meant` accepts.
    ///
    /// # Errors
    ///
    /// None of these calls has such a url, or none has it with this method.
    pub(crate) fn find_among(
        &self,
        method: &str,
        url: &str,
        has_constant: impl Fn(&str, &str) -> bool,
        is_meant: impl Fn(&Route<I>) -> bool,
    ) -> Result<Found<I>, NoRoute> {
        let known = Cell::new(false);
        let mut best: Option<Found<I>> = None;
        let mut offer = |route: &Shared<Route<I>>, captures: Vec<Capture>| {
            known.set(true);
            let fits = route.method == *method && route.fixed.iter().all(|(name, json)| has_constant(name, json));
            let better = best
                .as_ref()
                .is_none_or(|best| best.route.fixed.len() < route.fixed.len());
            if fits && better {
                best = Some(Found {
                    route: route.clone(),
                    captures: captured(route, captures),
                    taught_call: None,
                });
            }
        };
        for route in self.exact.get(url).into_iter().flatten() {
            offer(route, Vec::new());
        }
        let begins = url.trim_start_matches('/');
        for pattern in &self.patterns {
            // A call with another method tells only that the url is known.
            let matters = !known.get() || pattern.route.method == *method;
            if matters
                && is_meant(&pattern.route)
                && begins.starts_with(&pattern.beginning)
                && let Some(captures) = captures(&pattern.template, pattern.kinds(), url, self.escaping)
            {
                offer(&pattern.route, captures);
            }
        }
        best.ok_or(if known.get() { NoRoute::Method } else { NoRoute::Url })
    }
}

/// The values of the placeholders of a route, by name.
pub(crate) fn captured<I>(route: &Route<I>, captures: Vec<Capture>) -> Vec<(Text, String)> {
    let names = route.placeholders.iter().map(|own| own.name.clone());
    names.zip(captures.into_iter().map(text)).collect()
}

/// The values of the placeholders of a template, if the url matches it.
pub(crate) fn captures<'k>(
    template: &Template,
    kinds: impl Iterator<Item = &'k Kind> + Clone,
    url: &str,
    escaping: Escaping,
) -> Option<Vec<Capture>> {
    let words: Vec<_> = kinds.clone().map(Kind::words).collect();
    let kinds: Vec<_> = kinds.zip(&words).map(|(kind, words)| kind.param(words)).collect();
    template.matches(url, &kinds, escaping)
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
    use fmg_template::Protocol;

    use super::super::Shared::Static;
    use super::super::{Fault, Member, Place, RowShape, Shape};
    use super::*;
    use crate::generated::fmg::calls::{Package, Sys, Workspace};
    use crate::generated::fmg::{self, CallId};
    use crate::generated::fortios;
    use crate::generated::fortios::calls::Cmdb;
    use crate::generated::fortios::calls::cmdb::Requests;

    fn fmg_table() -> Table<CallId> {
        Table::new(fmg::ROUTES.iter().map(Static), Escaping::Fmg).unwrap()
    }

    fn find(table: &Table<CallId>, method: &str, url: &str) -> Result<(CallId, Vec<String>), NoRoute> {
        let found = table.find(method, url, |_, _| false)?;
        Ok((
            found.route.id.unwrap(),
            found.captures.into_iter().map(|(_, value)| value).collect(),
        ))
    }

    #[test]
    fn urls_find_their_calls() {
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
    fn a_policy_url_is_not_a_package_url() {
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
    fn a_path_below_a_package_is_not_a_package() {
        let table = fmg_table();
        let (id, captures) = find(&table, "delete", "/pm/pkg/adom/demo/ppkg_001/schedule").unwrap();
        assert_eq!(
            (id, captures[1].as_str()),
            (CallId::Package(Package::CancelScheduledInstall), "ppkg_001")
        );
        for package in ["ppkg_001/scope member", "ppkg_001/central/dnat", "a/b/_query"] {
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
    fn unknown_urls_and_unknown_methods_are_distinguished() {
        let table = fmg_table();
        assert_eq!(find(&table, "get", "/sys/nonsense"), Err(NoRoute::Url));
        assert_eq!(find(&table, "delete", "/sys/status"), Err(NoRoute::Method));
    }

    #[test]
    fn constants_distinguish_calls_with_the_same_url() {
        let table = Table::new(fortios::ROUTES.iter().map(Static), Escaping::HttpPath).unwrap();
        let find = |action: Option<&str>| {
            let constant = |name: &str, json: &str| {
                name == "action" && action.is_some_and(|action| json == format!("\"{action}\""))
            };
            let found = table.find("GET", "/api/v2/cmdb/firewall/address", constant);
            found.map(|found| found.route.id)
        };
        let cmdb = |call| Ok(Some(fortios::CallId::Cmdb(Cmdb::Requests(call))));
        assert_eq!(find(None), cmdb(Requests::List));
        assert_eq!(find(Some("schema")), cmdb(Requests::Schema));
        assert_eq!(find(Some("default")), cmdb(Requests::Defaults));
    }

    fn member(name: &str, shape: Shape) -> Member {
        Member {
            name: name.to_owned().into(),
            place: Place::Data,
            shape,
            required: true,
            values: vec!["low".to_owned().into(), "high".to_owned().into()].into(),
            min: None,
            max: None,
            default: None,
            file: false,
            splice: false,
        }
    }

    #[test]
    fn calls_made_at_run_time_are_found_beside_those_of_the_specs() {
        let row = Arc::new(RowShape {
            name: "Level".to_owned().into(),
            fields: vec![member("level", Shape::String)].into(),
        });
        let (method, url) = ("exec".to_owned(), "/probe/<host>/level".to_owned());
        let made: Route<CallId> = Route {
            whole: Some(Shape::Row(Shared::Counted(Arc::clone(&row)))),
            ..Route::new(Protocol::JsonRpc, method, url).unwrap()
        };
        let routes = fmg::ROUTES.iter().map(Static).chain([made.into()]);
        let table = Table::new(routes, Escaping::Fmg).unwrap();

        let found = table.find("exec", "/probe/a\\/b/level", |_, _| false).unwrap();
        assert_eq!((found.route.id, found.capture("host")), (None, Some("a/b")));
        let check = |level: &str| found.route.check_whole(Some(&serde_json::json!({ "level": level })));
        assert_eq!(check("high"), Ok(()));
        assert_eq!(check("none"), Err(Fault::Value("data.level".to_owned())));
        let of_specs = table.find("get", "/sys/status", |_, _| false).unwrap();
        assert_eq!(of_specs.route.id, Some(CallId::Sys(Sys::Status)));

        // A found call outlives its table, and frees the route when dropped.
        drop(table);
        assert_eq!(Arc::strong_count(&row), 2);
        drop(found);
        assert_eq!(Arc::strong_count(&row), 1);
    }

    #[test]
    fn reserved_words_can_be_set_at_run_time() {
        let mut route: Route<CallId> =
            Route::new(Protocol::JsonRpc, "get".to_owned(), "/probe/<path>".to_owned()).unwrap();
        route.placeholders = vec![super::super::Placeholder {
            name: "path".to_owned().into(),
            kind: Kind::PackagePath(vec!["schedule".to_owned().into()].into()),
        }]
        .into();
        let table = Table::new([route.into()], Escaping::Fmg).unwrap();
        let capture = |url| {
            let found = table.find("get", url, |_, _| false)?;
            Ok(found.capture("path").map(str::to_owned))
        };
        assert_eq!(capture("/probe/a/b"), Ok(Some("a/b".to_owned())));
        assert_eq!(capture("/probe/a/schedule"), Err(NoRoute::Url));
    }

    #[test]
    fn a_malformed_template_is_refused() {
        let new = |url: &str| Route::<CallId>::new(Protocol::JsonRpc, "get".to_owned(), url.to_owned());
        assert!(new("/probe/<host").unwrap_err().to_string().contains('<'));
        let with = |route| {
            Table::new([Shared::from(route)], Escaping::Fmg)
                .map(|_| ())
                .unwrap_err()
        };
        let renamed = Route {
            url: "/probe/<name>".to_owned().into(),
            ..new("/probe/<host>").unwrap()
        };
        assert_eq!(
            with(renamed).to_string(),
            "the placeholders differ from those of the url template `/probe/<name>`"
        );
        let broken = Route {
            url: "/probe/<host".to_owned().into(),
            ..new("/probe/<host>").unwrap()
        };
        let BadRoute::Template { url, faults } = with(broken) else {
            panic!("it is malformed")
        };
        assert_eq!((&*url, faults.into_iter().count()), ("/probe/<host", 1));
    }
}
