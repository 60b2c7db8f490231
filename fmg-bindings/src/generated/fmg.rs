//! A stand-in until the generator has written this file.

pub mod session;
pub(crate) mod status;
pub mod sys;

use crate::url_parameter::url_parameter;

url_parameter! {
    /// Name of an administrative domain (ADOM).
    name AdomName
}
url_parameter! {
    /// Table path and key of an object.
    object_path ObjectPath
}
url_parameter! {
    /// Policy package, with its folders.
    package_path PackagePath, ["firewall/policy"]
}
url_parameter! {
    /// Number of a task.
    id TaskId
}
