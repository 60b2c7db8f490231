//! The secrets of a client, for all of its calls.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::secret::Secret;

/// The number of passwords from `credentials_from` that are kept: an appliance may still quote the previous one.
const ASKED: usize = 4;

/// The secrets of a client, which errors leave out. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct ClientSecrets {
    given: Arc<[Secret]>,
    asked: Arc<Mutex<VecDeque<Secret>>>,
}

impl ClientSecrets {
    /// Sets the secrets that a builder was given.
    pub(crate) fn given(self, secrets: impl IntoIterator<Item = Secret>) -> Self {
        Self {
            given: secrets.into_iter().collect(),
            ..self
        }
    }

    /// Notes a secret that `credentials_from` returned.
    pub(crate) fn note(&self, secret: &Secret) {
        let mut asked = self.asked();
        if !asked.contains(secret) {
            asked.truncate(ASKED - 1);
            asked.push_front(secret.clone());
        }
    }

    /// All secrets.
    pub(crate) fn all(&self) -> Vec<Secret> {
        self.given.iter().chain(self.asked().iter()).cloned().collect()
    }

    fn asked(&self) -> MutexGuard<'_, VecDeque<Secret>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
