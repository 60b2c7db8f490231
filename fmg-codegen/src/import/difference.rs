//! Compares two descriptions, for readers who plan an upgrade.

mod shape;
mod text;

use std::collections::BTreeSet;

use camino::Utf8Path;

use self::shape::{Aspects, FieldPath, FieldShape, Shape};
use super::{Import, Imported};
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::ProductId;

/// The additions, removals and changes between two descriptions, such as those of two versions of a firmware.
///
/// Its text is a table for readers, grouped by tables and calls.
///
/// ```
/// use fmg_codegen::import::{Difference, Import};
///
/// let lamp = |most: u32| {
///     let answer = format!(
///         r#"{{"path": "gadget", "name": "lamp", "category": "complex",
///             "children": {{"watts": {{"type": "integer", "min-value": 0, "max-value": {most}}}}}}}"#
///     );
///     Import::new().text("lamp.json", answer).read()
/// };
/// let difference = Difference::between(&lamp(40)?, &lamp(60)?);
/// assert_eq!(difference.items.len(), 1);
/// assert!(difference.to_string().contains("0 to 40 → 0 to 60"));
/// # Ok::<(), Vec<fmg_codegen::Diagnostic>>(())
/// ```
///
/// It contains no default of a field that is a secret in one of the descriptions.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// The older description, in words.
    pub old: String,
    /// The newer description, in words.
    pub new: String,
    /// The tables and calls that differ, in the order of their names.
    pub items: Vec<ItemDifference>,
    /// The products that only one of the descriptions has. All of their tables and calls came or went.
    pub of_one: Vec<ProductId>,
    /// The aspects that are not compared, because one of the descriptions never states them: FortiOS 6.2 has no
    /// defaults.
    pub untold: Vec<Aspect>,
}

/// A table or call that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ItemDifference {
    /// Its name, as patterns have it: `cmdb firewall/address`. That of a call has its method behind it.
    pub name: String,
    /// Its kind in words: a table, a single object, a call.
    pub noun: &'static str,
    /// The change.
    pub change: ItemChange,
}

/// The change of a table or a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemChange {
    /// Only the newer description has it, with this many fields.
    Came(usize),
    /// Only the older description has it, with this many fields.
    Went(usize),
    /// Both have it, with these differences.
    Changed(Vec<FieldDifference>),
}

/// A difference of one field, or of the table or call itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldDifference {
    /// The names of the fields around it and its own; empty for the table or call itself. For calls, the place of a
    /// parameter or `response` is the first.
    pub field: Vec<String>,
    /// What differs.
    pub aspect: Aspect,
    /// The old value; `None` if it was absent.
    pub old: Option<String>,
    /// The new value; `None` if it is absent.
    pub new: Option<String>,
}

/// What differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Aspect {
    /// The field itself: one description lacks it. The text is its type.
    Field,
    /// Whether it is a table or a single object.
    Kind,
    /// The attribute that is the key.
    Key,
    /// The verbs that it has.
    Verbs,
    /// The access group that an administrator needs.
    AccessGroup,
    /// The VDOMs that share it.
    Vdoms,
    /// The data of the response.
    Response,
    /// The type.
    Type,
    /// A listed value.
    Value,
    /// The smallest and largest number.
    Range,
    /// The largest number of characters.
    Length,
    /// The largest number of elements.
    Elements,
    /// The default.
    Default,
    /// The tables whose rows it names.
    References,
    /// The writer: the user or the appliance.
    Access,
    /// Whether a request needs it.
    Required,
}

impl Aspect {
    /// Every aspect.
    pub const ALL: [Self; 16] = [
        Self::Field,
        Self::Kind,
        Self::Key,
        Self::Verbs,
        Self::AccessGroup,
        Self::Vdoms,
        Self::Response,
        Self::Type,
        Self::Value,
        Self::Range,
        Self::Length,
        Self::Elements,
        Self::Default,
        Self::References,
        Self::Access,
        Self::Required,
    ];

    /// The aspects that some versions never state.
    const OFTEN_UNTOLD: [Self; 2] = [Self::Vdoms, Self::Default];

    /// The aspect in words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Field => "field",
            Self::Kind => "kind",
            Self::Key => "key",
            Self::Verbs => "verbs",
            Self::AccessGroup => "access group",
            Self::Vdoms => "VDOMs",
            Self::Response => "response",
            Self::Type => "type",
            Self::Value => "values",
            Self::Range => "range",
            Self::Length => "length",
            Self::Elements => "elements",
            Self::Default => "default",
            Self::References => "references",
            Self::Access => "access",
            Self::Required => "required",
        }
    }
}

impl Difference {
    /// Reads and compares two descriptions of one product, or of the same products. A pattern has to select something in
    /// one of them.
    ///
    /// # Errors
    ///
    /// The faults of both imports, and descriptions without a product in common.
    pub fn of(old: &Import, new: &Import) -> Result<Self, Vec<Diagnostic>> {
        let (mut unused, mut unused_in_new) = (Vec::new(), Vec::new());
        let (old, new) = (
            old.read_with(Some(&mut unused)),
            new.read_with(Some(&mut unused_in_new)),
        );
        unused.retain(|own| unused_in_new.iter().any(|other| other.message == own.message));
        match (old, new) {
            (Ok(old), Ok(new)) if unused.is_empty() => {
                let has_common = old.report.products.iter().any(|own| new.report.products.contains(own));
                if has_common {
                    return Ok(Self::between(&old, &new));
                }
                let (old, new) = (old.report.firmware_text(), new.report.firmware_text());
                let fault = format!("the older description is of {old}, and the newer one of {new}");
                let at = Location::new(Utf8Path::new(""), 0..0);
                let fault = Diagnostic::new(Code::MixedDescriptions, at, fault);
                Err(vec![fault.help("compare descriptions of one product")])
            }
            (old, new) => {
                let faults = [old, new].into_iter().filter_map(Result::err).flatten();
                Err(faults.chain(unused).collect())
            }
        }
    }

    /// Compares the results of two imports.
    #[must_use]
    pub fn between(old: &Imported, new: &Imported) -> Self {
        let (mut before, mut after) = (shape::of(&old.api), shape::of(&new.api));
        let is_untold = |aspect: &Aspect| shape::states(&before, *aspect) != shape::states(&after, *aspect);
        let untold: Vec<_> = Aspect::OFTEN_UNTOLD.into_iter().filter(is_untold).collect();
        for aspect in &untold {
            shape::forget(&mut before, *aspect);
            shape::forget(&mut after, *aspect);
        }
        let mut items = Vec::new();
        for (name, new) in after {
            let (noun, change) = match before.remove(&name) {
                None => (new.noun, ItemChange::Came(new.fields.len())),
                Some(old) => (new.noun, ItemChange::Changed(of_shapes(&old, &new))),
            };
            items.push(ItemDifference { name, noun, change });
        }
        items.extend(before.into_iter().map(|(name, old)| ItemDifference {
            name,
            noun: old.noun,
            change: ItemChange::Went(old.fields.len()),
        }));
        items.retain(|item| !matches!(&item.change, ItemChange::Changed(changes) if changes.is_empty()));
        items.sort_by(|one, other| one.name.cmp(&other.name));
        let (of_old, of_new) = (&old.report.products, &new.report.products);
        let of_one = of_old.iter().filter(|own| !of_new.contains(own));
        let of_one = of_one.chain(of_new.iter().filter(|own| !of_old.contains(own)));
        Self {
            old: old.report.firmware_text(),
            new: new.report.firmware_text(),
            items,
            of_one: of_one.copied().collect(),
            untold,
        }
    }

    /// Whether there is no difference.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

/// The differences of a table or call that both descriptions have.
fn of_shapes(old: &Shape, new: &Shape) -> Vec<FieldDifference> {
    let mut found = of_aspects(&[], &old.aspects, &new.aspects);
    let paths: BTreeSet<_> = old.fields.keys().chain(new.fields.keys()).collect();
    for path in paths {
        let (own_old, own_new) = (old.fields.get(path), new.fields.get(path));
        if let (Some(one), Some(other)) = (own_old, own_new) {
            found.extend(of_fields(path, one, other));
        } else if !is_part_of_another(path, old, new) {
            let summary = |own: &FieldShape| own.summary();
            found.push(FieldDifference {
                field: path.clone(),
                aspect: Aspect::Field,
                old: own_old.map(summary),
                new: own_new.map(summary),
            });
        }
    }
    found
}

/// Whether a field comes or goes with one around it, or because that one has become a table.
fn is_part_of_another(path: &FieldPath, old: &Shape, new: &Shape) -> bool {
    let around = (1..path.len()).filter_map(|length| path.get(..length));
    let mut differ = around.map(|around| {
        let kind = |shape: &Shape| shape.fields.get(around).map(|own| own.kind);
        (kind(old), kind(new))
    });
    differ.any(|(old, new)| old != new)
}

fn of_fields(path: &FieldPath, old: &FieldShape, new: &FieldShape) -> Vec<FieldDifference> {
    let of_type = |aspects: &Aspects| {
        let ty = aspects.get_key_value(&Aspect::Type);
        ty.map(|(aspect, text)| (*aspect, text.clone())).into_iter().collect()
    };
    if old.kind != new.kind {
        // The ranges and lengths of different types cannot be compared.
        return of_aspects(path, &of_type(&old.aspects), &of_type(&new.aspects));
    }
    let (mut old_aspects, mut new_aspects) = (old.aspects.clone(), new.aspects.clone());
    if old.is_secret || new.is_secret {
        old_aspects.remove(&Aspect::Default);
        new_aspects.remove(&Aspect::Default);
    }
    let mut found = of_aspects(path, &old_aspects, &new_aspects);
    let value = |text: &String, is_new: bool| FieldDifference {
        field: path.clone(),
        aspect: Aspect::Value,
        old: (!is_new).then(|| text.clone()),
        new: is_new.then(|| text.clone()),
    };
    found.extend(old.values.difference(&new.values).map(|text| value(text, false)));
    found.extend(new.values.difference(&old.values).map(|text| value(text, true)));
    found.sort_by_key(|own| own.aspect);
    found
}

fn of_aspects(path: &[String], old: &Aspects, new: &Aspects) -> Vec<FieldDifference> {
    let aspects: BTreeSet<_> = old.keys().chain(new.keys()).copied().collect();
    let differ = aspects.into_iter().filter(|aspect| old.get(aspect) != new.get(aspect));
    let difference = |aspect| FieldDifference {
        field: path.to_vec(),
        aspect,
        old: old.get(&aspect).cloned(),
        new: new.get(&aspect).cloned(),
    };
    differ.map(difference).collect()
}
