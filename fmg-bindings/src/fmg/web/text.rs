//! Replies that are plain text.

use crate::response::{DataSlot, Response, Slotted, slotted};

/// The response of a call that answers with plain text, such as a log. The call returns it as a [`String`].
#[derive(Debug, Default)]
pub struct Text(String);

impl Response for Text {
    type Output = String;
    const IS_TEXT: bool = true;

    slotted!();

    fn finish(self, found_data: bool) -> Option<String> {
        found_data.then_some(self.0)
    }
}

impl Slotted for Text {
    fn data_slot(&mut self) -> DataSlot<'_> {
        DataSlot::Required(&mut self.0)
    }
}
