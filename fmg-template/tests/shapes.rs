//! The shapes that real templates have, and every fault that a template can have.
#![expect(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use fmg_template::{Fault, FaultKind, Part, Placeholder, Span, Template, underline};

/// One of each shape among the thousands of templates that FortiManager's own tools are built from.
const SHAPES: &[(&str, &[&str])] = &[
    ("/sys/status", &[]),
    ("faz/cmd/sync/dvmdb", &[]),
    ("cache/diff/get/cli/pkg/<package>", &["package"]),
    ("/cli/global/system/certificate/ca/<name>", &["name"]),
    ("/dvmdb/_meta_fields/device", &[]),
    ("/dvmdb/adom/<adom>/workspace/lock/obj/<path>", &["adom", "path"]),
    (
        "/pm/config/adom/<adom>/obj/user/tacacs+/<tacacs+>",
        &["adom", "tacacs+"],
    ),
    (
        "/pm/config/adom/<adom>/obj/user/tacacs+accounting/<name>",
        &["adom", "name"],
    ),
    (
        "/pm/config/device/<device>/global/system/npu/port/<802-1X>",
        &["device", "802-1X"],
    ),
    (
        "/pm/config/adom/<adom>/pkg/<pkg>/firewall/DoS-policy/<DoS-policy>",
        &["adom", "pkg", "DoS-policy"],
    ),
    ("/pm/config/<vwan-ingress-public-IPs>/x", &["vwan-ingress-public-IPs"]),
    (
        "/pm/config/adom/<adom>/obj/<match>/<override>/<static>",
        &["adom", "match", "override", "static"],
    ),
    ("/pm/pkg/adom/<adom>/<pkg_path>/scope member", &["adom", "pkg_path"]),
    (
        "/pm/config/adom/<adom>/obj/dynamic/interface/<interface>/object member",
        &["adom", "interface"],
    ),
    ("/pm/config/adom/<adom>/obj/webfilter/section value", &["adom"]),
    ("/api/v2/monitor/vpn.ssl/clear_tunnel", &[]),
    ("/<a>/<b>/<c>/<d>/<e>/<f>", &["a", "b", "c", "d", "e", "f"]),
    ("/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/<q>", &["q"]),
    ("/straße/<name>", &["name"]),
];

#[test]
fn all_shapes_parse() {
    for (source, names) in SHAPES {
        let template = Template::parse(source).unwrap_or_else(|faults| panic!("{source}: {faults}"));
        assert_eq!(
            template.placeholders().map(Placeholder::name).collect::<Vec<_>>(),
            *names,
            "{source}"
        );
        assert_eq!(template.to_string(), *source);
    }
}

#[test]
fn parts_keep_their_slashes() {
    let template = Template::parse("/a/<b>/<c>/d e").unwrap();
    let shown: Vec<_> = template
        .parts()
        .iter()
        .map(|part| match part {
            Part::Literal(text) => format!("{text:?}"),
            Part::Placeholder(gap) => format!("{} at {:?}", gap.name(), gap.span().range()),
        })
        .collect();
    assert_eq!(shown, ["\"/a/\"", "b at 3..6", "\"/\"", "c at 7..10", "\"/d e\""]);
}

/// The kinds of a template's faults, each with the text it is about.
fn faults(source: &str) -> Vec<(FaultKind, &str)> {
    let faults = Template::parse(source).unwrap_err();
    faults
        .iter()
        .map(|fault: &Fault| (fault.kind().clone(), &source[fault.span().range()]))
        .collect()
}

#[test]
fn every_fault_is_found_where_it_is() {
    use FaultKind as Kind;
    let character = |character, suggestion: Option<&str>| Kind::PlaceholderCharacter {
        character,
        suggestion: suggestion.map(str::to_owned),
    };
    let name = |name: &str| name.to_owned();
    for (source, expected) in [
        ("", vec![(Kind::Empty, "")]),
        ("/", vec![(Kind::Empty, "/")]),
        ("/a//b", vec![(Kind::EmptySegment, "//")]),
        ("//a", vec![(Kind::EmptySegment, "//")]),
        ("/a/<b>/", vec![(Kind::TrailingSlash, "/")]),
        ("//", vec![(Kind::EmptySegment, "//"), (Kind::TrailingSlash, "/")]),
        ("/./a/..", vec![(Kind::DotSegment, "."), (Kind::DotSegment, "..")]),
        ("/<a/b", vec![(Kind::UnclosedPlaceholder, "<a")]),
        (
            "/<a<b>",
            vec![(Kind::UnclosedPlaceholder, "<a"), (Kind::PartialPlaceholder, "<b>")],
        ),
        ("/a>/b", vec![(Kind::StrayClose, ">")]),
        (
            "/<>/< >",
            vec![(Kind::EmptyPlaceholder, "<>"), (Kind::EmptyPlaceholder, "< >")],
        ),
        ("/<a b>", vec![(character(' ', Some("a_b")), " ")]),
        ("/<a/b>", vec![(character('/', Some("a_b")), "/")]),
        ("/<é>", vec![(character('é', None), "é")]),
        ("/<->", vec![(Kind::PlaceholderWithoutLetter, "<->")]),
        (
            "/x<a>/<b>y",
            vec![(Kind::PartialPlaceholder, "<a>"), (Kind::PartialPlaceholder, "<b>")],
        ),
        (
            "/<a><b>",
            vec![(Kind::PartialPlaceholder, "<a>"), (Kind::PartialPlaceholder, "<b>")],
        ),
        ("/<a>/<a>", vec![(Kind::RepeatedPlaceholder { name: name("a") }, "<a>")]),
        (
            "/<a-b>/<A_b>",
            vec![(
                Kind::SameField {
                    name: name("A_b"),
                    earlier: name("a-b"),
                },
                "<A_b>",
            )],
        ),
        (
            "/<path..>",
            vec![(Kind::RestPlaceholder { name: name("path") }, "<path..>")],
        ),
        (
            "/{adom}/x{",
            vec![
                (
                    Kind::Braces {
                        name: Some(name("adom")),
                    },
                    "{adom}",
                ),
                (Kind::Braces { name: None }, "{"),
            ],
        ),
        ("/a}", vec![(Kind::Braces { name: None }, "}")]),
        (r"/a\/b", vec![(Kind::Backslash, "\\")]),
        (
            "/a\n/b",
            vec![
                (Kind::OuterSpace, "a\n"),
                (Kind::ControlCharacter { character: '\n' }, "\n"),
            ],
        ),
        ("/a /b", vec![(Kind::OuterSpace, "a ")]),
        ("/a?b=<c", vec![(Kind::Query, "?b=<c")]),
        ("?a", vec![(Kind::Empty, ""), (Kind::Query, "?a")]),
        ("/a#b", vec![(Kind::Fragment, "#")]),
        (
            "/a//<b/{c}/",
            vec![
                (Kind::EmptySegment, "//"),
                (Kind::UnclosedPlaceholder, "<b"),
                (Kind::Braces { name: Some(name("c")) }, "{c}"),
                (Kind::TrailingSlash, "/"),
            ],
        ),
    ] {
        assert_eq!(faults(source), expected, "{source:?}");
    }
}

#[test]
fn every_fault_says_what_to_do() {
    for source in [
        "", "//a", "/<a>/", "/..", "/<a", "/a>", "/<>", "/<a b>", "/<a>/<a>", "/{a}", r"/\", "/a?", "/a#", "/a ",
    ] {
        for fault in Template::parse(source).unwrap_err() {
            assert!(!fault.to_string().is_empty() && !fault.help().is_empty(), "{source:?}");
        }
    }
    let fault = Template::parse("/dvmdb/adom/{adom}")
        .unwrap_err()
        .into_iter()
        .next()
        .unwrap();
    assert_eq!(fault.help(), "write the placeholder as `<adom>`");
}

#[test]
fn drawings_stand_below_what_they_mean() {
    let source = "/é/<a b>";
    let fault = Template::parse(source).unwrap_err().into_iter().next().unwrap();
    assert_eq!(fault.span(), Span { start: 6, end: 7 });
    assert_eq!(underline(source, fault.span()), "/é/<a b>\n     ^");
}
