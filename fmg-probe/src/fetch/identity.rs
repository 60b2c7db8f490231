//! The appliance that a folder describes.

use std::collections::BTreeMap;
use std::fmt;

use fmg_bindings::fortios::Envelope;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The number of characters of a serial number that name the model. The rest of it is not stored.
const MODEL: usize = 6;

/// A product that can be asked for descriptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Product {
    /// A FortiGate.
    FortiOs,
    /// A FortiManager.
    Fmg,
}

impl fmt::Display for Product {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FortiOs => "FortiOS",
            Self::Fmg => "FortiManager",
        })
    }
}

/// The firmware and the model of an appliance, as far as it states them, and the parts of it that are described.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Identity {
    /// The version, such as `v7.2.8`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The build.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build: Option<u64>,
    /// The beginning of the serial number, which names the model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The parts that are described, by their kinds, such as the name of an ADOM.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parts: BTreeMap<String, String>,
}

impl Identity {
    /// The identity that the members around an answer state.
    pub(super) fn around(answer: &Value) -> Self {
        let text = |name: &str| answer.get(name).and_then(Value::as_str).map(str::to_owned);
        Self {
            version: text("version"),
            build: answer.get("build").and_then(Value::as_u64),
            model: text("serial").as_deref().map(model),
            parts: BTreeMap::new(),
        }
    }

    /// The identity that the members around a reply of FortiOS state.
    pub(crate) fn of(envelope: &Envelope) -> Self {
        Self {
            version: envelope.version.clone(),
            build: envelope.build,
            model: envelope.serial.as_deref().map(model),
            ..Self::default()
        }
    }

    /// The identity of a FortiManager, whose version is a text such as `v7.0.3-build0254 220202 (GA)`.
    pub(crate) fn of_fmg(version: Option<&str>, serial: Option<&str>) -> Self {
        let words = version.and_then(|text| text.split_whitespace().next());
        let (version, build) = match words.and_then(|word| word.split_once("-build")) {
            Some((version, build)) => (Some(version), build.parse().ok()),
            None => (words, None),
        };
        Self {
            version: version.map(str::to_owned),
            build,
            model: serial.map(model),
            ..Self::default()
        }
    }

    /// The identity of an appliance of which only the product is known.
    pub(super) fn of_product(product: Product) -> Self {
        Self {
            version: Some(product.to_string()),
            ..Self::default()
        }
    }

    /// Whether both can be of one appliance: the facts that both state are equal.
    pub(super) fn is_compatible(&self, other: &Self) -> bool {
        fn agree<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
            one.is_none() || other.is_none() || one == other
        }
        let parts = self.parts.iter();
        agree(self.version.as_ref(), other.version.as_ref())
            && agree(self.build.as_ref(), other.build.as_ref())
            && agree(self.model.as_ref(), other.model.as_ref())
            && parts
                .clone()
                .all(|(kind, name)| agree(Some(name), other.parts.get(kind)))
    }

    /// Adds the facts that only the other states. Returns whether it states any.
    pub(super) fn complete(&mut self, other: &Self) -> bool {
        let before = self.clone();
        self.version = self.version.take().or_else(|| other.version.clone());
        self.build = self.build.or(other.build);
        self.model = self.model.take().or_else(|| other.model.clone());
        for (kind, name) in &other.parts {
            self.parts.entry(kind.clone()).or_insert_with(|| name.clone());
        }
        *self != before
    }
}

/// The part of a serial number that names the model.
pub(super) fn model(serial: &str) -> String {
    serial.chars().take(MODEL).collect()
}

/// Such as `v7.2.8 build 1639, model FG180F, adom "demo"`.
impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.version {
            // Text of the appliance, shown on a terminal.
            Some(version) => write!(f, "{}", version.escape_debug())?,
            None => f.write_str("an unknown version")?,
        }
        if let Some(build) = self.build {
            write!(f, " build {build}")?;
        }
        if let Some(model) = &self.model {
            write!(f, ", model {}", model.escape_debug())?;
        }
        for (kind, name) in &self.parts {
            write!(f, ", {kind} {name:?}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_both_state_is_compared() {
        let own = Identity::around(&json!({"version": "v7.2.8", "build": 1639, "serial": "FG180F0000000001"}));
        assert_eq!(own.to_string(), "v7.2.8 build 1639, model FG180F");
        assert!(own.is_compatible(&Identity::default()) && Identity::default().is_compatible(&own));
        assert!(own.is_compatible(&Identity::around(&json!({"serial": "FG180F0000000002"}))));
        for other in [
            json!({"version": "v7.2.9"}),
            json!({"build": 1640}),
            json!({"serial": "FGT60F0000000001"}),
        ] {
            assert!(!own.is_compatible(&Identity::around(&other)), "{other}");
        }
    }

    #[test]
    fn the_version_of_a_fortimanager_is_taken_apart() {
        let of = |text: &str| Identity::of_fmg(Some(text), Some("FMGVMSTM0000001")).to_string();
        assert_eq!(of("v7.0.3-build0254 220202 (GA)"), "v7.0.3 build 254, model FMGVMS");
        assert_eq!(of("v7.4.2-build2397 230925 (GA.F)"), "v7.4.2 build 2397, model FMGVMS");
        assert_eq!(of("v8"), "v8, model FMGVMS");
        assert_eq!(of(""), "an unknown version, model FMGVMS");
    }

    #[test]
    fn parts_of_one_kind_are_compared() {
        let part = |name: &str| Identity {
            parts: BTreeMap::from([("adom".to_owned(), name.to_owned())]),
            ..Identity::default()
        };
        assert!(part("demo").is_compatible(&part("demo")));
        assert!(!part("demo").is_compatible(&part("other")));
        let mut own = Identity::default();
        assert!(own.complete(&part("demo")) && !own.complete(&part("other")));
        assert_eq!(own.to_string(), "an unknown version, adom \"demo\"");
    }
}
