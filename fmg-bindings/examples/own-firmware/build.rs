//! Makes the bindings from the descriptions of the device.

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
