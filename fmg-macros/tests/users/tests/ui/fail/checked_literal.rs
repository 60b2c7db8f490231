use fmg_bindings::codegen::checked_literal;
use fmg_bindings::fmg::{AdomName, ObjectPath, PackagePath};

macro_rules! adom {
    ($name:literal) => {
        checked_literal!(name, AdomName, $name)
    };
}

fn main() {
    adom!("");
    adom!("..");
    adom!("a\\b");
    adom!(7);
    checked_literal!(object_path, ObjectPath, "/firewall/address");
    checked_literal!(object_path, ObjectPath, "/firewall//host");
    checked_literal!(package_path, PackagePath, "a/firewall/policy/7", "firewall/policy");
    fmg_bindings::package!("ppkg_001/schedule");
    fmg_bindings::package!("ppkg_001/scope member");
    fmg_bindings::package!("branches/central/x");
    fmg_bindings::package!("ppkg_001/_query");
}
