//! Members that are chosen from a few values: each becomes an open enum of its own.

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::{Endpoint, Enum, EnumValue, Field, Protocol, Type, TypeRef};
use crate::name::{TypeName, VariantName};
use crate::prose;
use crate::spec::{EndpointSpec, FieldSpec, SpecFile, Text};

use super::Lowering;
use super::module::{module, of_module};
use super::scope::{Scope, bad_name};

impl Lowering<'_> {
    /// Makes an enum for each member of a call that is not JSON-RPC whose values are listed, and lets the member have it.
    pub(super) fn choices(
        &mut self,
        file: &SpecFile,
        spec: &EndpointSpec,
        endpoint: &mut Endpoint,
        names: &mut Scope,
    ) -> Vec<Enum> {
        let mut enums = Vec::new();
        let Ok(module) = module(self.product, &file.path) else {
            return enums;
        };
        if of_module(self.product, &module) == Protocol::JsonRpc {
            return enums;
        }
        let call = endpoint.type_name.clone();
        for member in &mut endpoint.members {
            let Some(spec) = sent(spec).find(|spec| member.field.wire.fits(&spec.name.value)) else {
                continue;
            };
            if spec.values.is_empty() {
                continue;
            }
            if let Some(item) = self.choice(file, spec, &call, &member.field, names) {
                member.field.choice = Some(TypeRef {
                    module: Some(module.clone()),
                    name: item.name.clone(),
                });
                enums.push(item);
            }
        }
        enums
    }

    fn choice(
        &mut self,
        file: &SpecFile,
        spec: &FieldSpec,
        call: &TypeName,
        field: &Field,
        names: &mut Scope,
    ) -> Option<Enum> {
        let text = Text {
            value: format!("{call} {}", field.name),
            span: spec.name.span.clone(),
        };
        let own = TypeName::from_wire(field.name.as_str().trim_end_matches('_')).ok()?;
        let name = TypeName::from_wire(&format!("{call}{own}")).ok()?;
        names.claim(file, &text, name.as_str(), &mut self.faults);
        let numeric = *field.ty.innermost() == Type::Int;
        let mut variants = Scope::new("this list has two values");
        let mut values = Vec::new();
        for text in &spec.values {
            let number = text.value.parse().ok();
            if numeric && number.is_none() {
                self.fault(Diagnostic::new(
                    Code::InvalidValue,
                    Location::new(&file.path, text.span.clone()),
                    format!("`{}` is no number, but the member is an `int`", text.value),
                ));
            }
            match VariantName::from_wire(&text.value) {
                Ok(variant) => {
                    variants.claim(file, text, variant.as_str(), &mut self.faults);
                    values.push(EnumValue {
                        variant,
                        wire: text.value.clone(),
                        number: number.filter(|_| numeric),
                        doc: None,
                    });
                }
                Err(bad) => self.fault(bad_name(file, text, "a variant", &bad)),
            }
        }
        let default = values
            .iter()
            .find(|value| Some(&value.wire) == field.default.as_ref())
            .map(|value| value.variant.clone());
        Some(Enum {
            name,
            doc: format!(
                "Values of `{}` in `{call}`: {}",
                field.name,
                lower_first(prose::sentence(&field.doc))
            ),
            values,
            default,
            numeric,
        })
    }
}

/// The members that such a call sends, as the spec has them.
fn sent(spec: &EndpointSpec) -> impl Iterator<Item = &FieldSpec> {
    spec.places.iter().flat_map(|(_, data)| data.members())
}

/// A sentence that goes on after a colon; a name in capitals stays one.
fn lower_first(sentence: &str) -> String {
    let mut chars = sentence.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => first.to_lowercase().chain(chars).collect(),
        _ => sentence.to_owned(),
    }
}
