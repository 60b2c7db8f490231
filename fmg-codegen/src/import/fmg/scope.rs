//! The scopes of FortiManager's tables: which one a url is below of, and their types in the runtime.
//!
//! The specs declare them (`specs/fmg/scopes.toml`, `specs/fmg/url-parameters.toml`), and the runtime has their types. A
//! test compares this list with the specs.

use crate::import::pattern::Kind;
use crate::ir::{
    Form, Parameter, ParameterKind, Placeholder, Product, Reserved, RustPath, Scope as ProductScope, TypeRef,
};
use crate::name::{TypeName, VariantName};

/// A scope of the runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Scope {
    /// `/pm/config/<scope>/obj`
    Objects,
    /// `/pm/config/<scope>/pkg/<package>`
    Package,
    /// `/pm/config/global/pkg/<package>`
    GlobalPackage,
    /// `/pm/config/device/<device>/global`
    DeviceGlobal,
    /// `/pm/config/device/<device>/vdom/<vdom>`
    DeviceVdom,
    /// `/pm/config/adom/<adom>/devprof/<devprof>`
    DeviceProfile,
    /// `/pm/config/adom/<adom>/wanprof/<wanprof>`
    WanProfile,
    /// `/dvmdb`
    Dvmdb,
    /// `/dvmdb/<scope>`
    AdomDvmdb,
    /// `/cli/global`
    Cli,
}

/// The url and the type of a scope: its name, its url, and the types of its placeholders in the order of the url.
struct Declared {
    name: &'static str,
    url: &'static str,
    placeholders: &'static [&'static str],
}

impl Scope {
    pub(crate) const ALL: [Self; 10] = [
        Self::Objects,
        Self::Package,
        Self::GlobalPackage,
        Self::DeviceGlobal,
        Self::DeviceVdom,
        Self::DeviceProfile,
        Self::WanProfile,
        Self::Dvmdb,
        Self::AdomDvmdb,
        Self::Cli,
    ];

    const fn declared(self) -> Declared {
        let (name, url, placeholders): (_, _, &[&str]) = match self {
            Self::Objects => ("Objects", "/pm/config/<scope>/obj", &["AdomOrGlobal"]),
            Self::Package => (
                "Package",
                "/pm/config/<scope>/pkg/<package>",
                &["AdomOrGlobal", "PackagePath"],
            ),
            Self::GlobalPackage => ("GlobalPackage", "/pm/config/global/pkg/<package>", &["PackagePath"]),
            Self::DeviceGlobal => ("DeviceGlobal", "/pm/config/device/<device>/global", &["DeviceName"]),
            Self::DeviceVdom => (
                "DeviceVdom",
                "/pm/config/device/<device>/vdom/<vdom>",
                &["DeviceName", "VdomName"],
            ),
            Self::DeviceProfile => (
                "DeviceProfile",
                "/pm/config/adom/<adom>/devprof/<devprof>",
                &["AdomName", "ObjectName"],
            ),
            Self::WanProfile => (
                "WanProfile",
                "/pm/config/adom/<adom>/wanprof/<wanprof>",
                &["AdomName", "ObjectName"],
            ),
            Self::Dvmdb => ("Dvmdb", "/dvmdb", &[]),
            Self::AdomDvmdb => ("AdomDvmdb", "/dvmdb/<scope>", &["AdomOrGlobal"]),
            Self::Cli => ("Cli", "/cli/global", &[]),
        };
        Declared {
            name,
            url,
            placeholders,
        }
    }

    /// Its type.
    pub(crate) const fn name(self) -> &'static str {
        self.declared().name
    }

    /// The kind of its tables.
    pub(crate) const fn kind(self) -> Kind {
        match self {
            Self::Objects => Kind::Objects,
            Self::Package | Self::GlobalPackage => Kind::Package,
            Self::DeviceGlobal => Kind::Device,
            Self::DeviceVdom => Kind::Vdom,
            Self::DeviceProfile => Kind::DeviceProfile,
            Self::WanProfile => Kind::WanProfile,
            Self::Dvmdb | Self::AdomDvmdb => Kind::Dvmdb,
            Self::Cli => Kind::Cli,
        }
    }

    /// Whether the tables of this path, header and footer policies, are those of packages of the global database. They
    /// are read in ADOMs, too, and written only there.
    pub(crate) fn is_of_global_package(path: &str) -> bool {
        path.starts_with("global/header/") || path.starts_with("global/footer/")
    }

    /// The scope of a url, and the segments below it. Those of a package and its folders are among them, since only the
    /// tables tell where it ends.
    pub(crate) fn of_url<'u>(segments: &'u [&'u str]) -> Option<(Self, &'u [&'u str])> {
        Some(match segments {
            ["pm", "config", "adom", _, "obj", rest @ ..] | ["pm", "config", "global", "obj", rest @ ..] => {
                (Self::Objects, rest)
            }
            ["pm", "config", "adom", _, "pkg", rest @ ..] => (Self::Package, rest),
            ["pm", "config", "global", "pkg", rest @ ..] => (Self::GlobalPackage, rest),
            ["pm", "config", "adom", _, "devprof", _, rest @ ..] => (Self::DeviceProfile, rest),
            ["pm", "config", "adom", _, "wanprof", _, rest @ ..] => (Self::WanProfile, rest),
            ["pm", "config", "device", _, "global", rest @ ..] => (Self::DeviceGlobal, rest),
            ["pm", "config", "device", _, "vdom", _, rest @ ..] => (Self::DeviceVdom, rest),
            ["dvmdb", "adom", _, rest @ ..] | ["dvmdb", "global", rest @ ..] if !rest.is_empty() => {
                (Self::AdomDvmdb, rest)
            }
            ["dvmdb", rest @ ..] => (Self::Dvmdb, rest),
            ["cli", "global", rest @ ..] => (Self::Cli, rest),
            _ => return None,
        })
    }
}

/// The name of a url parameter, and the function that makes its kind.
type Declaration = (&'static str, fn() -> ParameterKind);

/// The url parameters of scopes and keys, with their kinds.
const PARAMETERS: [Declaration; 9] = [
    ("AdomName", name),
    ("AdomOrGlobal", adom_or_global),
    ("DeviceName", name),
    ("MappingKey", mapping),
    ("ObjectName", name),
    ("PackagePath", || ParameterKind::PackagePath(Vec::new())),
    ("PolicyId", || ParameterKind::Id),
    ("RowId", || ParameterKind::Id),
    ("VdomName", name),
];

/// The words that values of these types cannot be, of which the calls of other sources make use.
const RESERVED: [(&str, &str); 4] = [
    ("AdomName", "global"),
    ("PackagePath", "_*"),
    ("PackagePath", "schedule"),
    ("PackagePath", "scope member"),
];

fn name() -> ParameterKind {
    ParameterKind::Name(Vec::new())
}

/// A placeholder of this type. The names are valid.
fn placeholder(wire: &str, ty: &str) -> Option<Placeholder> {
    Placeholder::new(wire, TypeRef::new(None, TypeName::new(ty).ok()?)).ok()
}

fn adom_or_global() -> ParameterKind {
    let form = |variant: &str, literal: &str, inside: Option<Placeholder>| {
        Some(Form::new(VariantName::from_wire(variant).ok()?, literal, inside))
    };
    let forms = [
        form("Adom", "adom/", placeholder("adom", "AdomName")),
        form("Global", "global", None),
    ];
    ParameterKind::Scope(forms.into_iter().flatten().collect())
}

fn mapping() -> ParameterKind {
    let parts = [placeholder("device", "DeviceName"), placeholder("vdom", "VdomName")];
    ParameterKind::Segments(parts.into_iter().flatten().collect())
}

/// Adds the scopes and the url parameters that the tables of a product need. The runtime has their types.
pub(crate) fn declare(product: &mut Product) {
    let mut names: Vec<TypeName> = Vec::new();
    for scope in Scope::ALL {
        let declared = scope.declared();
        let is_used = product
            .groups
            .iter()
            .flat_map(|group| &group.tables)
            .flat_map(|table| table.scopes.iter().chain(&table.written))
            .any(|own| matches!(own, crate::ir::TableScope::Below(name) if name.as_str() == declared.name));
        if !is_used {
            continue;
        }
        if let Some(scope) = declared.scope() {
            names.extend(scope.placeholders.iter().map(|own| own.ty.name.clone()));
            product.scopes.push(scope);
        }
    }
    let tables = product.groups.iter().flat_map(|group| &group.tables);
    names.extend(tables.filter_map(|table| Some(table.key.as_ref()?.placeholder.ty.name.clone())));
    let calls = product.groups.iter().flat_map(|group| &group.endpoints);
    names.extend(calls.flat_map(|call| &call.placeholders).map(|own| own.ty.name.clone()));
    // A type that is made of others comes after them here.
    for (name, kind) in PARAMETERS {
        let parts: Vec<TypeName> = kind().parts().iter().map(|own| own.ty.name.clone()).collect();
        if names.iter().any(|own| own.as_str() == name) {
            names.extend(parts);
        }
    }
    for (name, kind) in PARAMETERS {
        if names.iter().any(|own| own.as_str() == name)
            && !product.parameters.iter().any(|own| own.name.as_str() == name)
            && let (Ok(ty), Ok(path)) = (TypeName::new(name), RustPath::new(&format!("fmg::{name}")))
        {
            let mut parameter = Parameter::new(ty, kind());
            let words = RESERVED.into_iter().filter(|(own, _)| *own == name);
            parameter.reserved = words
                .map(|(_, word)| Reserved {
                    runs: vec![word.to_owned()],
                    ..Reserved::default()
                })
                .collect();
            parameter.path = Some(path);
            product.parameters.push(parameter);
        }
    }
}

impl Declared {
    fn scope(&self) -> Option<ProductScope> {
        let mut scope = ProductScope::new(TypeName::new(self.name).ok()?, self.url).ok()?;
        scope.path = RustPath::new(&format!("fmg::scope::{}", self.name)).ok();
        let wires: Vec<String> = scope.template.placeholders().map(|own| own.name().to_owned()).collect();
        for (wire, ty) in wires.iter().zip(self.placeholders) {
            scope.placeholders.push(placeholder(wire, ty)?);
        }
        Some(scope)
    }
}

/// The names that modules of tables import, which their types cannot have.
pub(crate) fn reserved() -> impl Iterator<Item = TypeName> {
    let scopes = Scope::ALL.into_iter().map(Scope::name);
    let names = scopes.chain(PARAMETERS.into_iter().map(|(name, _)| name));
    names.filter_map(|name| TypeName::new(name).ok())
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::*;
    use crate::{SpecTree, analyze};

    #[test]
    fn scopes_and_parameters_are_those_of_the_specs() {
        let specs = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
        let api = analyze(&SpecTree::read(&specs).unwrap()).unwrap();
        let product = &api.products()[0];
        for scope in Scope::ALL {
            let declared = scope.declared().scope().unwrap();
            let own = product.scopes.iter().find(|own| own.name == declared.name).unwrap();
            assert_eq!(own.template.source(), declared.template.source());
            let types = |scope: &ProductScope| -> Vec<_> {
                scope
                    .placeholders
                    .iter()
                    .map(|own| (own.wire.clone(), own.ty.clone()))
                    .collect()
            };
            assert_eq!(types(own), types(&declared));
        }
        // Packages are found by a path, and have no description.
        assert_eq!(product.scopes.len(), Scope::ALL.len() + 1);
        for (name, kind) in PARAMETERS {
            let own = product.parameters.iter().find(|own| own.name.as_str() == name).unwrap();
            let urls = |kind: &ParameterKind| match kind {
                ParameterKind::Scope(forms) => forms.iter().map(Form::url).collect(),
                ParameterKind::Segments(parts) => parts.iter().map(|own| own.wire.to_string()).collect(),
                _ => Vec::new(),
            };
            assert_eq!(urls(&own.kind), urls(&kind()), "{name}");
            assert_eq!(
                std::mem::discriminant(&own.kind),
                std::mem::discriminant(&kind()),
                "{name}"
            );
        }
        for (name, word) in RESERVED {
            let own = product.parameters.iter().find(|own| own.name.as_str() == name).unwrap();
            assert!(
                own.reserved.iter().any(|own| own.runs.iter().any(|run| run == word)),
                "{name} {word}"
            );
        }
    }

    #[test]
    fn a_url_tells_its_scope() {
        for (url, expected) in [
            ("pm/config/adom/demo/obj", Some((Scope::Objects, ""))),
            (
                "pm/config/global/obj/firewall/address",
                Some((Scope::Objects, "firewall/address")),
            ),
            (
                "pm/config/adom/demo/pkg/a/b/firewall/policy",
                Some((Scope::Package, "a/b/firewall/policy")),
            ),
            ("pm/config/global/pkg/a", Some((Scope::GlobalPackage, "a"))),
            (
                "pm/config/device/d/global/_syntax/cli_only",
                Some((Scope::DeviceGlobal, "_syntax/cli_only")),
            ),
            ("pm/config/device/d/vdom/root", Some((Scope::DeviceVdom, ""))),
            (
                "pm/config/adom/a/devprof/d/system/dns",
                Some((Scope::DeviceProfile, "system/dns")),
            ),
            ("pm/config/adom/a/wanprof/d", Some((Scope::WanProfile, ""))),
            ("dvmdb/adom", Some((Scope::Dvmdb, "adom"))),
            ("dvmdb/adom/demo", Some((Scope::Dvmdb, "adom/demo"))),
            ("dvmdb/adom/demo/device", Some((Scope::AdomDvmdb, "device"))),
            ("dvmdb/global/group", Some((Scope::AdomDvmdb, "group"))),
            ("cli/global/system/global", Some((Scope::Cli, "system/global"))),
            ("sys/status", None),
        ] {
            let segments: Vec<_> = url.split('/').collect();
            let found = Scope::of_url(&segments).map(|(scope, rest)| (scope, rest.join("/")));
            assert_eq!(found, expected.map(|(scope, rest)| (scope, rest.to_owned())), "{url}");
        }
    }
}
