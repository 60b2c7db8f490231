//! What every call has, whatever the product it goes to.

use fmg_template::Escaping;

use crate::Response;

/// A call as a value: where it goes and what comes back.
///
/// Derive it; the derive macro of the same name checks the url template against the fields.
///
/// ```
/// use fmg_bindings::fmg::AdomName;
/// use fmg_bindings::Endpoint;
///
/// #[derive(Endpoint)]
/// #[endpoint(exec, "/dvmdb/adom/<adom>/workspace/lock")]
/// struct LockAdom {
///     adom: AdomName,
/// }
///
/// let call = LockAdom { adom: AdomName::new("demo")? };
/// assert_eq!(call.url(), "/dvmdb/adom/demo/workspace/lock");
/// # Ok::<(), fmg_bindings::ValueFault>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a call",
    label = "this type has no url",
    note = "put `#[derive(Endpoint)]` and `#[endpoint(<verb>, \"<url>\")]` on the struct"
)]
pub trait Endpoint {
    /// How the reply becomes a value.
    type Response: Response;

    /// The url with its placeholders, as the documents spell it.
    const TEMPLATE: &'static str;

    /// How values are written into the url.
    const ESCAPING: Escaping;

    /// What the replies to this call lack.
    const REPLY_WITHOUT: ReplyWithout = ReplyWithout::NOTHING;

    /// The url of this call.
    fn url(&self) -> String;

    /// The template of this call, which unlike the url holds no names: it is what errors and logs show.
    fn template(&self) -> &'static str {
        Self::TEMPLATE
    }

    /// What the reply to this very call lacks.
    fn reply_without(&self) -> ReplyWithout {
        Self::REPLY_WITHOUT
    }
}

impl<E: Endpoint> Endpoint for &E {
    type Response = E::Response;

    const TEMPLATE: &'static str = E::TEMPLATE;
    const ESCAPING: Escaping = E::ESCAPING;
    const REPLY_WITHOUT: ReplyWithout = E::REPLY_WITHOUT;

    fn url(&self) -> String {
        (**self).url()
    }

    fn template(&self) -> &'static str {
        (**self).template()
    }

    fn reply_without(&self) -> ReplyWithout {
        (**self).reply_without()
    }
}

/// What the replies to a call lack, as documents show them.
///
/// A reply to a call has to say that the call succeeded, and to which request it is the reply. FortiManager says so by a
/// status with the code 0 and by the id of the request, FortiOS by the status `success`. Where a document shows replies of
/// one call without that, the call says so; every other reply without it is an error.
///
/// ```
/// use fmg_bindings::{Endpoint, ReplyWithout, fmg::TaskId};
///
/// #[derive(Endpoint)]
/// #[endpoint(delete, "/task/task/<id>", reply_without(id))]
/// struct DeleteTask {
///     id: TaskId,
/// }
///
/// assert_eq!(DeleteTask::REPLY_WITHOUT, ReplyWithout::NOTHING.id());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ReplyWithout {
    pub(crate) status: bool,
    pub(crate) id: bool,
    pub(crate) body: bool,
}

impl ReplyWithout {
    /// Replies have everything.
    pub const NOTHING: Self = Self {
        status: false,
        id: false,
        body: false,
    };

    /// Replies have no status. What tells them is that they hold something that the response has a field for.
    ///
    /// A status that refuses the call is an error all the same.
    #[must_use]
    pub const fn status(self) -> Self {
        Self { status: true, ..self }
    }

    /// Replies do not repeat the id of the request, which JSON-RPC has. A different id is an error all the same.
    #[must_use]
    pub const fn id(self) -> Self {
        Self { id: true, ..self }
    }

    /// Replies may be empty, which an HTTP status of success then is enough for. This is for writes to FortiOS.
    #[must_use]
    pub const fn body(self) -> Self {
        Self { body: true, ..self }
    }
}
