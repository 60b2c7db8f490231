//! The words that an attribute knows, and what to say about others.

use fmg_template::spelling::nearest;

use crate::product::Product;
use crate::report::list;

/// A word of an attribute.
pub(super) struct Word {
    pub(super) text: &'static str,
    /// What it looks like with its arguments, for errors.
    pub(super) shape: &'static str,
    /// The product whose calls have it, unless it is both.
    pub(super) product: Option<Product>,
}

impl Word {
    pub(super) const fn any(text: &'static str, shape: &'static str) -> Self {
        let product = None;
        Self { text, shape, product }
    }

    pub(super) const fn of(product: Product, text: &'static str, shape: &'static str) -> Self {
        let product = Some(product);
        Self { text, shape, product }
    }

    /// Whether a call to a product can have it. All can as long as the product is not known.
    fn suits(&self, product: Option<Product>) -> bool {
        product.is_none() || self.product.is_none() || self.product == product
    }
}

/// The words that calls to a product have, as they are written.
pub(super) fn shapes(words: &[Word], product: Option<Product>) -> String {
    list(
        words.iter().filter(|word| word.suits(product)).map(|word| word.shape),
        "nothing",
    )
}

/// What is wrong with a word of the other product, if it is one.
pub(super) fn misplaced(words: &[Word], written: &str, product: Option<Product>) -> Option<(Product, Product)> {
    let word = words.iter().find(|word| word.text == written)?;
    word.product
        .zip(product)
        .filter(|(belongs, addressed)| belongs != addressed)
}

/// What to say about a word that none of these is. `takes` introduces their list.
pub(super) fn unknown_word(words: &[Word], written: &str, product: Option<Product>, takes: &str) -> String {
    let suitable = words.iter().filter(|word| word.suits(product)).map(|word| word.text);
    unknown(written, suitable, &format!("{takes} {}", shapes(words, product)))
}

/// What to say about a word that is unlike all that could stand there.
pub(crate) fn unknown<'a>(written: &str, words: impl IntoIterator<Item = &'a str>, accepted: &str) -> String {
    let hint = nearest(written, words)
        .map(|word| format!("did you mean `{word}`? "))
        .unwrap_or_default();
    format!("unknown word `{written}`\nhelp: {hint}{accepted}")
}
