//! What a client holds as secrets, whatever is called.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::secret::Secret;

/// So many passwords that were asked for are known: an appliance may still quote the one before.
const ASKED: usize = 4;

/// The secrets of a client, which no error shows. Clones are the same.
#[derive(Clone, Default)]
pub(crate) struct ClientSecrets {
    given: Arc<[Secret]>,
    asked: Arc<Mutex<VecDeque<Secret>>>,
}

impl ClientSecrets {
    /// Those that a builder was given.
    pub(crate) fn given(self, secrets: impl IntoIterator<Item = Secret>) -> Self {
        Self {
            given: secrets.into_iter().collect(),
            ..self
        }
    }

    /// Notes a secret that was asked for.
    pub(crate) fn note(&self, secret: &Secret) {
        let mut asked = self.asked();
        if !asked.contains(secret) {
            asked.truncate(ASKED - 1);
            asked.push_front(secret.clone());
        }
    }

    /// All of them.
    pub(crate) fn all(&self) -> Vec<Secret> {
        self.given.iter().chain(self.asked().iter()).cloned().collect()
    }

    fn asked(&self) -> MutexGuard<'_, VecDeque<Secret>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
