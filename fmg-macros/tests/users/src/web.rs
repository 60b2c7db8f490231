//! Calls to the REST API and the GUI of a FortiManager, with every place a field can have.

use fmg_bindings::fmg::gui::HttpMethod;
use fmg_bindings::fmg::web::Download;
use fmg_bindings::fmg::{AdomName, AdomOid, DeviceOid, VdomOid, gui, rest};
use fmg_bindings::serde::Serialize;
use fmg_bindings::serde_json::{Value, json};
use fmg_bindings::{Call, Data, Endpoint, Secret};

#[derive(Endpoint)]
#[endpoint(rest(GET), "/jsonrpc/sys/backup", download)]
struct Backup {
    #[endpoint(query)]
    passwd: Option<Secret>,
}

#[derive(Endpoint)]
#[endpoint(rest(POST), "/jsonrpc/sys/restore")]
struct Restore {
    #[endpoint(content)]
    file: rest::File,
    #[endpoint(query("passwd"))]
    password: Option<Secret>,
}

#[derive(Endpoint)]
#[endpoint(rest(GET), "/jsonrpc/dvmdb/adom/<adom>/device", response = Vec<Value>)]
struct Devices {
    adom: AdomName,
}

#[derive(Serialize)]
#[serde(crate = "fmg_bindings::serde")]
struct Key {
    key_type: u8,
    gen_size: u16,
}

#[derive(Endpoint)]
#[endpoint(gui(processPreview), "/gui/adoms/<oid>/install", fixed(kind = 1), one_of([target], [all]), response = Data<Value>)]
struct Preview<K: Serialize> {
    oid: AdomOid,
    #[endpoint(body("target"))]
    target: Option<gui::InstallTarget>,
    #[endpoint(body("all"), flag)]
    all: Option<bool>,
    #[endpoint(splice)]
    key: K,
}

#[derive(Endpoint)]
#[endpoint(gui("get_download"), "/gui/whole", response = gui::Text)]
struct Whole {
    #[endpoint(body)]
    params: Value,
}

#[derive(Endpoint)]
#[endpoint(gui(POST), "/flatui/api/gui/import", csrf("csrfmiddlewaretoken", "csrf_token"))]
struct Import {
    #[endpoint(body("cert_name"))]
    name: String,
    #[endpoint(file("filepath"))]
    file: gui::File,
}

#[derive(Endpoint)]
#[endpoint(gui(GET), "/flatui/api/gui/download", fixed(kind = "csv"), download)]
struct Csv {
    #[endpoint(query("filepath"))]
    path: String,
}

fn is_rest<R: Endpoint<Protocol = rest::Rest>>(request: &R) -> rest::Method {
    request.method()
}

fn is_gui<R: Endpoint<Protocol = gui::Gui>>(request: &R) -> gui::Method {
    request.method()
}

fn is_download<R: Download>(_: &R) {}

fn download<'a>(client: &'a gui::Client, csv: &'a Csv) -> Call<'a, gui::Client, &'a Csv> {
    client.send(csv)
}

#[test]
fn calls_of_rest_and_gui_have_every_place() {
    let backup = Backup { passwd: None };
    is_download(&backup);
    assert_eq!(is_rest(&backup), HttpMethod::Get);
    let restore = Restore {
        file: rest::File::from_bytes("a", "b"),
        password: Some("x".into()),
    };
    assert_eq!(is_rest(&restore), HttpMethod::Post);
    let devices = Devices {
        adom: AdomName::new("a/b c").unwrap(),
    };
    assert_eq!(devices.url(), "/jsonrpc/dvmdb/adom/a%2Fb%20c/device");

    let preview = Preview {
        oid: AdomOid::new(157),
        target: Some(gui::InstallTarget::new(DeviceOid::new(170), VdomOid::new(0))),
        all: None,
        key: Key {
            key_type: 1,
            gen_size: 2048,
        },
    };
    assert_eq!(preview.url(), "/gui/adoms/157/install");
    assert_eq!(is_gui(&preview), gui::Method::Proxied("processPreview"));
    assert_eq!(Preview::<Key>::ONE_OF, [["target"], ["all"]]);
    assert_eq!(is_gui(&Whole { params: json!([1]) }).as_str(), "get_download");

    let import = Import {
        name: "a".into(),
        file: gui::File::from_bytes("a.crt", "x"),
    };
    assert_eq!(is_gui(&import), gui::Method::Http(HttpMethod::Post));
    assert_eq!(
        Import::DETAILS,
        gui::Details::NONE.csrf_members(&["csrfmiddlewaretoken", "csrf_token"])
    );
    let csv = Csv { path: "a".into() };
    is_download(&csv);
    assert_eq!(csv.url(), "/flatui/api/gui/download");
    let _ = download;
}
