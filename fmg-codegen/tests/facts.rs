//! The known facts about rows: the generator writes them into the tables of the bindings, where the runtime reads them.
#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use std::collections::BTreeMap;

use camino::Utf8Path;
use fmg_codegen::{SpecTree, Target, analyze, generate};
use fmg_template::facts::{MemberFacts, RowFacts};

/// The texts of the facts in generated code, by the type of the row and the file.
fn texts(specs: &str) -> BTreeMap<String, String> {
    let tree = SpecTree::read(&Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join(specs)).unwrap();
    let api = analyze(&tree).unwrap();
    let mut texts = BTreeMap::new();
    for file in generate(&api, &Target::repository()).iter() {
        let code = file.text();
        for (begin, marker) in code.match_indices(", facts \"") {
            let row = code[..begin]
                .lines()
                .next_back()
                .unwrap()
                .trim()
                .split(':')
                .next()
                .unwrap();
            let text = unescaped(&code[begin + marker.len()..]);
            texts.insert(format!("{} {row}", file.path()), text);
        }
    }
    texts
}

/// The text of a literal whose first quote is behind us.
fn unescaped(literal: &str) -> String {
    let mut text = String::new();
    let mut chars = literal.chars();
    loop {
        match chars.next().unwrap() {
            '"' => return text,
            '\\' => text.push(chars.next().unwrap()),
            c => text.push(c),
        }
    }
}

/// The lines without the indentation of the file.
fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

fn count(members: &[MemberFacts]) -> usize {
    members.iter().map(|member| 1 + count(&member.rows)).sum()
}

#[test]
fn the_facts_of_all_shipped_rows_are_read_as_they_were_written() {
    let texts = texts("../specs");
    let mut members = 0;
    for (row, text) in &texts {
        let facts = RowFacts::parse(text).unwrap();
        let again = facts.to_string();
        assert_eq!(lines(&again), lines(text), "{row}");
        assert_eq!(RowFacts::parse(&again).unwrap(), facts, "{row}");
        members += count(&facts.members);
    }
    assert!(
        texts.len() > 100 && members > 1_000,
        "{} tables, {members} members",
        texts.len()
    );
}

#[test]
fn the_facts_are_those_of_the_specs() {
    let texts = texts("../specs");
    let facts = |row: &str| RowFacts::parse(&texts[&format!("fmg-bindings/src/generated/{row}")]).unwrap();
    let group = facts("fmg/address_group.rs AddressGroup");
    let of = |name: &str| group.members.iter().find(|member| member.name == name).unwrap();
    assert_eq!(of("color").range, Some((Some(0), Some(32))));
    assert_eq!(of("comment").max_chars, Some(255));
    assert_eq!(of("fabric-object").versions[0].to_string(), ">=6.4.4");
    assert!(of("oid").is_read_only);
    assert_eq!(of("member").refers_to, ["firewall/address", "firewall/addrgrp"]);
    assert_eq!(
        of("dynamic_mapping")
            .rows
            .iter()
            .find(|member| member.name == "comment")
            .unwrap()
            .max_chars,
        Some(255)
    );
    let sdwan = facts("fortios/cmdb/system.rs Sdwan");
    assert_eq!(sdwan.versions[0].to_string(), ">=6.4.0");
    let resource = facts("fmg/external_resource.rs ExternalResource");
    assert!(
        resource
            .members
            .iter()
            .any(|member| member.name == "password" && member.is_secret)
    );
}
