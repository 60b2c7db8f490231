//! Tests of sessions with a mock appliance, which counts requests and answers as each test sets.

mod renewal;

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context as Waking, Poll, Waker};

use super::*;
use crate::code::Code;
use crate::error::{LoginError, LoginErrorKind};
use crate::secret::Secret;

const LOGIN: Context = Context::new("exec", "/sys/login/user");
const LOGOUT: Context = Context::new("exec", "/sys/logout");

/// The requests that were sent, and the next answers.
#[derive(Default)]
struct Log {
    logins: AtomicUsize,
    logouts: AtomicUsize,
    probes: AtomicUsize,
    passwords: Mutex<Vec<String>>,
    answers: Mutex<VecDeque<Answer>>,
}

/// How a request is answered. The default is success at once.
enum Answer {
    /// Success after this number of polls.
    After(usize),
    Fails(Error),
    FailsAfter(usize, Error),
    Panics,
}

/// A mock whose session tokens are numbers.
struct MockAuthenticator(Arc<Log>);

impl MockAuthenticator {
    async fn answer(&self) -> Result<(), Error> {
        let answer = self.0.answers.lock().unwrap().pop_front();
        match answer {
            None => Ok(()),
            Some(Answer::After(polls)) => {
                Polls(polls).await;
                Ok(())
            }
            Some(Answer::Fails(error)) => Err(error),
            Some(Answer::FailsAfter(polls, error)) => {
                Polls(polls).await;
                Err(error)
            }
            Some(Answer::Panics) => panic!("no such luck"),
        }
    }
}

impl Authenticator for MockAuthenticator {
    type Token = usize;
    const LOGOUT: Context = LOGOUT;

    async fn log_in(&self, credentials: &Credentials) -> Result<usize, Error> {
        let number = self.0.logins.fetch_add(1, Ordering::Relaxed) + 1;
        let password = credentials.password().expose().to_owned();
        self.0.passwords.lock().unwrap().push(password);
        self.answer().await.map(|()| number)
    }

    async fn log_out(&self, _: &Arc<usize>) -> Result<(), Error> {
        self.0.logouts.fetch_add(1, Ordering::Relaxed);
        self.answer().await
    }

    async fn is_alive(&self, _: &Arc<usize>) -> Result<bool, Error> {
        self.0.probes.fetch_add(1, Ordering::Relaxed);
        alive(self.answer().await)
    }
}

/// Is ready after this number of polls, and wakes its task at each poll.
struct Polls(usize);

impl Future for Polls {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, waking: &mut Waking<'_>) -> Poll<()> {
        if self.0 == 0 {
            return Poll::Ready(());
        }
        self.0 -= 1;
        waking.waker().wake_by_ref();
        Poll::Pending
    }
}

struct Fixture {
    session: Session<MockAuthenticator>,
    log: Arc<Log>,
}

impl Fixture {
    fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self::with(Source::fixed("user", "password"), answers)
    }

    fn with(credentials: Source, answers: impl IntoIterator<Item = Answer>) -> Self {
        let log = Arc::new(Log::default());
        log.answers.lock().unwrap().extend(answers);
        let session = Session::new(MockAuthenticator(Arc::clone(&log)), credentials);
        Self { session, log }
    }

    /// The number of logins, logouts and probes that were sent.
    fn sent(&self) -> (usize, usize, usize) {
        sent(&self.log)
    }
}

fn sent(log: &Log) -> (usize, usize, usize) {
    let count = |counter: &AtomicUsize| counter.load(Ordering::Relaxed);
    (count(&log.logins), count(&log.logouts), count(&log.probes))
}

fn refused() -> Error {
    Error::new(LOGIN, crate::fmg::status::refused(Code::new(-22), "Login fail"))
}

fn ended() -> Error {
    Error::new(
        LOGOUT,
        crate::fmg::status::refused(Code::new(-11), "No permission for the resource"),
    )
}

fn broken() -> Error {
    Error::new(LOGIN, TransportError::from(TransportErrorKind::Timeout))
}

fn unsent() -> Error {
    Error::new(LOGOUT, TransportError::from(TransportErrorKind::Connect))
}

/// Errors after which the logout may have been carried out.
fn lost_answers() -> Vec<Error> {
    let transport = [
        TransportErrorKind::Timeout,
        TransportErrorKind::Interrupted,
        TransportErrorKind::ReplyTooLong,
        TransportErrorKind::Other,
    ];
    let mut errors: Vec<_> = transport
        .map(|kind| Error::new(LOGOUT, TransportError::from(kind)))
        .into();
    errors.extend([500, 502, 504].map(|status| Error::new(LOGOUT, crate::error::HttpError::new(status, ""))));
    #[cfg(feature = "fortios")]
    errors.extend([500, 502, 504].map(|status| Error::new(LOGOUT, crate::fortios::status::refused(status))));
    let decode = |kind| Error::new(LOGOUT, crate::error::DecodeError::new(kind));
    errors.extend(
        [
            crate::error::DecodeErrorKind::Html,
            crate::error::DecodeErrorKind::Truncated,
        ]
        .map(decode),
    );
    errors
}

fn locked_out(wait: Option<Duration>) -> Error {
    let error = LoginError::new(LoginErrorKind::LockedOut).with_retry_after(wait);
    Error::new(LOGIN, error)
}

/// Polls `future` at most this number of times and drops it. Returns whether it was ready.
fn polled(future: impl Future, times: usize) -> bool {
    let mut future = pin!(future);
    let mut waking = Waking::from_waker(Waker::noop());
    (0..times).any(|_| future.as_mut().poll(&mut waking).is_ready())
}

/// The output of `future`, without a runtime.
fn finish<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut waking = Waking::from_waker(Waker::noop());
    for _ in 0..1000 {
        if let Poll::Ready(outcome) = future.as_mut().poll(&mut waking) {
            return outcome;
        }
    }
    panic!("it does not end");
}

#[test]
fn without_a_runtime_the_next_caller_continues_a_dropped_login() {
    for times in 0..6 {
        let fixture = Fixture::new([Answer::After(5)]);
        for _ in 0..3 {
            polled(fixture.session.token(), times);
        }
        assert_eq!(*finish(fixture.session.token()).unwrap(), 1);
        assert_eq!(fixture.sent(), (1, 0, 0), "{times}");
        finish(fixture.session.log_out()).unwrap();
        assert_eq!(fixture.sent(), (1, 1, 0), "{times}");
    }
}

#[test]
fn a_dropped_logout_is_finished_by_the_next_logout_or_login() {
    for times in 0..4 {
        let fixture = Fixture::new([Answer::After(0), Answer::After(3)]);
        finish(fixture.session.token()).unwrap();
        let ended = polled(fixture.session.log_out(), times);
        assert!(!ended);
        // A future that is dropped before its first poll has sent nothing.
        let begun = usize::from(times > 0);
        assert_eq!(fixture.sent(), (1, begun, 0));
        assert_eq!(*finish(fixture.session.token()).unwrap(), 1 + begun, "{times}");
        finish(fixture.session.log_out()).unwrap();
        assert_eq!(fixture.sent(), (1 + begun, 1 + begun, 0));
    }
}

#[tokio::test]
async fn a_runtime_finishes_dropped_logins_and_logouts() {
    let fixture = Fixture::new([Answer::After(5), Answer::After(5)]);
    polled(fixture.session.token(), 1);
    tokio::task::yield_now().await;
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    assert!(fixture.session.is_open());
    polled(fixture.session.log_out(), 1);
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    assert!(!fixture.session.is_open());
    assert_eq!(fixture.sent(), (1, 1, 0));
}

#[tokio::test]
async fn a_login_after_the_client_is_dropped_is_logged_out() {
    for times in [1, 3] {
        let Fixture { session, log } = Fixture::new([Answer::After(5)]);
        polled(session.token(), times);
        drop(session);
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        assert_eq!(sent(&log), (1, 1, 0), "{times}");
    }
    // The login was done, and no caller had received the session.
    let Fixture { session, log } = Fixture::new([Answer::After(5)]);
    polled(session.token(), 1);
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
    assert_eq!(sent(&log), (1, 0, 0));
    drop(session);
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
    assert_eq!(sent(&log), (1, 1, 0));
}

#[test]
fn a_refused_login_is_repeated_only_by_login() {
    let fixture = Fixture::new([Answer::Fails(refused()), Answer::Fails(refused())]);
    let first = finish(fixture.session.token()).unwrap_err();
    assert!(first.is_login_failed() && !first.is_login_withheld());
    for _ in 0..20 {
        let error = finish(fixture.session.token()).unwrap_err();
        assert!(error.is_login_failed() && error.is_login_withheld(), "{error}");
        assert_eq!(error.code(), first.code());
        assert!(error.to_string().starts_with(&first.to_string()), "{error}");
        assert!(error.to_string().contains("not sent again"), "{error}");
    }
    assert_eq!(fixture.sent(), (1, 0, 0));
    let again = finish(fixture.session.log_in()).unwrap_err();
    assert!(!again.is_login_withheld());
    assert_eq!(fixture.sent(), (2, 0, 0));
    finish(fixture.session.log_in()).unwrap();
    finish(fixture.session.token()).unwrap();
    assert_eq!(fixture.sent(), (3, 0, 0));
}

#[test]
fn a_temporary_failure_is_retried() {
    let fixture = Fixture::new([Answer::Fails(broken()), Answer::Fails(broken())]);
    finish(fixture.session.token()).unwrap_err();
    finish(fixture.session.token()).unwrap_err();
    finish(fixture.session.token()).unwrap();
    assert_eq!(fixture.sent(), (3, 0, 0));
}

#[test]
fn other_credentials_are_sent_automatically() {
    let password = Arc::new(Mutex::new("old".to_owned()));
    let asked = Arc::new(AtomicUsize::new(0));
    let (own, count) = (Arc::clone(&password), Arc::clone(&asked));
    let ask = move || {
        count.fetch_add(1, Ordering::Relaxed);
        let password = own.lock().unwrap().clone();
        async move { Ok(Credentials::new("user", password)) }
    };
    let source = Source::asked(ask, crate::client_secrets::ClientSecrets::default());
    let fixture = Fixture::with(source, [Answer::Fails(refused())]);
    for _ in 0..3 {
        finish(fixture.session.token()).unwrap_err();
    }
    assert_eq!(fixture.sent(), (1, 0, 0));
    "new".clone_into(&mut password.lock().unwrap());
    finish(fixture.session.token()).unwrap();
    finish(fixture.session.token()).unwrap();
    assert_eq!(*fixture.log.passwords.lock().unwrap(), ["old", "new"]);
    assert_eq!(
        asked.load(Ordering::Relaxed),
        4,
        "once for each login, and not for each call"
    );
}

#[test]
fn alternating_credentials_are_sent_once_each() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let ask = move || {
        let turn = count.fetch_add(1, Ordering::Relaxed);
        async move { Ok(Credentials::new("admin", ["bad-a", "bad-b"][turn % 2])) }
    };
    let source = Source::asked(ask, crate::client_secrets::ClientSecrets::default());
    // A login that fails for another reason does not change which credentials were refused.
    let answers = [
        Answer::Fails(refused()),
        Answer::Fails(broken()),
        Answer::Fails(refused()),
    ];
    let fixture = Fixture::with(source, answers);
    for _ in 0..10 {
        finish(fixture.session.token()).unwrap_err();
    }
    assert_eq!(*fixture.log.passwords.lock().unwrap(), ["bad-a", "bad-b", "bad-b"]);
    assert_eq!(asked.load(Ordering::Relaxed), 10);
}

#[test]
fn no_login_is_sent_during_a_lockout() {
    let wait = Duration::from_millis(200);
    let fixture = Fixture::new([Answer::Fails(locked_out(Some(wait)))]);
    finish(fixture.session.token()).unwrap_err();
    let error = finish(fixture.session.token()).unwrap_err();
    assert!(error.is_locked_out() && error.is_login_withheld(), "{error}");
    assert!(error.retry_after().unwrap() <= wait);
    assert!(finish(fixture.session.log_in()).unwrap_err().is_login_withheld());
    assert_eq!(fixture.sent(), (1, 0, 0));
    std::thread::sleep(wait);
    finish(fixture.session.token()).unwrap();
    // The appliance does not tell how long.
    let fixture = Fixture::new([Answer::Fails(locked_out(None))]);
    finish(fixture.session.token()).unwrap_err();
    assert!(finish(fixture.session.token()).unwrap_err().is_login_withheld());
    finish(fixture.session.log_in()).unwrap();
}

#[test]
fn logging_out_of_an_ended_session_succeeds() {
    let fixture = Fixture::new([Answer::After(0), Answer::Fails(ended())]);
    finish(fixture.session.token()).unwrap();
    finish(fixture.session.log_out()).unwrap();
    assert!(!fixture.session.is_open());
    finish(fixture.session.log_out()).unwrap();
    assert_eq!(fixture.sent(), (1, 1, 0));
}

#[test]
fn an_unsent_logout_keeps_the_session() {
    let busy = Error::new(LOGOUT, crate::error::HttpError::new(503, ""));
    for error in [unsent(), busy] {
        let fixture = Fixture::new([Answer::After(0), Answer::Fails(error)]);
        finish(fixture.session.token()).unwrap();
        finish(fixture.session.log_out()).unwrap_err();
        assert!(fixture.session.is_open());
        finish(fixture.session.log_out()).unwrap();
        assert_eq!(fixture.sent(), (1, 2, 0));
    }
}

#[test]
fn no_call_uses_a_session_after_an_unconfirmed_logout() {
    for error in lost_answers() {
        let what = error.to_string();
        // The logout had been carried out; the error of an ended session is not reported.
        let fixture = Fixture::new([Answer::After(0), Answer::Fails(error), Answer::Fails(ended())]);
        finish(fixture.session.token()).unwrap();
        finish(fixture.session.log_out()).unwrap_err();
        assert!(!fixture.session.is_open(), "{what}");
        assert_eq!(*finish(fixture.session.token()).unwrap(), 2, "{what}");
        // The login first repeats the logout of the old session, once.
        assert_eq!(fixture.sent(), (2, 2, 0), "{what}");
        finish(fixture.session.log_out()).unwrap();
        assert_eq!(fixture.sent(), (2, 3, 0), "{what}");
    }
}

#[test]
fn an_unconfirmed_logout_can_be_repeated() {
    for error in lost_answers() {
        let what = error.to_string();
        let answers = [Answer::After(0), Answer::Fails(error), Answer::Fails(unsent())];
        let fixture = Fixture::new(answers);
        finish(fixture.session.token()).unwrap();
        finish(fixture.session.log_out()).unwrap_err();
        // The second one is not sent, which does not show whether the first was carried out.
        finish(fixture.session.log_out()).unwrap_err();
        assert!(!fixture.session.is_open(), "{what}");
        finish(fixture.session.log_out()).unwrap();
        finish(fixture.session.log_out()).unwrap();
        assert_eq!(fixture.sent(), (1, 3, 0), "{what}");
    }
}

#[test]
fn a_login_continues_if_the_previous_session_cannot_be_ended() {
    let answers = [
        Answer::After(0),
        Answer::Fails(broken()),
        Answer::Fails(broken()),
        Answer::Fails(broken()),
    ];
    let fixture = Fixture::new(answers);
    finish(fixture.session.token()).unwrap();
    finish(fixture.session.log_out()).unwrap_err();
    // Neither that logout nor the login is sent: the old session still has to be ended.
    finish(fixture.session.token()).unwrap_err();
    assert_eq!(fixture.sent(), (2, 2, 0));
    finish(fixture.session.log_out()).unwrap();
    assert_eq!(fixture.sent(), (2, 3, 0));
    // The session is forgotten after an unconfirmed logout.
    fixture.session.forget();
    assert_eq!(*finish(fixture.session.token()).unwrap(), 3);
}

#[test]
fn after_a_lost_session_login_opens_a_new_one() {
    let fixture = Fixture::new([Answer::After(0), Answer::Fails(ended()), Answer::Fails(ended())]);
    let token = finish(fixture.session.token()).unwrap();
    finish(fixture.session.log_in()).unwrap();
    assert_eq!(fixture.sent(), (1, 0, 0), "no call has failed");
    fixture.session.note(&token, &ended());
    // Calls continue in the current session.
    assert_eq!(*finish(fixture.session.token()).unwrap(), 1);
    assert_eq!(fixture.sent(), (1, 0, 0));
    finish(fixture.session.log_in()).unwrap();
    assert_eq!(*finish(fixture.session.token()).unwrap(), 2);
    assert_eq!(fixture.sent(), (2, 1, 1));
}

#[test]
fn two_logins_after_a_lost_session_open_one() {
    for polls in [1, 2, 3] {
        let fixture = Fixture::new([Answer::After(0)]);
        let token = finish(fixture.session.token()).unwrap();
        fixture.session.note(&token, &ended());
        let check = Answer::FailsAfter(polls, ended());
        fixture.log.answers.lock().unwrap().push_back(check);
        let both = futures_util::future::join(fixture.session.log_in(), fixture.session.log_in());
        let (one, other) = finish(both);
        one.and(other).unwrap();
        assert_eq!(fixture.sent(), (2, 1, 1), "{polls}: they share the check");
        assert_eq!(*finish(fixture.session.token()).unwrap(), 2, "{polls}");
    }
}

#[test]
fn after_a_missing_permission_login_keeps_the_session() {
    let fixture = Fixture::new([]);
    let token = finish(fixture.session.token()).unwrap();
    fixture.session.note(&token, &ended());
    finish(fixture.session.log_in()).unwrap();
    finish(fixture.session.log_in()).unwrap();
    assert_eq!(*finish(fixture.session.token()).unwrap(), 1);
    assert_eq!(fixture.sent(), (1, 0, 1), "it is checked once");
}

#[test]
fn a_session_can_be_forgotten() {
    let fixture = Fixture::new([]);
    finish(fixture.session.token()).unwrap();
    fixture.session.forget();
    finish(fixture.session.log_out()).unwrap();
    assert_eq!(*finish(fixture.session.token()).unwrap(), 2);
    assert_eq!(fixture.sent(), (2, 0, 0));
    // A refused login can be forgotten, too.
    let fixture = Fixture::new([Answer::Fails(locked_out(Some(Duration::from_secs(3600))))]);
    finish(fixture.session.token()).unwrap_err();
    fixture.session.forget();
    finish(fixture.session.token()).unwrap();
}

#[test]
fn a_panic_is_an_error_for_all_waiting_callers() {
    let fixture = Fixture::new([Answer::Panics]);
    let error = finish(fixture.session.token()).unwrap_err();
    assert!(error.to_string().contains("no such luck"), "{error}");
    finish(fixture.session.token()).unwrap();
    assert_eq!(fixture.sent(), (2, 0, 0));
}

#[test]
fn the_timeout_of_a_logout_includes_a_running_login() {
    let fixture = Fixture::new([Answer::After(usize::MAX)]);
    polled(fixture.session.token(), 1);
    let mut closing = pin!(fixture.session.log_out_within(Duration::from_millis(50)));
    let mut waking = Waking::from_waker(Waker::noop());
    let error = loop {
        match closing.as_mut().poll(&mut waking) {
            Poll::Ready(outcome) => break outcome.unwrap_err(),
            Poll::Pending => std::thread::sleep(Duration::from_millis(1)),
        }
    };
    assert!(error.is_timeout(), "{error}");
    assert_eq!(fixture.sent(), (1, 0, 0));
}

#[test]
fn work_always_ends_with_a_logout() {
    let fixture = Fixture::new([]);
    let work = async {
        fixture.session.token().await?;
        Ok(7)
    };
    assert_eq!(finish(scoped(&fixture.session, work)).unwrap(), 7);
    assert_eq!(fixture.sent(), (1, 1, 0));

    let fails = async {
        fixture.session.token().await?;
        Err::<(), _>(Error::other("the work"))
    };
    fixture
        .log
        .answers
        .lock()
        .unwrap()
        .extend([Answer::After(0), Answer::Fails(broken())]);
    let error = finish(scoped(&fixture.session, fails)).unwrap_err();
    assert_eq!(error.to_string(), "the work");
    assert!(error.logout_error().unwrap().is_timeout());
    finish(fixture.session.log_out()).unwrap();

    let panics = async {
        fixture.session.token().await?;
        panic!("midway");
        #[allow(unreachable_code, reason = "it gives the type of the work")]
        Ok(())
    };
    let work = std::panic::AssertUnwindSafe(|| finish(scoped(&fixture.session, panics)));
    std::panic::catch_unwind(work).unwrap_err();
    assert!(!fixture.session.is_open());
}

#[tokio::test]
async fn the_runtime_logs_out_after_dropped_work() {
    for times in 1..6 {
        let fixture = Fixture::new([Answer::After(2)]);
        let work = async {
            fixture.session.token().await?;
            std::future::pending::<Result<(), Error>>().await
        };
        assert!(!polled(scoped(&fixture.session, work), times));
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        assert!(!fixture.session.is_open());
        assert_eq!(fixture.sent(), (1, 1, 0), "{times}");
    }
}

#[test]
fn errors_of_a_login_show_no_secret() {
    let fixture = Fixture::with(
        Source::fixed("user", Secret::from("hunter2")),
        [Answer::Fails(refused())],
    );
    finish(fixture.session.token()).unwrap_err();
    let error = finish(fixture.session.token()).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}
