//! Recognises the names of members that contain secrets: passwords, keys, tokens.
//!
//! The runtime masks such members in logs and errors. The generator makes secrets of texts with such a name.

/// Parts of names that occur only in names of secrets.
const SECRET_PARTS: [&str; 9] = [
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

/// Words that name a secret, alone or in a compound.
const SECRET_WORDS: [&str; 19] = [
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
    "bearer",
    "jwt",
    "keytab",
    "salt",
    "seed",
];

/// Words that end like the name of a secret, but do not name one.
const NON_SECRET_WORDS: [&str; 6] = ["mkey", "hotkey", "pubkey", "publickey", "bypass", "compass"];

/// The last words of names that describe a secret, but do not name one.
const NON_SECRET_ENDINGS: [&str; 24] = [
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

/// Compounds of such words that do not name a secret: FortiOS has the key of a row there.
const NON_SECRET_NAMES: [&str; 4] = ["q_origin_key", "origin_key", "primary_key", "public_key"];

/// Names of secrets whose words alone do not name one: communities of BGP and hashes of files are not secret.
const SECRET_NAMES: [&str; 8] = [
    "activation-code",
    "anonymization-hash",
    "bmr-hostname",
    "community",
    "community-string",
    "hash",
    "rw-community",
    "snmp-community",
];

/// Whether a member with this name contains a secret.
///
/// ```
/// use fmg_template::secret_name::is_secret;
///
/// assert!(is_secret("psksecret") && is_secret("auth-pwd"));
/// assert!(!is_secret("password-policy"));
/// ```
#[must_use]
pub fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let mut words = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    if words
        .clone()
        .next_back()
        .is_some_and(|last| NON_SECRET_ENDINGS.contains(&last))
        || NON_SECRET_NAMES.contains(&&*name)
    {
        return false;
    }
    SECRET_PARTS.iter().any(|mark| name.contains(mark)) || words.any(is_secret_word) || is_listed(&name)
}

/// The names of texts in the schemas of FortiOS that hold secrets, although their last words do not say so.
const SECRET_TEXTS: [&str; 5] = [
    "activation-code",
    "anonymization-hash",
    "hostkey-rsa2048",
    "key-inbound",
    "key-outbound",
];

/// The last words of names of secrets, besides those that contain one of [`SECRET_PARTS`].
const SECRET_LAST_WORDS: [&str; 8] = ["key", "keys", "keytab", "pass", "pin", "otp", "pw", "jwt"];

/// Words before such a last word, with which it does not name a secret: `public-key`, `sort-key`.
const HARMLESS: [&str; 11] = [
    "attribute",
    "by",
    "foreign",
    "group",
    "icon",
    "origin",
    "parent",
    "primary",
    "public",
    "sort",
    "sum",
];

/// Words that contain the mark of a secret, but name none: a `fortitoken` is the serial number of a device.
const HARMLESS_WORDS: [&str; 2] = ["cookie", "fortitoken"];

/// Whether a text of this name is a secret as a whole: its last word says so.
///
/// This is stricter than [`is_secret`]. The type of a value is chosen by it, while a log is masked by the other.
///
/// ```
/// use fmg_template::secret_name::{is_secret, names_secret};
///
/// assert!(names_secret("private-key") && names_secret("psksecret"));
/// assert!(is_secret("http-cookie-path") && !names_secret("http-cookie-path"));
/// ```
#[must_use]
pub fn names_secret(name: &str) -> bool {
    let mut split = String::with_capacity(name.len());
    let mut was_lower = false;
    for c in name.chars() {
        if c.is_ascii_uppercase() && was_lower {
            split.push('-');
        }
        was_lower = c.is_ascii_lowercase();
        split.push(c.to_ascii_lowercase());
    }
    if SECRET_TEXTS.contains(&&*split.replace(['_', ' '], "-")) {
        return true;
    }
    let words = split.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    let Some((last, before)) = words.split_last() else {
        return false;
    };
    let last = last.trim_end_matches(|c: char| c.is_ascii_digit());
    if HARMLESS_WORDS.contains(&last) || before.last().is_some_and(|word| HARMLESS.contains(word)) {
        return false;
    }
    let is_compound = (last.ends_with("key") || last.ends_with("pass")) && !NON_SECRET_WORDS.contains(&last);
    let is_word = SECRET_LAST_WORDS.contains(&last) || is_compound;
    (is_word || SECRET_PARTS.iter().any(|mark| last.contains(mark))) && is_secret(name)
}

/// Whether the name is one of [`SECRET_NAMES`], with hyphens or underscores.
fn is_listed(name: &str) -> bool {
    SECRET_NAMES.contains(&&*name.replace(['_', ' '], "-"))
}

fn is_secret_word(word: &str) -> bool {
    // Names of cookies may end with a number.
    let word = word.trim_end_matches(|c: char| c.is_ascii_digit());
    SECRET_WORDS.contains(&word)
        || ((word.ends_with("key") || word.ends_with("pass")) && !NON_SECRET_WORDS.contains(&word))
}

/// Whether a word of a sentence is the name of a secret, whatever follows. `key`, `session` and similar words are too
/// common in sentences.
#[must_use]
pub fn announces(word: &str) -> bool {
    let is_common = SECRET_WORDS
        .iter()
        .any(|common| *common != "pass" && common.eq_ignore_ascii_case(word));
    is_secret(word) && !is_common && !is_listed(&word.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::{announces, is_secret, names_secret};

    #[test]
    fn names_of_secrets_are_recognised() {
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

    /// The names that the schemas of FortiOS 6.2, 7.0 and 7.2 (`action=schema`) type as passwords, and the names of
    /// secrets that they type as text.
    const OF_SCHEMAS: &str = "access-token alicloud-access-key-secret api-key auth-key auth-password auth-password-l1 \
        auth-password-l2 auth-pwd auth-string authentication-key authpasswd aws-api-key azure-api-key bmr-hostname \
        client-secret ddns-password eap-password enc-key fortipresence-secret group-authentication-secret \
        group-password inter-controller-key key key-string ldap-password login-passwd login-password logon-password \
        md5-key passphrase passwd passwd-value password password2 password3 password4 password5 ppk-secret \
        pptp-password priv-pwd proxy-password psk psksecret psksecret-remote rsso-secret sae-password \
        sam-cwp-password sam-password scep-password secondary-key secondary-secret secret secret-key server-key \
        sim1-pin-code sim2-pin-code sso-password tertiary-key tertiary-secret uploadpass vcenter-password \
        wan-port-auth-password \
        admin-ssh-password anonymization-hash authkey ddns-key enckey entropy-token hostkey-rsa2048 kerberos-keytab \
        key-inbound key-outbound keytab n-mhae-key preshared-key private-key privatekey secret-token sim1-pin";

    #[test]
    fn passwords_in_the_schemas_are_recognised() {
        for name in OF_SCHEMAS.split_whitespace() {
            assert!(is_secret(name) && is_secret(&name.replace('-', "_")), "{name}");
        }
        assert!(is_secret("krb-keytab"));
        for name in [
            "community",
            "snmp_community",
            "hash",
            "bearer",
            "keytab",
            "salt",
            "jwt",
            "seed",
        ] {
            assert!(is_secret(name), "{name}");
            assert!(!announces(name), "{name} is a word of sentences");
        }
    }

    #[test]
    fn a_text_is_a_secret_if_its_last_word_says_so() {
        let texts = "admin-ssh-password anonymization-hash authkey ddns-key enckey entropy-token hostkey-rsa2048 \
            kerberos-keytab key-inbound key-outbound keytab n-mhae-key preshared-key private-key privatekey secret-token \
            sim1-pin psksecret auth-pwd passwd2 apiKey access_token";
        for name in texts.split_whitespace() {
            assert!(names_secret(name), "{name}");
        }
        let others = "auth-redirect-addr http-cookie-path account-key-filter password-attr passwd-time public-key \
            ssh-public-key1 parent-key alicloud-access-key-id session session-disconnect wan-port-auth-usrname fortitoken \
            iconKey donutGroupByKey sort_key hash community bypass mkey";
        for name in others.split_whitespace() {
            assert!(!names_secret(name), "{name}");
        }
    }

    #[test]
    fn other_names_are_not_secrets() {
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
            "match-community",
            "send-community6",
            "postal-community",
            "hash-mode",
            "hash-algorithm",
            "bsr-hash",
            "keyboard-layout",
            "keychain",
            "certificate",
            "ssl-server-cert",
            "license",
            "signature",
            "fingerprint",
        ] {
            assert!(!is_secret(name), "{name}");
        }
        assert!(announces("passwd") && announces("psksecret") && announces("private-key"));
        assert!(!announces("key") && !announces("session") && !announces("Auth"));
    }
}
