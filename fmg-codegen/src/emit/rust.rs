//! Types in Rust, and the imports that they need.

use std::collections::BTreeSet;

use crate::ir::{Response, Type, TypeRef};
use crate::name::ModuleName;

/// The imports of one file.
#[derive(Debug)]
pub(super) struct Imports<'a> {
    module: &'a ModuleName,
    paths: BTreeSet<String>,
}

impl<'a> Imports<'a> {
    /// No imports yet, for a file of `module`.
    pub(super) fn new(module: &'a ModuleName) -> Self {
        Self {
            module,
            paths: BTreeSet::new(),
        }
    }

    /// Imports a path and gives its last name.
    pub(super) fn path<'p>(&mut self, path: &'p str) -> &'p str {
        self.paths.insert(path.to_owned());
        path.rsplit("::").next().unwrap_or(path)
    }

    /// Imports a declared type, unless it is of this file.
    pub(super) fn declared(&mut self, reference: &TypeRef) -> String {
        match &reference.module {
            Some(module) if module == self.module => {}
            Some(module) => {
                self.paths.insert(format!("super::{module}::{}", reference.name));
            }
            None => {
                self.paths.insert(format!("crate::fmg::{}", reference.name));
            }
        }
        reference.name.to_string()
    }

    /// A type as a field holds it.
    pub(super) fn ty(&mut self, ty: &Type) -> String {
        match ty {
            Type::String => "String".to_owned(),
            Type::Int => "i64".to_owned(),
            Type::Float => "f64".to_owned(),
            Type::Bool | Type::Flag | Type::Toggle => "bool".to_owned(),
            Type::Secret => self.path("crate::Secret").to_owned(),
            Type::Json => self.path("serde_json::Value").to_owned(),
            Type::Filter => self.path("crate::fmg::Filter").to_owned(),
            Type::List(inner) => format!("Vec<{}>", self.ty(inner)),
            Type::Map(inner) => {
                let map = self.path("std::collections::BTreeMap");
                format!("{map}<String, {}>", self.ty(inner))
            }
            Type::Row(reference) | Type::Enum(reference) | Type::Id(reference) | Type::Name(reference) => {
                self.declared(reference)
            }
        }
    }

    /// A type as an argument takes it, and how the argument becomes the type.
    pub(super) fn argument(&mut self, name: &str, ty: &Type) -> (String, String) {
        match ty {
            Type::String | Type::Secret => (format!("impl Into<{}>", self.ty(ty)), format!("{name}.into()")),
            Type::List(inner) if **inner == Type::String => (
                "impl IntoIterator<Item = impl Into<String>>".to_owned(),
                format!("{name}.into_iter().map(Into::into).collect()"),
            ),
            _ => (self.ty(ty), name.to_owned()),
        }
    }

    /// The type that a reply becomes; `None` where that is `()`.
    pub(super) fn response(&mut self, response: &Response) -> Option<String> {
        match response {
            Response::None => None,
            Response::Required(ty) => Some(self.ty(ty)),
            Response::Optional(ty) => Some(format!("Option<{}>", self.ty(ty))),
        }
    }

    /// The `use` lines, grouped and sorted as rustfmt has them.
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
        // `super` comes before `crate`, and a list of names after the paths that go on.
        blocks[2].sort_by_key(|line| (!line.starts_with("use super"), line.clone()));
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
