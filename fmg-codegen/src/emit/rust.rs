//! Rust types, and their imports.

use std::collections::BTreeSet;

use crate::ir::{Endpoint, Field, Protocol, Response, Type, TypeRef};
use crate::name::{ModulePath, TypeName};

/// The imports of one file.
#[derive(Debug)]
pub(super) struct Imports<'a> {
    /// The path of the runtime in this file.
    runtime: &'a str,
    protocol: Protocol,
    module: &'a ModulePath,
    paths: BTreeSet<String>,
}

impl<'a> Imports<'a> {
    /// No imports yet, for a file of `module`, whose calls have this protocol.
    pub(super) fn new(runtime: &'a str, protocol: Protocol, module: &'a ModulePath) -> Self {
        Self {
            runtime,
            protocol,
            module,
            paths: BTreeSet::new(),
        }
    }

    /// The protocol of the calls in the file.
    pub(super) fn protocol(&self) -> Protocol {
        self.protocol
    }

    /// The name of the runtime in the crate, if it renamed the dependency: derives need it.
    pub(super) fn renamed(&self) -> Option<&'a str> {
        Some(self.runtime).filter(|path| !["crate", "::fmg_bindings"].contains(path))
    }

    /// Imports a path of the standard library and returns its last segment.
    fn std<'p>(&mut self, path: &'p str) -> &'p str {
        self.paths.insert(format!("std::{path}"));
        last(path)
    }

    /// Imports a path of the runtime and returns its last segment.
    pub(super) fn runtime<'p>(&mut self, path: &'p str) -> &'p str {
        self.paths.insert(format!("{}::{path}", self.runtime));
        last(path)
    }

    /// Imports an item of `codegen` of the runtime and returns its name.
    pub(super) fn codegen<'p>(&mut self, name: &'p str) -> &'p str {
        self.runtime(&format!("codegen::{name}"));
        name
    }

    /// Imports an item of the module of the protocol and returns its name.
    pub(super) fn of_protocol<'p>(&mut self, name: &'p str) -> &'p str {
        self.runtime(&format!("{}::{name}", self.protocol.module()));
        name
    }

    /// Imports a declared type from another file. The path is relative, because generated modules do not know their place
    /// in the crate.
    pub(super) fn declared(&mut self, reference: &TypeRef) -> String {
        let name = &reference.name;
        let product = match self.module.folder {
            Some(_) => "super::super",
            None => "super",
        };
        let path = match &reference.module {
            Some(module) if **module == *self.module => return name.to_string(),
            Some(module) if module.folder == self.module.folder => format!("super::{}::{name}", module.name),
            Some(module) => format!("{product}::{module}::{name}"),
            None => format!("{product}::{name}"),
        };
        self.paths.insert(path);
        name.to_string()
    }

    /// Imports a scope of tables.
    pub(super) fn scope(&mut self, name: &TypeName) -> String {
        let product = match self.module.folder {
            Some(_) => "super::super",
            None => "super",
        };
        self.paths.insert(format!("{product}::scopes::{name}"));
        name.to_string()
    }

    /// The type of a field.
    pub(super) fn ty(&mut self, ty: &Type) -> String {
        match ty {
            Type::String => "String".to_owned(),
            Type::Int => "i64".to_owned(),
            Type::Uint => "u64".to_owned(),
            Type::Code => self.runtime("Code").to_owned(),
            Type::Float => "f64".to_owned(),
            Type::Bool | Type::Flag | Type::Toggle => "bool".to_owned(),
            Type::Secret => self.runtime("Secret").to_owned(),
            Type::Json => self.runtime("serde_json::Value").to_owned(),
            Type::Object => {
                let (map, value) = (self.runtime("serde_json::Map"), self.runtime("serde_json::Value"));
                format!("{map}<String, {value}>")
            }
            Type::External(own) => {
                self.paths.insert(own.path().in_crate(self.runtime));
                own.name().to_string()
            }
            Type::File => self.of_protocol("File").to_owned(),
            Type::Text => self.runtime("fmg::web::Text").to_owned(),
            // It is sent as text, and is a number for the caller.
            Type::Digits(inner) => self.ty(inner),
            Type::List(inner) => format!("Vec<{}>", self.ty(inner)),
            Type::Map(inner) => {
                let map = self.std("collections::BTreeMap");
                format!("{map}<String, {}>", self.ty(inner))
            }
            Type::ByName(inner) => {
                let named = self.runtime("fortios::Named").to_owned();
                format!("{named}<{}>", self.ty(inner))
            }
            Type::Keys(_) => self.runtime("fortios::KeyList").to_owned(),
            Type::Words(inner) => {
                let words = self.runtime("fortios::WordList").to_owned();
                format!("{words}<{}>", self.ty(inner))
            }
            Type::Enum(reference) => {
                let open = self.runtime("Open").to_owned();
                format!("{open}<{}>", self.declared(reference))
            }
            Type::Row(reference) | Type::Id(reference) | Type::Name(reference) | Type::Union(reference) => {
                self.declared(reference)
            }
        }
    }

    /// The type of a field of a request.
    pub(super) fn member(&mut self, field: &Field) -> String {
        if field.file {
            return self.of_protocol("File").to_owned();
        }
        let ty = match &field.facts.choice {
            Some(choice) => chosen(&field.ty, choice),
            None => field.ty.clone(),
        };
        match &ty {
            Type::List(inner) if field.lone => {
                let inner = self.ty(inner);
                format!("{}<{inner}>", self.runtime("OneOrMany"))
            }
            ty => self.ty(ty),
        }
    }

    /// The argument that sets a member of a request.
    pub(super) fn argument(&mut self, field: &Field) -> Argument {
        let ty = self.member(field);
        let is_chosen = field.facts.choice.is_some();
        let is_text = |ty: &Type| matches!(ty, Type::String | Type::Enum(_)) || is_chosen;
        match &field.ty {
            _ if field.file => Argument::plain(ty),
            Type::List(_) if field.lone => Argument::into(ty),
            Type::List(inner) if is_text(inner) => Argument::list(item(&ty).to_owned()),
            Type::List(_) => Argument::items(item(&ty).to_owned()),
            Type::Map(_) => Argument::plain(ty),
            Type::String | Type::Secret | Type::Enum(_) => Argument::into(ty),
            Type::Name(_) => Argument::param(ty),
            _ if is_chosen => Argument::into(ty),
            _ => Argument::plain(ty),
        }
    }

    /// The argument for the data of a request.
    pub(super) fn data_argument(&mut self, data: &Type) -> Argument {
        let ty = self.ty(data);
        match data {
            Type::List(_) => Argument::items(item(&ty).to_owned()),
            _ => Argument::plain(ty),
        }
    }

    /// The response type. `None`: it is `()`.
    pub(super) fn response(&mut self, endpoint: &Endpoint) -> Option<String> {
        match &endpoint.response {
            _ if endpoint.download => None,
            // The documents of FortiOS omit most responses.
            Response::None if self.protocol == Protocol::FortiOs => Some(self.ty(&Type::Json)),
            Response::None | Response::Key(_) | Response::Keys(_) => None,
            Response::Required(ty) => Some(self.ty(ty)),
            Response::Optional(ty) => Some(format!("Option<{}>", self.ty(ty))),
        }
    }

    /// The `use` lines, grouped and sorted as rustfmt does.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut blocks: [Vec<String>; 3] = Default::default();
        let mut trees: Vec<(&str, Vec<&str>)> = Vec::new();
        for path in &self.paths {
            let (parent, name) = path.rsplit_once("::").unwrap_or(("", path));
            match trees.last_mut() {
                Some((last, names)) if *last == parent => names.push(name),
                _ => trees.push((parent, vec![name])),
            }
        }
        for (parent, names) in trees {
            let block = match parent.split("::").next() {
                Some("std") => 0,
                Some("crate" | "super") => 2,
                _ => 1,
            };
            blocks[block].push(match names.as_slice() {
                [name] => format!("use {parent}::{name};"),
                names => format!("use {parent}::{{{}}};", names.join(", ")),
            });
        }
        // `super` comes before all names, and a list of names after longer paths.
        for block in &mut blocks {
            block.sort_by_key(|line| line.trim_end_matches(';').replace("super::", "\u{1}"));
        }
        let mut lines = Vec::new();
        for block in blocks {
            if !block.is_empty() {
                if !lines.is_empty() {
                    lines.push(String::new());
                }
                lines.extend(block);
            }
        }
        lines
    }
}

/// The last segment of a path.
fn last(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

/// The type of the elements of a list: `String` of `Vec<String>`.
fn item(list: &str) -> &str {
    let item = list.strip_prefix("Vec<").and_then(|list| list.strip_suffix('>'));
    item.unwrap_or(list)
}

/// The argument of a constructor or a setter.
#[derive(Clone, Debug)]
pub(super) struct Argument {
    /// The type of the field, or of the elements of its list.
    ty: String,
    given: Given,
}

/// The conversions that an argument accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Given {
    /// None: a value of the type.
    Plain,
    /// A value that converts into the type.
    Into,
    /// A url parameter, a reference to one, or a value that converts into one.
    Param,
    /// One element or a list of elements, each of which converts into the type.
    List,
    /// Whatever iterates over elements of the type.
    Items,
}

impl Argument {
    /// A value of the type.
    pub(super) fn plain(ty: String) -> Self {
        let given = Given::Plain;
        Self { ty, given }
    }

    /// A value that converts into the type.
    pub(super) fn into(ty: String) -> Self {
        let given = Given::Into;
        Self { ty, given }
    }

    /// A url parameter, or a reference to one.
    pub(super) fn param(ty: String) -> Self {
        let given = Given::Param;
        Self { ty, given }
    }

    /// One or more elements of this type.
    fn list(ty: String) -> Self {
        let given = Given::List;
        Self { ty, given }
    }

    /// Any number of elements of this type.
    fn items(ty: String) -> Self {
        let given = Given::Items;
        Self { ty, given }
    }

    /// The argument in the signature of a function.
    pub(super) fn signature(&self, imports: &mut Imports<'_>) -> String {
        let ty = &self.ty;
        match self.given {
            Given::Plain => ty.clone(),
            Given::Into => format!("impl Into<{ty}>"),
            Given::Param => format!("impl {}<{ty}>", imports.runtime("IntoParam")),
            Given::List => format!("impl Into<{}<{ty}>>", imports.runtime("OneOrMany")),
            Given::Items => format!("impl IntoIterator<Item = {ty}>"),
        }
    }

    /// The argument in the table of `requests!`.
    pub(super) fn in_table(&self) -> String {
        let ty = &self.ty;
        match self.given {
            Given::Plain => ty.clone(),
            Given::Into => format!("{ty} as into"),
            Given::Param => format!("{ty} as param"),
            Given::List => format!("{ty} as list"),
            Given::Items => format!("{ty} as items"),
        }
    }
}

/// A type with this enum in place of its text or number.
fn chosen(ty: &Type, choice: &TypeRef) -> Type {
    match ty {
        Type::List(inner) => Type::List(Box::new(chosen(inner, choice))),
        _ => Type::Enum(choice.clone()),
    }
}
