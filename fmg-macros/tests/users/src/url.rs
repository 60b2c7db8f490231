//! `url!` takes variables by name, and expressions.

use fmg_bindings::fmg::{AdomName, Url};
use fmg_bindings::url;

#[test]
fn urls_take_variables_and_expressions() {
    let adom = AdomName::new("a/b").unwrap();
    let r#match = 7_u32;
    let url: Url = url!("/adom/<adom>/<match>");
    assert_eq!(
        (url.as_str(), url.template()),
        (r"/adom/a\/b/7", "/adom/<adom>/<match>")
    );
    let name = 1_u8;
    let url = url!(
        "/<adom>/<name>/<self>",
        name = u32::from(name) + 1,
        self = [adom.clone()].into_iter().next().unwrap()
    );
    assert_eq!(url.as_str(), r"/a\/b/2/a\/b");
    assert_eq!(url!("sys/status").as_str(), "sys/status");
}
