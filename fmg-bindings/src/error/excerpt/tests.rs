use super::{LONGEST, LONGEST_WORD, LOOKED_AT, MASK, around, message, without_value};

#[test]
fn secrets_of_every_json_type_are_masked() {
    let text = r#"{"session": "s3cr3t", "passwd": ["ENC", "s3cr3t"], "psk": {"a": "s3cr3t"}, "pin_key": 12345, "name": "host_001"}"#;
    assert_eq!(
        around(text, 0),
        r#"{"session": [redacted], "passwd": [[redacted], [redacted]], "psk": {"a"…"#
    );
    let all = around(text, 60) + &around(text, text.len());
    assert!(!all.contains("s3cr3t") && !all.contains("12345"), "{all}");
    assert!(all.contains("host_001"), "{all}");
}

#[test]
fn the_password_of_an_echoed_request_is_masked() {
    let echo = r#"{"status": 502, "path": "/jsonrpc/sys/backup?passwd=s3cr3t"}"#;
    assert_eq!(
        around(echo, 0),
        r#"{"status": 502, "path": "/jsonrpc/sys/backup?passwd=[redacted]"}"#
    );
    assert_eq!(
        around(r#"["user=a&password=s3cr3t"]"#, 0),
        r#"["user=a&password=[redacted]"]"#
    );
    assert!(!around("GET /jsonrpc/sys/backup?passwd=s3cr3t failed", 0).contains("s3cr3t"));
}

#[test]
fn a_truncated_secret_is_masked() {
    let text = r#"{"id": 1, "session": "s3cr3t-and-no-end"#;
    assert_eq!(around(text, text.len()), r#"{"id": 1, "session": [redacted]"#);
    assert_eq!(around(r#"{"token": s3cr3t "#, 0), r#"{"token": [redacted]"#);
}

#[test]
fn a_quote_inside_a_string_does_not_end_it() {
    let text = r#"{"a\"": "x\\", "passwd": "s3\"cr3t", "b": 1}"#;
    assert_eq!(around(text, 20), r#"{"a\"": "x\\", "passwd": [redacted], "b": 1}"#);
}

#[test]
fn long_responses_are_cut_around_the_offset() {
    let text = format!(
        r#"{{"a": [{}{{"oid": "x"}}{}]}}"#,
        "1, ".repeat(1000),
        ", 2".repeat(1000)
    );
    let shown = around(&text, text.find("oid").unwrap());
    assert!(shown.starts_with('…') && shown.ends_with('…'), "{shown}");
    assert!(
        shown.contains(r#""oid": "x""#) && shown.chars().count() <= 201,
        "{shown}"
    );
}

/// `around` must not depend on text beyond the bound, because it would have to read that.
#[test]
fn only_the_first_bytes_of_a_text_are_searched() {
    let filler = "x ".repeat(LOOKED_AT);
    assert_eq!(around(&format!("<html>{filler}<title>late</title>"), 0), "");
    assert_eq!(around(&format!("{}upstream timed out", " ".repeat(LOOKED_AT)), 0), "");
    let name = "a".repeat(LOOKED_AT);
    assert_eq!(around(&format!("{name}=s3cr3t"), 0), MASK);
    assert_eq!(
        around(&format!(r#"{{"{name}": "s3cr3t", "b": 1}}"#), 0).len(),
        LONGEST_WORD + "{…".len()
    );
    let said = message(&format!("value parse error before 'home' {filler} passwd"), 40);
    assert_eq!(said, "value parse error before 'home' x x x x …");
}

#[test]
fn a_bound_never_cuts_a_character() {
    for shift in 0..4 {
        let text = format!("{}{}", "a".repeat(shift), "€".repeat(LOOKED_AT));
        assert_eq!(around(&text, 0), MASK);
        assert!(message(&text, 4 * LOOKED_AT).len() <= LOOKED_AT + '…'.len_utf8());
        let json = format!(r#"["{text}", "{text}"]"#);
        for offset in [json.len(), LOOKED_AT, LOOKED_AT + 1, LOOKED_AT + 2, usize::MAX] {
            assert!(around(&json, offset).chars().count() <= LONGEST + 1);
        }
    }
}

/// Only the beginning of a text tells whether a value far into it belongs to a secret.
#[test]
fn far_into_a_text_names_are_shown_and_values_are_masked() {
    let rows = r#"{"policyid": 7, "name": "out", "psk": "s3cr3t", "tags": ["s3cr3t"]}, "#.repeat(LOOKED_AT / 40);
    let text = format!(r#"{{"psk": [{rows}{{"at": "s3cr3t", "fault": 12345}}]}}"#);
    let at = text.find("fault").unwrap();
    assert!(at > LOOKED_AT);
    let shown = around(&text, at + 8);
    assert!(shown.contains(r#""at": [redacted], "fault": [redacted]"#), "{shown}");
    assert!(
        shown.starts_with('…') && !shown.contains("s3cr3t") && !shown.contains("12345"),
        "{shown}"
    );
    // The searched part may begin anywhere, also inside a string or an escape.
    for shift in 0..80 {
        let shown = around(&text, at - shift);
        assert!(
            !["s3cr3t", "out", "12345"].iter().any(|value| shown.contains(value)),
            "{shown}"
        );
    }
}

#[test]
fn of_a_web_page_the_title_is_shown() {
    assert_eq!(
        around("<!DOCTYPE html>\n<HTML><Title lang=en> Bad\tGateway </title><body>x", 0),
        "Bad Gateway"
    );
    assert_eq!(around("<html>", 0), "");
}

#[test]
fn of_other_text_the_words_are_shown() {
    assert_eq!(around("upstream timed out", 0), "upstream timed out");
    assert_eq!(
        around("session=abc password: def ok", 0),
        "session=[redacted] password: [redacted] ok"
    );
    assert_eq!(around(&"x".repeat(40), 0), "[redacted]");
    assert_eq!(around("  ", 0), "");
}

#[test]
fn only_the_quoted_value_is_removed_from_a_message() {
    assert_eq!(
        without_value(r#"invalid type: string "s3cr3t, expected x", expected u8 at line 1 column 9"#),
        "invalid type: string, expected u8"
    );
    assert_eq!(
        without_value("unknown variant `s3cr3t`, expected `a` or `b` at line 1 column 2"),
        "unknown variant, expected `a` or `b`"
    );
    assert_eq!(
        without_value("missing field `name` at line 1 column 2"),
        "missing field `name`"
    );
}

#[test]
fn a_message_of_the_cli_is_shown_on_one_line() {
    assert_eq!(
        message(
            "node_check_object fail! for name home\n\nvalue parse error before 'home'\nReturn code -651\n",
            500
        ),
        "node_check_object fail! for name home value parse error before 'home' Return code -651"
    );
    assert_eq!(message("a\u{1b}[31m\u{7}b", 500), "a [31m b");
    assert_eq!(message("duplicate key 'x'", 500), "duplicate key 'x'");
    assert_eq!(message("abcdef", 3), "abc…");
    assert_eq!(message("\n", 3), "");
}

#[test]
fn the_quoted_value_of_a_secret_is_masked_in_a_message_of_the_cli() {
    for text in [
        "node_check_object fail! for psksecret s3cr3t value parse error before 's3cr3t'",
        "node_check_object fail! for password 's3cr3t s3cr3t' x",
        "value parse error before \"s3cr3t\" (set passwd)",
        "value parse error before 's3cr3t, and\ns3cr3t' after private-key",
    ] {
        let shown = message(text, 500);
        assert!(!shown.contains("s3cr3t") && shown.contains("[redacted]"), "{shown}");
    }
}

/// Texts in which an appliance or a gateway may quote another user's secret, which is `S3cr3t+9x/Yz`.
const QUOTES: [&str; 104] = [
    // JSON.
    r#"{"passwd":"S3cr3t+9x/Yz"}"#,
    r#"{"adm_pass":["ENC","S3cr3t+9x/Yz"]}"#,
    r#"{"psk":{"old":"S3cr3t+9x/Yz"}}"#,
    r#"{"session" : "S3cr3t+9x/Yz"}"#,
    r#"{"sessionKey":"S3cr3t+9x/Yz"}"#,
    r#"{"APSCOOKIE_443":"S3cr3t+9x/Yz"}"#,
    r#"{"a":1,"token":"S3cr3t+9x/Yz"#,
    r#"{"token":S3cr3t+9x/Yz}"#,
    r#"{"name":"passwd","value":"S3cr3t+9x/Yz"}"#,
    r#"{"value":"S3cr3t+9x/Yz","name":"passwd"}"#,
    r#"{"field":"psksecret","error":"S3cr3t+9x/Yz is too short"}"#,
    r#"{"attr":"password","old":"S3cr3t+9x/Yz","new":["S3cr3t+9x/Yz"]}"#,
    r#"[{"key":"private-key","val":{"text":"S3cr3t+9x/Yz"}}]"#,
    r#"{"errors":[{"loc":"secret","input":"S3cr3t+9x/Yz"}]}"#,
    r#"["passwd","S3cr3t+9x/Yz"]"#,
    r#"["set","admin","passwd", "S3cr3t+9x/Yz"]"#,
    r#"[["Authorization","Basic S3cr3t+9x/Yz"]]"#,
    r#"{"headers":["Authorization: Basic S3cr3t+9x/Yz","Accept: */*"]}"#,
    r#"{"headers":[["Cookie","a=S3cr3t+9x/Yz"]]}"#,
    r#"{"headers":{"Cookie":"a=S3cr3t+9x/Yz"}}"#,
    r#"{"headers":[{"name":"X-Auth-Token","value":"S3cr3t+9x/Yz"}]}"#,
    r"{'passwd': 'S3cr3t+9x/Yz'}",
    r"{'user': 'a', 'passwd': ['S3cr3t+9x/Yz']}",
    // JSON in a string, once or several times.
    r#"{"message":"{\"passwd\":\"S3cr3t+9x/Yz\"}"}"#,
    r#"{"message":"{\"user\": \"a\", \"passwd\" : \"S3cr3t+9x/Yz\", \"b\": 1}"}"#,
    r#"{"message":"{\\\"passwd\\\":\\\"S3cr3t+9x/Yz\\\"}"}"#,
    r#"{"message":"[\"passwd\",\"S3cr3t+9x/Yz\"]"}"#,
    r#"{"message":"{'passwd': 'S3cr3t+9x/Yz'}"}"#,
    r#"{"message":"{\"passwd\":[\"ENC\",\"S3cr3t+9x/Yz\"]}"}"#,
    r#"{"message":"{\u0022passwd\u0022:\u0022S3cr3t+9x/Yz\u0022}"}"#,
    r#"{"message":"bad body: {\"passwd\":\"S3cr3t+9x/Yz\"#,
    // Urls, forms, headers.
    r#"{"path":"/jsonrpc/sys/backup?passwd=S3cr3t+9x/Yz"}"#,
    r#"{"body":"u=a&passwd=S3cr3t+9x/Yz&b=1"}"#,
    "u=a&passwd=S3cr3t+9x/Yz",
    "u=a&passwd=S3cr3t+9x/Yz&b=c",
    "GET /jsonrpc/sys/backup?passwd=S3cr3t+9x/Yz HTTP/1.1",
    "GET /a?req=%7B%22passwd%22%3A%22S3cr3t+9x/Yz%22%7D HTTP/1.1",
    "passwd%3DS3cr3t+9x/Yz",
    "https://admin:S3cr3t+9x/Yz@fmg.example/jsonrpc",
    "proxy http://S3cr3t+9x%2FYz@proxy.example refuses",
    "Authorization: Basic S3cr3t+9x/Yz",
    "Authorization: Bearer S3cr3t+9x/Yz",
    "authorization: S3cr3t+9x/Yz",
    "Authorization=Basic S3cr3t+9x/Yz",
    "got Bearer S3cr3t+9x/Yz",
    "Basic S3cr3t+9x/Yz is not valid",
    "Proxy-Authorization: Basic S3cr3t+9x/Yz",
    "Cookie: CURRENT_SESSION=S3cr3t+9x/Yz; b=S3cr3t+9x/Yz",
    "Set-Cookie: a=\"S3cr3t+9x/Yz\"; Path=/",
    "X-CSRFTOKEN: S3cr3t+9x/Yz",
    "Host: a\r\nCookie: a=S3cr3t+9x/Yz\r\nAccept: b",
    r#"{"request":"POST / HTTP/1.1\r\nAuthorization: Basic S3cr3t+9x/Yz\r\nHost: a"}"#,
    "access_token=S3cr3t+9x/Yz",
    // Sentences.
    "bad passwd S3cr3t+9x/Yz",
    "Bad password 'S3cr3t+9x/Yz'",
    "bad password: S3cr3t+9x/Yz",
    "bad password \"S3cr3t+9x/Yz x\"",
    "the password is S3cr3t+9x/Yz",
    "The password was S3cr3t+9x/Yz.",
    "password set to S3cr3t+9x/Yz",
    "password for user admin is S3cr3t+9x/Yz",
    "password of admin: S3cr3t+9x/Yz",
    "passwd=S3cr3t+9x/Yz",
    "passwd = 'S3cr3t+9x/Yz'",
    "passwd := S3cr3t+9x/Yz",
    "passwd => S3cr3t+9x/Yz",
    "passwd -> S3cr3t+9x/Yz",
    "passwd(S3cr3t+9x/Yz)",
    "passwd (S3cr3t+9x/Yz) refused",
    "passwd [S3cr3t+9x/Yz] refused",
    "passwd: `S3cr3t+9x/Yz`",
    "'S3cr3t+9x/Yz' is not a valid password",
    "\"S3cr3t+9x/Yz\": no such token",
    "value parse error before 'S3cr3t+9x/Yz' (set passwd)",
    "node_check_object fail! for psksecret S3cr3t+9x/Yz\n\nvalue parse error before 'S3cr3t+9x/Yz'\n",
    "node_check_object fail! for password 'S3cr3t+9x/Yz x'",
    "set passwd S3cr3t+9x/Yz",
    "set password ENC S3cr3t+9x/Yz",
    "set comment ENC S3cr3t+9x/Yz",
    "set psksecret \"S3cr3t+9x/Yz\"",
    "set private-key \"-----BEGIN PRIVATE KEY-----\nS3cr3t+9x/Yz\n-----END PRIVATE KEY-----\"",
    "x -----BEGIN RSA PRIVATE KEY-----\nS3cr3t+9x/Yz\n-----END RSA PRIVATE KEY----- y",
    "x -----BEGIN ENCRYPTED PRIVATE KEY-----\nS3cr3t+9x/Yz",
    "session=S3cr3t+9x/Yz",
    "session: S3cr3t+9x/Yz",
    "session_key S3cr3t+9x/Yz",
    "api key: S3cr3t+9x/Yz",
    "apikey S3cr3t+9x/Yz",
    "api-key S3cr3t+9x/Yz not known",
    "token S3cr3t+9x/Yz has expired",
    "invalid token S3cr3t+9x/Yz",
    "wrong credentials S3cr3t+9x/Yz",
    "PIN: S3cr3t+9x/Yz",
    r#"{"community":"S3cr3t+9x/Yz"}"#,
    r#"{"snmp_community":"S3cr3t+9x/Yz"}"#,
    r#"{"keytab":"S3cr3t+9x/Yz"}"#,
    r#"{"kerberos-keytab":["S3cr3t+9x/Yz"]}"#,
    r#"{"bearer":"S3cr3t+9x/Yz","hash":"S3cr3t+9x/Yz"}"#,
    "community: S3cr3t+9x/Yz",
    "hash=S3cr3t+9x/Yz",
    "set keytab=S3cr3t+9x/Yz",
    // Web pages, whose title is shown, and other text with tags.
    "<html><title>bad passwd S3cr3t+9x/Yz</title>",
    "error: <password>S3cr3t+9x/Yz</password>",
    "error: <a password=\"S3cr3t+9x/Yz\">",
];

#[test]
fn a_secret_of_another_user_is_masked_in_every_text() {
    let left: Vec<_> = QUOTES
        .iter()
        .flat_map(|text| [around(text, 0), around(text, text.len()), message(text, 500)].map(|shown| (text, shown)))
        .filter(|(_, shown)| ["S3cr3t", "9x", "Yz"].iter().any(|part| shown.contains(part)))
        // Text that is not JSON keeps its words and lines.
        .collect();
    assert!(left.is_empty(), "{left:#?}");
}

#[test]
fn ordinary_words_stay_readable() {
    for text in [
        "No permission for the resource",
        "Object does not exist",
        "The data is invalid for selected url",
        "runtime error -2: Object already exists",
        "Workspace is locked by other user",
        "Password is required",
        "Password is required to back up the configuration",
        "password is too short",
        "Password: must be at least 8 characters",
        "The password doesn't match the user's old one",
        "Invalid session id",
        "session has expired",
        "Session expired, log in again",
        "duplicate key 'x'",
        "Duplicate entry 'host_001' for key 'name'",
        "node_check_object fail! for name home value parse error before 'home' Command fail. Return code -651",
        "unknown keyword 'foo' at 'firewall address'",
        "authentication failed for user 'admin'",
        "basic authentication required",
        "Basic constraints are missing",
        "Bearer token required",
        "password policy: minimum length 8",
        "token has expired",
        "invalid token",
        "unauthorized",
        "the author of this policy is 'admin'",
        "private address 10.0.0.1 in 'wan1'",
        "passed 3 of 5 checks",
        "bypass 'wan1' enabled",
        "upstream timed out (110: Connection timed out) while reading upstream",
        "https://fmg.example/jsonrpc is not available",
        "key length 2048 is too small",
        "Cannot delete 'srv' because it's used by policy 'p1'",
        "community list 'cl-1' is used by route map 'rm-1'",
        "no such community",
        "hash mismatch in image file",
        "the keytab cannot be read",
        "seed is out of range",
    ] {
        assert_eq!(message(text, 500), text);
    }
    for text in [
        r#"{"mkey": "host_001", "q_origin_key": "a"}"#,
        r#"{"name": "host_001", "type": "ipmask", "key_size": 2048}"#,
        r#"{"password_required": true, "token": null, "passwd": ""}"#,
        r#"{"name": "keyword", "value": "x"}"#,
        r#"["name", "subnet", "comment"]"#,
        r#"{"keywords": ["a"], "author": "b"}"#,
        "upstream timed out",
    ] {
        assert_eq!(around(text, 0), text);
    }
}
