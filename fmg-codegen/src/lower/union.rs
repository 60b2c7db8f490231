//! Unions: choices of shapes for what requests send.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::{Case, Union};
use crate::name::VariantName;
use crate::spec::{CaseSpec, FieldSpec, SpecFile, UnionSpec};

use super::Lowering;
use super::row::Direction;
use super::scope::{Scope, bad_name};

impl Lowering<'_> {
    pub(super) fn union(&mut self, file: &SpecFile, spec: &UnionSpec, names: &mut Scope) -> Option<Union> {
        let name = self.declared_name(file, &spec.name, names)?;
        let tag = spec.tag.as_ref().map(|tag| tag.value.as_str());
        let mut variants = Scope::new("this union has two cases");
        let mut cases: Vec<Case> = Vec::new();
        for case in &spec.cases {
            let Some(lowered) = self.case(file, case, tag, &mut variants) else {
                continue;
            };
            self.told_apart(file, case, &lowered, &cases);
            cases.push(lowered);
        }
        if spec.cases.is_empty() {
            self.fault(
                Diagnostic::new(
                    Code::MissingKey,
                    Location::new(&file.path, spec.name.span.clone()),
                    format!("`{name}` has no case"),
                )
                .help("write `cases = [{ name = \"…\", doc = \"…\", fields = [ … ] }, …]`"),
            );
        }
        let union = Union {
            name,
            doc: spec.doc.value.trim().to_owned(),
            tag: tag.map(str::to_owned),
            cases,
        };
        let members = union.names().into_iter().map(str::to_owned).collect();
        self.union_members.insert(union.name.clone(), members);
        Some(union)
    }

    fn case(&mut self, file: &SpecFile, spec: &CaseSpec, tag: Option<&str>, variants: &mut Scope) -> Option<Case> {
        let text = spec.rust.as_ref().unwrap_or(&spec.name);
        let variant = match VariantName::from_wire(&text.value) {
            Ok(variant) => {
                variants.claim(file, text, variant.as_str(), &mut self.faults);
                Some(variant)
            }
            Err(bad) => {
                self.fault(bad_name(file, text, "a case", &bad));
                None
            }
        };
        let value = self.tag_value(file, spec, tag);
        let mut fields = Vec::new();
        let mut scope = Scope::new("this case has two fields");
        let mut taken: BTreeSet<&str> = tag.into_iter().collect();
        for (name, _) in &spec.fixed {
            if !taken.insert(&name.value) {
                self.twice_in_case(file, spec, name);
            }
        }
        for field in &spec.fields {
            if !taken.insert(&field.name.value) {
                self.twice_in_case(file, spec, &field.name);
            }
            self.plain(file, field);
            fields.extend(self.field(file, field, Direction::Request, &mut scope));
        }
        Some(Case {
            variant: variant?,
            name: spec.name.value.clone(),
            value,
            doc: spec.doc.value.trim().to_owned(),
            fields,
            fixed: spec
                .fixed
                .iter()
                .map(|(name, value)| (name.value.clone(), value.clone()))
                .collect(),
        })
    }

    /// What the tag holds: a text or a number, by default the name of the case.
    fn tag_value(&mut self, file: &SpecFile, spec: &CaseSpec, tag: Option<&str>) -> Option<Value> {
        let fault = |at: std::ops::Range<usize>, message: &str| {
            Diagnostic::new(Code::InvalidValue, Location::new(&file.path, at), message)
        };
        match (&spec.value, tag) {
            (None, None) => None,
            (None, Some(_)) => Some(Value::String(spec.name.value.clone())),
            (Some(value), None) => {
                let fault = fault(value.span.clone(), "the union has no `tag` to hold this");
                self.fault(fault.help("write `tag = \"…\"` beside `cases`, or leave `value` out"));
                None
            }
            (Some(value), Some(_)) if value.value.is_string() || value.value.is_number() => Some(value.value.clone()),
            (Some(value), Some(_)) => {
                self.fault(fault(value.span.clone(), "a tag holds a text or a number"));
                None
            }
        }
    }

    /// Reports a case that has the tag of an earlier one, or without tags its members.
    fn told_apart(&mut self, file: &SpecFile, spec: &CaseSpec, case: &Case, earlier: &[Case]) {
        let names = |case: &Case| case.names().map(str::to_owned).collect::<BTreeSet<_>>();
        let own = names(case);
        let same = earlier.iter().find(|other| match (&case.value, &other.value) {
            (None, None) => names(other) == own,
            (value, other) => value == other,
        });
        if let Some(other) = same {
            let at = spec.value.as_ref().map_or(&spec.name.span, |value| &value.span);
            self.fault(
                Diagnostic::new(
                    Code::Duplicate,
                    Location::new(&file.path, at.clone()),
                    format!("nothing tells `{}` from `{}`", case.name, other.name),
                )
                .help("cases differ by the `value` of the `tag`, or without a `tag` by the names of their members"),
            );
        }
    }

    fn twice_in_case(&mut self, file: &SpecFile, case: &CaseSpec, name: &crate::spec::Text) {
        self.fault(Diagnostic::new(
            Code::Duplicate,
            Location::new(&file.path, name.span.clone()),
            format!("the case `{}` has `{}` twice", case.name.value, name.value),
        ));
    }

    /// Reports what a field of a case cannot be.
    fn plain(&mut self, file: &SpecFile, spec: &FieldSpec) {
        let odd = [
            ("lone", spec.lone),
            ("file", spec.file),
            ("splice", spec.splice),
            ("initial", spec.initial.is_some()),
        ];
        for (key, _) in odd.into_iter().filter(|(_, given)| *given) {
            self.fault(Diagnostic::new(
                Code::InvalidValue,
                Location::new(&file.path, spec.name.span.clone()),
                format!("`{key}` says nothing of a field of a case"),
            ));
        }
        if spec.name.value.contains('*') {
            self.fault(Diagnostic::new(
                Code::InvalidValue,
                Location::new(&file.path, spec.name.span.clone()),
                "a field of a case is one member and no pattern",
            ));
        }
    }
}
