//! Refusals: what one call means by a code and a message of its own.

use std::collections::BTreeMap;

use fmg_template::spelling::nearest;

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::{Group, Protocol, Refusal};
use crate::spec::{RefusalSpec, SpecFile};

use super::Lowering;
use super::source::source;

impl Lowering<'_> {
    /// The refusals of the calls of `groups`.
    pub(super) fn refusals(&mut self, files: &[&SpecFile], groups: &[Group]) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        let mut seen: BTreeMap<_, Location> = BTreeMap::new();
        for file in files {
            for spec in &file.refusals {
                self.sources(file, &spec.source);
                let here = Location::new(&file.path, spec.url.span.clone());
                let message = spec.message.as_ref().map(|message| &message.value);
                let key = (spec.url.value.as_str(), spec.code.value, message);
                if let Some(earlier) = seen.insert(key, here.clone()) {
                    self.fault(
                        Diagnostic::new(Code::Duplicate, here, "this refusal is listed twice")
                            .also(earlier, "first here"),
                    );
                }
                self.refused_call(file, spec, groups);
                if let Some(class) = self.class(file, &spec.class) {
                    refusals.push(Refusal {
                        url: spec.url.value.clone(),
                        code: spec.code.value,
                        message: message.cloned(),
                        meaning: spec.meaning.value.trim().to_owned(),
                        class,
                        source: spec.source.iter().map(source).collect(),
                    });
                }
            }
        }
        refusals
    }

    /// Reports a url that no call has.
    fn refused_call(&mut self, file: &SpecFile, spec: &RefusalSpec, groups: &[Group]) {
        let groups = groups.iter().filter(|group| group.protocol == Protocol::JsonRpc);
        let urls: Vec<_> = groups
            .flat_map(|group| &group.endpoints)
            .map(|endpoint| endpoint.template.source())
            .collect();
        let url = spec.url.value.as_str();
        if urls.contains(&url) {
            return;
        }
        let fault = Diagnostic::new(
            Code::InvalidValue,
            Location::new(&file.path, spec.url.span.clone()),
            format!("no call of JSON-RPC has the url `{url}`"),
        );
        self.fault(match nearest(url, urls.iter().copied()) {
            Some(near) => fault.label(format!("did you mean `{near}`?")),
            None => fault.label("no such call"),
        });
    }
}
