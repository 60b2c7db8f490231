//! Reads the JSON-RPC parts of a recorded request.

use serde_json::Value;

use crate::appliance::Received;

impl Received {
    pub(crate) fn method(&self) -> &str {
        self.body["method"].as_str().unwrap_or_default()
    }

    pub(crate) fn url(&self) -> &str {
        self.body["params"][0]["url"].as_str().unwrap_or_default()
    }

    pub(crate) fn session(&self) -> Option<&str> {
        self.body["session"].as_str()
    }

    /// The ordinary reply to this request.
    pub(crate) fn reply(&self, code: i64, message: &str, data: Option<Value>) -> Value {
        let mut entry = serde_json::json!({"status": {"code": code, "message": message}, "url": self.url()});
        if let Some(data) = data {
            entry["data"] = data;
        }
        serde_json::json!({"id": self.body["id"], "result": [entry]})
    }
}
