//! Url templates that are joined at compile time.

/// The longest template that can be joined, in bytes.
const LONGEST: usize = 512;

/// A url template in pieces, joined by the compiler.
///
/// The template of a generic call consists of that of its scope and the path of its table. `concat!` takes literals
/// only, and the length of an array cannot depend on a type parameter, so this has room for every template.
pub(crate) struct Joined {
    text: [u8; LONGEST],
    len: usize,
}

impl Joined {
    pub(crate) const fn new(pieces: &[&str]) -> Self {
        let mut text = [0; LONGEST];
        let mut len = 0;
        let mut piece = 0;
        while piece < pieces.len() {
            let bytes = pieces[piece].as_bytes();
            let mut at = 0;
            while at < bytes.len() {
                assert!(len < LONGEST, "the url template of this table is too long");
                text[len] = bytes[at];
                len += 1;
                at += 1;
            }
            piece += 1;
        }
        Self { text, len }
    }

    pub(crate) const fn as_str(&self) -> &str {
        match str::from_utf8(self.text.split_at(self.len).0) {
            Ok(text) => text,
            // Whole texts were joined.
            Err(_) => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_joined_in_order() {
        const JOINED: &Joined = &Joined::new(&["/pm/config/<scope>/obj", "/", "firewall/é"]);
        const PATH: &str = JOINED.as_str();
        assert_eq!(PATH, "/pm/config/<scope>/obj/firewall/é");
    }
}
