//! Checks the uses of types: each type is declared and allowed where it is used.

use crate::diagnostic::Code;
use crate::ir::fault::{Element, Fault};
use crate::ir::{ParameterKind, Protocol, Type, TypeRef};
use fmg_template::spelling::nearest;

use super::{Checker, Declared};

impl Checker<'_> {
    /// Reports undeclared types, and types behind a feature that the group does not need.
    pub(super) fn uses(&mut self, element: Element, ty: &Type, group: usize) {
        self.uses_of(element, ty, ty, group);
    }

    /// The same for the types inside of a type. Messages about features name the `whole` type, as it is written.
    fn uses_of(&mut self, element: Element, whole: &Type, ty: &Type, group: usize) {
        let (reference, fits) = match ty {
            Type::List(inner) | Type::Map(inner) | Type::ByName(inner) | Type::Words(inner) => {
                return self.uses_of(element, whole, inner, group);
            }
            Type::Digits(inner) => {
                if !matches!(**inner, Type::Int | Type::Id(_)) {
                    self.fault(
                        Fault::new(
                            Code::MisplacedType,
                            element,
                            format!("`{inner}` is not a number, so it has no digits"),
                        )
                        .help("`digits` takes `int` or a url parameter of the kind `id`"),
                    );
                    return;
                }
                return self.uses_of(element, whole, inner, group);
            }
            Type::External(own) => {
                if own.protocol.is_some_and(Protocol::is_web) {
                    self.behind_feature(element, whole, group);
                }
                for value in [Some(&own.example), own.default.as_ref()].into_iter().flatten() {
                    if !own.wire.fits(value) {
                        self.fault(Fault::new(
                            Code::InvalidValue,
                            element,
                            format!("`{value}` is not {}, the form of `{ty}`", own.wire.describe()),
                        ));
                    }
                }
                return;
            }
            Type::Row(own) => (own, matches!(self.lookup(own), Some(Declared::Row))),
            Type::Enum(own) => (own, matches!(self.lookup(own), Some(Declared::Enum))),
            Type::Union(own) => (own, matches!(self.lookup(own), Some(Declared::Union(_)))),
            Type::Id(own) => (own, matches!(self.parameter_kind(own), Some(ParameterKind::Id))),
            Type::Name(own) => {
                let kind = self.parameter_kind(own);
                (own, kind.is_some_and(|kind| *kind != ParameterKind::Id))
            }
            _ => return,
        };
        if self.lookup(reference).is_none() {
            self.undeclared(element, reference);
        } else if !fits {
            self.fault(
                Fault::new(
                    Code::MisplacedType,
                    element,
                    format!("`{}` is declared as something else", reference.name),
                )
                .help("choose the variant of `Type` by the declaration: `Row`, `Enum`, `Union`, `Id` or `Name`"),
            );
        }
        self.module_of(element, whole, reference, group);
    }

    /// Reports a reference to an undeclared type.
    pub(super) fn undeclared(&mut self, element: Element, reference: &TypeRef) {
        let name = reference.name.as_str();
        let fault = Fault::new(
            Code::UnknownType,
            element,
            match &reference.module {
                Some(module) => format!("the module `{module}` declares no type `{name}`"),
                None => format!("nothing declares the type `{name}`"),
            },
        );
        let known = self.types.keys().map(|(_, name)| name.as_str());
        let fault = match nearest(name, known.filter(|known| *known != name)) {
            Some(near) => fault.label(format!("did you mean `{near}`?")),
            None => fault.label("unknown type"),
        };
        self.fault(
            fault
                .help("declare it in the group, or among the url parameters of the product")
                .dangling(),
        );
    }

    fn module_of(&mut self, element: Element, ty: &Type, reference: &TypeRef, group: usize) {
        let declares = self.product.declaring(reference);
        if declares.is_some_and(|own| own.protocol.is_web()) {
            self.behind_feature(element, ty, group);
        }
    }

    /// Reports a type of a feature in a group that is compiled without it.
    fn behind_feature(&mut self, element: Element, ty: &Type, group: usize) {
        if self.group_at(group).protocol.is_web() {
            return;
        }
        self.fault(
            Fault::new(
                Code::MisplacedType,
                element,
                format!("`{ty}` is declared behind a feature that JSON-RPC does not need"),
            )
            .help("declare it in a group of JSON-RPC; the groups in `fmg/gui/` and `fmg/rest.toml` may then use it"),
        );
    }
}
