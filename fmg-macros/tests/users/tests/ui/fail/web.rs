use fmg_bindings::Endpoint;
use fmg_bindings::fmg::{AdomName, AdomOid, gui, rest};

/// A name where the GUI takes an object id.
#[derive(Endpoint)]
#[endpoint(gui(get), "/gui/adoms/<oid>/dvm/psirt")]
struct Named {
    oid: String,
}

#[derive(Endpoint)]
#[endpoint(get, "/gui/sys/uptime")]
struct WrongProtocol {}

#[derive(Endpoint)]
#[endpoint(GET, "/jsonrpc/sys/backup", download)]
struct WrongProduct {}

#[derive(Endpoint)]
#[endpoint(gui(PATCH), "/flatui/api/gui/x", etag, csrf())]
struct Words {}

#[derive(Endpoint)]
#[endpoint(rest(POST), "/jsonrpc/sys/restore")]
struct TwoBodies {
    #[endpoint(content)]
    file: rest::File,
    #[endpoint(body("name"))]
    name: String,
}

#[derive(Endpoint)]
#[endpoint(gui(create), "/gui/adoms/<oid>/file-csv")]
struct Proxied {
    oid: AdomOid,
    #[endpoint(query)]
    name: String,
}

#[derive(Endpoint)]
#[endpoint(rest(GET), "/jsonrpc/dvmdb/adom/<adom>")]
struct Adom {
    adom: AdomName,
}

fn through_the_gui(gui: &gui::Client, adom: AdomName) {
    let _ = gui.send(Adom { adom });
}

fn main() {}
