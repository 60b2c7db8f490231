//! Tests of workflow sessions as types.

use fmg_bindings::fmg::workflow::WorkflowNote;
use fmg_bindings::fmg::workflow_session::{
    AnySession, OpenSession, RejectedSession, RepairedSession, Resumed, SavedSession, SubmittedSession,
};
use fmg_bindings::fmg::{Adom, WorkflowSessionId};
use fmg_bindings::{adom, name};
use fmg_sim::Answer;
use fmg_sim::fault::{Fault, Rule};

use super::*;

fn branch<C>(client: &C) -> Adom<'_, C>
where
    C: Handles,
{
    client.branch()
}

/// Clients that return the handle of the ADOM in workflow mode.
trait Handles: Sized {
    fn branch(&self) -> Adom<'_, Self>;
}

impl Handles for fmg::Client {
    fn branch(&self) -> Adom<'_, Self> {
        self.adom(adom!("ZTP_SINGLE"))
    }
}

#[cfg(feature = "blocking")]
impl Handles for fmg::blocking::Client {
    fn branch(&self) -> Adom<'_, Self> {
        self.adom(adom!("ZTP_SINGLE"))
    }
}

async fn lock(client: &fmg::Client) {
    client.workspace().lock_adom(adom!("ZTP_SINGLE")).await.unwrap();
}

async fn unlock(client: &fmg::Client) {
    client.workspace().unlock_adom(adom!("ZTP_SINGLE")).await.unwrap();
}

async fn add(client: &fmg::Client, host: fmg::ObjectName) {
    let row = Address {
        name: Field::Set(host.to_string()),
        ..Address::default()
    };
    branch(client).objects().add(row).await.unwrap();
}

async fn exists(client: &fmg::Client, host: fmg::ObjectName) -> bool {
    match branch(client).objects().get::<Address>(host).await {
        Ok(_) => true,
        Err(error) if error.is_not_found() => false,
        Err(error) => panic!("{error}"),
    }
}

/// Starts a session, and adds an address in it.
async fn opened(author: &fmg::Client, host: fmg::ObjectName) -> OpenSession<'_, fmg::Client> {
    lock(author).await;
    let session = branch(author).start_workflow("CHG-1", "new branch").await.unwrap();
    add(author, host).await;
    session
}

/// Submits a session that adds an address, and unlocks the ADOM.
async fn submitted(author: &fmg::Client, host: fmg::ObjectName) -> SubmittedSession<'_, fmg::Client> {
    let saved = opened(author, host).await.save().await.unwrap();
    let session = saved.submit("please look").await.unwrap();
    unlock(author).await;
    session
}

/// A session, as the client finds it by its number.
async fn found(client: &fmg::Client, id: WorkflowSessionId) -> AnySession<'_, fmg::Client> {
    branch(client).workflow_session(id).await.unwrap().unwrap()
}

async fn found_submitted(client: &fmg::Client, id: WorkflowSessionId) -> SubmittedSession<'_, fmg::Client> {
    match found(client, id).await {
        AnySession::Submitted(session) => session,
        other => panic!("{other:?}"),
    }
}

async fn found_open(client: &fmg::Client, id: WorkflowSessionId) -> OpenSession<'_, fmg::Client> {
    match found(client, id).await {
        AnySession::Open(session) => session,
        other => panic!("{other:?}"),
    }
}

async fn found_rejected(client: &fmg::Client, id: WorkflowSessionId) -> RejectedSession<'_, fmg::Client> {
    match found(client, id).await {
        AnySession::Rejected(session) => session,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_session_goes_from_open_to_approved() {
    let (_sim, admin, author) = two_clients().await;
    let open = opened(&author, name!("branch_001")).await;
    assert!(open.row().is_none() && *open.adom() == adom!("ZTP_SINGLE"));
    let id = open.id();
    assert!(matches!(found(&author, id).await, AnySession::Open(_)));
    let saved = open.save().await.unwrap();
    assert_eq!(saved.id(), id);
    let note = WorkflowNote {
        desc: "please look".into(),
        no_mail: true.into(),
        ..WorkflowNote::default()
    };
    let waiting = saved.submit(note).await.unwrap();
    assert_eq!(waiting.id(), id);
    unlock(&author).await;
    assert!(!exists(&author, name!("branch_001")).await);

    let waiting = found_submitted(&admin, id).await;
    let row = waiting.row().unwrap();
    let said = (row.name.as_deref(), row.desc.as_deref(), row.create_user.as_deref());
    assert_eq!(said, (Some("CHG-1"), Some("new branch"), Some("author")));
    let approved = waiting.approve("good").await.unwrap();
    assert_eq!(approved.id(), id);
    assert!(exists(&admin, name!("branch_001")).await);
    let AnySession::Approved(approved) = found(&admin, id).await else {
        panic!("it is approved")
    };
    let log = approved.row().unwrap().wflog.as_deref().unwrap();
    assert_eq!(log[0].desc.as_deref(), Some("good"));
    assert_eq!(log[1].desc.as_deref(), Some("please look"));
}

#[tokio::test]
async fn a_session_is_found_by_its_number_or_not_at_all() {
    let (_sim, admin, author) = two_clients().await;
    let first = submitted(&author, name!("branch_001")).await.id();
    let second = opened(&author, name!("branch_002")).await.id();
    let listed = branch(&admin).workflow_sessions().await.unwrap();
    let ids: Vec<_> = listed.iter().map(AnySession::id).collect();
    assert_eq!(ids, [Some(first), Some(second)]);
    assert!(listed.iter().all(|session| session.row().is_some()));
    let missing = branch(&admin).workflow_session(WorkflowSessionId::new(99)).await;
    assert!(missing.unwrap().is_none());
}

#[tokio::test]
async fn only_an_approver_decides_and_deletes() {
    let (_sim, admin, author) = two_clients().await;
    let id = submitted(&author, name!("branch_001")).await.id();
    let refusals = [
        found_submitted(&author, id).await.approve("").await.unwrap_err(),
        found_submitted(&author, id).await.reject("").await.unwrap_err(),
        found_submitted(&author, id).await.delete().await.unwrap_err(),
    ];
    for error in refusals {
        assert_eq!(error.code(), Some(Code::DVM_NO_PERMISSION));
        assert!(error.is_permission());
        let text = error.to_string();
        assert!(text.contains("not an approver of this ADOM"), "{text}");
        assert!(!text.contains("the session has ended"), "{text}");
    }
    found_submitted(&admin, id).await.delete().await.unwrap();
    assert!(branch(&admin).workflow_session(id).await.unwrap().is_none());
}

#[tokio::test]
async fn earlier_sessions_are_decided_first() {
    let (_sim, admin, author) = two_clients().await;
    let first = submitted(&author, name!("branch_001")).await.id();
    let second = submitted(&author, name!("branch_002")).await.id();
    let early = found_submitted(&admin, second).await.approve("good").await.unwrap_err();
    assert_eq!(early.code(), Some(Code::PRIOR_SESSIONS_IN_QUEUE));
    assert!(early.to_string().contains("have to be decided first"), "{early}");
    found_submitted(&admin, first).await.approve("good").await.unwrap();
    found_submitted(&admin, second).await.approve("good").await.unwrap();
    assert!(exists(&admin, name!("branch_001")).await && exists(&admin, name!("branch_002")).await);
}

#[tokio::test]
async fn a_rejected_session_is_repaired() {
    let (_sim, admin, author) = two_clients().await;
    let first = submitted(&author, name!("branch_001")).await.id();
    let rejected = found_submitted(&admin, first).await.reject("wrong name").await.unwrap();
    assert_eq!(rejected.id(), first);

    lock(&author).await;
    let repaired = found_rejected(&author, first).await.repair("renamed").await.unwrap();
    assert_eq!(repaired.repairs(), first);
    assert_ne!(repaired.id(), first);
    add(&author, name!("branch_002")).await;
    let second = repaired.save().await.unwrap().submit("").await.unwrap().id();
    unlock(&author).await;
    let twice = found_rejected(&author, first).await.repair("").await;
    assert_eq!(code(twice), Code::DUPLICATE_WORKFLOW_ACTION);
    found_submitted(&admin, second).await.approve("good").await.unwrap();
    assert!(exists(&admin, name!("branch_001")).await && exists(&admin, name!("branch_002")).await);
}

#[tokio::test]
async fn a_repair_without_the_lock_is_entered_later() {
    let (_sim, admin, author) = two_clients().await;
    let id = submitted(&author, name!("branch_001")).await.id();
    let rejected = found_submitted(&admin, id).await.reject("").await.unwrap();
    drop(rejected);
    let repaired = found_rejected(&author, id).await.repair("").await.unwrap();
    let id = repaired.id();
    lock(&author).await;
    assert_eq!(code(repaired.save().await), Code::WORKFLOW_STATE);
    let Resumed::Same(open) = found_open(&author, id).await.resume().await.unwrap() else {
        panic!("it takes changes")
    };
    open.save().await.unwrap().submit("").await.unwrap();
}

#[tokio::test]
async fn a_session_is_resumed_discarded_and_deleted() {
    let (sim, admin, author) = two_clients().await;
    let saved = opened(&author, name!("branch_001")).await.save().await.unwrap();
    let id = saved.into_open().id();
    author.close().await.unwrap();

    let author = client(&sim, "author", "author");
    let unlocked = found_open(&author, id).await.resume().await;
    assert_eq!(code(unlocked), Code::LOCK_REQUIRED);
    lock(&author).await;
    let Resumed::Same(open) = found_open(&author, id).await.resume().await.unwrap() else {
        panic!("it was not submitted")
    };
    assert_eq!(open.id(), id);
    assert!(exists(&author, name!("branch_001")).await);
    let saved = open.save().await.unwrap();
    let open = saved.discard().await.unwrap();
    assert!(!exists(&author, name!("branch_001")).await);
    let refused = open.discard().await.unwrap().delete().await.unwrap_err();
    assert_eq!(refused.code(), Some(Code::DVM_NO_PERMISSION));
    found_open(&admin, id).await.delete().await.unwrap();
    let gone = opened(&author, name!("branch_001")).await;
    found_open(&admin, gone.id()).await.delete().await.unwrap();
    assert_eq!(code(gone.save().await), Code::WORKFLOW_SESSION_GONE);
}

#[tokio::test]
async fn resuming_a_submitted_session_shows_that_another_one_was_started() {
    let (_sim, _admin, author) = two_clients().await;
    let open = opened(&author, name!("branch_001")).await;
    let seen = found_open(&author, open.id()).await;
    open.save().await.unwrap().submit("").await.unwrap();
    let id = seen.id();
    let Resumed::New(other) = seen.resume().await.unwrap() else {
        panic!("a submitted session takes no changes")
    };
    assert_ne!(other.id(), id);
    drop(other.save().await.unwrap());
}

#[tokio::test]
async fn the_refusal_names_the_creator_of_a_session() {
    let (sim, admin, author) = two_clients().await;
    let open = opened(&author, name!("branch_001")).await;
    let id = open.id();
    unlock(&author).await;
    lock(&admin).await;
    let refusals = [
        found_open(&admin, id).await.resume().await.unwrap_err(),
        found_open(&admin, id).await.save().await.unwrap_err(),
        found_open(&admin, id).await.discard().await.unwrap_err(),
    ];
    for (at, error) in refusals.iter().enumerate() {
        // The simulator checks first whether the caller is in the session that it saves.
        if at == 1 {
            assert_eq!(error.code(), Some(Code::WORKFLOW_STATE));
            continue;
        }
        assert_eq!(error.code(), Some(Code::NO_WORKFLOW_SESSION_PERMISSION));
        let shown = (error.to_string(), format!("{error:?}"));
        assert!(shown.0.ends_with("; the session was created by `author`"), "{error}");
        assert!(shown.1.contains("created by `author`"), "{error:?}");
    }
    // The refusal stays the error if the creator cannot be read.
    let seen = found_open(&admin, id).await;
    sim.faults().arm(Rule::new(Fault::ServerError).method("get"));
    let error = seen.discard().await.unwrap_err();
    assert_eq!(error.code(), Some(Code::NO_WORKFLOW_SESSION_PERMISSION));
    assert!(!error.to_string().contains("author"), "{error}");
}

#[tokio::test]
async fn an_adom_without_workflow_mode_has_no_sessions() {
    let (_sim, admin, _) = two_clients().await;
    let demo = admin.adom(adom!("demo"));
    assert!(demo.workflow_sessions().await.unwrap().is_empty());
    admin.workspace().lock_adom(adom!("demo")).await.unwrap();
    let error = demo.start_workflow("CHG-1", "").await.unwrap_err();
    assert!(error.code().is_some(), "{error}");
}

#[tokio::test]
async fn a_start_needs_the_lock() {
    let (_sim, admin, author) = two_clients().await;
    let start = || branch(&author).start_workflow("CHG-1", "");
    assert_eq!(code(start().await), Code::LOCK_REQUIRED);
    lock(&admin).await;
    assert!(start().await.unwrap_err().is_locked());
}

#[tokio::test]
async fn a_reply_without_a_number_is_no_session() {
    let (sim, _admin, author) = two_clients().await;
    lock(&author).await;
    sim.fmg()
        .answer("exec", "/dvmdb/adom/<adom>/workflow/start", |_| {
            Answer::data(serde_json::json!({ "new_session": 1 }))
        })
        .unwrap();
    let error = branch(&author).start_workflow("CHG-1", "").await.unwrap_err();
    assert!(error.is_decode(), "{error}");
    assert!(error.to_string().contains("data.sessionid"), "{error}");
}

/// Each future can be spawned, so it is `Send`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn verbs_run_in_spawned_tasks() {
    let (_sim, admin, author) = two_clients().await;
    let first = tokio::spawn(async move {
        lock(&author).await;
        let open = branch(&author).start_workflow("CHG-1", "").await.unwrap();
        let saved: SavedSession<'_, _> = open.discard().await.unwrap().save().await.unwrap();
        let Resumed::Same(open) = saved.into_open().resume().await.unwrap() else {
            panic!("it was not submitted")
        };
        let id = open.save().await.unwrap().submit("").await.unwrap().id();
        unlock(&author).await;
        (author, id)
    });
    let (author, id) = first.await.unwrap();
    let rejecting = tokio::spawn(async move {
        assert_eq!(branch(&admin).workflow_sessions().await.unwrap().len(), 1);
        drop(found_submitted(&admin, id).await.reject("").await.unwrap());
        admin
    });
    let admin = rejecting.await.unwrap();
    let repairing = tokio::spawn(async move {
        lock(&author).await;
        let repaired: RepairedSession<'_, _> = found_rejected(&author, id).await.repair("").await.unwrap();
        let id = repaired.save().await.unwrap().submit("").await.unwrap().id();
        unlock(&author).await;
        id
    });
    let id = repairing.await.unwrap();
    let deciding = tokio::spawn(async move {
        drop(found_submitted(&admin, id).await.approve("").await.unwrap());
        matches!(found(&admin, id).await, AnySession::Approved(_))
    });
    assert!(deciding.await.unwrap());
}

#[cfg(feature = "blocking")]
#[test]
fn the_blocking_client_has_the_same_sessions() {
    let sim = Sim::builder().start_blocking().unwrap();
    let client = |user: &str| {
        let builder = fmg::blocking::Client::builder(sim.fmg_url()).root_certificate(sim.certificate_pem());
        builder.no_proxy().credentials(user, user).build().unwrap()
    };
    let (admin, author) = (client("admin"), client("author"));
    author.workspace().lock_adom(adom!("ZTP_SINGLE")).send().unwrap();
    let open = branch(&author).start_workflow("CHG-1", "new branch").unwrap();
    let submitted = open.save().unwrap().submit("please look").unwrap();
    let error = submitted.approve("").unwrap_err();
    assert!(error.to_string().contains("not an approver"), "{error}");
    for session in branch(&admin).workflow_sessions().unwrap() {
        let AnySession::Submitted(submitted) = session else {
            panic!("there is one, and it was submitted")
        };
        let repaired = submitted.reject("").unwrap().repair("").unwrap();
        repaired.delete().unwrap();
    }
}
