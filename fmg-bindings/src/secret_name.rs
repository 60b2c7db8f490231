//! Recognises member names of secrets.

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
pub(crate) fn is_secret(name: &str) -> bool {
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
pub(crate) fn announces(word: &str) -> bool {
    let is_common = SECRET_WORDS
        .iter()
        .any(|common| *common != "pass" && common.eq_ignore_ascii_case(word));
    is_secret(word) && !is_common && !is_listed(&word.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::{announces, is_secret};

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
