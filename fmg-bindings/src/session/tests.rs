//! Sessions without an appliance: what is sent is counted, and answered when the test says so.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context as Waking, Poll, Waker};

use super::*;
use crate::code::Code;
use crate::error::{LoginError, LoginErrorKind};
use crate::secret::Secret;

const LOGIN: Context = Context::new("exec", "/sys/login/user");
const LOGOUT: Context = Context::new("exec", "/sys/logout");

/// What was sent, and how the next ones are answered.
#[derive(Default)]
struct Log {
    logins: AtomicUsize,
    logouts: AtomicUsize,
    probes: AtomicUsize,
    passwords: Mutex<Vec<String>>,
    answers: Mutex<VecDeque<Answer>>,
}

/// How a request is answered for which there is no other answer: at once, and well.
enum Answer {
    /// After so many polls.
    After(usize),
    Fails(Error),
    FailsAfter(usize, Error),
    Panics,
}

/// Passes are numbers.
struct Played(Arc<Log>);

impl Played {
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

impl Authenticator for Played {
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

/// Is ready after so many polls, and wakes whoever polls it.
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

struct Bench {
    session: Session<Played>,
    log: Arc<Log>,
}

impl Bench {
    fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self::with(Source::fixed("user", "password"), answers)
    }

    fn with(credentials: Source, answers: impl IntoIterator<Item = Answer>) -> Self {
        let log = Arc::new(Log::default());
        log.answers.lock().unwrap().extend(answers);
        let session = Session::new(Played(Arc::clone(&log)), credentials);
        Self { session, log }
    }

    /// Logins, logouts and probes sent.
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

/// What says of a logout that it may have been carried out.
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

/// Polls `future` so often at most, and drops it; whether it was ready.
fn polled(future: impl Future, times: usize) -> bool {
    let mut future = pin!(future);
    let mut waking = Waking::from_waker(Waker::noop());
    (0..times).any(|_| future.as_mut().poll(&mut waking).is_ready())
}

/// The outcome of `future`, without a runtime.
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
fn a_login_rests_without_a_runtime_and_the_next_caller_goes_on() {
    for times in 0..6 {
        let bench = Bench::new([Answer::After(5)]);
        for _ in 0..3 {
            polled(bench.session.token(), times);
        }
        assert_eq!(*finish(bench.session.token()).unwrap(), 1);
        assert_eq!(bench.sent(), (1, 0, 0), "{times}");
        finish(bench.session.log_out()).unwrap();
        assert_eq!(bench.sent(), (1, 1, 0), "{times}");
    }
}

#[test]
fn a_logout_that_is_left_is_finished_by_the_next_one_or_by_the_next_login() {
    for times in 0..4 {
        let bench = Bench::new([Answer::After(0), Answer::After(3)]);
        finish(bench.session.token()).unwrap();
        let ended = polled(bench.session.log_out(), times);
        assert!(!ended);
        // Dropped before it began, it has not begun.
        let begun = usize::from(times > 0);
        assert_eq!(bench.sent(), (1, begun, 0));
        assert_eq!(*finish(bench.session.token()).unwrap(), 1 + begun, "{times}");
        finish(bench.session.log_out()).unwrap();
        assert_eq!(bench.sent(), (1 + begun, 1 + begun, 0));
    }
}

#[tokio::test]
async fn a_runtime_carries_on_what_nobody_waits_for() {
    let bench = Bench::new([Answer::After(5), Answer::After(5)]);
    polled(bench.session.token(), 1);
    tokio::task::yield_now().await;
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    assert!(bench.session.is_open());
    polled(bench.session.log_out(), 1);
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    assert!(!bench.session.is_open());
    assert_eq!(bench.sent(), (1, 1, 0));
}

#[tokio::test]
async fn a_login_that_outlives_its_client_is_logged_out() {
    for times in [1, 3] {
        let Bench { session, log } = Bench::new([Answer::After(5)]);
        polled(session.token(), times);
        drop(session);
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        assert_eq!(sent(&log), (1, 1, 0), "{times}");
    }
    // It had come to its end, and nobody had been given the session.
    let Bench { session, log } = Bench::new([Answer::After(5)]);
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
fn a_refusal_is_remembered_until_somebody_asks_for_a_login() {
    let bench = Bench::new([Answer::Fails(refused()), Answer::Fails(refused())]);
    let first = finish(bench.session.token()).unwrap_err();
    assert!(first.is_login_failed() && !first.is_login_withheld());
    for _ in 0..20 {
        let error = finish(bench.session.token()).unwrap_err();
        assert!(error.is_login_failed() && error.is_login_withheld(), "{error}");
        assert_eq!(error.code(), first.code());
        assert!(error.to_string().starts_with(&first.to_string()), "{error}");
        assert!(error.to_string().contains("not sent again"), "{error}");
    }
    assert_eq!(bench.sent(), (1, 0, 0));
    let again = finish(bench.session.log_in()).unwrap_err();
    assert!(!again.is_login_withheld());
    assert_eq!(bench.sent(), (2, 0, 0));
    finish(bench.session.log_in()).unwrap();
    finish(bench.session.token()).unwrap();
    assert_eq!(bench.sent(), (3, 0, 0));
}

#[test]
fn what_may_pass_is_tried_again() {
    let bench = Bench::new([Answer::Fails(broken()), Answer::Fails(broken())]);
    finish(bench.session.token()).unwrap_err();
    finish(bench.session.token()).unwrap_err();
    finish(bench.session.token()).unwrap();
    assert_eq!(bench.sent(), (3, 0, 0));
}

#[test]
fn other_credentials_are_sent_by_themselves() {
    let password = Arc::new(Mutex::new("old".to_owned()));
    let asked = Arc::new(AtomicUsize::new(0));
    let (own, count) = (Arc::clone(&password), Arc::clone(&asked));
    let ask = move || {
        count.fetch_add(1, Ordering::Relaxed);
        let password = own.lock().unwrap().clone();
        async move { Ok(Credentials::new("user", password)) }
    };
    let source = Source::asked(ask, crate::client_secrets::ClientSecrets::default());
    let bench = Bench::with(source, [Answer::Fails(refused())]);
    for _ in 0..3 {
        finish(bench.session.token()).unwrap_err();
    }
    assert_eq!(bench.sent(), (1, 0, 0));
    "new".clone_into(&mut password.lock().unwrap());
    finish(bench.session.token()).unwrap();
    finish(bench.session.token()).unwrap();
    assert_eq!(*bench.log.passwords.lock().unwrap(), ["old", "new"]);
    assert_eq!(
        asked.load(Ordering::Relaxed),
        4,
        "once for each login, and not for each call"
    );
}

#[test]
fn credentials_that_go_to_and_fro_are_sent_once_each() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let ask = move || {
        let turn = count.fetch_add(1, Ordering::Relaxed);
        async move { Ok(Credentials::new("admin", ["bad-a", "bad-b"][turn % 2])) }
    };
    let source = Source::asked(ask, crate::client_secrets::ClientSecrets::default());
    // That one login does not arrive says nothing of what was refused.
    let answers = [
        Answer::Fails(refused()),
        Answer::Fails(broken()),
        Answer::Fails(refused()),
    ];
    let bench = Bench::with(source, answers);
    for _ in 0..10 {
        finish(bench.session.token()).unwrap_err();
    }
    assert_eq!(*bench.log.passwords.lock().unwrap(), ["bad-a", "bad-b", "bad-b"]);
    assert_eq!(asked.load(Ordering::Relaxed), 10);
}

#[test]
fn a_lock_out_is_waited_for_also_by_login() {
    let wait = Duration::from_millis(200);
    let bench = Bench::new([Answer::Fails(locked_out(Some(wait)))]);
    finish(bench.session.token()).unwrap_err();
    let error = finish(bench.session.token()).unwrap_err();
    assert!(error.is_locked_out() && error.is_login_withheld(), "{error}");
    assert!(error.retry_after().unwrap() <= wait);
    assert!(finish(bench.session.log_in()).unwrap_err().is_login_withheld());
    assert_eq!(bench.sent(), (1, 0, 0));
    std::thread::sleep(wait);
    finish(bench.session.token()).unwrap();
    // For how long, is not said.
    let bench = Bench::new([Answer::Fails(locked_out(None))]);
    finish(bench.session.token()).unwrap_err();
    assert!(finish(bench.session.token()).unwrap_err().is_login_withheld());
    finish(bench.session.log_in()).unwrap();
}

#[test]
fn a_session_that_has_ended_is_an_end() {
    let bench = Bench::new([Answer::After(0), Answer::Fails(ended())]);
    finish(bench.session.token()).unwrap();
    finish(bench.session.log_out()).unwrap();
    assert!(!bench.session.is_open());
    finish(bench.session.log_out()).unwrap();
    assert_eq!(bench.sent(), (1, 1, 0));
}

#[test]
fn a_logout_that_does_not_arrive_keeps_the_session() {
    let busy = Error::new(LOGOUT, crate::error::HttpError::new(503, ""));
    for error in [unsent(), busy] {
        let bench = Bench::new([Answer::After(0), Answer::Fails(error)]);
        finish(bench.session.token()).unwrap();
        finish(bench.session.log_out()).unwrap_err();
        assert!(bench.session.is_open());
        finish(bench.session.log_out()).unwrap();
        assert_eq!(bench.sent(), (1, 2, 0));
    }
}

#[test]
fn nothing_is_called_in_a_session_whose_logout_may_have_arrived() {
    for error in lost_answers() {
        let what = error.to_string();
        // It had arrived; what the appliance says of a session that has ended is no error.
        let bench = Bench::new([Answer::After(0), Answer::Fails(error), Answer::Fails(ended())]);
        finish(bench.session.token()).unwrap();
        finish(bench.session.log_out()).unwrap_err();
        assert!(!bench.session.is_open(), "{what}");
        assert_eq!(*finish(bench.session.token()).unwrap(), 2, "{what}");
        // The login makes sure that the old session is gone, once.
        assert_eq!(bench.sent(), (2, 2, 0), "{what}");
        finish(bench.session.log_out()).unwrap();
        assert_eq!(bench.sent(), (2, 3, 0), "{what}");
    }
}

#[test]
fn a_logout_that_may_have_arrived_can_be_sent_again() {
    for error in lost_answers() {
        let what = error.to_string();
        let answers = [Answer::After(0), Answer::Fails(error), Answer::Fails(unsent())];
        let bench = Bench::new(answers);
        finish(bench.session.token()).unwrap();
        finish(bench.session.log_out()).unwrap_err();
        // The second one does not arrive, which says nothing of the first.
        finish(bench.session.log_out()).unwrap_err();
        assert!(!bench.session.is_open(), "{what}");
        finish(bench.session.log_out()).unwrap();
        finish(bench.session.log_out()).unwrap();
        assert_eq!(bench.sent(), (1, 3, 0), "{what}");
    }
}

#[test]
fn a_login_goes_on_where_the_session_before_cannot_be_ended() {
    let answers = [
        Answer::After(0),
        Answer::Fails(broken()),
        Answer::Fails(broken()),
        Answer::Fails(broken()),
    ];
    let bench = Bench::new(answers);
    finish(bench.session.token()).unwrap();
    finish(bench.session.log_out()).unwrap_err();
    // Neither that logout nor the login arrives: the old session is still to be ended.
    finish(bench.session.token()).unwrap_err();
    assert_eq!(bench.sent(), (2, 2, 0));
    finish(bench.session.log_out()).unwrap();
    assert_eq!(bench.sent(), (2, 3, 0));
    // Work is given up after a logout that may have arrived.
    bench.session.forget();
    assert_eq!(*finish(bench.session.token()).unwrap(), 3);
}

#[test]
fn after_a_lost_session_login_opens_a_new_one() {
    let bench = Bench::new([Answer::After(0), Answer::Fails(ended()), Answer::Fails(ended())]);
    let token = finish(bench.session.token()).unwrap();
    finish(bench.session.log_in()).unwrap();
    assert_eq!(bench.sent(), (1, 0, 0), "nothing speaks of a loss");
    bench.session.note(&token, &ended());
    // Calls go on in the one that there is.
    assert_eq!(*finish(bench.session.token()).unwrap(), 1);
    assert_eq!(bench.sent(), (1, 0, 0));
    finish(bench.session.log_in()).unwrap();
    assert_eq!(*finish(bench.session.token()).unwrap(), 2);
    assert_eq!(bench.sent(), (2, 1, 1));
}

#[test]
fn two_who_ask_after_a_lost_session_open_one() {
    // What the two ask is answered after one poll and after three, so that the second learns of the loss when the first
    // has a new session.
    for order in [[1, 3], [3, 1], [2, 2]] {
        let bench = Bench::new([Answer::After(0)]);
        let token = finish(bench.session.token()).unwrap();
        bench.session.note(&token, &ended());
        let slow = |polls| [Answer::FailsAfter(polls, ended())];
        bench
            .log
            .answers
            .lock()
            .unwrap()
            .extend(order.into_iter().flat_map(slow));
        let both = futures_util::future::join(bench.session.log_in(), bench.session.log_in());
        let (one, other) = finish(both);
        one.and(other).unwrap();
        assert_eq!(bench.sent(), (2, 1, 2), "{order:?}");
        assert_eq!(*finish(bench.session.token()).unwrap(), 2, "{order:?}");
    }
}

#[test]
fn after_a_lack_of_permission_login_keeps_the_session() {
    let bench = Bench::new([]);
    let token = finish(bench.session.token()).unwrap();
    bench.session.note(&token, &ended());
    finish(bench.session.log_in()).unwrap();
    finish(bench.session.log_in()).unwrap();
    assert_eq!(*finish(bench.session.token()).unwrap(), 1);
    assert_eq!(bench.sent(), (1, 0, 1), "it is asked once");
}

#[test]
fn a_session_can_be_forgotten() {
    let bench = Bench::new([]);
    finish(bench.session.token()).unwrap();
    bench.session.forget();
    finish(bench.session.log_out()).unwrap();
    assert_eq!(*finish(bench.session.token()).unwrap(), 2);
    assert_eq!(bench.sent(), (2, 0, 0));
    // And so can be a refusal.
    let bench = Bench::new([Answer::Fails(locked_out(Some(Duration::from_secs(3600))))]);
    finish(bench.session.token()).unwrap_err();
    bench.session.forget();
    finish(bench.session.token()).unwrap();
}

#[test]
fn a_panic_is_an_error_of_all_who_wait() {
    let bench = Bench::new([Answer::Panics]);
    let error = finish(bench.session.token()).unwrap_err();
    assert!(error.to_string().contains("no such luck"), "{error}");
    finish(bench.session.token()).unwrap();
    assert_eq!(bench.sent(), (2, 0, 0));
}

#[test]
fn a_deadline_holds_for_the_login_that_is_waited_for_as_well() {
    let bench = Bench::new([Answer::After(usize::MAX)]);
    polled(bench.session.token(), 1);
    let mut closing = pin!(bench.session.log_out_within(Duration::from_millis(50)));
    let mut waking = Waking::from_waker(Waker::noop());
    let error = loop {
        match closing.as_mut().poll(&mut waking) {
            Poll::Ready(outcome) => break outcome.unwrap_err(),
            Poll::Pending => std::thread::sleep(Duration::from_millis(1)),
        }
    };
    assert!(error.is_timeout(), "{error}");
    assert_eq!(bench.sent(), (1, 0, 0));
}

#[test]
fn work_ends_with_a_logout_whatever_came_of_it() {
    let bench = Bench::new([]);
    let work = async {
        bench.session.token().await?;
        Ok(7)
    };
    assert_eq!(finish(scoped(&bench.session, work)).unwrap(), 7);
    assert_eq!(bench.sent(), (1, 1, 0));

    let fails = async {
        bench.session.token().await?;
        Err::<(), _>(Error::other("the work"))
    };
    bench
        .log
        .answers
        .lock()
        .unwrap()
        .extend([Answer::After(0), Answer::Fails(broken())]);
    let error = finish(scoped(&bench.session, fails)).unwrap_err();
    assert_eq!(error.to_string(), "the work");
    assert!(error.logout_error().unwrap().is_timeout());
    finish(bench.session.log_out()).unwrap();

    let panics = async {
        bench.session.token().await?;
        panic!("midway");
        #[allow(unreachable_code, reason = "it says what type the work has")]
        Ok(())
    };
    let work = std::panic::AssertUnwindSafe(|| finish(scoped(&bench.session, panics)));
    std::panic::catch_unwind(work).unwrap_err();
    assert!(!bench.session.is_open());
}

#[tokio::test]
async fn work_that_is_dropped_midway_is_logged_out_by_the_runtime() {
    for times in 1..6 {
        let bench = Bench::new([Answer::After(2)]);
        let work = async {
            bench.session.token().await?;
            std::future::pending::<Result<(), Error>>().await
        };
        assert!(!polled(scoped(&bench.session, work), times));
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        assert!(!bench.session.is_open());
        assert_eq!(bench.sent(), (1, 1, 0), "{times}");
    }
}

#[test]
fn a_secret_shows_in_no_error_of_a_login() {
    let bench = Bench::with(
        Source::fixed("user", Secret::from("hunter2")),
        [Answer::Fails(refused())],
    );
    finish(bench.session.token()).unwrap_err();
    let error = finish(bench.session.token()).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}
