//! Options of a read, set on the call.

use serde_json::{Value, json};

use super::Filter;
use super::package::ScopeMember;
use super::scope::Objects;
use crate::endpoint::Protocol;
use crate::generated::fmg::protocol::{DatasrcTable, ExpandDatasrc, ExpandMember, ReadOption, ReadOptions, SubFetch};
use crate::tables::{In, Table};
use crate::{Call, Endpoint, Open};

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

    /// Requests an additional option. One that this crate does not know is given by its name.
    #[must_use]
    fn option(mut self, option: impl Into<Open<ReadOption>>) -> Self {
        self.options_mut().option.get_or_insert_default().push(option.into());
        self
    }

    /// Selects the returned part of a sub table of the rows, by its name.
    ///
    /// ```
    /// # use fmg_bindings::fmg::package::ScopeMember;
    /// # use fmg_bindings::fmg::variable::Variable;
    /// # use fmg_bindings::fmg::{self, Query, protocol::SubFetch};
    /// # use fmg_bindings::{Error, adom};
    /// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
    /// // The metadata variables that have a value for one device, with that value.
    /// let of_device = SubFetch::new().scope_member([ScopeMember::device("dev_001", "global")]).exactly(1);
    /// let objects = fmg.adom(adom!("demo"));
    /// let objects = objects.objects();
    /// let variables = objects.list::<Variable>().sub_fetch("dynamic_mapping", of_device).sub_fetch_filter().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    fn sub_fetch(mut self, table: impl Into<String>, what: SubFetch) -> Self {
        self.options_mut()
            .sub_fetch
            .get_or_insert_default()
            .insert(table.into(), what);
        self
    }

    /// Returns only rows that have rows in each sub table of [`sub_fetch`](Self::sub_fetch), or as many as it states.
    #[must_use]
    fn sub_fetch_filter(mut self) -> Self {
        self.options_mut().subfetch_filter = Some(true);
        self
    }

    /// Returns the rows of a table below each row with it, in its member `expand member`. Read the rows as a type of your
    /// own that has this member.
    #[must_use]
    fn expand_member(mut self, member: ExpandMember) -> Self {
        self.options_mut().expand_member.get_or_insert_default().push(member);
        self
    }

    /// Returns the references in a field as rows in place of names. Read the rows as a type of your own, whose field has
    /// rows.
    #[must_use]
    fn expand_datasrc(mut self, field: ExpandDatasrc) -> Self {
        self.options_mut().expand_datasrc.get_or_insert_default().push(field);
        self
    }

    /// Returns these meta fields with each row, by the option `get meta`. It has no effect on the read of one row, which
    /// returns all of them.
    #[must_use]
    fn meta_fields<F: Into<String>>(mut self, fields: impl IntoIterator<Item = F>) -> Self {
        self.options_mut().meta_fields = Some(fields.into_iter().map(Into::into).collect());
        self.option(ReadOption::GetMeta)
    }
}

impl<R: WithOptions<Options = ReadOptions>> Query for R {}

impl SubFetch {
    /// The whole sub table.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Nothing of the sub table, which makes large reads faster.
    #[must_use]
    pub fn hidden() -> Self {
        Self {
            hidden: Some(true),
            ..Self::default()
        }
    }

    /// Returns only these fields.
    #[must_use]
    pub fn fields<F: Into<String>>(mut self, fields: impl IntoIterator<Item = F>) -> Self {
        self.fields = Some(fields.into_iter().map(Into::into).collect());
        self
    }

    /// Returns only rows of the sub table that meet this condition.
    #[must_use]
    pub fn filter(mut self, filter: Filter) -> Self {
        self.filter = Some(filter);
        self
    }

    /// Returns only the rows for these devices, of a sub table with settings for devices.
    #[must_use]
    pub fn scope_member(mut self, members: impl IntoIterator<Item = ScopeMember>) -> Self {
        self.scope_member = Some(members.into_iter().collect());
        self
    }

    /// The number of rows that the sub table must have, for [`Query::sub_fetch_filter`].
    #[must_use]
    pub fn exactly(mut self, rows: u32) -> Self {
        self.count = Some(json!(["==", rows]));
        self
    }
}

impl ExpandMember {
    /// The table at this path below the url of each row, such as `device` below an ADOM.
    pub fn new(path: impl Into<String>) -> Self {
        Self {
            url: Some(path.into()),
            ..Self::default()
        }
    }

    /// Returns only these fields.
    #[must_use]
    pub fn fields<F: Into<String>>(mut self, fields: impl IntoIterator<Item = F>) -> Self {
        self.fields = Some(fields.into_iter().map(Into::into).collect());
        self
    }
}

impl ExpandDatasrc {
    /// A field with names, such as `member`. At least one table has to follow.
    ///
    /// ```
    /// use fmg_bindings::fmg::address::Address;
    /// use fmg_bindings::fmg::protocol::ExpandDatasrc;
    ///
    /// let members = ExpandDatasrc::new("member").rows_of::<Address>([Address::NAME, Address::SUBNET]);
    /// assert_eq!(members.datasrc.unwrap()[0].obj_type.as_deref(), Some("firewall address"));
    /// ```
    pub fn new(field: impl Into<String>) -> Self {
        Self {
            name: Some(field.into()),
            ..Self::default()
        }
    }

    /// Looks the names up in the table of `T`, and returns these fields of its rows.
    #[must_use]
    pub fn rows_of<T: Table + In<Objects>>(self, fields: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.table(T::PATH.replace('/', " "), fields)
    }

    /// Looks the names up in a table without a row type, such as `firewall address`.
    #[must_use]
    pub fn table(mut self, table: impl Into<String>, fields: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.datasrc.get_or_insert_default().push(DatasrcTable {
            obj_type: Some(table.into()),
            fields: Some(fields.into_iter().map(Into::into).collect()),
            ..DatasrcTable::default()
        });
        self
    }
}
