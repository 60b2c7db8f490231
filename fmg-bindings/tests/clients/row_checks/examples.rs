//! Tests of the example that explains refusals.

#[allow(dead_code, reason = "`main` is for people")]
#[path = "../../../examples/explained_refusals.rs"]
mod explained_refusals;

#[tokio::test]
async fn each_documented_refusal_explains_itself() {
    let lines = explained_refusals::refusals().await.unwrap();
    let of = |start: &str| {
        let found: Vec<_> = lines.iter().filter(|line| line.starts_with(start)).collect();
        assert_eq!(found.len(), 1, "{start}: {lines:#?}");
        found[0].as_str()
    };
    let unfit = "`comment` holds 255 characters at most, this has 300; `color` is 0 to 32, not 90000; \
                 `fabric-object` came with 6.4.4; this is ";
    let of_manager = "`color` is 0 to 32, not 90000; `comment` holds 255 characters at most, this has 300; \
                      `fabric-object` came with 6.4.4; this is ";
    for start in [
        "FortiManager -10: ",
        "FortiManager -8: ",
        "FortiManager -9001: ",
        "FortiManager -651: ",
    ] {
        assert!(of(start).ends_with(&format!("{of_manager}6.2.3")), "{}", of(start));
    }
    for start in ["FortiOS 400: ", "FortiOS 500: ", "FortiOS -651: ", "FortiOS -8: "] {
        assert!(of(start).ends_with(&format!("{unfit}5.6.11")), "{}", of(start));
    }
    for start in ["FortiManager -10131: ", "FortiOS -3: "] {
        assert!(
            of(start).contains("names a row of `firewall/address` or `firewall/addrgrp`"),
            "{}",
            of(start)
        );
    }
    assert!(of("FortiManager, not sent: ").contains("it was not sent"));
    assert!(of("FortiOS, not sent: ").contains("it was not sent"));
}
