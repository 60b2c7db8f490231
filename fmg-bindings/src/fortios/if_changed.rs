//! Conditional reads: the reply holds data only if it has changed.

use std::marker::PhantomData;

use bytes::Bytes;
use http::StatusCode;
use serde::de::DeserializeOwned;

use super::etag::ETag;
use super::protocol::{FortiOs, Options};
use super::reply::{Metadata, Reply};
use crate::endpoint::{ResponseFor, forward_endpoint};
use crate::error::Error;
use crate::misfits::Misfits;
use crate::raw_response::RawResponse;
use crate::read_as::As;
use crate::{Call, Endpoint};

/// A read whose response has an entity tag, so that it can be requested only if it has changed.
///
/// `#[derive(Endpoint)]` implements it for structs with the option `etag`.
#[diagnostic::on_unimplemented(
    message = "the response to `{Self}` has no entity tag",
    label = "FortiOS always answers this call in full",
    note = "if the response to a call of your own has one, declare it: `#[endpoint(GET, \"/api/v2/…\", etag)]`"
)]
pub trait Cacheable: Endpoint<Protocol = FortiOs> {}

impl<E: Cacheable> Cacheable for &E {}

impl<E: Cacheable, T: DeserializeOwned + Send> Cacheable for As<E, T> {}

/// The read `R`, answered with data only if it has changed since `etag`.
///
/// [`Call::if_changed`](super::Call::if_changed) makes one.
#[derive(Clone, Debug)]
pub struct IfChanged<R> {
    request: R,
    etag: ETag,
}

impl<R: Cacheable> IfChanged<R> {
    /// Creates it from a read, and the entity tag of an earlier reply to the same read.
    pub fn new(request: R, etag: &ETag) -> Self {
        Self {
            request,
            etag: etag.clone(),
        }
    }
}

impl<R: Cacheable> Endpoint for IfChanged<R> {
    type Protocol = FortiOs;
    type Response = OfChange<R::Response>;

    forward_endpoint!(R, |this| this.request, |this, out| out.known = Some(this.etag.header()));
}

/// The response type of a conditional read with the response `A`.
#[derive(Debug)]
pub struct OfChange<A>(PhantomData<fn() -> A>);

impl<A: ResponseFor<FortiOs>> ResponseFor<FortiOs> for OfChange<A> {
    type Output = Conditional<A::Output>;

    fn read(raw: RawResponse, options: &Options) -> Result<Reply<Self::Output>, Error> {
        let etag = ETag::of(raw.answer.headers());
        if raw.answer.status() == StatusCode::NOT_MODIFIED {
            let metadata = Metadata {
                etag,
                ..Metadata::default()
            };
            return Ok(Reply::new(
                Conditional::Unchanged,
                Misfits::default(),
                metadata,
                Bytes::new(),
            ));
        }
        A::read(raw, options).map(|reply| reply.map(|value| Conditional::Changed { value, etag }))
    }
}

impl<'c, C, E: Cacheable> Call<'c, C, E, FortiOs> {
    /// Requests the data only if it has changed since the reply that `etag` came with.
    ///
    /// ```
    /// # use fmg_bindings::{Error, fortios, fortios::Conditional};
    /// # async fn example(fgt: fortios::Client) -> Result<(), Error> {
    /// let first = fgt.monitor().system().ha_checksums().reply().await?;
    /// if let Some(etag) = first.etag() {
    ///     let later = fgt.monitor().system().ha_checksums().if_changed(etag).await?;
    ///     assert!(later.is_unchanged());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn if_changed(self, etag: &ETag) -> Call<'c, C, IfChanged<E>, FortiOs> {
        self.map(|request| IfChanged::new(request, etag))
    }
}

/// The value of a conditional read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conditional<T> {
    /// The data has not changed.
    Unchanged,
    /// The data has changed, or FortiOS ignores the entity tag.
    Changed {
        /// The current data.
        value: T,
        /// The entity tag of the current data, for the next read.
        etag: Option<ETag>,
    },
}

impl<T> Conditional<T> {
    /// The current data, if it has changed.
    pub fn changed(self) -> Option<T> {
        match self {
            Self::Unchanged => None,
            Self::Changed { value, .. } => Some(value),
        }
    }

    /// Whether the data has not changed.
    pub fn is_unchanged(&self) -> bool {
        matches!(self, Self::Unchanged)
    }
}

#[cfg(test)]
mod tests {
    use super::Conditional;

    #[test]
    fn changed_returns_the_current_data() {
        assert!(Conditional::<u8>::Unchanged.is_unchanged());
        assert_eq!(Conditional::<u8>::Unchanged.changed(), None);
        assert_eq!(Conditional::Changed { value: 1, etag: None }.changed(), Some(1));
    }
}
