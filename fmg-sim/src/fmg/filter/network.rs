//! IPv4 networks, compared by containment.

use std::cmp::Ordering;
use std::net::Ipv4Addr;

use serde_json::Value;

/// An IPv4 network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Network {
    address: u32,
    length: u32,
}

impl Network {
    /// Parses a network: `10.0.0.0/24`, `10.0.0.0/255.255.255.0`, or a list of the two parts.
    pub(super) fn of(value: &Value) -> Option<Self> {
        let (address, mask) = match value {
            Value::String(text) => text.split_once('/')?,
            Value::Array(items) => match items.as_slice() {
                [address, mask] => (address.as_str()?, mask.as_str()?),
                [only] => return Self::of(only),
                _ => return None,
            },
            _ => return None,
        };
        let address: Ipv4Addr = address.parse().ok()?;
        let mask = if let Ok(mask) = mask.parse::<Ipv4Addr>() {
            mask.to_bits()
        } else {
            let length: u32 = mask.parse().ok().filter(|length| *length <= 32)?;
            u32::MAX.checked_shl(32 - length).unwrap_or(0)
        };
        Some(Self {
            address: address.to_bits() & mask,
            length: mask.leading_ones(),
        })
    }

    /// Less: the other one contains it. `None`: neither contains the other.
    pub(super) fn compare(self, other: Self) -> Option<Ordering> {
        let shorter = self.length.min(other.length);
        let mask = u32::MAX.checked_shl(32 - shorter).unwrap_or(0);
        (self.address & mask == other.address & mask).then(|| other.length.cmp(&self.length))
    }
}
