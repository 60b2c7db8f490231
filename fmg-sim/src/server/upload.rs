//! Receives the body of a request, within the limits.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use http::StatusCode;
use http_body::Body;
use http_body_util::BodyExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Limits;
use crate::content::{Beyond, filler, length};

/// The bytes of a large file that are kept in memory.
const BEGINNING: usize = 8 << 20;

/// How to receive the body of a request.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct BodyOptions {
    /// Whether it is a file; if it is large, only its beginning is kept.
    pub(super) file: bool,
    /// The number of bytes after which the connection breaks.
    pub(super) cut: Option<u64>,
}

/// A body, and its memory permit, which dropping this releases.
pub(super) struct Upload {
    pub(super) bytes: Bytes,
    /// The rest of a large file.
    pub(super) beyond: Option<Beyond>,
    pub(super) room: OwnedSemaphorePermit,
}

/// The reason why a body is not received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// The client gets this status.
    Status(StatusCode),
    /// The connection breaks, as a fault demands.
    Cut,
}

impl From<StatusCode> for Refused {
    fn from(status: StatusCode) -> Self {
        Self::Status(status)
    }
}

/// Reads `body` to its end.
pub(super) async fn read<B>(
    body: B,
    options: BodyOptions,
    limits: &Limits,
    room: &Arc<Semaphore>,
) -> Result<Upload, Refused>
where
    B: Body<Data = Bytes> + Unpin,
{
    let held = u64::try_from(limits.body).unwrap_or(u64::MAX);
    let limit = if options.file { limits.file.max(held) } else { held };
    let announced = body.size_hint();
    // If the announced length is too large, the body need not be read.
    if announced.lower() > limit {
        return Err(StatusCode::PAYLOAD_TOO_LARGE.into());
    }
    // A file that is known to be small is kept whole.
    let streamed = options.file && announced.upper().is_none_or(|upper| upper > held);
    let mut received = ReceivedBody {
        bytes: BytesMut::new(),
        most_held: if streamed {
            BEGINNING.min(limits.body)
        } else {
            limits.body
        },
        beyond: streamed.then_some(Beyond {
            bytes: 0,
            is_filler: true,
        }),
        length: 0,
        limit,
        room: take(room, 0)?,
    };
    let all = received.collect(body, options.cut, room, limits);
    if streamed {
        all.await?;
    } else {
        tokio::time::timeout(limits.body_time, all)
            .await
            .unwrap_or(Err(StatusCode::REQUEST_TIMEOUT.into()))?;
    }
    Ok(Upload {
        bytes: received.bytes.freeze(),
        beyond: received.beyond,
        room: received.room,
    })
}

/// The body as far as it was received.
struct ReceivedBody {
    bytes: BytesMut,
    most_held: usize,
    beyond: Option<Beyond>,
    length: u64,
    limit: u64,
    room: OwnedSemaphorePermit,
}

impl ReceivedBody {
    async fn collect<B>(
        &mut self,
        mut body: B,
        cut: Option<u64>,
        room: &Arc<Semaphore>,
        limits: &Limits,
    ) -> Result<(), Refused>
    where
        B: Body<Data = Bytes> + Unpin,
    {
        loop {
            if cut.is_some_and(|cut| self.length >= cut) {
                return Err(Refused::Cut);
            }
            // The time limit is for the whole body, but for each piece of a large file.
            let frame = tokio::time::timeout(limits.body_time, body.frame()).await;
            let frame = match frame.map_err(|_| StatusCode::REQUEST_TIMEOUT)? {
                Some(frame) => frame.map_err(|_| StatusCode::BAD_REQUEST)?,
                // A body shorter than the cut is cut at its end.
                None if cut.is_some() => return Err(Refused::Cut),
                None => return Ok(()),
            };
            // Appliances ignore trailers.
            let Ok(piece) = frame.into_data() else { continue };
            self.take(piece, room)?;
        }
    }

    fn take(&mut self, mut piece: Bytes, room: &Arc<Semaphore>) -> Result<(), StatusCode> {
        let offset = self.length;
        self.length = offset.saturating_add(length(&piece));
        if self.length > self.limit {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        let held = piece.split_to(piece.len().min(self.most_held.saturating_sub(self.bytes.len())));
        self.room.merge(take(room, held.len())?);
        self.bytes.extend_from_slice(&held);
        match &mut self.beyond {
            Some(beyond) => {
                let offset = offset.saturating_add(length(&held));
                beyond.bytes = beyond.bytes.saturating_add(length(&piece));
                beyond.is_filler = beyond.is_filler && filler::is(offset, &piece);
                Ok(())
            }
            None if piece.is_empty() => Ok(()),
            None => Err(StatusCode::PAYLOAD_TOO_LARGE),
        }
    }
}

fn take(room: &Arc<Semaphore>, bytes: usize) -> Result<OwnedSemaphorePermit, StatusCode> {
    u32::try_from(bytes)
        .ok()
        .and_then(|bytes| Arc::clone(room).try_acquire_many_owned(bytes).ok())
        .ok_or(StatusCode::SERVICE_UNAVAILABLE)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::Arc;
    use std::time::Duration;

    use bytes::Bytes;
    use http::StatusCode;
    use http_body_util::channel::Channel;
    use http_body_util::{BodyExt, Full};
    use tokio::sync::Semaphore;

    use super::{BodyOptions, Refused, Upload, filler};
    use crate::server::Limits;

    const FILE: BodyOptions = BodyOptions { file: true, cut: None };

    fn limits() -> Limits {
        Limits {
            body: 10,
            file: 200_000,
            body_time: Duration::from_millis(50),
            ..Limits::default()
        }
    }

    async fn read<B>(body: B, room: &Arc<Semaphore>) -> Result<Upload, Refused>
    where
        B: http_body::Body<Data = Bytes> + Unpin,
    {
        super::read(body, BodyOptions::default(), &limits(), room).await
    }

    #[tokio::test]
    async fn a_body_is_accepted_up_to_the_limit() {
        let room = Arc::new(Semaphore::new(15));
        let upload = read(Full::from("0123456789"), &room)
            .await
            .unwrap_or_else(|refused| panic!("{refused:?}"));
        assert_eq!(upload.bytes, "0123456789");
        assert_eq!(room.available_permits(), 5);
        let second = read(Full::from("0123456789"), &room).await;
        assert_eq!(second.err(), Some(StatusCode::SERVICE_UNAVAILABLE.into()));
        drop(upload);
        assert_eq!(room.available_permits(), 15);
        let announced = read(Full::from("0123456789x"), &room).await;
        assert_eq!(announced.err(), Some(StatusCode::PAYLOAD_TOO_LARGE.into()));
    }

    #[tokio::test]
    async fn a_body_without_announced_length_is_counted() {
        let room = Arc::new(Semaphore::new(100));
        let (mut sender, body) = Channel::<Bytes, Infallible>::new(4);
        for piece in ["0123", "4567", "89x"] {
            sender.send_data(Bytes::from(piece)).await.unwrap();
        }
        let refused = read(body, &room).await;
        assert_eq!(refused.err(), Some(StatusCode::PAYLOAD_TOO_LARGE.into()));
        assert_eq!(room.available_permits(), 100);
    }

    #[tokio::test]
    async fn a_body_that_does_not_end_times_out() {
        let room = Arc::new(Semaphore::new(100));
        let (mut sender, body) = Channel::<Bytes, Infallible>::new(4);
        sender.send_data(Bytes::from("0")).await.unwrap();
        let refused = read(body.boxed(), &room).await;
        assert_eq!(refused.err(), Some(StatusCode::REQUEST_TIMEOUT.into()));
        assert_eq!(room.available_permits(), 100);
        drop(sender);
    }

    #[tokio::test]
    async fn only_the_beginning_of_a_large_file_is_kept() {
        let room = Arc::new(Semaphore::new(100));
        let mut file = b"0123456789abc".to_vec();
        for filled in [true, false] {
            let offset = file.len() as u64;
            let tail: &[u8] = if filled {
                &filler::piece(offset, 5_000).unwrap()
            } else {
                b"x"
            };
            file.extend_from_slice(tail);
            let upload = super::read(Full::from(file.clone()), FILE, &limits(), &room).await;
            let upload = upload.unwrap_or_else(|refused| panic!("{refused:?}"));
            let beyond = upload.beyond.unwrap();
            assert_eq!(
                (&upload.bytes[..], beyond.bytes),
                (&b"0123456789"[..], file.len() as u64 - 10)
            );
            // The three letters are not filler.
            assert!(!beyond.is_filler);
            assert_eq!(room.available_permits(), 90);
        }
        let small = super::read(Full::from("0123456789"), FILE, &limits(), &room).await;
        assert!(small.is_ok_and(|small| small.beyond.is_none()));
        let large = super::read(Full::from(vec![0; 200_001]), FILE, &limits(), &room).await;
        assert_eq!(large.err(), Some(StatusCode::PAYLOAD_TOO_LARGE.into()));
    }

    #[tokio::test]
    async fn a_body_is_cut_at_the_given_length() {
        let room = Arc::new(Semaphore::new(100));
        for cut in [0, 3, 5, 100] {
            let options = BodyOptions {
                file: false,
                cut: Some(cut),
            };
            let refused = super::read(Full::from("01234"), options, &limits(), &room).await;
            assert_eq!(refused.err(), Some(Refused::Cut), "{cut}");
        }
    }
}
