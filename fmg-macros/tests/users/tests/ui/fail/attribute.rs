//! Each struct has one fault in its attribute.

use fmg_bindings::Endpoint;

#[derive(Endpoint)]
struct Missing;

#[derive(Endpoint)]
#[endpoint]
struct Bare;

#[derive(Endpoint)]
#[endpoint(get)]
struct WithoutUrl;

#[derive(Endpoint)]
#[endpoint(get, "/a", reponse = ())]
struct UnknownOption;

#[derive(Endpoint)]
#[endpoint(get, "/a")]
#[endpoint(get, "/b")]
struct Twice;

fn main() {}
