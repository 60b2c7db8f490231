//! Calls that are made in several VDOMs at once.

use std::marker::PhantomData;

use http::StatusCode;

use super::in_vdom::InVdom;
use super::protocol::{FortiOs, Options};
use super::reply::{Reply, decode_each, reply};
use super::vdoms::Vdoms;
use crate::VdomName;
use crate::endpoint::{ResponseFor, forward_endpoint};
use crate::error::{Context, Error};
use crate::raw_response::{Expected, RawResponse};
use crate::row_check::KnownRows;
use crate::{Call, Endpoint, Response};

/// The request `R`, with the responses of all VDOMs that it is made in.
///
/// [`Call::each_vdom`](super::Call::each_vdom) makes one.
#[derive(Clone, Debug)]
pub struct Each<R>(R);

impl<R: Endpoint<Protocol = FortiOs>> Endpoint for Each<R>
where
    R::Response: Response,
{
    type Protocol = FortiOs;
    type Response = OfEach<R::Response>;

    forward_endpoint!(R, |this| this.0, |_, out| out.name_no_vdom());

    fn known_rows(&self) -> KnownRows {
        self.0.known_rows()
    }
}

/// The response type: an `R` for each VDOM.
#[derive(Debug)]
pub struct OfEach<R>(PhantomData<fn() -> R>);

impl<R: Response> ResponseFor<FortiOs> for OfEach<R> {
    type Output = Vec<InVdom<R::Output>>;

    fn read(raw: RawResponse, options: &Options) -> Result<Reply<Self::Output>, Error> {
        let asked = options.vdoms.as_ref();
        reply(raw, |call, answer, expected| {
            decode_each::<R>(call, answer, expected, asked)
        })
    }
}

impl<'c, C, E: Endpoint<Protocol = FortiOs>> Call<'c, C, E, FortiOs>
where
    E::Response: Response,
{
    /// Makes the call in several VDOMs at once, and returns an outcome for each.
    ///
    /// A named VDOM that does not answer has an error as its outcome: see [`InVdom`](super::InVdom).
    ///
    /// ```
    /// # use fmg_bindings::{Error, fortios, fortios::Vdoms};
    /// # async fn example(fgt: fortios::Client) -> Result<(), Error> {
    /// for each in fgt.monitor().firewall().policy().each_vdom(Vdoms::all()).await? {
    ///     match each.outcome {
    ///         Ok(statistics) => println!("{}: {statistics:?}", each.vdom),
    ///         Err(error) => eprintln!("{}: {error}", each.vdom),
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn each_vdom(mut self, vdoms: impl Into<Vdoms>) -> Call<'c, C, Each<E>, FortiOs> {
        self.options.vdoms = Some(vdoms.into());
        self.map(Each)
    }
}

/// The VDOMs in which a response with this body is a success of the call, once for each success.
pub(crate) fn done_in<E>(asked: &[&'static str], body: &[u8]) -> Vec<String>
where
    E: Endpoint<Protocol = FortiOs>,
    E::Response: Response,
{
    let vdoms: Option<Vec<_>> = asked.iter().map(|name| VdomName::new(*name).ok()).collect();
    let options = Options {
        vdoms: vdoms.map(Vdoms::from),
        ..Options::default()
    };
    let expected = Expected {
        without: E::REPLY_WITHOUT,
        ..Expected::default()
    };
    let call = Context::new(E::METHOD.as_str(), E::TEMPLATE);
    let each = OfEach::<E::Response>::read(RawResponse::plain(call, expected, StatusCode::OK, body), &options);
    let outcomes = each.map(Reply::into_value).unwrap_or_default().into_iter();
    let done = outcomes.filter(|outcome| outcome.outcome.is_ok());
    done.map(|outcome| outcome.vdom).collect()
}
