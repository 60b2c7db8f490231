//! The tables that generated rows and replies consist of.

/// Implements for a struct what a row is, from a table of its fields.
///
/// `field: "name"` reads and writes a member, `field: "name" | "other name"` reads it under either name
/// and writes the first, `field: "name" as toggle` (or `as flag`) spells a boolean the way the wire
/// does, and `field: "CPU[" * "] usage"` gathers all members of that shape in a map, by the part
/// between. `strict { "name" }` behind the table lists members that a reply is of no use without: if one does
/// not fit, that is an error.
///
/// `Row or field { … }` reads a list in place of the object, into that field.
macro_rules! row {
    ($row:ident $(or $list:ident)? {
        $($field:ident: $name:literal $(| $alias:literal)* $(* $suffix:literal)? $(as $form:ident)?),* $(,)?
    } $(strict { $($strict:literal),* $(,)? })?) => {
        impl $crate::slots::Fields for $row {
            fn type_name(&self) -> &'static str {
                stringify!($row)
            }

            fn each<'r>(&'r self, visit: &mut dyn FnMut($crate::slots::Member, $crate::slots::Out<'r>)) {
                $($crate::slots::visit_held(
                    visit,
                    $crate::slots::Member::new(stringify!($field), $name)$(.up_to($suffix))?,
                    $crate::slots::Shown::out(&self.$field)$(.$form())?,
                );)*
            }
        }

        impl $crate::slots::Row for $row {
            fn slot(&mut self, name: &str) -> Option<$crate::slots::Slot<'_>> {
                $crate::slots::find_slot!(self, name, $($field: $name $(| $alias)* $(* $suffix)?),*)
            }
            $(
                fn is_strict(&self, name: &str) -> bool {
                    [$($strict),*].contains(&name)
                }
            )?
            $(
                fn list_slot(&mut self) -> Option<$crate::slots::Slot<'_>> {
                    Some(&mut self.$list)
                }
            )?
        }

        $crate::slots::forward!($row);
    };
}

/// Implements for a struct what a reply is whose fields stand in more than one place: below `data`, in
/// the result entry beside it, at the top level. A field may be listed for several of them.
macro_rules! reply {
    ($reply:ident {
        $(entry { $($entry:ident: $entry_name:literal $(| $entry_alias:literal)* $(as $entry_form:ident)?),* $(,)? })?
        $(data {
            $($data:ident: $data_name:literal $(| $data_alias:literal)* $(* $suffix:literal)? $(as $data_form:ident)?),* $(,)?
        })?
        $(envelope { $($top:ident: $top_name:literal $(| $top_alias:literal)* $(as $top_form:ident)?),* $(,)? })?
    } $(strict { $($strict:literal),* $(,)? })?) => {
        impl $crate::slots::Fields for $reply {
            fn type_name(&self) -> &'static str {
                stringify!($reply)
            }

            fn each<'r>(&'r self, visit: &mut dyn FnMut($crate::slots::Member, $crate::slots::Out<'r>)) {
                let mut once = $crate::slots::Once::new(visit);
                $($(once.visit(
                    $crate::slots::Member::new(stringify!($entry), $entry_name),
                    $crate::slots::Shown::out(&self.$entry)$(.$entry_form())?,
                );)*)?
                $($(once.visit(
                    $crate::slots::Member::new(stringify!($data), $data_name)$(.up_to($suffix))?,
                    $crate::slots::Shown::out(&self.$data)$(.$data_form())?,
                );)*)?
                $($(once.visit(
                    $crate::slots::Member::new(stringify!($top), $top_name),
                    $crate::slots::Shown::out(&self.$top)$(.$top_form())?,
                );)*)?
            }
        }

        impl $crate::slots::Row for $reply {
            fn slot(&mut self, name: &str) -> Option<$crate::slots::Slot<'_>> {
                $crate::slots::find_slot!(self, name, $($($data: $data_name $(| $data_alias)* $(* $suffix)?),*)?)
            }

            fn entry_slot(&mut self, name: &str) -> Option<$crate::slots::Slot<'_>> {
                $crate::slots::find_slot!(self, name, $($($entry: $entry_name $(| $entry_alias)*),*)?)
            }

            fn envelope_slot(&mut self, name: &str) -> Option<$crate::slots::Slot<'_>> {
                $crate::slots::find_slot!(self, name, $($($top: $top_name $(| $top_alias)*),*)?)
            }

            $(
                fn is_strict(&self, name: &str) -> bool {
                    [$($strict),*].contains(&name)
                }
            )?

            fn data_need(&self) -> $crate::slots::Need {
                const DATA: &[&str] = &[$($(stringify!($data)),*)?];
                if DATA.is_empty() { $crate::slots::Need::Ignored } else { $crate::slots::Need::Optional }
            }
        }

        $crate::slots::forward!($reply);
    };
}

/// The place that a table of fields gives to a name.
macro_rules! find_slot {
    ($self:ident, $name:ident, $($field:ident: $wire:literal $(| $alias:literal)* $(* $suffix:literal)?),*) => {{
        match $name {
            $($wire $(| $alias)* $(if $crate::slots::is_name($suffix))? => return Some(&mut $self.$field),)*
            _ => {}
        }
        $($(
            if let Some(key) = $crate::slots::pattern_key($name, $wire, $suffix) {
                return $crate::slots::Object::member(&mut $self.$field, key);
            }
        )?)*
        None
    }};
}

/// Makes a struct with fields an ordinary type: `Debug`, `PartialEq` and serde, each one line.
macro_rules! forward {
    ($row:ident) => {
        impl ::std::fmt::Debug for $row {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::slots::debug(self, f)
            }
        }

        impl PartialEq for $row {
            fn eq(&self, other: &Self) -> bool {
                $crate::slots::equal(self, other)
            }
        }

        impl ::serde::Serialize for $row {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::slots::serialize(self, serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $row {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::slots::deserialize(deserializer)
            }
        }
    };
}

pub(crate) use {find_slot, forward, reply, row};
