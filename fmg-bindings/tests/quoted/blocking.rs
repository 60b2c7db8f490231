//! The blocking clients make the same calls, on a thread of their own.

use fmg_bindings::{fmg, fortios};

use crate::echo::Echo;
use crate::forms::{SECRET, USER};

#[test]
fn password_and_token() {
    let echo = Echo::start(|_| None);
    let builder = fmg::blocking::Client::builder(echo.url())
        .no_proxy()
        .root_certificate(echo.authority.pem());
    let fmg = builder.credentials(USER, SECRET).build().unwrap();
    echo.ask_blocking(|| fmg.login().unwrap_err());
    let builder = fortios::blocking::Client::builder(echo.url())
        .no_proxy()
        .root_certificate(echo.authority.pem());
    let fgt = builder.token(SECRET).build().unwrap();
    echo.ask_blocking(|| fgt.monitor().firewall().session(20).read_as::<u8>().send().unwrap_err());
    let builder = fmg::gui::blocking::Client::builder(echo.url())
        .no_proxy()
        .root_certificate(echo.authority.pem());
    let gui = builder.credentials(USER, SECRET).build().unwrap();
    echo.ask_blocking(|| gui.login().unwrap_err());
    let builder = fmg::blocking::Client::builder(echo.url())
        .no_proxy()
        .root_certificate(echo.authority.pem());
    let rest = builder.credentials(USER, SECRET).over_rest().build().unwrap();
    echo.ask_blocking(|| rest.sys().status().send().unwrap_err());
}
