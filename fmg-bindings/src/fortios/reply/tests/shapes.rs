//! Tests of every known shape of the envelope.

use http::header::ETAG;
use serde_json::json;

use super::*;
use crate::extra_members::ExtraMembers;
use crate::fortios::monitor::extender_controller::ExtenderInfo;
use crate::fortios::monitor::firewall::Sessions;
use crate::fortios::monitor::geoip::GeoipResult;
use crate::fortios::monitor::license::LicenseStatus;
use crate::fortios::monitor::router::{Ipv4Route, RouteType};
use crate::fortios::monitor::system::{AvailableInterface, FirmwareInfo, HaMemberChecksum, InterfaceStatistics};
use crate::fortios::monitor::virtual_wan::MemberStatistics;
use crate::fortios::{As, Conditional, ETag, Envelope, IfChanged, Named};
use crate::{Data, Open};

#[test]
fn a_monitor_call_answers_with_results_and_little_else() {
    let reply = read::<Vec<Lease>>(MONITOR).unwrap();
    let lease = &reply.value()[0];
    assert_eq!((lease.ip.as_deref(), lease.server_mkey), (Some("192.168.0.1"), Some(6)));
    let envelope = reply.envelope();
    assert_eq!((envelope.vdom.as_deref(), envelope.http_status), (Some("root"), None));
    assert_eq!(
        (envelope.version.as_deref(), envelope.build),
        (Some("v7.6.3"), Some(3510))
    );
    assert_eq!(reply.json(), MONITOR);
    // The end of this reply as 5.6.8 sends it.
    let text = r#"{"results":{"ip":"10.0.0.1"},"vdom":"root","path":"system","name":"dhcp","action":"","status":"success",
        "serial":"FGT","version":"v5.6.8","build":1672}"#;
    assert_eq!(
        read::<Lease>(text).unwrap().into_value().ip.as_deref(),
        Some("10.0.0.1")
    );
}

#[test]
fn a_table_answers_with_its_size_and_revision() {
    let reply = read::<Vec<Value>>(LIST).unwrap();
    assert_eq!(reply.value()[0]["name"], "EMS_ALL_UNKNOWN_CLIENTS");
    let Envelope {
        size,
        matched_count,
        next_idx,
        limit_reached,
        revision,
        ..
    } = reply.envelope();
    assert_eq!((*size, *matched_count, *next_idx), (Some(17), Some(17), Some(16)));
    assert_eq!((*limit_reached, revision.as_deref()), (Some(false), Some("bd002ee1")));
}

#[test]
fn a_write_answers_with_the_key() {
    let reply = write::<Value>(WRITTEN).unwrap();
    assert_eq!(reply.value(), &Value::Null);
    let envelope = reply.envelope();
    assert_eq!(
        (envelope.mkey.as_deref(), envelope.revision_changed),
        (Some("officeNetwork"), Some(true))
    );
    assert_eq!(
        (envelope.old_revision.as_deref(), envelope.http_status),
        (Some("c2"), Some(200))
    );
    let numbered = write::<()>(r#"{"mkey":7,"child_mkey":3,"child_path":"entries","status":"success"}"#).unwrap();
    assert_eq!(numbered.envelope().mkey.as_deref(), Some("7"));
    assert_eq!(numbered.envelope().child_mkey.as_deref(), Some("3"));
}

#[test]
fn the_members_come_in_any_order() {
    let whole: serde_json::Map<_, _> = serde_json::from_str(MONITOR).unwrap();
    for turn in 0..whole.len() {
        let members = whole.iter().cycle().skip(turn).take(whole.len());
        let text: Vec<_> = members.map(|(name, value)| format!("\"{name}\":{value}")).collect();
        let text = format!("{{{}}}", text.join(","));
        assert_eq!(read::<Vec<Lease>>(&text).unwrap().value().len(), 1, "{text}");
    }
}

#[test]
fn an_envelope_of_another_shape_does_not_hide_the_results() {
    let text = r#"{"results":[{"ip":"10.0.0.1"}],"status":"success","version":{"major":7},"build":"3510","serial":null,
        "name":["x"],"size":1.5,"limit_reached":1,"revision_changed":"true","new":{"a":[1]},"mkey":false}"#;
    let reply = read::<Vec<Lease>>(text).unwrap();
    let envelope = reply.envelope();
    assert_eq!(
        (reply.value().len(), envelope.version.as_deref(), envelope.size),
        (1, None, None)
    );
    assert_eq!(
        (envelope.build, envelope.limit_reached, envelope.revision_changed),
        (Some(3510), Some(true), Some(true))
    );
}

#[test]
fn a_number_as_status_does_not_refuse_a_login() {
    let text = r#"{"status_code":5,"status":5,"status_message":"LOGIN_SUCCESS"}"#;
    let reply = answer::<Login<Value>>(200, &[], text.as_bytes()).unwrap();
    assert_eq!(reply.json(), text);
    assert_eq!(fault(&write::<Value>(text).unwrap_err()), DecodeErrorKind::NoStatus);
}

#[test]
fn results_are_read_as_the_requested_type() {
    let text = |results: &str| format!(r#"{{"results":{results},"status":"success"}}"#);
    assert_eq!(
        read::<Value>(&text(r#"{"a":[1,null]}"#)).unwrap().into_value(),
        json!({"a": [1, null]})
    );
    assert!(read::<Vec<Lease>>(&text("[]")).unwrap().value().is_empty());
    assert!(
        read::<Vec<Lease>>(r#"{"status":"success"}"#)
            .unwrap()
            .value()
            .is_empty()
    );
    assert_eq!(read::<Option<Value>>(&text("null")).unwrap().into_value(), None);
    assert_eq!(
        read::<Data<(u8, bool)>>(&text("[1,true]")).unwrap().into_value(),
        (1, true)
    );
    assert_eq!(
        read::<Lease>(&text(r#"[{"ip":"10.0.0.1"}]"#))
            .unwrap()
            .into_value()
            .ip
            .as_deref(),
        Some("10.0.0.1")
    );
    assert_eq!(fault(&read::<Lease>(&text("[]")).unwrap_err()), DecodeErrorKind::NoData);
    let own = answer::<As<Read<()>, Vec<String>>>(200, &[], text(r#"["a"]"#).as_bytes()).unwrap();
    assert_eq!(own.value(), &["a"]);
}

#[test]
fn unchanged_data_is_not_read() {
    type Asked = IfChanged<Read<Vec<Lease>>>;
    let known = ETag::from_text("\"a\"").unwrap();
    let asked = IfChanged::new(Read::<Vec<Lease>>(std::marker::PhantomData), &known);
    let draft = FortiOs::draft(&asked, &Options::default(), &ExtraMembers::NONE).unwrap();
    assert_eq!(draft.in_vdoms(None).unwrap().known.unwrap(), "\"a\"");
    let reply = answer::<Asked>(304, &[(ETAG, "\"a\"")], b"").unwrap();
    assert!(reply.value().is_unchanged());
    assert_eq!((reply.etag(), reply.json()), (Some(&known), ""));
    let reply = answer::<Asked>(200, &[(ETAG, "\"b\"")], MONITOR.as_bytes()).unwrap();
    match reply.into_value() {
        Conditional::Changed { value, etag } => {
            assert_eq!((value.len(), etag.unwrap().to_string().as_str()), (1, "\"b\""));
        }
        Conditional::Unchanged => panic!("it has changed"),
    }
    assert!(
        answer::<Asked>(404, &[], MISSING.as_bytes())
            .unwrap_err()
            .is_not_found()
    );
    let first = answer::<Read<Vec<Lease>>>(200, &[(ETAG, "\"a\"")], MONITOR.as_bytes()).unwrap();
    assert_eq!(first.etag(), Some(&known));
}

#[test]
fn a_reply_shows_its_value_and_not_its_text() {
    let reply = read::<()>(r#"{"results":{"psk":"s3cr3t"},"vdom":"root","status":"success"}"#).unwrap();
    let shown = format!("{reply:?}");
    assert!(shown.contains("root") && !shown.contains("s3cr3t"), "{shown}");
    assert!(reply.json().contains("s3cr3t"));
}

fn results(results: &Value) -> String {
    json!({"results": results, "status": "success"}).to_string()
}

#[test]
fn rows_by_name_come_as_an_object_or_as_a_list() {
    let interface = |name: &str, mask: i64| json!({"name": name, "mask": mask, "speed": 1000});
    let listed = results(&json!([interface("port/1", 8), interface("wan1", 24), {"mask": 1}]));
    let named = results(&json!({"wan1": interface("wan1", 24), "port/1": interface("port/1", 8), "x": {"mask": 1}}));
    for (text, last) in [(listed, None), (named, Some("x"))] {
        let interfaces = read::<Named<InterfaceStatistics>>(&text).unwrap().into_value();
        assert_eq!(interfaces.get("wan1").and_then(|own| own.mask), Some(24));
        assert_eq!(interfaces.get("wan2"), None);
        let called: Vec<_> = interfaces.iter().map(|(name, _)| name).collect();
        assert_eq!(called, [Some("port/1"), Some("wan1"), last]);
        let owned: Vec<_> = interfaces
            .clone()
            .into_iter()
            .map(|(name, own)| (name, own.mask))
            .collect();
        assert_eq!(owned[2], (last.map(str::to_owned), Some(1)));
        assert_eq!(interfaces.rows().len(), 3);
        assert_eq!(interfaces.into_rows()[1].mask, Some(24));
    }
}

#[test]
fn rows_with_the_same_name_are_all_kept() {
    let text = r#"{"results":{"a":{"name":"b"},"a":{}},"status":"success"}"#;
    let rows = read::<Named<Value>>(text).unwrap().into_value();
    assert_eq!((rows.len(), rows.get("a")), (2, Some(&json!({"name": "b"}))));
    // The name that the row was found under counts.
    assert_eq!(rows.get("b"), None);
    let twice = results(&json!([{"name": "a", "x": 1}, {"name": "a", "x": 2}, null]));
    let rows = read::<Named<Value>>(&twice).unwrap().into_value();
    assert_eq!((rows.len(), rows.get("a")), (2, Some(&json!({"name": "a", "x": 1}))));
}

#[test]
fn a_value_without_named_rows_is_empty_or_an_error() {
    for text in [
        results(&json!([])),
        results(&json!({})),
        results(&json!(null)),
        r#"{"status":"success"}"#.to_owned(),
    ] {
        assert!(read::<Named<Value>>(&text).unwrap().value().is_empty(), "{text}");
    }
    assert!(read::<Named<Value>>(&results(&json!("none"))).is_err());
}

#[test]
fn sessions_come_as_a_list_or_below_details() {
    let session = json!({"saddr": "192.0.2.1", "dport": 443, "expiry": 3588, "policytype": "policy"});
    let listed = results(&json!([session, session]));
    let below = results(&json!({"details": [session, session], "summary": {"matched_count": 2}}));
    for (text, matched) in [(listed, None), (below, Some(2))] {
        let sessions = read::<Sessions>(&text).unwrap().into_value();
        let summary = sessions.summary.and_then(|summary| summary.matched_count);
        assert_eq!(summary, matched);
        let details = sessions.details.unwrap();
        assert_eq!((details.len(), details[1].expiry.as_deref()), (2, Some("3588")));
    }
    // A list of one element is a list, and so is an empty list.
    for count in [0, 1] {
        let text = results(&vec![session.clone(); count].into());
        assert_eq!(
            read::<Sessions>(&text).unwrap().into_value().details.unwrap().len(),
            count
        );
    }
}

#[test]
fn images_come_as_a_list_or_below_available() {
    let image = json!({"version": "v7.4.1", "build": 2463, "release-type": "GA"});
    let listed = results(&json!([image]));
    let below = results(&json!({"current": image, "available": [image]}));
    for (text, current) in [(listed, None), (below, Some(2463))] {
        let firmware = read::<Option<FirmwareInfo>>(&text).unwrap().into_value().unwrap();
        assert_eq!(firmware.current.and_then(|image| image.build), current);
        assert_eq!(firmware.available.unwrap()[0].build, Some(2463));
    }
}

#[test]
fn unknown_members_are_kept_in_rows_without_known_fields() {
    let text = results(&json!([{"interface": "wan1", "link": "up"}]));
    let members = read::<Named<MemberStatistics>>(&text).unwrap().into_value();
    let (name, member) = members.iter().next().unwrap();
    assert_eq!((name, &member.others["interface"]), (None, &json!("wan1")));
    assert_eq!(member.others.len(), 1);
}

#[test]
fn one_object_is_not_a_list_of_one() {
    for lone in [
        json!({"a": {"x": 1}, "b": {"x": 2}}),
        json!({"ip": "192.0.2.1"}),
        json!("x"),
        json!(1),
    ] {
        let error = read::<Vec<Value>>(&results(&lone)).unwrap_err();
        assert!(error.to_string().contains("expected a list, found"), "{error}");
        // The write has succeeded, whatever its results are.
        let reply = write::<Vec<Value>>(&results(&lone)).unwrap();
        assert_eq!((reply.value().len(), reply.misfits().total()), (0, 1), "{lone}");
        let reply = write::<Option<i64>>(&results(&json!({"a": 1}))).unwrap();
        assert_eq!((reply.value(), reply.misfits().total()), (&None, 1));
    }
    for empty in [json!({}), json!([]), json!(null)] {
        assert!(
            read::<Vec<Value>>(&results(&empty)).unwrap().value().is_empty(),
            "{empty}"
        );
    }
    // A member of a row may still be a single value.
    let session = results(&json!({"details": [{"apps": {"id": 1}}]}));
    let sessions = read::<Sessions>(&session).unwrap().into_value();
    assert_eq!(sessions.details.unwrap()[0].apps.as_ref().map(Vec::len), Some(1));
}

#[test]
fn text_encodings_of_devices_are_read() {
    let body = b"\xef\xbb\xbf{\"results\":[{\"ip\":\"caf\xe9\t\\ud800\"}],\"status\":\"success\",\"vdom\":\"root\"}";
    let reply = answer::<Read<Vec<Lease>>>(200, &[], body).unwrap();
    assert_eq!(reply.value()[0].ip.as_deref(), Some("caf\u{fffd}\t\u{fffd}"));
    let json: Value = serde_json::from_str(reply.json()).unwrap();
    assert_eq!(json["results"][0]["ip"], "caf\u{fffd}\t\u{fffd}");
    let refusal = b"{\"status\":\"error\",\"error\":-3,\"cli_error\":\"caf\xe9\t\"}";
    for status in [200, 404, 500] {
        assert!(answer::<Write<()>>(status, &[], refusal).unwrap_err().is_not_found());
    }
    let each = [
        b"[",
        &body[3..],
        b",{\"status\":\"success\",\"vdom\":\"edge\",\"results\":[{\"ip\":\"a\tb\"}]}]",
    ]
    .concat();
    let each = answer::<crate::fortios::Each<Read<Vec<Lease>>>>(200, &[], &each).unwrap();
    assert_eq!(each.value()[1].outcome.as_ref().unwrap()[0].ip.as_deref(), Some("a\tb"));
}

#[test]
fn the_modems_of_an_extender_have_the_names_of_the_firmware() {
    let modem = json!({"imsi": "001010123456789", "sim1": {"is_active": 1, "slot": 1}});
    // FortiOS 6.2.0 has one modem and writes percentages as text.
    let old = results(&json!([{"id": "FX1", "system": {"cpu": "7", "memory": "40"}, "modem": modem}]));
    let new = results(&json!([{"name": "one", "system": {"cpu": 7, "memory": 40}, "modem1": modem, "modem2": modem}]));
    for (text, modems) in [(old, vec![""]), (new, vec!["1", "2"])] {
        let rows = read::<Vec<ExtenderInfo>>(&text).unwrap();
        assert_eq!(rows.misfits().total(), 0, "{text}");
        let extender = &rows.value()[0];
        let system = extender.system.as_ref().unwrap();
        assert_eq!((system.cpu, system.memory), (Some(7), Some(40)));
        let names: Vec<_> = extender
            .modems
            .keys()
            .map(|name| name.trim_start_matches("modem"))
            .collect();
        assert_eq!(names, modems);
        let sim = &extender.modems.values().next().unwrap().sims["sim1"];
        assert_eq!((sim.is_active, sim.slot), (Some(true), Some(1)));
    }
}

#[test]
fn the_properties_of_an_interface_are_grouped_by_prefix() {
    let text = results(&json!([{
        "name": "port1", "type": "physical", "vdom": "root", "is_physical": true, "is_used_by_ha": false,
        "supports_dhcp": true, "used_by_policy": true, "tunnel_interface": ["a", "b"], "wake": 1,
        "ipv4_addresses": [{"ip": "192.0.2.1", "netmask": "255.255.255.0", "cidr_netmask": 24}],
    }, {"name": "a-b", "vdom": ["left", "right"]}]));
    let read = read::<Vec<AvailableInterface>>(&text).unwrap();
    assert_eq!(read.misfits().total(), 0);
    let interfaces = read.into_value();
    let port = &interfaces[0];
    assert_eq!((port.is["physical"], port.is["used_by_ha"]), (true, false));
    assert_eq!((port.supports["dhcp"], port.used_by["policy"]), (true, true));
    assert_eq!(port.others.keys().collect::<Vec<_>>(), ["wake"]);
    assert_eq!(port.ipv4_addresses.as_ref().unwrap()[0].prefix_length, Some(24));
    let vdoms = interfaces.iter().map(|interface| interface.vdoms.clone().unwrap());
    assert_eq!(vdoms.collect::<Vec<_>>(), [vec!["root"], vec!["left", "right"]]);
}

#[test]
fn documented_members_are_typed_and_others_are_kept() {
    let text = results(
        &json!({"antivirus": {"status": "licensed", "expires": 1_893_456_000, "extra": 1}, "web_filtering": {}}),
    );
    let licenses = read::<LicenseStatus>(&text).unwrap().into_value();
    let antivirus = licenses.antivirus.unwrap();
    assert_eq!(
        (antivirus.expires, &antivirus.others["extra"]),
        (Some(1_893_456_000), &json!(1))
    );
    assert_eq!(licenses.others["web_filtering"], json!({}));
    let text =
        results(&json!([{"ip_version": 4, "type": "connect", "ip_mask": "192.0.2.0/24", "x": 1}, {"type": "new"}]));
    let routes = read::<Vec<Ipv4Route>>(&text).unwrap().into_value();
    assert_eq!(routes[0].type_, Some(RouteType::Connect.into()));
    assert_eq!(routes[0].others["x"], json!(1));
    assert!(matches!(&routes[1].type_, Some(Open::Other(_))));
    let text =
        results(&json!({"192.0.2.1": {"location": {"country": {"iso_code": "DE", "names": {"en": "Germany"}}}}}));
    let places = read::<std::collections::BTreeMap<String, GeoipResult>>(&text)
        .unwrap()
        .into_value();
    let country = places["192.0.2.1"].location.clone().unwrap().country.unwrap();
    assert_eq!(country.names.unwrap()["en"], "Germany");
    let text =
        results(&json!([{"is_manage_master": 1, "checksum": {"all": "0b", "vdoms": {"root": "66", "edge": "67"}}}]));
    let members = read::<Vec<HaMemberChecksum>>(&text).unwrap().into_value();
    assert_eq!(members[0].is_manage_master, Some(true));
    assert_eq!(
        members[0].checksum.as_ref().unwrap().vdoms.as_ref().unwrap()["edge"],
        "67"
    );
}
