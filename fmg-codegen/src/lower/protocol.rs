//! Values that are all of a place that the protocol does not have.

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::check::no_place;
use crate::ir::protocol::of_call;
use crate::spec::{DataSpec, EndpointSpec, SpecFile};

use super::Lowering;
use super::module::protocol;

impl Lowering<'_> {
    /// Reports a value that is all of a foreign place, and one that is a body beside another body. Members are checked
    /// where all APIs are.
    pub(super) fn misplaced(&mut self, file: &SpecFile, spec: &EndpointSpec) {
        let group = protocol(self.product, &file.path);
        let call = of_call(group, spec.method);
        let filled = spec.places.iter().filter(|(_, data)| data.first().is_some());
        let bodies = filled.clone().filter(|(place, _)| place.is_body()).count();
        for (place, data) in filled {
            let is_foreign = !place.protocols().contains(&call) || place.is_body() && bodies > 1;
            if let (DataSpec::Whole(text), true) = (data, is_foreign) {
                let (message, help) = no_place(group, spec.method, &text.value);
                let at = Location::new(&file.path, text.span.clone());
                self.fault(Diagnostic::new(Code::InvalidValue, at, message).help(help));
                return;
            }
        }
    }
}
