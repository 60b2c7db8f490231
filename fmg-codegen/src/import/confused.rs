//! Leaves out calls whose url could be that of another call.

use std::collections::{BTreeMap, BTreeSet};

use super::notes::{NoteKind, Notes};
use crate::ir::complete::confused;
use crate::ir::{Endpoint, Product};

/// Leaves out the calls whose url could be that of another call.
pub(super) fn leave_out(product: &mut Product, notes: &mut Notes) {
    // A call that is left out no longer reserves words, so another call may now be confused.
    loop {
        let left_out = urls(product);
        let mut is_found = false;
        for group in &mut product.groups {
            group.endpoints.retain(|call| {
                let is_it = urls_of(call).any(|url| left_out.contains(&url));
                if is_it {
                    notes.add(NoteKind::ConfusedUrl, call.template.source());
                }
                is_found |= is_it;
                !is_it
            });
        }
        if !is_found {
            return;
        }
    }
}

fn urls_of(call: &Endpoint) -> impl Iterator<Item = String> {
    let urls = call.urls().into_iter();
    urls.map(|own| own.template.source().to_owned())
}

/// The urls to leave out, so that no pair of urls is left of which one could be the other. To leave out the url with the
/// most of such pairs makes others safe.
fn urls(product: &Product) -> BTreeSet<String> {
    // The urls that could be another url, and how many others.
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    // The urls that could be a url.
    let mut by_other: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for confusion in confused(product) {
        *counts.entry(confusion.url.clone()).or_default() += 1;
        by_other.entry(confusion.other).or_default().push(confusion.url);
    }
    let mut left_out = BTreeSet::new();
    if counts.is_empty() {
        return left_out;
    }
    let endpoints = || product.groups.iter().flat_map(|group| &group.endpoints);
    // The calls of each url, and how many of them are left.
    let mut calls: BTreeMap<String, (Vec<&Endpoint>, usize)> = BTreeMap::new();
    for call in endpoints() {
        for url in urls_of(call) {
            let own = calls.entry(url).or_default();
            own.0.push(call);
            own.1 += 1;
        }
    }
    let mut gone: BTreeSet<*const Endpoint> = BTreeSet::new();
    let mut order: BTreeSet<(usize, String)> = counts.iter().map(|(url, count)| (*count, url.clone())).collect();
    while let Some((_, url)) = order.pop_last() {
        counts.remove(&url);
        let own = calls.get(&url).map(|own| own.0.clone()).unwrap_or_default();
        left_out.insert(url);
        for call in own.into_iter().filter(|call| gone.insert(std::ptr::from_ref(*call))) {
            for url in urls_of(call) {
                let is_last = calls.get_mut(&url).is_some_and(|own| {
                    own.1 -= 1;
                    own.1 == 0
                });
                if !is_last {
                    continue;
                }
                // No call is left that could be another one, or another one could be.
                if let Some(count) = counts.remove(&url) {
                    order.remove(&(count, url.clone()));
                }
                for other in by_other.remove(&url).into_iter().flatten() {
                    let Some(count) = counts.get_mut(&other) else { continue };
                    order.remove(&(*count, other.clone()));
                    *count -= 1;
                    if *count > 0 {
                        order.insert((*count, other));
                    } else {
                        counts.remove(&other);
                    }
                }
            }
        }
    }
    left_out
}
