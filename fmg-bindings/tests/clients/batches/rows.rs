//! Tests of many rows that are divided into batches.

use fmg_bindings::adom;
use fmg_bindings::fmg::address::Address;
use fmg_bindings::fmg::address_group::AddressGroup;

use super::{ADDRESSES, client, host, received, sim};

#[tokio::test]
async fn each_row_has_a_result_of_its_own() {
    let sim = sim().await;
    let fmg = client(&sim);
    let root = fmg.adom(adom!("root"));
    let objects = root.objects();
    objects.add(host(2)).await.unwrap();
    let results = objects.add_rows((0..5).map(host)).each().await.unwrap();
    for (number, result) in results.iter().enumerate() {
        match result {
            Ok(_) => assert_ne!(number, 2),
            Err(error) => assert!(number == 2 && error.is_exists(), "{error}"),
        }
    }
    assert_eq!(received(&sim, "add", ADDRESSES), (2, 6));
    for result in objects.set_rows((3..8).map(host)).each().await.unwrap() {
        result.unwrap();
    }
    let rows = (0..9).map(|number| Address {
        comment: "edge".into(),
        ..host(number)
    });
    let updated = objects.update_rows(rows).each().await.unwrap();
    assert!(updated[..8].iter().all(Result::is_ok) && updated[8].as_ref().unwrap_err().is_not_found());
    let row = objects.get::<Address>(fmg_bindings::name!("host_7")).await.unwrap();
    assert_eq!(row.comment.as_deref(), Some("edge"));

    // A reference to an object that does not exist: the result says which row it is about.
    let groups = ["host_1", "nobody", "host_2"].map(|member| AddressGroup {
        name: format!("group of {member}").into(),
        member: [member].into(),
        ..AddressGroup::default()
    });
    let results = objects.add_rows(groups).each().await.unwrap();
    let refused: Vec<_> = results
        .iter()
        .map(|result| result.as_ref().is_err_and(fmg_bindings::Error::is_bad_reference))
        .collect();
    assert_eq!(refused, [false, true, false]);
    assert!(objects.add_rows(Vec::<Address>::new()).each().await.unwrap().is_empty());
}

#[tokio::test]
async fn rows_are_written_in_parts() {
    let sim = sim().await;
    let fmg = client(&sim);
    let root = fmg.adom(adom!("root"));
    let parts = root.objects().set_rows((0..25).map(host)).in_parts(10).await.unwrap();
    let keys: Vec<_> = parts.into_iter().map(|part| part.unwrap().len()).collect();
    assert_eq!(keys, [10, 10, 5]);
    assert_eq!(received(&sim, "set", ADDRESSES), (3, 3));
    let parts = root
        .objects()
        .set_rows((0..25).map(host))
        .in_parts(5)
        .max_requests(100)
        .await
        .unwrap();
    assert_eq!((parts.len(), received(&sim, "set", ADDRESSES)), (5, (4, 8)));
}
