//! Files of any size over real HTTPS on loopback: uploads and downloads, and servers that break off, stall or lie.

#![cfg(all(feature = "reqwest", feature = "fortios", feature = "web"))]
mod custom;
mod downloads;
mod file_server;
mod layers;
mod reply_limits;
mod sources;
mod uploads;
