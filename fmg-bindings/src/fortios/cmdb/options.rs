//! Options of a read, set on the call.

use std::fmt;

use crate::Endpoint;
use crate::fortios::{Call, Filter, FortiOs};

use super::read::Read;
use super::{Get, GetChild, GetComplexChild, List, ListChildren, ListComplexChildren, ReadComplex};

/// The parameters that every read of configuration takes.
#[derive(Debug)]
pub struct ReadParameters<'r> {
    datasource: &'r mut Option<bool>,
    with_meta: &'r mut Option<bool>,
    skip: &'r mut Option<bool>,
    format: &'r mut Option<String>,
}

/// The additional parameters of a read of many entries.
#[derive(Debug)]
pub struct ListParameters<'r> {
    start: &'r mut Option<i64>,
    count: &'r mut Option<i64>,
    key: &'r mut Option<String>,
    pattern: &'r mut Option<String>,
}

impl ListParameters<'_> {
    /// The index of the first entry; a negative index counts as 0.
    pub(super) fn start(&self) -> u32 {
        let start = self.start.unwrap_or_default().clamp(0, u32::MAX.into());
        u32::try_from(start).unwrap_or_default()
    }

    /// Reads `count` entries, beginning at `start`.
    pub(super) fn read(&mut self, start: Option<u32>, count: u32) {
        *self.start = start.map(Into::into);
        *self.count = Some(count.into());
    }
}

/// A request that reads the configuration: [`List`], [`Get`], [`ReadComplex`] and those of sub tables.
pub trait ReadRequest {
    /// Its parameters.
    fn read_parameters(&mut self) -> ReadParameters<'_>;
}

/// A request that reads many entries: [`List`], [`ListChildren`] and [`ListComplexChildren`].
pub trait ListRequest: ReadRequest {
    /// Its parameters.
    fn list_parameters(&mut self) -> ListParameters<'_>;

    /// The filter, which is kept beside the parameters until the call is sent.
    fn filter_mut(&mut self) -> &mut Option<Filter>;
}

macro_rules! read {
    ($($request:ident),*) => {
        $(impl ReadRequest for $request {
            fn read_parameters(&mut self) -> ReadParameters<'_> {
                ReadParameters {
                    datasource: &mut self.datasource,
                    with_meta: &mut self.with_meta,
                    skip: &mut self.skip,
                    format: &mut self.format,
                }
            }
        })*
    };
}

macro_rules! read_many {
    ($($request:ident),*) => {
        $(impl<A> ListRequest for Read<$request, A> {
            fn list_parameters(&mut self) -> ListParameters<'_> {
                let request = &mut self.request;
                ListParameters {
                    start: &mut request.start,
                    count: &mut request.count,
                    key: &mut request.key,
                    pattern: &mut request.pattern,
                }
            }

            fn filter_mut(&mut self) -> &mut Option<Filter> {
                &mut self.filter
            }
        })*
    };
}

read!(
    List,
    ListChildren,
    ListComplexChildren,
    Get,
    GetChild,
    GetComplexChild,
    ReadComplex
);
read_many!(List, ListChildren, ListComplexChildren);

impl<R: ReadRequest, A> ReadRequest for Read<R, A> {
    fn read_parameters(&mut self) -> ReadParameters<'_> {
        self.request.read_parameters()
    }
}

/// Options that select what a read of the configuration returns of each object.
impl<C, R: ReadRequest + Endpoint<Protocol = FortiOs>> Call<'_, C, R, FortiOs> {
    /// Sets whether each reference to another object comes with the name of its table.
    pub fn datasource(mut self, datasource: bool) -> Self {
        *self.request_mut().read_parameters().datasource = Some(datasource);
        self
    }

    /// Sets whether each object comes with additional information, such as its type and the number of references to it.
    pub fn with_meta(mut self, with_meta: bool) -> Self {
        *self.request_mut().read_parameters().with_meta = Some(with_meta);
        self
    }

    /// Sets whether to omit properties that do not apply to an object because of its other properties.
    pub fn skip(mut self, skip: bool) -> Self {
        *self.request_mut().read_parameters().skip = Some(skip);
        self
    }

    /// Returns only these properties of each object, by their names on the wire (`format`). An empty list selects all
    /// properties.
    ///
    /// A row type then needs a default for each property that is not in this list.
    pub fn fields<F: AsRef<str>>(mut self, fields: impl IntoIterator<Item = F>) -> Self {
        let mut format = String::new();
        for field in fields {
            if !format.is_empty() {
                format.push('|');
            }
            format.push_str(field.as_ref());
        }
        *self.request_mut().read_parameters().format = Some(format).filter(|format| !format.is_empty());
        self
    }
}

/// Options that select which entries a read of many returns.
impl<C, R: ListRequest + Endpoint<Protocol = FortiOs>> Call<'_, C, R, FortiOs> {
    /// Starts with the entry at this index, counted from 0.
    ///
    /// Newer firmware refuses an index beyond the last entry.
    pub fn start(mut self, start: u32) -> Self {
        *self.request_mut().list_parameters().start = Some(start.into());
        self
    }

    /// Returns at most this many entries.
    ///
    /// [`pages`](Self::pages) reads a table of any size page by page.
    pub fn count(mut self, count: u32) -> Self {
        *self.request_mut().list_parameters().count = Some(count.into());
        self
    }

    /// Returns only entries that meet this condition and all conditions of earlier calls of this method.
    pub fn filter(mut self, filter: Filter) -> Self {
        let place = self.request_mut().filter_mut();
        *place = Some(match place.take() {
            Some(before) => before.and(filter),
            None => filter,
        });
        self
    }

    /// Returns only entries whose property `key` is `pattern`: a single test, in the older form.
    /// [`filter`](Self::filter) is more general.
    pub fn key_pattern(mut self, key: impl Into<String>, pattern: impl fmt::Display) -> Self {
        let parameters = self.request_mut().list_parameters();
        *parameters.key = Some(key.into());
        *parameters.pattern = Some(pattern.to_string());
        self
    }
}
