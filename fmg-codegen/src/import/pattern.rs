//! Selects tables and calls by patterns: `cmdb firewall/*`, `monitor system/status`, `obj firewall/address`.

use std::collections::BTreeMap;

use camino::Utf8Path;
use fmg_template::spelling::nearest;
use wildmatch::WildMatch;

use super::names;
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::{Endpoint, Group, ProductId, Table};
use crate::name::ModuleName;

/// The kinds, for the help about an unknown word.
const KINDS: &str = "FortiOS: `cmdb` for tables of the configuration, `monitor` and `log` for calls; FortiManager: `obj`, `pkg`, \
                     `device`, `vdom`, `devprof`, `wanprof`, `cli` and `dvmdb` for tables, `command` for calls";

/// How many names a fault suggests.
const SUGGESTIONS: usize = 3;

/// The kind of items that a pattern selects: tables of one part of an appliance, or its calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Tables of the configuration of FortiOS.
    Cmdb,
    /// Monitor calls of FortiOS.
    Monitor,
    /// Calls of FortiOS on logs.
    Log,
    /// Objects of an ADOM of FortiManager, or of the global database.
    Objects,
    /// Tables of a policy package.
    Package,
    /// The global part of the configuration of a device.
    Device,
    /// The configuration of a VDOM of a device.
    Vdom,
    /// Tables of a device profile.
    DeviceProfile,
    /// Tables of a WAN profile.
    WanProfile,
    /// The configuration of the FortiManager itself.
    Cli,
    /// Tables of the device manager.
    Dvmdb,
    /// Calls of FortiManager that are no verb of a table.
    Command,
}

impl Kind {
    pub(crate) const ALL: [Self; 12] = [
        Self::Cmdb,
        Self::Monitor,
        Self::Log,
        Self::Objects,
        Self::Package,
        Self::Device,
        Self::Vdom,
        Self::DeviceProfile,
        Self::WanProfile,
        Self::Cli,
        Self::Dvmdb,
        Self::Command,
    ];

    /// Its word in patterns, and the folder of its modules.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Cmdb => "cmdb",
            Self::Monitor => "monitor",
            Self::Log => "log",
            Self::Objects => "obj",
            Self::Package => "pkg",
            Self::Device => "device",
            Self::Vdom => "vdom",
            Self::DeviceProfile => "devprof",
            Self::WanProfile => "wanprof",
            Self::Cli => "cli",
            Self::Dvmdb => "dvmdb",
            Self::Command => "command",
        }
    }

    /// The folder of its modules. `None`: it has one module, of its own name.
    pub(crate) const fn folder(self) -> Option<&'static str> {
        match self {
            Self::Dvmdb => None,
            kind => Some(kind.as_str()),
        }
    }

    /// The kind of the items of a module, by its folder.
    pub(crate) fn of_module(product: ProductId, folder: Option<&str>) -> Self {
        let mut kinds = Self::ALL.into_iter().filter(|kind| kind.product() == product);
        kinds.find(|kind| kind.folder() == folder).unwrap_or(Self::Command)
    }

    /// The content of a module, for its documentation.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Cmdb | Self::Cli => "Tables of the configuration",
            Self::Monitor => "Monitor calls",
            Self::Log => "Calls on logs",
            Self::Objects => "Objects",
            Self::Package => "Tables of policy packages",
            Self::Device => "Tables of the global configuration of devices",
            Self::Vdom => "Tables of VDOMs of devices",
            Self::DeviceProfile => "Tables of device profiles",
            Self::WanProfile => "Tables of WAN profiles",
            Self::Dvmdb => "Tables of the device manager",
            Self::Command => "Calls",
        }
    }

    /// Its product.
    pub(crate) const fn product(self) -> ProductId {
        match self {
            Self::Cmdb | Self::Monitor | Self::Log => ProductId::FortiOs,
            _ => ProductId::FortiManager,
        }
    }

    /// Whether it is a kind of calls.
    pub(crate) const fn is_call(self) -> bool {
        matches!(self, Self::Monitor | Self::Log | Self::Command)
    }

    /// The name of an item of this kind, for overlays and notes. The kinds that a FortiGate describes itself need not
    /// be named.
    pub(crate) fn id(self, path: &str) -> String {
        match self {
            Self::Cmdb | Self::Monitor => path.to_owned(),
            _ => format!("{} {path}", self.as_str()),
        }
    }

    fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// The beginning of urls of FortiOS. Patterns name calls by the rest of the url, behind this beginning and the name of
/// the API.
const FORTIOS: &str = "/api/v2/";

/// The pattern that selects a table which is not inside of another.
pub(crate) fn of_table(product: ProductId, group: &Group, table: &Table) -> String {
    format!("{} {}", kind(product, group).as_str(), table.path)
}

/// The pattern that selects a call.
pub(crate) fn of_call(product: ProductId, group: &Group, call: &Endpoint) -> String {
    let url = call.template.source();
    let path = url.strip_prefix(FORTIOS).and_then(|path| Some(path.split_once('/')?.1));
    let path = names::described_url(path.unwrap_or(url).trim_start_matches('/'));
    format!("{} {path}", kind(product, group).as_str())
}

/// The kind of the items of a module.
fn kind(product: ProductId, group: &Group) -> Kind {
    Kind::of_module(product, group.module.folder.as_ref().map(ModuleName::as_str))
}

/// The tables and calls that the descriptions have.
#[derive(Debug, Default)]
pub(super) struct Known(BTreeMap<(Kind, String), bool>);

impl Known {
    pub(super) fn add(&mut self, kind: Kind, path: &str, picked: bool) {
        self.0.insert((kind, path.to_owned()), picked);
    }

    /// The names of all tables, as overlays write them.
    pub(super) fn tables(&self) -> Vec<String> {
        self.ids(false)
    }

    /// The names of all calls, as overlays write them.
    pub(super) fn calls(&self) -> Vec<String> {
        self.ids(true)
    }

    /// Whether a table with this name in overlays is imported.
    pub(super) fn is_picked_table(&self, id: &str) -> bool {
        let mut tables = self.0.iter().filter(|((kind, _), _)| !kind.is_call());
        tables.any(|((kind, path), picked)| *picked && kind.id(path) == id)
    }

    fn ids(&self, calls: bool) -> Vec<String> {
        let own = self.0.keys().filter(|(kind, _)| kind.is_call() == calls);
        own.map(|(kind, path)| kind.id(path)).collect()
    }
}

/// The patterns of an import. Without any, everything is selected.
#[derive(Debug, Default)]
pub(super) struct Patterns(Vec<Pattern>);

#[derive(Debug)]
struct Pattern {
    text: String,
    /// `None`: all kinds.
    kind: Option<Kind>,
    path: WildMatch,
    is_used: bool,
}

impl Patterns {
    /// Parses patterns: a kind, a blank and a path in which `*` stands for any text and `?` for one character. Without
    /// the kind, a pattern selects all kinds.
    pub(super) fn parse(texts: &[String], faults: &mut Vec<Diagnostic>) -> Self {
        let mut patterns = Vec::new();
        for text in texts {
            let trimmed = text.trim();
            let (kind, path) = match trimmed.split_once(char::is_whitespace) {
                None if Kind::named(trimmed).is_some() => {
                    let fault = fault(format!("the pattern `{text}` has no path"));
                    faults.push(fault.help(format!("write `{trimmed} *` for everything of this kind")));
                    continue;
                }
                None => (None, trimmed),
                Some((word, path)) => {
                    let kind = Kind::named(word);
                    if kind.is_none() {
                        let near = nearest(word, Kind::ALL.map(Kind::as_str));
                        let fault = fault(format!("`{word}` in the pattern `{text}` is no kind of description"));
                        faults.push(match near {
                            Some(near) => fault.help(format!("did you mean `{near}`?")),
                            None => fault.help(KINDS),
                        });
                        continue;
                    }
                    (kind, path.trim())
                }
            };
            if path.is_empty() {
                faults.push(fault("a pattern is empty".to_owned()).help("write such as `cmdb firewall/*`"));
                continue;
            }
            patterns.push(Pattern {
                text: text.clone(),
                kind,
                path: WildMatch::new(path.trim_start_matches('/')),
                is_used: false,
            });
        }
        Self(patterns)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether an item is selected. Every pattern that selects it counts as used.
    pub(super) fn pick(&mut self, kind: Kind, path: &str) -> bool {
        let mut picked = self.0.is_empty();
        for pattern in &mut self.0 {
            if pattern.kind.is_none_or(|own| own == kind) && pattern.path.matches(path) {
                pattern.is_used = true;
                picked = true;
            }
        }
        picked
    }

    /// A fault for each pattern that has selected nothing, with the names that it may have meant.
    pub(super) fn unused(&self, known: &Known) -> Vec<Diagnostic> {
        let unused = self.0.iter().filter(|pattern| !pattern.is_used);
        let faults = unused.map(|pattern| {
            let path = pattern.path.to_string();
            let names = known
                .0
                .keys()
                .filter(|(kind, _)| pattern.kind.is_none_or(|own| own == *kind));
            let near = suggestions(&path, names);
            let fault = fault(format!("the pattern `{}` selects nothing", pattern.text));
            fault.help(if near.is_empty() {
                "`fmg-import list` lists the tables and calls of the descriptions".to_owned()
            } else {
                format!("did you mean {}?", near.join(" or "))
            })
        });
        faults.collect()
    }
}

/// The items whose names are similar to the pattern, or whose last word is the same.
fn suggestions<'a>(pattern: &str, names: impl Iterator<Item = &'a (Kind, String)>) -> Vec<String> {
    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let names: Vec<_> = names.collect();
    let word = last(pattern);
    let mut found: Vec<&&(Kind, String)> = Vec::new();
    if let Some(near) = nearest(pattern, names.iter().map(|(_, path)| path.as_str())) {
        found.extend(names.iter().find(|(_, path)| path == near));
    }
    if !word.contains('*') {
        found.extend(names.iter().filter(|(_, path)| last(path) == word));
    }
    if found.is_empty() {
        let head = |path: &str| path.split('/').next().unwrap_or_default().to_owned();
        let heads: Vec<_> = names.iter().map(|(_, path)| head(path)).collect();
        if let Some(near) = nearest(&head(pattern), heads.iter().map(String::as_str)) {
            found.extend(names.iter().filter(|(_, path)| head(path) == near));
        }
    }
    let mut shown: Vec<String> = Vec::new();
    for (kind, path) in found {
        let text = format!("`{} {path}`", kind.as_str());
        if shown.len() < SUGGESTIONS && !shown.contains(&text) {
            shown.push(text);
        }
    }
    shown
}

fn fault(message: String) -> Diagnostic {
    Diagnostic::new(Code::Pattern, Location::new(Utf8Path::new(""), 0..0), message)
}
