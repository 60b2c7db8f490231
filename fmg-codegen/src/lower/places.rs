//! Finds the place in the specs for an item of an API, to locate its faults.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use camino::Utf8Path;
use fmg_template::Template;

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::expand::Expansion;
use crate::ir::fault::{Element, Fault, Item, Part};
use crate::ir::{Product, TypeRef};
use crate::parse::parse;
use crate::source::SpecTree;
use crate::span;
use crate::spec::{
    DataSpec, EndpointSpec, FieldSpec, ParameterSpec, SourceSpec, SpecFile, StatusCodeSpec, TableSpec, Text,
};

use super::documented::Documented;

/// An item, by its place among its kind in a spec file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub(super) file: &'a Utf8Path,
    pub(super) index: usize,
}

/// The places of all lowered items, in the order of the API.
///
/// The specs themselves are dropped when they are lowered. A fault, which few runs have, parses its file again.
pub(super) struct Places<'a> {
    tree: &'a SpecTree,
    documents: Vec<Place<'a>>,
    pub(super) parameters: Vec<Place<'a>>,
    pub(super) scopes: Vec<Place<'a>>,
    pub(super) codes: Vec<Place<'a>>,
    pub(super) http_statuses: Vec<Place<'a>>,
    pub(super) refusals: Vec<Place<'a>>,
    pub(super) groups: Vec<LoweredSpecs<'a>>,
    /// The declarations that the endpoints of tables need.
    pub(super) expansion: Expansion,
    /// The files with faults.
    parsed: RefCell<BTreeMap<&'a Utf8Path, Rc<SpecFile>>>,
}

/// The items of a group that are lowered, by their places among their kind in the spec file.
pub(super) struct LoweredSpecs<'a> {
    pub(super) file: &'a Utf8Path,
    pub(super) rows: Kept,
    pub(super) enums: Kept,
    pub(super) unions: Kept,
    /// The tables, each before those below its rows.
    pub(super) tables: Kept,
    pub(super) endpoints: Kept,
    pub(super) documented: Vec<Documented>,
    /// The members with listed values whose enums are derived. These enums follow those of the specs.
    choices: Vec<(usize, usize)>,
}

/// Which specs of a kind are lowered: all but those that are left out.
#[derive(Debug, Default)]
pub(super) struct Kept {
    specs: usize,
    left_out: Vec<usize>,
}

impl Kept {
    /// Notes whether the next spec is lowered.
    pub(super) fn note(&mut self, is_kept: bool) {
        if !is_kept {
            self.left_out.push(self.specs);
        }
        self.specs += 1;
    }

    /// The number of lowered items.
    fn len(&self) -> usize {
        self.specs - self.left_out.len()
    }

    /// The spec of an item.
    fn of<'s, S>(&self, specs: &'s [S], item: usize) -> Option<&'s S> {
        let mut index = item;
        for left_out in &self.left_out {
            if *left_out <= index {
                index += 1;
            }
        }
        specs.get(index)
    }
}

impl<'a> LoweredSpecs<'a> {
    /// A file without lowered items yet.
    pub(super) fn of(file: &'a Utf8Path) -> Self {
        Self {
            file,
            rows: Kept::default(),
            enums: Kept::default(),
            unions: Kept::default(),
            tables: Kept::default(),
            endpoints: Kept::default(),
            documented: Vec::new(),
            choices: Vec::new(),
        }
    }
}

impl<'a> Places<'a> {
    /// The places of the documents alone.
    pub(super) fn of(tree: &'a SpecTree, documents: &[Place<'a>]) -> Self {
        Self {
            tree,
            documents: documents.to_vec(),
            parameters: Vec::new(),
            scopes: Vec::new(),
            codes: Vec::new(),
            http_statuses: Vec::new(),
            refusals: Vec::new(),
            groups: Vec::new(),
            expansion: Expansion::default(),
            parsed: RefCell::default(),
        }
    }

    /// The contents of a file.
    fn file(&self, path: &'a Utf8Path) -> Rc<SpecFile> {
        let mut parsed = self.parsed.borrow_mut();
        let file = parsed.entry(path).or_insert_with(|| {
            let text = self.tree.text(path).unwrap_or_default();
            let (mut file, _) = parse(path, &text);
            // Its faults were reported when the file was lowered.
            self.expansion.expand(&mut file);
            Rc::new(file)
        });
        Rc::clone(file)
    }

    /// Notes the members of the derived enums, which follow the enums of the specs.
    pub(super) fn note_choices(&mut self, product: &Product) {
        for (specs, group) in self.groups.iter_mut().zip(&product.groups) {
            let made = group.enums.iter().skip(specs.enums.len());
            specs.choices = made
                .map(|item| {
                    let endpoints = group.endpoints.iter().enumerate();
                    let mut members = endpoints.flat_map(|(endpoint, own)| {
                        let members = own.members.iter().enumerate();
                        members.map(move |(member, own)| ((endpoint, member), own))
                    });
                    let is_own = |choice: &TypeRef| choice.name == item.name;
                    let found = members.find(|(_, own)| own.field.facts.choice.as_ref().is_some_and(is_own));
                    found.map_or((0, 0), |(at, _)| at)
                })
                .collect();
        }
    }

    /// The place of the name of an item.
    pub(super) fn name_of(&self, element: Element) -> Option<Location> {
        self.locate(element.part(Part::Name), false)
    }

    /// The diagnostic of a fault, with its places.
    pub(super) fn diagnostic(&self, fault: &Fault) -> Diagnostic {
        let at = |element: Element| {
            let found = self.locate(element, fault.code == Code::Name);
            found.unwrap_or_else(|| Location::new(Utf8Path::new("documents.toml"), 0..0))
        };
        let mut diagnostic = Diagnostic::new(fault.code, at(fault.element), &*fault.message).label(&*fault.label);
        for (element, text) in &fault.also {
            diagnostic = diagnostic.also(at(*element), &**text);
        }
        match &fault.help {
            Some(help) if help.starts_with("give ") && self.has_rust_key(fault.element) => diagnostic.help(format!(
                "{help} with `rust = \"…\"`, or `name` where that is not on the wire"
            )),
            Some(help) => diagnostic.help(&**help),
            None => diagnostic,
        }
    }

    /// Whether a spec can give the item a Rust name other than the one that follows from the wire.
    fn has_rust_key(&self, element: Element) -> bool {
        match element.item {
            Item::Member(..) | Item::RowField(..) | Item::Case(..) | Item::CaseField(..) => true,
            // The listed values of a member become an enum without other names.
            Item::Value(index, _) => {
                let specs = element.group.and_then(|group| self.groups.get(group));
                specs.is_some_and(|specs| index < specs.enums.len())
            }
            _ => false,
        }
    }

    /// The place of an element. With `rust`, the place of the text from which its Rust name is made.
    fn locate(&self, element: Element, rust: bool) -> Option<Location> {
        let (file, span) = match element.group {
            Some(group) => {
                let specs = self.groups.get(group)?;
                let span = specs.span(&self.file(specs.file), element, rust)?;
                (specs.file, span)
            }
            None => self.of_product(element)?,
        };
        Some(Location::new(file, span))
    }

    fn of_product(&self, element: Element) -> Option<(&'a Utf8Path, Range<usize>)> {
        let (places, index) = match element.item {
            Item::Document(index) => (&self.documents, index),
            Item::Parameter(index) => (&self.parameters, index),
            Item::Scope(index) => (&self.scopes, index),
            Item::Code(index) => (&self.codes, index),
            Item::HttpStatus(index) => (&self.http_statuses, index),
            Item::Refusal(index) => (&self.refusals, index),
            _ => return None,
        };
        let Place { file: path, index } = *places.get(index)?;
        let file = self.file(path);
        let span = match element.item {
            Item::Document(_) => {
                let spec = file.documents.get(index)?;
                let text = if element.part == Part::Url { &spec.url } else { &spec.id };
                text.span.clone()
            }
            Item::Parameter(_) => parameter(file.parameters.get(index)?, element.part)?,
            Item::Scope(_) => {
                let spec = file.scopes.get(index)?;
                let text = match element.part {
                    Part::Url => &spec.url,
                    Part::Doc => &spec.doc,
                    Part::Path => spec.path.as_ref()?,
                    _ => &spec.name,
                };
                text.span.clone()
            }
            Item::Code(_) => code(file.codes.get(index)?, element.part)?,
            Item::HttpStatus(_) => code(file.http_statuses.get(index)?, element.part)?,
            _ => {
                let spec = file.refusals.get(index)?;
                match element.part {
                    Part::Source(index) => source(spec.source.get(index)?),
                    Part::Doc => spec.meaning.span.clone(),
                    _ => spec.url.span.clone(),
                }
            }
        };
        Some((path, span))
    }
}

impl LoweredSpecs<'_> {
    fn span(&self, file: &SpecFile, element: Element, rust: bool) -> Option<Range<usize>> {
        let part = element.part;
        Some(match element.item {
            Item::Table(index) => table(self.tables.of(&flat(&file.tables), index)?, part)?,
            Item::Endpoint(index) => endpoint(self.endpoints.of(&file.endpoints, index)?, part)?,
            Item::Placeholder(index, own) => placeholder(self.endpoints.of(&file.endpoints, index)?, own, part)?,
            Item::Member(index, own) => {
                let members = self.endpoints.of(&file.endpoints, index)?.in_order();
                let mut members = members.flat_map(|(_, data)| data.members());
                field(members.nth(own)?, part, rust)
            }
            Item::Exchange(index, own) => {
                let exchange = self.endpoints.of(&file.endpoints, index)?.exchanges.get(own)?;
                match part {
                    Part::Source(index) => source(exchange.source.get(index)?),
                    _ => exchange.file.span.clone(),
                }
            }
            Item::Row(index) => {
                let row = self.rows.of(&file.rows, index)?;
                match (part, &row.starts_task) {
                    (Part::Task, Some(task)) => task.span.clone(),
                    _ => name_or_doc(part, &row.name, &row.doc),
                }
            }
            Item::RowField(index, own) => field(self.rows.of(&file.rows, index)?.fields.get(own)?, part, rust),
            Item::Enum(index) => match self.enums.of(&file.enums, index) {
                Some(item) => name_or_doc(part, &item.name, &item.doc),
                None => self.choice(file, index, Part::Name)?,
            },
            Item::Value(index, own) => match self.enums.of(&file.enums, index) {
                Some(item) => {
                    let value = item.values.get(own)?;
                    match (part, &value.number, &value.doc) {
                        (Part::Number, Some(number), _) => number.span.clone(),
                        (Part::Doc, _, Some(doc)) => doc.span.clone(),
                        _ => named(&value.name, value.rust.as_ref(), rust),
                    }
                }
                None => self.choice(file, index, Part::Known(own))?,
            },
            Item::Union(index) => {
                let union = self.unions.of(&file.unions, index)?;
                match (part, &union.tag) {
                    (Part::Tag, Some(tag)) => tag.span.clone(),
                    _ => name_or_doc(part, &union.name, &union.doc),
                }
            }
            Item::Case(index, own) => {
                let case = self.unions.of(&file.unions, index)?.cases.get(own)?;
                match part {
                    Part::Tag => match &case.value {
                        Some(value) => value.span.clone(),
                        None => case.name.span.clone(),
                    },
                    Part::Fixed(index) => case.fixed.get(index)?.0.span.clone(),
                    Part::Doc => case.doc.span.clone(),
                    _ => named(&case.name, case.rust.as_ref(), rust),
                }
            }
            Item::CaseField(index, own, at) => field(
                self.unions.of(&file.unions, index)?.cases.get(own)?.fields.get(at)?,
                part,
                rust,
            ),
            _ => match (part, &file.group) {
                (Part::Doc, Some(group)) => group.doc.span.clone(),
                _ => 0..0,
            },
        })
    }

    /// A part of the member whose listed values this enum has.
    fn choice(&self, file: &SpecFile, index: usize, part: Part) -> Option<Range<usize>> {
        let (endpoint, member) = *self.choices.get(index.checked_sub(self.enums.len())?)?;
        let members = self.endpoints.of(&file.endpoints, endpoint)?.in_order();
        let mut members = members.flat_map(|(_, data)| data.members());
        Some(field(members.nth(member)?, part, false))
    }
}

fn endpoint(spec: &EndpointSpec, part: Part) -> Option<Range<usize>> {
    let text = match part {
        Part::Url => &spec.template,
        Part::Doc => &spec.doc,
        Part::Options => spec.options.as_ref()?,
        Part::Response => spec.response.as_ref()?,
        Part::Instead => spec.instead.as_ref()?,
        Part::Fixed(index) => &spec.fixed.get(index)?.0,
        Part::OneOf(set, own) => spec.one_of.get(set)?.get(own)?,
        Part::Csrf(index) => spec.csrf.get(index)?,
        Part::FileMayBe(index) => spec.file_may_be.get(index)?,
        Part::Source(index) => return Some(source(spec.source.get(index)?)),
        Part::Lacks(part) => &spec.reply_without.iter().find(|lack| lack.part.value == part)?.part,
        Part::Data => {
            let mut wholes = spec.places.iter().filter_map(|(_, data)| match data {
                DataSpec::Whole(text) => Some(text),
                _ => None,
            });
            wholes.next()?
        }
        _ => &spec.name,
    };
    Some(text.span.clone())
}

fn table(spec: &TableSpec, part: Part) -> Option<Range<usize>> {
    let text = match part {
        Part::Url => &spec.path,
        Part::Key => {
            let key = spec.key.as_ref()?;
            key.ty.as_ref().or(key.attribute.as_ref())?
        }
        Part::Section => &spec.members.as_ref()?.section,
        Part::MemberType => &spec.members.as_ref()?.row,
        Part::Scope(index) => spec.scopes.get(index).unwrap_or(&spec.row),
        Part::Doc => spec.doc.as_ref().unwrap_or(&spec.name),
        Part::Source(index) => return spec.source.get(index).map(source),
        _ => &spec.row,
    };
    Some(text.span.clone())
}

/// Tables, each before those below its rows.
fn flat(tables: &[TableSpec]) -> Vec<&TableSpec> {
    let own = tables.iter();
    own.flat_map(|table| std::iter::once(table).chain(flat(&table.children)))
        .collect()
}

fn placeholder(spec: &EndpointSpec, index: usize, part: Part) -> Option<Range<usize>> {
    let template = Template::parse(&spec.template.value).ok()?;
    let own = template.placeholders().nth(index)?;
    let entry = spec.params.iter().find(|entry| entry.name.value == own.name());
    let said = match part {
        Part::Type => entry.and_then(|entry| entry.ty.as_ref()),
        Part::Doc => entry.and_then(|entry| entry.doc.as_ref()),
        _ => None,
    };
    Some(match said {
        Some(text) => text.span.clone(),
        None => span::inside(&spec.template, own.span().range()),
    })
}

fn field(spec: &FieldSpec, part: Part, rust: bool) -> Range<usize> {
    let said = match part {
        Part::Type => Some(spec.ty.span.clone()),
        Part::Doc => Some(spec.doc.span.clone()),
        Part::Min => spec.min.as_ref().map(|number| number.span.clone()),
        Part::Default => spec.default.as_ref().map(|text| text.span.clone()),
        Part::Initial => spec.initial.as_ref().map(|text| text.span.clone()),
        Part::Known(index) => spec.values.get(index).map(|text| text.span.clone()),
        _ => None,
    };
    said.unwrap_or_else(|| named(&spec.name, spec.rust.as_ref(), rust))
}

fn parameter(spec: &ParameterSpec, part: Part) -> Option<Range<usize>> {
    Some(match part {
        Part::Kind => spec.kind.span.clone(),
        Part::Doc => spec.doc.span.clone(),
        Part::Macro => spec.literal_macro.as_ref()?.span.clone(),
        Part::Path => spec.path.as_ref()?.span.clone(),
        Part::ApartFrom => spec.apart_from.as_ref()?.span.clone(),
        Part::Run(own, run) => spec.reserved.get(own)?.runs.get(run)?.span.clone(),
        Part::ReservedSource(own, index) => source(spec.reserved.get(own)?.source.get(index)?),
        _ => spec.ty.span.clone(),
    })
}

fn code(spec: &StatusCodeSpec, part: Part) -> Option<Range<usize>> {
    Some(match part {
        Part::Name => spec.name.span.clone(),
        Part::Doc => spec.meaning.span.clone(),
        Part::Source(index) => source(spec.source.get(index)?),
        _ => spec.number.span.clone(),
    })
}

/// The document of a source, or the reason of an inferred fact.
fn source(spec: &SourceSpec) -> Range<usize> {
    spec.document.as_ref().unwrap_or(&spec.section).span.clone()
}

fn name_or_doc(part: Part, name: &Text, doc: &Text) -> Range<usize> {
    if part == Part::Doc { doc } else { name }.span.clone()
}

/// The name, or the text from which the Rust name is made.
fn named(name: &Text, own: Option<&Text>, rust: bool) -> Range<usize> {
    own.filter(|_| rust).unwrap_or(name).span.clone()
}
