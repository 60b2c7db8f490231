//! What the macros write and refuse, as a reader sees it.
