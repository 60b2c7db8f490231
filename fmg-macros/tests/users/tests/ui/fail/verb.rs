use fmg_bindings::Endpoint;

#[derive(Endpoint)]
#[endpoint(exce, "/sys/reboot")]
struct Misspelt;

#[derive(Endpoint)]
#[endpoint("/sys/status")]
struct Missing;

fn main() {}
