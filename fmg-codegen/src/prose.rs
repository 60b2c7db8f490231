//! The documentation in specs: Markdown, of which the first sentence is the summary.

/// Markdown whose angle and square brackets outside of code are text, not html or links.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut code = false;
    for c in text.chars() {
        match c {
            '`' => code = !code,
            '<' | '>' | '[' | ']' if !code => escaped.push('\\'),
            _ => {}
        }
        escaped.push(c);
    }
    escaped
}

/// The first paragraph.
fn summary(doc: &str) -> &str {
    doc.split("\n\n").next().unwrap_or(doc).trim()
}

/// The first sentence.
pub(crate) fn sentence(doc: &str) -> &str {
    let summary = summary(doc);
    summary
        .split_once(". ")
        .map_or(summary, |(first, _)| &summary[..=first.len()])
}

/// Markdown with the first sentence as a paragraph of its own, so that listings show no more than that.
pub(crate) fn body(doc: &str) -> String {
    let first = sentence(doc);
    let rest = doc.trim()[first.len()..].trim();
    if rest.is_empty() {
        escape(first)
    } else {
        format!("{}\n\n{}", escape(first), escape(rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_sentence_stands_alone() {
        let doc = "Locks an ADOM. Answers -9 in `x. y` mode.\n\nMore.";
        assert_eq!(sentence(doc), "Locks an ADOM.");
        assert_eq!(body(doc), "Locks an ADOM.\n\nAnswers -9 in `x. y` mode.\n\nMore.");
        assert_eq!(body("One sentence."), "One sentence.");
    }

    #[test]
    fn brackets_outside_of_code_are_text() {
        assert_eq!(escape("a `<adom>` or <adom> [x]"), r"a `<adom>` or \<adom\> \[x\]");
    }
}
