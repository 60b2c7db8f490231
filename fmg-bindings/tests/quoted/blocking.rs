//! The blocking clients go the same ways.

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
}
