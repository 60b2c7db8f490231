//! Text that must not be shown.

use std::cell::RefCell;
use std::fmt;
use std::ops::{Deref, DerefMut};

use bytes::Bytes;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroize;

use crate::slots::{self, Fit, Out, Place, Shown};

thread_local! {
    /// The secrets that were serialised so far, while [`collected`] runs.
    static WRITTEN: RefCell<Option<Vec<Secret>>> = const { RefCell::new(None) };
}

/// A password, a key or a token, in a request or in a reply.
///
/// Its `Debug` output is `[redacted]`, and its memory is wiped when it is dropped. Only [`Secret::expose`] and
/// serialisation reveal the text.
///
/// Request bodies with a secret are wiped after they are sent. Not wiped are memory that a growing buffer has left, and
/// copies of the body that the transport and its TLS make. Headers are not wiped either, nor is the url of a call with
/// a password in its query.
#[derive(Clone, Default)]
pub struct Secret(SecretString);

impl Secret {
    /// A secret with this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(SecretString::from(text.into()))
    }

    /// The text.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<SecretString> for Secret {
    fn from(text: SecretString) -> Self {
        Self(text)
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for Secret {}

/// Serialises the text, for a request.
impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        note_written(std::slice::from_ref(self));
        serializer.serialize_str(self.expose())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        slots::deserialize(deserializer)
    }
}

impl Place for Secret {
    fn blank() -> Self {
        Self::default()
    }

    fn expects(&self) -> &'static str {
        "a string"
    }

    fn absent(&mut self) {
        *self = Self::default();
    }

    fn integer(&mut self, value: i128) -> Fit {
        *self = Self::new(value.to_string());
        Ok(())
    }

    fn text(&mut self, value: &str) -> Fit {
        *self = Self::new(value);
        Ok(())
    }
}

impl Shown for Secret {
    fn out(&self) -> Out<'_> {
        Out::Secret(self)
    }
}

/// Bytes that are wiped in one operation when they are dropped. `Zeroizing<Vec<u8>>` wipes byte by byte, which takes as
/// long as writing a large request.
#[derive(Clone, Default)]
pub(crate) struct WipedBytes(Vec<u8>);

impl WipedBytes {
    /// Shares the bytes. They are wiped when the last reference is dropped.
    pub(crate) fn shared(self) -> Bytes {
        if self.0.is_empty() {
            return Bytes::new();
        }
        Bytes::from_owner(self)
    }
}

impl From<Vec<u8>> for WipedBytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl Deref for WipedBytes {
    type Target = Vec<u8>;

    fn deref(&self) -> &Vec<u8> {
        &self.0
    }
}

impl DerefMut for WipedBytes {
    fn deref_mut(&mut self) -> &mut Vec<u8> {
        &mut self.0
    }
}

impl AsRef<[u8]> for WipedBytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for WipedBytes {
    fn drop(&mut self) {
        // An empty vector has no memory of its own. A write of length 0 at its pointer takes some processors a hundred
        // cycles, because they first look for a page there.
        if self.0.capacity() > 0 {
            self.0.clear();
            self.0.spare_capacity_mut().zeroize();
        }
    }
}

/// Notes serialised secrets, while [`collected`] runs.
pub(crate) fn note_written(secrets: &[Secret]) {
    WRITTEN.with_borrow_mut(|written| {
        if let Some(written) = written {
            written.extend_from_slice(secrets);
        }
    });
}

/// Runs `write`, and returns the secrets that it serialises, whatever type contains them.
pub(crate) fn collected<T>(write: impl FnOnce() -> T) -> (T, Vec<Secret>) {
    /// Restores the previous list, also after a panic.
    struct Before(Option<Vec<Secret>>);

    impl Drop for Before {
        fn drop(&mut self) {
            WRITTEN.set(self.0.take());
        }
    }

    let before = Before(WRITTEN.replace(Some(Vec::new())));
    let value = write();
    let written = WRITTEN.take().unwrap_or_default();
    drop(before);
    (value, written)
}

#[cfg(test)]
mod tests {
    use super::{Secret, collected};

    #[test]
    fn serialised_secrets_are_collected() {
        #[derive(serde::Serialize)]
        struct Mine {
            odd_name: Vec<Secret>,
        }

        let mine = Mine {
            odd_name: vec!["a".into(), "b".into()],
        };
        let ((outer, inner), secrets) = collected(|| {
            let outer = serde_json::to_string(&Secret::from("c"));
            (outer, collected(|| serde_json::to_value(&mine)).1)
        });
        assert_eq!(outer.unwrap(), "\"c\"");
        assert_eq!((secrets, inner), (vec!["c".into()], vec!["a".into(), "b".into()]));
    }

    #[test]
    fn a_secret_is_sent_but_not_shown() {
        let secret = Secret::from("hunter2");
        assert_eq!(format!("{secret:?} {:?}", Some(&secret)), "[redacted] Some([redacted])");
        assert_eq!(serde_json::to_string(&secret).unwrap(), "\"hunter2\"");
        assert_eq!(serde_json::from_str::<Secret>("\"hunter2\"").unwrap(), secret);
        assert_ne!(secret, Secret::new("hunter3"));
    }
}
