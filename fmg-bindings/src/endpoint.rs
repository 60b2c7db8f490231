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

    /// The url of this call.
    fn url(&self) -> String;

    /// The template of this call, which unlike the url holds no names: it is what errors and logs show.
    fn template(&self) -> &'static str {
        Self::TEMPLATE
    }
}

impl<E: Endpoint> Endpoint for &E {
    type Response = E::Response;

    const TEMPLATE: &'static str = E::TEMPLATE;
    const ESCAPING: Escaping = E::ESCAPING;

    fn url(&self) -> String {
        (**self).url()
    }

    fn template(&self) -> &'static str {
        (**self).template()
    }
}
