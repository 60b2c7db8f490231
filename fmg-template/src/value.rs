//! Checked values for urls.

mod fault;
mod name;
mod object_path;
mod package_path;
mod run;
mod text;

pub use fault::{ReservedWord, ValueFault, ValueFaultKind};
pub use name::Name;
pub use object_path::ObjectPath;
pub(crate) use object_path::{split_unescaped, unescaped};
pub use package_path::PackagePath;
