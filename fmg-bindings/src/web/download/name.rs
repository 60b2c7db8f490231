//! The name under which a file that came may lie in a folder.

use fmg_template::JSON_RPC_PATH;

/// The longest name, in bytes: all file systems in use take it.
const LONGEST: usize = 200;

/// An ending longer than this is no ending.
const LONGEST_ENDING: usize = 16;

/// What `name` becomes so that it names a file in the folder that it is put in, on this and on every other system, and
/// nothing else: the name of a download is chosen by whoever answers.
///
/// That is its last component, without what hides a file (leading dots), what Windows drops (dots and blanks at the end),
/// what separates a drive or a stream, and what makes text look like another; not the name of a device of Windows; and no
/// longer than a file system takes. `None` if nothing is left of it.
pub(super) fn safe(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let spelled: String = last.chars().map(|c| if is_unfit(c) { '_' } else { c }).collect();
    let mut name = shortened(trimmed(&spelled));
    if name.chars().all(|c| c == '_') {
        return None;
    }
    if is_device(&name) {
        name.insert(0, '_');
        // One more character may be one too many.
        name = shortened(&name);
    }
    Some(name)
}

/// The name of a file that comes without one: that of the call.
pub(super) fn of_call(template: &str) -> String {
    // What says which API it is says nothing about the file.
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
        // Marks that turn the direction of writing: with them `exe.txt` shows as `txt.exe`.
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Whether Windows takes it for a device, whatever the ending.
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

/// The name cut to the longest that it may be, with its ending if it has one.
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
    fn hostile_names_become_harmless_and_others_stay() {
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
    fn a_long_name_keeps_its_ending() {
        let name = safe(&format!("{}.conf", "ü".repeat(300))).unwrap();
        assert!(name.len() <= 200 && name.ends_with("ü.conf"), "{name}");
        let name = safe(&format!("a.{}", "b".repeat(300))).unwrap();
        assert_eq!(name.len(), 200);
        assert_eq!(safe(&".".repeat(1000)), None);
        // What tells it from a device counts as well.
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
    fn a_call_has_a_name_too() {
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
        fn whatever_comes_is_one_component(name in r"([./\\: a]|\PC|\p{Cc}|CON|nul|LPT1){0,300}") {
            if let Some(name) = safe(&name) {
                let components: Vec<_> = Path::new(&name).components().collect();
                prop_assert!(matches!(components.as_slice(), [Component::Normal(only)] if *only == name.as_str()), "{name:?}");
                prop_assert!(name.len() <= 200 && !name.starts_with('.') && !name.ends_with(['.', ' ']), "{name:?}");
                prop_assert!(!name.contains(['/', '\\', ':', '\0']), "{name:?}");
                // What has been made safe stays as it is.
                prop_assert_eq!(safe(&name), Some(name));
            }
        }
    }
}
