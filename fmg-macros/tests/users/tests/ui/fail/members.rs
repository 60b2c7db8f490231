use fmg_bindings::Endpoint;

#[derive(Endpoint)]
#[endpoint(get, "/a", fixed(option = 1))]
struct Get {
    #[endpoint(beside)]
    option: i64,
    #[endpoint(data)]
    whole: Vec<String>,
    #[endpoint(data("part"))]
    part: i64,
    #[endpoint(data("part"))]
    again: i64,
    #[endpoint(beside("url"))]
    url: String,
    #[endpoint(envelope)]
    session: String,
    #[endpoint(beside, splice)]
    both: Vec<String>,
    #[endpoint(splice, toggle)]
    spelled: bool,
    #[endpoint(besides)]
    misspelt: bool,
    #[endpoint(query)]
    fortios: bool,
}

fn main() {}
