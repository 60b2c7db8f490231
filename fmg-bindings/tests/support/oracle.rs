//! Decides from the JSON alone whether a reply is a success, independently of the code under test.

use serde_json::Value;

/// Whether a JSON-RPC reply has a success status, and the id of the request if it had one.
pub fn json_rpc(reply: &Value, id: Option<u64>) -> bool {
    let Some(top) = reply.as_object() else { return false };
    let entry = match top.get("result") {
        None => reply,
        Some(Value::Array(entries)) if entries.len() == 1 => &entries[0],
        Some(entry @ Value::Object(_)) => entry,
        Some(_) => return false,
    };
    let is_zero = |code: Option<&Value>| {
        code.is_some_and(|code| code.is_i64() || code.is_u64()) && code.and_then(Value::as_i64) == Some(0)
    };
    let succeeds = |status: &Value| is_zero(status.get("code"));
    let no_error = |object: &Value| object.get("error").is_none_or(Value::is_null);
    entry.is_object()
        && entry.get("status").is_some_and(succeeds)
        && top
            .get("status")
            .is_none_or(|status| status.is_null() || succeeds(status))
        && no_error(reply)
        && no_error(entry)
        && id.is_none_or(|id| top.get("id").and_then(Value::as_u64) == Some(id))
}

/// Whether a reply of FortiOS has a success status.
pub fn fortios(reply: &Value) -> bool {
    let envelope = match reply {
        Value::Array(envelopes) if envelopes.len() == 1 => &envelopes[0],
        envelope => envelope,
    };
    let refuses = |status: &Value| status.as_i64().is_some_and(|status| (400..=999).contains(&status));
    envelope.get("status").and_then(Value::as_str) == Some("success")
        && !envelope.get("http_status").is_some_and(refuses)
        && envelope
            .get("error")
            .is_none_or(|code| code.is_null() || code.as_i64() == Some(0) || code.as_str() == Some("0"))
}

/// Whether a reply that is documented without a status, but with one of these members, is a success: it holds no
/// refusal, and has a success status or one of the members.
pub fn license(reply: &Value, members: &[&str]) -> bool {
    let is_yes = |status: &Value| match status {
        Value::String(word) => ["ok", "success"].contains(&&*word.to_ascii_lowercase()),
        status => status["code"].as_i64() == Some(0),
    };
    let agrees =
        |object: &Value| object.get("status").is_none_or(is_yes) && object.get("error").is_none_or(Value::is_null);
    let result = match reply.get("result") {
        Some(Value::Array(entries)) if entries.len() == 1 => Some(&entries[0]),
        result => result,
    };
    let has_success = json_rpc(reply, None) || result.is_some_and(|entry| is_yes(&entry["status"]));
    let is_known = members.iter().any(|name| reply.get(name).is_some());
    let refuses = reply.get("code").and_then(Value::as_i64).is_some_and(|code| code != 0);
    agrees(reply) && result.is_none_or(agrees) && (has_success || (is_known && !refuses))
}

/// Whether a response to a login of FortiOS reports only success and holds a key.
pub fn fortios_login(answer: &Value) -> bool {
    fortios_login_by_cookie(answer) && answer.get("session_key").is_some_and(|key| key.as_str() != Some(""))
}

/// Whether a response to a login of FortiOS reports only success.
pub fn fortios_login_by_cookie(answer: &Value) -> bool {
    let code = |said: &Value| said.as_i64().or_else(|| said.as_str()?.trim().parse().ok());
    let codes = ["status_code", "status"].map(|name| answer.get(name));
    let all = |fits: fn(Option<i64>, &Value) -> bool| codes.iter().flatten().all(|said| fits(code(said), said));
    let no_error = |error: &Value| error.is_null() || code(error) == Some(0);
    codes.iter().flatten().any(|said| matches!(code(said), Some(5 | 6)))
        && all(|code, said| matches!(code, Some(5 | 6)) || said.as_str() == Some("success"))
        && answer.get("error").is_none_or(no_error)
        && answer
            .get("http_status")
            .and_then(code)
            .is_none_or(|status| status < 400)
}

/// The JSON of a body; `None` if it is not JSON. A number that is too large never belongs to a status.
pub fn parsed(body: &[u8]) -> Option<Value> {
    let held = || String::from_utf8_lossy(body).replace("1e999", "1.5");
    serde_json::from_slice(body)
        .ok()
        .or_else(|| serde_json::from_str(&held()).ok())
}

/// The JSON of a body as appliances send it: with a byte order mark, bytes that are not UTF-8 and control characters in
/// strings. None of these changes a status.
pub fn parsed_leniently(body: &[u8]) -> Option<Value> {
    let wide = of_utf_16(body);
    let body = wide.as_deref().map_or(body, str::as_bytes);
    let (mut in_string, mut is_escaped) = (false, false);
    let plain = |c: char| {
        in_string ^= c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        // Outside of strings they are no JSON.
        if in_string && c < ' ' { ' ' } else { c }
    };
    let text: String = String::from_utf8_lossy(body).chars().map(plain).collect();
    serde_json::from_str(text.strip_prefix('\u{feff}').unwrap_or(&text)).ok()
}

/// The text of a body in UTF-16: with a byte order mark, or with mostly ASCII letters and NUL bytes beside them.
pub fn of_utf_16(body: &[u8]) -> Option<String> {
    let is_big = body.starts_with(b"\xfe\xff")
        || (body.first() == Some(&0) && body.get(1).is_some_and(|byte| (1..128).contains(byte)));
    let is_little = body.starts_with(b"\xff\xfe")
        || (body.get(1) == Some(&0) && body.first().is_some_and(|byte| (1..128).contains(byte)));
    if !is_big && !is_little {
        return None;
    }
    let units: Vec<u16> = body
        .chunks_exact(2)
        .map(|unit| u16::from(unit[usize::from(!is_big)]) << 8 | u16::from(unit[usize::from(is_big)]))
        .collect();
    let text = String::from_utf16_lossy(&units);
    let is_plain = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{feff}');
    let odd = text.chars().filter(|c| !is_plain(c)).count();
    let is_marked = text.starts_with('\u{feff}');
    ((is_marked || text.chars().count() >= 4) && odd <= 2).then(|| text.trim_start_matches('\u{feff}').to_owned())
}

/// Whether a JSON-RPC reply is a refusal: the only entry has a status with a code other than 0.
pub fn json_rpc_refuses(reply: &Value) -> bool {
    let entry = match reply.get("result") {
        Some(Value::Array(entries)) if entries.len() == 1 => &entries[0],
        Some(entry @ Value::Object(_)) => entry,
        _ => return false,
    };
    let code = entry.get("status").and_then(|status| status.get("code"));
    code.and_then(Value::as_i64).is_some_and(|code| code != 0)
}

/// Whether a response of the GUI's JSON url has a success status for the request with this id.
pub fn flat_ui(answer: &Value, id: u64) -> bool {
    let member = |name| answer.get(name).filter(|value| !value.is_null());
    let is_carried = answer.get("code").is_none_or(|code| code.as_i64() == Some(0));
    is_carried
        && match member("data") {
            Some(data) => {
                let is_alone = ["error", "status", "result"].iter().all(|name| member(name).is_none());
                is_alone && member("id").is_none_or(|own| own.as_u64() == Some(id)) && json_rpc(data, Some(id))
            }
            None => json_rpc(answer, Some(id)),
        }
}
