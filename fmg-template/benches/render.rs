//! Rendering a url of six segments, one of them with a slash to escape, against what one could do
//! instead.
//!
//! `copy` allocates and copies the finished url at once; `copy_in_pieces` does the same in the five
//! pieces that the url is made of. The others either leave the slash alone
//! (`format_without_escaping`) or do more than one pass.

use divan::counter::BytesCount;
use divan::{AllocProfiler, Bencher, black_box};
use fmg_template::{Escaping, Name, render_url};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

const URL: &str = r"/config/demo/firewall/address/Net_10.0.0.0\/18/mapping";
const TEMPLATE: &str = "/config/<adom>/firewall/address/<name>/mapping";
const ADOM: &str = "demo";
const NAME: &str = "Net_10.0.0.0/18";

fn main() {
    divan::main();
}

#[divan::bench]
fn copy(bencher: Bencher<'_, '_>) {
    bencher
        .counter(BytesCount::of_str(URL))
        .bench(|| String::from(black_box(URL)));
}

/// The same bytes in the pieces that a template has: what any one-pass writer comes down to.
#[divan::bench]
fn copy_in_pieces(bencher: Bencher<'_, '_>) {
    bencher.counter(BytesCount::of_str(URL)).bench(|| {
        let mut url = String::with_capacity(black_box(URL.len()));
        url.push_str("/config/");
        url.push_str(black_box(ADOM));
        url.push_str("/firewall/address/");
        url.push_str(black_box(r"Net_10.0.0.0\/18"));
        url.push_str("/mapping");
        url
    });
}

/// The code that the derive writes.
#[divan::bench(args = [NAME, "Net_10.0.0.0_18"])]
fn ours(bencher: Bencher<'_, '_>, name: &'static str) {
    let (adom, name) = (Name::from_checked_literal(ADOM), Name::from_checked_literal(name));
    let url = || {
        let (adom, name) = (black_box(&adom), black_box(&name));
        render_url(
            Escaping::Fmg,
            &["/config/", "/firewall/address/", "/mapping"],
            &[adom, name],
        )
    };
    bencher.counter(BytesCount::new(url().len())).bench(url);
}

/// Does not escape, and so addresses something else.
#[divan::bench]
fn format_without_escaping(bencher: Bencher<'_, '_>) {
    bencher.counter(BytesCount::of_str(URL)).bench(|| {
        let (adom, name) = (black_box(ADOM), black_box(NAME));
        format!("/config/{adom}/firewall/address/{name}/mapping")
    });
}

#[divan::bench]
fn percent_encoding(bencher: Bencher<'_, '_>) {
    bencher.counter(BytesCount::of_str(URL)).bench(|| {
        let adom = utf8_percent_encode(black_box(ADOM), NON_ALPHANUMERIC);
        let name = utf8_percent_encode(black_box(NAME), NON_ALPHANUMERIC);
        format!("/config/{adom}/firewall/address/{name}/mapping")
    });
}

#[divan::bench]
fn replace(bencher: Bencher<'_, '_>) {
    let url = || {
        black_box(TEMPLATE)
            .replace("<adom>", &black_box(ADOM).replace('/', r"\/"))
            .replace("<name>", &black_box(NAME).replace('/', r"\/"))
    };
    assert_eq!(url(), URL);
    bencher.counter(BytesCount::of_str(URL)).bench(url);
}
