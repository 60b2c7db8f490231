//! The HTML entity names of characters that a password or a key may contain.

/// The ASCII characters with a name.
const ASCII: [(&str, char); 52] = [
    ("Tab", '\t'),
    ("NewLine", '\n'),
    ("excl", '!'),
    ("quot", '"'),
    ("QUOT", '"'),
    ("num", '#'),
    ("dollar", '$'),
    ("percnt", '%'),
    ("amp", '&'),
    ("AMP", '&'),
    ("apos", '\''),
    ("lpar", '('),
    ("rpar", ')'),
    ("ast", '*'),
    ("midast", '*'),
    ("plus", '+'),
    ("comma", ','),
    ("period", '.'),
    ("sol", '/'),
    ("colon", ':'),
    ("semi", ';'),
    ("lt", '<'),
    ("LT", '<'),
    ("equals", '='),
    ("gt", '>'),
    ("GT", '>'),
    ("quest", '?'),
    ("commat", '@'),
    ("lsqb", '['),
    ("lbrack", '['),
    ("bsol", '\\'),
    ("rsqb", ']'),
    ("rbrack", ']'),
    ("Hat", '^'),
    ("lowbar", '_'),
    ("UnderBar", '_'),
    ("grave", '`'),
    ("DiacriticalGrave", '`'),
    ("lcub", '{'),
    ("lbrace", '{'),
    ("verbar", '|'),
    ("vert", '|'),
    ("VerticalLine", '|'),
    ("rcub", '}'),
    ("rbrace", '}'),
    ("ensp", ' '),
    ("emsp", ' '),
    ("NonBreakingSpace", ' '),
    ("COPY", '\u{a9}'),
    ("REG", '\u{ae}'),
    ("euro", '\u{20ac}'),
    ("dash", '\u{2010}'),
];

/// The names of Latin-1 from U+00A0 on, in its order.
const LATIN_1: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute \
    micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring \
    AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml \
    times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil \
    egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash \
    ugrave uacute ucirc uuml yacute thorn yuml";

/// The length of the longest known name.
pub(super) const LONGEST: usize = 16;

/// The character whose name a text begins with, and the length of the name.
pub(super) fn named(text: &str) -> Option<(char, usize)> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric();
    let len = text.bytes().take(LONGEST).take_while(is_part).count();
    // The longest name first, because a name may begin with another one.
    (2..=len).rev().find_map(|len| {
        let name = &text[..len];
        let ascii = ASCII.iter().find(|(known, _)| *known == name);
        let latin = || {
            let place = LATIN_1.split(' ').position(|known| known == name)?;
            char::from_u32(0xA0 + u32::try_from(place).ok()?)
        };
        let character = ascii.map(|(_, character)| *character).or_else(latin)?;
        Some((if character == '\u{a0}' { ' ' } else { character }, len))
    })
}
