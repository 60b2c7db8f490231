//! Tests of malformed requests.

use serde_json::json;

use super::{TOKEN, plain, with_super_token};

#[tokio::test]
async fn bodies_of_every_kind_get_a_response() {
    let (sim, _) = with_super_token().await;
    let deep = "[".repeat(100_000);
    let bodies: [&[u8]; 9] = [
        b"",
        b"{",
        b"null",
        b"\xff\xfe",
        b"{\"json\": 1}",
        b"{\"json\": {\"name\": {}}}",
        b"{\"name\": [[[]]]}",
        b"--X\r\n\r\n",
        deep.as_bytes(),
    ];
    for path in [
        "/logincheck",
        "/logout",
        "/logindisclaimer",
        "/api/v2/authentication",
        "/api/v2/cmdb/firewall/address",
        "/api/v2/cmdb/firewall/policy/1",
        "/api/v2/monitor/system/config/restore?scope=global&source=upload",
        "/api/v2/monitor/user/banned/add_users",
        "/%00/%ff",
        "/api/v2/cmdb/%2e%2e/%2f",
        "/api/v2/cmdb//",
        "//api/v2/monitor",
    ] {
        for media_type in [
            "application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=X",
            "multipart/form-data",
        ] {
            for body in bodies {
                let request = plain().post(format!("{}{path}", sim.fortios_url())).bearer_auth(TOKEN);
                let answer = request
                    .header("content-type", media_type)
                    .body(body.to_vec())
                    .send()
                    .await
                    .unwrap();
                let status = answer.status().as_u16();
                assert!(status < 500 || path.contains("cmdb"), "{path} {media_type}: {status}");
                assert!(!answer.text().await.unwrap().is_empty(), "{path}");
            }
        }
    }
}

#[tokio::test]
async fn methods_of_every_kind_get_a_response() {
    let (sim, _) = with_super_token().await;
    for method in ["PATCH", "OPTIONS", "TRACE", "BREW"] {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let request = plain()
            .request(method, format!("{}/api/v2/cmdb", sim.fortios_url()))
            .bearer_auth(TOKEN);
        assert_eq!(request.send().await.unwrap().status().as_u16(), 405);
    }
    // A program on a network that only lets GET and POST through.
    let request = plain()
        .post(format!("{}/api/v2/cmdb/firewall/address/none", sim.fortios_url()))
        .bearer_auth(TOKEN);
    let answer = request.header("x-http-method-override", "DELETE").send().await.unwrap();
    let answer: serde_json::Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    assert_eq!(
        (&answer["http_method"], &answer["status"]),
        (&json!("DELETE"), &json!("success"))
    );
}
