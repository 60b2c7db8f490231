//! Makes the bindings of what the device has said of itself.

fn main() {
    fmg_codegen::import::Import::new()
        .description("schema")
        .only([
            "firewall/*",
            "cmdb system*",
            "router/bgp",
            "user/local",
            "monitor system/*",
        ])
        .overlay("schema/overlay.toml")
        .run();
}
