//! The paths in a Rust file, including bodies and macros, from the root of the crate.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A path from the root of the crate. A glob and an alias of the root end with `*`.
pub(crate) type Path = Vec<String>;

/// The names in a file.
#[derive(Debug, Default)]
pub(crate) struct Named {
    /// The paths to items of the crate.
    pub(crate) paths: Vec<Path>,
    /// The names that `use` declarations give to paths.
    pub(crate) used: Vec<(String, Path)>,
    /// The macros that it exports to the root of the crate.
    pub(crate) macros: Vec<String>,
}

/// Reads the text of the module `module`. Code that is compiled for tests only is skipped.
pub(crate) fn named(text: &str, module: &[&str]) -> Named {
    let tokens: TokenStream = text.parse().unwrap();
    let mut reader = Reader {
        module: module.iter().map(ToString::to_string).collect(),
        named: Named::default(),
    };
    reader.read(tokens);
    reader.named
}

struct Reader {
    module: Path,
    named: Named,
}

/// Tokens and a position among them.
struct Tokens {
    all: Vec<TokenTree>,
    at: usize,
}

impl Tokens {
    fn of(stream: TokenStream) -> Self {
        Self {
            all: stream.into_iter().collect(),
            at: 0,
        }
    }

    fn next(&mut self) -> Option<TokenTree> {
        let next = self.all.get(self.at).cloned();
        self.at += 1;
        next
    }

    fn next_if(&mut self, is_wanted: impl Fn(&TokenTree) -> bool) -> Option<TokenTree> {
        self.all
            .get(self.at)
            .is_some_and(is_wanted)
            .then(|| self.next())
            .flatten()
    }

    /// Takes two colons, if they are next.
    fn colons(&mut self) -> bool {
        let are_next = self
            .all
            .get(self.at..self.at + 2)
            .is_some_and(|next| next.iter().all(|next| is_punct(next, ':')));
        self.at += if are_next { 2 } else { 0 };
        are_next
    }
}

impl Reader {
    fn read(&mut self, tokens: TokenStream) {
        let mut tokens = Tokens::of(tokens);
        let mut exports = false;
        // A word after a dot, or after the `'` of a lifetime, does not start a path.
        let mut begins = true;
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == '#' => {
                    let attribute = attribute(&mut tokens);
                    exports |= is_word(attribute.clone(), "macro_export");
                    if is_of_tests(attribute.clone()) {
                        skip_item(&mut tokens);
                    } else {
                        self.read(attribute);
                    }
                    begins = true;
                }
                TokenTree::Ident(word) if begins && word == "mod" => {
                    let name = tokens.next().map(|name| name.to_string()).unwrap_or_default();
                    if let Some(body) = tokens.next_if(|next| is_group(next, Delimiter::Brace)) {
                        self.module.push(name);
                        self.read_group(body);
                        self.module.pop();
                    }
                }
                TokenTree::Ident(word) if begins && word == "macro_rules" => {
                    tokens.next();
                    let name = tokens.next().map(|name| name.to_string()).unwrap_or_default();
                    if std::mem::take(&mut exports) {
                        self.named.macros.push(name);
                    }
                }
                TokenTree::Ident(word) if begins => self.path(vec![word.to_string()], &mut tokens),
                TokenTree::Group(_) => {
                    self.read_group(token);
                    begins = true;
                }
                TokenTree::Punct(punct) => begins = !matches!(punct.as_char(), '.' | '\''),
                TokenTree::Ident(_) | TokenTree::Literal(_) => begins = true,
            }
        }
    }

    fn read_group(&mut self, group: TokenTree) {
        if let TokenTree::Group(group) = group {
            self.read(group.stream());
        }
    }

    /// Reads the rest of a path after the segments `path`, with all branches of a `use` tree.
    fn path(&mut self, mut path: Path, tokens: &mut Tokens) {
        while tokens.colons() {
            match tokens.next() {
                Some(TokenTree::Ident(word)) => path.push(word.to_string()),
                Some(TokenTree::Punct(star)) if star.as_char() == '*' => path.push("*".to_owned()),
                Some(TokenTree::Group(branches)) if branches.delimiter() == Delimiter::Brace => {
                    let mut tokens = Tokens::of(branches.stream());
                    while let Some(token) = tokens.next() {
                        match token {
                            TokenTree::Ident(word) if word == "self" => self.end(&path, &mut tokens, true),
                            TokenTree::Ident(word) => {
                                let branch = path.iter().cloned().chain([word.to_string()]);
                                self.path(branch.collect(), &mut tokens);
                            }
                            TokenTree::Punct(star) if star.as_char() == '*' => {
                                let all = path.iter().cloned().chain(["*".to_owned()]);
                                self.end(&all.collect::<Path>(), &mut tokens, false);
                            }
                            _ => {}
                        }
                    }
                    return;
                }
                // Generic arguments: their paths are read separately.
                _ => break,
            }
        }
        self.end(&path, tokens, false);
    }

    /// Records a path and the name that it gets. `whole`: a `use` tree has `self`, which is the path before the tree.
    fn end(&mut self, path: &[String], tokens: &mut Tokens, whole: bool) {
        let last = path.last().cloned().unwrap_or_default();
        let renamed = tokens
            .next_if(|next| is_word(next.clone().into(), "as"))
            .and_then(|_| tokens.next().map(|name| name.to_string()));
        let Some(mut absolute) = self.absolute(path) else {
            return;
        };
        if absolute.is_empty() {
            if renamed.is_none() && !whole {
                return;
            }
            absolute.push("*".to_owned());
        }
        self.named.used.push((renamed.unwrap_or(last), absolute.clone()));
        self.named.paths.push(absolute);
    }

    /// The path from the root of the crate. `None`: it is relative to an unknown module.
    fn absolute(&self, path: &[String]) -> Option<Path> {
        let (first, mut rest) = path.split_first()?;
        let mut module = match first.as_str() {
            "crate" | "fmg_bindings" => Vec::new(),
            "self" if rest.is_empty() => return None,
            "self" => self.module.clone(),
            "super" => {
                let mut module = self.module.clone();
                module.pop();
                module
            }
            _ => return None,
        };
        while let Some((first, behind)) = rest.split_first()
            && first == "super"
        {
            module.pop();
            rest = behind;
        }
        module.extend(rest.iter().cloned());
        Some(module)
    }
}

/// The content of an attribute, after its `#`.
fn attribute(tokens: &mut Tokens) -> TokenStream {
    tokens.next_if(|next| is_punct(next, '!'));
    match tokens.next_if(|next| is_group(next, Delimiter::Bracket)) {
        Some(TokenTree::Group(group)) => group.stream(),
        _ => TokenStream::new(),
    }
}

fn is_punct(token: &TokenTree, char: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == char)
}

fn is_group(token: &TokenTree, delimiter: Delimiter) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == delimiter)
}

/// Whether the first token is this word.
fn is_word(tokens: TokenStream, word: &str) -> bool {
    matches!(tokens.into_iter().next(), Some(TokenTree::Ident(ident)) if ident == word)
}

/// Whether an attribute restricts an item to tests: `cfg(test)` and `cfg(all(test, …))`.
fn is_of_tests(attribute: TokenStream) -> bool {
    let mut tokens = attribute.into_iter();
    let is_condition = matches!(tokens.next(), Some(TokenTree::Ident(word)) if word == "cfg" || word == "all");
    match tokens.next() {
        Some(TokenTree::Group(conditions)) if is_condition => {
            let conditions = conditions.stream();
            is_word(conditions.clone(), "test") || is_word(conditions.clone(), "all") && is_of_tests(conditions)
        }
        _ => false,
    }
}

/// Skips an item with its attributes, or a field, or an argument.
fn skip_item(tokens: &mut Tokens) {
    let mut is_item = false;
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(word) => {
                is_item |= [
                    "fn", "impl", "struct", "enum", "trait", "mod", "use", "const", "static", "type",
                ]
                .iter()
                .any(|known| word == known);
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return,
            TokenTree::Punct(end) if end.as_char() == ';' || (end.as_char() == ',' && !is_item) => return,
            TokenTree::Group(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}
