//! Clients that send typed requests by another protocol than JSON-RPC.

use fmg_template::JSON_RPC_PATH;

use super::{Authentication, Backend, Builder, Client, Route};
use crate::error::{ConfigError, Error};
use crate::fmg::gui;
use crate::fmg::rest::RestAccess;
use crate::web::HttpClient;

impl<C> Builder<C> {
    /// Sends requests to the [REST counterpart](crate::fmg::rest) of JSON-RPC, with
    /// [credentials](Self::credentials) in each of them: there is no login, no session, and no lock.
    ///
    /// Requests that have no form in REST are refused before they are sent. Options of calls that JSON-RPC has a place for
    /// (`verbose`, `keep_session_idle`) have no effect: enumerations come as numbers, which typed replies read as well.
    pub fn over_rest(mut self) -> Self {
        self.route = Route::Rest;
        self
    }

    /// Sends requests in the legacy form, through the JSON url of the GUI (`/cgi-bin/module/flatui/json`, FortiManager 5.0
    /// and later), in a session of the GUI that [credentials](Self::credentials) open.
    ///
    /// Reads go as the document shows them, with the request in the query. All else is posted, since a query stays in logs
    /// and a write may hold secrets.
    pub fn over_flat_ui(mut self) -> Self {
        self.route = Route::FlatUi;
        self
    }

    pub(super) fn finish_rest(mut self) -> Result<Client, Error> {
        let problem = "REST needs credentials; it takes no API key";
        let Some(Authentication::User(credentials)) = self.identity else {
            return Err(ConfigError::new("identity", problem).into());
        };
        self.connect.keep_password(&credentials);
        let rest = RestAccess::new(HttpClient::new(self.connect, JSON_RPC_PATH)?, credentials);
        rest.check()?;
        Ok(Client::assemble(Backend::Rest, rest))
    }

    pub(super) fn finish_flat_ui(mut self) -> Result<Client, Error> {
        let problem = "a session of the GUI needs credentials";
        let Some(Authentication::User(credentials)) = self.identity else {
            return Err(ConfigError::new("identity", problem).into());
        };
        self.connect.keep_password(&credentials);
        let http = HttpClient::new(self.connect, JSON_RPC_PATH)?;
        let rest = RestAccess::new(http.clone(), credentials.clone());
        let gui = gui::Client::assemble(http, credentials);
        Ok(Client::assemble(Backend::Gui(gui), rest))
    }
}
