//! Takes the body of a request in, within the limits.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use http::StatusCode;
use http_body::Body;
use http_body_util::BodyExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Limits;

/// A body, and the room that it takes up until this is dropped.
pub(super) struct Upload {
    pub(super) bytes: Bytes,
    pub(super) room: OwnedSemaphorePermit,
}

/// Reads `body` to its end, or gives the status that says why not.
pub(super) async fn read<B>(body: B, limits: &Limits, room: &Arc<Semaphore>) -> Result<Upload, StatusCode>
where
    B: Body<Data = Bytes> + Unpin,
{
    // What was announced need not be waited for.
    if body.size_hint().lower() > u64::try_from(limits.body).unwrap_or(u64::MAX) {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    tokio::time::timeout(limits.body_time, collect(body, limits.body, room))
        .await
        .unwrap_or(Err(StatusCode::REQUEST_TIMEOUT))
}

async fn collect<B>(mut body: B, limit: usize, room: &Arc<Semaphore>) -> Result<Upload, StatusCode>
where
    B: Body<Data = Bytes> + Unpin,
{
    let mut upload = take(room, 0)?;
    let mut bytes = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| StatusCode::BAD_REQUEST)?;
        // Trailers say nothing to an appliance.
        let Ok(piece) = frame.into_data() else { continue };
        if piece.len() > limit.saturating_sub(bytes.len()) {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        upload.merge(take(room, piece.len())?);
        bytes.extend_from_slice(&piece);
    }
    Ok(Upload {
        bytes: bytes.freeze(),
        room: upload,
    })
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

    use super::read;
    use crate::server::Limits;

    fn limits() -> Limits {
        Limits {
            body: 10,
            body_time: Duration::from_millis(50),
            ..Limits::default()
        }
    }

    #[tokio::test]
    async fn a_body_is_taken_up_to_its_limit() {
        let room = Arc::new(Semaphore::new(15));
        let upload = read(Full::from("0123456789"), &limits(), &room)
            .await
            .unwrap_or_else(|status| panic!("{status}"));
        assert_eq!(upload.bytes, "0123456789");
        assert_eq!(room.available_permits(), 5);
        let second = read(Full::from("0123456789"), &limits(), &room).await;
        assert_eq!(second.err(), Some(StatusCode::SERVICE_UNAVAILABLE));
        drop(upload);
        assert_eq!(room.available_permits(), 15);
        let announced = read(Full::from("0123456789x"), &limits(), &room).await;
        assert_eq!(announced.err(), Some(StatusCode::PAYLOAD_TOO_LARGE));
    }

    #[tokio::test]
    async fn a_body_that_does_not_announce_its_length_is_counted() {
        let room = Arc::new(Semaphore::new(100));
        let (mut sender, body) = Channel::<Bytes, Infallible>::new(4);
        for piece in ["0123", "4567", "89x"] {
            sender.send_data(Bytes::from(piece)).await.unwrap();
        }
        let refused = read(body, &limits(), &room).await;
        assert_eq!(refused.err(), Some(StatusCode::PAYLOAD_TOO_LARGE));
        assert_eq!(room.available_permits(), 100);
    }

    #[tokio::test]
    async fn a_body_that_does_not_end_is_given_up() {
        let room = Arc::new(Semaphore::new(100));
        let (mut sender, body) = Channel::<Bytes, Infallible>::new(4);
        sender.send_data(Bytes::from("0")).await.unwrap();
        let refused = read(body.boxed(), &limits(), &room).await;
        assert_eq!(refused.err(), Some(StatusCode::REQUEST_TIMEOUT));
        assert_eq!(room.available_permits(), 100);
        drop(sender);
    }
}
