//! Sends every Monitor call that the *FortiOS 5.6.11 REST API Reference* shows in its table of examples and in the text
//! before its list of methods, and compares it with the document. Files have separate tests.

use fmg_bindings::fortios::Vdoms;
use fmg_bindings::vdom;

use crate::cmdb::device::Device;
use crate::cmdb::document::assert_as_printed;

/// Sends a call and compares the request with the document: method, url, parameters and body.
macro_rules! documented {
    ($(
        $(#[$doc:meta])*
        $name:ident: |$fgt:ident| $call:expr => $method:literal $path:literal ? $query:literal $($body:literal)?;
    )*) => {$(
        $(#[$doc])*
        #[tokio::test]
        async fn $name() {
            let device = Device::default();
            let $fgt = device.client();
            // The response does not matter here.
            let _ = $call.await;
            assert_as_printed(&device.only(), $method, $path, $query, [$($body)?].first().copied());
        }
    )*};
}

documented! {
    policies: |fgt| fgt.monitor().firewall().policy().vdom(vdom!("root"))
        => "GET" "/api/v2/monitor/firewall/policy" ? "vdom=root";

    policies_of_all_vdoms: |fgt| fgt.monitor().firewall().policy().each_vdom(Vdoms::global())
        => "GET" "/api/v2/monitor/firewall/policy" ? "global=1";

    reset_policies: |fgt| fgt.monitor().firewall().policy_reset().vdom(vdom!("root"))
        => "POST" "/api/v2/monitor/firewall/policy/reset" ? "vdom=root";

    reset_policies_of_all_vdoms: |fgt| fgt.monitor().firewall().policy_reset().each_vdom(Vdoms::global())
        => "POST" "/api/v2/monitor/firewall/policy/reset" ? "global=1";

    /// Printed as Python: `{'policy': 1,}`.
    clear_counters_of_one_policy: |fgt| {
        fgt.monitor().firewall().policy6_clear_counters().with(|call| call.policy(1)).vdom(vdom!("root"))
    } => "POST" "/api/v2/monitor/firewall/policy6/clear_counters" ? "vdom=root" r#"{"policy": 1}"#;

    /// Printed as Python: `{'policy': [1, 2]}`.
    clear_counters_of_two_policies: |fgt| {
        fgt.monitor().firewall().policy6_clear_counters().with(|call| call.policy(vec![1, 2])).vdom(vdom!("root"))
    } => "POST" "/api/v2/monitor/firewall/policy6/clear_counters" ? "vdom=root" r#"{"policy": [1, 2]}"#;

    /// Printed as Python: `summary=True`.
    the_first_session: |fgt| {
        let session = fgt.monitor().firewall().session(1);
        session.with(|call| call.ip_version("ipv4").start(0).summary(true)).vdom(vdom!("root"))
    } => "GET" "/api/v2/monitor/firewall/session" ? "vdom=root&ip_version=ipv4&start=0&count=1&summary=true";

    clear_all_sessions: |fgt| fgt.monitor().firewall().session_clear_all().vdom(vdom!("root"))
        => "POST" "/api/v2/monitor/firewall/session/clear_all" ? "vdom=root";

    /// Printed as Python, with quotes of both kinds.
    close_a_session: |fgt| {
        let call = fgt.monitor().firewall().session_close("udp", "192.168.100.110", "96.45.33.73", 55933, 8888);
        call.vdom(vdom!("root"))
    } => "POST" "/api/v2/monitor/firewall/session/close" ? "vdom=root"
        r#"{"pro": "udp", "saddr": "192.168.100.110", "daddr": "96.45.33.73", "sport": 55933, "dport": 8888}"#;

    reboot: |fgt| fgt.monitor().system().os_reboot()
        => "POST" "/api/v2/monitor/system/os/reboot" ? "";

    shut_down: |fgt| fgt.monitor().system().os_shutdown()
        => "POST" "/api/v2/monitor/system/os/shutdown" ? "";

    /// Specific parameters.
    every_session: |fgt| fgt.monitor().firewall().session(-1)
        => "GET" "/api/v2/monitor/firewall/session" ? "count=-1";

    /// Specific parameters.
    ten_sessions_of_ipv6: |fgt| fgt.monitor().firewall().session(10).with(|call| call.ip_version("ipv6"))
        => "GET" "/api/v2/monitor/firewall/session" ? "ip_version=ipv6&count=10";

    /// REST API of the generation of tokens.
    generate_a_key: |fgt| fgt.monitor().system().api_user_generate_key("api-admin").vdom(vdom!("root"))
        => "POST" "/api/v2/monitor/system/api-user/generate-key" ? "vdom=root" r#"{"api-user":"api-admin"}"#;
}
