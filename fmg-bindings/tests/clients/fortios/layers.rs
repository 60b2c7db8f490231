//! Tests that transport layers see every request, including logins and logouts.

use crate::fortios::fortigate::{FIRMWARES, FortiGate, PASSWORD, TOKEN, USER};
use crate::showing::Shown;

#[tokio::test]
async fn requests_in_a_layer_show_no_secrets() {
    for firmware in FIRMWARES {
        let fgt = FortiGate::start(firmware);
        let shown = Shown::default();
        let client = fgt.builder().credentials(USER, PASSWORD).layer(shown.layer());
        let client = client.build().unwrap();
        client.monitor().firewall().policy().await.unwrap();
        client.close().await.unwrap();
        assert!(shown.hides(PASSWORD) >= 2, "{firmware:?}");

        let shown = Shown::default();
        let client = fgt.builder().token(TOKEN).layer(shown.layer()).build().unwrap();
        client.monitor().firewall().policy().await.unwrap();
        assert_eq!(shown.hides(TOKEN), 1);
    }
}
