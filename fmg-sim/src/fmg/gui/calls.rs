//! The calls of the GUI that the specs declare.

use fmg_template::Protocol;
use serde_json::{Map, Value};

use crate::fmg::FortiManager;
use crate::fmg::call::Found;
use crate::generated::fmg::{CallId, Route};
use crate::route::{BadRoute, NoRoute, Shared, Table};

/// The calls of the GUI.
#[derive(Debug)]
pub(in crate::fmg) struct Calls {
    http: Table<CallId>,
    proxied: Table<CallId>,
}

/// The reason why no call was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoCall {
    /// No call has such a url.
    Url,
    /// The url is known, but not with this method.
    Method,
    /// Url and method are known, but with another constant, such as the type of a widget.
    Constant,
}

impl Calls {
    /// Makes the tables of HTTP calls and of calls that the proxy forwards.
    pub(in crate::fmg) fn new(
        http: impl IntoIterator<Item = Shared<Route>>,
        proxied: impl IntoIterator<Item = Shared<Route>>,
    ) -> Result<Self, BadRoute> {
        Ok(Self {
            http: Table::new(http, Protocol::Gui.escaping())?,
            proxied: Table::new(proxied, Protocol::GuiProxy.escaping())?,
        })
    }

    /// The call with this url template; of several, the one with this method.
    pub(in crate::fmg) fn of_template(&self, protocol: Protocol, method: &str, url: &str) -> Option<Shared<Route>> {
        match protocol {
            Protocol::GuiProxy => self.proxied.of_template(method, url),
            _ => self.http.of_template(method, url),
        }
    }

    /// The HTTP call with this method, path and query.
    pub(super) fn http(&self, method: &str, path: &str, query: &Map<String, Value>) -> Result<Found, NoCall> {
        find(&self.http, method, path, query)
    }

    /// Whether there is an HTTP call with this method and path, whatever its query.
    pub(super) fn has_http(&self, method: &str, path: &str) -> bool {
        self.http.find(method, path, |_, _| true).is_ok()
    }

    /// The call that the proxy forwards with this method, url and members.
    pub(super) fn proxied(&self, method: &str, url: &str, params: &Map<String, Value>) -> Result<Found, NoCall> {
        find(&self.proxied, method, url, params)
    }
}

impl FortiManager {
    /// The HTTP call with this method, path and query.
    pub(super) fn find_page(&self, method: &str, path: &str, query: &Map<String, Value>) -> Result<Found, NoCall> {
        let own = || self.calls.gui.http(method, path, query);
        self.taught_or(Protocol::Gui, method, path, own)
    }

    /// The call that the proxy forwards with this method, url and members.
    pub(super) fn find_proxied(&self, method: &str, url: &str, params: &Map<String, Value>) -> Result<Found, NoCall> {
        let own = || self.calls.gui.proxied(method, url, params);
        self.taught_or(Protocol::GuiProxy, method, url, own)
    }
}

fn find(table: &Table<CallId>, method: &str, url: &str, given: &Map<String, Value>) -> Result<Found, NoCall> {
    let has = |name: &str, json: &str| {
        let wanted = serde_json::from_str::<Value>(json).ok();
        wanted.is_some_and(|wanted| given.get(name) == Some(&wanted))
    };
    table.find(method, url, has).map_err(|fault| match fault {
        NoRoute::Url => NoCall::Url,
        NoRoute::Method if table.find(method, url, |_, _| true).is_ok() => NoCall::Constant,
        NoRoute::Method => NoCall::Method,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::generated::fmg::calls::Gui;
    use crate::generated::fmg::calls::gui::{Package, Session, Sys};

    fn find(proxied: bool, method: &str, url: &str, given: &Value) -> Result<Gui, NoCall> {
        let calls = crate::fmg::Calls::shipped().unwrap();
        let given = given.as_object().unwrap();
        let found = if proxied {
            calls.gui.proxied(method, url, given)
        } else {
            calls.gui.http(method, url, given)
        };
        found.map(|found| match found.route.id {
            Some(CallId::Gui(call)) => call,
            other => panic!("{other:?}"),
        })
    }

    #[test]
    fn http_calls_and_forwarded_calls_are_found() {
        assert_eq!(
            find(true, "get", "/gui/sys/uptime", &json!({})),
            Ok(Gui::Sys(Sys::Uptime))
        );
        assert_eq!(find(true, "post", "/gui/sys/uptime", &json!({})), Err(NoCall::Method));
        assert_eq!(find(true, "get", "/gui/sys/downtime", &json!({})), Err(NoCall::Url));
        assert_eq!(
            find(true, "create", "/gui/adoms/157/pkgs/3292/file-csv", &json!({})),
            Ok(Gui::Package(Package::ExportCsv))
        );
        let widget = "/cgi-bin/module/flatui/SysDashboard";
        let license = &json!({"action": "read", "type": "license"});
        assert_eq!(find(false, "GET", widget, license), Ok(Gui::Sys(Sys::License)));
        assert_eq!(
            find(false, "GET", widget, &json!({"action": "read"})),
            Err(NoCall::Constant)
        );
        assert_eq!(
            find(false, "POST", "/p/logout-api/", &json!({})),
            Ok(Gui::Session(Session::Logout))
        );
    }
}
