//! The types that the specs of one product declare, and the resolution of type expressions.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use camino::Utf8Path;

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::expand::Expansion;
use crate::ir::{External, ParameterKind, ProductId, Protocol, RustPath, Type, TypeRef, WireForm};
use crate::lower::module::of_module;
use crate::name::{ModulePath, TypeName};
use crate::spec::{ExternalSpec, ParameterSpec, ScopeSpec, SpecFile, Text};
use crate::type_expr::{self, TypeExpr, TypeFault};
use fmg_template::spelling::nearest;

/// The built-in types.
const BUILT_IN: [(&str, Type); 14] = [
    ("string", Type::String),
    ("int", Type::Int),
    ("uint", Type::Uint),
    ("code", Type::Code),
    ("float", Type::Float),
    ("bool", Type::Bool),
    ("flag", Type::Flag),
    ("toggle", Type::Toggle),
    ("secret", Type::Secret),
    ("json", Type::Json),
    ("object", Type::Object),
    ("file", Type::File),
    ("text", Type::Text),
    ("keys", Type::Keys(Cow::Borrowed("name"))),
];

/// The kinds of url parameters as specs spell them.
const KINDS: [(&str, ParameterKind); 6] = [
    ("name", ParameterKind::Name(Vec::new())),
    ("id", ParameterKind::Id),
    ("package-path", ParameterKind::PackagePath(Vec::new())),
    ("object-path", ParameterKind::ObjectPath(Vec::new())),
    ("scope", ParameterKind::Scope(Vec::new())),
    ("segments", ParameterKind::Segments(Vec::new())),
];

/// The declared types of a product.
#[derive(Debug, Default)]
pub(crate) struct Symbols {
    types: BTreeMap<String, (Type, Location)>,
    kinds: BTreeMap<String, ParameterKind>,
    docs: BTreeMap<String, Arc<str>>,
    placeholders: BTreeMap<String, (String, Location)>,
    scopes: BTreeMap<String, (ScopeSpec, Location)>,
}

impl Symbols {
    /// Adds the declarations of a file.
    pub(crate) fn declare_all(
        &mut self,
        product: ProductId,
        file: &SpecFile,
        module: Option<&ModulePath>,
        faults: &mut Vec<Diagnostic>,
    ) {
        let shared = module.cloned().map(Arc::new);
        for parameter in &file.parameters {
            self.declare_parameter(file, parameter, faults);
        }
        for scope in &file.scopes {
            self.declare_scope(file, scope, faults);
        }
        for row in &file.rows {
            self.declare(file, shared.as_ref(), &row.name, Type::Row, faults);
        }
        for item in &file.enums {
            self.declare(file, shared.as_ref(), &item.name, Type::Enum, faults);
        }
        for union in &file.unions {
            self.declare(file, shared.as_ref(), &union.name, Type::Union, faults);
        }
        for spec in &file.externals {
            let protocol = module.map(|module| of_module(product, module));
            self.declare_external(file, spec, protocol, faults);
        }
    }

    fn declare_parameter(&mut self, file: &SpecFile, parameter: &ParameterSpec, faults: &mut Vec<Diagnostic>) {
        let kind = KINDS
            .iter()
            .find(|(name, _)| *name == parameter.kind.value)
            .map(|(_, kind)| kind.clone());
        let Some(kind) = kind else {
            faults.push(one_of(
                Location::new(&file.path, parameter.kind.span.clone()),
                "a kind of url parameter",
                &parameter.kind.value,
                KINDS.iter().map(|(name, _)| *name),
            ));
            return;
        };
        let make = match kind {
            ParameterKind::Id => Type::Id,
            _ => Type::Name,
        };
        self.declare(file, None, &parameter.ty, make, faults);
        self.kinds.insert(parameter.ty.value.clone(), kind);
        let doc = parameter.doc.value.trim().into();
        self.docs.insert(parameter.ty.value.clone(), doc);
        for placeholder in &parameter.placeholders {
            let here = Location::new(&file.path, placeholder.span.clone());
            let own = parameter.ty.value.clone();
            let earlier = self
                .placeholders
                .insert(placeholder.value.clone(), (own.clone(), here.clone()));
            if let Some(earlier) = earlier {
                let ((other, first), (_, second)) = in_order(earlier, (own, here));
                faults.push(
                    Diagnostic::new(
                        Code::Duplicate,
                        second,
                        format!("placeholder `{}` has two default types", placeholder.value),
                    )
                    .also(first, format!("it is `{other}` here")),
                );
            }
        }
    }

    fn declare_scope(&mut self, file: &SpecFile, scope: &ScopeSpec, faults: &mut Vec<Diagnostic>) {
        let here = Location::new(&file.path, scope.name.span.clone());
        let own = (scope.clone(), here.clone());
        let Some(earlier) = self.scopes.insert(scope.name.value.clone(), own.clone()) else {
            return;
        };
        let ((_, first), (_, second)) = in_order(earlier, own);
        let fault = format!("scope `{}` is declared twice", scope.name.value);
        faults.push(Diagnostic::new(Code::Duplicate, second, fault).also(first, "first here"));
    }

    /// The names of the scopes.
    pub(crate) fn scopes(&self) -> impl Iterator<Item = &str> + Clone {
        self.scopes.keys().map(String::as_str)
    }

    /// The declarations that the endpoints of tables need, once all files are known.
    pub(crate) fn expansion(&self, product: ProductId) -> Expansion {
        let scopes = self.scopes.iter();
        let numbers = self.kinds.iter().filter(|(_, kind)| matches!(kind, ParameterKind::Id));
        Expansion {
            product: Some(product),
            scopes: scopes.map(|(name, (scope, _))| (name.clone(), scope.clone())).collect(),
            has_options: matches!(self.types.get("ReadOptions"), Some((Type::Row(_), _))),
            has_filter: matches!(self.types.get("Filter"), Some((Type::External(_), _))),
            numbers: numbers.map(|(name, _)| name.clone()).collect(),
        }
    }

    fn declare_external(
        &mut self,
        file: &SpecFile,
        spec: &ExternalSpec,
        protocol: Option<Protocol>,
        faults: &mut Vec<Diagnostic>,
    ) {
        let at = |span: &Range<usize>| Location::new(&file.path, span.clone());
        let forms = WireForm::ALL.iter();
        let wire = forms.copied().find(|form| form.as_str() == spec.wire.value);
        if wire.is_none() {
            let names = WireForm::ALL.iter().map(|form| form.as_str());
            faults.push(one_of(
                at(&spec.wire.span),
                "a form of a value",
                &spec.wire.value,
                names,
            ));
        }
        let path = match RustPath::new(&spec.path.value) {
            Ok(path) => Some(path),
            Err(fault) => {
                let fault = Diagnostic::new(Code::Name, at(&spec.path.span), fault.to_string());
                faults.push(fault.help(
                    "write the path in the runtime, such as `fmg::Filter`; `crate::…` for a type beside the generated code, \
                     `::name::…` for one of another crate",
                ));
                None
            }
        };
        let (Some(path), Some(wire)) = (path, wire) else {
            return;
        };
        for (key, value) in [("example", Some(&spec.example)), ("default", spec.default.as_ref())] {
            if let Some(value) = value.filter(|own| !wire.fits(&own.value)) {
                faults.push(Diagnostic::new(
                    Code::InvalidValue,
                    at(&value.span),
                    format!("`{key}` is not {}, the form of the type", wire.describe()),
                ));
            }
        }
        let mut external = External::new(path, wire, spec.example.value.clone());
        spec.doc.value.trim().clone_into(&mut external.doc);
        external.default = spec.default.as_ref().map(|value| value.value.clone());
        external.in_rows = spec.rows;
        external.protocol = protocol;
        let name = Text {
            value: external.name().to_string(),
            span: spec.path.span.clone(),
        };
        self.declare_type(file, &name, Type::External(Arc::new(external)), faults);
    }

    fn declare(
        &mut self,
        file: &SpecFile,
        module: Option<&Arc<ModulePath>>,
        name: &Text,
        make: fn(TypeRef) -> Type,
        faults: &mut Vec<Diagnostic>,
    ) {
        let Ok(type_name) = TypeName::from_wire(&name.value) else {
            return; // Lowering reports the declaration itself.
        };
        let ty = make(TypeRef {
            module: module.cloned(),
            name: type_name,
        });
        self.declare_type(file, name, ty, faults);
    }

    fn declare_type(&mut self, file: &SpecFile, name: &Text, ty: Type, faults: &mut Vec<Diagnostic>) {
        let here = Location::new(&file.path, name.span.clone());
        if BUILT_IN.iter().any(|(built_in, _)| *built_in == name.value) {
            faults.push(Diagnostic::new(
                Code::Duplicate,
                here,
                format!("`{}` is a built-in type", name.value),
            ));
        } else if let Some((_, earlier)) = self.types.get(&name.value) {
            let (((), first), ((), second)) = in_order(((), earlier.clone()), ((), here));
            faults.push(
                Diagnostic::new(
                    Code::Duplicate,
                    second,
                    format!("type `{}` is declared twice", name.value),
                )
                .also(first, "first here"),
            );
        } else {
            self.types.insert(name.value.clone(), (ty, here));
        }
    }

    /// The kind of a url parameter type.
    pub(crate) fn kind(&self, name: &str) -> Option<&ParameterKind> {
        self.kinds.get(name)
    }

    /// The documentation of a url parameter type.
    pub(crate) fn doc(&self, name: &str) -> Arc<str> {
        self.docs.get(name).cloned().unwrap_or_default()
    }

    /// The default type of a placeholder.
    pub(crate) fn default_of(&self, placeholder: &str) -> Option<&str> {
        self.placeholders.get(placeholder).map(|(name, _)| name.as_str())
    }

    /// The type that an expression denotes, and whether the expression ended with `?`.
    pub(crate) fn resolve(&self, file: &Utf8Path, text: &Text) -> Result<(Type, bool), Box<Diagnostic>> {
        match type_expr::parse(&text.value) {
            Ok((expr, optional)) => {
                let ty = self.lookup(file, text, &expr)?;
                Ok((ty, optional))
            }
            Err(fault) => Err(Box::new(malformed(file, text, &fault))),
        }
    }

    fn lookup(&self, file: &Utf8Path, text: &Text, expr: &TypeExpr<'_>) -> Result<Type, Box<Diagnostic>> {
        match expr {
            TypeExpr::List(inner) => Ok(Type::List(Box::new(self.lookup(file, text, inner)?))),
            TypeExpr::Map(inner) => Ok(Type::Map(Box::new(self.lookup(file, text, inner)?))),
            TypeExpr::ByName(inner) => Ok(Type::ByName(Box::new(self.lookup(file, text, inner)?))),
            TypeExpr::Digits(inner) => match self.lookup(file, text, inner)? {
                number @ (Type::Int | Type::Id(_)) => Ok(Type::Digits(Box::new(number))),
                other => Err(Box::new(
                    Diagnostic::new(
                        Code::MisplacedType,
                        Location::new(file, text.span.clone()),
                        format!("`{other}` is not a number, so it has no digits"),
                    )
                    .help("`digits` takes `int` or a url parameter of the kind `id`"),
                )),
            },
            TypeExpr::Words(inner) => match self.lookup(file, text, inner)? {
                word @ (Type::String | Type::Int | Type::Enum(_)) => Ok(Type::Words(Box::new(word))),
                other => Err(Box::new(
                    Diagnostic::new(
                        Code::MisplacedType,
                        Location::new(file, text.span.clone()),
                        format!("`{other}` is not a word of a text"),
                    )
                    .help("`words` takes `string`, `int` or an `[[enum]]`"),
                )),
            },
            TypeExpr::Keys(attribute) => Ok(Type::Keys(Cow::Owned((*attribute).to_owned()))),
            TypeExpr::Named(name) => {
                if let Some((_, ty)) = BUILT_IN.iter().find(|(built_in, _)| built_in == name) {
                    return Ok(ty.clone());
                }
                if let Some((ty, _)) = self.types.get(*name) {
                    return Ok(ty.clone());
                }
                Err(Box::new(self.unknown(file, text, name)))
            }
        }
    }

    fn unknown(&self, file: &Utf8Path, text: &Text, name: &str) -> Diagnostic {
        let known = BUILT_IN
            .iter()
            .map(|(name, _)| *name)
            .chain(self.types.keys().map(String::as_str));
        let fault = Diagnostic::new(
            Code::UnknownType,
            Location::new(file, text.span.clone()),
            format!("nothing declares the type `{name}`"),
        );
        match nearest(name, known) {
            Some(near) => fault.label(format!("did you mean `{near}`?")),
            None => fault.label("unknown type"),
        }
        .help("declare it with `[[type]]`, `[[enum]]`, `[[union]]`, `[[parameter]]` or `[[external]]`, or use a built-in type: string, int, uint, code, float, bool, flag, toggle, secret, json, object, list<T>, map<T>, digits<T>; in rows of FortiOS also keys, keys<attribute>, words<T>")
    }
}

/// Two declarations in the order of their places. Files are not read in that order.
fn in_order<T>(a: (T, Location), b: (T, Location)) -> ((T, Location), (T, Location)) {
    let place = |(_, at): &(T, Location)| (at.file.clone(), at.span.start);
    if place(&a) <= place(&b) { (a, b) } else { (b, a) }
}

fn malformed(file: &Utf8Path, text: &Text, fault: &TypeFault) -> Diagnostic {
    Diagnostic::new(
        Code::TypeSyntax,
        Location::new(file, crate::span::inside(text, fault.start..fault.end)),
        format!("malformed type: {}", fault.message),
    )
    .help("a type is a name, `list<T>`, `map<T>` or `digits<T>`; a response may end with `?`")
}

/// A fault for a word outside of a closed set.
pub(crate) fn one_of<'a>(
    at: Location,
    what: &str,
    found: &str,
    allowed: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let fault = Diagnostic::new(Code::InvalidValue, at, format!("`{found}` is not {what}"));
    let fault = match nearest(found, allowed.clone()) {
        Some(near) => fault.label(format!("did you mean `{near}`?")),
        None => fault,
    };
    let allowed: Vec<_> = allowed.collect();
    fault.help(format!("it is one of: {}", allowed.join(", ")))
}
