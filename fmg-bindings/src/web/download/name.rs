//! Makes the file name of a download safe.

use fmg_template::JSON_RPC_PATH;

/// The longest name, in bytes, which all common file systems accept.
const LONGEST: usize = 200;

/// The longest extension. A longer one counts as part of the name.
const LONGEST_ENDING: usize = 16;

/// Changes `name` so that it names a file in its folder, on every system, and nothing else, because the server chooses
/// the name of a download.
///
/// The result is the last component of the path. It has no leading dots (hidden files) and no dots or blanks at the end
/// (Windows drops them). It has no characters that separate a drive or a stream, and none that disguise text. It is not
/// the name of a Windows device, and no longer than a file system accepts. `None` if nothing remains.
pub(super) fn safe(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let spelled: String = last.chars().map(|c| if is_unfit(c) { '_' } else { c }).collect();
    let mut name = shortened(trimmed(&spelled));
    if name.chars().all(|c| c == '_') {
        return None;
    }
    if is_device(&name) {
        name.insert(0, '_');
        // The added character may make the name too long.
        name = shortened(&name);
    }
    Some(name)
}

/// The name of a file that the appliance does not name, made from the call.
pub(super) fn of_call(template: &str) -> String {
    // The prefix of the API does not describe the file.
    let begin = ["/api/v2/monitor", "/api/v2", JSON_RPC_PATH, "/flatui/api/gui"];
    let path = begin
        .iter()
        .find_map(|begin| template.strip_prefix(begin)?.strip_prefix('/'))
        .unwrap_or(template);
    let words: Vec<&str> = path
        .split('/')
        .filter(|word| !word.is_empty() && !word.starts_with('<'))
        .collect();
    safe(&words.join("-")).unwrap_or_else(|| "download".to_owned())
}

fn trimmed(name: &str) -> &str {
    name.trim_start_matches(|c: char| c == '.' || c.is_whitespace())
        .trim_end_matches(|c: char| c == '.' || c.is_whitespace())
}

fn is_unfit(c: char) -> bool {
    c.is_control()
        || matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*')
        // Characters that change the text direction: with them `exe.txt` is displayed as `txt.exe`.
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Whether Windows treats the name as a device, whatever its extension is.
fn is_device(name: &str) -> bool {
    let stem = name
        .split('.')
        .next()
        .unwrap_or_default()
        .trim_end()
        .to_ascii_lowercase();
    let numbered = |device: &str| {
        let mut number = stem.strip_prefix(device)?.chars();
        let first = number.next()?;
        (number.next().is_none() && matches!(first, '0'..='9' | '¹' | '²' | '³')).then_some(())
    };
    matches!(
        stem.as_str(),
        "con" | "prn" | "aux" | "nul" | "conin$" | "conout$" | "clock$"
    ) || numbered("com").is_some()
        || numbered("lpt").is_some()
}

/// The name, shortened to the longest allowed length. An extension is kept.
fn shortened(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let ending = name
        .rfind('.')
        .map(|dot| &name[dot..])
        .filter(|ending| ending.len() <= LONGEST_ENDING)
        .unwrap_or_default();
    let room = LONGEST - ending.len();
    let stem: String = name
        .char_indices()
        .take_while(|(at, c)| at + c.len_utf8() <= room)
        .map(|(_, c)| c)
        .collect();
    format!("{}{ending}", trimmed(&stem))
}

#[cfg(test)]
mod tests {
    use std::path::{Component, Path};

    use proptest::{prop_assert, prop_assert_eq, proptest};

    use super::{of_call, safe};

    #[test]
    fn only_dangerous_names_are_changed() {
        for (name, expected) in [
            ("FGT60F_7-0_0234.conf", Some("FGT60F_7-0_0234.conf")),
            ("Überblick 2024.pdf", Some("Überblick 2024.pdf")),
            ("../../etc/passwd", Some("passwd")),
            ("..\\..\\Windows\\system.ini", Some("system.ini")),
            ("/etc/shadow", Some("shadow")),
            ("C:\\boot.ini", Some("boot.ini")),
            ("C:boot.ini", Some("C_boot.ini")),
            ("report.txt:hidden", Some("report.txt_hidden")),
            ("\\\\server\\share\\x", Some("x")),
            (".bashrc", Some("bashrc")),
            ("...", None),
            ("..", None),
            (".", None),
            ("", None),
            ("  ", None),
            ("folder/", None),
            ("x. . ", Some("x")),
            ("a\0b", Some("a_b")),
            ("a\r\nb", Some("a__b")),
            ("???", None),
            ("\u{202e}txt.exe", Some("_txt.exe")),
            ("NUL", Some("_NUL")),
            ("con.txt", Some("_con.txt")),
            ("com1", Some("_com1")),
            ("LPT³.log", Some("_LPT³.log")),
            ("com10", Some("com10")),
            ("console.log", Some("console.log")),
            ("aux .h", Some("_aux .h")),
        ] {
            assert_eq!(safe(name).as_deref(), expected, "{name:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_extension() {
        let name = safe(&format!("{}.conf", "ü".repeat(300))).unwrap();
        assert!(name.len() <= 200 && name.ends_with("ü.conf"), "{name}");
        let name = safe(&format!("a.{}", "b".repeat(300))).unwrap();
        assert_eq!(name.len(), 200);
        assert_eq!(safe(&".".repeat(1000)), None);
        // The underscore before the name of a device counts, too.
        for (long, ending) in [
            ("b".repeat(300), ""),
            ("b".repeat(196), ""),
            (format!("{}.conf", "b".repeat(191)), ".conf"),
        ] {
            let name = safe(&format!("con.{long}")).unwrap();
            assert!(name.starts_with("_con.b") && name.ends_with(ending), "{name}");
            assert_eq!(name.len(), 200, "{name}");
            assert_eq!(safe(&name), Some(name));
        }
    }

    #[test]
    fn a_name_is_made_from_the_call() {
        assert_eq!(
            of_call("/api/v2/monitor/system/certificate/download"),
            "system-certificate-download"
        );
        assert_eq!(of_call("/api/v2/monitor/<x>"), "download");
        assert_eq!(of_call("/jsonrpc/sys/backup"), "sys-backup");
        assert_eq!(of_call("/flatui/api/gui/sniff/export"), "sniff-export");
        assert_eq!(of_call("/api/v2/log/disk/<x>/raw"), "log-disk-raw");
    }

    proptest! {
        #[test]
        fn every_name_is_one_component(name in r"([./\\: a]|\PC|\p{Cc}|CON|nul|LPT1){0,300}") {
            if let Some(name) = safe(&name) {
                let components: Vec<_> = Path::new(&name).components().collect();
                prop_assert!(matches!(components.as_slice(), [Component::Normal(only)] if *only == name.as_str()), "{name:?}");
                prop_assert!(name.len() <= 200 && !name.starts_with('.') && !name.ends_with(['.', ' ']), "{name:?}");
                prop_assert!(!name.contains(['/', '\\', ':', '\0']), "{name:?}");
                // A safe name is not changed again.
                prop_assert_eq!(safe(&name), Some(name));
            }
        }
    }
}
