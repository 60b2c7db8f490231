//! The compiler checks and measures literals, also through a macro that takes any literal.

use fmg_bindings::Endpoint;
use fmg_bindings::codegen::checked_literal;
use fmg_bindings::fmg::{AdomName, ObjectPath, PackagePath};

macro_rules! adom {
    ($name:literal) => {
        checked_literal!(name, AdomName, $name)
    };
}

const DEMO: AdomName = adom!("demo");

#[derive(Endpoint)]
#[endpoint(get, "/<adom>/<package>/<path>")]
struct Get {
    adom: AdomName,
    package: PackagePath,
    path: ObjectPath,
}

#[test]
fn literals_are_checked_and_measured() {
    assert_eq!(DEMO, AdomName::new("demo").unwrap());
    let call = Get {
        adom: adom!("a/b"),
        package: checked_literal!(package_path, PackagePath, "folder/pkg", "firewall/policy"),
        path: checked_literal!(object_path, ObjectPath, r"/firewall/address/10.0.0.0\/8"),
    };
    assert_eq!(call.url(), r"/a\/b/folder/pkg/firewall/address/10.0.0.0\/8");
}
