//! Swagger files of FortiManager.

use std::collections::BTreeMap;

use fmg_codegen::import::{Import, Imported, NoteKind};
use fmg_codegen::ir::{Endpoint, Product, ProductId, Table, TableScope, TableVerb, VersionInterval};
use serde_json::{Map, Value, json};

use crate::described::{import, imported, lines, notes, rust};

/// A Swagger file with these calls and definitions.
fn file(calls: &[(&str, Value)], definitions: Value) -> Value {
    let paths: Map<_, _> = calls
        .iter()
        .map(|(key, call)| ((*key).to_owned(), json!({"post": call})))
        .collect();
    json!({"swagger": "2.0", "x-service-type": "json-rpc", "basePath": "/jsonrpc", "info": {"version": "6.2.0"},
        "paths": paths, "definitions": definitions})
}

/// A call with these members beside the url, and this `data` in the reply.
fn call(members: Value, reply: Value) -> Value {
    let list = |properties: Value| json!({"type": "array", "items": {"type": "object", "properties": properties}});
    let body = json!({"type": "object", "properties": {"params": list(members), "session": {"type": "string"}}});
    let mut data = json!({"status": {"type": "object"}, "url": {"type": "string"}});
    if !reply.is_null() {
        data["data"] = reply;
    }
    json!({"parameters": [{"in": "body", "name": "body", "schema": body}],
        "responses": {"200": {"schema": {"type": "object", "properties": {"result": list(data)}}}}})
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/definitions/{name}")})
}

fn list(of: Value) -> Value {
    json!({"type": "array", "items": of})
}

/// The calls on a table with rows of this definition, and on its rows.
fn table(url: &str, row: &str) -> Vec<(String, Value)> {
    let own = || reference(row);
    let mut calls = Vec::new();
    for method in ["add", "set", "update"] {
        calls.push((
            format!("{url} ({method})"),
            call(json!({"data": list(own())}), Value::Null),
        ));
    }
    let option = json!({"type": "string", "enum": ["count", "syntax"]});
    calls.push((
        format!("{url} (get)"),
        call(json!({"option": option, "filter": {"type": "array"}}), list(own())),
    ));
    let name = url.rsplit('/').next().unwrap();
    for method in ["set", "update", "clone"] {
        calls.push((
            format!("{url}/{{{name}}} ({method})"),
            call(json!({"data": own()}), Value::Null),
        ));
    }
    calls.push((format!("{url}/{{{name}}} (get)"), call(json!({}), own())));
    calls.push((format!("{url}/{{{name}}} (delete)"), call(json!({}), Value::Null)));
    calls
}

/// The calls on a single object.
fn single(url: &str, row: &str) -> Vec<(String, Value)> {
    let mut calls = vec![(format!("{url} (get)"), call(json!({}), reference(row)))];
    for method in ["set", "update"] {
        calls.push((
            format!("{url} ({method})"),
            call(json!({"data": reference(row)}), Value::Null),
        ));
    }
    calls
}

fn of(calls: &[Vec<(String, Value)>], definitions: Value) -> Value {
    let calls: Vec<_> = calls
        .iter()
        .flatten()
        .map(|(key, call)| (key.as_str(), call.clone()))
        .collect();
    file(&calls, definitions)
}

/// A definition with these properties.
fn row(properties: Value) -> Value {
    json!({"type": "object", "properties": properties})
}

fn product(imported: &Imported) -> &Product {
    imported
        .api
        .products()
        .iter()
        .find(|own| own.id == ProductId::FortiManager)
        .unwrap()
}

fn tables(imported: &Imported) -> BTreeMap<String, Table> {
    let groups = product(imported).groups.iter();
    let tables = groups.flat_map(|group| group.tables.iter().map(move |table| (group, table)));
    tables
        .map(|(group, table)| (format!("{}::{}", group.module, table.row), table.clone()))
        .collect()
}

fn calls(imported: &Imported) -> BTreeMap<String, Endpoint> {
    let groups = product(imported).groups.iter();
    let calls = groups.flat_map(|group| group.endpoints.iter().map(move |call| (group, call)));
    calls
        .map(|(group, call)| (format!("{}::{}", group.module, call.type_name), call.clone()))
        .collect()
}

/// The fields of a type: `name: string`.
fn fields(imported: &Imported, name: &str) -> Vec<String> {
    let mut rows = product(imported).groups.iter().flat_map(|group| &group.rows);
    let row = rows.find(|row| row.name.as_str() == name).unwrap();
    crate::described::fields(row)
}

/// The type of an attribute of a table, and the notes about it.
fn attribute(schema: Value) -> (String, Vec<(NoteKind, usize, String)>) {
    let shelf = row(json!({"name": {"type": "string"}, "a": schema}));
    let made = imported(&[of(
        &[table("/pm/config/adom/{adom}/obj/gadget/shelf", "shelf")],
        json!({"shelf": shelf}),
    )]);
    let mut found = notes(&made);
    found.retain(|(_, _, item)| item != "obj gadget/shelf");
    let ty = fields(&made, "Shelf")
        .iter()
        .find_map(|own| own.strip_prefix("a: ").map(str::to_owned))
        .unwrap();
    (ty, found)
}

/// A file with every form that calls and definitions have.
pub(crate) fn rich() -> Value {
    let shelf = row(json!({
        "name": {"type": "string", "format": "string", "description": "<b>Name</b><br/>of it"},
        "lit": {"type": "string", "enum": ["disable", "enable"], "default": "enable", "example": "enable"},
        "flags": list(json!({"type": "string", "enum": ["a", "b"]})),
        "passwd": list(json!({"type": "string", "format": "password", "default": "hush"})),
        "comment": {"type": "object", "additionalProperties": {"type": "string"}},
        "book": list(reference("book")),
        "dynamic_mapping": list(row(json!({"_scope": list(row(json!({"name": {"type": "string"}, "vdom": {"type": "string"}})))}))),
    }));
    let definitions = json!({
        "shelf": shelf,
        "book": row(json!({"id": {"type": "integer", "format": "sequence"}, "pages": list(reference("book"))})),
        "request": row(json!({"adom": {"type": "string"}, "flags": list(json!({"type": "string", "enum": ["none"]}))})),
    });
    let mut others = vec![
        (
            "/sys/gadget (exec)".to_owned(),
            call(json!({"data": reference("request"), "workflow": {}}), reference("book")),
        ),
        (
            "/dvmdb/adom/{adom}/lamp/lock (exec)".to_owned(),
            call(json!({}), Value::Null),
        ),
        (
            "/dvmdb/global/lamp/lock (exec)".to_owned(),
            call(json!({}), Value::Null),
        ),
    ];
    others.extend(single("/cli/global/gadget/lamp", "book"));
    let book = table(&format!("{SHELF}/{{shelf}}/book"), "book");
    of(
        &[
            table(SHELF, "shelf"),
            book,
            table(&SHELF.replace("adom/{adom}", "global"), "shelf"),
            others,
        ],
        definitions,
    )
}

const SHELF: &str = "/pm/config/adom/{adom}/obj/gadget/shelf";

fn shelf() -> Value {
    json!({"shelf": row(json!({"name": {"type": "string"}, "size": {"type": "integer", "format": "unsigned int32"}}))})
}

#[test]
fn the_calls_on_a_table_and_its_rows_are_one_table() {
    let made = imported(&[of(&[table(SHELF, "shelf")], shelf())]);
    let tables = tables(&made);
    let own = &tables["obj::gadget::Shelf"];
    assert_eq!((own.path.as_str(), tables.len()), ("gadget/shelf", 1));
    assert_eq!(own.scopes.len(), 1);
    let key = own.key.as_ref().unwrap();
    assert_eq!(
        (key.attribute.as_deref(), key.placeholder.ty.name.as_str()),
        (Some("name"), "ObjectName")
    );
    let missing: Vec<_> = TableVerb::ALL
        .into_iter()
        .filter(|verb| !own.verbs.contains(verb))
        .collect();
    assert_eq!(
        missing,
        [TableVerb::Checksum, TableVerb::DeleteWhere, TableVerb::MoveTo]
    );
    assert_eq!(fields(&made, "Shelf"), ["name: string", "size: uint"]);
    assert!(
        made.report
            .to_string()
            .starts_with("FortiManager v6.2.0\ndescribed: 1 (tables and single objects), 0 calls\n")
    );
}

#[test]
fn an_adom_and_the_global_database_have_one_table() {
    let global = SHELF.replace("adom/{adom}", "global");
    let made = imported(&[of(&[table(SHELF, "shelf"), table(&global, "shelf")], shelf())]);
    assert_eq!(tables(&made).len(), 1);
    assert!(notes(&made).iter().all(|(kind, _, _)| *kind == NoteKind::GuessedKey));
    // In two files, too.
    let parts = [
        of(&[table(SHELF, "shelf")], shelf()),
        of(&[table(&global, "shelf")], shelf()),
    ];
    assert_eq!(rust(&imported(&parts).api), rust(&made.api));
    // One that has fewer attributes is noted.
    let less = json!({"shelf": row(json!({"name": {"type": "string"}}))});
    let made = imported(&[
        of(&[table(SHELF, "shelf")], shelf()),
        of(&[table(&global, "shelf")], less),
    ]);
    assert!(notes(&made).contains(&(NoteKind::TwinsDiffer, 1, "obj gadget/shelf".to_owned())));
    assert_eq!(fields(&made, "Shelf").len(), 2);
}

#[test]
fn scopes_are_those_of_the_urls() {
    let mut all = Vec::new();
    for url in [
        "/pm/config/adom/{adom}/pkg/{pkg}/gadget/rule",
        "/pm/config/adom/{adom}/devprof/{devprof}/gadget/dial",
        "/pm/config/adom/{adom}/wanprof/{wanprof}/gadget/wire",
        "/pm/config/device/{device}/global/gadget/fan",
        "/pm/config/device/{device}/vdom/{vdom}/gadget/fan",
        "/cli/global/gadget/lamp",
        "/dvmdb/gadget",
        "/dvmdb/adom/{adom}/gadget",
        "/dvmdb/global/gadget",
    ] {
        all.push(table(url, "shelf"));
    }
    let made = imported(&[of(&all, shelf())]);
    let found: Vec<_> = tables(&made)
        .into_iter()
        .map(|(name, table)| {
            let scopes: Vec<_> = table
                .scopes
                .iter()
                .map(|scope| match scope {
                    TableScope::Below(name) | TableScope::RowsOf(name) => name.to_string(),
                })
                .collect();
            format!("{name} {} {}", table.path, scopes.join(" "))
        })
        .collect();
    assert_eq!(
        found,
        [
            "cli::gadget::Lamp gadget/lamp Cli",
            "device::gadget::Fan gadget/fan DeviceGlobal",
            "devprof::gadget::Dial gadget/dial DeviceProfile",
            "dvmdb::Gadget gadget Dvmdb AdomDvmdb",
            "pkg::gadget::Rule gadget/rule Package",
            "vdom::gadget::Fan gadget/fan DeviceVdom",
            "wanprof::gadget::Wire gadget/wire WanProfile",
        ]
    );
}

#[test]
fn tables_inside_of_rows_and_single_objects() {
    let shelf = row(json!({
        "name": {"type": "string"},
        "book": list(reference("book")),
        "lamp": reference("lamp"),
        "note": list(row(json!({"id": {"type": "integer"}, "text": {"type": "string"}}))),
    }));
    let definitions = json!({
        "shelf": shelf,
        "book": row(json!({"number": {"type": "integer", "format": "sequence"}, "title": {"type": "string"}})),
        "mkey.book": row(json!({"number": {"type": "integer"}})),
        "lamp": row(json!({"power": {"type": "integer"}})),
    });
    let mut books = table(&format!("{SHELF}/{{shelf}}/book"), "book");
    for (key, own) in &mut books {
        if key.ends_with("(add)") {
            *own = call(json!({"data": list(reference("book"))}), list(reference("mkey.book")));
        }
    }
    books.push((
        format!("{SHELF}/{{shelf}}/book/{{book}} (move)"),
        call(json!({"option": {}, "target": {}}), Value::Null),
    ));
    let made = imported(&[of(
        &[
            table(SHELF, "shelf"),
            books,
            single(&format!("{SHELF}/{{shelf}}/lamp"), "lamp"),
        ],
        definitions,
    )]);
    let tables = tables(&made);
    assert_eq!(
        tables.keys().collect::<Vec<_>>(),
        ["obj::gadget::Shelf", "obj::gadget::ShelfBook", "obj::gadget::ShelfLamp"]
    );
    let book = &tables["obj::gadget::ShelfBook"];
    let key = book.key.as_ref().unwrap();
    assert_eq!(
        (key.attribute.as_deref(), key.placeholder.ty.name.as_str()),
        (Some("number"), "RowId")
    );
    assert!(book.verbs.contains(&TableVerb::MoveTo) && book.parent().is_some());
    assert_eq!(tables["obj::gadget::ShelfLamp"].verbs, TableVerb::SINGLE);
    // The notes of a shelf have no url, and so their key is nobody's concern.
    assert_eq!(
        fields(&made, "Shelf"),
        [
            "name: string",
            "book: list<ShelfBook>",
            "lamp: ShelfLamp",
            "note: list<ShelfNote>"
        ]
    );
    assert_eq!(notes(&made), [(NoteKind::GuessedKey, 1, "obj gadget/shelf".to_owned())]);
}

#[test]
fn a_table_below_a_single_object_has_the_path_of_both() {
    let definitions = json!({
        "ha": row(json!({"mode": {"type": "string"}, "peer": list(reference("peer"))})),
        "peer": row(json!({"id": {"type": "integer"}, "ip": {"type": "string"}})),
    });
    let made = imported(&[of(
        &[
            single("/cli/global/gadget/ha", "ha"),
            table("/cli/global/gadget/ha/peer", "peer"),
        ],
        definitions,
    )]);
    let tables = tables(&made);
    assert_eq!(tables["cli::gadget::HaPeer"].path, "gadget/ha/peer");
    assert!(tables["cli::gadget::Ha"].is_single() && tables.len() == 2);
}

/// Header and footer policies are read in ADOMs, and written in packages of the global database.
#[test]
fn header_policies_are_written_elsewhere_than_they_are_read() {
    let mut read = table("/pm/config/adom/{adom}/obj/global/header/policy", "shelf");
    read.retain(|(key, _)| key.ends_with("(get)"));
    let made = imported(&[of(
        &[read, table("/pm/config/global/pkg/{pkg}/global/header/policy", "shelf")],
        shelf(),
    )]);
    let tables = tables(&made);
    let own = &tables["pkg::global::HeaderPolicy"];
    let below = |name: &str| TableScope::Below(fmg_codegen::TypeName::new(name).unwrap());
    assert_eq!(own.scopes, [below("Objects"), below("GlobalPackage")]);
    assert_eq!(own.written, [below("GlobalPackage")]);
    assert!(own.verbs.contains(&TableVerb::Add) && tables.len() == 1);
}

#[test]
fn attributes_have_the_types_of_the_file() {
    for (schema, ty) in [
        (json!({"type": "string", "format": "string"}), "string"),
        (json!({"type": "string", "format": "datasource"}), "list<string>"),
        (json!({"type": "string", "format": "password"}), "secret"),
        (json!({"type": "integer", "format": "int32"}), "int"),
        (json!({"type": "integer", "format": "unsigned int64"}), "uint"),
        (json!({"type": "number"}), "float"),
        (
            json!({"type": "string", "enum": ["disable", "enable"], "default": "enable"}),
            "toggle",
        ),
        (json!({"type": "string", "enum": ["a", "b "]}), "ShelfA"),
        (list(json!({"type": "string", "enum": ["a", "b"]})), "list<ShelfA>"),
        (list(json!({"type": "string"})), "list<string>"),
        (list(json!({"type": "integer"})), "list<int>"),
        (list(json!({"type": "string", "format": "password"})), "list<secret>"),
    ] {
        assert_eq!(attribute(schema.clone()), (ty.to_owned(), Vec::new()), "{schema}");
    }
}

/// A url may have segments that no template has. One inside of rows costs only the table, not the attribute.
#[test]
fn segments_of_no_template_are_faults_with_their_place() {
    let shelves = "/pm/config/adom/{adom}/obj/gadget/shelf";
    for segment in ["sh{elf", "{sh#lf!", "a#b", "a?b", "a}b"] {
        let wrong = single(&format!("/pm/config/adom/{{adom}}/obj/gadget/{segment}"), "row");
        let definitions = json!({"row": row(json!({"name": {"type": "string"}}))});
        let own = import(&[of(&[wrong], definitions.clone())]).read();
        let found = own.map(|imported| rust(&imported.api)).map_err(|faults| lines(&faults));
        match &found {
            Ok(_) => {}
            Err(lines) => assert!(lines[0].starts_with("I004 0.json#/paths/"), "{segment}: {lines:#?}"),
        }
        let inside = single(&format!("{shelves}/{{shelf}}/{segment}"), "row");
        let made = imported(&[of(&[table(shelves, "row"), inside], definitions)]);
        assert!(tables(&made).contains_key("obj::gadget::Shelf"), "{segment}");
    }
}

#[test]
fn what_is_odd_about_an_attribute_is_noted() {
    for (schema, ty, kind) in [
        (
            json!({"type": "object", "additionalProperties": {"type": "string"}}),
            "json",
            NoteKind::OpenObject,
        ),
        (
            json!({"type": "object", "properties": []}),
            "ShelfA",
            NoteKind::EmptyRow,
        ),
        (json!({"type": "array"}), "json", NoteKind::Malformed),
        (reference("none"), "json", NoteKind::Unresolved),
        (reference("shelf"), "json", NoteKind::Unresolved),
        (list(reference("shelf")), "json", NoteKind::Unresolved),
        (json!({"type": "boolean"}), "string", NoteKind::UnknownType),
        (
            json!({"type": "string", "enum": ["RADIUS", "radius"]}),
            "ShelfA",
            NoteKind::RenamedValue,
        ),
        (
            json!({"type": "integer", "default": "none"}),
            "int",
            NoteKind::DefaultMisfits,
        ),
    ] {
        let mut found = attribute(schema.clone());
        // The definition has a note of its own.
        found.1.retain(|note| note.0 != NoteKind::DanglingDefinition);
        assert_eq!(
            found,
            (ty.to_owned(), vec![(kind, 1, "obj gadget/shelf.a".to_owned())]),
            "{schema}"
        );
    }
}

#[test]
fn no_output_has_the_default_of_a_secret() {
    let secret = json!({"type": "string", "format": "password", "default": "ENC hush", "example": "ENC hush"});
    let definitions = json!({"shelf": row(json!({
        "name": {"type": "string"}, "passwd": list(secret.clone()), "lock": secret,
        "psksecret": {"type": "string", "example": "hush"},
        "part": list(row(json!({"id": {"type": "integer"}, "pin": secret}))),
    }))});
    let login = call(
        json!({"data": row(json!({"user": {"type": "string"}, "code": secret, "passwd": {"type": "string", "default": "hush"}}))}),
        Value::Null,
    );
    let mut calls = table(SHELF, "shelf");
    calls.push(("/sys/gadget (exec)".to_owned(), login));
    let made = imported(&[of(&[calls], definitions)]);
    let count = notes(&made)
        .iter()
        .find(|(kind, _, _)| *kind == NoteKind::SecretDefault)
        .map(|(_, count, _)| *count);
    assert_eq!(count, Some(4));
    let gadget = &self::calls(&made)["command::sys::Gadget"];
    let types: Vec<_> = gadget
        .members
        .iter()
        .map(|own| format!("{}: {}", own.field.wire, own.field.ty))
        .collect();
    assert_eq!(types, ["code: secret", "passwd: secret", "user: string"]);
    for output in [rust(&made.api), made.report.to_string(), format!("{made:?}")] {
        assert!(!output.contains("hush"), "{output}");
    }
}

#[test]
fn other_calls_have_their_members_and_replies() {
    let data = row(
        json!({"adom": {"type": "string"}, "flags": list(json!({"type": "string", "enum": ["none", "nonblocking"]}))}),
    );
    let reply = row(json!({"taskid": {"type": "integer"}, "rows": list(row(json!({"a": {"type": "string"}})))}));
    let add = call(
        json!({"url": {"type": "string"}, "data": reference("request"), "workflow": {"type": "object"}}),
        reply,
    );
    let calls_of_file = [
        ("/dvm/cmd/add/gadget (exec)", add),
        ("/sys/gadget/status (get)", call(json!({}), json!({"type": "string"}))),
        (
            "/sys/gadget/names (exec)",
            call(json!({"data": list(json!({"type": "string"}))}), Value::Null),
        ),
        ("/task/gadget/{id}/line/{line}/{x} (get)", call(json!({}), Value::Null)),
    ];
    let made = imported(&[file(&calls_of_file, json!({"request": data}))]);
    let calls = calls(&made);
    let found: Vec<_> = calls
        .iter()
        .map(|(name, call)| format!("{name} {} {}", call.method.as_str(), call.template))
        .collect();
    assert_eq!(
        found,
        [
            "command::dvm::CmdAddGadget exec /dvm/cmd/add/gadget",
            "command::sys::GadgetNames exec /sys/gadget/names",
            "command::sys::GetGadgetStatus get /sys/gadget/status",
            "command::task::GetGadgetLine get /task/gadget/<id>/line/<line>/<x>",
        ]
    );
    let add = &calls["command::dvm::CmdAddGadget"];
    let members: Vec<_> = add
        .members
        .iter()
        .map(|own| format!("{} {}: {}", own.place.as_str(), own.field.wire, own.field.ty))
        .collect();
    assert_eq!(
        members,
        [
            "beside workflow: json",
            "data adom: string",
            "data flags: list<CmdAddGadgetFlags>"
        ]
    );
    assert_eq!(
        fields(&made, "CmdAddGadgetReply"),
        ["rows: list<CmdAddGadgetReplyRows>", "taskid: int"]
    );
    assert_eq!(
        calls["command::sys::GadgetNames"].data.as_ref().unwrap().to_string(),
        "list<string>"
    );
}

/// The path of a call has the section that the url in its body lacks.
#[test]
fn a_section_of_a_url_is_a_call() {
    let shown = json!({"type": "string", "example": "/pm/config/adom/{adom}/pkg/{pkg}/gadget/rule/{rule}"});
    let section = call(
        json!({"url": shown, "data": row(json!({"attr": {"type": "string"}}))}),
        Value::Null,
    );
    let member = call(
        json!({"url": {"type": "string", "example": "/dvmdb/group/{group}"}, "data": list(row(json!({"name": {"type": "string"}})))}),
        Value::Null,
    );
    let made = imported(&[file(
        &[
            (
                "/pm/config/adom/{adom}/pkg/{pkg}/gadget/rule/{rule}/section value (set)",
                section,
            ),
            ("/dvmdb/group/{group}/object member (add)", member),
        ],
        json!({}),
    )]);
    let found: Vec<_> = calls(&made)
        .into_iter()
        .map(|(name, call)| format!("{name} {}", call.template))
        .collect();
    assert_eq!(
        found,
        [
            "command::dvmdb::AddGroupObjectMember /dvmdb/group/<group>/object member",
            "command::pm::SetGadgetRuleSectionValue /pm/config/adom/<adom>/pkg/<pkg>/gadget/rule/<rule>/section value",
        ]
    );
}

#[test]
fn a_call_for_an_adom_and_the_global_database_is_one() {
    let lock = call(json!({}), Value::Null);
    let made = imported(&[file(
        &[
            ("/dvmdb/adom/{adom}/workspace/lock (exec)", lock.clone()),
            ("/dvmdb/global/workspace/lock (exec)", lock.clone()),
            ("/dvmdb/adom/{adom}/workspace/commit (exec)", lock),
            (
                "/dvmdb/global/workspace/commit (exec)",
                call(json!({"more": {"type": "string"}}), Value::Null),
            ),
        ],
        json!({}),
    )]);
    let found: Vec<_> = calls(&made)
        .into_values()
        .map(|call| call.template.to_string())
        .collect();
    assert_eq!(
        found,
        [
            "/dvmdb/adom/<adom>/workspace/commit",
            "/dvmdb/global/workspace/commit",
            "/dvmdb/<scope>/workspace/lock"
        ]
    );
}

/// No value may make the url of a call that of another one.
#[test]
fn a_call_that_could_be_another_one_is_left_out() {
    let get = || call(json!({}), Value::Null);
    let made = imported(&[file(
        &[
            ("/sys/gadget/{name} (get)", get()),
            ("/sys/gadget/all (get)", get()),
            ("/sys/{kind}/fan (get)", get()),
        ],
        json!({}),
    )]);
    let found: Vec<_> = calls(&made)
        .into_values()
        .map(|call| call.template.to_string())
        .collect();
    assert_eq!(found, ["/sys/<kind>/fan", "/sys/gadget/all"]);
    assert_eq!(
        notes(&made),
        [(NoteKind::ConfusedUrl, 1, "/sys/gadget/<name>".to_owned())]
    );
}

#[test]
fn the_path_may_lack_the_method() {
    let mut status = call(
        json!({"url": {"type": "string", "example": "/sys/gadget"}}),
        Value::Null,
    );
    status["parameters"][0]["schema"]["properties"]["method"] = json!({"type": "string", "example": "exec"});
    let made = imported(&[file(
        &[
            ("/sys/other", status),
            ("/sys/none (dance)", json!({})),
            ("/x", json!({})),
        ],
        json!({}),
    )]);
    let found: Vec<_> = calls(&made)
        .into_values()
        .map(|call| call.template.to_string())
        .collect();
    assert_eq!(found, ["/sys/gadget"]);
    assert_eq!(
        notes(&made),
        [(NoteKind::StrangeUrl, 2, "/sys/none (dance), /x".to_owned())]
    );
}

#[test]
fn patterns_and_overlays_judge_tables_and_calls() {
    let folder = tempfile::tempdir().unwrap();
    let root = camino::Utf8Path::from_path(folder.path()).unwrap();
    let mut all = table(SHELF, "shelf");
    all.push(("/sys/gadget (exec)".to_owned(), call(json!({}), Value::Null)));
    all.push(("/sys/fan (exec)".to_owned(), call(json!({}), Value::Null)));
    std::fs::write(root.join("a.json"), of(&[all], shelf()).to_string()).unwrap();
    let overlay = "[[call]]\npath = \"command sys/gadget\"\nrename = \"Widget\"\n\n[[table]]\npath = \"obj gadget/shelf\"\nkey = \"size\"\n\n\
                   [[field]]\ntable = \"obj gadget/shelf\"\npath = \"name\"\nskip = true\n";
    std::fs::write(root.join("overlay.toml"), overlay).unwrap();
    let import = Import::new().root(root).description("a.json").overlay("overlay.toml");
    let made = import.clone().only(["obj *", "command sys/g*"]).read().unwrap();
    assert_eq!(calls(&made).keys().collect::<Vec<_>>(), ["command::sys::Widget"]);
    assert_eq!(fields(&made, "Shelf"), ["size: uint"]);
    assert!(notes(&made).is_empty());
    let found = import.only(["obj gadget/shelv"]).read().map(drop).unwrap_err();
    assert!(
        lines(&found)
            .iter()
            .any(|line| line.contains("did you mean `obj gadget/shelf`?")),
        "{found:#?}"
    );
}

#[test]
fn equal_calls_of_two_files_are_one_and_others_a_fault() {
    let one = |reply: Value| file(&[("/sys/gadget (exec)", call(json!({}), reply))], json!({}));
    assert_eq!(
        imported(&[one(Value::Null), one(Value::Null)]).report.described.calls,
        1
    );
    let found = import(&[one(Value::Null), one(json!({"type": "string"}))])
        .read()
        .map(drop)
        .unwrap_err();
    assert!(
        lines(&found)[0]
            .starts_with("S015 1.json#/paths/~1sys~1gadget (exec): the call `exec /sys/gadget` has two descriptions"),
        "{found:#?}"
    );
}

/// Files of both products may be imported at once, of one version each.
#[test]
fn files_of_both_products_are_two_descriptions() {
    let fmg = || of(&[table(SHELF, "shelf")], shelf());
    let fortios = super::cmdb(super::single("gadget/bench", json!({"a": {"type": "string"}})));
    let made = imported(&[fmg(), fortios]);
    assert!(
        made.report.to_string().starts_with("FortiManager v6.2.0\n"),
        "{}",
        made.report
    );
    let mut newer = file(&[("/sys/gadget (exec)", call(json!({}), Value::Null))], json!({}));
    newer["info"]["version"] = json!("7.4.1");
    let found = import(&[fmg(), newer]).read().map(drop).unwrap_err();
    assert!(
        lines(&found)[0]
            .starts_with("I003 1.json: the answer is of FortiManager v7.4.1, an earlier one of FortiManager v6.2.0")
    );
}

/// Files of two versions are merged: each states its version. A call that the older one has only for ADOMs is part of the
/// one for both.
#[test]
fn versions_are_merged() {
    let old = {
        let shelf = row(json!({"name": {"type": "string"}, "wood": {"type": "string"}}));
        let mut calls = table("/pm/config/adom/{adom}/obj/gadget/shelf", "shelf");
        calls.push((
            "/dvmdb/adom/{adom}/lamp/lock (exec)".to_owned(),
            call(json!({}), Value::Null),
        ));
        calls.push(("/sys/gadget (exec)".to_owned(), call(json!({}), Value::Null)));
        of(&[calls], json!({"shelf": shelf}))
    };
    let new = {
        let shelf = row(json!({"name": {"type": "string"}, "steel": {"type": "string"}}));
        let mut calls = table("/pm/config/adom/{adom}/obj/gadget/shelf", "shelf");
        for url in [
            "/dvmdb/adom/{adom}/lamp/lock (exec)",
            "/dvmdb/global/lamp/lock (exec)",
            "/sys/other (exec)",
        ] {
            calls.push((url.to_owned(), call(json!({}), Value::Null)));
        }
        let mut file = of(&[calls], json!({"shelf": shelf}));
        file["info"]["version"] = json!("6.4.1");
        file
    };
    let merging = |versions: [&Value; 2]| {
        let texts = versions.into_iter().enumerate();
        texts.fold(Import::new(), |import, (index, own)| {
            import.version_text(format!("{index}.json"), own.to_string())
        })
    };
    let imported = merging([&old, &new]).read().unwrap();
    assert!(
        imported
            .report
            .to_string()
            .starts_with("FortiManager v6.2.0 to v6.4.1\n")
    );
    let shelf = product(&imported)
        .groups
        .iter()
        .flat_map(|group| &group.rows)
        .find(|own| own.name.as_str() == "Shelf");
    let told = |versions: &[VersionInterval]| versions.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let fields: Vec<_> = shelf
        .unwrap()
        .fields
        .iter()
        .map(|own| format!("{}: {}", own.field.name, told(&own.field.facts.versions)))
        .collect();
    assert_eq!(fields, ["name: ", "steel: >=6.4.1", "wood: <=6.2.0"]);
    let calls: Vec<_> = calls(&imported)
        .iter()
        .map(|(name, own)| format!("{name}: {}", told(&own.versions)))
        .collect();
    assert_eq!(
        calls,
        [
            "command::dvmdb::LampLock: ",
            "command::sys::Gadget: <=6.2.0",
            "command::sys::Other: >=6.4.1"
        ]
    );
    assert_eq!(rust(&merging([&new, &old]).read().unwrap().api), rust(&imported.api));
}
