//! Tests of sessions that a client replaces because it was told to.

use fmg_bindings::fmg::address::Address;
use fmg_bindings::{Retry, adom, fmg, name};
use fmg_sim::Sim;
use fmg_sim::fmg::User;

use super::{arm, calls, host};

const LOGIN: &str = "/sys/login/user";
const LOGOUT: &str = "/sys/logout";
const CHECK: &str = "/sys/session";
const STATUS: &str = "/sys/status";
const ADDRESSES: &str = "/pm/config/adom/root/obj/firewall/address";

fn builder(sim: &Sim, user: &str) -> fmg::Builder {
    fmg::Client::builder(sim.fmg_url())
        .root_certificate(sim.certificate_pem())
        .no_proxy()
        .credentials(user.to_owned(), user.to_owned())
        .login_again()
}

fn client(sim: &Sim) -> fmg::Client {
    builder(sim, "admin").build().unwrap()
}

/// How many logins, checks and logouts were sent.
fn sessions(sim: &Sim) -> (usize, usize, usize) {
    let count = |method, url| calls(sim, method, url).0;
    (count("exec", LOGIN), count("get", CHECK), count("exec", LOGOUT))
}

#[tokio::test]
async fn fifty_calls_in_a_dead_session_make_one_login() {
    let sim = Sim::start().await.unwrap();
    let fmg = client(&sim);
    fmg.login().await.unwrap();
    for round in 1..4 {
        sim.fmg().end_sessions();
        let calls_in_it: Vec<_> = (0..50)
            .map(|_| {
                let fmg = fmg.clone();
                tokio::spawn(async move { fmg.sys().status().await })
            })
            .collect();
        for call in calls_in_it {
            call.await.unwrap().unwrap();
        }
        assert_eq!(sessions(&sim), (1 + round, round, round));
        assert_eq!(sim.fmg().sessions(), ["admin"]);
    }
    fmg.close().await.unwrap();
    assert!(sim.fmg().sessions().is_empty());
}

#[tokio::test]
async fn a_call_of_any_kind_is_made_once_more_and_carried_out_once() {
    let sim = Sim::start().await.unwrap();
    let fmg = client(&sim);
    let root = fmg.adom(adom!("root"));
    let objects = root.objects();
    fmg.login().await.unwrap();
    sim.fmg().end_sessions();
    objects.add(host("a")).await.unwrap();
    assert_eq!(calls(&sim, "add", ADDRESSES), (2, 1));
    sim.fmg().end_sessions();
    objects.clone_to::<Address>(name!("a"), name!("b")).await.unwrap();
    sim.fmg().end_sessions();
    fmg.workspace().lock_adom(adom!("demo")).await.unwrap();
    assert_eq!(calls(&sim, "exec", "/dvmdb/adom/demo/workspace/lock"), (2, 1));
    assert_eq!(sessions(&sim).0, 4);
}

#[tokio::test]
async fn a_client_that_was_not_told_to_does_not_log_in_again() {
    let sim = Sim::start().await.unwrap();
    let fmg = super::builder(&sim).retry(Retry::new()).build().unwrap();
    fmg.login().await.unwrap();
    sim.fmg().end_sessions();
    let error = fmg.sys().status().await.unwrap_err();
    assert!(error.is_permission() && error.attempts() == 1, "{error}");
    assert_eq!(sessions(&sim), (1, 0, 0));
}

#[tokio::test]
async fn a_missing_permission_causes_no_login_and_one_check() {
    let sim = Sim::start().await.unwrap();
    let fmg = builder(&sim, "auditor").retry(super::quick()).build().unwrap();
    for _ in 0..41 {
        let error = fmg.sys().reboot().await.unwrap_err();
        assert!(error.is_permission() && error.attempts() == 1, "{error}");
    }
    assert_eq!(sessions(&sim), (1, 1, 0));
    assert_eq!(calls(&sim, "exec", "/sys/reboot").0, 41);
    // Many at once wait for the same check.
    let refused: Vec<_> = (0..20)
        .map(|_| {
            let fmg = fmg.clone();
            tokio::spawn(async move { fmg.adom(adom!("root")).objects().add(host("a")).await })
        })
        .collect();
    for call in refused {
        assert!(call.await.unwrap().unwrap_err().is_permission());
    }
    assert_eq!(sessions(&sim), (1, 2, 0));
    // The session ends, and the client repeats the calls that the user may make.
    sim.fmg().end_sessions();
    fmg.sys().status().await.unwrap();
    assert_eq!(sessions(&sim), (2, 3, 1));
}

#[tokio::test]
async fn a_session_that_dies_at_once_is_replaced_once() {
    let sim = Sim::start().await.unwrap();
    let fmg = client(&sim);
    fmg.login().await.unwrap();
    // Whatever is sent, the session is no longer valid.
    arm(&sim, "method=get,do=session-expired");
    for _ in 0..41 {
        let error = fmg.sys().status().await.unwrap_err();
        assert!(error.is_permission() && error.attempts() <= 2, "{error}");
    }
    assert_eq!(sessions(&sim), (2, 1, 1));
    assert_eq!(calls(&sim, "get", STATUS).0, 42);
    sim.faults().clear();
    sim.fmg().end_sessions();
    assert!(fmg.sys().status().await.unwrap_err().is_permission());
    // A login of the caller starts anew.
    fmg.login().await.unwrap();
    sim.fmg().end_sessions();
    fmg.sys().status().await.unwrap();
}

#[tokio::test]
async fn a_refused_login_is_the_error_of_the_call() {
    let sim = Sim::start().await.unwrap();
    let fmg = client(&sim);
    fmg.login().await.unwrap();
    sim.fmg().end_sessions();
    sim.fmg().add_user(User::new("admin", "changed"));
    for attempt in 0..10 {
        let error = fmg.sys().status().await.unwrap_err();
        assert!(error.is_login_failed(), "{error}");
        assert_eq!(error.is_login_withheld(), attempt > 0, "{error}");
    }
    assert_eq!(sessions(&sim).0, 2);
}

#[tokio::test]
async fn no_session_is_replaced_while_a_guard_is_held() {
    let sim = Sim::start().await.unwrap();
    let fmg = client(&sim);
    let demo = fmg.adom(adom!("demo"));
    let error = demo
        .locked(async |_| {
            sim.fmg().end_sessions();
            // Neither a call under the guard nor another one of the same client.
            let other = fmg.sys().status().await.unwrap_err();
            assert!(other.is_permission() && other.attempts() == 1, "{other}");
            fmg.adom(adom!("demo")).objects().add(host("a")).await
        })
        .await
        .unwrap_err();
    assert!(error.is_permission(), "{error}");
    assert_eq!(sessions(&sim).0, 1);
    assert!(sim.fmg().row("/pm/config/adom/demo/obj/firewall/address/a").is_none());
    // The guard is gone.
    fmg.sys().status().await.unwrap();
    assert_eq!(sessions(&sim).0, 2);
}

#[tokio::test]
async fn a_session_that_the_caller_ends_is_not_replaced() {
    let sim = Sim::start().await.unwrap();
    let fmg = client(&sim);
    fmg.login().await.unwrap();
    // The call reaches the appliance after the logout.
    arm(&sim, "url=/sys/status,first=1,do=delay:200ms");
    let call = tokio::spawn({
        let fmg = fmg.clone();
        async move { fmg.sys().status().await }
    });
    while calls(&sim, "get", STATUS).0 == 0 {
        tokio::task::yield_now().await;
    }
    fmg.close().await.unwrap();
    let _ = call.await.unwrap();
    assert!(sim.fmg().sessions().is_empty());
    assert_eq!(sessions(&sim).0, 1);
}

#[cfg(feature = "web")]
#[tokio::test]
async fn the_session_of_the_gui_is_replaced_too() {
    let sim = Sim::start().await.unwrap();
    let gui = fmg::gui::Client::builder(sim.fmg_url())
        .root_certificate(sim.certificate_pem())
        .no_proxy()
        .credentials("admin", "admin")
        .login_again()
        .build()
        .unwrap();
    let logins = || {
        sim.received()
            .iter()
            .filter(|request| request.uri.path().contains("flatui_auth"))
            .count()
    };
    gui.sys().uptime().await.unwrap();
    sim.fmg().end_sessions();
    let calls_in_it: Vec<_> = (0..20)
        .map(|_| {
            let gui = gui.clone();
            tokio::spawn(async move { gui.sys().uptime().await })
        })
        .collect();
    for call in calls_in_it {
        call.await.unwrap().unwrap();
    }
    assert_eq!(logins(), 2);
    // A JSON-RPC client in that session, and one with `over_flat_ui()`.
    sim.fmg().end_sessions();
    gui.json_rpc().sys().status().await.unwrap();
    assert_eq!(logins(), 3);
    sim.fmg().end_sessions();
    let task = fmg::gui::sys::Uptime::new();
    gui.send(&task).await.unwrap();
    assert_eq!(logins(), 4);
    // A page that needs a session redirects to the login, and so does the check of the session.
    arm(&sim, "url=*/flatui_proxy,first=2,do=html:302");
    gui.sys().uptime().await.unwrap();
    assert_eq!(logins(), 5);
    sim.faults().clear();

    // A guard of the JSON-RPC client depends on the session.
    let fmg = gui.json_rpc();
    let demo = fmg.adom(adom!("demo"));
    let error = demo
        .locked(async |_| {
            sim.fmg().end_sessions();
            gui.sys().uptime().await.map(drop)
        })
        .await
        .unwrap_err();
    assert!(error.is_permission() && error.attempts() == 1, "{error}");
    assert_eq!(logins(), 5);
    gui.close().await.unwrap();
    assert!(sim.fmg().sessions().is_empty());
}

#[cfg(feature = "fortios")]
mod fortigate {
    use fmg_bindings::fortios::Client;
    use fmg_bindings::{mkey, table};
    use fmg_sim::Sim;
    use serde_json::json;

    use super::super::{arm, calls};

    const LOGIN: &str = "/api/v2/authentication";
    const ROW: &str = "/api/v2/cmdb/firewall/address/a";

    fn client(sim: &Sim) -> Client {
        Client::builder(sim.fortios_url())
            .root_certificate(sim.certificate_pem())
            .no_proxy()
            .credentials("admin", "fortigate")
            .login_again()
            .build()
            .unwrap()
    }

    fn logins(sim: &Sim) -> usize {
        calls(sim, "POST", LOGIN).0
    }

    #[tokio::test]
    async fn fifty_calls_in_a_dead_session_make_one_login() {
        let sim = Sim::start().await.unwrap();
        let fgt = client(&sim);
        fgt.login().await.unwrap();
        for round in 1..4 {
            arm(&sim, "url=/api/v2/monitor/*,first=1,do=session-expired");
            let calls_in_it: Vec<_> = (0..50)
                .map(|_| {
                    let fgt = fgt.clone();
                    tokio::spawn(async move { fgt.monitor().system().interface().await })
                })
                .collect();
            for call in calls_in_it {
                call.await.unwrap().unwrap();
            }
            assert_eq!(logins(&sim), 1 + round);
        }
        arm(&sim, "method=POST,url=/api/v2/cmdb/*,first=1,do=session-expired");
        let addresses = fgt.cmdb().table(table!("firewall/address"));
        addresses.create(&json!({"name": "a"})).await.unwrap();
        assert_eq!(calls(&sim, "POST", "/api/v2/cmdb/firewall/address"), (2, 1));
        arm(&sim, "url=*/config/backup,first=1,do=session-expired");
        let backup = fmg_bindings::fortios::monitor::system::ConfigBackup::new("global");
        assert!(!fgt.download(backup).bytes().await.unwrap().bytes.is_empty());
        assert_eq!(logins(&sim), 6);
        fgt.close().await.unwrap();
    }

    #[tokio::test]
    async fn a_call_that_is_always_refused_does_not_log_in_each_time() {
        let sim = Sim::start().await.unwrap();
        let fgt = client(&sim);
        let addresses = fgt.cmdb().table(table!("firewall/address"));
        addresses.create(&json!({"name": "a"})).await.unwrap();
        // One url answers as if there were no session, whatever the session is.
        arm(&sim, &format!("url={ROW},do=html:401"));
        for _ in 0..41 {
            let error = addresses.get(mkey!("a")).await.unwrap_err();
            assert!(error.is_session_ended() && error.attempts() <= 2, "{error}");
        }
        assert_eq!(logins(&sim), 2);
        assert_eq!(calls(&sim, "GET", ROW).0, 42);
        assert_eq!(
            addresses
                .list()
                .await
                .unwrap()
                .iter()
                .filter(|row| row["name"] == "a")
                .count(),
            1
        );
    }
}
