//! Tests of files of any size over HTTPS on loopback: uploads, downloads, and servers that break off, stall or send
//! wrong lengths.

#![cfg(all(feature = "reqwest", feature = "fortios", feature = "web"))]
mod custom;
mod downloads;
mod file_server;
mod layers;
mod reply_limits;
mod sources;
mod uploads;
