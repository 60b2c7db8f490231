//! The files of descriptions.

use std::fs;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};

use super::answer::Content;
use super::{json, swagger, yaml};
use crate::diagnostic::{Code, Diagnostic, Location};

/// How many folders a description may be deep. A link to a folder around it would have no end.
const DEPTH: usize = 16;

/// The endings of the files of a folder. A file that the caller names may have any.
const EXTENSIONS: [&str; 3] = ["json", YAML[0], YAML[1]];

/// The endings of files in YAML.
const YAML: [&str; 2] = ["yaml", "yml"];

/// A file, and its name for readers: the part of its path that the caller has written, and the path below it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SourceFile {
    pub(crate) name: Utf8PathBuf,
    pub(crate) path: Utf8PathBuf,
}

/// The files of these paths, each once and in the order of the paths. A folder stands for its `.json`, `.yaml` and
/// `.yml` files.
///
/// Relative paths are below `root`.
pub(crate) fn find(root: &Utf8Path, paths: &[Utf8PathBuf], faults: &mut Vec<Diagnostic>) -> Vec<SourceFile> {
    let mut files = Vec::new();
    for name in paths {
        let path = root.join(name);
        if !path.is_dir() {
            files.push(SourceFile {
                name: name.clone(),
                path,
            });
            continue;
        }
        let mut own = Vec::new();
        in_folder(name, &path, DEPTH, &mut own, faults);
        if own.is_empty() {
            faults.push(
                Diagnostic::new(
                    Code::Unreadable,
                    Location::new(name, 0..0),
                    "the folder has no `.json`, `.yaml` or `.yml` file",
                )
                .help("name the folder with the answers of the appliance, each saved as a `.json` file"),
            );
        }
        own.sort();
        files.extend(own);
    }
    let mut seen = std::collections::BTreeSet::new();
    files.retain(|file| seen.insert(file.path.clone()));
    files
}

/// The versions in a folder: its files with descriptions, and the folders in it that do not belong to a tool.
pub(crate) fn entries(root: &Utf8Path, folder: &Utf8Path, faults: &mut Vec<Diagnostic>) -> Vec<Utf8PathBuf> {
    let path = root.join(folder);
    let at = || Location::new(folder, 0..0);
    if path.is_file() {
        let fault = Diagnostic::new(Code::Unreadable, at(), "this is a file, not a folder of versions");
        faults.push(fault.help("name the folder that has a file or a folder for each version"));
        return Vec::new();
    }
    let entries = match path.read_dir_utf8() {
        Ok(entries) => entries,
        Err(error) => {
            faults.push(unreadable(folder, &error));
            return Vec::new();
        }
    };
    let mut names = Vec::new();
    for entry in entries {
        match entry {
            Ok(entry) => names.push(entry.file_name().to_owned()),
            Err(error) => faults.push(unreadable(folder, &error)),
        }
    }
    names.retain(|name| !name.starts_with('.'));
    names.sort();
    let is_file = |own: &Utf8PathBuf| own.extension().is_some_and(|ending| EXTENSIONS.contains(&ending));
    let is_version = |own: &Utf8PathBuf| root.join(own).is_dir() || is_file(own);
    let versions: Vec<_> = names.iter().map(|name| folder.join(name)).filter(is_version).collect();
    if versions.is_empty() {
        let fault = Diagnostic::new(Code::Unreadable, at(), "the folder has no version");
        faults.push(fault.help("a version is a `.json` file in it, or a folder with such files"));
    }
    versions
}

fn in_folder(
    name: &Utf8Path,
    path: &Utf8Path,
    depth: usize,
    files: &mut Vec<SourceFile>,
    faults: &mut Vec<Diagnostic>,
) {
    let entries = match path.read_dir_utf8() {
        Ok(entries) => entries,
        Err(error) => return faults.push(unreadable(name, &error)),
    };
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                faults.push(unreadable(name, &error));
                continue;
            }
        };
        // Those of tools, such as `.git`.
        if entry.file_name().starts_with('.') {
            continue;
        }
        let (name, path) = (name.join(entry.file_name()), entry.path().to_owned());
        if path.is_dir() {
            match depth.checked_sub(1) {
                Some(depth) => in_folder(&name, &path, depth, files, faults),
                None => faults.push(
                    Diagnostic::new(
                        Code::Unreadable,
                        Location::new(&name, 0..0),
                        format!("the folders are more than {DEPTH} deep"),
                    )
                    .help("a link may lead to a folder around it; name the folder with the files"),
                ),
            }
        } else if path.extension().is_some_and(|own| EXTENSIONS.contains(&own)) {
            files.push(SourceFile { name, path });
        }
    }
}

/// The content of a file.
pub(crate) fn parse(file: &SourceFile) -> Result<Content, Box<Diagnostic>> {
    let fault = |error: io::Error| Box::new(unreadable(&file.name, &error));
    // A named pipe would wait for a writer.
    let kind = fs::metadata(&file.path).map_err(fault)?.file_type();
    if !kind.is_file() {
        return Err(fault(io::Error::other("it is neither a file nor a folder")));
    }
    let bytes = fs::read(&file.path).map_err(fault)?;
    parse_text(&file.name, &bytes)
}

/// The content of a text in JSON or YAML, or why it has none.
pub(crate) fn parse_text(name: &Utf8Path, bytes: &[u8]) -> Result<Content, Box<Diagnostic>> {
    // Some tools write a byte order mark, which JSON does not allow.
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let fault = |code: Code, what: &str, help: &str| {
        Box::new(Diagnostic::new(code, Location::new(name, 0..0), what).help(help))
    };
    let Ok(text) = std::str::from_utf8(bytes) else {
        let help = "save the answer of the appliance as it is, without compression and in UTF-8";
        return Err(fault(Code::Unreadable, "the file is not UTF-8 text", help));
    };
    let begin = text.trim_start();
    let not_json = |what, help| fault(Code::NotADescription, what, help);
    if begin.is_empty() {
        return Err(not_json("the file is empty", "save the answer of the appliance again"));
    }
    if begin.starts_with('<') {
        return Err(not_json(
            "the file is a page of HTML or XML, not an answer in JSON",
            "the request may have lacked a login or an API token: open the file in a browser to see what the \
             appliance says",
        ));
    }
    if is_yaml(name, begin) {
        return yaml::parse(text).map(Content::of_json).map_err(|own| {
            let fault = Diagnostic::new(Code::Syntax, Location::new(name, own.span), "the file is not YAML");
            let help = "save the description again, unchanged, as YAML or as JSON";
            Box::new(fault.label(own.reason).help(help))
        });
    }
    let parsed = if swagger::is_json(text) {
        swagger::read(text).map(|(document, pointer)| Content::Swagger(Box::new(document), pointer))
    } else {
        json::parse(text).map(Content::of_json)
    };
    parsed.map_err(|error| {
        let at = offset(text, error.line(), error.column());
        let help = if error.is_eof() {
            "the file ends too early; save the answer of the appliance again"
        } else {
            "a description is the answer of an appliance, as JSON and unchanged"
        };
        let end = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
        let fault = Diagnostic::new(Code::Syntax, Location::new(name, at..end), "the file is not JSON");
        Box::new(fault.label(reason(&error)).help(help))
    })
}

/// Whether a text is YAML: its file is named so, or it begins as a Swagger file does and not as JSON.
fn is_yaml(name: &Utf8Path, text: &str) -> bool {
    if text.starts_with(['{', '[']) {
        return false;
    }
    let is_named = name.extension().is_some_and(|own| YAML.contains(&own));
    let begins = |line: &str| ["swagger:", "swaggerData:"].iter().any(|name| line.starts_with(name));
    is_named || text.lines().any(begins)
}

/// The reason of an error, without the line and column that its text has at the end.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(" at line ") {
        Some((reason, _)) => reason.to_owned(),
        None => text,
    }
}

/// The byte of a line and a column, both counted from 1 on. The column counts bytes.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before = text.split_inclusive('\n').take(line.saturating_sub(1));
    let begin: usize = before.map(str::len).sum();
    let mut at = (begin + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

pub(super) fn unreadable(name: &Utf8Path, error: &io::Error) -> Diagnostic {
    let help = match error.kind() {
        io::ErrorKind::InvalidData => "names of files and their texts have to be UTF-8",
        _ => "check the path and the permissions",
    };
    let message = format!("cannot read `{name}`: {error}");
    Diagnostic::new(Code::Unreadable, Location::new(name, 0..0), message).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(bytes: &[u8]) -> (Code, String, std::ops::Range<usize>) {
        let Err(fault) = parse_text(Utf8Path::new("a.json"), bytes) else {
            panic!("this is no fault");
        };
        assert!(fault.help.is_some());
        let text = format!("{} {}", fault.message, fault.primary.text);
        (fault.code, text.trim_end().to_owned(), fault.primary.location.span)
    }

    #[test]
    fn a_file_without_json_is_a_fault() {
        for (bytes, code, text) in [
            (&b""[..], Code::NotADescription, "the file is empty"),
            (b" \n", Code::NotADescription, "the file is empty"),
            (
                b"\xEF\xBB\xBF<!DOCTYPE html>",
                Code::NotADescription,
                "the file is a page of HTML or XML, not an answer in JSON",
            ),
            (b"\xFF{}", Code::Unreadable, "the file is not UTF-8 text"),
        ] {
            let (own, message, span) = fault(bytes);
            assert_eq!((own, message.as_str(), span), (code, text, 0..0));
        }
    }

    #[test]
    fn a_fault_of_syntax_has_its_place() {
        let text = "{\n \"ä\": 1,\n \"b\": x}";
        let (code, message, span) = fault(text.as_bytes());
        assert_eq!(
            (code, message.as_str()),
            (Code::Syntax, "the file is not JSON expected value")
        );
        assert_eq!(&text[span], "x");
        let text = "{\"a\": [1, 2";
        let (_, message, span) = fault(text.as_bytes());
        assert!(message.contains("EOF"), "{message}");
        assert!(span.end <= text.len());
    }

    #[test]
    #[cfg(unix)]
    fn a_pipe_is_a_fault_and_hidden_files_are_none_of_the_description() {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        std::os::unix::net::UnixListener::bind(root.join("a.json")).unwrap();
        fs::create_dir(root.join(".git")).unwrap();
        fs::write(root.join(".git/b.json"), "{").unwrap();
        fs::write(root.join(".c.json"), "{").unwrap();
        let files = find(Utf8Path::new(""), &[root.to_owned()], &mut Vec::new());
        assert_eq!(files.len(), 1);
        let Err(fault) = parse(&files[0]) else {
            panic!("this is no fault");
        };
        assert!(
            fault.message.contains("neither a file nor a folder"),
            "{}",
            fault.message
        );
    }

    #[test]
    fn a_byte_order_mark_is_no_fault() {
        assert!(parse_text(Utf8Path::new("a.json"), b"\xEF\xBB\xBF{}").is_ok());
    }

    #[test]
    fn deep_nesting_is_a_fault_and_no_overflow() {
        let text = "[".repeat(100_000);
        assert_eq!(fault(text.as_bytes()).0, Code::Syntax);
    }

    #[test]
    fn folders_are_read_in_order_and_each_file_once() {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        fs::create_dir_all(root.join("set/below")).unwrap();
        for name in ["set/b.json", "set/a.json", "set/below/c.json", "set/readme.txt"] {
            fs::write(root.join(name), "{}").unwrap();
        }
        let mut faults = Vec::new();
        let paths = ["set/b.json".into(), "set".into()];
        let files = find(root, &paths, &mut faults);
        let names: Vec<_> = files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["set/b.json", "set/a.json", "set/below/c.json"]);
        assert!(faults.is_empty());
        fs::create_dir(root.join("empty")).unwrap();
        assert!(find(root, &["empty".into()], &mut faults).is_empty());
        assert_eq!(faults.len(), 1);
    }
}
