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

/// What keeps documentation from being whole sentences, as the rest of a message: "does not end with a full stop".
///
/// Each paragraph begins with a capital letter, or with what has none, such as code and numbers. It ends with a full
/// stop or the like, and one that another follows may end with a colon.
pub(crate) fn fault(doc: &str) -> Option<String> {
    let paragraphs: Vec<_> = doc
        .split("\n\n")
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .collect();
    let Some(last) = paragraphs.len().checked_sub(1) else {
        return Some("says nothing".to_owned());
    };
    paragraphs.iter().enumerate().find_map(|(index, paragraph)| {
        // Where the whole is one paragraph, there is no need to say which.
        let which = |words: &str| {
            if last == 0 {
                String::new()
            } else {
                format!(": {words:?}")
            }
        };
        if paragraph.starts_with(char::is_lowercase) {
            let begin = paragraph.split_whitespace().next().unwrap_or_default();
            return Some(format!("does not begin with a capital letter{}", which(begin)));
        }
        let ends: &[char] = if index < last {
            &['.', '?', '!', ':']
        } else {
            &['.', '?', '!']
        };
        if !paragraph.ends_with(ends) {
            let end = paragraph.split_whitespace().next_back().unwrap_or_default();
            return Some(format!("does not end with a full stop{}", which(end)));
        }
        None
    })
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
    fn documentation_is_made_of_whole_sentences() {
        for good in [
            "Locks an ADOM.",
            "`-9` in a mode.",
            "5.6 only.",
            "Is it on?",
            "Some:\n\nOthers. More.\n",
            "(In brackets.) `x`.",
        ] {
            assert_eq!(fault(good), None, "{good}");
        }
        for (bad, expected) in [
            (" \n", "says nothing"),
            ("locks an ADOM.", "does not begin with a capital letter"),
            ("Locks an ADOM", "does not end with a full stop"),
            ("Locks an ADOM:", "does not end with a full stop"),
            (
                "Locks an ADOM.\n\nand more.",
                "does not begin with a capital letter: \"and\"",
            ),
            (
                "Locks an ADOM of `x`\n\nMore.",
                "does not end with a full stop: \"`x`\"",
            ),
        ] {
            assert_eq!(fault(bad).as_deref(), Some(expected), "{bad}");
        }
    }

    #[test]
    fn brackets_outside_of_code_are_text() {
        assert_eq!(escape("a `<adom>` or <adom> [x]"), r"a `<adom>` or \<adom\> \[x\]");
    }
}
