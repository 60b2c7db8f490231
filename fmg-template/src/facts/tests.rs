use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::*;

const TEXT: &str = r#"* <=6.2.9,>=6.4.4
cache-ttl 0..86400
fabric-object >=6.4.4
"meta fields" chars<=255
802.1-tlvs read-only some-models
"*" ..5
threshold(default) -5.. items<=16
tacacs+ chars<=128 secret
type =geography@>=6.4.0 ="2min "@6.2.0-6.2.9,<=6.0.3
srcaddr ->firewall/address,"log.tacacs+accounting,setting"
dynamic_mapping items<=16 {
    comment chars<=255
    _scope {
        name chars<=31
    }
}
last <=7.0.6
"#;

#[test]
fn the_text_says_what_is_known() {
    let facts = RowFacts::parse(TEXT).unwrap();
    assert_eq!(facts.to_string(), TEXT);
    let of = |name: &str| facts.members.iter().find(|member| member.name == name).unwrap();
    assert_eq!(facts.versions.len(), 2);
    assert_eq!(of("cache-ttl").range, Some((Some(0), Some(86_400))));
    assert_eq!(of("*").range, Some((None, Some(5))));
    assert_eq!(of("threshold(default)").range, Some((Some(-5), None)));
    assert_eq!(of("meta fields").max_chars, Some(255));
    assert!(of("802.1-tlvs").is_read_only && of("tacacs+").is_secret);
    let versions = &of("fabric-object").versions;
    assert!(!is_in(FirmwareVersion::new(6, 2, 3), versions) && is_in(FirmwareVersion::new(9, 0, 0), versions));
    let values: Vec<_> = of("type").values.iter().map(|known| known.value.as_str()).collect();
    assert_eq!(values, ["geography", "2min "]);
    assert_eq!(of("srcaddr").refers_to[1], "log.tacacs+accounting,setting");
    assert_eq!(of("dynamic_mapping").rows[1].rows[0].max_chars, Some(31));
}

#[test]
fn blanks_mean_nothing_and_facts_of_later_releases_are_left_out() {
    let facts = RowFacts::parse("\n      a 1..2 sometimes~5 chars<=x ..q\n\n  b {\n c   read-only\n }\n").unwrap();
    let names: Vec<_> = facts.members.iter().map(|member| member.name.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
    assert_eq!((facts.members[0].max_chars, facts.members[0].range), (None, None));
    assert!(facts.members[1].rows[0].is_read_only);
    assert!(RowFacts::parse("").unwrap().is_empty());
}

#[test]
fn a_line_that_is_none_is_named() {
    for (text, line) in [
        ("a 1..2\n\"b", 2),
        ("a {\nb 1..2", 3),
        ("}", 1),
        ("a ->", 1),
        ("a =b", 1),
        ("a@b 1..2", 1),
        (r#""\u{zz}" 1..2"#, 1),
        (r#""\u{ffffffffff}" 1..2"#, 1),
    ] {
        assert_eq!(RowFacts::parse(text).unwrap_err().line(), line, "{text}");
    }
    let deep = "a {\n".repeat(100);
    assert!(RowFacts::parse(&deep).is_err());
}

#[test]
fn versions_are_read_as_appliances_write_them() {
    for (text, version) in [
        ("v7.4.1", Some((7, 4, 1))),
        ("7.2", Some((7, 2, 0))),
        ("v7.2.2-build1334 220927 (GA.F)", Some((7, 2, 2))),
        (" v6.2.10 ", Some((6, 2, 10))),
        ("7", None),
        ("7.2.x", None),
        ("7.2.8.1", None),
        ("", None),
        ("v", None),
        ("7.99999", None),
    ] {
        let expected = version.map(|(major, minor, patch)| FirmwareVersion::new(major, minor, patch));
        assert_eq!(FirmwareVersion::parse(text), expected, "{text}");
    }
    for text in [
        "6.4.4",
        "-",
        "7.2.0-7.0.0",
        ">=7",
        "<=7.0.0.1",
        ">=",
        ">=v6.4.4",
        "6.4.4-",
        "-6.4.4",
        ">=6.4.4 x",
        "6.2.0-6.2.9-build3",
    ] {
        assert_eq!(VersionInterval::parse(text), None, "{text}");
    }
}

#[test]
fn a_pattern_is_of_several_names() {
    let member = MemberFacts::new("dns-server*");
    assert!(member.is_of("dns-server4") && !member.is_of("dns-server") && !member.is_of("dns"));
    assert!(MemberFacts::new("a").is_of("a") && !MemberFacts::new("a").is_of("ab"));
}

fn version() -> impl Strategy<Value = FirmwareVersion> {
    (0..20_u16, 0..20_u16, 0..30_u16).prop_map(|(major, minor, patch)| FirmwareVersion::new(major, minor, patch))
}

fn intervals() -> impl Strategy<Value = Vec<VersionInterval>> {
    let one = prop_oneof![
        version().prop_map(|first| (Some(first), None)),
        version().prop_map(|last| (None, Some(last))),
        (version(), version()).prop_map(|(one, other)| (Some(one.min(other)), Some(one.max(other)))),
    ];
    vec(one.prop_map(|(first, last)| VersionInterval { first, last }), 0..3)
}

fn member() -> impl Strategy<Value = MemberFacts> {
    let some = |intervals: &Vec<VersionInterval>| !intervals.is_empty();
    let value = (
        any::<String>(),
        intervals().prop_filter("a value without versions", some),
    );
    let value = value.prop_map(|(value, versions)| ValueFacts { value, versions });
    let range = option::of((option::of(any::<i128>()), option::of(any::<i128>())));
    let leaf = (
        (
            any::<String>(),
            intervals(),
            range,
            option::of(any::<u32>()),
            option::of(any::<u32>()),
        ),
        (any::<[bool; 3]>(), vec(any::<String>(), 0..3), vec(value, 0..3)),
    );
    let leaf = leaf.prop_map(
        |((name, versions, range, max_chars, max_items), (is, refers_to, values))| MemberFacts {
            name,
            versions,
            range,
            max_chars,
            max_items,
            is_read_only: is[0],
            is_on_some_models: is[1],
            is_secret: is[2],
            refers_to,
            values,
            rows: Vec::new(),
        },
    );
    leaf.prop_recursive(3, 12, 3, |inner| {
        (inner.clone(), vec(inner, 0..3)).prop_map(|(member, rows)| MemberFacts { rows, ..member })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn facts_are_read_as_they_were_written(versions in intervals(), members in vec(member(), 0..4)) {
        let facts = RowFacts { versions, members };
        let text = facts.to_string();
        prop_assert_eq!(RowFacts::parse(&text).unwrap(), facts, "{}", text);
    }

    #[test]
    fn no_text_causes_a_panic(text in any::<String>()) {
        let _ = RowFacts::parse(&text);
    }

    #[test]
    fn no_damage_of_a_text_causes_a_panic(at in 0..TEXT.len(), text in "[ -~\n]{0,4}") {
        let damaged = format!("{}{text}{}", &TEXT[..at], &TEXT[at..]);
        let _ = RowFacts::parse(&damaged);
    }
}
