//! Parses configuration as text: `config`, `edit`, `set`, `next` and `end`.

/// The maximum depth of nested blocks. Configuration of real devices has less than half of it.
const DEEPEST: usize = 8;

/// A statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Statement {
    /// `config a b` … `end`
    Config(Vec<String>, Vec<Statement>),
    /// `edit a` … `next`
    Edit(String, Vec<Statement>),
    /// `set a b c`
    Set(String, Vec<String>),
}

/// Parses a text; `None` if it is not a configuration.
pub(super) fn parse(text: &str) -> Option<Vec<Statement>> {
    let lines = lines(text)?;
    let mut lines = lines.iter();
    let (statements, ended_by) = block(&mut lines, 0)?;
    ended_by.is_none().then_some(statements)
}

/// Parses up to the end of a block, and returns the word that ends it.
fn block<'l>(lines: &mut std::slice::Iter<'l, Vec<String>>, depth: usize) -> Option<(Vec<Statement>, Option<&'l str>)> {
    if depth > DEEPEST {
        return None;
    }
    let mut statements = Vec::new();
    while let Some(line) = lines.next() {
        let (verb, words) = line.split_first()?;
        let statement = match (verb.as_str(), words) {
            ("config", [_, ..]) => {
                let (body, ended_by) = block(lines, depth + 1)?;
                (ended_by == Some("end")).then_some(Statement::Config(words.to_vec(), body))?
            }
            ("edit", [mkey]) => {
                let (body, ended_by) = block(lines, depth + 1)?;
                // The last row may end with the table: `end` in place of `next`.
                match ended_by {
                    Some("next") => Statement::Edit(mkey.clone(), body),
                    Some("end") => {
                        statements.push(Statement::Edit(mkey.clone(), body));
                        return Some((statements, Some("end")));
                    }
                    _ => return None,
                }
            }
            ("set", [name, words @ ..]) => Statement::Set(name.clone(), words.to_vec()),
            ("unset", [_]) => continue,
            (end @ ("end" | "next"), []) => return Some((statements, Some(end))),
            _ => return None,
        };
        statements.push(statement);
    }
    Some((statements, None))
}

/// The words of each line that is not empty. A text in quotes is one word, and may contain line breaks.
fn lines(text: &str) -> Option<Vec<Vec<String>>> {
    let mut lines = Vec::new();
    let mut words: Vec<String> = Vec::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\n' => lines.extend((!words.is_empty()).then(|| std::mem::take(&mut words))),
            '#' if words.is_empty() => while characters.next_if(|character| *character != '\n').is_some() {},
            '"' => {
                let mut word = String::new();
                loop {
                    match characters.next()? {
                        '"' => break,
                        '\\' => word.push(characters.next()?),
                        character => word.push(character),
                    }
                }
                words.push(word);
            }
            character if character.is_whitespace() => {}
            character => {
                let mut word = String::from(character);
                while let Some(character) = characters.next_if(|character| !character.is_whitespace()) {
                    word.push(character);
                }
                words.push(word);
            }
        }
    }
    lines.extend((!words.is_empty()).then_some(words));
    Some(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|&word| word.to_owned()).collect()
    }

    #[test]
    fn blocks_are_nested() {
        let text = "#config-version=X\nconfig application list\n    edit \"a \\\"b\\\"\"\n  set comment \"two\nlines\"\r\n\
                    config entries\nedit 1\nset id 5 6\nend\nnext\nend\n";
        let entries = Statement::Config(
            words(&["entries"]),
            vec![Statement::Edit(
                "1".to_owned(),
                vec![Statement::Set("id".to_owned(), words(&["5", "6"]))],
            )],
        );
        let comment = Statement::Set("comment".to_owned(), words(&["two\nlines"]));
        let list = Statement::Edit("a \"b\"".to_owned(), vec![comment, entries]);
        assert_eq!(
            parse(text),
            Some(vec![Statement::Config(words(&["application", "list"]), vec![list])])
        );
        assert_eq!(parse("# nothing\n\n"), Some(vec![]));
    }

    #[test]
    fn an_invalid_configuration_is_refused() {
        let deep = "config a\n".repeat(100_000);
        for text in [
            "x",
            "config",
            "config a",
            "config a\nnext",
            "edit 1\nnext\nend",
            "set",
            "config a\nset \"b\nend",
            &deep,
        ] {
            assert_eq!(parse(text), None);
        }
    }
}
