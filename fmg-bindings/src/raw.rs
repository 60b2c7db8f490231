//! Calls that are built at run time: any method and any url, JSON in and JSON out, for calls without a request type.

mod url;

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;

pub use self::url::WrittenUrl;
pub(crate) use self::url::written_url;
use crate::ReplyWithout;
use crate::call::Call;
use crate::endpoint::{Endpoint, Protocol};

/// A member with its name.
pub(crate) type Named = (Cow<'static, str>, Value);

/// A protocol whose calls can be built at run time.
pub trait RawProtocol: Protocol {
    /// The type of its urls.
    type Url: WrittenUrl;

    /// The method of a read. The type has this one; each value has its own.
    #[doc(hidden)]
    const READ: Self::Method;

    /// Writes the named members, those around the call, and the value that is the whole content, where the protocol has
    /// them.
    #[doc(hidden)]
    fn write_raw(out: &mut Self::Members<'_>, named: &[Named], around: &[Named], whole: Option<&Value>);
}

/// A call that is built at run time, by `call` of a client, or by [`Raw::new`] for a batch.
///
/// Its url comes from [`url!`](crate::url), or for FortiOS from `path!`, which checks the template at compile time and
/// escapes the values. The call returns `data` or `results` of the reply as JSON, or JSON `null` if the reply has none.
pub struct Raw<P: RawProtocol> {
    method: P::Method,
    url: P::Url,
    pub(crate) named: Vec<Named>,
    pub(crate) around: Vec<Named>,
    pub(crate) whole: Option<Value>,
    reply_without: ReplyWithout,
}

impl<P: RawProtocol> Raw<P> {
    /// The call of a method at a url, without members. It can be [sent](crate::fmg::Client::send), also in a
    /// [batch](crate::Batch).
    pub fn new(method: P::Method, url: P::Url) -> Self {
        Self {
            method,
            url,
            named: Vec::new(),
            around: Vec::new(),
            whole: None,
            reply_without: ReplyWithout::NOTHING,
        }
    }
}

impl<C, P: RawProtocol> Call<'_, C, Raw<P>> {
    /// Sets the parts that the reply to this call may omit, by the documents. Otherwise a reply without such a part is
    /// an error.
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
    type Response = Value;
    const METHOD: P::Method = P::READ;
    /// Stands for any url; [`template`](Endpoint::template) of a value returns that of its url.
    const TEMPLATE: &'static str = P::Url::WRITTEN;

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
        P::write_raw(out, &self.named, &self.around, self.whole.as_ref());
    }
}

// Not derived, because a derive requires `P: Clone`.
impl<P: RawProtocol> Clone for Raw<P> {
    fn clone(&self) -> Self {
        Self {
            method: self.method,
            url: self.url.clone(),
            named: self.named.clone(),
            around: self.around.clone(),
            whole: self.whole.clone(),
            reply_without: self.reply_without,
        }
    }
}

/// Shows method and template, but not the content, which may be confidential.
impl<P: RawProtocol> fmt::Debug for Raw<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Raw")
            .field("method", &self.method)
            .field("url", &self.url.template())
            .finish_non_exhaustive()
    }
}
