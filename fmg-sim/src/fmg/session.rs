//! Sessions, which end by logout or idle timeout.

use std::collections::HashMap;
use std::fmt;
use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::status::{LOGIN_FAILED, NO_PERMISSION, Refusal};
use super::user::{Permit, Secret, User};

/// The number of a session, which locks show. It is not the token of the login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Sid(pub(crate) u32);

impl Sid {
    /// A number that no session has.
    pub(crate) const NONE: Self = Self(0);
}

/// The caller of a request.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) sid: Sid,
    pub(crate) user: User,
}

/// An open session.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    user: String,
    credential: Credential,
    last_used: SystemTime,
}

/// The credential that identifies the session of a request.
#[derive(Clone)]
enum Credential {
    /// The token from a JSON-RPC login.
    Token(String),
    /// The cookies from a GUI login.
    Cookies(Cookies),
    /// An API key, or user and password, in each request, without a login.
    EveryRequest,
}

/// The cookies of a GUI session.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Cookies {
    /// The session cookie `CURRENT_SESSION`.
    pub(crate) session: String,
    /// The CSRF token `HTTP_CSRF_TOKEN`, which every `POST` repeats in a header.
    pub(crate) csrf: String,
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Token(_) => "Token(..)",
            Self::Cookies(_) => "Cookies(..)",
            Self::EveryRequest => "EveryRequest",
        })
    }
}

impl fmt::Debug for Cookies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cookies").finish_non_exhaustive()
    }
}

/// Users and their open sessions.
///
/// A session ends after the idle timeout (`idle_timeout_api`, 900 s by default). A user can have at most [`LOGIN_MAX`]
/// sessions from logins. All requests with the key of one API user share a session.
pub(crate) struct Sessions {
    users: Vec<User>,
    open: HashMap<Sid, Session>,
    by_token: HashMap<String, Sid>,
    by_cookie: HashMap<String, Sid>,
    last: u32,
    pub(crate) idle_timeout: Duration,
    pub(crate) login_max: usize,
}

/// The default limit of sessions of a user (`login-max`).
const LOGIN_MAX: usize = 32;
/// The default idle timeout (`idle_timeout_api`).
const IDLE_TIMEOUT: Duration = Duration::from_secs(900);
/// The first session number, chosen so that none resembles a token, an index or a count.
const FIRST_SID: u32 = 19_874;

/// Shows neither tokens nor cookies.
impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions")
            .field("users", &self.users)
            .field("open", &self.open)
            .finish_non_exhaustive()
    }
}

impl Default for Sessions {
    fn default() -> Self {
        Self {
            users: Vec::new(),
            open: HashMap::new(),
            by_token: HashMap::new(),
            by_cookie: HashMap::new(),
            last: FIRST_SID,
            idle_timeout: IDLE_TIMEOUT,
            login_max: LOGIN_MAX,
        }
    }
}

impl Sessions {
    /// Adds a user. A user with the same name is replaced.
    pub(crate) fn add_user(&mut self, user: User) {
        self.users.retain(|own| own.name != user.name);
        self.users.push(user);
    }

    pub(crate) fn users(&self) -> &[User] {
        &self.users
    }

    fn user(&self, name: &str) -> Option<&User> {
        self.users.iter().find(|user| user.name == name)
    }

    /// The user with this name and password.
    pub(crate) fn authenticate(&self, name: &str, password: &str) -> Result<&User, Refusal> {
        let known =
            |user: &&User| user.name == name && matches!(&user.secret, Secret::Password(own) if own == password);
        let user = self.users.iter().find(known).ok_or(LOGIN_FAILED)?;
        if user.permit == Permit::None {
            Err(NO_PERMISSION)
        } else {
            Ok(user)
        }
    }

    /// Opens a JSON-RPC session and returns its token.
    pub(crate) fn log_in(
        &mut self,
        name: &str,
        password: &str,
        random: &mut fastrand::Rng,
        now: SystemTime,
    ) -> Result<(Sid, String), Refusal> {
        let user = self.slot(name, password)?;
        let token = secret::<64>(random);
        let sid = self.open(user, Credential::Token(token.clone()), now);
        self.by_token.insert(token.clone(), sid);
        Ok((sid, token))
    }

    /// Opens a GUI session and returns its cookies. It counts as a session of the user as a JSON-RPC session does.
    pub(crate) fn log_in_gui(
        &mut self,
        name: &str,
        password: &str,
        random: &mut fastrand::Rng,
        now: SystemTime,
    ) -> Result<(Sid, Cookies), Refusal> {
        let user = self.slot(name, password)?;
        let mut csrf = secret::<24>(random);
        // In captures the token is one character shorter.
        csrf.pop();
        let session = secret::<64>(random);
        let cookies = Cookies { session, csrf };
        let sid = self.open(user, Credential::Cookies(cookies.clone()), now);
        self.by_cookie.insert(cookies.session.clone(), sid);
        Ok((sid, cookies))
    }

    /// Checks name and password, and that the user may open one more session.
    ///
    /// The error code at the limit of sessions is not documented. This is the code of a failed login, as the closest.
    fn slot(&self, name: &str, password: &str) -> Result<String, Refusal> {
        let user = self.authenticate(name, password)?.name.clone();
        let slots = self.open.values().filter(|own| own.user == user && own.is_of_a_login());
        if slots.count() >= self.login_max {
            return Err(LOGIN_FAILED);
        }
        Ok(user)
    }

    /// Opens a session.
    fn open(&mut self, user: String, credential: Credential, now: SystemTime) -> Sid {
        self.last = self.last.wrapping_add(1);
        let sid = Sid(self.last);
        let last_used = now;
        self.open.insert(
            sid,
            Session {
                user,
                credential,
                last_used,
            },
        );
        sid
    }

    /// The session of a GUI cookie, with its CSRF token.
    pub(crate) fn by_cookie(&self, cookie: &str) -> Option<(Sid, &str)> {
        let sid = *self.by_cookie.get(cookie)?;
        match &self.open.get(&sid)?.credential {
            Credential::Cookies(cookies) => Some((sid, &cookies.csrf)),
            Credential::Token(_) | Credential::EveryRequest => None,
        }
    }

    /// The session of a login token.
    pub(crate) fn by_token(&self, token: &str) -> Option<Sid> {
        self.by_token.get(token).copied()
    }

    /// The session of an API key. The first call opens the session, which all calls of the user share.
    pub(crate) fn by_key(&mut self, key: &str, now: SystemTime) -> Option<Sid> {
        let known = |user: &&User| matches!(&user.secret, Secret::ApiKey(own) if own == key);
        let user = self.users.iter().find(known)?;
        if user.permit == Permit::None {
            return None;
        }
        let name = user.name.clone();
        Some(self.shared(name, now))
    }

    /// The session that all calls of a user share that come without a login.
    pub(crate) fn shared(&mut self, name: String, now: SystemTime) -> Sid {
        let open = self
            .open
            .iter()
            .find(|(_, own)| own.user == name && !own.is_of_a_login());
        match open.map(|(sid, _)| *sid) {
            Some(sid) => sid,
            None => self.open(name, Credential::EveryRequest, now),
        }
    }

    /// The caller of a session.
    pub(crate) fn caller(&self, sid: Sid) -> Option<Caller> {
        let session = self.open.get(&sid)?;
        let user = self.user(&session.user)?.clone();
        Some(Caller { sid, user })
    }

    /// Restarts the idle timeout of a session.
    pub(crate) fn touch(&mut self, sid: Sid, now: SystemTime) {
        if let Some(session) = self.open.get_mut(&sid) {
            session.last_used = now;
        }
    }

    /// The time until the idle timeout of a session.
    pub(crate) fn time_left(&self, sid: Sid, now: SystemTime) -> Duration {
        let idle = self.open.get(&sid).map_or(Duration::MAX, |own| own.idle(now));
        self.idle_timeout.saturating_sub(idle)
    }

    /// The sessions that have exceeded the idle timeout.
    pub(crate) fn expired(&self, now: SystemTime) -> Vec<Sid> {
        let late = self
            .open
            .iter()
            .filter(|(_, session)| session.idle(now) > self.idle_timeout);
        let mut late: Vec<_> = late.map(|(sid, _)| *sid).collect();
        late.sort_unstable();
        late
    }

    /// Ends a session. Its locks and drafts are ended by [`State::end_session`](super::State::end_session).
    pub(super) fn close(&mut self, sid: Sid) -> bool {
        let Some(session) = self.open.remove(&sid) else {
            return false;
        };
        match session.credential {
            Credential::Token(token) => self.by_token.remove(&token),
            Credential::Cookies(cookies) => self.by_cookie.remove(&cookies.session),
            Credential::EveryRequest => None,
        };
        true
    }

    /// The open sessions.
    pub(crate) fn sids(&self) -> Vec<Sid> {
        let mut sids: Vec<_> = self.open.keys().copied().collect();
        sids.sort_unstable();
        sids
    }

    /// Whether a login opened the session.
    pub(crate) fn is_of_a_login(&self, sid: Sid) -> bool {
        self.open.get(&sid).is_some_and(Session::is_of_a_login)
    }

    /// The user of a session.
    pub(crate) fn user_of(&self, sid: Sid) -> Option<&str> {
        self.open.get(&sid).map(|own| own.user.as_str())
    }
}

/// `BYTES` random bytes as text.
fn secret<const BYTES: usize>(random: &mut fastrand::Rng) -> String {
    let mut bytes = [0; BYTES];
    random.fill(&mut bytes);
    STANDARD.encode(bytes)
}

impl Session {
    fn is_of_a_login(&self) -> bool {
        !matches!(self.credential, Credential::EveryRequest)
    }

    fn idle(&self, now: SystemTime) -> Duration {
        now.duration_since(self.last_used).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: SystemTime = SystemTime::UNIX_EPOCH;

    fn sessions() -> (Sessions, fastrand::Rng) {
        let mut sessions = Sessions::default();
        sessions.add_user(User::new("apiuser", "apipassword"));
        sessions.add_user(User::new("nobody", "secret").permit(Permit::None));
        sessions.add_user(User::with_key("robot", "key-1"));
        (sessions, fastrand::Rng::with_seed(1))
    }

    #[test]
    fn a_wrong_password_and_a_missing_permission_have_different_errors() {
        let (mut sessions, mut random) = sessions();
        let mut log_in = |user, password| sessions.log_in(user, password, &mut random, NOW).map(|_| ());
        assert_eq!(log_in("apiuser", "apipassword"), Ok(()));
        assert_eq!(log_in("apiuser", "guess"), Err(LOGIN_FAILED));
        assert_eq!(log_in("stranger", "guess"), Err(LOGIN_FAILED));
        assert_eq!(log_in("nobody", "secret"), Err(NO_PERMISSION));
        assert_eq!(log_in("robot", "key-1"), Err(LOGIN_FAILED));
    }

    #[test]
    fn sessions_of_a_user_are_limited_until_one_ends() {
        let (mut sessions, mut random) = sessions();
        let first = sessions.log_in("apiuser", "apipassword", &mut random, NOW).unwrap();
        for _ in 1..LOGIN_MAX {
            sessions.log_in("apiuser", "apipassword", &mut random, NOW).unwrap();
        }
        assert!(sessions.log_in("apiuser", "apipassword", &mut random, NOW).is_err());
        assert!(sessions.close(first.0));
        assert_eq!(sessions.by_token(&first.1), None);
        assert!(sessions.log_in("apiuser", "apipassword", &mut random, NOW).is_ok());
    }

    #[test]
    fn a_gui_session_counts_and_has_its_own_credentials() {
        let (mut sessions, mut random) = sessions();
        sessions.login_max = 1;
        let (sid, cookies) = sessions.log_in_gui("apiuser", "apipassword", &mut random, NOW).unwrap();
        assert_eq!((cookies.session.len(), cookies.csrf.len()), (88, 31));
        assert_eq!(sessions.by_cookie(&cookies.session), Some((sid, cookies.csrf.as_str())));
        assert_eq!(sessions.by_token(&cookies.session), None);
        assert!(sessions.log_in("apiuser", "apipassword", &mut random, NOW).is_err());
        assert!(sessions.close(sid));
        assert_eq!(sessions.by_cookie(&cookies.session), None);
        let (_, token) = sessions.log_in("apiuser", "apipassword", &mut random, NOW).unwrap();
        assert_eq!(sessions.by_cookie(&token), None);
        assert!(!format!("{sessions:?}").contains(&token));
    }

    #[test]
    fn the_idle_timeout_ends_a_session() {
        let (mut sessions, mut random) = sessions();
        let (sid, _) = sessions.log_in("apiuser", "apipassword", &mut random, NOW).unwrap();
        let later = NOW + Duration::from_secs(900);
        assert!(sessions.expired(later).is_empty());
        assert_eq!(sessions.time_left(sid, later), Duration::ZERO);
        assert_eq!(sessions.expired(later + Duration::from_secs(1)), [sid]);
        sessions.touch(sid, later);
        assert!(sessions.expired(later + Duration::from_secs(900)).is_empty());
    }

    #[test]
    fn calls_with_one_key_share_a_session() {
        let (mut sessions, _) = sessions();
        let sid = sessions.by_key("key-1", NOW).unwrap();
        assert_eq!(sessions.by_key("key-1", NOW), Some(sid));
        assert_eq!(sessions.by_key("apipassword", NOW), None);
        assert_eq!(sessions.caller(sid).unwrap().user.name(), "robot");
    }

    #[test]
    fn tokens_follow_from_the_seed() {
        let (mut one, mut random) = sessions();
        let first = one.log_in("apiuser", "apipassword", &mut random, NOW).unwrap();
        let (mut two, mut random) = sessions();
        assert_eq!(two.log_in("apiuser", "apipassword", &mut random, NOW).unwrap(), first);
        assert_ne!(
            two.log_in("apiuser", "apipassword", &mut random, NOW).unwrap().1,
            first.1
        );
        assert_eq!(first.1.len(), 88);
    }
}
