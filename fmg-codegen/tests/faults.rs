//! The places of faults, in specs of several files.
#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use std::fs;

use camino::Utf8Path;
use fmg_codegen::{Code, SpecTree, analyze};

const DOCUMENTS: &str =
    "[[document]]\nid = 'how-to'\ntitle = 'How to'\nurl = 'https://example.com'\nabout = 'A guide.'";
const GROUP: &str = "[group]\ntitle = 'System'\ndoc = 'The appliance.'\n";

fn endpoint(name: &str, facts: &str) -> String {
    format!(
        "[[endpoint]]\nname = '{name}'\ndoc = 'Reads it.'\nsource = {{ document = 'how-to', section = '1' }}\n{facts}\n"
    )
}

/// The faults of these files: the code, the file and the text at its place, and of the related places.
fn faults<'a>(files: &'a [(&'a str, String)]) -> Vec<(Code, &'a str, Vec<&'a str>)> {
    let documents = [("documents.toml", DOCUMENTS.to_owned())];
    let tree = SpecTree::from_files(documents.into_iter().chain(files.iter().cloned()));
    let found = analyze(&tree).map(drop).unwrap_err();
    let faults = found.into_iter().map(|fault| {
        let file = |at: &fmg_codegen::Location| files.iter().find(|(path, _)| *path == at.file).unwrap();
        let text = |label: &fmg_codegen::Label| &file(&label.location).1[label.location.span.clone()];
        let mut texts = vec![text(&fault.primary)];
        texts.extend(fault.secondary.iter().map(text));
        (fault.code, file(&fault.primary.location).0, texts)
    });
    faults.collect()
}

#[test]
fn a_file_that_uses_a_later_one_has_each_fault_once() {
    let files = [
        (
            "fmg/a.toml",
            [
                GROUP.to_owned(),
                endpoint("one", "get = '/one'\nresponse = 'Later'\nno-key = 1"),
                endpoint("two", "get = '/two/<later>'\nresponse = 'Nowhere'"),
                endpoint("three", "get = '/three/<nothing>'"),
            ]
            .concat(),
        ),
        (
            "fmg/b.toml",
            [
                GROUP.to_owned(),
                endpoint("four", "get = '/four'\nresponse = 'Nowhere'"),
                "[[type]]\nname = 'Later'\ndoc = 'A row.'\nfields = []\n".to_owned(),
            ]
            .concat(),
        ),
        (
            "fmg/c.toml",
            "[[parameter]]\ntype = 'LaterName'\nkind = 'name'\nplaceholders = ['later']\ndoc = 'Name of it.'\n"
                .to_owned(),
        ),
    ];
    assert_eq!(
        faults(&files),
        [
            (Code::UnknownKey, "fmg/a.toml", vec!["no-key"]),
            (Code::UnknownType, "fmg/a.toml", vec!["'Nowhere'"]),
            (Code::UntypedPlaceholder, "fmg/a.toml", vec!["<nothing>"]),
            (Code::UnknownType, "fmg/b.toml", vec!["'Nowhere'"]),
        ]
    );
}

#[test]
fn the_later_of_two_declarations_is_the_fault() {
    let row = "[[type]]\nname = 'Twice'\ndoc = 'A row.'\nfields = []\n";
    let name =
        |ty: &str| format!("[[parameter]]\ntype = '{ty}'\nkind = 'name'\nplaceholders = ['it']\ndoc = 'A name.'\n");
    let with_endpoint = [&*endpoint("one", "get = '/one'"), row, &name("OneName")].concat();
    let without = [row, &name("OtherName")].concat();
    for (a, b) in [(&with_endpoint, &without), (&without, &with_endpoint)] {
        let files = [
            ("fmg/a.toml", format!("{GROUP}{a}")),
            ("fmg/b.toml", format!("{GROUP}{b}")),
        ];
        assert_eq!(
            faults(&files),
            [
                (Code::Duplicate, "fmg/b.toml", vec!["'Twice'", "'Twice'"]),
                (Code::Duplicate, "fmg/b.toml", vec!["'it'", "'it'"]),
            ]
        );
    }
}

#[test]
fn a_fault_behind_items_that_are_left_out_has_its_own_place() {
    let row = |name: &str, doc: &str| format!("[[type]]\nname = '{name}'\ndoc = \"{doc}\"\nfields = []\n");
    let files = [(
        "fmg/a.toml",
        [
            GROUP.to_owned(),
            endpoint("one", "get = '/one/<'"),
            endpoint("two", "get = '/two'"),
            endpoint("three", "get = '/three/>'"),
            endpoint("four", "get = '/two'"),
            row("!", "Left out."),
            row("Row", "A bell\\u0007."),
        ]
        .concat(),
    )];
    assert_eq!(
        faults(&files),
        [
            (Code::Template, "fmg/a.toml", vec!["<"]),
            (Code::Template, "fmg/a.toml", vec![">"]),
            (Code::Duplicate, "fmg/a.toml", vec!["'/two'", "'/two'"]),
            (Code::Name, "fmg/a.toml", vec!["'!'"]),
            (Code::InvalidValue, "fmg/a.toml", vec!["\"A bell\\u0007.\""]),
        ]
    );
}

#[test]
fn a_row_has_no_objects_without_a_type() {
    for (ty, is_fault) in [
        ("object", true),
        ("list<object>", true),
        ("map<object>", true),
        ("json", false),
        ("list<json>", false),
    ] {
        let row = format!("[[type]]\nname = 'Row'\ndoc = 'A row.'\nfields = [{{ name = 'a', type = '{ty}' }}]\n");
        let call = endpoint(
            "one",
            &format!("get = '/one'\nresponse = 'Row'\ndata = [{{ name = 'a', type = '{ty}', doc = 'Some.' }}]"),
        );
        let missing = endpoint("two", "get = '/two'\nresponse = 'Nowhere'");
        let files = [("fmg/a.toml", [GROUP, &row, &call, &missing].concat())];
        let wanted = format!("'{ty}'");
        let other = (Code::UnknownType, "fmg/a.toml", vec!["'Nowhere'"]);
        let mut expected = vec![other];
        if is_fault {
            expected.push((Code::MisplacedType, "fmg/a.toml", vec![&*wanted]));
        }
        let mut found = faults(&files);
        found.sort_by_key(|(_, _, texts)| texts[0] != "'Nowhere'");
        assert_eq!(found, expected, "{ty}");
    }
}

#[test]
fn no_member_has_a_name_that_json_escapes() {
    for name in ["a\"b", "a\\b"] {
        let row =
            format!("[[type]]\nname = 'Row'\ndoc = 'A row.'\nfields = [{{ name = '{name}', type = 'string' }}]\n");
        let call = endpoint("one", "get = '/one'\nresponse = 'Row'");
        let files = [("fmg/a.toml", [GROUP, &row, &call].concat())];
        let found = faults(&files);
        assert_eq!(
            found.iter().map(|(code, ..)| *code).collect::<Vec<_>>(),
            [Code::Name],
            "{name}"
        );
    }
}

#[test]
fn no_item_has_the_name_of_a_derive_macro() {
    for name in ["copy", "clone", "hash", "partial-eq"] {
        let files = [("fmg/a.toml", [GROUP, &endpoint(name, "get = '/one'")].concat())];
        assert_eq!(
            faults(&files),
            [(Code::Name, "fmg/a.toml", vec![&*format!("'{name}'")])]
        );
    }
}

#[test]
fn no_group_has_the_name_of_a_method_that_leads_to_a_database() {
    let files = [("fmg/adoms.toml", [GROUP, &endpoint("list", "get = '/one'")].concat())];
    let found = faults(&files);
    assert_eq!(found.iter().map(|(code, ..)| *code).collect::<Vec<_>>(), [Code::Name]);
}

/// A table of FortiOS with these keys, and a type for its rows.
fn table(row: &str, keys: &str, fields: &str) -> String {
    format!(
        "[[table]]\nrow = '{row}'\nname = 'probe'\nplural = 'probes'\nsource = {{ document = 'how-to', section = '1' }}\n{keys}\n\
         [[type]]\nname = '{row}'\ndoc = 'A probe.'\nfields = [{fields}]\n"
    )
}

#[test]
fn a_table_of_fortios_has_nothing_that_only_fortimanager_has() {
    let name = "{ name = 'name', type = 'string' }";
    let key = "path = 'system/probe'\nkey = { attribute = 'name' }";
    for (keys, code, text) in [
        ("calls = ['probe', 'probes']", Code::InvalidValue, "'probe'"),
        ("scopes = ['Objects']", Code::InvalidValue, "'Objects'"),
        ("written = []", Code::InvalidValue, "'Row'"),
        ("verbs = ['list']", Code::InvalidValue, "'list'"),
        ("without = ['list']", Code::InvalidValue, "'list'"),
        ("cloneable = true", Code::InvalidValue, "'Row'"),
        (
            "members = { section = 'scope member', row = 'Row' }",
            Code::InvalidValue,
            "'Row'",
        ),
        ("[table.verb.list]\ndoc = 'Lists them.'", Code::InvalidValue, "list"),
    ] {
        let files = [(
            "fortios/cmdb/a.toml",
            [GROUP, &table("Row", &format!("{key}\n{keys}"), name)].concat(),
        )];
        assert_eq!(faults(&files), [(code, "fortios/cmdb/a.toml", vec![text])], "{keys}");
    }
}

#[test]
fn a_table_of_fortios_has_a_path_and_a_key_of_its_own_form() {
    let name = "{ name = 'name', type = 'string' }";
    for (keys, fields, code, text) in [
        ("path = 'system/probe'", name, Code::MissingKey, "'Row'"),
        (
            "path = 'system/probe'\nkey = { doc = 'Name of it.' }",
            name,
            Code::MissingKey,
            "'Name of it.'",
        ),
        (
            "path = 'system/probe'\nkey = { attribute = 'name', type = 'Mkey' }",
            name,
            Code::InvalidValue,
            "'Mkey'",
        ),
        (
            "path = 'system/probe'\nkey = { attribute = 'nam' }",
            name,
            Code::InvalidValue,
            "'nam'",
        ),
        (
            "path = 'system/probe'\nsingle = true\nkey = { attribute = 'name' }",
            name,
            Code::InvalidValue,
            "'Row'",
        ),
        (
            "path = 'system/probe'\nkey = { attribute = 'name' }\nrange = 'globe'",
            name,
            Code::InvalidValue,
            "'globe'",
        ),
        (
            "path = 'system'\nkey = { attribute = 'name' }",
            name,
            Code::Template,
            "'system'",
        ),
        (
            "path = 'system/a/b'\nkey = { attribute = 'name' }",
            name,
            Code::Template,
            "'system/a/b'",
        ),
        (
            "path = 'system/a b'\nsingle = true",
            name,
            Code::Template,
            "'system/a b'",
        ),
        (
            "path = 'system/probe'\nsingle = true",
            "{ name = 'a', type = 'list<keys>' }",
            Code::MisplacedType,
            "'list<keys>'",
        ),
        (
            "path = 'system/probe'\nsingle = true",
            "{ name = 'a', type = 'words<toggle>' }",
            Code::MisplacedType,
            "'words<toggle>'",
        ),
        (
            "path = 'system/probe'\nsingle = true",
            "{ name = 'a', type = 'keys<a b>' }",
            Code::TypeSyntax,
            "keys<a b>",
        ),
    ] {
        let files = [("fortios/cmdb/a.toml", [GROUP, &table("Row", keys, fields)].concat())];
        assert_eq!(
            faults(&files),
            [(code, "fortios/cmdb/a.toml", vec![text])],
            "{keys} {fields}"
        );
    }
}

#[test]
fn only_tables_with_a_url_have_child_tables() {
    let child = |keys: &str, child: &str| {
        let child = format!(
            "[[table.child]]\nrow = 'Child'\nname = 'child'\nplural = 'children'\nkey = {{ attribute = 'id' }}\n{child}"
        );
        let ty = "[[type]]\nname = 'Child'\ndoc = 'A child.'\nfields = [{ name = 'id', type = 'int' }]\n";
        [
            GROUP,
            &table("Row", &format!("{keys}\n{child}"), "{ name = 'name', type = 'string' }"),
            ty,
        ]
        .concat()
    };
    let key = "path = 'system/probe'\nkey = { attribute = 'name' }";
    let deep = "path = 'child'\n[[table.child.child]]\nrow = 'Row'\nname = 'deep'\nplural = 'deep'\npath = 'deep'\n\
                key = { attribute = 'name' }";
    let single = "path = 'system/probe'\nsingle = true";
    let tree = |keys: &str, own: &str| {
        let documents = ("documents.toml", DOCUMENTS.to_owned());
        SpecTree::from_files([documents, ("fortios/cmdb/a.toml", child(keys, own))])
    };
    for keys in [key, single] {
        assert!(analyze(&tree(keys, "path = 'child'")).is_ok(), "{keys}");
        let found = analyze(&tree(keys, deep)).map(drop).unwrap_err();
        assert!(
            found
                .iter()
                .any(|fault| fault.message.starts_with("only a table with its own url")),
            "{keys}"
        );
    }
    for (keys, own, code, text) in [
        (key, "path = 'a/child'", Code::Template, "'a/child'"),
        (key, "path = 'child'\nrange = 'global'", Code::InvalidValue, "'global'"),
        (key, "path = 'child'\nsince = '7.0'", Code::InvalidValue, "'7.0'"),
    ] {
        let files = [("fortios/cmdb/a.toml", child(keys, own))];
        assert_eq!(
            faults(&files),
            [(code, "fortios/cmdb/a.toml", vec![text])],
            "{keys} {own}"
        );
    }
}

#[test]
fn fortimanager_has_no_forms_and_keys_of_fortios() {
    let scope = "[[scope]]\nname = 'Objects'\nurl = '/obj'\ndoc = 'The objects.'\n";
    let names = "[[parameter]]\ntype = 'ObjectName'\nkind = 'name'\nplaceholders = ['name']\ndoc = 'A name.'\n";
    let key = "key = { attribute = 'name', type = 'ObjectName' }";
    for (keys, fields, code, text) in [
        (
            "key = { attribute = 'name' }",
            "{ name = 'name', type = 'string' }",
            Code::MissingKey,
            "'name'",
        ),
        (
            &*format!("{key}\nrange = 'global'"),
            "{ name = 'name', type = 'string' }",
            Code::InvalidValue,
            "'global'",
        ),
        (
            key,
            "{ name = 'name', type = 'string' }, { name = 'a', type = 'keys' }",
            Code::MisplacedType,
            "'keys'",
        ),
        (
            key,
            "{ name = 'name', type = 'string' }, { name = 'a', type = 'words<string>' }",
            Code::MisplacedType,
            "'words<string>'",
        ),
    ] {
        let own = format!("path = 'system/probe'\nscopes = ['Objects']\n{keys}");
        let files = [(
            "fmg/a.toml",
            [GROUP, scope, names, &table("Row", &own, fields)].concat(),
        )];
        let found = faults(&files);
        assert!(
            found.contains(&(code, "fmg/a.toml", vec![text])),
            "{keys} {fields}: {found:?}"
        );
    }
}

#[test]
fn a_file_that_cannot_be_read_any_more_is_a_fault() {
    let folder = tempfile::tempdir().unwrap();
    let root = Utf8Path::from_path(folder.path()).unwrap();
    fs::create_dir(root.join("fmg")).unwrap();
    fs::write(root.join("documents.toml"), DOCUMENTS).unwrap();
    fs::write(root.join("fmg/a.toml"), GROUP).unwrap();
    let tree = SpecTree::read(root).unwrap();
    assert!(analyze(&tree).is_ok());
    fs::remove_file(root.join("fmg/a.toml")).unwrap();
    let faults = analyze(&tree).map(drop).unwrap_err();
    let places: Vec<_> = faults
        .iter()
        .map(|fault| (fault.code, fault.primary.location.file.as_str()))
        .collect();
    assert_eq!(places, [(Code::Unreadable, "fmg/a.toml")]);
}

#[test]
fn urls_that_differ_only_in_placeholders_need_types_that_are_apart() {
    let parameter = |name: &str, more: &str| {
        let placeholder = name.to_lowercase();
        format!(
            "[[parameter]]\ntype = '{name}'\nkind = 'name'\nplaceholders = ['{placeholder}']\ndoc = 'A name.'\n{more}\n"
        )
    };
    let specs = |apart: &str| {
        let (plain, special) = (parameter("Plain", ""), parameter("Special", apart));
        let key = parameter("Key", "");
        let calls = [
            endpoint("row", "GET = '/api/v2/monitor/<plain>/<key>'"),
            endpoint("child", "GET = '/api/v2/monitor/<special>/<key>'"),
            // Another method: the url still identifies the same thing.
            endpoint(
                "change",
                "POST = '/api/v2/monitor/<key>/<key2>'\nparams = { key2 = { type = 'Key' } }",
            ),
        ];
        [GROUP, &plain, &special, &key, &calls.concat()].concat()
    };
    let files = [("fortios/monitor/a.toml", specs(""))];
    let (row, child) = ("'/api/v2/monitor/<plain>/<key>'", "'/api/v2/monitor/<special>/<key>'");
    assert_eq!(
        faults(&files),
        [(Code::Overlap, "fortios/monitor/a.toml", vec![child, row])]
    );
    for (other, text) in [("Special", "'Special'"), ("Nothing", "'Nothing'")] {
        let files = [("fortios/monitor/a.toml", specs(&format!("apart_from = '{other}'")))];
        let found = faults(&files);
        assert!(
            found.contains(&(Code::InvalidValue, "fortios/monitor/a.toml", vec![text])),
            "{found:?}"
        );
    }
    let documents = ("documents.toml", DOCUMENTS.to_owned());
    let tree = SpecTree::from_files([documents, ("fortios/monitor/a.toml", specs("apart_from = 'Plain'"))]);
    let api = analyze(&tree).unwrap();
    let pairs = api.products().iter().flat_map(|product| &product.same_forms);
    let pairs: Vec<_> = pairs
        .map(|pair| (&*pair.template, &*pair.other, pair.apart.clone()))
        .collect();
    assert_eq!(
        pairs,
        [(
            "/api/v2/monitor/<plain>/<key>",
            "/api/v2/monitor/<special>/<key>",
            Some(("plain".to_owned(), "special".to_owned()))
        )]
    );
}
