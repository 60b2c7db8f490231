//! Properties of every template, every value and every url.
#![expect(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use std::sync::LazyLock;

use fmg_template::{
    Capture, Escaping, Name, ObjectPath, PackagePath, ParamKind, Part, Template, UrlParam, UrlWriter, ValueFault,
    render_url, underline,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

const RUNS: &[&str] = &["firewall/policy"];
const NAME: ParamKind<'_> = ParamKind::NAME;
const ID: ParamKind<'_> = ParamKind::Id;
const PACKAGE: ParamKind<'_> = ParamKind::PackagePath { reserved: RUNS };
const OBJECT: ParamKind<'_> = ParamKind::OBJECT_PATH;

/// The urls of the specified calls, with the values of their placeholders.
const CALLS: &[(&str, &[ParamKind<'_>])] = &[
    ("/sys/login/user", &[]),
    ("/sys/status", &[]),
    ("/cli/global/system/certificate/ca/<name>", &[NAME]),
    ("/cli/global/system/admin/tacacs", &[]),
    ("/cli/global/system/admin/tacacs/<name>", &[NAME]),
    ("/dvmdb/adom", &[]),
    ("/dvmdb/adom/<adom>", &[NAME]),
    ("/dvmdb/device", &[]),
    ("faz/cmd/sync/dvmdb", &[]),
    ("/dvmdb/adom/<adom>/workspace/lock", &[NAME]),
    ("/dvmdb/adom/<adom>/workspace/commit", &[NAME]),
    ("/dvmdb/adom/<adom>/workspace/lock/dev/<device>", &[NAME, NAME]),
    ("/dvmdb/adom/<adom>/workspace/lock/pkg/<package>", &[NAME, PACKAGE]),
    (
        "/dvmdb/adom/<adom>/workspace/lock/pkg/<package>/firewall/policy/<policyid>",
        &[NAME, PACKAGE, ID],
    ),
    ("/dvmdb/adom/<adom>/workspace/lock/obj/<path>", &[NAME, OBJECT]),
    ("/dvmdb/adom/<adom>/workspace/lockinfo", &[NAME]),
    ("/dvmdb/adom/<adom>/workflow", &[NAME]),
    ("/dvmdb/adom/<adom>/workflow/start", &[NAME]),
    ("/dvmdb/adom/<adom>/workflow/start/<id>", &[NAME, ID]),
    ("cache/diff/start", &[]),
    ("cache/diff/get/cli/pkg/<package>", &[PACKAGE]),
    ("cache/diff/get/cli/obj", &[]),
    ("/task/task", &[]),
    ("/task/task/<id>", &[ID]),
    ("/task/task/<id>/line", &[ID]),
    ("/task/task/<id>/line/<line>", &[ID, ID]),
    ("/task/task/<id>/history", &[ID]),
    ("/pm/config/adom/<adom>/obj/firewall/address", &[NAME]),
    ("/pm/config/adom/<adom>/obj/firewall/address/<name>", &[NAME, NAME]),
    ("/pm/config/adom/<adom>/pkg/<package>/firewall/policy", &[NAME, PACKAGE]),
    (
        "/pm/config/adom/<adom>/pkg/<package>/firewall/policy/<policyid>",
        &[NAME, PACKAGE, ID],
    ),
    ("/pm/pkg/adom/<adom>", &[NAME]),
    ("/pm/pkg/adom/<adom>/<package>", &[NAME, PACKAGE]),
    (
        "/pm/config/device/<device>/vdom/<vdom>/system/dhcp/server",
        &[NAME, NAME],
    ),
    (
        "/pm/config/device/<device>/vdom/<vdom>/system/dhcp/server/<id>",
        &[NAME, NAME, ID],
    ),
];

static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| {
    CALLS
        .iter()
        .map(|(source, _)| Template::parse(source).unwrap())
        .collect()
});

/// Texts that look like parts of urls: made of the words of the templates and of characters that mean something to one
/// of the targets.
fn hostile_text() -> impl Strategy<Value = String> {
    let word = select(vec![
        "/",
        "\\",
        "\\/",
        "%",
        "%2F",
        "+",
        " ",
        "?",
        "#",
        ".",
        "..",
        "<",
        ">",
        "é",
        "日本",
        "\u{7f}",
        "\n",
        "adom",
        "pkg",
        "obj",
        "firewall",
        "policy",
        "firewall/policy",
        "address",
        "lock",
        "line",
        "start",
        "7",
        "a",
    ]);
    prop_oneof![
        9 => vec(word, 0..6).prop_map(|words| words.concat()),
        1 => any::<String>(),
    ]
}

/// Whatever a constructor lets through.
fn accepted<T: std::fmt::Debug>(
    texts: impl Strategy<Value = Vec<String>>,
    make: impl Fn(Vec<String>) -> Result<T, ValueFault>,
) -> impl Strategy<Value = T> {
    texts.prop_filter_map("refused by the constructor", move |texts| make(texts).ok())
}

fn name() -> impl Strategy<Value = Name> {
    accepted(vec(hostile_text(), 1), |texts| Name::new(texts.concat()))
}

fn package() -> impl Strategy<Value = PackagePath> {
    let folder = prop_oneof![
        select(vec!["firewall", "policy", "7", "pkg"]).prop_map(str::to_owned),
        hostile_text()
    ];
    accepted(vec(folder, 1..5), |folders| PackagePath::parse(folders.join("/"), RUNS))
}

fn object() -> impl Strategy<Value = ObjectPath> {
    accepted(vec(hostile_text(), 3..6), ObjectPath::from_segments)
}

fn value(kind: ParamKind<'static>) -> BoxedStrategy<Capture> {
    match kind {
        ParamKind::Name { .. } => name().prop_map(Capture::Name).boxed(),
        ParamKind::Id => any::<i64>().prop_map(|id| Capture::Id(id.into())).boxed(),
        ParamKind::PackagePath { .. } => package().prop_map(Capture::PackagePath).boxed(),
        ParamKind::ObjectPath { .. } => object().prop_map(Capture::ObjectPath).boxed(),
    }
}

/// One of the calls, with values for its placeholders.
fn call() -> impl Strategy<Value = (usize, Vec<Capture>)> {
    (0..CALLS.len()).prop_flat_map(|index| {
        let values: Vec<_> = CALLS[index].1.iter().map(|kind| value(*kind)).collect();
        (Just(index), values)
    })
}

fn targets() -> impl Strategy<Value = Escaping> {
    select(vec![Escaping::Fmg, Escaping::HttpPath])
}

fn as_param(capture: &Capture) -> Box<dyn UrlParam + '_> {
    match capture {
        Capture::Name(name) => Box::new(name),
        Capture::Id(id) => Box::new(i64::try_from(*id).unwrap()),
        Capture::PackagePath(path) => Box::new(path),
        Capture::ObjectPath(path) => Box::new(path),
    }
}

/// Renders as the derive does, and checks that the announced length is the true one.
fn render(template: &Template, values: &[Capture], escaping: Escaping) -> String {
    let values: Vec<_> = values.iter().map(as_param).collect();
    let literals: Vec<&str> = template
        .parts()
        .iter()
        .filter_map(|part| match part {
            Part::Literal(text) => Some(text.as_str()),
            Part::Placeholder(_) => None,
        })
        .collect();
    let values: Vec<&dyn UrlParam> = values.iter().map(|value| &**value).collect();
    let url = render_url(escaping, &literals, &values);
    assert_eq!(url.len(), url.capacity(), "{url}");
    url
}

proptest! {
    #[test]
    fn parsing_never_panics_and_points_at_characters(
        source in prop_oneof![hostile_text(), "[/<>a{}.?\\\\é -]{0,24}"],
    ) {
        match Template::parse(&source) {
            Ok(template) => {
                prop_assert_eq!(template.to_string(), &*source);
                let parts = template.parts().iter().map(|part| match part {
                    Part::Literal(text) => text.clone(),
                    Part::Placeholder(gap) => source[gap.span().range()].to_owned(),
                });
                prop_assert_eq!(parts.collect::<String>(), &*source);
            }
            Err(faults) => {
                prop_assert!(faults.iter().len() > 0);
                for fault in &faults {
                    prop_assert!(source.get(fault.span().range()).is_some(), "{fault}: {:?}", fault.span());
                    prop_assert_eq!(underline(&source, fault.span()).lines().count(), 2);
                }
            }
        }
    }

    #[test]
    fn constructors_never_panic_and_say_why(text in hostile_text()) {
        let faults = [
            Name::new(text.clone()).err(),
            PackagePath::parse(text.clone(), RUNS).err(),
            ObjectPath::parse(text.clone()).err(),
            ObjectPath::new(&text, &text).err(),
        ];
        for fault in faults.into_iter().flatten() {
            prop_assert!(fault.to_string().chars().all(|character| !character.is_control()), "{fault}");
        }
    }

    #[test]
    fn values_come_back_from_their_text(name in name(), package in package(), object in object()) {
        prop_assert_eq!(Name::new(name.to_string()).unwrap(), name);
        prop_assert_eq!(PackagePath::parse(package.to_string(), RUNS).unwrap(), package.clone());
        prop_assert_eq!(PackagePath::from_segments(package.segments(), RUNS).unwrap(), package);
        prop_assert_eq!(ObjectPath::parse(object.to_string()).unwrap(), object.clone());
        prop_assert_eq!(ObjectPath::from_segments(object.segments()).unwrap(), object);
    }

    #[test]
    fn http_paths_are_plain_ascii((index, values) in call()) {
        let url = render(&TEMPLATES[index], &values, Escaping::HttpPath);
        prop_assert!(url.bytes().all(|byte| byte.is_ascii_graphic() && !b"?#\\\"<>".contains(&byte)), "{url}");
    }

    #[test]
    fn matching_any_text_never_panics(url in hostile_text(), escaping in targets()) {
        for (template, (_, kinds)) in TEMPLATES.iter().zip(CALLS) {
            if let Some(values) = template.matches(&url, kinds, escaping) {
                let again = render(template, &values, escaping);
                prop_assert_eq!(template.matches(&again, kinds, escaping), Some(values));
            }
        }
    }
}

proptest! {
    // Each of the calls some thirty times.
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// The heart of it: a rendered url matches the template it was rendered from, with the same values, and no other.
    #[test]
    fn no_value_changes_which_call_a_url_addresses((index, values) in call(), escaping in targets()) {
        let url = render(&TEMPLATES[index], &values, escaping);
        for (other, (source, kinds)) in CALLS.iter().enumerate() {
            let found = TEMPLATES[other].matches(&url, kinds, escaping);
            let expected = (other == index).then_some(&values);
            prop_assert_eq!(found.as_ref(), expected, "{} as {}", url, source);
        }
    }
}

#[test]
fn the_calls_can_be_sent_over_http_too() {
    for template in TEMPLATES.iter() {
        assert_eq!(template.check_for(Escaping::HttpPath), Ok(()), "{template}");
    }
}

/// Package paths know the words that may follow them: otherwise the property above would not hold.
#[test]
fn a_package_path_that_knows_no_runs_can_address_another_call() {
    let package = PackagePath::parse("a/firewall/policy/7", &[]).unwrap();
    let mut url = UrlWriter::new(Escaping::Fmg, 0);
    url.literal("/pkg/").param(&package);
    let longer = Template::parse("/pkg/<package>/firewall/policy/<policyid>").unwrap();
    assert!(longer.matches(&url.finish(), &[PACKAGE, ID], Escaping::Fmg).is_some());
}
