//! Tests of an author who submits changes, and an approver.

use fmg_bindings::fmg::WorkflowSessionId;
use fmg_bindings::fmg::workflow::{Submit, WorkflowNote, WorkflowStart, WorkflowState};
use fmg_bindings::{adom, name};

use super::*;

/// Adds an address in a workflow session, saves and submits it, and unlocks the ADOM.
async fn submit(author: &fmg::Client, host: fmg::ObjectName) -> WorkflowSessionId {
    let adom = adom!("ZTP_SINGLE");
    author.workspace().lock_adom(adom.clone()).await.unwrap();
    let started = author.workflow().start(adom.clone()).await.unwrap();
    assert_eq!(started.new_session, Some(true));
    let id = started.sessionid.unwrap();
    let row = Address {
        name: Field::Set(host.to_string()),
        ..Address::default()
    };
    author.address().add(adom.clone(), row).await.unwrap();
    author.workflow().save(adom.clone(), id).await.unwrap();
    let note = WorkflowNote {
        desc: Field::Set("please look".to_owned()),
        ..WorkflowNote::default()
    };
    author.send(Submit::new(adom.clone(), id).workflow(note)).await.unwrap();
    author.workspace().unlock_adom(adom).await.unwrap();
    id
}

async fn exists(client: &fmg::Client, host: fmg::ObjectName) -> bool {
    match client.address().get(adom!("ZTP_SINGLE"), host).await {
        Ok(_) => true,
        Err(error) if error.is_not_found() => false,
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn a_session_is_started_with_a_name() {
    let (_sim, _admin, author) = two_clients().await;
    let adom = adom!("ZTP_SINGLE");
    author.workspace().lock_adom(adom.clone()).await.unwrap();
    let called = WorkflowStart {
        name: Field::Set("CHG-1".to_owned()),
        desc: Field::Set("new branch".to_owned()),
        ..WorkflowStart::default()
    };
    let started = author.workflow().start(adom.clone());
    let id = started.with(|call| call.workflow(called)).await.unwrap().sessionid;
    let sessions = author.workflow().list(adom.clone()).await.unwrap();
    let named = sessions.iter().find(|session| session.sessionid == id).unwrap();
    let said = (named.name.as_deref(), named.desc.as_deref());
    assert_eq!(said, (Some("CHG-1"), Some("new branch")));
}

#[tokio::test]
async fn changes_wait_for_an_approver() {
    let (_sim, admin, author) = two_clients().await;
    let adom = adom!("ZTP_SINGLE");
    let id = submit(&author, name!("branch_001")).await;
    assert!(!exists(&author, name!("branch_001")).await);
    assert_eq!(
        code(author.workflow().approve(adom.clone(), id).await),
        Code::DVM_NO_PERMISSION
    );
    admin.workflow().approve(adom.clone(), id).await.unwrap();
    assert!(exists(&author, name!("branch_001")).await);
    let sessions = admin.workflow().list(adom.clone()).await.unwrap();
    assert_eq!(sessions[0].state, Some(WorkflowState::Approved.into()));
    let log = sessions[0].wflog.as_deref().unwrap();
    assert_eq!(log[1].desc.as_deref(), Some("please look"));
    assert_eq!(
        code(admin.workflow().drop_session(adom.clone(), id).await),
        Code::WORKFLOW_STATE
    );
    assert_eq!(
        code(admin.workflow().approve(adom, id).await),
        Code::DUPLICATE_WORKFLOW_ACTION
    );
}

#[tokio::test]
async fn sessions_are_approved_in_order_and_repaired() {
    let (_sim, admin, author) = two_clients().await;
    let adom = adom!("ZTP_SINGLE");
    let first = submit(&author, name!("branch_001")).await;
    let second = submit(&author, name!("branch_002")).await;
    let early = admin.workflow().approve(adom.clone(), second).await;
    assert_eq!(code(early), Code::PRIOR_SESSIONS_IN_QUEUE);
    admin.workflow().reject(adom.clone(), first).await.unwrap();
    author.workspace().lock_adom(adom.clone()).await.unwrap();
    let third = author
        .workflow()
        .repair(adom.clone(), first)
        .await
        .unwrap()
        .sessionid
        .unwrap();
    author.workflow().save(adom.clone(), third).await.unwrap();
    author.workflow().submit(adom.clone(), third).await.unwrap();
    admin.workflow().approve(adom.clone(), second).await.unwrap();
    assert!(!exists(&admin, name!("branch_001")).await);
    admin.workflow().approve(adom, third).await.unwrap();
    assert!(exists(&admin, name!("branch_001")).await && exists(&admin, name!("branch_002")).await);
}

#[tokio::test]
async fn a_session_is_continued_after_a_logout() {
    let (sim, _, author) = two_clients().await;
    let adom = adom!("ZTP_SINGLE");
    author.workspace().lock_adom(adom.clone()).await.unwrap();
    let id = author.workflow().start(adom.clone()).await.unwrap().sessionid.unwrap();
    author.close().await.unwrap();
    let author = client(&sim, "author", "author");
    assert_eq!(
        code(author.workflow().resume(adom.clone(), id).await),
        Code::LOCK_REQUIRED
    );
    author.workspace().lock_adom(adom.clone()).await.unwrap();
    let resumed = author.workflow().resume(adom.clone(), id).await.unwrap();
    assert_eq!((resumed.new_session, resumed.sessionid), (Some(false), Some(id)));
    author.workflow().discard(adom, id).await.unwrap();
}
