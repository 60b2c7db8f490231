//! The documentation in specs: Markdown, of which the first sentence is the summary.

/// Escapes angle and square brackets outside of code, so that Markdown shows them as text and not as html or links.
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

/// `1 field`, `2 fields`.
pub(crate) fn counted(number: usize, noun: &str) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else {
        format!("{number} {noun}s")
    }
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

/// Markdown with the first sentence as a paragraph of its own, because listings show the first paragraph.
pub(crate) fn body(doc: &str) -> String {
    let first = sentence(doc);
    let rest = doc.trim()[first.len()..].trim();
    if rest.is_empty() {
        escape(first)
    } else {
        format!("{}\n\n{}", escape(first), escape(rest))
    }
}

/// The first fault of documentation that is not made of whole sentences, as the end of a message: "does not end with a
/// full stop".
///
/// A paragraph begins with a capital letter, or with code or a number. It ends with a full stop, a question mark or an
/// exclamation mark; before another paragraph, it may also end with a colon.
pub(crate) fn fault(doc: &str) -> Option<String> {
    let paragraphs: Vec<_> = doc
        .split("\n\n")
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .collect();
    let Some(last) = paragraphs.len().checked_sub(1) else {
        return Some("is empty".to_owned());
    };
    paragraphs.iter().enumerate().find_map(|(index, paragraph)| {
        // If there are several paragraphs, the message quotes a word of the faulty one.
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
    fn the_first_sentence_is_a_paragraph() {
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
            (" \n", "is empty"),
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
