//! Texts of operations and values.

use super::document::Operation;

/// The access group of an operation, which stands in its prose.
pub(super) fn access_group(operation: &Operation) -> Option<&str> {
    let texts = [operation.summary.as_str(), operation.description.as_str()];
    texts.into_iter().flat_map(str::lines).find_map(in_line)
}

/// The access group in a line: `Access Group: sysgrp.cfg`.
fn in_line(line: &str) -> Option<&str> {
    let (label, group) = line.split_once(':')?;
    let words = label.trim().to_ascii_lowercase();
    let group = group.trim().trim_end_matches('.');
    (words == "access group" && !group.is_empty()).then_some(group)
}

/// A text without the line of its access group, and with the further facts of the file.
pub(super) fn prose(text: &str, is_deprecated: bool, removal: Option<&str>) -> String {
    let lines = text.lines().filter(|line| in_line(line).is_none());
    let mut prose = lines.collect::<Vec<_>>().join("\n").trim().to_owned();
    let mut add = |sentence: &str| {
        if !prose.is_empty() {
            if !prose.ends_with(['.', '!', '?']) {
                prose.push('.');
            }
            prose.push(' ');
        }
        prose.push_str(sentence);
    };
    if is_deprecated {
        add("Deprecated.");
    }
    match removal {
        None => {}
        Some("true") => add("Its removal is scheduled."),
        Some(removal) => add(&format!("Its removal is scheduled: {removal}.")),
    }
    prose
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_has_the_access_group_apart() {
        let operation = Operation::default();
        assert_eq!(access_group(&operation), None);
        assert_eq!(in_line(" access GROUP :  sysgrp.cfg. "), Some("sysgrp.cfg"));
        assert_eq!(in_line("Access Group:"), None);
        let text = "Reads lamps\nAccess Group: sysgrp\n";
        assert_eq!(prose(text, false, None), "Reads lamps");
        assert_eq!(
            prose(text, true, Some("8.0")),
            "Reads lamps. Deprecated. Its removal is scheduled: 8.0."
        );
        assert_eq!(prose("", false, Some("true")), "Its removal is scheduled.");
    }
}
