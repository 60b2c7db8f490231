//! Calls to FortiOS, with every place a field can have.

use fmg_bindings::Endpoint;
use fmg_bindings::fmg::VdomName;
use fmg_bindings::fortios::{Cacheable, Download, File, Method, OneOrMany};
use fmg_bindings::serde_json::{Value, json};

#[derive(Endpoint)]
#[endpoint(GET, "/api/v2/monitor/firewall/policy", access_group = "fwgrp.policy", etag, response = Vec<Value>)]
struct Statistics {
    #[endpoint(query)]
    policyid: Option<OneOrMany<i64>>,
    #[endpoint(query("ip_version"))]
    version: Option<&'static str>,
    #[endpoint(query, toggle)]
    verbose: bool,
}

#[derive(Endpoint)]
#[endpoint(PUT, "/api/v2/cmdb/<path>/<name>/<mkey>", fixed(action = "move"), one_of([before], [r#after]),)]
struct Move<'a, K> {
    path: &'a VdomName,
    name: VdomName,
    mkey: K,
    #[endpoint(query)]
    before: Option<u32>,
    #[endpoint(query("after"))]
    r#after: Option<u32>,
}

#[derive(Endpoint)]
#[endpoint(POST, "/api/v2/monitor/user/firewall/deauth", one_of([user_type, id], [all]))]
struct Deauthenticate {
    #[endpoint(body("user_type"))]
    user_type: Option<String>,
    #[endpoint(body("id"))]
    id: Option<i64>,
    #[endpoint(body("all"), flag)]
    all: Option<bool>,
    #[endpoint(query)]
    vdom: Option<VdomName>,
}

#[derive(Endpoint)]
#[endpoint(POST, "/api/v2/monitor/wifi/region-image/upload", one_of([region], [picture]))]
struct Upload {
    #[endpoint(body("region_name"))]
    region: Option<String>,
    #[endpoint(file("file_content"))]
    picture: Option<File>,
}

#[derive(Endpoint)]
#[endpoint(POST, "/api/v2/monitor/license/upgrade")]
struct Upgrade {
    #[endpoint(file)]
    file_content: File,
}

#[derive(Endpoint)]
#[endpoint(POST, "/api/v2/cmdb/firewall/address")]
struct Create<B: serde::Serialize> {
    #[endpoint(body)]
    body: B,
}

#[derive(Endpoint)]
#[endpoint(POST, "/logincheck")]
struct LoginCheck {
    #[endpoint(form)]
    username: String,
    #[endpoint(form, flag)]
    ajax: bool,
}

#[derive(Endpoint)]
#[endpoint(GET, "/api/v2/monitor/system/config/backup", download)]
struct Backup;

#[derive(Endpoint)]
#[endpoint(DELETE, "/api/v2/cmdb/firewall/address/<mkey>")]
struct Delete {
    mkey: VdomName,
}

fn is_cacheable(_: &impl Cacheable) {}
fn is_download(_: &impl Download) {}

#[test]
fn calls_of_fortios_have_every_place() {
    let call = Statistics {
        policyid: Some(OneOrMany::from(vec![1, 2])),
        version: None,
        verbose: true,
    };
    is_cacheable(&call);
    assert_eq!(Statistics::DETAILS.access_group, Some("fwgrp.policy"));
    assert_eq!(
        (call.url().as_str(), call.method()),
        ("/api/v2/monitor/firewall/policy", Method::Get)
    );

    let path = VdomName::new("system").unwrap();
    let call = Move {
        path: &path,
        name: VdomName::new("a b/c").unwrap(),
        mkey: 7_u32,
        before: None,
        r#after: Some(1),
    };
    assert_eq!(call.url(), "/api/v2/cmdb/system/a%20b%2Fc/7");
    assert_eq!(call.template(), "/api/v2/cmdb/<path>/<name>/<mkey>");
    assert_eq!(<Move<'_, u32> as Endpoint>::ONE_OF, [["before"], ["after"]]);
    assert_eq!(
        (call.method(), <Move<'_, u32> as Endpoint>::DETAILS.access_group),
        (Method::Put, None)
    );

    let sets: &[&[&str]] = &[&["user_type", "id"], &["all"]];
    assert_eq!(Deauthenticate::ONE_OF, sets);
    let call = Deauthenticate {
        user_type: None,
        id: None,
        all: Some(true),
        vdom: None,
    };
    assert_eq!(call.method(), Method::Post);

    let picture = Some(File::from_bytes("map.png", "PNG"));
    assert_eq!(
        Upload { region: None, picture }.url(),
        "/api/v2/monitor/wifi/region-image/upload"
    );
    assert_eq!(Upload::ONE_OF, [["region_name"], ["file_content"]]);
    let upgrade = Upgrade {
        file_content: File::from_bytes("license.lic", ""),
    };
    assert_eq!(upgrade.file_content.name(), "license.lic");

    assert_eq!(
        Create {
            body: json!({"name": "a"})
        }
        .method(),
        Method::Post
    );
    assert_eq!(
        LoginCheck {
            username: "admin".to_owned(),
            ajax: true
        }
        .url(),
        "/logincheck"
    );
    is_download(&Backup);
    assert_eq!(Delete { mkey: path }.method(), Method::Delete);
}
