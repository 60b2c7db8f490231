//! Checks rows and enums.

use std::collections::BTreeMap;

use fmg_template::spelling::nearest;

use crate::diagnostic::Code;
use crate::ir::fault::{Fault, Item, Part};
use crate::ir::{Enum, ProductId, ReplyPlace, Row, RowField, Type};

use super::Checker;
use super::field::Direction;
use super::names::{Names, field_of_written_row};

impl<'a> Checker<'a> {
    pub(super) fn row(&mut self, group: usize, index: usize, row: &'a Row) {
        let element = self.of(group, Item::Row(index), Part::Name);
        self.prose(element.part(Part::Doc), &row.doc);
        let mut names = Names::new("this type has two fields");
        let mut wires = BTreeMap::new();
        for (own, RowField { field, places, strict }) in row.fields.iter().enumerate() {
            let element = self.of(group, Item::RowField(index, own), Part::Name);
            let clash = names.claim(field.name.as_str(), &field.wire.to_string(), element);
            self.faults.extend(clash);
            if row.has_extra() {
                self.faults.extend(field_of_written_row(field.name.as_str(), element));
            }
            self.field(element, field, Direction::Reply, group);
            self.strict(element, field, *strict);
            self.written_flag(element, field, row.writable || row.sent);
            self.reply_places(element, places);
            let names = std::iter::once(field.wire.to_string()).chain(field.facts.aliases.iter().cloned());
            for name in names {
                for place in places.iter() {
                    if let Some(earlier) = wires.insert((*place, name.clone()), element)
                        && earlier != element
                    {
                        self.fault(
                            Fault::new(
                                Code::Duplicate,
                                element,
                                format!("two fields of this type are read from `{name}`"),
                            )
                            .also(earlier, "first here"),
                        );
                    }
                }
            }
        }
        self.list_of(group, index, row);
        self.starts_task(group, index, row);
    }

    /// Reports a field without a place, or with the same place twice.
    fn reply_places(&mut self, element: crate::ir::fault::Element, places: &[ReplyPlace]) {
        let twice = (1..places.len()).any(|index| places[..index].contains(&places[index]));
        if places.is_empty() || twice {
            self.fault(
                Fault::new(
                    Code::InvalidValue,
                    element,
                    "a field needs one or more places of a reply, each once",
                )
                .help("most fields are in `data`"),
            );
        }
    }

    /// Checks the field that takes a list in place of the object: it is a list itself, in `data` of a row without other
    /// places.
    fn list_of(&mut self, group: usize, index: usize, row: &Row) {
        let Some(list) = &row.list else {
            return;
        };
        let Some(own) = row.fields.iter().position(|own| own.field.name == *list) else {
            let element = self.of(group, Item::Row(index), Part::Name);
            self.fault(
                Fault::new(
                    Code::InvalidValue,
                    element,
                    format!("the type has no field `{list}` that takes a list"),
                )
                .dangling(),
            );
            return;
        };
        let RowField { field, places, .. } = &row.fields[own];
        if !matches!(field.ty, Type::List(_)) || **places != [ReplyPlace::Data] {
            let element = self.of(group, Item::RowField(index, own), Part::Name);
            self.fault(
                Fault::new(
                    Code::InvalidValue,
                    element,
                    format!("`{}` cannot take a list in place of the object", field.wire),
                )
                .help("`list` is for a field of a type `list<…>` in `data`"),
            );
        }
        if !row.is_plain() {
            let element = self.of(group, Item::Row(index), Part::Name);
            self.fault(
                Fault::new(
                    Code::InvalidValue,
                    element,
                    "a type with a `list` field must have all of its fields in `data`",
                )
                .help("leave `list` out, or `in`"),
            );
        }
    }

    /// Checks the field with the task that a call starts: FortiManager has tasks, and their numbers are `TaskId`s.
    fn starts_task(&mut self, group: usize, index: usize, row: &Row) {
        let Some(task) = &row.starts_task else {
            return;
        };
        let element = self.of(group, Item::Row(index), Part::Task);
        let mut fault = |message: String, label: String, help: &str| {
            let fault = Fault::new(Code::InvalidValue, element, message).label(label);
            self.faults.push(fault.help(help));
        };
        let names = || row.fields.iter().map(|own| own.field.name.as_str());
        match row.fields.iter().find(|own| own.field.name == *task) {
            _ if self.product.id != ProductId::FortiManager => fault(
                "only calls of FortiManager start tasks".to_owned(),
                String::new(),
                "leave `starts_task` out",
            ),
            None => {
                let near = nearest(task.as_str(), names());
                fault(
                    format!("the type has no field `{task}` with a task"),
                    near.map(|near| format!("did you mean `{near}`?")).unwrap_or_default(),
                    "name the field as it is in Rust",
                );
            }
            Some(own) if !is_task(&own.field.ty) => fault(
                format!("the field `{task}` is no task: its type is `{}`", own.field.ty),
                String::new(),
                "give the field the type `TaskId`, an id that `url-parameters.toml` declares",
            ),
            Some(_) if row.writable => fault(
                "a type that requests write cannot be the reply to a call that starts a task".to_owned(),
                String::new(),
                "leave `writable` out, or `starts_task`",
            ),
            Some(_) => {}
        }
    }

    pub(super) fn enumeration(&mut self, group: usize, index: usize, item: &'a Enum) {
        let element = self.of(group, Item::Enum(index), Part::Name);
        self.prose(element.part(Part::Doc), &item.doc);
        let mut names = Names::new("this enum has two values");
        let mut numbers = BTreeMap::new();
        let mut wires = BTreeMap::new();
        for (own, value) in item.values.iter().enumerate() {
            let element = self.of(group, Item::Value(index, own), Part::Name);
            self.line(element, &value.wire);
            if let Some(doc) = &value.doc {
                self.prose(element.part(Part::Doc), doc);
            }
            let clash = names.claim(value.variant.as_str(), &value.wire, element);
            let is_clash = clash.is_some();
            self.faults.extend(clash);
            if let Some(earlier) = wires.insert(value.wire.as_str(), element)
                && !is_clash
            {
                self.fault(
                    Fault::new(Code::Duplicate, element, format!("two values are `{}`", value.wire))
                        .also(earlier, "first here"),
                );
            }
            if let Some(number) = value.number
                && numbers.insert(number, own).is_some()
            {
                self.fault(Fault::new(
                    Code::Duplicate,
                    element.part(Part::Number),
                    format!("two values have the number {number}"),
                ));
            }
            if item.numeric && value.number.is_none() {
                self.fault(Fault::new(
                    Code::InvalidValue,
                    element,
                    format!(
                        "`{}` is not a number, but the values are numbers on the wire",
                        value.wire
                    ),
                ));
            }
        }
    }
}

/// Whether a field of this type holds the number of a task.
fn is_task(ty: &Type) -> bool {
    matches!(ty, Type::Id(own) if own.module.is_none() && own.name.as_str() == Row::TASK)
}
