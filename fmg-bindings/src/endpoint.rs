//! What every call has, and what a protocol is to the calls that are made in it.

use std::fmt;

use fmg_template::Escaping;

use crate::answered::Arrived;
use crate::error::{Context, EncodeError, Error, ErrorKind, MemberFault};
use crate::extra_members::{AddMember, ExtraMembers, MemberPlace};
use crate::reply::Reply;
use crate::reply_without::ReplyWithout;
use crate::response::Response;

/// A call as a value: where it goes, what it says, and what comes back.
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
    /// The protocol that the call is made in.
    type Protocol: Protocol;

    /// How the answer becomes a value.
    type Answer: Answer<Self::Protocol>;

    /// What the call does with what its url names.
    const METHOD: Method<Self>;

    /// The url with its placeholders, as the documents spell it.
    const TEMPLATE: &'static str;

    /// How values are written into the url.
    const ESCAPING: Escaping;

    /// What the replies to this call lack.
    const REPLY_WITHOUT: ReplyWithout = ReplyWithout::NOTHING;

    /// Sets of members of which one has to be given whole, by their names on the wire; empty where no member depends
    /// on others. A call that gives none of them is refused before it is sent.
    const ONE_OF: &'static [&'static [&'static str]] = &[];

    /// What its protocol wants to know besides, such as the access group of a call to FortiOS.
    const DETAILS: Details<Self> = <Self::Protocol as Protocol>::NO_DETAILS;

    /// The url of this call.
    fn url(&self) -> String;

    /// Hands over everything that the call says beside its url.
    fn write_members(&self, out: &mut Members<'_, Self>);

    /// The verb or method of this very call.
    fn method(&self) -> Method<Self> {
        Self::METHOD
    }

    /// The template of this call, which unlike the url holds no names: it is what errors and logs show.
    fn template(&self) -> &'static str {
        Self::TEMPLATE
    }

    /// What the reply to this very call lacks.
    fn reply_without(&self) -> ReplyWithout {
        Self::REPLY_WITHOUT
    }
}

/// The verb or method of calls `E`.
pub(crate) type Method<E> = <<E as Endpoint>::Protocol as Protocol>::Method;

/// What takes the members of calls `E`.
pub(crate) type Members<'b, E> = <<E as Endpoint>::Protocol as Protocol>::Members<'b>;

/// What is said of calls `E` beyond what every protocol has.
pub(crate) type Details<E> = <<E as Endpoint>::Protocol as Protocol>::Details;

/// What a call `E` gives when it succeeds.
pub type Output<E> = <<E as Endpoint>::Answer as Answer<<E as Endpoint>::Protocol>>::Output;

/// What a call `E` gives when it succeeds, with what stood around it.
pub type ReplyTo<E> = Reply<Output<E>, <<E as Endpoint>::Protocol as Protocol>::Around>;

/// Forwards everything but the answer to the call `$inner` in a `$request`, which is of the type `$Inner`.
///
/// `$more` is what a `$whole` writes into `$out` behind the members of that call.
macro_rules! forward_endpoint {
    ($Inner:ty, |$request:ident| $inner:expr $(, |$whole:pat_param, $out:ident| $more:expr)?) => {
        const METHOD: $crate::endpoint::Method<Self> = <$Inner as $crate::Endpoint>::METHOD;
        const TEMPLATE: &'static str = <$Inner as $crate::Endpoint>::TEMPLATE;
        const ESCAPING: ::fmg_template::Escaping = <$Inner as $crate::Endpoint>::ESCAPING;
        const REPLY_WITHOUT: $crate::ReplyWithout = <$Inner as $crate::Endpoint>::REPLY_WITHOUT;
        const ONE_OF: &'static [&'static [&'static str]] = <$Inner as $crate::Endpoint>::ONE_OF;
        const DETAILS: $crate::endpoint::Details<Self> = <$Inner as $crate::Endpoint>::DETAILS;

        fn url(&self) -> String {
            let $request = self;
            $inner.url()
        }

        fn write_members(&self, out: &mut $crate::endpoint::Members<'_, Self>) {
            let $request = self;
            $inner.write_members(out);
            $(
                let ($whole, $out) = (self, out);
                $more;
            )?
        }

        fn method(&self) -> $crate::endpoint::Method<Self> {
            let $request = self;
            $inner.method()
        }

        fn template(&self) -> &'static str {
            let $request = self;
            $inner.template()
        }

        fn reply_without(&self) -> $crate::ReplyWithout {
            let $request = self;
            $inner.reply_without()
        }
    };
}
pub(crate) use forward_endpoint;

impl<E: Endpoint + ?Sized> Endpoint for &E {
    type Protocol = E::Protocol;
    type Answer = E::Answer;

    forward_endpoint!(E, |this| (**this));
}

/// What a call says, without the type of the call: what writes calls is compiled once for each protocol and not for each
/// call.
pub trait DynEndpoint<P: Protocol> {
    /// [`Endpoint::method`].
    fn method(&self) -> P::Method;

    /// [`Endpoint::template`].
    fn template(&self) -> &'static str;

    /// [`Endpoint::url`].
    fn url(&self) -> String;

    /// [`Endpoint::write_members`].
    fn write_members(&self, out: &mut P::Members<'_>);

    /// [`Endpoint::ONE_OF`].
    fn one_of(&self) -> &'static [&'static [&'static str]];

    /// [`Endpoint::DETAILS`].
    fn details(&self) -> P::Details;

    /// [`Endpoint::reply_without`].
    fn reply_without(&self) -> ReplyWithout;
}

impl<P: Protocol> dyn DynEndpoint<P> + '_ {
    /// What can be told of the call when it is gone itself.
    pub(crate) fn context(&self) -> Context {
        Context::new(self.method().as_str(), self.template())
    }

    /// Writes the call, with the members that were added to it.
    ///
    /// # Errors
    ///
    /// It cannot be written: the error knows the call.
    pub(crate) fn draft(&self, options: &P::Options, extra: &ExtraMembers<P::Place>) -> Result<P::Draft, Error> {
        P::draft(self, options, extra).map_err(|kind| self.context().failed(kind))
    }

    /// Hands over what the call says, and behind it the members that were added.
    ///
    /// # Errors
    ///
    /// One of them cannot be added.
    pub(crate) fn write(&self, extra: &ExtraMembers<P::Place>, out: &mut P::Members<'_>) -> Result<(), EncodeError> {
        self.write_members(out);
        let (method, details) = (self.method(), self.details());
        let allows = |place, name: &str| P::allows_member(method, details, place, name);
        extra.write(P::usual_place(method), &allows, out)
    }
}

impl<E: Endpoint> DynEndpoint<E::Protocol> for E {
    fn method(&self) -> Method<E> {
        Endpoint::method(self)
    }

    fn template(&self) -> &'static str {
        Endpoint::template(self)
    }

    fn url(&self) -> String {
        Endpoint::url(self)
    }

    fn write_members(&self, out: &mut Members<'_, E>) {
        Endpoint::write_members(self, out);
    }

    fn one_of(&self) -> &'static [&'static [&'static str]] {
        E::ONE_OF
    }

    fn details(&self) -> Details<E> {
        E::DETAILS
    }

    fn reply_without(&self) -> ReplyWithout {
        Endpoint::reply_without(self)
    }
}

/// A call that is answered by a file.
///
/// `#[derive(Endpoint)]` implements it for structs with the word `download`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not answered by a file",
    label = "an answer in JSON: send the call instead",
    note = "where a call of your own is, say so: `#[endpoint(GET, \"/api/v2/…\", download)]`"
)]
pub trait Download: Endpoint {
    /// What the file may be, by what the documents say of it.
    const FILE: crate::FileKind = crate::FileKind::BINARY;
}

impl<E: Download + ?Sized> Download for &E {
    const FILE: crate::FileKind = E::FILE;
}

/// The way in which calls are written and answered: [`JsonRpc`](crate::fmg::JsonRpc) and others.
///
/// Each call names its protocol ([`Endpoint::Protocol`]), and each client says which protocols it sends. Protocols come
/// with this crate.
pub trait Protocol: Sized + Send + Sync + 'static {
    /// What a call does with what its url names.
    type Method: CallMethod;

    /// Takes everything that a call says beside its url, each member at its place.
    type Members<'b>: AddMember<Self::Place>;

    /// Where members can stand that are added to a call.
    type Place: MemberPlace;

    /// What is said of all calls of one type, beyond what every protocol has.
    type Details: Copy + Send + Sync + 'static;

    /// The details of a call of which nothing is said.
    const NO_DETAILS: Self::Details;

    /// What a reply says around its value.
    type Around: Send;

    /// What can be set for one call, beyond what every protocol has.
    #[doc(hidden)]
    type Options: Clone + Default + fmt::Debug + Send + Sync;

    /// A call that has been written, but for what only the client knows.
    #[doc(hidden)]
    type Draft: Send;

    /// Where a member goes that is added to a call of this method without a place.
    #[doc(hidden)]
    fn usual_place(method: Self::Method) -> Self::Place;

    /// Whether a member of this name can be added at this place, whatever else the call says.
    ///
    /// # Errors
    ///
    /// The protocol or the client writes it, or such calls do not have the place.
    #[doc(hidden)]
    fn allows_member(
        method: Self::Method,
        details: Self::Details,
        place: Self::Place,
        name: &str,
    ) -> Result<(), MemberFault>;

    /// Writes a call, with the members that were added to it.
    #[doc(hidden)]
    fn draft(
        request: &dyn DynEndpoint<Self>,
        options: &Self::Options,
        extra: &ExtraMembers<Self::Place>,
    ) -> Result<Self::Draft, ErrorKind>;

    /// Reads the answer to a call that is answered once.
    #[doc(hidden)]
    fn read<R: Response>(arrived: Arrived) -> Result<Reply<R::Output, Self::Around>, Error>;
}

/// A verb or a method, as calls of one protocol have them.
pub trait CallMethod: Copy + Eq + fmt::Debug + fmt::Display + Send + Sync + 'static {
    /// As it stands in a request.
    fn as_str(self) -> &'static str;

    /// Whether such a call leaves everything as it is.
    fn is_read(self) -> bool;
}

/// How an answer in the protocol `P` becomes a value.
///
/// Every [`Response`] is one, in all protocols.
pub trait Answer<P: Protocol> {
    /// What the caller gets.
    type Output: Send;

    /// Reads an answer, or says why it is none.
    #[doc(hidden)]
    fn read(arrived: Arrived, options: &P::Options) -> Result<Reply<Self::Output, P::Around>, Error>;
}

impl<R: Response, P: Protocol> Answer<P> for R {
    type Output = R::Output;

    fn read(arrived: Arrived, _: &P::Options) -> Result<Reply<R::Output, P::Around>, Error> {
        P::read::<R>(arrived)
    }
}
