//! Sends every configuration call that the *FortiOS 5.6.11 REST API Reference* shows, and compares it with the
//! document.
//!
//! The order of parameters in a url does not matter: the document itself puts `vdom` first in some examples and last in
//! others. Spaces in its JSON are not significant.

use fmg_bindings::fortios::{Filter, Table, Vdoms};
use fmg_bindings::{child, mkey, table, vdom};
use serde::{Deserialize, Serialize};

use crate::cmdb::device::{Device, Received};

#[derive(Deserialize, Serialize, Table)]
#[table("firewall/address")]
struct Address {
    name: String,
}

#[derive(Deserialize, Serialize, Table)]
#[table("application/list")]
struct ApplicationList {
    name: String,
}

#[derive(Deserialize, Table)]
#[table("vpn.ssl/settings", complex)]
struct SslVpn {}

#[derive(Deserialize, Serialize, Table)]
#[table("firewall/policy")]
struct Policy {
    name: &'static str,
    srcintf: [Name; 1],
    dstintf: [Name; 1],
    srcaddr: [Name; 1],
    dstaddr: [Name; 1],
    action: &'static str,
    status: &'static str,
    schedule: &'static str,
    service: [Name; 1],
    nat: &'static str,
}

#[derive(Deserialize, Serialize)]
struct Name {
    name: &'static str,
}

#[derive(Serialize)]
struct Id<I> {
    id: I,
}

#[derive(Serialize)]
struct Entries {
    entries: [Entry; 1],
}

#[derive(Serialize)]
struct Entry {
    id: u32,
    application: [Id<u32>; 2],
}

#[derive(Serialize)]
struct Applications {
    application: [Id<u32>; 2],
}

#[derive(Serialize)]
struct Rules {
    #[serde(rename = "authentication-rule")]
    rules: [Id<&'static str>; 2],
}

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

#[track_caller]
pub(crate) fn assert_as_printed(sent: &Received, method: &str, path: &str, query: &str, body: Option<&str>) {
    assert_eq!(
        (sent.method.as_str(), sent.path.as_str()),
        (method, path.trim_end_matches('/'))
    );
    let mut printed: Vec<_> = query.split('&').filter(|pair| !pair.is_empty()).collect();
    let ours = sent.plain_query();
    let mut ours: Vec<_> = ours.split('&').filter(|pair| !pair.is_empty()).collect();
    printed.sort_unstable();
    ours.sort_unstable();
    assert_eq!(ours, printed);
    assert_eq!(sent.body, compact(body.unwrap_or_default()));
}

/// JSON without the spaces between its tokens.
fn compact(json: &str) -> String {
    let mut in_text = false;
    let mut kept = String::new();
    for character in json.chars() {
        in_text ^= character == '"';
        if in_text || !character.is_ascii_whitespace() {
            kept.push(character);
        }
    }
    kept
}

// The 28 examples at the end of the chapter on the CMDB.
documented! {
    /// Retrieve table.
    all_addresses: |fgt| fgt.cmdb().list::<Address>().vdom(vdom!("root"))
        => "GET" "/api/v2/cmdb/firewall/address" ? "vdom=root";

    /// Retrieve table.
    the_first_ten_addresses: |fgt| fgt.cmdb().list::<Address>().start(0).count(10).skip(true).vdom(vdom!("root"))
        => "GET" "/api/v2/cmdb/firewall/address" ? "vdom=root&start=0&count=10&skip=1";

    /// Retrieve table. Erratum: printed as `format=name type`; a bar stands between names.
    names_and_types_of_addresses: |fgt| fgt.cmdb().list::<Address>().fields(["name", "type"]).vdom(vdom!("root"))
        => "GET" "/api/v2/cmdb/firewall/address" ? "vdom=root&format=name|type";

    /// Retrieve table.
    addresses_by_key_and_pattern: |fgt| fgt.cmdb().list::<Address>().key_pattern("type", "fqdn").vdom(vdom!("root"))
        => "GET" "/api/v2/cmdb/firewall/address" ? "vdom=root&key=type&pattern=fqdn";

    /// Retrieve table.
    addresses_by_filter: |fgt| fgt.cmdb().list::<Address>().filter(Filter::eq("type", "fqdn")).vdom(vdom!("root"))
        => "GET" "/api/v2/cmdb/firewall/address" ? "vdom=root&filter=type==fqdn";

    /// Retrieve table.
    addresses_of_either_type: |fgt| {
        let either = Filter::eq("type", "fqdn").or(Filter::eq("type", "iprange"));
        fgt.cmdb().list::<Address>().filter(either).vdom(vdom!("root"))
    } => "GET" "/api/v2/cmdb/firewall/address" ? "vdom=root&filter=type==fqdn,type==iprange";

    /// Retrieve table.
    addresses_of_a_type_and_an_interface: |fgt| {
        let both = Filter::eq("type", "fqdn").and(Filter::eq("associated-interface", "lan"));
        fgt.cmdb().list::<Address>().filter(both).vdom(vdom!("root"))
    } => "GET" "/api/v2/cmdb/firewall/address" ? "vdom=root&filter=type==fqdn&filter=associated-interface==lan";

    /// Retrieve table schema.
    schema_of_addresses: |fgt| fgt.cmdb().schema::<Address>()
        => "GET" "/api/v2/cmdb/firewall/address" ? "action=schema";

    /// Retrieve table default.
    defaults_of_addresses: |fgt| fgt.cmdb().defaults::<Address>()
        => "GET" "/api/v2/cmdb/firewall/address" ? "action=default";

    /// Purge table.
    purge_addresses: |fgt| fgt.cmdb().purge::<Address>().vdom(vdom!("root"))
        => "DELETE" "/api/v2/cmdb/firewall/address" ? "vdom=root";

    /// Retrieve object.
    one_address: |fgt| fgt.cmdb().get::<Address>(mkey!("address1")).vdom(vdom!("root"))
        => "GET" "/api/v2/cmdb/firewall/address/address1" ? "action=select&vdom=root";

    /// Create object.
    create_an_address: |fgt| fgt.cmdb().create(&Address { name: "address1".into() }).vdom(vdom!("root"))
        => "POST" "/api/v2/cmdb/firewall/address" ? "vdom=root" r#"{"name":"address1"}"#;

    /// Create object.
    create_an_application_list: |fgt| {
        fgt.cmdb().create(&ApplicationList { name: "profile1".into() }).vdom(vdom!("root"))
    } => "POST" "/api/v2/cmdb/application/list" ? "vdom=root" r#"{"name":"profile1"}"#;

    /// Edit object.
    rename_an_address: |fgt| {
        let changes = Address { name: "address2".into() };
        fgt.cmdb().update::<Address>(mkey!("address1"), &changes).vdom(vdom!("root"))
    } => "PUT" "/api/v2/cmdb/firewall/address/address1" ? "vdom=root" r#"{"name":"address2"}"#;

    /// Edit object.
    comment_on_an_address: |fgt| {
        let changes = serde_json::json!({"comment": "test comment"});
        fgt.cmdb().update::<Address>(mkey!("address1"), &changes).vdom(vdom!("root"))
    } => "PUT" "/api/v2/cmdb/firewall/address/address1" ? "vdom=root" r#"{"comment":"test comment"}"#;

    /// Edit object.
    edit_an_application_list: |fgt| {
        let changes = Entries { entries: [Entry { id: 1, application: [Id { id: 31236 }, Id { id: 31237 }] }] };
        fgt.cmdb().update::<ApplicationList>(mkey!("profile1"), &changes).vdom(vdom!("root"))
    } => "PUT" "/api/v2/cmdb/application/list/profile1" ? "vdom=root"
        r#"{"entries":[{"id":1,"application":[{"id":31236}, {"id":31237}]}]}"#;

    /// Delete object.
    delete_an_address: |fgt| fgt.cmdb().delete::<Address>(mkey!("address1")).vdom(vdom!("root"))
        => "DELETE" "/api/v2/cmdb/firewall/address/address1" ? "vdom=root";

    /// Clone object.
    clone_an_address: |fgt| {
        fgt.cmdb().clone_as::<Address>(mkey!("address1"), mkey!("address1_clone")).vdom(vdom!("root"))
    } => "POST" "/api/v2/cmdb/firewall/address/address1" ? "vdom=root&action=clone&nkey=address1_clone";

    /// Move object.
    move_a_policy: |fgt| fgt.cmdb().move_after::<Policy>(1, 2).vdom(vdom!("root"))
        => "PUT" "/api/v2/cmdb/firewall/policy/1" ? "vdom=root&action=move&after=2";

    /// Append child object.
    append_an_entry: |fgt| {
        let entries = fgt.cmdb().child::<ApplicationList>(mkey!("profile1"), child!("entries"));
        entries.create(&Id { id: 3 }).vdom(vdom!("root"))
    } => "POST" "/api/v2/cmdb/application/list/profile1/entries" ? "vdom=root" r#"{"id":3}"#;

    /// Edit child object.
    edit_an_entry: |fgt| {
        let entries = fgt.cmdb().child::<ApplicationList>(mkey!("profile1"), child!("entries"));
        let changes = Applications { application: [Id { id: 31236 }, Id { id: 31237 }] };
        entries.update(3, &changes).vdom(vdom!("root"))
    } => "PUT" "/api/v2/cmdb/application/list/profile1/entries/3" ? "vdom=root"
        r#"{"application": [{"id":31236}, {"id":31237}]}"#;

    /// Delete child object.
    delete_an_entry: |fgt| {
        let entries = fgt.cmdb().child::<ApplicationList>(mkey!("profile1"), child!("entries"));
        entries.delete(3).vdom(vdom!("root"))
    } => "DELETE" "/api/v2/cmdb/application/list/profile1/entries/3" ? "vdom=root";

    /// Purge child table.
    purge_entries: |fgt| {
        let entries = fgt.cmdb().child::<ApplicationList>(mkey!("profile1"), child!("entries"));
        entries.purge().vdom(vdom!("root"))
    } => "DELETE" "/api/v2/cmdb/application/list/profile1/entries" ? "vdom=root";

    /// Retrieve complex table.
    settings_of_the_ssl_vpn: |fgt| fgt.cmdb().read::<SslVpn>()
        => "GET" "/api/v2/cmdb/vpn.ssl/settings" ? "action=select";

    /// Edit complex table.
    edit_settings_of_the_ssl_vpn: |fgt| {
        let changes = Rules { rules: [Id { id: "1" }, Id { id: "2" }] };
        fgt.cmdb().edit::<SslVpn>(&changes).vdom(vdom!("root"))
    } => "PUT" "/api/v2/cmdb/vpn.ssl/settings" ? "vdom=root" r#"{"authentication-rule":[{"id":"1"}, {"id":"2"}]}"#;

    /// Global requests.
    addresses_of_all_vdoms: |fgt| fgt.cmdb().list::<Address>().each_vdom(Vdoms::global())
        => "GET" "/api/v2/cmdb/firewall/address" ? "global=1";

    /// Global requests.
    create_an_address_in_all_vdoms: |fgt| {
        fgt.cmdb().create(&Address { name: "address1".into() }).each_vdom(Vdoms::global())
    } => "POST" "/api/v2/cmdb/firewall/address" ? "global=1" r#"{"name":"address1"}"#;

    /// Global requests. Erratum: printed as `DELETE /api/v2/cmdb/firewall/address?global=1&address1`, which would purge
    /// the table in every VDOM; the key belongs into the path.
    delete_an_address_in_all_vdoms: |fgt| fgt.cmdb().delete::<Address>(mkey!("address1")).each_vdom(Vdoms::global())
        => "DELETE" "/api/v2/cmdb/firewall/address/address1" ? "global=1";
}

// The examples in the text of the chapter.
documented! {
    /// URL path: `configure vdom`.
    path_of_vdoms: |fgt| fgt.cmdb().table(table!("system/vdom")).list()
        => "GET" "/api/v2/cmdb/system/vdom/" ? "";

    /// URL path: `configure vdom, edit vdom1`. Erratum: printed as `vd0m1`, in the column of names of child tables.
    path_of_a_vdom: |fgt| fgt.cmdb().table(table!("system/vdom")).update(mkey!("vdom1"), &serde_json::json!({}))
        => "PUT" "/api/v2/cmdb/system/vdom/vdom1/" ? "" "{}";

    /// URL path: `configure firewall schedule recurring`.
    path_of_schedules: |fgt| fgt.cmdb().table(table!("firewall.schedule/recurring")).list()
        => "GET" "/api/v2/cmdb/firewall.schedule/recurring/" ? "";

    /// URL path: `configure firewall policy, edit 1, set srcintf`.
    path_of_interfaces_of_a_policy: |fgt| fgt.cmdb().child::<Policy>(1, child!("srcintf")).list()
        => "GET" "/api/v2/cmdb/firewall/policy/1/srcintf/" ? "";

    /// URL path: `configure firewall policy, edit 1, delete srcintf lan`.
    path_of_an_interface_of_a_policy: |fgt| {
        fgt.cmdb().child::<Policy>(1, child!("srcintf")).delete(mkey!("lan"))
    } => "DELETE" "/api/v2/cmdb/firewall/policy/1/srcintf/lan/" ? "";

    /// Specific parameters. Erratum: printed with a space in the url, `/firewall/policy /?action=schema`, where the
    /// line was broken.
    schema_of_policies: |fgt| fgt.cmdb().schema::<Policy>()
        => "GET" "/api/v2/cmdb/firewall/policy/" ? "action=schema";

    /// Specific parameters. Erratum: as before.
    defaults_of_policies: |fgt| fgt.cmdb().table(table!("firewall/policy")).defaults()
        => "GET" "/api/v2/cmdb/firewall/policy/" ? "action=default";

    /// Specific parameters.
    policies_without_what_does_not_apply: |fgt| fgt.cmdb().table(table!("firewall/policy")).list().skip(true)
        => "GET" "/api/v2/cmdb/firewall/policy/" ? "skip=1";

    /// Specific parameters. Errata: printed as `format=policyid action`, with a space in the url.
    some_fields_of_policies: |fgt| fgt.cmdb().table(table!("firewall/policy")).list().fields(["policyid", "action"])
        => "GET" "/api/v2/cmdb/firewall/policy/" ? "format=policyid|action";

    /// Specific parameters.
    addresses_of_two_types_that_are_visible: |fgt| {
        let visible = Filter::one_of("type", ["fqdn", "ipmask"]).and(Filter::eq("visibility", "enable"));
        fgt.cmdb().list::<Address>().filter(visible)
    } => "GET" "/api/v2/cmdb/firewall/address/" ? "filter=type==fqdn,type==ipmask&filter=visibility==enable";

    /// Body data. Erratum: printed as `"subnet": "1.1.1.0", "mask": "255.255.255.0"`; the mask is part of the subnet.
    create_an_address_with_a_subnet: |fgt| {
        #[derive(Serialize, Table)]
        #[table("firewall/address")]
        struct Address {
            name: &'static str,
            r#type: &'static str,
            subnet: &'static str,
        }
        let address = Address { name: "address1", r#type: "ipmask", subnet: "1.1.1.0 255.255.255.0" };
        fgt.cmdb().create(&address).vdom(vdom!("root"))
    } => "POST" "/api/v2/cmdb/firewall/address" ? "vdom=root"
        r#"{"name": "address1", "type": "ipmask", "subnet": "1.1.1.0 255.255.255.0"}"#;

    /// Body data. Erratum: as before.
    edit_the_subnet_of_an_address: |fgt| {
        let changes = serde_json::json!({"subnet": "2.2.2.0 255.255.255.0"});
        fgt.cmdb().update::<Address>(mkey!("address1"), &changes).vdom(vdom!("root"))
    } => "PUT" "/api/v2/cmdb/firewall/address/address1" ? "vdom=root" r#"{"subnet": "2.2.2.0 255.255.255.0"}"#;

    /// Limitation: the request that would fail.
    create_a_policy_plainly: |fgt| fgt.cmdb().create(&TEST_POLICY).plain().vdom(vdom!("root"))
        => "POST" "/api/v2/cmdb/firewall/policy" ? "vdom=root"
        r#"{"name": "test_policy", "srcintf": [{"name": "port1"}], "dstintf": [{"name": "port2"}],
            "srcaddr": [{"name": "all"}], "dstaddr": [{"name": "all"}], "action": "accept", "status": "enable",
            "schedule": "always", "service": [{"name": "ALL"}], "nat": "disable"}"#;

    /// Limitation: the request that would work.
    create_a_policy: |fgt| fgt.cmdb().create(&TEST_POLICY).vdom(vdom!("root"))
        => "POST" "/api/v2/cmdb/firewall/policy" ? "vdom=root"
        r#"{"json": {"name": "test_policy", "srcintf": [{"name": "port1"}], "dstintf": [{"name": "port2"}],
            "srcaddr": [{"name": "all"}], "dstaddr": [{"name": "all"}], "action": "accept", "status": "enable",
            "schedule": "always", "service": [{"name": "ALL"}], "nat": "disable"}}"#;

    /// Filter syntax.
    policies_by_schedule: |fgt| {
        fgt.cmdb().table(table!("firewall/policy")).list().filter(Filter::eq("schedule", "always"))
    } => "GET" "/api/v2/cmdb/firewall/policy/" ? "filter=schedule==always";

    /// Filter syntax.
    policies_of_other_schedules: |fgt| {
        fgt.cmdb().table(table!("firewall/policy")).list().filter(Filter::ne("schedule", "always"))
    } => "GET" "/api/v2/cmdb/firewall/policy/" ? "filter=schedule!=always";

    /// Combining filters.
    policies_of_either_schedule: |fgt| {
        let either = Filter::one_of("schedule", ["always", "once"]);
        fgt.cmdb().table(table!("firewall/policy")).list().filter(either)
    } => "GET" "/api/v2/cmdb/firewall/policy" ? "filter=schedule==always,schedule==once";

    /// Combining filters.
    policies_that_always_accept: |fgt| {
        let both = Filter::eq("schedule", "always").and(Filter::eq("action", "accept"));
        fgt.cmdb().table(table!("firewall/policy")).list().filter(both)
    } => "GET" "/api/v2/cmdb/firewall/policy/" ? "filter=schedule==always&filter=action==accept";

    /// Combining filters.
    policies_that_always_accept_or_deny: |fgt| {
        let action = Filter::eq("action", "accept").or(Filter::eq("action", "deny"));
        let policies = fgt.cmdb().table(table!("firewall/policy"));
        policies.list().filter(Filter::eq("schedule", "always").and(action))
    } => "GET" "/api/v2/cmdb/firewall/policy/" ? "filter=schedule==always&filter=action==accept,action==deny";

    /// Reserved characters. Erratum: the second is printed with three backslashes.
    addresses_by_a_comment_with_reserved_characters: |fgt| {
        fgt.cmdb().list::<Address>().filter(Filter::eq("comment", "a,b\\c"))
    } => "GET" "/api/v2/cmdb/firewall/address" ? "filter=comment==a\\,b\\\\c";
}

const TEST_POLICY: Policy = Policy {
    name: "test_policy",
    srcintf: [Name { name: "port1" }],
    dstintf: [Name { name: "port2" }],
    srcaddr: [Name { name: "all" }],
    dstaddr: [Name { name: "all" }],
    action: "accept",
    status: "enable",
    schedule: "always",
    service: [Name { name: "ALL" }],
    nat: "disable",
};
