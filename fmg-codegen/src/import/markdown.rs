//! Turns the help texts of devices into Markdown.

/// The characters with a meaning in Markdown. The emitter escapes angle and square brackets.
const SPECIAL: [char; 6] = ['\\', '*', '_', '`', '~', '|'];

/// The tags that end a line, and those inside of one.
const BLOCKS: [&str; 10] = ["br", "div", "h1", "h2", "h3", "li", "ol", "p", "pre", "ul"];
const INLINE: [&str; 8] = ["a", "b", "code", "em", "font", "i", "span", "strong"];

/// A help text as a paragraph of Markdown, without markup and control characters; empty if no text is left.
///
/// It begins with a capital letter and ends with a full stop.
pub(super) fn paragraph(help: &str) -> String {
    let plain = without_tags(help);
    let words: Vec<_> = plain.split_whitespace().map(word).collect();
    let mut text = words.join(" ");
    let is_list = text.starts_with(['-', '+', '#', '=']) || text.starts_with(|c: char| c.is_ascii_digit());
    if is_list && text.find(['.', ')', ' ']).is_some() && !text.starts_with('`') {
        // A number with a full stop, or a sign, would begin a list or a heading.
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
        text.insert(end, '\\');
    }
    if let Some(first) = text.chars().next().filter(|c| c.is_lowercase()) {
        let upper: String = first.to_uppercase().collect();
        text.replace_range(..first.len_utf8(), &upper);
    }
    if !text.is_empty() && !text.ends_with(['.', '?', '!']) {
        text.push('.');
    }
    text
}

/// The text without tags of HTML and without the entities that occur in such texts.
fn without_tags(help: &str) -> String {
    let mut plain = String::with_capacity(help.len());
    let mut rest = help;
    while let Some((before, tag)) = rest.split_once('<') {
        plain.push_str(before);
        match tag.split_once('>') {
            Some((inside, after)) if BLOCKS.contains(&&*tag_name(inside)) => {
                plain.push(' ');
                rest = after;
            }
            Some((inside, after)) if INLINE.contains(&&*tag_name(inside)) => rest = after,
            _ => {
                plain.push('<');
                rest = tag;
            }
        }
    }
    plain.push_str(rest);
    // Texts that were put together from files have byte order marks inside.
    plain.retain(|c| (!c.is_control() && c != '\u{feff}') || c.is_whitespace());
    for (entity, text) in [
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&amp;", "&"),
    ] {
        if plain.contains(entity) {
            plain = plain.replace(entity, text);
        }
    }
    plain
}

/// The name of the tag between angle brackets, if it is one: `br` for `br/`, `b` for `/b`. `<start-end>` is not a tag.
fn tag_name(inside: &str) -> String {
    let name = inside.trim_start_matches('/').split([' ', '/']).next();
    name.unwrap_or_default().to_ascii_lowercase()
}

/// A word with its special characters escaped. An address of the web is code, since Markdown would make a link of it.
fn word(word: &str) -> String {
    if word.contains("://") && !word.contains('`') {
        let end = word.trim_end_matches(['.', ',', ';', ')', ']', '>', '"', '\'']).len();
        let begin = word.len() - word.trim_start_matches(['(', '[', '<', '"', '\'']).len();
        if begin < end {
            return format!("{}`{}`{}", &word[..begin], &word[begin..end], &word[end..]);
        }
    }
    let mut escaped = String::with_capacity(word.len());
    for c in word.chars() {
        if SPECIAL.contains(&c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn help_is_made_of_sentences() {
        for (help, expected) in [
            ("Configure IPv4 addresses.", "Configure IPv4 addresses."),
            ("name of the  group\n", "Name of the group."),
            ("Period [10-min*|hour].", "Period [10-min\\*\\|hour]."),
            ("One<br/>two<BR>three</b>", "One two three."),
            ("May have <i>markup</i>, <b>a</b>.", "May have markup, a."),
            ("Range <start-end> of x_y", "Range <start-end> of x\\_y."),
            ("1. First", "1\\. First."),
            ("802.1X is on", "802\\.1X is on."),
            ("- none", "\\- none."),
            ("See (https://a.example/b_c).", "See (`https://a.example/b_c`)."),
            ("a &lt; b &amp; c", "A < b & c."),
            ("tab\u{7}bell", "Tabbell."),
            ("\u{feff}Marked\u{feff} text", "Marked text."),
            ("is it?", "Is it?"),
            (" \n", ""),
        ] {
            assert_eq!(paragraph(help), expected, "{help}");
        }
    }

    proptest! {
        #[test]
        fn every_text_becomes_one_line(help in any::<String>()) {
            let text = paragraph(&help);
            prop_assert!(!text.contains(char::is_control), "{text:?}");
            prop_assert!(text.is_empty() || text.ends_with(['.', '?', '!']), "{text:?}");
        }
    }
}
