//! The configuration of a FortiGate: reading and changing its tables.
//!
//! FortiOS keeps its configuration in tables, named as on the command line: `config firewall address` is the table
//! `firewall/address`. Most have rows with a key, the *mkey*: a name, or a number such as that of a policy. Some are a
//! single object, which FortiOS calls a complex table: `vpn.ssl/settings`. All tables are read and written in the same
//! way, so there is no type for each: name the table once, on a row type with the properties that a program needs, and
//! the methods of [`Cmdb`], which `client.cmdb()` returns, know the rest.
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
//! - The access group is what the administrator needs. Where a table says it, the error of a call that is not allowed (403)
//!   names it ([`Error::access_group`](crate::Error::access_group)), and otherwise the table. The table's own
//!   [schema](TableSchema::access_group) says which it is.
//! - [`Cmdb::table`] and [`Cmdb::complex`] address tables by names that are known at run time only, with rows of JSON.
//! - [`Cmdb::child`] addresses a sub table of an object: the entries of an application list.
//! - [`Filter`](crate::fortios::Filter), and methods such as `fields` and `count` of the
//!   [call](crate::fortios::Call), say what a read returns; [`pages`](crate::Call::pages) reads large tables.
//! - [`TableSchema`] is what an appliance says about one of its tables.
//! - [`Written`] is what it says about a write.
//!
//! # Deleting and purging
//!
//! To FortiOS, deleting an object without saying which means to empty its table. Here [`delete`](Cmdb::delete) takes a
//! key that is never empty, and emptying a table is a call of its own, [`purge`](Cmdb::purge).
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
//! [`List`], [`Get`], [`Create`] and the others are the calls themselves, as the documents have them, for programs that
//! make requests as values: [`Client::send`](crate::fortios::Client::send). [`requests`] lists them with their urls.

mod body;
mod children;
mod complex;
mod handle;
mod mkey;
mod options;
mod pages;
mod read;
mod rows;
mod schema;
mod table;
mod table_path;
mod write;
mod written;

pub use self::children::ChildCalls;
pub use self::complex::ComplexCalls;
pub use self::handle::Cmdb;
pub use self::options::{ListParameters, Read, ReadMany, ReadParameters};
pub use self::read::{Lone, Many, Object, Rows};
pub use self::requests::{
    Clone, Create, CreateChild, Defaults, DefaultsTree, Delete, DeleteChild, Directory, Get, GetChild, List,
    ListChildren, Move, MoveChild, Purge, PurgeChildren, ReadComplex, Schema, SchemaTree, Update, UpdateChild,
    UpdateComplex,
};
pub use self::rows::TableCalls;
pub use self::schema::{FieldSchema, FieldType, OptionSchema, SchemaCategory, TableSchema};
pub use self::table::{ComplexTable, Table};
pub(super) use self::table_path::table_in;
pub use self::table_path::{TablePath, TablePathFault};
pub use self::write::{Save, Write};
pub use self::written::Written;
pub use crate::generated::fortios::cmdb as requests;
pub use crate::generated::fortios::{ChildName, CmdbPath, Mkey, TableName};
pub use crate::pages::Pages;
