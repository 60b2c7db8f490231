//! The verbs of tables and single objects: a table with one on each line.

use std::fmt;

use fmg_template::JsonRpcMethod;

macro_rules! verbs {
    ($($(#[$doc:meta])* $Verb:ident $name:literal $Method:ident $row:literal,)*) => {
        /// A verb of tables and single objects.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum TableVerb {
            $($(#[$doc])* $Verb,)*
        }

        impl TableVerb {
            /// All verbs, those that read first.
            pub const ALL: [Self; 16] = [$(Self::$Verb),*];

            /// Its spelling in specs.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$Verb => $name,)*
                }
            }

            /// Its request in the runtime.
            #[must_use]
            pub const fn variant(self) -> &'static str {
                match self {
                    $(Self::$Verb => stringify!($Verb),)*
                }
            }

            /// Its method on the wire.
            #[must_use]
            pub const fn method(self) -> JsonRpcMethod {
                match self {
                    $(Self::$Verb => JsonRpcMethod::$Method,)*
                }
            }

            /// Whether its url is that of a row, and not of the table.
            #[must_use]
            pub const fn is_of_row(self) -> bool {
                match self {
                    $(Self::$Verb => $row,)*
                }
            }
        }
    };
}

verbs! {
    /// Reads the rows.
    List "list" Get false,
    /// Reads one row, or the single object.
    Get "get" Get true,
    /// Counts the rows.
    Count "count" Get false,
    /// Reads the checksum of the table.
    Checksum "checksum" Get false,
    /// Reads the schema of the table.
    Syntax "syntax" Get false,
    /// Creates one row.
    Add "add" Add false,
    /// Creates rows.
    AddRows "add-rows" Add false,
    /// Changes one row or creates it, or changes the single object.
    Set "set" Set true,
    /// Changes one row that exists, or the single object.
    Update "update" Update true,
    /// Creates one row or changes it, with the key in the row.
    Upsert "upsert" Set false,
    /// Creates or changes rows.
    SetRows "set-rows" Set false,
    /// Changes rows that exist.
    UpdateRows "update-rows" Update false,
    /// Deletes one row.
    Delete "delete" Delete true,
    /// Deletes the rows that meet a condition.
    DeleteWhere "delete-where" Delete false,
    /// Copies one row.
    CloneTo "clone-to" Clone true,
    /// Moves one row before or after another.
    MoveTo "move-to" Move true,
}

impl TableVerb {
    /// The verbs of single objects.
    pub const SINGLE: [Self; 3] = [Self::Get, Self::Set, Self::Update];

    /// The verbs of tables of FortiOS. A row that is added is created.
    pub const CONFIGURATION: [Self; 7] = [
        Self::List,
        Self::Get,
        Self::Add,
        Self::Update,
        Self::Delete,
        Self::CloneTo,
        Self::MoveTo,
    ];

    /// The verb of this spelling.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.as_str() == name)
    }

    /// Whether only some tables have it.
    #[must_use]
    pub const fn is_optional(self) -> bool {
        matches!(self, Self::CloneTo | Self::MoveTo)
    }

    /// Whether it changes nothing.
    #[must_use]
    pub const fn is_read(self) -> bool {
        matches!(self.method(), JsonRpcMethod::Get)
    }

    /// The option that selects the reply of a read.
    #[must_use]
    pub const fn option(self) -> Option<&'static str> {
        match self {
            Self::Count => Some("count"),
            Self::Checksum => Some("chksum"),
            Self::Syntax => Some("syntax"),
            _ => None,
        }
    }
}

impl fmt::Display for TableVerb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verb_has_one_spelling() {
        for verb in TableVerb::ALL {
            assert_eq!(TableVerb::named(verb.as_str()), Some(verb));
        }
    }
}
