//! Writes the text of facts.

use std::fmt::{self, Display, Formatter, Write};

use super::{MemberFacts, RowFacts, VersionInterval};

/// Characters beside blanks and control characters that a word without quotes does not have.
pub(super) const SPECIAL: [char; 6] = ['"', '\\', '@', ',', '{', '}'];

pub(super) fn row(facts: &RowFacts, f: &mut Formatter<'_>) -> fmt::Result {
    if !facts.versions.is_empty() {
        writeln!(f, "* {}", Versions(&facts.versions))?;
    }
    members(&facts.members, 0, f)
}

fn members(all: &[MemberFacts], depth: usize, f: &mut Formatter<'_>) -> fmt::Result {
    for one in all {
        write!(f, "{:width$}", "", width = depth * 4)?;
        member(one, f)?;
        if !one.rows.is_empty() {
            writeln!(f, " {{")?;
            members(&one.rows, depth + 1, f)?;
            write!(f, "{:width$}}}", "", width = depth * 4)?;
        }
        f.write_char('\n')?;
    }
    Ok(())
}

fn member(member: &MemberFacts, f: &mut Formatter<'_>) -> fmt::Result {
    word(&member.name, f)?;
    if !member.versions.is_empty() {
        write!(f, " {}", Versions(&member.versions))?;
    }
    if let Some((min, max)) = member.range {
        f.write_char(' ')?;
        if let Some(min) = min {
            min.fmt(f)?;
        }
        f.write_str("..")?;
        if let Some(max) = max {
            max.fmt(f)?;
        }
    }
    if let Some(max) = member.max_chars {
        write!(f, " chars<={max}")?;
    }
    if let Some(max) = member.max_items {
        write!(f, " items<={max}")?;
    }
    if member.is_read_only {
        f.write_str(" read-only")?;
    }
    if member.is_on_some_models {
        f.write_str(" some-models")?;
    }
    if member.is_secret {
        f.write_str(" secret")?;
    }
    for (index, path) in member.refers_to.iter().enumerate() {
        f.write_str(if index == 0 { " ->" } else { "," })?;
        word(path, f)?;
    }
    for value in &member.values {
        f.write_str(" =")?;
        word(&value.value, f)?;
        write!(f, "@{}", Versions(&value.versions))?;
    }
    Ok(())
}

struct Versions<'a>(&'a [VersionInterval]);

impl Display for Versions<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (index, interval) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_char(',')?;
            }
            interval.fmt(f)?;
        }
        Ok(())
    }
}

/// A name, a value or a path, in quotes if need be.
fn word(text: &str, f: &mut Formatter<'_>) -> fmt::Result {
    let is_odd = |c: char| c.is_whitespace() || c.is_control() || SPECIAL.contains(&c);
    if !matches!(text, "" | "*") && !text.contains(is_odd) {
        return f.write_str(text);
    }
    f.write_char('"')?;
    for c in text.chars() {
        match c {
            '"' | '\\' => write!(f, "\\{c}")?,
            // A blank other than the usual one may end a line.
            c if c.is_control() || c.is_whitespace() && c != ' ' => write!(f, "\\u{{{:x}}}", u32::from(c))?,
            c => f.write_char(c)?,
        }
    }
    f.write_char('"')
}
