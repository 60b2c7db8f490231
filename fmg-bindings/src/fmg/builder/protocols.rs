//! Clients that send typed requests by a protocol other than JSON-RPC.

use fmg_template::JSON_RPC_PATH;

use super::{Authentication, Backend, Builder, Client, Route};
use crate::error::{ConfigError, Error};
use crate::fmg::gui;
use crate::fmg::rest::RestAccess;
use crate::web::HttpClient;

impl<C> Builder<C> {
    /// Sends requests to the [REST API](crate::fmg::rest), with the
    /// [credentials](Self::credentials) in each request. There is no login, no session and no lock.
    ///
    /// A request that cannot be expressed in REST is refused before it is sent. Call options that only JSON-RPC has
    /// (`verbose`, `keep_session_idle`) have no effect: enumerations come as numbers, which typed replies also read.
    pub fn over_rest(mut self) -> Self {
        self.route = Route::Rest;
        self
    }

    /// Sends requests to the JSON url of the GUI (`/cgi-bin/module/flatui/json`, FortiManager 5.0 and later). The client
    /// uses a session of the GUI, opened with the [credentials](Self::credentials).
    ///
    /// Reads put the request into the query, as the document shows. All other requests are posted, since urls are
    /// logged and a write may hold secrets.
    pub fn over_flat_ui(mut self) -> Self {
        self.route = Route::FlatUi;
        self
    }

    pub(super) fn finish_rest(mut self) -> Result<Client, Error> {
        let problem = "REST needs credentials and does not accept an API key";
        let Some(Authentication::User(credentials)) = self.identity else {
            return Err(ConfigError::new("identity", problem).into());
        };
        self.connect.keep_password(&credentials);
        let http = HttpClient::new(self.connect, JSON_RPC_PATH)?;
        let preparation = http.preparation.clone();
        let rest = RestAccess::new(http, credentials);
        rest.check()?;
        Ok(Client::assemble(Backend::Rest, rest, preparation))
    }

    pub(super) fn finish_flat_ui(mut self) -> Result<Client, Error> {
        let problem = "a session of the GUI needs credentials";
        let Some(Authentication::User(credentials)) = self.identity else {
            return Err(ConfigError::new("identity", problem).into());
        };
        self.connect.keep_password(&credentials);
        let http = HttpClient::new(self.connect, JSON_RPC_PATH)?;
        let rest = RestAccess::new(http.clone(), credentials.clone());
        let preparation = http.preparation.clone();
        let gui = gui::Client::assemble(http, credentials);
        Ok(Client::assemble(Backend::Gui(gui), rest, preparation))
    }
}
