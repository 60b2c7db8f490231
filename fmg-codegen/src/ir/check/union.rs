//! Checks unions, which are choices of shapes in requests.

use std::collections::BTreeSet;

use crate::diagnostic::Code;
use crate::ir::fault::{Element, Fault, Item, Part};
use crate::ir::{Case, Field, Type, Union, Wire};

use super::Checker;
use super::field::Direction;
use super::names::Names;

impl<'a> Checker<'a> {
    pub(super) fn union_of(&mut self, group: usize, index: usize, union: &'a Union) {
        let element = self.of(group, Item::Union(index), Part::Name);
        self.prose(element.part(Part::Doc), &union.doc);
        if let Some(tag) = &union.tag {
            self.wire_name(element.part(Part::Tag), tag);
        }
        let mut variants = Names::new("this union has two cases");
        for (own, case) in union.cases.iter().enumerate() {
            let element = self.of(group, Item::Case(index, own), Part::Name);
            let clash = variants.claim(case.variant.as_str(), &case.name, element);
            self.faults.extend(clash);
            self.prose(element.part(Part::Doc), &case.doc);
            self.line(element, &case.name);
            self.tag(element.part(Part::Tag), case, union.tag.as_deref());
            self.members_of_case(element, group, (index, own), union, case);
            self.told_apart(element.part(Part::Tag), case, &union.cases[..own]);
        }
        if union.cases.is_empty() {
            self.fault(
                Fault::new(Code::MissingKey, element, format!("`{}` has no case", union.name))
                    .help("write `cases = [{ name = \"…\", doc = \"…\", fields = [ … ] }, …]`"),
            );
        }
    }

    /// Reports a tag value that does not fit the union.
    fn tag(&mut self, element: Element, case: &Case, tag: Option<&str>) {
        let fault = match (&case.value, tag) {
            (None, None) => return,
            (Some(value), Some(_)) if value.is_string() || value.is_number() => return,
            (Some(_), None) => Fault::new(Code::InvalidValue, element, "the union has no `tag` for this value")
                .help("write `tag = \"…\"` beside `cases`, or leave `value` out"),
            (_, Some(_)) => Fault::new(Code::InvalidValue, element, "a tag is a text or a number"),
        };
        self.fault(fault);
    }

    fn members_of_case(
        &mut self,
        element: Element,
        group: usize,
        (union_index, case_index): (usize, usize),
        union: &Union,
        case: &'a Case,
    ) {
        let mut names = Names::new("this case has two fields");
        let mut taken: BTreeSet<&str> = union.tag.as_deref().into_iter().collect();
        for (index, (name, value)) in case.fixed.iter().enumerate() {
            let element = element.part(Part::Fixed(index));
            self.constant(element, name, value);
            if !taken.insert(name) {
                self.twice_in_case(element, case, name);
            }
        }
        for (index, field) in case.fields.iter().enumerate() {
            let element = self.of(group, Item::CaseField(union_index, case_index, index), Part::Name);
            if let Wire::Name(name) = &field.wire
                && !taken.insert(name)
            {
                self.twice_in_case(element, case, name);
            }
            self.plain(element, field);
            let clash = names.claim(field.name.as_str(), &field.wire.to_string(), element);
            self.faults.extend(clash);
            self.field(element, field, Direction::Case, group);
        }
    }

    /// Reports a case with the tag of an earlier case or, in a union without a tag, with its members.
    fn told_apart(&mut self, element: Element, case: &Case, earlier: &[Case]) {
        let names = |case: &Case| case.names().map(str::to_owned).collect::<BTreeSet<_>>();
        let same = earlier.iter().find(|other| match (&case.value, &other.value) {
            (None, None) => names(other) == names(case),
            (value, other) => value == other,
        });
        if let Some(other) = same {
            self.fault(
                Fault::new(
                    Code::Duplicate,
                    element,
                    format!("the cases `{}` and `{}` cannot be distinguished", case.name, other.name),
                )
                .help("use different values of the `tag` or, without a `tag`, members with different names"),
            );
        }
    }

    fn twice_in_case(&mut self, element: Element, case: &Case, name: &str) {
        self.fault(Fault::new(
            Code::Duplicate,
            element,
            format!("the case `{}` has `{name}` twice", case.name),
        ));
    }

    /// Reports properties that a field of a case cannot have.
    fn plain(&mut self, element: Element, field: &Field) {
        let odd = [
            ("lone", field.lone),
            ("file", field.file),
            ("splice", field.splice),
            ("initial", field.facts.initial.is_some()),
        ];
        for (key, _) in odd.into_iter().filter(|(_, given)| *given) {
            self.fault(Fault::new(
                Code::InvalidValue,
                element,
                format!("`{key}` does not apply to a field of a case"),
            ));
        }
        if matches!(field.wire, Wire::Pattern { .. }) {
            self.fault(Fault::new(
                Code::InvalidValue,
                element,
                "a field of a case cannot be a pattern",
            ));
        }
        if field.ty.mentions(|ty| matches!(ty, Type::Digits(_))) {
            self.fault(
                Fault::new(
                    Code::MisplacedType,
                    element.part(Part::Type),
                    "only a member itself is sent as digits",
                )
                .help("write `digits<…>` as the whole type of a member of a request"),
            );
        }
    }
}
