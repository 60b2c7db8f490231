//! The options that an attribute accepts, and the errors for others.

use fmg_template::Protocol;
use fmg_template::spelling::nearest;

use crate::report::list;

/// An option of an attribute.
pub(super) struct Word {
    pub(super) text: &'static str,
    /// The option with its arguments, for error messages.
    pub(super) shape: &'static str,
    /// The protocols whose calls accept it.
    pub(super) protocols: &'static [Protocol],
}

pub(super) const JSON_RPC: &[Protocol] = &[Protocol::JsonRpc];
pub(super) const BESIDE_JSON_RPC: &[Protocol] = &[Protocol::Rest, Protocol::Gui, Protocol::GuiProxy, Protocol::FortiOs];
pub(super) const FORTIMANAGER: &[Protocol] = &[Protocol::JsonRpc, Protocol::Rest, Protocol::Gui, Protocol::GuiProxy];
pub(super) const FORTIMANAGER_HTTP: &[Protocol] = &[Protocol::Rest, Protocol::Gui];
pub(super) const GUI: &[Protocol] = &[Protocol::Gui, Protocol::GuiProxy];
pub(super) const FORTIOS: &[Protocol] = &[Protocol::FortiOs];

impl Word {
    pub(super) const fn of(protocols: &'static [Protocol], text: &'static str, shape: &'static str) -> Self {
        Self { text, shape, protocols }
    }

    /// Whether calls of a protocol accept it. If the protocol is unknown, every option is accepted.
    pub(super) fn suits(&self, protocol: Option<Protocol>) -> bool {
        protocol.is_none_or(|protocol| self.protocols.contains(&protocol))
    }
}

/// The options for calls of a protocol, with their arguments.
pub(super) fn shapes(words: &[Word], protocol: Option<Protocol>) -> String {
    list(
        words.iter().filter(|word| word.suits(protocol)).map(|word| word.shape),
        "nothing",
    )
}

/// The protocol, if the option is not for its calls.
pub(super) fn misplaced(words: &[Word], written: &str, protocol: Option<Protocol>) -> Option<Protocol> {
    let word = words.iter().find(|word| word.text == written)?;
    protocol.filter(|protocol| !word.protocols.contains(protocol))
}

/// The error for an unknown option. `takes` introduces the list of options.
pub(super) fn unknown_word(words: &[Word], written: &str, protocol: Option<Protocol>, takes: &str) -> String {
    let suitable = words.iter().filter(|word| word.suits(protocol)).map(|word| word.text);
    unknown(written, suitable, &format!("{takes} {}", shapes(words, protocol)))
}

/// The error for a word that is not among `words`.
pub(crate) fn unknown<'a>(written: &str, words: impl IntoIterator<Item = &'a str>, accepted: &str) -> String {
    let hint = nearest(written, words)
        .map(|word| format!("did you mean `{word}`? "))
        .unwrap_or_default();
    format!("unknown word `{written}`\nhelp: {hint}{accepted}")
}
