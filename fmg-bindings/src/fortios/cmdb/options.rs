//! What a read returns, said on the call.

use std::fmt;

use crate::Endpoint;
use crate::fortios::{Call, Filter, FortiOs};

use super::read::{Object, Rows};
use super::{Get, GetChild, List, ListChildren, ReadComplex};

/// The parameters that every read of configuration takes.
#[derive(Debug)]
pub struct ReadParameters<'r> {
    datasource: &'r mut Option<bool>,
    with_meta: &'r mut Option<bool>,
    skip: &'r mut Option<bool>,
    format: &'r mut Option<String>,
}

/// The parameters that a read of many entries takes besides.
#[derive(Debug)]
pub struct ListParameters<'r> {
    start: &'r mut Option<i64>,
    count: &'r mut Option<i64>,
    key: &'r mut Option<String>,
    pattern: &'r mut Option<String>,
}

impl ListParameters<'_> {
    /// The index of the first entry; one that is negative is 0.
    pub(super) fn start(&self) -> u32 {
        let start = self.start.unwrap_or_default().clamp(0, u32::MAX.into());
        u32::try_from(start).unwrap_or_default()
    }

    /// Reads `count` entries from `start` on.
    pub(super) fn read(&mut self, start: Option<u32>, count: u32) {
        *self.start = start.map(Into::into);
        *self.count = Some(count.into());
    }
}

/// A read of configuration: [`List`], [`Get`], [`ReadComplex`] and those of sub tables.
pub trait Read {
    /// Its parameters.
    fn read_parameters(&mut self) -> ReadParameters<'_>;
}

/// A read of many entries: [`List`] and [`ListChildren`].
pub trait ReadMany: Read {
    /// Its parameters.
    fn list_parameters(&mut self) -> ListParameters<'_>;

    /// The filter, which stands beside the parameters until the call is sent.
    fn filter_mut(&mut self) -> &mut Option<Filter>;
}

macro_rules! read {
    ($($request:ident),*) => {
        $(impl Read for $request {
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
        $(impl<T> ReadMany for Rows<$request, T> {
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

read!(List, ListChildren, Get, GetChild, ReadComplex);
read_many!(List, ListChildren);

impl<R: Read, T> Read for Rows<R, T> {
    fn read_parameters(&mut self) -> ReadParameters<'_> {
        self.request.read_parameters()
    }
}

impl<R: Read, T> Read for Object<R, T> {
    fn read_parameters(&mut self) -> ReadParameters<'_> {
        self.request.read_parameters()
    }
}

/// What a read of configuration returns of each object.
impl<C, R: Read + Endpoint<Protocol = FortiOs>> Call<'_, C, R, FortiOs> {
    /// Whether to say for each reference to another object which table that is in.
    pub fn datasource(mut self, datasource: bool) -> Self {
        *self.request_mut().read_parameters().datasource = Some(datasource);
        self
    }

    /// Whether to add what is known about each object, such as its type and how many others refer to it.
    pub fn with_meta(mut self, with_meta: bool) -> Self {
        *self.request_mut().read_parameters().with_meta = Some(with_meta);
        self
    }

    /// Whether to leave out the properties that do not apply to an object because of others that it has.
    pub fn skip(mut self, skip: bool) -> Self {
        *self.request_mut().read_parameters().skip = Some(skip);
        self
    }

    /// Returns only these properties of each object, by their names on the wire (`format`); all of them, if there are
    /// none here.
    ///
    /// A row type needs a default then for each property that it has beyond these.
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

/// Which entries a read of many returns.
impl<C, R: ReadMany + Endpoint<Protocol = FortiOs>> Call<'_, C, R, FortiOs> {
    /// Begins with the entry of this index, counted from 0.
    ///
    /// Newer firmware refuses an index beyond the last entry.
    pub fn start(mut self, start: u32) -> Self {
        *self.request_mut().list_parameters().start = Some(start.into());
        self
    }

    /// Returns this many entries at most.
    ///
    /// [`pages`](Self::pages) reads a table of any size, so many at a time.
    pub fn count(mut self, count: u32) -> Self {
        *self.request_mut().list_parameters().count = Some(count.into());
        self
    }

    /// Returns only entries that meet this condition, and those given before.
    pub fn filter(mut self, filter: Filter) -> Self {
        let place = self.request_mut().filter_mut();
        *place = Some(match place.take() {
            Some(before) => before.and(filter),
            None => filter,
        });
        self
    }

    /// Returns only entries whose property `key` is `pattern`: one test, in the older way. [`filter`](Self::filter) can
    /// say more.
    pub fn key_pattern(mut self, key: impl Into<String>, pattern: impl fmt::Display) -> Self {
        let parameters = self.request_mut().list_parameters();
        *parameters.key = Some(key.into());
        *parameters.pattern = Some(pattern.to_string());
        self
    }
}
