//! The aliases of a call for the search of the documentation: its url and phrases from it.
//!
//! The search compares an alias with the whole input, so each likely phrase is a separate alias.

use fmg_template::Part;

use crate::ir::{Endpoint, Group, Table, TableVerb};

/// Segments of urls that do not describe a call.
const NOISE: [&str; 10] = [
    "api", "v2", "cmdb", "monitor", "jsonrpc", "pm", "p", "cgi-bin", "module", "flatui",
];

/// The url, and phrases of at least two words: the name of the call, verb and object, and adjacent words of the url.
pub(super) fn aliases(group: &Group, endpoint: &Endpoint) -> Vec<String> {
    let runs = runs(endpoint);
    // The first of several runs is the scope, such as an ADOM or a device.
    let scope = usize::from(runs.len() > 1);
    let pairs = runs
        .iter()
        .skip(scope)
        .flat_map(|run| run.windows(2).map(|pair| pair.join(" ")).chain(run.iter().cloned()));
    let mut aliases = vec![endpoint.template.source().to_owned()];
    for phrase in actions(group, endpoint).into_iter().chain(pairs) {
        if phrase.contains(' ') && !aliases.contains(&phrase) {
            aliases.push(phrase);
        }
    }
    aliases
}

/// The name of the call in words, with synonyms of its verb: `add adom`, `create adom`. If the name is only a verb, the
/// objects are the title of the group and the end of the url: `create firewall address`, `create address`.
fn actions(group: &Group, endpoint: &Endpoint) -> Vec<String> {
    let called = endpoint.table.as_ref();
    if let Some((table, call)) = called.and_then(|call| Some((group.table(&call.row)?, call))) {
        return of_table(group, table, call.verb, endpoint);
    }
    let title = &group.title;
    let name = words(endpoint.method_name.as_str());
    let (verb, object) = name.split_once(' ').unwrap_or((&name, ""));
    let verbs: &[&str] = match verb {
        "list" => &["list"],
        "get" => &["get"],
        "add" => &["create", "add"],
        "set" => &["set"],
        "update" => &["update", "change"],
        "delete" => &["delete", "remove"],
        "clone" => &["clone", "copy"],
        "move" => &["move"],
        _ => return vec![name],
    };
    // `clone to` and `move to` have no object.
    if !object.is_empty() && object != "to" {
        return verbs.iter().map(|verb| format!("{verb} {object}")).collect();
    }
    let objects: Vec<_> = std::iter::once(words(title)).chain(named_last(endpoint)).collect();
    let phrases = verbs
        .iter()
        .flat_map(|verb| objects.iter().map(|object| action(verb, object)));
    phrases.collect()
}

/// The search aliases of a verb of a table: `create address`, `create ipv4 address`.
fn of_table(group: &Group, table: &Table, verb: TableVerb, endpoint: &Endpoint) -> Vec<String> {
    let (verbs, is_many): (&[&str], bool) = match verb {
        TableVerb::List => (&["list"], true),
        TableVerb::Get => (&["get"], false),
        TableVerb::Count => (&["count"], true),
        TableVerb::Checksum => (&["checksum"], true),
        TableVerb::Syntax => (&["schema"], true),
        TableVerb::Add => (&["create", "add"], false),
        TableVerb::AddRows => (&["create", "add"], true),
        TableVerb::Set => (&["set"], false),
        TableVerb::Update => (&["update", "change"], false),
        TableVerb::Upsert => (&["upsert", "create or update"], false),
        TableVerb::SetRows => (&["set"], true),
        TableVerb::UpdateRows => (&["update", "change"], true),
        TableVerb::Delete => (&["delete", "remove"], false),
        TableVerb::DeleteWhere => (&["delete", "remove", "purge"], true),
        TableVerb::CloneTo => (&["clone", "copy"], false),
        TableVerb::MoveTo => (&["move"], false),
    };
    let mut objects = Vec::new();
    let is_unnamed = endpoint.method_name.as_str() == verb.as_str().replace('-', "_");
    if is_unnamed {
        objects.push(words(&group.title));
    }
    objects.push(words(&table.name));
    objects.extend(named_last(endpoint).filter(|_| is_unnamed));
    let mut phrases = Vec::new();
    for verb in verbs {
        for object in &objects {
            let object = if is_many { plural(object) } else { object.clone() };
            phrases.push(format!("{verb} {object}"));
        }
    }
    phrases
}

/// The last literal segment of the url, unless it names a placeholder, as `adom` in `/pm/pkg/adom/<adom>` does.
fn named_last(endpoint: &Endpoint) -> Option<String> {
    let last = runs(endpoint).pop()?.pop()?;
    let is_scope = endpoint
        .placeholders
        .iter()
        .any(|placeholder| *placeholder.wire == *last);
    (!is_scope).then_some(last)
}

/// The segments between placeholders, in words, without [`NOISE`].
fn runs(endpoint: &Endpoint) -> Vec<Vec<String>> {
    let mut runs = vec![Vec::new()];
    for part in endpoint.template.parts() {
        match part {
            Part::Literal(text) => {
                let segments = text.split('/').filter(|segment| !NOISE.contains(segment));
                let segments = segments.map(words).filter(|segment| !segment.is_empty());
                if let Some(run) = runs.last_mut() {
                    run.extend(segments);
                }
            }
            Part::Placeholder(_) => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// The words of a name, with blanks between them.
fn words(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

/// `create address`, `list addresses`
fn action(verb: &str, object: &str) -> String {
    if verb == "list" {
        format!("{verb} {}", plural(object))
    } else {
        format!("{verb} {object}")
    }
}

/// The plural of a noun in a url.
fn plural(noun: &str) -> String {
    let vowel_before_y = ["ay", "ey", "oy", "uy"].iter().any(|end| noun.ends_with(end));
    match noun.strip_suffix('y') {
        Some(stem) if !vowel_before_y => format!("{stem}ies"),
        _ if ["ss", "x", "ch", "sh"].iter().any(|end| noun.ends_with(end)) => format!("{noun}es"),
        _ if noun.ends_with('s') => noun.to_owned(),
        _ => format!("{noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::{action, words};

    #[test]
    fn phrases_are_made_of_plain_words() {
        assert_eq!(words("clear_counters"), "clear counters");
        assert_eq!(words("policy-lookup"), "policy lookup");
        assert_eq!(words("802-1X"), "802 1x");
        for (object, list) in [
            ("address", "list addresses"),
            ("policy", "list policies"),
            ("adom", "list adoms"),
            ("statistics", "list statistics"),
            ("gateway", "list gateways"),
        ] {
            assert_eq!(action("list", object), list);
        }
        assert_eq!(action("create", "address"), "create address");
    }
}
