//! The traits of calls and of protocols.

use std::fmt;

use serde_json::{Map, Value};

use crate::call_record::CallRecord;
use crate::error::{Context, EncodeError, Error, ErrorKind, MemberFault};
use crate::extra_members::{AddMember, ExtraMembers, MemberPlace};
use crate::raw_response::RawResponse;
use crate::reply::Reply;
use crate::reply_without::ReplyWithout;
use crate::response::Response;
use crate::row_check::KnownRows;

/// A call as a value: its url, its members, and the type of its reply.
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
    label = "does not implement `Endpoint`",
    note = "put `#[derive(Endpoint)]` and `#[endpoint(<verb>, \"<url>\")]` on the struct"
)]
pub trait Endpoint {
    /// The protocol of the call.
    type Protocol: Protocol;

    /// The response type, which decodes the response.
    type Response: ResponseFor<Self::Protocol>;

    /// The verb or method.
    const METHOD: Method<Self>;

    /// The url with its placeholders, spelled as in the documents.
    const TEMPLATE: &'static str;

    /// The parts that replies to this call may omit.
    const REPLY_WITHOUT: ReplyWithout = ReplyWithout::NOTHING;

    /// Sets of members, by their names on the wire. A call must have all members of at least one set; otherwise it is
    /// refused before it is sent. Empty: there is no such condition.
    const ONE_OF: &'static [&'static [&'static str]] = &[];

    /// Further facts for its protocol, such as the access group of a call to FortiOS.
    const DETAILS: Details<Self> = <Self::Protocol as Protocol>::NO_DETAILS;

    /// The url of this call.
    fn url(&self) -> String;

    /// Writes everything that the call sends beside its url.
    fn write_members(&self, out: &mut Members<'_, Self>);

    /// The verb or method of this call.
    fn method(&self) -> Method<Self> {
        Self::METHOD
    }

    /// The template of this call. Unlike the url it contains no names, so errors and logs show it.
    fn template(&self) -> &'static str {
        Self::TEMPLATE
    }

    /// The parts that the reply to this call may omit.
    fn reply_without(&self) -> ReplyWithout {
        Self::REPLY_WITHOUT
    }

    /// Whether the second of two equal calls changes nothing, so that a client with a [`Retry`](crate::Retry) may send
    /// the call again when it is unknown whether the first was carried out.
    fn may_repeat(&self) -> bool {
        Self::Protocol::may_repeat(self.method(), self.template())
    }

    /// The request that reads the object that this call creates, by its key. `None`: the call creates none, or one whose
    /// key the appliance chooses.
    #[doc(hidden)]
    fn read_back(&self) -> Option<ReadBack<'_, Self::Protocol>> {
        None
    }

    /// The known facts about the rows that this call sends.
    #[doc(hidden)]
    fn known_rows(&self) -> KnownRows {
        KnownRows::NONE
    }
}

/// The request that reads an object that a call creates.
pub(crate) type ReadBack<'e, P> = Box<dyn DynEndpoint<P> + 'e>;

/// The verb or method of calls `E`.
pub(crate) type Method<E> = <<E as Endpoint>::Protocol as Protocol>::Method;

/// The writer of the members of calls `E`.
pub(crate) type Members<'b, E> = <<E as Endpoint>::Protocol as Protocol>::Members<'b>;

/// The facts about calls `E` that are specific to their protocol.
pub(crate) type Details<E> = <<E as Endpoint>::Protocol as Protocol>::Details;

/// The value of a successful call `E`.
pub type Output<E> = <<E as Endpoint>::Response as ResponseFor<<E as Endpoint>::Protocol>>::Output;

/// The value of a successful call `E`, with the rest of its reply.
pub type ReplyTo<E> = Reply<Output<E>, <<E as Endpoint>::Protocol as Protocol>::Metadata>;

/// Implements `Endpoint` for a request that contains another call. Everything but the types is forwarded to that call.
///
/// `$inner` is the inner call, of the type `$Inner`; the expression names the outer request `$request`. `$more` writes
/// further members of the outer request, `$whole`, into `$out`.
macro_rules! forward_endpoint {
    ($Inner:ty, |$request:ident| $inner:expr $(, |$whole:pat_param, $out:ident| $more:expr)?) => {
        const METHOD: $crate::endpoint::Method<Self> = <$Inner as $crate::Endpoint>::METHOD;
        const TEMPLATE: &'static str = <$Inner as $crate::Endpoint>::TEMPLATE;
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

        fn may_repeat(&self) -> bool {
            let $request = self;
            $inner.may_repeat()
        }
    };
}
pub(crate) use forward_endpoint;

impl<E: Endpoint + ?Sized> Endpoint for &E {
    type Protocol = E::Protocol;
    type Response = E::Response;

    forward_endpoint!(E, |this| (**this));

    fn read_back(&self) -> Option<ReadBack<'_, E::Protocol>> {
        (**self).read_back()
    }

    fn known_rows(&self) -> KnownRows {
        (**self).known_rows()
    }
}

/// A call without its type, so that the code that writes calls is compiled once for each protocol, not for each call.
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

    /// [`Endpoint::may_repeat`].
    fn may_repeat(&self) -> bool;

    /// [`Endpoint::read_back`].
    fn read_back(&self) -> Option<ReadBack<'_, P>>;

    /// [`Endpoint::known_rows`].
    fn known_rows(&self) -> KnownRows;
}

impl<P: Protocol> dyn DynEndpoint<P> + '_ {
    /// The facts that errors need after the call is dropped.
    pub(crate) fn context(&self) -> Context {
        Context::new(self.method().as_str(), self.template())
    }

    /// Encodes the call with its added members.
    ///
    /// # Errors
    ///
    /// The call cannot be encoded. The error names the call.
    pub(crate) fn draft(&self, options: &P::Options, extra: &ExtraMembers<P::Place>) -> Result<P::Draft, Error> {
        P::draft(self, options, extra).map_err(|kind| self.context().failed(kind))
    }

    /// Writes the members of the call, and then the added ones.
    ///
    /// # Errors
    ///
    /// The call or its protocol does not allow an added member.
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

    fn may_repeat(&self) -> bool {
        Endpoint::may_repeat(self)
    }

    fn read_back(&self) -> Option<ReadBack<'_, E::Protocol>> {
        Endpoint::read_back(self)
    }

    fn known_rows(&self) -> KnownRows {
        Endpoint::known_rows(self)
    }
}

/// A call whose response is a file.
///
/// `#[derive(Endpoint)]` implements it for structs with the option `download`.
#[diagnostic::on_unimplemented(
    message = "the response to `{Self}` is not a file",
    label = "its response is JSON: send the call instead",
    note = "for a call of your own whose response is a file: `#[endpoint(GET, \"/api/v2/…\", download)]`"
)]
pub trait Download: Endpoint {
    /// The kinds of file that the documents allow.
    const FILE: crate::FileKind = crate::FileKind::BINARY;
}

impl<E: Download + ?Sized> Download for &E {
    const FILE: crate::FileKind = E::FILE;
}

/// How requests are encoded and responses decoded: [`JsonRpc`](crate::fmg::JsonRpc) and others.
///
/// Each call names its protocol ([`Endpoint::Protocol`]), and each client sends some protocols. Only this crate
/// implements protocols.
pub trait Protocol: Sized + Send + Sync + 'static {
    /// The type of verbs or methods.
    type Method: CallMethod;

    /// Receives everything that a call sends beside its url, each member at its place.
    type Members<'b>: AddMember<Self::Place>;

    /// The places where members can be added to a call.
    type Place: MemberPlace;

    /// The facts about a type of calls that are specific to the protocol.
    type Details: Copy + Send + Sync + 'static;

    /// The details of a call that gives none.
    const NO_DETAILS: Self::Details;

    /// The parts of a reply beside its value, such as an entity tag.
    type Metadata: Send;

    /// The options of one call that only this protocol has.
    #[doc(hidden)]
    type Options: Clone + Default + fmt::Debug + Send + Sync;

    /// An encoded call, without the parts that only the client knows.
    #[doc(hidden)]
    type Draft: Repeatable + Send;

    /// The default place of a member that is added to a call of this method.
    #[doc(hidden)]
    fn usual_place(method: Self::Method) -> Self::Place;

    /// Checks that a member of this name can be added at this place, whatever else the call has.
    ///
    /// # Errors
    ///
    /// The protocol or the client writes the member itself, or calls of this method do not have the place.
    #[doc(hidden)]
    fn allows_member(
        method: Self::Method,
        details: Self::Details,
        place: Self::Place,
        name: &str,
    ) -> Result<(), MemberFault>;

    /// Whether the second of two equal calls of this method, at a url with this template, changes nothing.
    #[doc(hidden)]
    fn may_repeat(method: Self::Method, template: &str) -> bool {
        let _ = template;
        method.may_repeat()
    }

    /// The place of the data of a call in its request, as a pointer to JSON: `*` is the index of the call in the request, and
    /// `?name` a member that may be around the data.
    #[doc(hidden)]
    const DATA: &'static str = "";

    /// The data of a call, as it is sent. `None`: the call sends none.
    #[doc(hidden)]
    fn sent_data(draft: &Self::Draft) -> Option<Value> {
        let _ = draft;
        None
    }

    /// The object that a call creates, as it is sent. `None`: the call sends no single object.
    #[doc(hidden)]
    #[must_use]
    fn sent_object(draft: &Self::Draft) -> Option<Map<String, Value>> {
        match Self::sent_data(draft)? {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The body of the response to a deletion that has succeeded. `None`: the protocol has no deletions.
    #[doc(hidden)]
    const DELETED: Option<&'static str> = None;

    /// Whether a call of this url says something about the session that makes it, such as about its locks. It is never
    /// made in a new session instead.
    #[doc(hidden)]
    #[must_use]
    fn is_about_session(template: &str) -> bool {
        let _ = template;
        false
    }

    /// Encodes a call with its added members.
    #[doc(hidden)]
    fn draft(
        request: &dyn DynEndpoint<Self>,
        options: &Self::Options,
        extra: &ExtraMembers<Self::Place>,
    ) -> Result<Self::Draft, ErrorKind>;

    /// Decodes the response to a call.
    #[doc(hidden)]
    fn read<R: Response>(raw: RawResponse) -> Result<Reply<R::Output, Self::Metadata>, Error>;
}

/// An encoded call that can be sent again.
#[doc(hidden)]
pub trait Repeatable: Sized {
    /// The same call once more. `None`: it contains a stream, which can be read only once.
    fn repeat(&self) -> Option<Self>;

    /// The facts for the errors of the call. `None`: they belong to another call.
    fn record(&mut self) -> Option<&mut CallRecord>;
}

/// A verb or method of a protocol.
pub trait CallMethod: Copy + Eq + fmt::Debug + fmt::Display + Send + Sync + 'static {
    /// The text in a request.
    fn as_str(self) -> &'static str;

    /// Whether such a call only reads.
    fn is_read(self) -> bool;

    /// Whether the second of two equal calls changes nothing.
    fn may_repeat(self) -> bool;
}

/// A type that decodes the responses to calls of the protocol `P`.
///
/// Every [`Response`] implements it, for all protocols.
pub trait ResponseFor<P: Protocol> {
    /// The value that the caller receives.
    type Output: Send;

    /// Decodes a response.
    #[doc(hidden)]
    fn read(raw: RawResponse, options: &P::Options) -> Result<Reply<Self::Output, P::Metadata>, Error>;
}

impl<R: Response, P: Protocol> ResponseFor<P> for R {
    type Output = R::Output;

    fn read(raw: RawResponse, _: &P::Options) -> Result<Reply<R::Output, P::Metadata>, Error> {
        P::read::<R>(raw)
    }
}
