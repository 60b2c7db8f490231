//! Checks an API, so that generated code compiles and makes the intended calls.
//!
//! The same checks apply to specs and to an API that a program makes. A fault names its element, for which
//! [`lower`](crate::lower) finds the place in a spec file.

mod call;
mod configuration;
mod cycle;
mod document;
mod endpoint;
mod exchange;
mod field;
mod group;
mod names;
mod overlap;
mod parameter;
mod reply;
mod row;
mod shown;
mod status;
mod table;
mod text;
mod union;
mod usage;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Code;
use crate::ir::fault::{Element, Fault, Item, Part};
use crate::ir::{Document, Group, Parameter, Product, ProductId, TypeRef, Union};
use crate::name::{ModulePath, TypeName};
use fmg_template::spelling::nearest;

pub(crate) use self::call::no_place;
pub(crate) use self::configuration::is_segment;
pub(crate) use self::document::documents;
pub(crate) use self::exchange::exchanges;
pub(crate) use self::names::{is_free, reserved_fields};
pub(crate) use self::parameter::across;
pub(super) use self::shown::show;
pub(crate) use self::text::unlisted;

/// The declaration of a [`TypeRef`].
#[derive(Clone, Copy)]
enum Declared<'a> {
    Row,
    Enum,
    Union(&'a Union),
    Parameter(&'a Parameter),
}

/// The checks of one product.
struct Checker<'a> {
    product: &'a Product,
    documents: BTreeSet<&'a str>,
    types: BTreeMap<(Option<&'a ModulePath>, &'a TypeName), Declared<'a>>,
    faults: Vec<Fault>,
}

/// All faults of a product.
pub(crate) fn product(product: &Product, documents: &[Document]) -> Vec<Fault> {
    let mut checker = Checker {
        product,
        documents: documents.iter().map(|document| document.id.as_str()).collect(),
        types: BTreeMap::new(),
        faults: Vec::new(),
    };
    checker.declared();
    checker.parameters();
    checker.scopes();
    checker.codes();
    checker.modules();
    for (index, group) in product.groups.iter().enumerate() {
        checker.group(index, group);
    }
    checker.cycles();
    checker.twice();
    checker.refusals();
    checker.overlaps();
    checker.same_forms();
    show(product, checker.faults)
}

impl<'a> Checker<'a> {
    fn fault(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    /// An element in the product itself.
    fn own(&self, item: Item, part: Part) -> Element {
        Element {
            product: Some(self.product.id),
            group: None,
            item,
            part,
        }
    }

    /// An element in a group.
    fn of(&self, group: usize, item: Item, part: Part) -> Element {
        Element {
            group: Some(group),
            ..self.own(item, part)
        }
    }

    /// Collects the declared types.
    fn declared(&mut self) {
        for parameter in &self.product.parameters {
            self.types
                .insert((None, &parameter.name), Declared::Parameter(parameter));
        }
        for group in &self.product.groups {
            let module = Some(&group.module);
            let rows = group.rows.iter().map(|row| (&row.name, Declared::Row));
            let enums = group.enums.iter().map(|item| (&item.name, Declared::Enum));
            let unions = group.unions.iter().map(|union| (&union.name, Declared::Union(union)));
            for (name, declared) in rows.chain(enums).chain(unions) {
                self.types.insert((module, name), declared);
            }
        }
    }

    fn lookup(&self, reference: &TypeRef) -> Option<Declared<'a>> {
        let key = (reference.module.as_deref(), &reference.name);
        self.types.get(&key).copied()
    }

    /// The union type that a reference names.
    fn union(&self, reference: &TypeRef) -> Option<&'a Union> {
        match self.lookup(reference)? {
            Declared::Union(union) => Some(union),
            _ => None,
        }
    }

    /// The group with this index.
    fn group_at(&self, index: usize) -> &'a Group {
        &self.product.groups[index]
    }
}

/// The fault of a second product with the same id.
pub(crate) fn another(id: ProductId) -> Fault {
    let element = Element {
        product: Some(id),
        group: None,
        item: Item::Group,
        part: Part::Name,
    };
    let mut fault = Fault::new(
        Code::Duplicate,
        element,
        format!("the product `{}` is given twice", id.as_str()),
    )
    .help("merge the groups of both");
    fault.item = format!("the product `{}`", id.as_str());
    fault
}

/// A fault for a word outside of a closed set.
fn one_of<'w>(element: Element, what: &str, found: &str, allowed: impl Iterator<Item = &'w str> + Clone) -> Fault {
    let fault = Fault::new(Code::InvalidValue, element, format!("`{found}` is not {what}"));
    let fault = match nearest(found, allowed.clone()) {
        Some(near) => fault.label(format!("did you mean `{near}`?")),
        None => fault,
    };
    let allowed: Vec<_> = allowed.collect();
    fault.help(format!("it is one of: {}", allowed.join(", ")))
}
