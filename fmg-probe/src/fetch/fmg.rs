//! Asks a FortiManager for the schemas of its tables: `get` with `option: ["syntax"]`.

use std::collections::BTreeMap;

use fmg_bindings::fmg::{AdomName, Client, DeviceName, Filter, Method, PackagePath, Query, Url, VdomName, dvmdb};
use fmg_bindings::serde::de::IgnoredAny;
use fmg_bindings::{Error, url};

use super::error::FetchError;
use super::folder::Folder;
use super::identity::Identity;
use super::outcome::Outcome;
use super::question::{Fetch, Question, unanswered_reason};
use super::{Pace, Watch};
use crate::generated::fmg::TABLES;

/// The parts of a FortiManager to fetch. Without a name, the first one that the appliance lists is taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fmg {
    /// The ADOM whose objects are described. Its version decides which attributes they have.
    pub adom: Option<AdomName>,
    /// A policy package of the ADOM.
    pub package: Option<PackagePath>,
    /// A device of the ADOM.
    pub device: Option<DeviceName>,
    /// A VDOM of the device.
    pub vdom: Option<VdomName>,
    /// Asks for each table by itself, also if the appliance would describe all of a scope at once.
    pub one_by_one: bool,
}

/// Asks a FortiManager for the schemas of everything that its user may read: all objects of an ADOM in one request, all
/// policies of a package, and so on. If it does not describe a scope in one answer, it is asked for each table that the
/// bindings know.
///
/// # Errors
///
/// The appliance cannot be asked, is not the one that the folder describes, or a file cannot be written.
pub async fn fmg(
    client: &Client,
    folder: &mut Folder,
    what: &Fmg,
    pace: Pace,
    watch: &dyn Watch,
) -> Result<Outcome, FetchError> {
    let mut identity = match client.sys().status().await {
        Ok(status) => Identity::of_fmg(status.version.as_deref(), status.serial_number.as_deref()),
        Err(error) if unanswered_reason(&error).is_some() => Identity::default(),
        Err(error) => return Err(error.into()),
    };
    let places = Places::found(client, what, folder.identity()).await?;
    identity.parts = places.parts();
    folder.identify(&identity)?;
    let mut fetch = Fetch::new(folder, pace, watch);
    let ask = async |question: &Question| syntax(client, question).await;
    let device = places.whole_device().filter(|_| !what.one_by_one);
    if let Some(device) = &device {
        fetch.ask(vec![device.clone()], ask).await?;
    }
    let has_device = device.is_some_and(|device| fetch.has(&device));
    for scope in places.scopes() {
        if has_device && scope.is_of_device() {
            continue;
        }
        let whole = scope.question("");
        if !what.one_by_one {
            fetch.ask(vec![whole.clone()], ask).await?;
        }
        if !fetch.has(&whole) {
            fetch.ask(scope.tables(), ask).await?;
        }
    }
    Ok(fetch.outcome)
}

/// The text of the answer with a schema.
async fn syntax(client: &Client, question: &Question) -> Result<String, Error> {
    let call = client.call(Method::Get, Url::written(&question.url));
    let call = call.beside("option", vec!["syntax"]).read_as::<IgnoredAny>();
    Ok(call.reply().await?.json().to_owned())
}

/// The names in the urls.
#[derive(Debug, Default)]
struct Places {
    adom: Option<AdomName>,
    package: Option<PackagePath>,
    global_package: Option<PackagePath>,
    device: Option<DeviceName>,
    vdom: Option<VdomName>,
}

impl Places {
    /// The given names, else those of an earlier fetch into the folder, else the first ones that the appliance lists.
    async fn found(client: &Client, what: &Fmg, before: &Identity) -> Result<Self, FetchError> {
        let part = |kind: &str| before.parts.get(kind).cloned();
        let mut places = Self {
            adom: what.adom.clone().or_else(|| AdomName::new(part("adom")?).ok()),
            package: what.package.clone().or_else(|| PackagePath::new(part("package")?).ok()),
            global_package: part("global package").and_then(|path| PackagePath::new(path).ok()),
            device: what.device.clone().or_else(|| DeviceName::new(part("device")?).ok()),
            vdom: what.vdom.clone().or_else(|| VdomName::new(part("vdom")?).ok()),
        };
        if places.adom.is_none() {
            let adoms = client.adoms().filter(Filter::eq(dvmdb::Adom::RESTRICTED_PRDS, "fos"));
            let mut names = readable(adoms.await)?
                .into_iter()
                .filter_map(|adom| adom.name.into_option());
            places.adom = names.find_map(|name| AdomName::new(name).ok());
        }
        if let Some(adom) = &places.adom {
            let adom = client.adom(adom);
            if places.package.is_none() {
                places.package = readable(adom.package_paths().await)?.into_iter().next();
            }
            if places.device.is_none() {
                let devices = readable(adom.devices().range(0, 1).await)?;
                let name = devices.into_iter().next().and_then(|device| device.name.into_option());
                places.device = name.and_then(|name| DeviceName::new(name).ok());
            }
        }
        if places.global_package.is_none() {
            places.global_package = readable(client.global().package_paths().await)?.into_iter().next();
        }
        if places.vdom.is_none() {
            places.vdom = VdomName::new("root").ok();
        }
        Ok(places)
    }

    /// The names by kind, for the record of the folder.
    fn parts(&self) -> BTreeMap<String, String> {
        let parts = [
            ("adom", self.adom.as_ref().map(|name| name.as_str().to_owned())),
            ("package", self.package.as_ref().map(|path| path.as_str().to_owned())),
            (
                "global package",
                self.global_package.as_ref().map(|path| path.as_str().to_owned()),
            ),
            ("device", self.device.as_ref().map(|name| name.as_str().to_owned())),
            ("vdom", self.vdom.as_ref().map(|name| name.as_str().to_owned())),
        ];
        parts
            .into_iter()
            .filter_map(|(kind, name)| Some((kind.to_owned(), name?)))
            .collect()
    }

    /// The question about the whole configuration of the device.
    fn whole_device(&self) -> Option<Question> {
        let device = self.device.as_ref()?;
        let template = "/pm/config/device/<device>/global/_syntax/cli_only";
        let url = url!("/pm/config/device/<device>/global/_syntax/cli_only");
        Some(Scope::new("whole device", template, template, &url).question(""))
    }

    /// The scopes whose names are known.
    fn scopes(&self) -> Vec<Scope> {
        let mut scopes = vec![
            Scope::new(
                "obj of global",
                "/pm/config/<scope>/obj",
                "/pm/config/global/obj",
                &url!("/pm/config/global/obj"),
            ),
            Scope::new("dvmdb", "/dvmdb", "/dvmdb", &url!("/dvmdb")),
            Scope::new("cli", "/cli/global", "/cli/global", &url!("/cli/global")),
        ];
        if let Some(package) = &self.global_package {
            let url = url!("/pm/config/global/pkg/<package>");
            let template = "/pm/config/global/pkg/<package>";
            scopes.push(Scope::new("pkg of global", template, template, &url));
        }
        if let Some(adom) = &self.adom {
            let url = url!("/pm/config/adom/<adom>/obj");
            // First, since most programs use it.
            scopes.insert(
                0,
                Scope::new("obj", "/pm/config/<scope>/obj", "/pm/config/adom/<adom>/obj", &url),
            );
            if let Some(package) = &self.package {
                let url = url!("/pm/config/adom/<adom>/pkg/<package>");
                let shown = "/pm/config/adom/<adom>/pkg/<package>";
                scopes.insert(1, Scope::new("pkg", "/pm/config/<scope>/pkg/<package>", shown, &url));
            }
        }
        if let Some(device) = &self.device {
            let template = "/pm/config/device/<device>/global";
            let url = url!("/pm/config/device/<device>/global");
            scopes.push(Scope::new("device", template, template, &url));
            if let Some(vdom) = &self.vdom {
                let template = "/pm/config/device/<device>/vdom/<vdom>";
                let url = url!("/pm/config/device/<device>/vdom/<vdom>");
                scopes.push(Scope::new("vdom", template, template, &url));
            }
        }
        scopes
    }
}

/// A scope: a beginning of urls below which tables are.
#[derive(Debug)]
struct Scope {
    /// The beginning of the names of its questions.
    name: String,
    /// The url in the specs.
    template: &'static str,
    /// The url in stored answers.
    shown: &'static str,
    url: String,
}

impl Scope {
    fn new(name: &str, template: &'static str, shown: &'static str, url: &Url) -> Self {
        Self {
            name: name.to_owned(),
            template,
            shown,
            url: url.as_str().to_owned(),
        }
    }

    /// Whether it is a part of the configuration of a device.
    fn is_of_device(&self) -> bool {
        self.template.starts_with("/pm/config/device/")
    }

    /// The questions about each table that the bindings know.
    fn tables(&self) -> Vec<Question> {
        let own = TABLES.iter().filter(|(scope, _)| *scope == self.template);
        own.map(|(_, path)| self.question(path)).collect()
    }

    /// The question about a table or, without a path, about the whole scope.
    fn question(&self, path: &str) -> Question {
        let folder = self.name.replace(' ', "-");
        let (name, file, slash) = match path {
            "" => (self.name.clone(), format!("{folder}.json"), ""),
            path => {
                let file = path.replace(['/', ' '], "-");
                (format!("{} {path}", self.name), format!("{folder}/{file}.json"), "/")
            }
        };
        Question {
            name,
            file,
            url: format!("{}{slash}{path}", self.url),
            shown: Some(format!("{}{slash}{path}", self.shown)),
        }
    }
}

/// The rows of a read, or none if the user may not read them.
fn readable<T>(rows: Result<Vec<T>, Error>) -> Result<Vec<T>, FetchError> {
    match rows {
        Ok(rows) => Ok(rows),
        Err(error) if unanswered_reason(&error).is_some() => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_of_a_scope_has_a_file_of_its_own() {
        let places = Places {
            adom: AdomName::new("a/b").ok(),
            package: PackagePath::new("branches/p").ok(),
            global_package: PackagePath::new("g").ok(),
            device: DeviceName::new("d/1").ok(),
            vdom: VdomName::new("v/1").ok(),
        };
        let mut files = Vec::new();
        for scope in places.scopes() {
            for question in scope.tables().into_iter().chain([scope.question("")]) {
                assert!(!question.file.contains(".."), "{question:?}");
                let shown = question.shown.clone().unwrap_or_default();
                for name in ["a/b", "branches", "d/1", "v/1"] {
                    assert!(!shown.contains(name) && !question.file.contains(name), "{question:?}");
                }
                files.push(question.file);
            }
        }
        let count = files.len();
        assert!(count > 100, "{count}");
        files.sort();
        files.dedup();
        assert_eq!(files.len(), count);
        let urls: Vec<_> = places.scopes().into_iter().map(|scope| scope.url).collect();
        assert!(
            urls.contains(&r"/pm/config/adom/a\/b/pkg/branches/p".to_owned()),
            "{urls:?}"
        );
        let device = places.whole_device().unwrap();
        assert_eq!(device.url, r"/pm/config/device/d\/1/global/_syntax/cli_only");
    }
}
