//! Checks that no two calls have the same url, and that no value gives a call the url of another.

use std::collections::BTreeMap;

use crate::diagnostic::Code;
use crate::ir::fault::{Element, Fault, Item, Part};
use crate::ir::{Endpoint, Overlap, Protocol, Type, Verb};

use super::Checker;

impl Checker<'_> {
    /// Reports endpoints with the same method and url. Constants beside the url distinguish endpoints.
    pub(super) fn twice(&mut self) {
        let mut seen: BTreeMap<_, Element> = BTreeMap::new();
        for (index, group) in self.product.groups.iter().enumerate() {
            for (own, endpoint) in group.endpoints.iter().enumerate() {
                let fixed: Vec<_> = endpoint
                    .fixed
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.to_string()))
                    .collect();
                // One row and a list of rows are two calls: the reply differs.
                let is_list = matches!(endpoint.data, Some(Type::List(_)));
                let element = self.of(index, Item::Endpoint(own), Part::Url);
                for url in endpoint.urls() {
                    let url = url.template.source();
                    let key = (group.protocol, endpoint.method, url.to_owned(), fixed.clone(), is_list);
                    let earlier = seen.insert(key, element).filter(|earlier| *earlier != element);
                    if let Some(earlier) = earlier {
                        self.fault(
                            Fault::new(
                                Code::Duplicate,
                                element,
                                format!("`{} {url}` is specified twice", endpoint.method.as_str()),
                            )
                            .also(earlier, "first here"),
                        );
                        break;
                    }
                }
            }
        }
    }

    /// Reports values that make the url of one call that of another.
    pub(super) fn overlaps(&mut self) {
        let product = self.product;
        for overlap in product.overlaps.iter().filter(|overlap| overlap.refused.is_none()) {
            self.confused(overlap);
        }
    }

    /// Reports urls of two calls that differ only in placeholders whose types are not apart.
    pub(super) fn same_forms(&mut self) {
        let product = self.product;
        for pair in product.same_forms.iter().filter(|pair| pair.apart.is_none()) {
            let Some(method) = pair.methods.first() else {
                continue;
            };
            let here = self.call(pair.protocol, *method, &pair.other);
            let earlier = self.call(pair.protocol, *method, &pair.template);
            let (Some(here), Some(earlier)) = (here, earlier) else {
                continue;
            };
            let fault = "whatever the values, this is the url of another call";
            self.fault(Fault::new(Code::Overlap, here, fault).also(earlier, "this one").help(
                "if the values of two placeholders at one position never name the same thing, give them types of \
                     their own, one of them with `apart_from = \"<the other type>\"`",
            ));
        }
    }

    fn confused(&mut self, overlap: &Overlap) {
        let (Some(method), Some(other_method)) = (overlap.methods.first(), overlap.other_methods.first()) else {
            return;
        };
        let here = self.call(overlap.protocol, *method, &overlap.template);
        let other = self.call(overlap.protocol, *other_method, &overlap.other);
        let (Some(here), Some(other)) = (here, other) else {
            return;
        };
        let values: Vec<_> = overlap
            .values
            .iter()
            .map(|(placeholder, value)| format!("`{value}` as `<{placeholder}>`"))
            .collect();
        self.fault(
            Fault::new(
                Code::Overlap,
                here,
                format!("with {}, this is the url of another call", values.join(" and ")),
            )
            .also(other, "this one")
            .help(
                "reserve the words in the `[[parameter]]` of the placeholder; if its type has to take them elsewhere, \
                 declare a type of its own for this placeholder. An `id` reserves no words: specify one of the \
                 two calls, and leave the other to `url!`",
            ),
        );
    }

    /// The element for the url of a call.
    fn call(&self, protocol: Protocol, method: Verb, template: &str) -> Option<Element> {
        let groups = self.product.groups.iter().enumerate();
        let mut groups = groups.filter(|(_, group)| group.protocol == protocol);
        groups.find_map(|(index, group)| {
            let mut endpoints = group.endpoints.iter();
            let has = |own: &Endpoint| own.urls().iter().any(|url| url.template.source() == template);
            let found = endpoints.position(|own| own.method == method && has(own))?;
            Some(self.of(index, Item::Endpoint(found), Part::Url))
        })
    }
}
