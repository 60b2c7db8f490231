//! Settings of a client that environment variables hold.

use std::env;
use std::fs;

use crate::error::ConfigError;
use crate::secret::Secret;

/// The names of the variables of a product.
pub(crate) struct Variables {
    pub(crate) url: &'static str,
    /// A file with the certificate authority.
    pub(crate) authority: &'static str,
    pub(crate) user: &'static str,
    pub(crate) password: &'static str,
    /// `None`: the product, or this API of it, has no tokens.
    pub(crate) token: Option<&'static str>,
}

/// The values of the variables.
pub(crate) struct Settings {
    pub(crate) url: String,
    /// The content of the file.
    pub(crate) authority: Option<Vec<u8>>,
    pub(crate) identity: Identity,
}

pub(crate) enum Identity {
    User(String, Secret),
    Token(Secret),
}

impl Variables {
    /// Reads the environment of this process.
    pub(crate) fn read(&self) -> Result<Settings, ConfigError> {
        self.read_from(&|name| match env::var(name) {
            Err(env::VarError::NotPresent) => Ok(None),
            Err(env::VarError::NotUnicode(_)) => Err(ConfigError::new(name, "is not UTF-8")),
            Ok(value) => Ok(Some(value)),
        })
    }

    fn read_from(
        &self,
        get: &dyn Fn(&'static str) -> Result<Option<String>, ConfigError>,
    ) -> Result<Settings, ConfigError> {
        let needed = |name| get(name)?.ok_or_else(|| ConfigError::new(name, "is not set in the environment"));
        let token = self.token.map(get).transpose()?.flatten();
        let identity = match (get(self.user)?, token) {
            (None, Some(token)) => Identity::Token(token.into()),
            (Some(user), _) => Identity::User(user, needed(self.password)?.into()),
            (None, None) => Identity::User(needed(self.user)?, Secret::default()),
        };
        let read = |path: String| {
            fs::read(path)
                .map_err(|error| ConfigError::new(self.authority, "names a file that cannot be read").because(error))
        };
        Ok(Settings {
            url: needed(self.url)?,
            authority: get(self.authority)?.map(read).transpose()?,
            identity,
        })
    }
}

/// Adds `builder_from_env` to a client. `$variables` describes the variables, `$path` is the path of the client.
macro_rules! builder_from_env {
    ($Builder:ty, $VARIABLES:expr, $path:literal, $variables:literal) => {
        /// Creates a builder with the settings that the environment of this process has, so that a program holds neither
        /// an address nor a secret: `fmg-sim` sets the same variables for the program that it runs.
        ///
        #[doc = $variables]
        ///
        /// ```no_run
        #[doc = concat!("let client = fmg_bindings::", $path, "::builder_from_env()?.build()?;")]
        /// # Ok::<(), fmg_bindings::Error>(())
        /// ```
        ///
        /// # Errors
        ///
        /// A variable is missing or not UTF-8, or the file of the certificate authority cannot be read.
        #[cfg(feature = "reqwest")]
        pub fn builder_from_env() -> Result<$Builder, $crate::Error> {
            Ok(<$Builder>::with_settings($VARIABLES.read()?))
        }
    };
}
pub(crate) use builder_from_env;

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    const NAMES: Variables = Variables {
        url: "URL",
        authority: "CA",
        user: "USER",
        password: "PASSWORD",
        token: Some("TOKEN"),
    };

    fn read(variables: &[(&'static str, &str)]) -> Result<Settings, String> {
        let variables: BTreeMap<_, _> = variables.iter().copied().collect();
        let get = |name| Ok(variables.get(name).map(|value| (*value).to_owned()));
        NAMES.read_from(&get).map_err(|error| error.to_string())
    }

    #[test]
    fn a_user_comes_before_a_token() {
        let url = ("URL", "https://fmg.example");
        let user = read(&[url, ("USER", "me"), ("PASSWORD", "p"), ("TOKEN", "t")]).unwrap();
        assert!(matches!(user.identity, Identity::User(name, password) if name == "me" && password.expose() == "p"));
        let token = read(&[url, ("TOKEN", "t"), ("PASSWORD", "p")]).unwrap();
        assert!(matches!(token.identity, Identity::Token(token) if token.expose() == "t"));
        assert!(token.authority.is_none() && token.url == url.1);
    }

    #[test]
    fn the_error_names_the_variable_and_no_value() {
        let url = ("URL", "https://fmg.example");
        for (variables, name) in [
            (&[("TOKEN", "secret")][..], "URL: "),
            (&[url, ("USER", "secret")], "PASSWORD: "),
            (&[url], "USER: "),
            (&[url, ("TOKEN", "secret"), ("CA", "/nowhere/secret.pem")], "CA: "),
        ] {
            let error = read(variables).err().unwrap();
            assert!(error.starts_with(name) && !error.contains("secret"), "{error}");
        }
    }
}
