//! Replies that are plain text.

use serde::de::{Deserialize, Deserializer};

use crate::Response;
use crate::slots::Notes;

/// The response of a call that answers with plain text, such as a log. The call returns it as a [`String`].
#[derive(Debug, Default)]
pub struct Text(String);

impl Response for Text {
    type Output = String;
    const IS_TEXT: bool = true;

    fn read_data<'de, D: Deserializer<'de>>(&mut self, data: D, _: &mut Notes) -> Result<bool, D::Error> {
        self.0 = String::deserialize(data)?;
        Ok(true)
    }

    fn finish(self, found_data: bool) -> Option<String> {
        found_data.then_some(self.0)
    }
}
