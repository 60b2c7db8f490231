//! Tests with a FortiManager.

use std::time::Duration;

use fmg_bindings::fmg::Method;
use fmg_bindings::fmg::address::Address;
use fmg_bindings::fmg::policy::Policy;
use fmg_bindings::{Error, adom, name, package, url};
use fmg_sim::Sim;
use futures_util::TryStreamExt as _;
use serde_json::json;

use super::{FAULTS, Seen, arm, builder, calls, client, host, quick};

const ADDRESSES: &str = "/pm/config/adom/root/obj/firewall/address";
const ROW: &str = "/pm/config/adom/root/obj/firewall/address/a";

#[tokio::test]
async fn a_call_that_may_be_repeated_succeeds_after_every_passing_fault() {
    for (fault, _) in FAULTS {
        let sim = Sim::start().await.unwrap();
        let fmg = client(&sim);
        let root = fmg.adom(adom!("root"));
        let objects = root.objects();
        fmg.login().await.unwrap();

        arm(&sim, &format!("method=set,url={ADDRESSES}*,first=2,do={fault}"));
        objects.upsert(host("a")).await.unwrap();
        objects.set(name!("a"), host("a")).await.unwrap();
        assert_eq!(calls(&sim, "set", ADDRESSES).0, 3, "{fault}");

        arm(&sim, &format!("method=update,first=2,do={fault}"));
        let comment = Address {
            comment: "edge".into(),
            ..Address::default()
        };
        objects.update(name!("a"), comment).await.unwrap();

        arm(&sim, &format!("method=get,url={ROW},first=3,do={fault}"));
        let row = objects.get::<Address>(name!("a")).await.unwrap();
        assert_eq!(row.comment.as_deref(), Some("edge"), "{fault}");
        assert_eq!(calls(&sim, "get", ROW).0, 4, "{fault}");

        arm(&sim, &format!("method=delete,first=2,do={fault}"));
        objects.delete::<Address>(name!("a")).await.unwrap();
        let carried_out = calls(&sim, "delete", ROW).1;
        assert_eq!(carried_out, 1, "{fault}: the row is deleted once, whoever was told so");
        assert_eq!(calls(&sim, "delete", ROW).0, 3, "{fault}");
        assert!(sim.fmg().row(ROW).is_none());
        fmg.close().await.unwrap();
        assert!(sim.fmg().sessions().is_empty(), "{fault}");
    }
}

/// The effect of a call that may not be repeated, after the fault hit its first attempt.
fn once(what: &str, fault: &str, seen: Seen, sim: &Sim, call: (&str, &str), outcome: Result<(), Error>) {
    let (received, carried_out) = calls(sim, call.0, call.1);
    let context = format!("{what} after {fault}: {outcome:?}");
    match seen {
        Seen::Refused => {
            outcome.as_ref().unwrap_or_else(|_| panic!("{context}"));
            assert_eq!((received, carried_out), (2, 1), "{context}");
        }
        Seen::Never | Seen::CarriedOut => {
            let error = outcome.expect_err(&context);
            assert!(error.is_outcome_unknown() && error.attempts() == 1, "{context}");
            assert_eq!(
                (received, carried_out),
                (1, usize::from(seen == Seen::CarriedOut)),
                "{context}"
            );
        }
    }
}

#[tokio::test]
async fn no_other_call_is_carried_out_twice() {
    for (fault, seen) in FAULTS {
        let sim = Sim::start().await.unwrap();
        let fmg = client(&sim);
        let root = fmg.adom(adom!("root"));
        let (objects, policies) = (root.objects(), root.package(package!("default")));
        objects.add(host("a")).await.unwrap();
        let one = policies.add(Policy::default()).await.unwrap().unwrap();
        let other = policies.add(Policy::default()).await.unwrap().unwrap();

        arm(&sim, &format!("method=exec,url=*/workspace/lock,first=1,do={fault}"));
        let lock = fmg.workspace().lock_adom(adom!("demo")).await;
        let url = "/dvmdb/adom/demo/workspace/lock";
        once("exec", fault, seen, &sim, ("exec", url), lock);

        arm(&sim, &format!("method=clone,first=1,do={fault}"));
        let clone = objects.clone_to::<Address>(name!("a"), name!("b")).await.map(drop);
        once("clone", fault, seen, &sim, ("clone", ROW), clone);

        arm(&sim, &format!("method=move,first=1,do={fault}"));
        let moved = policies.move_before::<Policy>(other, one).await.map(drop);
        let url = format!("/pm/config/adom/root/pkg/default/firewall/policy/{other}");
        once("move", fault, seen, &sim, ("move", &url), moved);

        // Two rows, of which a part may have been created.
        sim.faults().clear();
        let before = calls(&sim, "add", ADDRESSES);
        arm(&sim, &format!("method=add,first=1,do={fault}"));
        let added = objects.add_rows([host("x"), host("y")]).await;
        let after = calls(&sim, "add", ADDRESSES);
        assert_eq!(added.is_ok(), seen == Seen::Refused, "{fault}: {added:?}");
        assert_eq!(after.1 - before.1, usize::from(seen != Seen::Never), "{fault}");

        // A row whose number the appliance chooses is another row each time.
        let table = "/pm/config/adom/root/pkg/default/firewall/policy";
        arm(&sim, &format!("method=set,url={table},first=1,do={fault}"));
        let set = policies.upsert(Policy::default()).await.map(drop);
        once("set", fault, seen, &sim, ("set", table), set);
        let raw = fmg
            .call(Method::Set, url!("/pm/config/adom/root/pkg/default/firewall/policy"))
            .data(json!({"name": "raw"}));
        arm(&sim, &format!("method=set,url={table},first=1,do={fault}"));
        assert_eq!(raw.await.is_ok(), seen == Seen::Refused, "{fault}");
    }
}

#[tokio::test]
async fn a_definite_answer_is_not_questioned() {
    let sim = Sim::start().await.unwrap();
    let fmg = client(&sim);
    let root = fmg.adom(adom!("root"));
    let objects = root.objects();
    let missing = objects.get::<Address>(name!("a")).await.unwrap_err();
    assert!(missing.is_not_found() && missing.attempts() == 1);
    let missing = objects.delete::<Address>(name!("a")).await.unwrap_err();
    assert!(missing.is_not_found() && !missing.is_outcome_unknown());
    assert_eq!((calls(&sim, "get", ROW).0, calls(&sim, "delete", ROW).0), (1, 1));
    for fault in ["garbage", "html", "html:401", "html:404", "html:302"] {
        arm(&sim, &format!("url={ROW},do={fault}"));
        let before = calls(&sim, "get", ROW).0;
        let error = objects.get::<Address>(name!("a")).await.unwrap_err();
        assert_eq!(
            (error.attempts(), calls(&sim, "get", ROW).0),
            (1, before + 1),
            "{fault}: {error}"
        );
    }
}

#[tokio::test]
async fn a_deletion_that_found_nothing_the_second_time_is_no_reply_with_data() {
    let sim = Sim::start().await.unwrap();
    let fmg = client(&sim);
    let root = fmg.adom(adom!("root"));
    let objects = root.objects();
    objects.add(host("a")).await.unwrap();
    // A caller who needs data of the response gets the error.
    arm(&sim, "method=delete,first=1,do=drop");
    let call = fmg.call(
        Method::Delete,
        url!("/pm/config/adom/root/obj/firewall/address/<name>", name = name!("a")),
    );
    let error = call.read_as::<u64>().await.unwrap_err();
    assert!(
        error.is_not_found() && error.is_outcome_unknown() && error.attempts() == 2,
        "{error}"
    );
    assert!(
        error.to_string().contains("an earlier one may have been carried out"),
        "{error}"
    );
}

#[tokio::test]
async fn what_another_user_has_locked_is_written_when_the_lock_is_released() {
    let sim = Sim::start().await.unwrap();
    // The lock is awaited until the deadline, however many attempts that takes.
    let fmg = builder(&sim).retry(quick().attempts(2)).build().unwrap();
    arm(&sim, "method=exec,url=*/workspace/lock,first=7,do=locked");
    fmg.workspace().lock_adom(adom!("demo")).await.unwrap();
    assert_eq!(calls(&sim, "exec", "/dvmdb/adom/demo/workspace/lock"), (8, 1));

    let other = client(&sim);
    sim.faults().clear();
    // Without a deadline, the number of attempts is the limit.
    let call = other.workspace().lock_adom(adom!("demo"));
    let error = call.retry(quick().attempts(3).deadline(None)).await.unwrap_err();
    assert!(
        error.is_locked() && error.attempts() == 3 && !error.is_outcome_unknown(),
        "{error}"
    );

    let waiting = tokio::spawn(async move { other.workspace().lock_adom(adom!("demo")).await });
    while calls(&sim, "exec", "/dvmdb/adom/demo/workspace/lock").0 < 8 + 3 + 5 {
        tokio::task::yield_now().await;
    }
    fmg.workspace().unlock_adom(adom!("demo")).await.unwrap();
    waiting.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_wait_that_is_too_long_ends_the_call_at_once() {
    let sim = Sim::start().await.unwrap();
    let fmg = builder(&sim)
        .retry(quick().deadline(Duration::from_secs(29)))
        .build()
        .unwrap();
    arm(&sim, "url=/sys/status,do=429:30");
    let error = fmg.sys().status().await.unwrap_err();
    assert!(error.is_rate_limited() && error.attempts() == 1, "{error}");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
}

#[tokio::test]
async fn all_attempts_may_fail_and_the_error_counts_them() {
    let sim = Sim::start().await.unwrap();
    let fmg = client(&sim);
    arm(&sim, "url=/sys/status,do=refuse");
    let error = fmg.sys().status().await.unwrap_err();
    assert!(
        error.is_transport() && error.attempts() == 4 && error.is_outcome_unknown(),
        "{error}"
    );
    assert!(error.to_string().contains("4 attempts"), "{error}");
    assert_eq!(calls(&sim, "get", "/sys/status").0, 4);

    for call in [
        fmg.sys().status().no_retry(),
        fmg.sys().status().retry(quick().attempts(1)),
    ] {
        assert_eq!(call.await.unwrap_err().attempts(), 1);
    }
    assert_eq!(calls(&sim, "get", "/sys/status").0, 6);
    // A client without a policy repeats what a call says.
    let plain = builder(&sim).build().unwrap();
    assert_eq!(plain.sys().status().await.unwrap_err().attempts(), 1);
    assert_eq!(
        plain
            .sys()
            .status()
            .retry(quick().attempts(3))
            .await
            .unwrap_err()
            .attempts(),
        3
    );
}

#[tokio::test]
async fn calls_to_an_appliance_that_is_down_are_soon_sent_once() {
    let sim = Sim::start().await.unwrap();
    let fmg = builder(&sim).retry(quick().budget(5)).build().unwrap();
    fmg.login().await.unwrap();
    arm(&sim, "url=/sys/status,do=refuse");
    let calls_to_it = (0..20).map(|_| {
        let fmg = fmg.clone();
        tokio::spawn(async move { fmg.sys().status().await })
    });
    for call in calls_to_it.collect::<Vec<_>>() {
        call.await.unwrap().unwrap_err();
    }
    assert_eq!(calls(&sim, "get", "/sys/status").0, 20 + 5);
    // Calls that succeed fill the reserve again.
    sim.faults().clear();
    for _ in 0..20 {
        fmg.sys().status().await.unwrap();
    }
    arm(&sim, "url=/sys/status,do=refuse");
    assert_eq!(fmg.sys().status().await.unwrap_err().attempts(), 3);
}

#[tokio::test]
async fn logins_are_repeated_only_if_no_session_can_be_open() {
    for (fault, seen) in FAULTS {
        let sim = Sim::start().await.unwrap();
        let fmg = client(&sim);
        arm(&sim, &format!("url=/sys/login/user,first=1,do={fault}"));
        let outcome = fmg.sys().status().await;
        assert_eq!(outcome.is_ok(), seen == Seen::Refused, "{fault}: {outcome:?}");
        let (received, opened) = calls(&sim, "exec", "/sys/login/user");
        assert_eq!(received, 1 + usize::from(seen == Seen::Refused), "{fault}");
        assert_eq!(opened, usize::from(seen != Seen::Never), "{fault}");
    }
}

#[tokio::test]
async fn pages_and_rows_are_repeated_like_calls() {
    let sim = Sim::start().await.unwrap();
    let fmg = client(&sim);
    let root = fmg.adom(adom!("root"));
    let objects = root.objects();
    objects.add_rows((0..7).map(|n| host(&format!("h{n}")))).await.unwrap();
    let all = objects.count::<Address>().await.unwrap();
    arm(&sim, &format!("method=get,url={ADDRESSES},every=2,do=drop-midway"));
    let rows = objects.list::<Address>().pages(2).all().await.unwrap();
    assert_eq!(i64::try_from(rows.len()), Ok(all));
    let rows: Vec<_> = objects.list::<Address>().pages(3).rows().try_collect().await.unwrap();
    assert_eq!(i64::try_from(rows.len()), Ok(all));
}

#[tokio::test]
async fn a_call_that_is_dropped_while_it_waits_is_not_sent_again() {
    let sim = Sim::start().await.unwrap();
    let fmg = builder(&sim)
        .retry(
            quick()
                .first_delay(Duration::from_secs(3600))
                .longest_delay(Duration::from_secs(3600))
                .deadline(None),
        )
        .build()
        .unwrap();
    arm(&sim, "url=/sys/status,do=refuse");
    let waiting = tokio::spawn({
        let fmg = fmg.clone();
        async move { fmg.sys().status().await }
    });
    while calls(&sim, "get", "/sys/status").0 == 0 {
        tokio::task::yield_now().await;
    }
    waiting.abort();
    assert!(waiting.await.unwrap_err().is_cancelled());
    sim.faults().clear();
    fmg.close().await.unwrap();
    assert_eq!(calls(&sim, "get", "/sys/status").0, 1);
    assert!(sim.fmg().sessions().is_empty());
}

#[cfg(feature = "blocking")]
#[test]
fn blocking_calls_are_repeated_too() {
    let sim = crate::simulated::start(Sim::builder());
    let fmg = fmg_bindings::fmg::blocking::Client::builder(sim.fmg_url())
        .root_certificate(sim.certificate_pem())
        .no_proxy()
        .credentials("admin", "admin")
        .retry(quick())
        .build()
        .unwrap();
    arm(&sim, "url=/sys/status,first=2,do=drop");
    fmg.sys().status().send().unwrap();
    arm(&sim, "url=/sys/status,do=drop");
    assert_eq!(
        fmg.sys()
            .status()
            .retry(quick().attempts(2))
            .send()
            .unwrap_err()
            .attempts(),
        2
    );
    assert_eq!(calls(&sim, "get", "/sys/status").0, 5);
    fmg.close().unwrap();
}

#[cfg(feature = "tracing")]
#[tokio::test]
async fn a_repetition_is_traced_without_values() {
    let notes = crate::notes::Notes::default();
    let _guard = notes.listen();
    let sim = Sim::start().await.unwrap();
    let fmg = client(&sim);
    let root = fmg.adom(adom!("root"));
    arm(&sim, "method=get,first=1,do=html:502");
    let error = root
        .objects()
        .get::<Address>(name!("nobody-may-see"))
        .await
        .unwrap_err();
    assert!(error.is_not_found() && error.attempts() == 2, "{error}");
    let text = notes.text();
    let line = text.lines().find(|line| line.contains("repeating")).unwrap();
    for part in [
        r#"method="get""#,
        "attempts=1",
        "wait_ms=",
        "502",
        "/obj/firewall/address/<name>",
    ] {
        assert!(line.contains(part), "{part}: {line}");
    }
    assert!(!text.contains("nobody-may-see"), "{text}");
}
