//! Layers around the transport see every request, logins and logouts too.

use crate::fortios::fortigate::{FIRMWARES, FortiGate, PASSWORD, TOKEN, USER};
use crate::showing::Shown;

#[tokio::test]
async fn what_passes_a_layer_can_be_shown() {
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
