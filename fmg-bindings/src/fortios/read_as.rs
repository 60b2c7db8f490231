//! A request whose `results` are read as a type of the user's own.

use serde::de::DeserializeOwned;

use super::request::{Cacheable, Method, Request};
use crate::read_as::As;
use crate::web::members::Members;

impl<R: Request, T: DeserializeOwned + Send> Request for As<R, T> {
    const METHOD: Method = R::METHOD;
    const ACCESS_GROUP: Option<&'static str> = R::ACCESS_GROUP;
    const ONE_OF: &'static [&'static [&'static str]] = R::ONE_OF;

    fn method(&self) -> Method {
        self.request.method()
    }

    fn write_members(&self, out: &mut Members) {
        self.request.write_members(out);
    }
}

impl<R: Cacheable, T: DeserializeOwned + Send> Cacheable for As<R, T> {}
