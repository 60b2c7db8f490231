//! Reads and changes the configuration of a FortiGate.
//!
//! FortiOS keeps its configuration in tables, named as on the command line: `config firewall address` is the table
//! `firewall/address`. Most tables have rows with a key, the *mkey*: a name, or a number such as that of a policy. Some
//! are a single object, which FortiOS calls a complex table: `vpn.ssl/settings`. All tables are read and written in the
//! same way, by the methods of [`Cmdb`], which `client.cmdb()` returns. The type of a row names its table.
//!
//! The tables that programs use most have rows here: [`firewall`], [`firewall_service`], [`firewall_schedule`],
//! [`system`], [`system_dhcp`], [`router`], [`user`], [`vpn_ipsec`] and [`log_syslogd`]. Their fields are `Option`s: one
//! that is `None` is not sent, so a new row has the defaults of FortiOS, and an update leaves the attribute alone.
//!
//! ```
//! use fmg_bindings::fortios::cmdb::firewall::{Policy, PolicyAction};
//! # use fmg_bindings::{Error, fortios};
//!
//! # async fn example(fgt: fortios::Client) -> Result<(), Error> {
//! let policy = Policy {
//!     name: Some("depot-out".into()),
//!     srcintf: Some(["port2"].into()),
//!     dstintf: Some(["port1"].into()),
//!     srcaddr: Some(["depot", "branch"].into()),
//!     dstaddr: Some(["all"].into()),
//!     action: Some(PolicyAction::Accept.into()),
//!     schedule: Some("always".into()),
//!     service: Some(["HTTPS"].into()),
//!     ..Policy::default()
//! };
//! let made = fgt.cmdb().create(&policy).await?;
//! println!("policy {:?}", made.mkey);
//! # Ok(())
//! # }
//! ```
//!
//! Rows for all tables of your own firmware, with all attributes, are made from the schemas that a FortiGate returns,
//! in a crate of your own: `fmg_codegen::import`, and the example `own-firmware`.
//!
//! For any other table, declare a row type with the properties that your program needs, and name its table once.
//! `derive(Table)` implements [`Table`](crate::Table), or [`Single`](crate::Single) for a complex table, and states that
//! the table is one of FortiOS ([`FortiOsConfiguration`]). Generated rows implement the same traits, and so do the tables
//! of FortiManager, with other scopes: a row of another product does not compile here.
//!
//! ```
//! use fmg_bindings::fortios::{self, Filter, Table};
//! use fmg_bindings::{Error, mkey, vdom};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Debug, Serialize, Deserialize, Table)]
//! #[table("firewall/address", access_group = "fwgrp.address")]
//! struct Address {
//!     name: String,
//!     #[serde(default)]
//!     subnet: String,
//! }
//!
//! # async fn example(fgt: fortios::Client) -> Result<(), Error> {
//! let networks = fgt
//!     .cmdb()
//!     .list::<Address>()
//!     .filter(Filter::eq("type", "ipmask"))
//!     .fields(["name", "subnet"])
//!     .vdom(vdom!("root"))
//!     .await?;
//! let branch = Address { name: "branch".into(), subnet: "10.1.0.0 255.255.0.0".into() };
//! fgt.cmdb().create(&branch).await?;
//! fgt.cmdb().clone_as::<Address>(mkey!("branch"), mkey!("branch-2")).await?;
//! fgt.cmdb().delete::<Address>(mkey!("branch-2")).await?;
//! # Ok(())
//! # }
//! ```
//!
//! - The words of the table are those behind `config` on the command line, with dots between all but the last: `config
//!   vpn ssl web portal` is `vpn.ssl.web/portal`. The option `complex` is for a single object. `key(name)` names the
//!   field with the mkey, for [`Table::key`](crate::Table::key).
//! - The access group is the permission that the administrator needs. If the type of a table names it, the error of a
//!   call without permission (403) holds it ([`Error::access_group`](crate::Error::access_group)); otherwise the error
//!   names the table. The [schema](TableSchema::access_group) of the table holds its group.
//! - [`Cmdb::table`] and [`Cmdb::complex`] address tables by names that are known at run time only, with rows of JSON.
//! - [`Cmdb::children`] addresses a sub table of a row by the type of its rows, and [`Cmdb::child`] by its name: the
//!   entries of an application list. [`Cmdb::complex_children`] and [`Cmdb::complex_child`] do so for a complex table: the
//!   neighbors of BGP.
//! - [`Filter`](crate::fortios::Filter), and methods such as `fields` and `count` of the [call](crate::fortios::Call),
//!   select what a read returns; [`pages`](crate::Call::pages) reads large tables.
//! - [`TableSchema`] describes a table of the appliance.
//! - [`Written`] is the reply to a write.
//!
//! # Deleting and purging
//!
//! In FortiOS, deleting without a key empties the whole table. Here [`delete`](Cmdb::delete) takes a key that is never
//! empty, and [`purge`](Cmdb::purge) empties a table.
//!
//! ```compile_fail
//! # use fmg_bindings::{Error, fortios, fortios::Table};
//! # #[derive(Table)] #[table("firewall/address")] struct Address;
//! # async fn example(fgt: fortios::Client) -> Result<(), Error> {
//! fgt.cmdb().delete::<Address>().await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Requests
//!
//! [`List`], [`Get`], [`Create`] and the others are the calls as the documents have them, for programs that build
//! requests as values and send them with [`Client::send`](crate::fortios::Client::send). [`requests`] lists them with
//! their urls.

mod body;
mod child_calls;
mod child_place;
mod complex_calls;
mod handle;
mod mkey;
mod options;
mod pages;
mod read;
mod schema;
mod table;
mod table_calls;
mod table_path;
mod write;
mod written;

pub(super) use self::body::object_in;
pub use self::child_calls::ChildCalls;
pub use self::child_place::{ChildPlace, InComplex, InRow};
pub use self::complex_calls::ComplexCalls;
pub use self::handle::Cmdb;
pub use self::options::{ListParameters, ListRequest, ReadParameters, ReadRequest};
pub use self::read::{Read, ReadResponse};
pub use self::requests::{
    CloneRow, ComplexChildSchema, Create, CreateChild, CreateComplexChild, Defaults, DefaultsTree, Delete, DeleteChild,
    DeleteComplexChild, Directory, Get, GetChild, GetComplexChild, List, ListChildren, ListComplexChildren, Move,
    MoveChild, MoveComplexChild, Purge, PurgeChildren, PurgeComplexChildren, ReadComplex, Schema, SchemaTree, Update,
    UpdateChild, UpdateComplex, UpdateComplexChild,
};
pub use self::schema::{FieldSchema, FieldType, OptionSchema, SchemaCategory, TableSchema};
pub use self::table::{ChildOfComplex, ChildOfRow, ChildTable, FortiOsConfiguration, RowType, Untyped};
#[doc(hidden)]
pub use self::table::{children, singles, tables};
pub use self::table_calls::TableCalls;
pub(super) use self::table_path::table_in;
pub use self::table_path::{TablePath, TablePathFault};
pub use self::write::{Write, WritesObject};
pub use self::written::Written;
pub use crate::generated::fortios::cmdb::*;
pub use crate::generated::fortios::{ChildName, CmdbPath, ComplexName, Mkey, TableName};
pub use crate::pages::Pages;
