use fmg_bindings::fmg::{AdomName, Url};
use fmg_bindings::url;

fn main() {
    let adom = AdomName::new("demo").unwrap();
    let device = "fgt";
    let _: Url = url!("/dvmdb/adom/<adom>/device/<device>");
    let _: Url = url!("/dvmdb/adom/<adom>", adoms = adom);
    let _: Url = url!("/dvmdb/adom/<adom>", adom = true);
    let _: Url = url!("/dvmdb/adom/<vdom>");
    let _: Url = url!("/dvmdb/adom/<adom/");
}
