//! The raw tier: any method on any path, JSON in and JSON out, for what no request type covers.

use std::borrow::Cow;

use fmg_template::Escaping;
use serde_json::Value;

use super::Method;
use super::path::Path;
use super::protocol::FortiOs;
use crate::web::members::Members;
use crate::{Call, Endpoint, ReplyWithout};

/// A call that is put together at run time; [`Client::call`](super::Client::call) makes one.
///
/// Its path still comes from [`path!`](crate::path), which checks the template when the program is compiled and encodes
/// the values; what it answers is the `results` of the reply as JSON, or JSON `null` if the reply has none.
#[derive(Clone)]
pub struct Raw {
    method: Method,
    path: Path,
    query: Vec<(Cow<'static, str>, Value)>,
    body: Option<Value>,
    reply_without: ReplyWithout,
}

impl Raw {
    pub(super) fn new(method: Method, path: Path) -> Self {
        Self {
            method,
            path,
            query: Vec::new(),
            body: None,
            reply_without: ReplyWithout::NOTHING,
        }
    }
}

impl<C> Call<'_, C, Raw> {
    /// Adds a parameter to the query; one with a name that is there already is added to it.
    ///
    /// A scalar is sent as its text, a list as the parameter repeated, an object as its JSON text, and JSON `null` not
    /// at all.
    pub fn query(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Value>) -> Self {
        self.request.query.push((name.into(), value.into()));
        self
    }

    /// Sets the body of the request. Reads have none.
    pub fn body(mut self, body: impl Into<Value>) -> Self {
        self.request.body = Some(body.into());
        self
    }

    /// Says what the reply to this call is documented to lack. Unless told so, a reply without it is an error.
    ///
    /// ```
    /// # use fmg_bindings::{Error, ReplyWithout, fortios, path};
    /// # async fn example(fgt: fortios::Client) -> Result<(), Error> {
    /// let reboot = fgt.call(fortios::Method::Post, path!("/api/v2/monitor/system/os/reboot"));
    /// reboot.reply_without(ReplyWithout::NOTHING.body()).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn reply_without(mut self, parts: ReplyWithout) -> Self {
        self.request.reply_without = parts;
        self
    }
}

impl Endpoint for Raw {
    type Protocol = FortiOs;
    type Answer = Value;
    const METHOD: Method = Method::Get;
    /// Any path: [`template`](Endpoint::template) of a value knows which.
    const TEMPLATE: &'static str = "<path>";
    const ESCAPING: Escaping = Escaping::HttpPath;

    fn url(&self) -> String {
        self.path.as_str().to_owned()
    }

    fn template(&self) -> &'static str {
        self.path.template()
    }

    fn reply_without(&self) -> ReplyWithout {
        self.reply_without
    }

    fn method(&self) -> Method {
        self.method
    }

    fn write_members(&self, out: &mut Members) {
        for (name, value) in &self.query {
            out.query(name.clone(), value);
        }
        if let Some(body) = &self.body {
            out.body(body);
        }
    }
}

/// Shows where it goes; what it carries may be nobody else's business.
impl std::fmt::Debug for Raw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Raw")
            .field("method", &self.method)
            .field("url", &self.path.template())
            .finish_non_exhaustive()
    }
}
