//! Tests of the code that `derive(Endpoint)` writes for calls to FortiOS.

use insta::assert_snapshot;
use syn::parse_quote;

use super::items;
use crate::expand::derive;

#[test]
fn a_read() {
    assert_snapshot!(items(derive(&parse_quote! {
        #[endpoint(GET, "/api/v2/monitor/firewall/policy", access_group = "fwgrp.policy", etag, response = Vec<Value>)]
        pub struct Policy {
            #[endpoint(query)]
            pub policyid: Option<OneOrMany<i64>>,
            #[endpoint(query("ip_version"))]
            pub version: Option<IpVersion>,
        }
    })));
}

#[test]
fn an_entry_of_a_table() {
    assert_snapshot!(items(derive(&parse_quote! {
        #[endpoint(PUT, "/api/v2/cmdb/<path>/<name>/<mkey>", fixed(action = "move"), one_of([before], [after]))]
        pub struct Move {
            pub path: CmdbPath,
            pub name: TableName,
            pub mkey: Mkey,
            #[endpoint(query)]
            pub before: Option<Mkey>,
            #[endpoint(query)]
            pub after: Option<Mkey>,
        }
    })));
}

#[test]
fn an_upload() {
    assert_snapshot!(items(derive(&parse_quote! {
        #[endpoint(POST, "/api/v2/monitor/vpn-certificate/local/import", one_of([r#type, certname], [file]))]
        struct Import<'a> {
            #[endpoint(query("vdom"))]
            vdom: Option<VdomName>,
            #[endpoint(body("type"))]
            r#type: &'a str,
            #[endpoint(body("certname"))]
            certname: Option<String>,
            #[endpoint(body("acme"), flag)]
            acme: Option<bool>,
            #[endpoint(file("file_content"))]
            file: Option<File>,
        }
    })));
}

#[test]
fn a_whole_body() {
    assert_snapshot!(items(derive(&parse_quote! {
        #[endpoint(POST, "/api/v2/cmdb/<path>/<name>", response = Written)]
        struct Create<B: serde::Serialize, P> {
            path: P,
            name: TableName,
            #[endpoint(body)]
            body: B,
        }
    })));
}

#[test]
fn a_form() {
    assert_snapshot!(items(derive(&parse_quote! {
        #[endpoint(POST, "/logincheck")]
        struct LoginCheck {
            #[endpoint(form)]
            username: String,
            #[endpoint(form("secretkey"))]
            password: Secret,
            #[endpoint(form, flag)]
            ajax: bool,
        }
    })));
}

#[test]
fn a_download() {
    assert_snapshot!(items(derive(&parse_quote! {
        #[endpoint(GET, "/api/v2/monitor/system/config/backup", download)]
        struct Backup;
    })));
}

#[test]
fn a_faulty_struct_still_gets_implementations() {
    assert_snapshot!(items(derive(&parse_quote! {
        #[endpoint(GET, "/api/v2/monitor/<name", response = Vec<Row>, etag, download)]
        struct Get<T: Clone> {
            #[endpoint(query)]
            value: T,
        }
    })));
}

#[test]
fn with_a_misspelt_verb_the_url_decides_the_product() {
    let expansion = derive(&parse_quote! {
        #[endpoint(GTE, "/api/v2/monitor/system/status")]
        struct Get;
    })
    .to_string();
    assert!(
        expansion.contains("type Protocol = :: fmg_bindings :: fortios :: FortiOs ;"),
        "{expansion}"
    );
    assert!(!expansion.contains("fmg_bindings :: fmg"), "{expansion}");
}
