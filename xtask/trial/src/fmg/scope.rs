//! The scopes of a simulator in its default state.

use fmg_bindings::fmg::scope::{
    AdomDvmdb, Cli, DeviceGlobal, DeviceProfile, DeviceVdom, Dvmdb, GlobalPackage, Objects, Package, WanProfile,
};
use fmg_bindings::fmg::{AdomName, DeviceName, ObjectName, PackagePath, VdomName};

/// The name of a package, and of profiles.
pub(crate) const NAME: &str = "default";

/// A name that the constructor accepts.
macro_rules! name {
    ($Type:ident $text:expr) => {
        match $Type::new($text) {
            Ok(name) => name,
            Err(fault) => unreachable(&fault),
        }
    };
}

/// The names here are valid.
#[allow(clippy::panic, reason = "a constant of this file would be wrong")]
fn unreachable(fault: &dyn std::fmt::Display) -> ! {
    panic!("{fault}")
}

macro_rules! scopes {
    ($($name:ident: $Scope:ident ($($Type:ident $text:expr),*);)*) => {$(
        #[doc = concat!("The scope `", stringify!($Scope), "`.")]
        #[must_use]
        pub fn $name() -> $Scope {
            $Scope::new($(name!($Type $text)),*)
        }
    )*};
}

scopes! {
    objects: Objects (AdomName "demo");
    package: Package (AdomName "demo", PackagePath NAME);
    global_package: GlobalPackage (PackagePath NAME);
    device_global: DeviceGlobal (DeviceName "dev_001");
    device_vdom: DeviceVdom (DeviceName "dev_001", VdomName "root");
    device_profile: DeviceProfile (AdomName "demo", ObjectName NAME);
    wan_profile: WanProfile (AdomName "demo", ObjectName NAME);
    dvmdb: Dvmdb ();
    adom_dvmdb: AdomDvmdb (AdomName "demo");
    cli: Cli ();
}
