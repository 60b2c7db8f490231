//! User and password, and their sources.

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use crate::client_secrets::ClientSecrets;
use crate::error::{CredentialsError, Error};
use crate::secret::Secret;

/// The user and the password of a login.
///
/// [`credentials_from`](crate::fmg::Builder::credentials_from) of each builder takes a function that returns them.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    user: String,
    password: Secret,
}

impl Credentials {
    /// The credentials of `user`.
    pub fn new(user: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self {
            user: user.into(),
            password: password.into(),
        }
    }

    /// The user.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The password.
    #[must_use]
    pub fn password(&self) -> &Secret {
        &self.password
    }
}

/// Shows the user, and that there is a password.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("user", &self.user)
            .field("password", &self.password)
            .finish()
    }
}

/// The result of the function that `credentials_from` gets: credentials, or the reason why there are none.
pub(crate) type AskResult = Result<Credentials, Box<dyn StdError + Send + Sync>>;

type Ask = dyn Fn() -> Pin<Box<dyn Future<Output = AskResult> + Send>> + Send + Sync;

/// The source of a client's credentials.
#[derive(Clone)]
pub(crate) enum Source {
    /// The builder has user and password.
    Fixed(Arc<Credentials>),
    /// The client calls the function from `credentials_from` at each login.
    Asked {
        ask: Arc<Ask>,
        /// Remembers the last passwords, so that errors can leave them out.
        secrets: ClientSecrets,
    },
}

impl Source {
    pub(crate) fn fixed(user: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self::Fixed(Arc::new(Credentials::new(user, password)))
    }

    /// `secrets` remembers the passwords that `ask` returns, so that errors can leave them out.
    pub(crate) fn asked<F, A>(ask: F, secrets: ClientSecrets) -> Self
    where
        F: Fn() -> A + Send + Sync + 'static,
        A: Future<Output = AskResult> + Send + 'static,
    {
        Self::Asked {
            ask: Arc::new(move || Box::pin(ask())),
            secrets,
        }
    }

    /// The current credentials.
    pub(crate) async fn get(&self) -> Result<Arc<Credentials>, Error> {
        match self {
            Self::Fixed(credentials) => Ok(Arc::clone(credentials)),
            Self::Asked { ask, secrets } => match ask().await {
                Ok(credentials) => {
                    secrets.note(&credentials.password);
                    Ok(Arc::new(credentials))
                }
                Err(error) => Err(Error::of_no_call(CredentialsError::new(error).into())),
            },
        }
    }
}

/// Shows the user if it is known without calling the function.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(credentials) => credentials.user.fmt(f),
            Self::Asked { .. } => f.write_str("asked at each login"),
        }
    }
}

/// Adds the credential settings to a builder with a field `identity`, which can be `Some($user(source))`.
macro_rules! credentials_settings {
    ($Builder:ident, $user:expr) => {
        impl<C> $Builder<C> {
            /// Calls `source` for user and password at each login, so that a changed password needs no new client.
            /// Replaces [`credentials`](Self::credentials).
            ///
            /// The client does not send a refused login again with the same credentials, only with others. If `source`
            /// fails, the login fails ([`ErrorKind::Credentials`](crate::error::ErrorKind::Credentials)), and the next
            /// call asks again. The client's timeout does not apply to `source`, and all calls wait for it.
            ///
            /// ```
            /// # use fmg_bindings::{Credentials, Error, fmg};
            /// # fn build() -> Result<fmg::Client, Error> {
            /// let fmg = fmg::Client::builder("https://fmg.example")
            ///     .credentials_from(async || {
            ///         let password = std::fs::read_to_string("/run/secrets/fmg")?;
            ///         Ok(Credentials::new("automation", password.trim_end()))
            ///     })
            ///     .build()?;
            /// # Ok(fmg)
            /// # }
            /// ```
            ///
            /// A function that captures variables must be a closure that returns a future, not an `async move` closure.
            /// The closure clones the captured values, because its future may outlive the call of the closure.
            ///
            /// ```
            /// # use fmg_bindings::{Credentials, Error, fmg};
            /// # #[derive(Clone)]
            /// # struct Vault;
            /// # impl Vault {
            /// #     async fn password_of(&self, user: &str) -> std::io::Result<String> { Ok(user.to_owned()) }
            /// # }
            /// # fn build(vault: Vault, user: String) -> Result<fmg::Client, Error> {
            /// let fmg = fmg::Client::builder("https://fmg.example")
            ///     .credentials_from(move || {
            ///         let (vault, user) = (vault.clone(), user.clone());
            ///         async move {
            ///             let password = vault.password_of(&user).await?;
            ///             Ok(Credentials::new(user, password))
            ///         }
            ///     })
            ///     .build()?;
            /// # Ok(fmg)
            /// # }
            /// ```
            pub fn credentials_from<F, A>(mut self, source: F) -> Self
            where
                F: Fn() -> A + Send + Sync + 'static,
                A: ::std::future::Future<
                        Output = ::std::result::Result<
                            $crate::Credentials,
                            ::std::boxed::Box<dyn ::std::error::Error + Send + Sync>,
                        >,
                    > + Send
                    + 'static,
            {
                let secrets = self.connect.asked.clone();
                self.identity = Some($user($crate::credentials::Source::asked(source, secrets)));
                self
            }

            /// Opens a new session when a call fails because its session has ended, and sends the call again. By
            /// default the client does not: the locks of the lost session are gone, changes that were not committed are
            /// lost, and somebody may have ended the session on purpose.
            ///
            /// The call may be of any kind, because the appliance has refused it. One login serves all calls that fail
            /// at the same time. FortiManager reports a missing permission by the same error, so the client first
            /// checks whether the session is open. Calls without a permission cause no login, and one check serves many
            /// of them. If the call is refused in the new session as well, it fails, and no session is replaced for a
            /// minute. While a workspace guard is held, no session is replaced, because its lock is lost. Commits,
            /// unlocks and calls about workflow sessions are never repeated in a new session: a commit there would
            /// succeed and save nothing.
            ///
            /// A client with a key or a token has no session, so this has no effect on it.
            pub fn login_again(mut self) -> Self {
                self.connect.preparation.login_again = true;
                self
            }
        }
    };
}
pub(crate) use credentials_settings;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_shown() {
        let credentials = Credentials::new("admin", "hunter2");
        assert_eq!(
            format!("{credentials:?}"),
            "Credentials { user: \"admin\", password: [redacted] }"
        );
        assert_eq!(format!("{:?}", Source::fixed("admin", "hunter2")), "\"admin\"");
        assert_eq!(
            (credentials.user(), credentials.password().expose()),
            ("admin", "hunter2")
        );
    }

    #[tokio::test]
    async fn the_error_of_a_source_is_kept() {
        let source = Source::asked(async || Err("the vault is sealed".into()), ClientSecrets::default());
        let error = source.get().await.unwrap_err();
        assert!(
            matches!(error.kind(), crate::error::ErrorKind::Credentials(_)),
            "{error}"
        );
        assert!(!error.to_string().contains("vault is sealed"));
        assert_eq!(StdError::source(&error).unwrap().to_string(), "the vault is sealed");
    }
}
