//! Tests of the API of the GUI.

mod calls;
mod coverage;
mod policies;
mod sessions;

use http::HeaderMap;

use super::*;

/// A client with a GUI session.
struct Visitor<'b> {
    bench: &'b Bench,
    cookie: String,
    csrf: String,
}

const LOGIN: &str = "/cgi-bin/module/flatui_auth";
const PROXY: &str = "/cgi-bin/module/flatui_proxy";
const LEGACY: &str = "/cgi-bin/module/flatui/json";

fn log_in<'b>(bench: &'b Bench, user: &str, password: &str) -> Result<Visitor<'b>, i64> {
    let params = json!({"secretkey": password, "logintype": 0, "username": user});
    let body = json!({"url": "/gui/userauth", "method": "login", "params": params});
    let request = Request::post(LOGIN).header("content-type", "application/json");
    let response = bench.fmg.handle(request.body(Bytes::from(body.to_string())).unwrap());
    let reply: Value = serde_json::from_slice(&response.body().held).unwrap();
    let status = &reply["result"][0]["status"];
    if status["code"] != 0 {
        return Err(status["code"].as_i64().unwrap());
    }
    assert_eq!(
        reply,
        json!({"result": [{"data": null, "id": null, "status": {"code": 0, "message": ""}, "url": "/gui/userauth"}]})
    );
    let cookies = response.headers()["set-cookie"].to_str().unwrap();
    let value = |name: &str| {
        let from = cookies
            .split(", ")
            .find_map(|cookie| cookie.strip_prefix(name))
            .unwrap();
        from.split(';').next().unwrap().to_owned()
    };
    assert_eq!(cookies.matches("; Path=/; ").count(), 4);
    Ok(Visitor {
        bench,
        cookie: value("CURRENT_SESSION="),
        csrf: value("HTTP_CSRF_TOKEN="),
    })
}

fn admin(bench: &Bench) -> Visitor<'_> {
    log_in(bench, "admin", "admin").unwrap()
}

impl Visitor<'_> {
    fn send(&self, method: &str, uri: &str, headers: &[(&str, &str)], body: &[u8]) -> (u16, HeaderMap, Bytes) {
        let mut request = Request::builder().method(method).uri(uri);
        request = request.header("cookie", format!("CURRENT_SESSION={}; auth_state=", self.cookie));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Bytes::copy_from_slice(body)).unwrap();
        let response = self.bench.fmg.handle(request);
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        (status, headers, response.into_body().held)
    }

    fn post(&self, uri: &str, body: &Value) -> (u16, Bytes) {
        let (status, _, body) = self.send("POST", uri, &[("Xsrf-Token", &self.csrf)], body.to_string().as_bytes());
        (status, body)
    }

    fn get(&self, uri: &str) -> (u16, HeaderMap, Bytes) {
        self.send("GET", uri, &[], b"")
    }

    fn proxied(&self, method: &str, url: &str, params: Value) -> Bytes {
        let mut body = json!({"url": url, "method": method});
        if !params.is_null() {
            body["params"] = params;
        }
        let (status, body) = self.post(PROXY, &body);
        assert_eq!(status, 200);
        body
    }

    /// Makes a call through the proxy, and returns its data or the code of its refusal.
    fn call(&self, method: &str, url: &str, params: Value) -> Result<Value, i64> {
        let reply: Value = serde_json::from_slice(&self.proxied(method, url, params)).unwrap();
        let entry = &reply["result"][0];
        match entry["status"]["code"].as_i64() {
            Some(0) => Ok(entry["data"].clone()),
            Some(code) => Err(code),
            None => Ok(entry.clone()),
        }
    }
}
