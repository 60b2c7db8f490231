//! Calls that are put together at run time: any method on any url, JSON in and JSON out, for what no request type covers.

mod url;

use std::borrow::Cow;
use std::fmt;

use fmg_template::Escaping;
use serde_json::Value;

pub use self::url::WrittenUrl;
pub(crate) use self::url::written_url;
use crate::ReplyWithout;
use crate::call::Call;
use crate::endpoint::{Endpoint, Protocol};

/// A protocol in which calls can be put together at run time.
pub trait RawProtocol: Protocol {
    /// What such a call goes to.
    type Url: WrittenUrl;

    /// How values are written into urls.
    #[doc(hidden)]
    const ESCAPING: Escaping;

    /// What reads. It is the method of the type, of which each value has its own.
    #[doc(hidden)]
    const READ: Self::Method;

    /// Writes members with names, and the whole of what stands beside the url, where the protocol has them.
    #[doc(hidden)]
    fn write_raw(out: &mut Self::Members<'_>, named: &[(Cow<'static, str>, Value)], whole: Option<&Value>);
}

/// A call that is put together at run time; `call` of a client makes one.
///
/// Its url still comes from [`url!`](crate::url), or for FortiOS from `path!`, which checks the template when the program
/// is compiled and escapes the values; what it answers is the `data` or the `results` of the reply as JSON, or JSON `null`
/// if the reply has none.
pub struct Raw<P: RawProtocol> {
    method: P::Method,
    url: P::Url,
    pub(crate) named: Vec<(Cow<'static, str>, Value)>,
    pub(crate) whole: Option<Value>,
    reply_without: ReplyWithout,
}

impl<P: RawProtocol> Raw<P> {
    pub(crate) fn new(method: P::Method, url: P::Url) -> Self {
        Self {
            method,
            url,
            named: Vec::new(),
            whole: None,
            reply_without: ReplyWithout::NOTHING,
        }
    }
}

impl<C, P: RawProtocol> Call<'_, C, Raw<P>> {
    /// Says what the reply to this call is documented to lack. Unless told so, a reply without it is an error.
    ///
    /// ```
    /// # use fmg_bindings::{Error, ReplyWithout, fmg::{self, TaskId}, fortios, path, url};
    /// # async fn example(fmg: fmg::Client, fgt: fortios::Client, id: TaskId) -> Result<(), Error> {
    /// let call = fmg.call(fmg::Method::Delete, url!("/task/task/<id>"));
    /// call.reply_without(ReplyWithout::NOTHING.id()).await?;
    ///
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

impl<P: RawProtocol> Endpoint for Raw<P> {
    type Protocol = P;
    type Answer = Value;
    const METHOD: P::Method = P::READ;
    /// Any url: [`template`](Endpoint::template) of a value knows which.
    const TEMPLATE: &'static str = P::Url::WRITTEN;
    const ESCAPING: Escaping = <P as RawProtocol>::ESCAPING;

    fn url(&self) -> String {
        self.url.text().to_owned()
    }

    fn template(&self) -> &'static str {
        self.url.template()
    }

    fn reply_without(&self) -> ReplyWithout {
        self.reply_without
    }

    fn method(&self) -> P::Method {
        self.method
    }

    fn write_members(&self, out: &mut P::Members<'_>) {
        P::write_raw(out, &self.named, self.whole.as_ref());
    }
}

// Not derived: a derive would want a protocol that can be cloned.
impl<P: RawProtocol> Clone for Raw<P> {
    fn clone(&self) -> Self {
        Self {
            method: self.method,
            url: self.url.clone(),
            named: self.named.clone(),
            whole: self.whole.clone(),
            reply_without: self.reply_without,
        }
    }
}

/// Shows where it goes; what it carries may be nobody else's business.
impl<P: RawProtocol> fmt::Debug for Raw<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Raw")
            .field("method", &self.method)
            .field("url", &self.url.template())
            .finish_non_exhaustive()
    }
}
