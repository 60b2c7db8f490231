//! Reads of the CMDB with row types of the caller.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::endpoint::forward_endpoint;
use crate::error::DecodeErrorKind;
use crate::fortios::{Cacheable, Filter, FortiOs};
use crate::slots::Notes;
use crate::{Endpoint, Response};

/// The read `R` of many entries, returned as a list of `T`s. Without entries the list is empty.
///
/// The methods of [`Cmdb`](super::Cmdb) make it. Methods of the [call](crate::fortios::Call) select entries and
/// properties.
pub struct Rows<R, T> {
    pub(super) request: R,
    /// Kept apart from the parameters until the call is written, so that an invalid filter is an error of the call.
    pub(super) filter: Option<Filter>,
    row: PhantomData<fn() -> T>,
}

/// The read `R` of one object, returned as a `T`. A reply without the object is an error for which
/// [`Error::is_not_found`](crate::Error::is_not_found) is true.
///
/// The methods of [`Cmdb`](super::Cmdb) make it.
pub struct Object<R, T> {
    pub(super) request: R,
    row: PhantomData<fn() -> T>,
}

impl<R, T> Rows<R, T> {
    pub(super) fn new(request: R) -> Self {
        Self {
            request,
            filter: None,
            row: PhantomData,
        }
    }

    /// The request that is sent, without the filter.
    pub fn request(&self) -> &R {
        &self.request
    }
}

impl<R, T> Object<R, T> {
    pub(super) fn new(request: R) -> Self {
        Self {
            request,
            row: PhantomData,
        }
    }

    /// The request that is sent.
    pub fn request(&self) -> &R {
        &self.request
    }
}

impl<R: Endpoint<Protocol = FortiOs>, T: DeserializeOwned + Send> Endpoint for Rows<R, T> {
    type Protocol = FortiOs;
    type Response = RowsResponse<T>;

    forward_endpoint!(R, |this| this.request, |this, out| out.query("filter", &this.filter));
}

impl<R: Cacheable, T: DeserializeOwned + Send> Cacheable for Rows<R, T> {}

impl<R: Endpoint<Protocol = FortiOs>, T: DeserializeOwned + Send> Endpoint for Object<R, T> {
    type Protocol = FortiOs;
    type Response = ObjectResponse<T>;

    forward_endpoint!(R, |this| this.request);
}

impl<R: Cacheable, T: DeserializeOwned + Send> Cacheable for Object<R, T> {}

// Not derived: a derive would require `T: Clone`.
impl<R: Clone, T> Clone for Rows<R, T> {
    fn clone(&self) -> Self {
        Self {
            request: self.request.clone(),
            filter: self.filter.clone(),
            row: PhantomData,
        }
    }
}

impl<R: Clone, T> Clone for Object<R, T> {
    fn clone(&self) -> Self {
        Self::new(self.request.clone())
    }
}

impl<R: fmt::Debug, T> fmt::Debug for Rows<R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows")
            .field("request", &self.request)
            .field("filter", &self.filter)
            .finish()
    }
}

impl<R: fmt::Debug, T> fmt::Debug for Object<R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Object").field(&self.request).finish()
    }
}

/// The response type of [`Rows`].
#[derive(Debug)]
pub struct RowsResponse<T>(Vec<T>);

impl<T> Default for RowsResponse<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: DeserializeOwned + Send> Response for RowsResponse<T> {
    type Output = Vec<T>;

    fn read_data<'de, D: Deserializer<'de>>(&mut self, data: D, _: &mut Notes) -> Result<bool, D::Error> {
        self.0 = Vec::deserialize(data)?;
        Ok(true)
    }

    fn finish(self, _: bool) -> Option<Vec<T>> {
        Some(self.0)
    }
}

/// The response type of [`Object`]: an object by itself, or in a list of one, as table entries come.
#[derive(Debug)]
pub struct ObjectResponse<T>(Option<T>);

impl<T> Default for ObjectResponse<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: DeserializeOwned + Send> Response for ObjectResponse<T> {
    type Output = T;

    const LACKING: DecodeErrorKind = DecodeErrorKind::NoObject;

    fn read_data<'de, D: Deserializer<'de>>(&mut self, data: D, _: &mut Notes) -> Result<bool, D::Error> {
        self.0 = data.deserialize_any(ObjectVisitor(PhantomData))?;
        Ok(self.0.is_some())
    }

    fn finish(self, _: bool) -> Option<T> {
        self.0
    }
}

struct ObjectVisitor<T>(PhantomData<fn() -> T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object, alone or in a list of one")
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Option<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(object)).map(Some)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Option<T>, A::Error> {
        let object = list.next_element()?;
        match list.next_element::<IgnoredAny>()? {
            // It is unknown which of several objects was requested.
            Some(_) => Err(A::Error::custom("a list of several objects instead of one")),
            None => Ok(object),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Address {
        name: String,
    }

    fn read_object(results: &Value) -> Result<Option<Address>, serde_json::Error> {
        let mut response = ObjectResponse::<Address>::default();
        let found = response.read_data(results, &mut Notes::refusing())?;
        let object = response.finish(found);
        assert_eq!(object.is_some(), found);
        Ok(object)
    }

    #[test]
    fn an_object_may_come_in_a_list_of_one() {
        let name = || Some(Address { name: "a".into() });
        assert_eq!(read_object(&json!({"name": "a", "more": [1]})).unwrap(), name());
        assert_eq!(read_object(&json!([{"name": "a"}])).unwrap(), name());
        assert_eq!(read_object(&json!([])).unwrap(), None);
        // A list of values is not a row.
        assert!(read_object(&json!(["a"])).is_err());
        assert!(read_object(&json!("a")).is_err());
        assert!(read_object(&json!([{"name": "a"}, {"name": "b"}])).is_err());
    }

    #[test]
    fn no_results_are_an_empty_list() {
        assert!(RowsResponse::<Address>::default().finish(false).unwrap().is_empty());
    }
}
