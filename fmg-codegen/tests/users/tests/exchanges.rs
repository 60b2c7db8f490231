//! Each exchange that the specs document, sent and received as the document has it.

bindings::include_generated_tests!();
