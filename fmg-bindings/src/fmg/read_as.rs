//! A request whose `data` is read as a type of the user's own.

use serde::de::DeserializeOwned;

use super::request::{Members, Method, Request};
pub use crate::read_as::As;

impl<R: Request, T: DeserializeOwned + Send> Request for As<R, T> {
    const METHOD: Method = R::METHOD;

    fn method(&self) -> Method {
        self.request.method()
    }

    fn write_members(&self, out: &mut Members<'_>) {
        self.request.write_members(out);
    }
}
