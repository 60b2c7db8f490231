//! Drives every table and every Monitor call of a description over HTTPS.

use fmg_sim::{Account, Product, Sim};
use reqwest::Client;
use serde_json::{Map, Value, json};

use super::fits::fits;
use super::values::Values;
use crate::https;

/// A client of a described FortiGate.
pub(super) struct Driver<'s> {
    sim: &'s Sim,
    https: Client,
    token: String,
    /// The calls that contradicted the description.
    pub(super) faults: Vec<String>,
    /// The tables and calls that were driven.
    pub(super) driven: usize,
}

/// A table by its path and name, as urls have it.
pub(super) fn url(schema: &Value) -> String {
    let part = |name: &str| segment(&json!(schema[name].as_str().unwrap_or_default()));
    format!("/api/v2/cmdb/{}/{}", part("path"), part("name"))
}

fn segment(key: &Value) -> String {
    let text = key.as_str().map_or_else(|| key.to_string(), str::to_owned);
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

impl<'s> Driver<'s> {
    pub(super) fn new(sim: &'s Sim) -> Self {
        Self::of(sim, "robot")
    }

    /// A client with the token of this API user.
    pub(super) fn of(sim: &'s Sim, user: &str) -> Self {
        let mut accounts = sim.accounts(Product::FortiGate).into_iter();
        let token = accounts.find_map(|account| match account {
            Account::Token { name, token, .. } if name == user => Some(token),
            _ => None,
        });
        Self {
            sim,
            https: https(sim),
            token: token.unwrap(),
            faults: Vec::new(),
            driven: 0,
        }
    }

    pub(super) async fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
        let request = self
            .https
            .request(method.parse().unwrap(), format!("{}{path}", self.sim.fortios_url()));
        let mut request = request.bearer_auth(&self.token);
        if let Some(body) = body {
            request = request
                .header("content-type", "application/json")
                .body(body.to_string());
        }
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }

    /// Makes a call that has to get this status, and returns the results.
    async fn results(&mut self, wanted: u16, method: &str, path: &str, body: Option<&Value>) -> Value {
        let (status, mut reply) = self.ask(method, path, body).await;
        if status != wanted {
            let said = reply["cli_error"]
                .as_str()
                .map_or_else(|| reply.to_string(), str::to_owned);
            let body = body.map(Value::to_string).unwrap_or_default();
            self.faults
                .push(format!("{method} {path} {body:.400}: {status}, not {wanted}: {said}"));
        }
        reply["results"].take()
    }

    fn check(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.faults.push(what());
        }
    }

    /// Drives a table through all that it can do.
    pub(super) async fn table(&mut self, values: &Values<'_>, schema: &Value) {
        self.driven += 1;
        let path = url(schema);
        let shown = self.results(200, "GET", &format!("{path}?action=schema"), None).await;
        self.check(shown == *schema, || {
            format!("{path}: the schema is not shown as it was given")
        });
        let defaults = self.results(200, "GET", &format!("{path}?action=default"), None).await;
        self.check(defaults.is_object(), || format!("{path}: there are no defaults"));
        let is_single = schema["mkey"].is_null();
        match (is_single, schema["readonly"] == json!(true)) {
            (true, true) => {
                let object = self.results(200, "GET", &path, None).await;
                self.check(object.is_object(), || format!("{path}: {object} is not an object"));
                self.results(405, "PUT", &path, Some(&json!({}))).await;
            }
            (true, false) => self.single(values, schema, &path).await,
            (false, true) => {
                let rows = self.results(200, "GET", &path, None).await;
                self.check(rows.is_array(), || format!("{path}: {rows} is not a list"));
                self.results(405, "POST", &path, Some(&json!({}))).await;
            }
            (false, false) => self.rows(values, schema, &path).await,
        }
    }

    async fn single(&mut self, values: &Values<'_>, schema: &Value, path: &str) {
        for turn in [0, 1] {
            let sent = Value::from(values.row(schema, turn, ""));
            self.references(values, schema);
            self.results(200, "PUT", path, Some(&sent)).await;
            let read = self.results(200, "GET", path, None).await;
            self.compare(path, schema, &sent, &read);
            // The values that were read can be written again.
            self.results(200, "PUT", path, Some(&read)).await;
        }
        self.children(values, schema, path).await;
    }

    async fn rows(&mut self, values: &Values<'_>, schema: &Value, path: &str) {
        let mkey = schema["mkey"].as_str().unwrap();
        self.references(values, schema);
        let before = self
            .results(200, "GET", path, None)
            .await
            .as_array()
            .map_or(0, Vec::len);
        let first = Value::from(values.row(schema, 0, "first"));
        let (status, reply) = self.ask("POST", path, Some(&first)).await;
        self.check(status == 200, || format!("POST {path} {first:.400}: {status}: {reply}"));
        if status != 200 {
            return;
        }
        let key = reply["mkey"].clone();
        let own = format!("{path}/{}", segment(&key));
        let read = self.results(200, "GET", &own, None).await;
        self.compare(&own, schema, &first, &read[0]);
        self.check(read[0]["q_origin_key"] == key, || {
            format!("{own}: {read} has another key")
        });
        let mut second = values.row(schema, 1, "first");
        second.remove(mkey);
        let second = Value::from(second);
        self.results(200, "PUT", &own, Some(&second)).await;
        let read = self.results(200, "GET", &own, None).await;
        self.compare(&own, schema, &second, &read[0]);
        self.results(200, "PUT", &own, Some(&read[0])).await;
        self.children(values, schema, &own).await;

        let mut rows = vec![own.clone()];
        if values.has_own_keys(schema) {
            let copy = values.key(schema, "copy");
            rows.insert(0, format!("{path}/{}", segment(&copy)));
            self.copy(path, mkey, &key, &copy).await;
        }
        for gone in &rows {
            self.results(200, "DELETE", gone, None).await;
            self.results(404, "GET", gone, None).await;
        }
        let after = self
            .results(200, "GET", path, None)
            .await
            .as_array()
            .map_or(0, Vec::len);
        self.check(before == after, || format!("{path}: {before} rows became {after}"));
    }

    /// Copies a row, and moves the copy before it.
    async fn copy(&mut self, path: &str, mkey: &str, key: &Value, copy: &Value) {
        let (own, other) = (format!("{path}/{}", segment(key)), format!("{path}/{}", segment(copy)));
        self.results(200, "POST", &format!("{own}?action=clone&nkey={}", segment(copy)), None)
            .await;
        self.results(200, "GET", &other, None).await;
        self.results(
            200,
            "PUT",
            &format!("{other}?action=move&before={}", segment(key)),
            None,
        )
        .await;
        let rows = self.results(200, "GET", path, None).await;
        let place = |wanted: &Value| rows.as_array()?.iter().position(|row| row[mkey] == *wanted);
        self.check(place(copy).is_some() && place(copy) < place(key), || {
            format!("{path}: the copy was not moved")
        });
    }

    /// Drives each sub table by its own url.
    async fn children(&mut self, values: &Values<'_>, schema: &Value, path: &str) {
        for (name, child) in schema["children"].as_object().into_iter().flatten() {
            if child["category"] != "table" || child["readonly"] == json!(true) {
                continue;
            }
            let path = format!("{path}/{}", segment(&json!(name)));
            self.results(200, "DELETE", &path, None).await;
            self.references(values, schema);
            let row = Value::from(values.row(child, 0, "child"));
            let (status, reply) = self.ask("POST", &path, Some(&row)).await;
            self.check(status == 200, || format!("POST {path} {row:.400}: {status}: {reply}"));
            if status != 200 {
                continue;
            }
            let own = format!("{path}/{}", segment(&reply["child_mkey"]));
            let read = self.results(200, "GET", &own, None).await;
            self.compare(&own, child, &row, &read[0]);
            self.results(200, "PUT", &own, Some(&read[0])).await;
            let rows = self.results(200, "GET", &path, None).await;
            let mkey = child["mkey"].as_str().unwrap_or_default();
            let is_listed = rows
                .as_array()
                .is_some_and(|rows| rows.iter().any(|row| row[mkey] == reply["child_mkey"]));
            self.check(is_listed, || format!("{path}: {rows}"));
            self.results(200, "DELETE", &own, None).await;
            self.results(404, "GET", &own, None).await;
        }
    }

    /// Adds the rows that the values of a table refer to.
    fn references(&mut self, values: &Values<'_>, schema: &Value) {
        for (table, row) in values.referenced(schema) {
            let row = row.as_object().unwrap();
            if let Err(error) = self.sim.fortios().put("root", &table, row) {
                self.faults.push(format!("{table}: {error}"));
            }
        }
    }

    /// Compares the values of a row that was written with those that were read.
    fn compare(&mut self, path: &str, schema: &Value, sent: &Value, read: &Value) {
        for (name, sent) in sent.as_object().into_iter().flatten() {
            let field = &schema["children"][name];
            let read = &read[name];
            let is_secret = match field["type"].as_str().unwrap_or_default() {
                "key" => field["options"].is_null(),
                kind => kind.contains("password"),
            };
            let same = match (sent, read) {
                _ if field["readonly"] == json!(true) || is_secret => true,
                (Value::Array(sent), Value::Array(read)) if sent.len() == read.len() => {
                    for (sent, read) in sent.iter().zip(read) {
                        self.compare(&format!("{path}.{name}"), field, sent, read);
                    }
                    true
                }
                (Value::Object(_), Value::Object(_)) => {
                    self.compare(&format!("{path}.{name}"), field, sent, read);
                    true
                }
                _ => sent == read,
            };
            self.check(same, || {
                format!("{path}: `{name}` was written as {sent} and read as {read}")
            });
        }
    }

    /// Makes a Monitor call with all its parameters, as its entry in the directory says.
    pub(super) async fn call(&mut self, entry: &Value) {
        self.driven += 1;
        let Some(method) = entry["request"]["http_method"].as_str() else {
            return;
        };
        let part = |name: &str| segment(&json!(entry[name].as_str().unwrap_or_default()));
        let mut path = format!("/api/v2/monitor/{}/{}", part("path"), part("name"));
        if !part("action").is_empty() && (&*part("action"), method) != ("select", "GET") {
            path = format!("{path}/{}", part("action"));
        }
        if entry["supported"] == json!(false) {
            let (status, _) = self.ask(method, &path, None).await;
            self.check(matches!(status, 404 | 405), || {
                format!("{method} {path} is not supported, but has {status}")
            });
            return;
        }
        let mut members = Map::new();
        for parameter in entry["request"]["parameters"].as_array().into_iter().flatten() {
            let Some(name) = parameter["name"].as_str() else {
                continue;
            };
            let value = match parameter["type"].as_str().unwrap_or_default() {
                "int" | "integer" => json!(1),
                "string" if name == "vdom" => json!("root"),
                "boolean" => json!(true),
                "array" => json!(["text"]),
                "object" => json!({"text": "text"}),
                _ => json!("text"),
            };
            members.entry(name).or_insert(value);
        }
        let is_upload = entry["request"]["file_upload"] == json!(true);
        if is_upload {
            members.insert("file_content".to_owned(), json!("c2FtcGxl"));
        }
        let (status, reply) = if method == "GET" {
            let mut query = form_urlencoded::Serializer::new(String::new());
            for (name, value) in &members {
                query.append_pair(name, &value.as_str().map_or_else(|| value.to_string(), str::to_owned));
            }
            self.ask(method, &format!("{path}?{}", query.finish()), None).await
        } else {
            self.ask(method, &path, Some(&members.into())).await
        };
        self.check(status == 200, || format!("{method} {path}: {status}: {reply}"));
        let response = &entry["response"];
        if response["file_download"] == json!(true) {
            self.check(reply.is_string() || !reply.is_null(), || format!("{path}: no file"));
            return;
        }
        if let Err(why) = fits(response, response, &reply["results"], 0) {
            self.faults
                .push(format!("{method} {path}: {why}: {:.400}", reply["results"]));
        }
    }
}
