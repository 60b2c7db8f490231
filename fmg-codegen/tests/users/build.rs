//! Generates the calls.

fn main() {
    fmg_codegen::Build::specs("specs")
        .runtime("bindings")
        .in_module("acme")
        .examples(true)
        .run();
}
