//! Tests of batches in the session of the GUI, and to the REST API.

use fmg_bindings::error::{EncodeErrorKind, ErrorKind, NotInRest};

use super::{add, builder, get, received, sim};

#[tokio::test]
async fn the_gui_carries_batches_in_the_body() {
    let sim = sim().await;
    let fmg = builder(&sim).over_flat_ui().build().unwrap();
    let added = fmg.batch((0..5).map(add).collect::<Vec<_>>()).await.unwrap();
    assert!(added.iter().all(Result::is_ok));
    let read = fmg.batch((0..6).map(get).collect::<Vec<_>>()).await.unwrap();
    assert!(read[..5].iter().all(Result::is_ok) && read[5].as_ref().unwrap_err().is_not_found());
    assert_eq!(read[4].as_ref().unwrap().name.as_deref(), Some("host_4"));
    let json: Vec<_> = sim
        .received()
        .into_iter()
        .filter(|received| received.uri.path().ends_with("/flatui/json"))
        .map(|received| received.method)
        .collect();
    assert_eq!(json, ["POST", "POST"]);
    assert_eq!(received(&sim, "get", "/pm"), (1, 6));
    fmg.close().await.unwrap();
}

#[tokio::test]
async fn rest_has_no_batches() {
    let sim = sim().await;
    let fmg = builder(&sim).over_rest().build().unwrap();
    let one = fmg.batch(vec![get(0)]).await.unwrap();
    assert!(one[0].as_ref().unwrap_err().is_not_found());
    let error = fmg.batch(vec![get(0), get(1)]).await.unwrap_err();
    let ErrorKind::Encode(reason) = error.kind() else {
        panic!("{error}")
    };
    assert_eq!(reason.kind(), EncodeErrorKind::NotInRest(NotInRest::Several));
    assert_eq!(received(&sim, "GET", "/jsonrpc").0 + received(&sim, "get", "/pm").0, 1);
}
