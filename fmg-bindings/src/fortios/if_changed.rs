//! Reads that are answered only if something has changed.

use std::marker::PhantomData;

use bytes::Bytes;
use http::StatusCode;
use serde::de::DeserializeOwned;

use super::etag::ETag;
use super::protocol::{FortiOs, Options};
use super::reply::{Around, Reply};
use crate::answered::Arrived;
use crate::endpoint::{Answer, forward_endpoint};
use crate::error::Error;
use crate::misfits::Misfits;
use crate::read_as::As;
use crate::{Call, Endpoint};

/// A read whose answer has an entity tag, so that it can be asked for only if it has changed.
///
/// `#[derive(Endpoint)]` implements it for structs with the word `etag`.
#[diagnostic::on_unimplemented(
    message = "the answer to `{Self}` has no entity tag",
    label = "FortiOS always answers this call in full",
    note = "where a call of your own has one, say so: `#[endpoint(GET, \"/api/v2/…\", etag)]`"
)]
pub trait Cacheable: Endpoint<Protocol = FortiOs> {}

impl<E: Cacheable> Cacheable for &E {}

impl<E: Cacheable, T: DeserializeOwned + Send> Cacheable for As<E, T> {}

/// The read `R`, answered only if what it reads is no longer what `etag` marks.
///
/// [`Call::if_changed`](super::Call::if_changed) makes one.
#[derive(Clone, Debug)]
pub struct IfChanged<R> {
    request: R,
    etag: ETag,
}

impl<R: Cacheable> IfChanged<R> {
    /// Takes the read, and the mark that came with an earlier reply to the same one.
    pub fn new(request: R, etag: &ETag) -> Self {
        Self {
            request,
            etag: etag.clone(),
        }
    }
}

impl<R: Cacheable> Endpoint for IfChanged<R> {
    type Protocol = FortiOs;
    type Answer = OfChange<R::Answer>;

    forward_endpoint!(R, |this| this.request, |this, out| out.known = Some(this.etag.header()));
}

/// An answer `A` to what has changed.
#[derive(Debug)]
pub struct OfChange<A>(PhantomData<fn() -> A>);

impl<A: Answer<FortiOs>> Answer<FortiOs> for OfChange<A> {
    type Output = Conditional<A::Output>;

    fn read(arrived: Arrived, options: &Options) -> Result<Reply<Self::Output>, Error> {
        let etag = ETag::of(arrived.answer.headers());
        if arrived.answer.status() == StatusCode::NOT_MODIFIED {
            let around = Around {
                etag,
                ..Around::default()
            };
            return Ok(Reply::new(
                Conditional::Unchanged,
                Misfits::default(),
                around,
                Bytes::new(),
            ));
        }
        A::read(arrived, options).map(|reply| reply.map(|value| Conditional::Changed { value, etag }))
    }
}

impl<'c, C, E: Cacheable> Call<'c, C, E, FortiOs> {
    /// Asks for the answer only if it would be another than the one that `etag` came with.
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

/// What a read gives that asks only for what has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conditional<T> {
    /// It is as it was.
    Unchanged,
    /// It has changed, or FortiOS does not compare.
    Changed {
        /// What it is now.
        value: T,
        /// The mark of what it is now, for the next read.
        etag: Option<ETag>,
    },
}

impl<T> Conditional<T> {
    /// What it is now, if it has changed.
    pub fn changed(self) -> Option<T> {
        match self {
            Self::Unchanged => None,
            Self::Changed { value, .. } => Some(value),
        }
    }

    /// Whether it is as it was.
    pub fn is_unchanged(&self) -> bool {
        matches!(self, Self::Unchanged)
    }
}

#[cfg(test)]
mod tests {
    use super::Conditional;

    #[test]
    fn what_has_changed_can_be_had() {
        assert!(Conditional::<u8>::Unchanged.is_unchanged());
        assert_eq!(Conditional::<u8>::Unchanged.changed(), None);
        assert_eq!(Conditional::Changed { value: 1, etag: None }.changed(), Some(1));
    }
}
