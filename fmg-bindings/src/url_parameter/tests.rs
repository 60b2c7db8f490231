use fmg_template::{Escaping, UrlParam, UrlWriter};

use crate::fmg::{AdomName, AdomOrGlobal, ObjectPath, PackagePath, TaskId};

fn written(value: &impl UrlParam) -> String {
    let mut url = UrlWriter::new(Escaping::Fmg, value.encoded_len(Escaping::Fmg));
    url.param(value);
    url.finish()
}

#[test]
fn a_name_is_always_one_segment() {
    let adom = AdomName::new("a/b c").unwrap();
    assert_eq!((adom.as_str(), written(&adom).as_str()), ("a/b c", r"a\/b c"));
    for bad in ["", ".", "..", "a\\b", "a\nb"] {
        assert!(AdomName::new(bad).is_err(), "{bad:?}");
        assert!(
            bad.parse::<AdomName>().is_err() && AdomName::try_from(bad).is_err(),
            "{bad:?}"
        );
    }
}

#[test]
fn the_global_database_is_not_an_adom() {
    let fault = AdomName::new("global").unwrap_err().to_string();
    assert!(fault.contains("AdomOrGlobal::Global"), "{fault}");
    assert_eq!(written(&AdomOrGlobal::Global), "global");
    assert_eq!(
        written(&AdomOrGlobal::from(AdomName::new("a/b").unwrap())),
        r"adom/a\/b"
    );
}

mod reserving {
    #![allow(dead_code, unreachable_pub, reason = "the test uses only one constructor")]

    macro_rules! reserved {
        ($($then:tt)::+ ! { $($before:tt)* }) => { $($then)::+! { $($before)* "status", } };
    }

    crate::codegen::url_parameter! {
        /// A name that is not `status`.
        name GroupName, reserved
    }
}

#[test]
fn a_reserved_word_is_refused() {
    use self::reserving::GroupName;

    assert!(GroupName::new("status").is_err() && "status".parse::<GroupName>().is_err());
    assert!(GroupName::new("status_1").is_ok());
}

#[test]
fn a_constructor_takes_any_text() {
    let text = "branches/ppkg".to_owned();
    let path = PackagePath::new(&text).unwrap();
    assert_eq!(PackagePath::new(text.as_str()).unwrap(), path);
    assert_eq!(PackagePath::new(text).unwrap(), path);
}

#[test]
fn a_package_path_cannot_contain_a_reserved_word() {
    assert_eq!(written(&PackagePath::new("folder/default").unwrap()), "folder/default");
    assert_eq!(
        PackagePath::from_segments(["folder", "default"]).unwrap().as_str(),
        "folder/default"
    );
    assert!(PackagePath::from_segments(["a/b"]).is_err());
    for path in [
        "ppkg_001/schedule",
        "ppkg_001/scope member",
        "ppkg_001/Schedule",
        "ppkg_001/schedule ",
        "ppkg_001/scope%20member",
        "ppkg_001/ _package",
        "branches/ppkg_001/_package/status",
        "default/firewall/policy",
        "default/user/nac-policy",
        "default/central/dnat",
        "default/webfilter/profile",
        "default/system/x",
        "default/policy/package/settings",
    ] {
        assert!(PackagePath::new(path).is_err(), "{path}");
        assert!(PackagePath::from_segments(path.split('/')).is_err(), "{path}");
        assert!(PackagePath::try_from(path).is_err() && PackagePath::try_from(path.to_owned()).is_err());
        assert!(path.parse::<PackagePath>().is_err(), "{path}");
    }
    for path in [
        "branches/central",
        "firewall",
        "schedule",
        "global/europe",
        "a/schedules/b",
        "EMEA/Cloud/Base",
        "EMEA/VPN/ppkg_001",
    ] {
        assert!(PackagePath::new(path).is_ok(), "{path}");
    }
}

#[test]
fn an_object_path_is_a_table_and_a_key() {
    let object = ObjectPath::in_table("firewall/address", "10.0.0.0/8").unwrap();
    assert_eq!(written(&object), r"firewall/address/10.0.0.0\/8");
    assert_eq!(ObjectPath::new(r"/firewall/address/10.0.0.0\/8").unwrap(), object);
    assert!(ObjectPath::new("firewall/address").is_err());
    for table in [
        "firewall/service/custom",
        "firewall/schedule/recurring",
        "vpn/ssl/web/portal",
        "Firewall/service/Custom",
        "firewall/service/custom ",
        "firewall/service/%63ustom",
    ] {
        assert!(ObjectPath::new(table).is_err(), "{table}");
        assert!(ObjectPath::new(format!("{table}/a")).is_ok(), "{table}");
    }
    assert!(ObjectPath::in_table("firewall/service", "custom").is_err());
}

#[test]
fn an_id_is_a_number() {
    let task = TaskId::from(77_u32);
    assert_eq!((task.get(), written(&task).as_str()), (77, "77"));
    assert_eq!("77".parse::<TaskId>().unwrap(), task);
    assert!("-1".parse::<TaskId>().is_err());
    assert_eq!(serde_json::from_str::<TaskId>("\"77\"").unwrap(), task);
}
