//! Text that must not be shown.

use std::cell::RefCell;
use std::fmt;

use bytes::Bytes;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use crate::slots::{self, Fit, Out, Place, Shown};

thread_local! {
    /// The secrets that are being written, if anybody wants to know.
    static WRITTEN: RefCell<Option<Vec<Secret>>> = const { RefCell::new(None) };
}

/// A password, a key, a token: text that goes over the wire and nowhere else.
///
/// Printing it shows `[redacted]`, and its memory is wiped when it is dropped. Only [`Secret::expose`]
/// and sending it give the text away.
///
/// The bodies of requests, which hold it, are wiped once they are sent. What is not wiped: buffers that grew while a
/// body was written, the url of a call that takes a password in its query, headers, and the copies that the transport and
/// its TLS make on the way.
#[derive(Clone, Default)]
pub struct Secret(SecretString);

impl Secret {
    /// Takes the text in.
    pub fn new(text: impl Into<String>) -> Self {
        Self(SecretString::from(text.into()))
    }

    /// The text itself.
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

/// Writes the text: it is meant for the wire.
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

/// Bytes that are wiped when the last that shares them is done with them.
pub(crate) fn wiped(bytes: Vec<u8>) -> Bytes {
    if bytes.is_empty() {
        return Bytes::new();
    }
    Bytes::from_owner(Zeroizing::new(bytes))
}

/// Tells whoever wants to know that these are written.
pub(crate) fn note_written(secrets: &[Secret]) {
    WRITTEN.with_borrow_mut(|written| {
        if let Some(written) = written {
            written.extend_from_slice(secrets);
        }
    });
}

/// Runs `write`, and gives the secrets that it serialises, whatever type holds them.
pub(crate) fn collected<T>(write: impl FnOnce() -> T) -> (T, Vec<Secret>) {
    /// Puts back what was there before, also after a panic.
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
    fn secrets_that_are_written_are_known() {
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
