//! Reads secrets from the environment, from files, or from the terminal.

use std::env;
use std::fs;
use std::path::Path;

use console::Term;
use fmg_bindings::Secret;

use crate::Fallible;

/// Reads a secret from the file, else from the variable, else from the terminal.
pub(crate) fn read(file: Option<&Path>, variable: &str, what: &str) -> Fallible<Secret> {
    if let Some(path) = file {
        let text = fs::read_to_string(path).map_err(|error| format!("`{}`: {error}", path.display()))?;
        return not_empty(
            text.trim_end_matches(['\r', '\n']).into(),
            &format!("`{}`", path.display()),
        );
    }
    if let Some(text) = of_environment(variable)? {
        return not_empty(text.into(), &format!("`{variable}`"));
    }
    let terminal = Term::stderr();
    if !terminal.features().is_attended() {
        return Err(format!("{what} is needed: set `{variable}`, or name a file").into());
    }
    terminal.write_str(&format!("{what}: "))?;
    not_empty(terminal.read_secure_line()?.into(), what)
}

/// The text of a variable, if it is set.
pub(crate) fn of_environment(variable: &str) -> Fallible<Option<String>> {
    match env::var(variable) {
        Ok(text) => Ok(Some(text)),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => Err(format!("`{variable}` is not UTF-8").into()),
    }
}

fn not_empty(secret: Secret, origin: &str) -> Fallible<Secret> {
    if secret.expose().is_empty() {
        return Err(format!("{origin} is empty").into());
    }
    Ok(secret)
}
