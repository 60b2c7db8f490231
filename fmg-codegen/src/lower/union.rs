//! Lowers unions, which are choices of shapes in requests.

use camino::Utf8Path;
use serde_json::Value;

use crate::ir::{Case, Union};
use crate::name::VariantName;
use crate::spec::{CaseSpec, UnionSpec};

use super::row::Direction;
use super::{Lowering, bad_name};

impl Lowering<'_> {
    pub(super) fn union(&mut self, file: &Utf8Path, spec: &UnionSpec) -> Option<Union> {
        let mut union = Union::new(self.declared_name(file, &spec.name)?);
        spec.doc.value.trim().clone_into(&mut union.doc);
        union.tag = spec.tag.as_ref().map(|tag| tag.value.clone());
        let cases = spec.cases.iter();
        let cases: Vec<_> = cases
            .filter_map(|case| self.case(file, case, spec.tag.is_some()))
            .collect();
        union.cases = cases;
        (union.cases.len() == spec.cases.len()).then_some(union)
    }

    fn case(&mut self, file: &Utf8Path, spec: &CaseSpec, has_tag: bool) -> Option<Case> {
        let text = spec.rust.as_ref().unwrap_or(&spec.name);
        let variant = VariantName::from_wire(&text.value);
        if let Err(bad) = &variant {
            self.fault(bad_name(file, text, "a case", bad));
        }
        let fields = spec.fields.iter();
        let fields: Vec<_> = fields
            .filter_map(|field| self.field(file, field, Direction::Request))
            .collect();
        let mut case = Case::new(variant.ok()?, &spec.name.value);
        case.value = match &spec.value {
            Some(value) => Some(value.value.clone()),
            None => has_tag.then(|| Value::String(spec.name.value.clone())),
        };
        spec.doc.value.trim().clone_into(&mut case.doc);
        case.fixed = spec
            .fixed
            .iter()
            .map(|(name, value)| (name.value.clone(), value.clone()))
            .collect();
        case.fields = fields;
        (case.fields.len() == spec.fields.len()).then_some(case)
    }
}
