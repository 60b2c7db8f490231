//! Options of a read, set on the call.

use serde_json::{Value, json};

use super::Filter;
use crate::endpoint::Protocol;
use crate::generated::fmg::protocol::ReadOptions;
use crate::{Call, Endpoint};

/// A call with options beside its url. Generated calls implement it.
pub trait WithOptions {
    /// The options.
    type Options;

    /// The options of this call.
    fn options_mut(&mut self) -> &mut Self::Options;
}

impl<C, E: WithOptions + Endpoint<Protocol = P>, P: Protocol> WithOptions for Call<'_, C, E, P> {
    type Options = E::Options;

    fn options_mut(&mut self) -> &mut E::Options {
        self.request_mut().options_mut()
    }
}

/// The direction of a sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Order {
    /// The smallest value first.
    Ascending,
    /// The largest value first.
    Descending,
}

/// Selects the rows and fields that a read returns. Every call with [`ReadOptions`] implements it, and so does the call
/// that a client's method returns for it.
///
/// ```
/// use fmg_bindings::adom;
/// use fmg_bindings::fmg::scope::Objects;
/// use fmg_bindings::fmg::{Filter, Order, Query, address};
///
/// let read = address::List::new(Objects::new(adom!("demo")))
///     .fields(["name", "subnet"])
///     .filter(Filter::eq("type", "ipmask"))
///     .sort("name", Order::Ascending)
///     .range(0, 100);
/// assert_eq!(read.options().range, Some(vec![0, 100]));
/// ```
pub trait Query: WithOptions<Options = ReadOptions> + Sized {
    /// Returns only these fields. The reply also holds the key and the `oid` of each row.
    #[must_use]
    fn fields<F: Into<String>>(mut self, fields: impl IntoIterator<Item = F>) -> Self {
        self.options_mut().fields = Some(fields.into_iter().map(Into::into).collect());
        self
    }

    /// Returns only rows that meet this condition.
    #[must_use]
    fn filter(mut self, filter: Filter) -> Self {
        self.options_mut().filter = Some(filter);
        self
    }

    /// Sorts by this field, after the fields of earlier calls of this method.
    #[must_use]
    fn sort(mut self, field: &str, order: Order) -> Self {
        let direction = match order {
            Order::Ascending => 1,
            Order::Descending => -1,
        };
        let sortings: &mut Vec<Value> = self.options_mut().sortings.get_or_insert_default();
        sortings.push(json!({ field: direction }));
        self
    }

    /// Returns `count` rows, starting with the row at index `first`, counted from 0.
    #[must_use]
    fn range(mut self, first: u32, count: u32) -> Self {
        self.options_mut().range = Some(vec![first.into(), count.into()]);
        self
    }

    /// Leaves out the sub tables of each row (`false`), which makes large reads faster.
    #[must_use]
    fn load_sub(mut self, load: bool) -> Self {
        self.options_mut().loadsub = Some(load);
        self
    }

    /// Requests an additional option by its name, such as `scope member`.
    #[must_use]
    fn option(mut self, name: impl Into<String>) -> Self {
        self.options_mut().option.get_or_insert_default().push(name.into());
        self
    }
}

impl<R: WithOptions<Options = ReadOptions>> Query for R {}
