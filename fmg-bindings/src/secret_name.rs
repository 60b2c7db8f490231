//! Which names of members are those of secrets.

/// What no name holds that is not that of a secret.
const MARKS: [&str; 9] = [
    "passw",
    "passph",
    "passcode",
    "pwd",
    "psk",
    "secret",
    "token",
    "cookie",
    "credential",
];

/// Words that are the name of a secret by themselves and in a compound.
const WORDS: [&str; 14] = [
    "pass",
    "key",
    "keys",
    "session",
    "sessionid",
    "sid",
    "auth",
    "authorization",
    "private",
    "pin",
    "otp",
    "pw",
    "csrf",
    "xsrf",
];

/// Words that end as the name of a secret does.
const OTHER_WORDS: [&str; 6] = ["mkey", "hotkey", "pubkey", "publickey", "bypass", "compass"];

/// How a name ends that is about a secret, and not that of one.
const ABOUT: [&str; 24] = [
    "age",
    "algorithm",
    "change",
    "count",
    "days",
    "expire",
    "expires",
    "expiry",
    "format",
    "helper",
    "length",
    "len",
    "lifetime",
    "limit",
    "max",
    "min",
    "mode",
    "policy",
    "required",
    "size",
    "status",
    "timeout",
    "ttl",
    "type",
];

/// Compounds that are no names of secrets although their words are: where FortiOS tells the key of a row.
const OTHER_NAMES: [&str; 4] = ["q_origin_key", "origin_key", "primary_key", "public_key"];

/// Whether a member with this name holds a secret.
pub(crate) fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let mut words = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    if words.clone().next_back().is_some_and(|last| ABOUT.contains(&last)) || OTHER_NAMES.contains(&&*name) {
        return false;
    }
    MARKS.iter().any(|mark| name.contains(mark)) || words.any(is_secret_word)
}

fn is_secret_word(word: &str) -> bool {
    // Cookies have numbers behind their names.
    let word = word.trim_end_matches(|c: char| c.is_ascii_digit());
    WORDS.contains(&word) || ((word.ends_with("key") || word.ends_with("pass")) && !OTHER_WORDS.contains(&word))
}

/// Whether a word of a sentence is the name of a secret, whatever stands behind it. `key`, `session` and their like are
/// words of many sentences.
pub(crate) fn announces(word: &str) -> bool {
    let is_common = WORDS
        .iter()
        .any(|common| *common != "pass" && common.eq_ignore_ascii_case(word));
    is_secret(word) && !is_common
}

#[cfg(test)]
mod tests {
    use super::{announces, is_secret};

    #[test]
    fn secrets_are_known_by_name() {
        for name in [
            "password",
            "passwd",
            "adm_pass",
            "Passphrase",
            "pwd",
            "auth-pwd",
            "psksecret",
            "client_secret",
            "session",
            "session_key",
            "session_key_443_16fc2a",
            "APSCOOKIE_1",
            "ccsrf_token_1",
            "CURRENT_SESSION",
            "sessionid",
            "Authorization",
            "x-auth-token",
            "Set-Cookie",
            "api_key",
            "apiKey",
            "ddns-key",
            "pin_key",
            "private-key",
            "privateKey",
            "authkey",
            "credentials",
            "new-password2",
            "PIN",
            "userpasswd",
            "key_file_content",
        ] {
            assert!(is_secret(name), "{name}");
        }
    }

    #[test]
    fn other_names_are_left_alone() {
        for name in [
            "mkey",
            "q_origin_key",
            "child_mkey",
            "keyword",
            "author",
            "authority",
            "authenticated",
            "passive",
            "bypass",
            "passthrough",
            "sessions",
            "name",
            "comment",
            "key-size",
            "password-policy",
            "session-ttl",
            "token_type",
            "public_key",
            "monkeys",
            "expires",
            "unauthorized",
        ] {
            assert!(!is_secret(name), "{name}");
        }
        assert!(announces("passwd") && announces("psksecret") && announces("private-key"));
        assert!(!announces("key") && !announces("session") && !announces("Auth"));
    }
}
