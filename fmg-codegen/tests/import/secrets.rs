//! Secrets in descriptions. No output may contain their defaults.

use fmg_codegen::configuration::schemas;
use fmg_codegen::import::{NoteKind, specs};
use serde_json::json;

use crate::described::{
    call, directory, field, fortios, import, imported, lines, notes, row, rust, single, table, value,
};

/// The defaults that a description may have for a secret.
const HUSH: &str = "ENC-MTIhushhush";

#[test]
fn no_output_has_the_default_of_a_secret() {
    let secret = |ty: &str| json!({"category": "unitary", "type": ty, "default": HUSH, "help": "Key of the shelf."});
    let children = json!({
        "name": value("string"),
        "lock": secret("password"),
        "lock3": secret("password-3"),
        "long": secret("varlen_password"),
        "key": secret("key"),
        "psksecret": secret("string"),
        "api-token": secret("var-string"),
        "auth-password": secret("hologram"),
        "inside": {"category": "complex", "children": {"passphrase": secret("string")}},
    });
    let imported = imported(&[table("gadget/shelf", "name", children)]);
    let shelf = row(&imported, "cmdb::gadget", "Shelf");
    for wire in [
        "lock",
        "lock3",
        "long",
        "key",
        "psksecret",
        "api-token",
        "auth-password",
    ] {
        assert_eq!(field(shelf, wire).ty.to_string(), "secret", "{wire}");
    }
    let notes = notes(&imported);
    let count = |kind| {
        notes
            .iter()
            .find(|(own, _, _)| *own == kind)
            .map_or(0, |(_, count, _)| *count)
    };
    assert_eq!((count(NoteKind::SecretDefault), count(NoteKind::SecretName)), (8, 4));
    let schemas = schemas(fortios(&imported));
    for output in [
        rust(&imported.api),
        imported.report.to_string(),
        specs(&imported.api).concat(),
        format!("{schemas:?}"),
        format!("{imported:?}"),
    ] {
        assert!(!output.contains("hush"), "{output}");
    }
}

/// Lists of the names of secrets would be the only place of their values.
#[test]
fn no_fault_has_the_default_of_a_secret() {
    let children = json!({"lock": {"type": "password", "default": HUSH}, "+": {"type": "password", "default": HUSH}});
    let schema = table("gadget/shelf", "no-such", children);
    let other = table(
        "gadget/shelf",
        "no-such",
        json!({"lock": {"type": "password", "default": "hushhush2"}}),
    );
    for faults in [
        import(std::slice::from_ref(&schema)).read().unwrap_err(),
        import(&[schema, other]).read().unwrap_err(),
    ] {
        let shown = lines(&faults).join("\n") + &format!("{faults:?}");
        assert!(!shown.contains("hush"), "{shown}");
    }
}

#[test]
fn keys_and_references_with_names_of_secrets_are_texts() {
    let children = json!({
        "password": value("string"),
        "private-key": {"type": "string", "datasource": ["gadget.key.name"]},
    });
    let imported = imported(&[table("gadget/shelf", "password", children)]);
    let shelf = row(&imported, "cmdb::gadget", "Shelf");
    assert_eq!(field(shelf, "password").ty.to_string(), "string");
    assert_eq!(field(shelf, "private-key").ty.to_string(), "string");
}

#[test]
fn secrets_of_calls_have_no_values() {
    let response = json!({"type": "object", "properties": {
        "api_key": {"type": "string", "default": HUSH, "example": HUSH, "enum": [HUSH, "b"]},
        "name": {"type": "string", "default": HUSH, "example": HUSH},
    }});
    let mut read = call("POST", "gadget/status", response);
    read["request"]["parameters"] = json!([
        {"name": "password", "type": "string", "default": HUSH, "example": HUSH, "summary": "Lock.", "required": true},
    ]);
    let imported = imported(&[directory(&[read])]);
    let results = row(&imported, "monitor::gadget", "StatusResults");
    assert_eq!(field(results, "api_key").ty.to_string(), "secret");
    let code = rust(&imported.api);
    assert!(code.contains("Secret"), "{code}");
    for output in [code, imported.report.to_string(), format!("{imported:?}")] {
        assert!(!output.contains("hush"), "{output}");
    }
}

/// An overlay can call a text a secret, whose default is then left out as well.
#[test]
fn a_judged_secret_has_no_default() {
    let folder = tempfile::tempdir().unwrap();
    let root = camino::Utf8Path::from_path(folder.path()).unwrap();
    let overlay = "[[field]]\ntable = \"gadget/shelf\"\npath = \"hint\"\nsecret = true\n";
    std::fs::write(root.join("overlay.toml"), overlay).unwrap();
    let schema = single("gadget/shelf", json!({"hint": {"type": "string", "default": HUSH}}));
    let imported = import(&[schema]).root(root).overlay("overlay.toml").read().unwrap();
    assert_eq!(
        notes(&imported),
        [(NoteKind::SecretDefault, 1, "gadget/shelf.hint".to_owned())]
    );
    assert!(!rust(&imported.api).contains("hush"));
}
