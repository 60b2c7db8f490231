//! Finds the place in the specs for an item of an API, to locate its faults.

use std::ops::Range;

use camino::Utf8Path;
use fmg_template::Template;

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::fault::{Fault, Item, Part, Subject};
use crate::ir::{Product, TypeRef};
use crate::span;
use crate::spec::{
    DataSpec, DocumentSpec, EndpointSpec, EnumSpec, FieldSpec, ParameterSpec, RefusalSpec, RowSpec, SourceSpec,
    SpecFile, StatusCodeSpec, Text, UnionSpec,
};

/// The specs of all lowered items, in the order of the API.
pub(super) struct Places<'a> {
    documents: Vec<(&'a SpecFile, &'a DocumentSpec)>,
    pub(super) parameters: Vec<(&'a SpecFile, &'a ParameterSpec)>,
    pub(super) codes: Vec<(&'a SpecFile, &'a StatusCodeSpec)>,
    pub(super) http_statuses: Vec<(&'a SpecFile, &'a StatusCodeSpec)>,
    pub(super) refusals: Vec<(&'a SpecFile, &'a RefusalSpec)>,
    pub(super) groups: Vec<LoweredSpecs<'a>>,
}

/// The specs of a file whose items are lowered.
pub(super) struct LoweredSpecs<'a> {
    file: &'a SpecFile,
    pub(super) rows: Vec<&'a RowSpec>,
    pub(super) enums: Vec<&'a EnumSpec>,
    pub(super) unions: Vec<&'a UnionSpec>,
    pub(super) endpoints: Vec<&'a EndpointSpec>,
    /// The members with listed values whose enums are derived. These enums follow those of the specs.
    choices: Vec<(usize, usize)>,
}

impl<'a> LoweredSpecs<'a> {
    /// A file without lowered items yet.
    pub(super) fn of(file: &'a SpecFile) -> Self {
        Self {
            file,
            rows: Vec::new(),
            enums: Vec::new(),
            unions: Vec::new(),
            endpoints: Vec::new(),
            choices: Vec::new(),
        }
    }
}

impl<'a> Places<'a> {
    /// The places of the documents alone.
    pub(super) fn of(documents: &[(&'a SpecFile, &'a DocumentSpec)]) -> Self {
        Self {
            documents: documents.to_vec(),
            parameters: Vec::new(),
            codes: Vec::new(),
            http_statuses: Vec::new(),
            refusals: Vec::new(),
            groups: Vec::new(),
        }
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
                    let found = members.find(|(_, own)| own.field.choice.as_ref().is_some_and(is_own));
                    found.map_or((0, 0), |(at, _)| at)
                })
                .collect();
        }
    }

    /// The specs of the endpoints of a group.
    pub(super) fn endpoints(&self, group: usize) -> Vec<(&'a SpecFile, &'a EndpointSpec)> {
        let specs = self.groups.get(group).into_iter();
        specs
            .flat_map(|specs| specs.endpoints.iter().map(|spec| (specs.file, *spec)))
            .collect()
    }

    /// The place of the name of an item.
    pub(super) fn name_of(&self, subject: Subject) -> Option<Location> {
        self.locate(subject.part(Part::Name), false)
    }

    /// The diagnostic of a fault, with its places.
    pub(super) fn diagnostic(&self, fault: &Fault) -> Diagnostic {
        let at = |subject: Subject| {
            let found = self.locate(subject, fault.code == Code::Name);
            found.unwrap_or_else(|| Location::new(Utf8Path::new("documents.toml"), 0..0))
        };
        let mut diagnostic = Diagnostic::new(fault.code, at(fault.subject), &*fault.message).label(&*fault.label);
        for (subject, text) in &fault.also {
            diagnostic = diagnostic.also(at(*subject), &**text);
        }
        match &fault.help {
            Some(help) if help.starts_with("give ") && self.has_rust_key(fault.subject) => diagnostic.help(format!(
                "{help} with `rust = \"…\"`, or `name` where that is not on the wire"
            )),
            Some(help) => diagnostic.help(&**help),
            None => diagnostic,
        }
    }

    /// Whether a spec can give the item a Rust name other than the one that follows from the wire.
    fn has_rust_key(&self, subject: Subject) -> bool {
        match subject.item {
            Item::Member(..) | Item::RowField(..) | Item::Case(..) | Item::CaseField(..) => true,
            // The listed values of a member become an enum without other names.
            Item::Value(index, _) => {
                let specs = subject.group.and_then(|group| self.groups.get(group));
                specs.is_some_and(|specs| index < specs.enums.len())
            }
            _ => false,
        }
    }

    /// The place of a subject. With `rust`, the place of the text from which its Rust name is made.
    fn locate(&self, subject: Subject, rust: bool) -> Option<Location> {
        let (file, span) = match subject.group {
            Some(group) => {
                let specs = self.groups.get(group)?;
                (specs.file, specs.span(subject, rust)?)
            }
            None => self.of_product(subject)?,
        };
        Some(Location::new(&file.path, span))
    }

    fn of_product(&self, subject: Subject) -> Option<(&'a SpecFile, Range<usize>)> {
        match subject.item {
            Item::Document(index) => {
                let (file, spec) = *self.documents.get(index)?;
                let text = if subject.part == Part::Url { &spec.url } else { &spec.id };
                Some((file, text.span.clone()))
            }
            Item::Parameter(index) => {
                let (file, spec) = *self.parameters.get(index)?;
                Some((file, parameter(spec, subject.part)?))
            }
            Item::Code(index) => {
                let (file, spec) = *self.codes.get(index)?;
                Some((file, code(spec, subject.part)?))
            }
            Item::HttpStatus(index) => {
                let (file, spec) = *self.http_statuses.get(index)?;
                Some((file, code(spec, subject.part)?))
            }
            Item::Refusal(index) => {
                let (file, spec) = *self.refusals.get(index)?;
                let span = match subject.part {
                    Part::Source(index) => source(spec.source.get(index)?),
                    Part::Doc => spec.meaning.span.clone(),
                    _ => spec.url.span.clone(),
                };
                Some((file, span))
            }
            _ => None,
        }
    }
}

impl LoweredSpecs<'_> {
    fn span(&self, subject: Subject, rust: bool) -> Option<Range<usize>> {
        let part = subject.part;
        Some(match subject.item {
            Item::Endpoint(index) => endpoint(self.endpoints.get(index)?, part)?,
            Item::Placeholder(index, own) => placeholder(self.endpoints.get(index)?, own, part)?,
            Item::Member(index, own) => {
                let members = self.endpoints.get(index)?.in_order();
                let mut members = members.flat_map(|(_, data)| data.members());
                field(members.nth(own)?, part, rust)
            }
            Item::Exchange(index, own) => {
                let exchange = self.endpoints.get(index)?.exchanges.get(own)?;
                match part {
                    Part::Source(index) => source(exchange.source.get(index)?),
                    _ => exchange.file.span.clone(),
                }
            }
            Item::Row(index) => {
                let row = self.rows.get(index)?;
                name_or_doc(part, &row.name, &row.doc)
            }
            Item::RowField(index, own) => field(self.rows.get(index)?.fields.get(own)?, part, rust),
            Item::Enum(index) => match self.enums.get(index) {
                Some(item) => name_or_doc(part, &item.name, &item.doc),
                None => self.choice(index, Part::Name)?,
            },
            Item::Value(index, own) => match self.enums.get(index) {
                Some(item) => {
                    let value = item.values.get(own)?;
                    match (part, &value.number, &value.doc) {
                        (Part::Number, Some(number), _) => number.span.clone(),
                        (Part::Doc, _, Some(doc)) => doc.span.clone(),
                        _ => named(&value.name, value.rust.as_ref(), rust),
                    }
                }
                None => self.choice(index, Part::Known(own))?,
            },
            Item::Union(index) => {
                let union = self.unions.get(index)?;
                match (part, &union.tag) {
                    (Part::Tag, Some(tag)) => tag.span.clone(),
                    _ => name_or_doc(part, &union.name, &union.doc),
                }
            }
            Item::Case(index, own) => {
                let case = self.unions.get(index)?.cases.get(own)?;
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
            Item::CaseField(index, own, at) => {
                field(self.unions.get(index)?.cases.get(own)?.fields.get(at)?, part, rust)
            }
            _ => match (part, &self.file.group) {
                (Part::Doc, Some(group)) => group.doc.span.clone(),
                _ => 0..0,
            },
        })
    }

    /// A part of the member whose listed values this enum has.
    fn choice(&self, index: usize, part: Part) -> Option<Range<usize>> {
        let (endpoint, member) = *self.choices.get(index.checked_sub(self.enums.len())?)?;
        let members = self.endpoints.get(endpoint)?.in_order();
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
