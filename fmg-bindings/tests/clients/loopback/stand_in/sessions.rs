//! Tests of logins, logouts, and idle sessions.

use std::time::Duration;

use fmg_bindings::Code;
use fmg_bindings::fmg::Client;
use fmg_sim::Sim;
use fmg_sim::fmg::{Permit, User};

use super::{admin, client};

#[tokio::test]
async fn a_session_lasts_from_the_first_call_to_the_last() {
    let sim = Sim::start().await.unwrap();
    let fmg = client(&sim, "apiuser", "apipassword");
    assert_eq!(fmg.sys().status().await.unwrap().major, Some(7));
    let info = fmg.session().info().await.unwrap();
    assert_eq!(info.admin_user.as_deref(), Some("apiuser"));
    assert_eq!(sim.fmg().sessions(), ["apiuser"]);
    fmg.close().await.unwrap();
    assert!(sim.fmg().sessions().is_empty());
}

#[tokio::test]
async fn a_wrong_password_opens_nothing() {
    let sim = Sim::start().await.unwrap();
    let error = client(&sim, "apiuser", "guess").login().await.unwrap_err();
    assert!(error.is_login_failed(), "{error}");
    sim.fmg().add_user(User::new("nobody", "x").permit(Permit::None));
    let error = client(&sim, "nobody", "x").login().await.unwrap_err();
    assert!(
        error.is_login_failed() && error.to_string().contains("rpc-permit"),
        "{error}"
    );
    assert!(sim.fmg().sessions().is_empty());
}

#[tokio::test]
async fn an_idle_session_expires_despite_polls() {
    let sim = Sim::start().await.unwrap();
    let clock = sim.clock();
    clock.set_speed(0.0);
    let fmg = admin(&sim);
    fmg.login().await.unwrap();
    for _ in 0..3 {
        clock.advance(Duration::from_secs(250));
        fmg.sys().status().keep_session_idle().await.unwrap();
    }
    assert_eq!(
        fmg.session().info().keep_session_idle().await.unwrap().time_left,
        Some(150)
    );
    clock.advance(Duration::from_secs(151));
    let error = fmg.sys().status().await.unwrap_err();
    assert_eq!(error.code(), Some(Code::NO_PERMISSION));
    // An expired session counts as ended, and the next call logs in.
    fmg.logout().await.unwrap();
    fmg.sys().status().await.unwrap();
}

#[tokio::test]
async fn the_thirty_third_session_of_a_user_is_refused() {
    let sim = Sim::start().await.unwrap();
    let mut clients = Vec::new();
    for _ in 0..32 {
        let fmg = client(&sim, "devops", "fortinet");
        fmg.login().await.unwrap();
        clients.push(fmg);
    }
    let late = client(&sim, "devops", "fortinet");
    late.login().await.unwrap_err();
    clients.pop().unwrap().close().await.unwrap();
    late.login().await.unwrap();
    assert_eq!(sim.fmg().sessions().len(), 32);
}

#[tokio::test]
async fn an_api_key_is_enough() {
    let sim = Sim::start().await.unwrap();
    let build = |key: &str| {
        let builder = Client::builder(sim.fmg_url()).root_certificate(sim.certificate_pem());
        builder.api_key(key.to_owned()).build().unwrap()
    };
    let (one, two) = (build("robot-api-key"), build("robot-api-key"));
    one.sys().status().await.unwrap();
    two.sys().status().await.unwrap();
    assert_eq!(sim.fmg().sessions(), ["robot"]);
    assert!(build("guess").sys().status().await.unwrap_err().is_permission());
}

#[tokio::test]
async fn an_auditor_reads_and_does_not_write() {
    let sim = Sim::start().await.unwrap();
    let fmg = client(&sim, "auditor", "auditor");
    assert!(!fmg.dvmdb().list_adoms().await.unwrap().is_empty());
    assert!(fmg.sys().reboot().await.unwrap_err().is_permission());
    assert_eq!(sim.fmg().sessions(), ["auditor"]);
}
