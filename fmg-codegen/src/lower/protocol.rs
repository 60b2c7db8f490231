//! Checks values that fill a whole place of the request, which the protocol may not have.

use camino::Utf8Path;

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::check::no_place;
use crate::ir::protocol::of_call;
use crate::spec::{DataSpec, EndpointSpec};

use super::Lowering;
use super::module::protocol;

impl Lowering<'_> {
    /// Reports a value in a place that the protocol does not have, and a second body. The check of all APIs handles
    /// single members.
    pub(super) fn misplaced(&mut self, file: &Utf8Path, spec: &EndpointSpec) {
        let group = protocol(self.product, file);
        let call = of_call(group, spec.method);
        let filled = spec.places.iter().filter(|(_, data)| data.first().is_some());
        let bodies = filled.clone().filter(|(place, _)| place.is_body()).count();
        for (place, data) in filled {
            let is_foreign = !place.protocols().contains(&call) || place.is_body() && bodies > 1;
            if let (DataSpec::Whole(text), true) = (data, is_foreign) {
                let (message, help) = no_place(group, spec.method, &text.value);
                let at = Location::new(file, text.span.clone());
                self.fault(Diagnostic::new(Code::InvalidValue, at, message).help(help));
                return;
            }
        }
    }
}
