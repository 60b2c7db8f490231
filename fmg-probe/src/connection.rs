//! Makes clients of the arguments and of the environment.

use std::fs;
use std::path::PathBuf;

use fmg_bindings::{Retry, Secret, fmg, fortios};

use crate::Fallible;
use crate::arguments::Appliance;
use crate::secret_input::{of_environment, read};

/// The variables of a product, which are those of `builder_from_env`.
struct Variables {
    url: &'static str,
    user: &'static str,
    password: &'static str,
    token: &'static str,
    authority: &'static str,
}

const FORTIOS: Variables = Variables {
    url: "FGT_URL",
    user: "FGT_USER",
    password: "FGT_PASSWORD",
    token: "FGT_TOKEN",
    authority: "FGT_CA",
};

const FMG: Variables = Variables {
    url: "FMG_URL",
    user: "FMG_USER",
    password: "FMG_PASSWORD",
    token: "FMG_TOKEN",
    authority: "FMG_CA",
};

/// The user of the requests.
enum Identity {
    User(String, Secret),
    Token(Secret),
}

/// The settings of a client.
struct Settings {
    url: String,
    identity: Identity,
    authority: Option<Vec<u8>>,
}

impl Settings {
    fn read(appliance: &Appliance, variables: &Variables) -> Fallible<Self> {
        let given = |argument: &Option<String>, variable| match argument {
            Some(given) => Ok(Some(given.clone())),
            None => of_environment(variable),
        };
        let missing = || format!("the url is needed: `--url`, or `{}` in the environment", variables.url);
        let url = given(&appliance.url, variables.url)?.ok_or_else(missing)?;
        let user = match appliance.token_file {
            Some(_) => None,
            None => given(&appliance.user, variables.user)?,
        };
        let identity = match user {
            Some(user) => {
                let what = format!("The password of {user}");
                let password = read(appliance.password_file.as_deref(), variables.password, &what)?;
                Identity::User(user, password)
            }
            None => Identity::Token(read(appliance.token_file.as_deref(), variables.token, "The API token")?),
        };
        let authority = match &appliance.ca_file {
            Some(path) => Some(path.clone()),
            None => of_environment(variables.authority)?.map(PathBuf::from),
        };
        let content = |path: PathBuf| fs::read(&path).map_err(|error| format!("`{}`: {error}", path.display()));
        Ok(Self {
            url,
            identity,
            authority: authority.map(content).transpose()?,
        })
    }
}

/// Sets the options that the builders of both products have.
macro_rules! configured {
    ($builder:expr, $appliance:expr, $authority:expr) => {{
        let appliance: &Appliance = $appliance;
        let builder = $builder
            .timeout(appliance.timeout)
            .retry(Retry::new())
            // The program changes nothing, so no change is lost with a session.
            .login_again();
        let builder = match $authority {
            Some(authority) => builder.root_certificate(authority),
            None => builder,
        };
        let builder = match &appliance.pin_certificate {
            Some(fingerprint) => builder.pin_certificate(fingerprint),
            None => builder,
        };
        if appliance.danger_accept_invalid_certs {
            builder.danger_accept_invalid_certs()
        } else {
            builder
        }
    }};
}

/// The client of a FortiGate.
pub(crate) fn fortios(appliance: &Appliance) -> Fallible<fortios::Client> {
    let settings = Settings::read(appliance, &FORTIOS)?;
    let builder = fortios::Client::builder(settings.url);
    let builder = match settings.identity {
        Identity::User(user, password) => builder.credentials(user, password),
        Identity::Token(token) => builder.token(token),
    };
    Ok(configured!(builder, appliance, settings.authority).build()?)
}

/// The client of a FortiManager.
pub(crate) fn fmg(appliance: &Appliance) -> Fallible<fmg::Client> {
    let settings = Settings::read(appliance, &FMG)?;
    let builder = fmg::Client::builder(settings.url);
    let builder = match settings.identity {
        Identity::User(user, password) => builder.credentials(user, password),
        Identity::Token(key) => builder.api_key(key),
    };
    Ok(configured!(builder, appliance, settings.authority).build()?)
}
