use fmg_bindings::Endpoint;
use fmg_bindings::fmg::AdomName;

#[derive(Endpoint)]
#[endpoint(get, "/dvmdb//adom/<adom/x<name>/../{device}/<pkg..>/<a b>/<>/x>/\\/?a=1")]
struct Everything {
    adom: AdomName,
}

#[derive(Endpoint)]
#[endpoint(get, "/dvmdb/adom/<adom>/<adom>/<a-b>/<a_b>/")]
struct Clashes {
    adom: AdomName,
    a_b: AdomName,
}

#[derive(Endpoint)]
#[endpoint(get, "")]
struct Empty;

#[derive(Endpoint)]
#[endpoint(get, r#"/raw/<adom"#)]
struct Raw;

#[derive(Endpoint)]
#[endpoint(get, "/esc\u{61}ped/\tb/<adom")]
struct Escaped;

fn main() {
    println!("{}", Everything { adom: AdomName::new("demo").unwrap() }.url());
}
