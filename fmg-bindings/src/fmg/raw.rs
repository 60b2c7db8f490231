//! The raw tier: any method on any url, JSON in and JSON out, for what no request type covers.

use fmg_template::Escaping;
use serde_json::Value;

use super::json_rpc::JsonRpc;
use super::request::{Members, Method};
use super::url::Url;
use crate::{Call, Endpoint, ReplyWithout};

/// A call that is put together at run time; [`Client::call`](super::Client::call) makes one.
///
/// Its url still comes from [`url!`](crate::url), which checks the template when the program is compiled and escapes
/// the values; what it answers is the `data` of the reply as JSON, or JSON `null` if the reply has none.
#[derive(Clone)]
pub struct Raw {
    method: Method,
    url: Url,
    data: Option<Value>,
    beside: Vec<(String, Value)>,
    reply_without: ReplyWithout,
}

impl Raw {
    pub(super) fn new(method: Method, url: Url) -> Self {
        Self {
            method,
            url,
            data: None,
            beside: Vec::new(),
            reply_without: ReplyWithout::NOTHING,
        }
    }
}

impl<C> Call<'_, C, Raw> {
    /// Sets the `data` of the request.
    pub fn data(mut self, data: impl Into<Value>) -> Self {
        self.request.data = Some(data.into());
        self
    }

    /// Sets a member beside the url, such as `fields`, `filter` or `option`.
    pub fn beside(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        let (name, value) = (name.into(), value.into());
        self.request.beside.retain(|(known, _)| *known != name);
        self.request.beside.push((name, value));
        self
    }

    /// Says what the reply to this call is documented to lack. Unless told so, a reply without it is an error.
    ///
    /// ```
    /// # use fmg_bindings::{Error, ReplyWithout, fmg::{self, TaskId}, url};
    /// # async fn example(fmg: fmg::Client, id: TaskId) -> Result<(), Error> {
    /// let call = fmg.call(fmg::Method::Delete, url!("/task/task/<id>"));
    /// call.reply_without(ReplyWithout::NOTHING.id()).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn reply_without(mut self, parts: ReplyWithout) -> Self {
        self.request.reply_without = parts;
        self
    }
}

impl Endpoint for Raw {
    type Protocol = JsonRpc;
    type Answer = Value;
    const METHOD: Method = Method::Get;
    /// Any url: [`template`](Endpoint::template) of a value knows which.
    const TEMPLATE: &'static str = "<url>";
    const ESCAPING: Escaping = Escaping::Fmg;

    fn url(&self) -> String {
        self.url.as_str().to_owned()
    }

    fn template(&self) -> &'static str {
        self.url.template()
    }

    fn reply_without(&self) -> ReplyWithout {
        self.reply_without
    }

    fn method(&self) -> Method {
        self.method
    }

    fn write_members(&self, out: &mut Members<'_>) {
        for (name, value) in &self.beside {
            out.beside(name, value);
        }
        if let Some(data) = &self.data {
            out.data(data);
        }
    }
}

impl std::fmt::Debug for Raw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Raw")
            .field("method", &self.method)
            .field("url", &self.url.template())
            .finish_non_exhaustive()
    }
}
