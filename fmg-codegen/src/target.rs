//! The target of generated code: its files, and the crate that contains it.

use std::fmt;

use camino::{Utf8Path, Utf8PathBuf};

use crate::name::is_identifier;

/// The target of [`generate`](crate::generate): the files, the crate that contains them, and the additional files
/// besides the bindings.
///
/// ```
/// use fmg_codegen::Target;
///
/// // One file, for `include!` at the root of a crate that depends on `fmg-bindings` by that name.
/// let target = Target::one_file("bindings.rs");
///
/// // A tree of modules, for `pub mod api;` in a crate that renamed the dependency.
/// let target = Target::modules("src/api").in_module("api")?.runtime("bindings")?;
/// # Ok::<(), fmg_codegen::TargetFault>(())
/// ```
#[derive(Clone, Debug)]
pub struct Target {
    pub(crate) layout: Layout,
    pub(crate) runtime: Runtime,
    /// The module of the generated code, from the root of its crate; empty for the root itself.
    pub(crate) module: String,
    /// The command that generates, for the first line of each file.
    pub(crate) generator: String,
    /// The name of the crate in examples of the documentation.
    pub(crate) examples: Option<String>,
    pub(crate) exchanges: Option<Exchanges>,
    pub(crate) sent: Option<Utf8PathBuf>,
    pub(crate) trial: Option<Utf8PathBuf>,
    pub(crate) probe: Option<Utf8PathBuf>,
    pub(crate) routes: Option<Utf8PathBuf>,
    pub(crate) urls: Option<Utf8PathBuf>,
}

/// The layout of modules in files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// One file for each module.
    Modules(Utf8PathBuf),
    /// One file of inline modules.
    OneFile(Utf8PathBuf),
}

/// The relation of the generated code to the runtime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Runtime {
    /// The code is part of the runtime: calls are methods of its clients, and its features are those of the crate.
    Own,
    /// The code is part of a crate that depends on the runtime by this name.
    Dependency(String),
}

/// Tests of documented exchanges.
#[derive(Clone, Debug)]
pub(crate) struct Exchanges {
    pub(crate) layout: Layout,
    /// The path of the module of the bindings, as tests write it.
    pub(crate) api: String,
    /// The folder of the exchange files. In a layout of modules, the path is relative to the folder of the tests.
    pub(crate) files: Utf8PathBuf,
}

/// A name that a [`Target`] cannot take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetFault {
    name: String,
    expected: &'static str,
}

/// The folders of this repository.
const BINDINGS: &str = "fmg-bindings/src/generated";
const EXCHANGES: &str = "fmg-bindings/tests/exchanges";
const SENT: &str = "fmg-bindings/tests/sent";
const PROBE: &str = "fmg-probe/src/generated";
const SIM: &str = "fmg-sim/src/generated";
const URLS: &str = "fmg-bindings/tests/urls";

impl Target {
    /// This repository: the bindings inside the runtime, their tests, what a probe does with each call, the routes of the
    /// simulator, and the pages about urls. Paths are relative to the root of the repository.
    #[must_use]
    pub fn repository() -> Self {
        Self {
            layout: Layout::Modules(BINDINGS.into()),
            runtime: Runtime::Own,
            module: String::new(),
            generator: "`cargo xtask gen`".to_owned(),
            examples: Some("fmg_bindings".to_owned()),
            exchanges: Some(Exchanges {
                layout: Layout::Modules(EXCHANGES.into()),
                api: "fmg_bindings".to_owned(),
                files: "../../../../specs".into(),
            }),
            sent: Some(SENT.into()),
            trial: None,
            probe: Some(PROBE.into()),
            routes: Some(SIM.into()),
            urls: Some(URLS.into()),
        }
    }

    /// One file of inline modules, for `include!`.
    #[must_use]
    pub fn one_file(path: impl Into<Utf8PathBuf>) -> Self {
        Self::dependent(Layout::OneFile(path.into()))
    }

    /// One file for each module, below `folder`. The file `{folder}.rs` is the module around all of them.
    #[must_use]
    pub fn modules(folder: impl Into<Utf8PathBuf>) -> Self {
        Self::dependent(Layout::Modules(folder.into()))
    }

    fn dependent(layout: Layout) -> Self {
        Self {
            layout,
            runtime: Runtime::Dependency("::fmg_bindings".to_owned()),
            module: String::new(),
            generator: "`fmg-codegen`".to_owned(),
            examples: None,
            exchanges: None,
            sent: None,
            trial: None,
            probe: None,
            routes: None,
            urls: None,
        }
    }

    /// Sets the module of the generated code, from the root of its crate, such as `api` or `vendor::api`. Macros that
    /// check literals need it. The default is the root.
    ///
    /// # Errors
    ///
    /// A part of the path is not an identifier.
    pub fn in_module(mut self, path: &str) -> Result<Self, TargetFault> {
        check(path.split("::"), path, "a path of modules, such as `vendor::api`")?;
        path.clone_into(&mut self.module);
        Ok(self)
    }

    /// Sets the name of the dependency `fmg-bindings`, if the crate has renamed it: the key in its `Cargo.toml`, with
    /// `_` for `-`.
    ///
    /// # Errors
    ///
    /// The name is not an identifier.
    pub fn runtime(mut self, name: &str) -> Result<Self, TargetFault> {
        check([name], name, "the name of a crate, such as `fmg_bindings`")?;
        self.runtime = Runtime::Dependency(format!("::{name}"));
        Ok(self)
    }

    /// Puts examples into the documentation of macros, for a crate of this name.
    ///
    /// # Errors
    ///
    /// The name is not an identifier.
    pub fn examples(mut self, name: &str) -> Result<Self, TargetFault> {
        check([name], name, "the name of a crate, such as `my_crate`")?;
        self.examples = Some(name.to_owned());
        Ok(self)
    }

    /// Writes a case for each table and call of FortiOS, for a program that tries all of them. `cargo xtask import try`
    /// has the module `trial` that the cases call.
    #[doc(hidden)]
    #[must_use]
    pub fn trial(mut self, path: impl Into<Utf8PathBuf>) -> Self {
        self.trial = Some(path.into());
        self
    }

    /// Sets the command that the first line of each file names as its generator.
    #[must_use]
    pub fn generator(mut self, command: &str) -> Self {
        self.generator = command.lines().collect::<Vec<_>>().join(" ");
        self
    }

    /// Writes a test for each documented exchange into one file, for `include!` in a test. `api` is the path of the
    /// module of the bindings in that test, such as `my_crate`. The tests read the exchanges from `files`, an absolute
    /// path to the folder of the specs. They need the feature `testing` of `fmg-bindings`.
    ///
    /// # Errors
    ///
    /// A part of the path is not an identifier.
    pub fn exchanges(
        mut self,
        path: impl Into<Utf8PathBuf>,
        api: &str,
        files: impl Into<Utf8PathBuf>,
    ) -> Result<Self, TargetFault> {
        let expected = "the path of a crate or a module in it, such as `my_crate` or `my_crate::api`";
        check(api.split("::"), api, expected)?;
        self.exchanges = Some(Exchanges {
            layout: Layout::OneFile(path.into()),
            api: api.to_owned(),
            files: files.into(),
        });
        Ok(self)
    }

    /// Writes one page for each product below `folder`: the urls that differ only by the value of a placeholder.
    #[must_use]
    pub fn urls(mut self, folder: impl Into<Utf8PathBuf>) -> Self {
        self.urls = Some(folder.into());
        self
    }

    /// The folders that contain only generated files. A file there that is not generated any more is stale.
    #[must_use]
    pub fn folders(&self) -> Vec<&Utf8Path> {
        let exchanges = self.exchanges.as_ref().map(|exchanges| &exchanges.layout);
        let layouts = [Some(&self.layout), exchanges].into_iter().flatten();
        let layouts = layouts.filter_map(|layout| match layout {
            Layout::Modules(folder) => Some(folder.as_path()),
            Layout::OneFile(_) => None,
        });
        let folders = [&self.sent, &self.probe, &self.routes, &self.urls];
        layouts
            .chain(folders.into_iter().flatten().map(Utf8PathBuf::as_path))
            .collect()
    }

    /// The path of the runtime in generated code.
    pub(crate) fn runtime_path(&self) -> &str {
        match &self.runtime {
            Runtime::Own => "crate",
            Runtime::Dependency(path) => path,
        }
    }

    /// The path of the runtime in generated tests.
    pub(crate) fn runtime_in_tests(&self) -> &str {
        match &self.runtime {
            Runtime::Own => "fmg_bindings",
            Runtime::Dependency(path) => path,
        }
    }

    /// Whether the code is part of the runtime.
    pub(crate) fn is_runtime(&self) -> bool {
        self.runtime == Runtime::Own
    }
}

fn check<'n>(names: impl IntoIterator<Item = &'n str>, name: &str, expected: &'static str) -> Result<(), TargetFault> {
    if names.into_iter().all(is_identifier) {
        return Ok(());
    }
    Err(TargetFault {
        name: name.to_owned(),
        expected,
    })
}

impl fmt::Display for TargetFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not {}", self.name, self.expected)
    }
}

impl std::error::Error for TargetFault {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_checked() {
        let target = || Target::one_file("a.rs");
        for bad in ["", "my-crate", "a b", "1a", "::a", "crate"] {
            assert!(target().runtime(bad).is_err(), "{bad:?}");
            assert!(target().examples(bad).is_err(), "{bad:?}");
            assert!(target().in_module(bad).is_err(), "{bad:?}");
            assert!(target().exchanges("b.rs", bad, "/specs").is_err(), "{bad:?}");
        }
        assert!(target().in_module("a::b").is_ok());
        assert_eq!(
            target()
                .runtime("my-crate")
                .map(drop)
                .map_err(|fault| fault.to_string()),
            Err("`my-crate` is not the name of a crate, such as `fmg_bindings`".to_owned())
        );
    }

    #[test]
    fn a_generator_is_one_line() {
        assert_eq!(Target::one_file("a.rs").generator("a\nb").generator, "a b");
    }
}
