//! Clients that send typed requests another way than by JSON-RPC.

use fmg_template::JSON_RPC_PATH;

use super::{Builder, Client, Door, Route, Who};
use crate::error::{ConfigError, Error};
use crate::fmg::gui;
use crate::fmg::rest::Way;
use crate::web::Line;

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
        let problem = "REST takes credentials, and neither an API key nor nobody";
        let Some(Who::User(credentials)) = self.identity else {
            return Err(ConfigError::new("identity", problem).into());
        };
        self.connect.keep_password(&credentials);
        let way = Way::new(Line::new(self.connect, JSON_RPC_PATH)?, credentials);
        way.check()?;
        Ok(Client::assemble(Door::Rest, way))
    }

    pub(super) fn finish_flat_ui(mut self) -> Result<Client, Error> {
        let problem = "a session of the GUI is opened by credentials";
        let Some(Who::User(credentials)) = self.identity else {
            return Err(ConfigError::new("identity", problem).into());
        };
        self.connect.keep_password(&credentials);
        let line = Line::new(self.connect, JSON_RPC_PATH)?;
        let way = Way::new(line.clone(), credentials.clone());
        let gui = gui::Client::assemble(line, credentials);
        Ok(Client::assemble(Door::Gui(gui), way))
    }
}
