//! The appliance that a description describes.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value};

use crate::diagnostic::{Code, Diagnostic, Location};
use crate::ir::ProductId;

/// The number of characters of a serial number that name the model.
const MODEL: usize = 6;

/// The firmware of the appliance that a description describes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Firmware {
    /// The product of the appliance.
    pub product: ProductId,
    /// Its version, such as `v7.2.8`.
    pub version: String,
    /// Its build.
    pub build: Option<u64>,
    /// The oldest version of several that were merged, of which this is the newest.
    pub since: Option<String>,
}

impl fmt::Display for Firmware {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(since) = &self.since {
            return write!(f, "{} {since} to {}", self.product.name(), self.version);
        }
        write!(f, "{} {}", self.product.name(), self.version)?;
        match self.build {
            Some(build) => write!(f, " build {build}"),
            None => Ok(()),
        }
    }
}

impl Firmware {
    /// Whether both can be of one appliance: the builds are equal, or one is not known.
    fn fits(&self, other: &Self) -> bool {
        let builds = self.build.zip(other.build);
        self.version == other.version && builds.is_none_or(|(own, other)| own == other)
    }
}

/// The newest of several versions, the oldest of which is the first.
pub(super) fn newest(versions: &[Firmware]) -> Option<Firmware> {
    let (first, last) = (versions.first()?, versions.last()?);
    let mut newest = last.clone();
    newest.since = Some(first.version.clone()).filter(|oldest| *oldest != last.version);
    Some(newest)
}

/// The appliances of the answers that were read, one of each product, to tell when others are mixed with them.
#[derive(Debug, Default)]
pub(super) struct Identities(BTreeMap<ProductId, Identity>);

impl Identities {
    /// The firmware of each product whose answers state it.
    pub(super) fn firmware(&self) -> impl Iterator<Item = &Firmware> {
        self.0.values().filter_map(Identity::firmware)
    }

    /// The firmware and the beginning of the serial number of the appliance of a product, as far as they are known.
    pub(super) fn of(&self, product: ProductId) -> (Option<&Firmware>, Option<&str>) {
        let own = self.0.get(&product);
        let model = own.and_then(|own| own.model.as_ref()).map(|(model, _)| model.as_str());
        (own.and_then(Identity::firmware), model)
    }

    /// A fault if an answer is of another firmware or model than those before of the same product.
    pub(super) fn check(
        &mut self,
        product: ProductId,
        at: &Location,
        envelope: &Map<String, Value>,
    ) -> Option<Diagnostic> {
        self.0.entry(product).or_default().check(product, at, envelope)
    }
}

/// The appliance of the answers of one product.
#[derive(Debug, Default)]
struct Identity {
    firmware: Option<(Firmware, Location)>,
    /// The beginning of the serial number. The rest of it is not kept, since reports are shown to others.
    model: Option<(String, Location)>,
}

impl Identity {
    fn firmware(&self) -> Option<&Firmware> {
        self.firmware.as_ref().map(|(firmware, _)| firmware)
    }

    /// A fault if an answer is of another firmware or model than those before.
    fn check(&mut self, product: ProductId, at: &Location, envelope: &Map<String, Value>) -> Option<Diagnostic> {
        // A text with control characters is no version and no serial number.
        let text = |name: &str| {
            let text = envelope.get(name).and_then(Value::as_str);
            text.filter(|text| !text.contains(char::is_control))
        };
        let firmware = text("version").filter(|text| is_version(text)).map(|version| Firmware {
            product,
            version: version.to_owned(),
            build: envelope.get("build").and_then(Value::as_u64),
            since: None,
        });
        let model = text("serial").and_then(|serial| serial.get(..MODEL));
        if let Some(firmware) = firmware {
            match &self.firmware {
                Some((known, earlier)) if !known.fits(&firmware) => {
                    return Some(mixed(at, earlier, &firmware.to_string(), &known.to_string()));
                }
                Some((known, _)) if known.build.is_some() || firmware.build.is_none() => {}
                // A Swagger file does not state the build.
                Some(_) | None => self.firmware = Some((firmware, at.clone())),
            }
        }
        if let Some(model) = model {
            match &self.model {
                Some((known, earlier)) if known != model => {
                    return Some(mixed(
                        at,
                        earlier,
                        &format!("a model `{model}…`"),
                        &format!("`{known}…`"),
                    ));
                }
                Some(_) => {}
                None => self.model = Some((model.to_owned(), at.clone())),
            }
        }
        None
    }
}

/// Whether an answer states its firmware.
pub(super) fn states_firmware(envelope: &Map<String, Value>) -> bool {
    envelope.get("version").and_then(Value::as_str).is_some_and(is_version)
}

/// Whether a text is a version, such as `v7.2.8`. A text with control characters is not a version.
fn is_version(text: &str) -> bool {
    text.trim_start_matches('v').starts_with(|c: char| c.is_ascii_digit()) && !text.contains(char::is_control)
}

fn mixed(at: &Location, earlier: &Location, one: &str, other: &str) -> Diagnostic {
    Diagnostic::new(
        Code::MixedDescriptions,
        at.clone(),
        format!("the answer is of {one}, an earlier one of {other}"),
    )
    .also(earlier.clone(), "the earlier one")
    .help(
        "import the answers of one appliance with one firmware; to merge versions, give each a file or folder of its own \
         and name the folder around them by `versions`, or `--versions`",
    )
}
