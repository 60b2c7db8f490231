//! Macros that implement the traits of generated rows and replies, from lists of their fields.

/// Implements the traits of a row for a struct, and `Clone`, from a list of its fields.
///
/// - `field: "name"` reads and writes a member.
/// - `field: "name" | "other name"` reads it under either name and writes the first.
/// - `field: "name" as toggle` writes a boolean as `"enable"` or `"disable"`, and `as flag` as `1` or `0`.
/// - `field: "name" as keys("interface-name")` writes a list of keys as rows with this attribute.
/// - `field: "CPU[" * "] usage"` collects all members with this prefix and suffix in a map. The part between them is
///   the key.
/// - `strict { "name" }` behind the list states the members that must fit. If one does not, reading the reply fails.
/// - `extra field` behind the list states the field of the attributes that are written in addition.
/// - `Row or field { … }` also reads a list instead of the object, into that field.
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_row {
    ($row:ident $(or $list:ident)? {
        $(
            $field:ident: $name:literal $(| $alias:literal)* $(* $suffix:literal)?
            $(as $form:ident $(($argument:literal))?)?
        ),* $(,)?
    } $(strict { $($strict:literal),* $(,)? })? $(extra $extra:ident)?) => {
        impl $crate::codegen::Fields for $row {
            fn visit<'r>(&'r self, visit: $crate::codegen::Visit<'_, 'r>) {
                use $crate::codegen::Shown as _;
                $crate::codegen::visit_row(
                    visit,
                    &$crate::codegen::FieldNames {
                        type_name: ::std::stringify!($row),
                        rust: ::std::stringify!($($field)* $($extra)?),
                        json: &[$($name,)*],
                        patterns: &[$($([$name, $suffix],)?)*],
                    },
                    &[
                        $(self.$field.out()$(.$form($($argument)?))?,)*
                        $(self.$extra.out())?
                    ],
                );
            }
        }

        $(
            impl $crate::WrittenRow for $row {
                fn extra_attributes_mut(&mut self) -> &mut $crate::ExtraAttributes {
                    &mut self.$extra
                }
            }
        )?

        impl $crate::codegen::Row for $row {
            fn slot(&mut self, name: &str) -> ::std::option::Option<$crate::codegen::Slot<'_>> {
                $crate::codegen::find_slot!(self, name, $($field: $name $(| $alias)* $(* $suffix)?),*)
            }
            $(
                fn is_strict(&self, name: &str) -> bool {
                    [$($strict),*].contains(&name)
                }
            )?
            $(
                fn list_slot(&mut self) -> ::std::option::Option<$crate::codegen::Slot<'_>> {
                    ::std::option::Option::Some(&mut self.$list)
                }
            )?
        }

        // The compiler takes longer for the derived one.
        impl ::std::clone::Clone for $row {
            #[inline]
            fn clone(&self) -> Self {
                Self {
                    $($field: self.$field.clone(),)*
                    $($extra: self.$extra.clone(),)?
                }
            }
        }

        $crate::codegen::forward!($row);
    };
}

/// Implements the traits of a row for a reply whose fields are in more than one place: in `data`, beside it in the
/// result entry, or at the top level. A field may be listed for several of them.
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_reply {
    ($reply:ident {
        $(entry { $($entry:ident: $entry_name:literal $(| $entry_alias:literal)* $(as $entry_form:ident)?),* $(,)? })?
        $(data {
            $($data:ident: $data_name:literal $(| $data_alias:literal)* $(* $suffix:literal)? $(as $data_form:ident)?),* $(,)?
        })?
        $(envelope { $($top:ident: $top_name:literal $(| $top_alias:literal)* $(as $top_form:ident)?),* $(,)? })?
    } $(strict { $($strict:literal),* $(,)? })?) => {
        impl $crate::codegen::Fields for $reply {
            fn visit<'r>(&'r self, visit: $crate::codegen::Visit<'_, 'r>) {
                use $crate::codegen::Shown as _;
                let mut once = $crate::codegen::EachFieldOnce::new(visit, ::std::stringify!($reply));
                $(once.visit(
                    ::std::stringify!($($entry)*),
                    &[$($entry_name),*],
                    &[],
                    &[$(self.$entry.out()$(.$entry_form())?),*],
                );)?
                $(once.visit(
                    ::std::stringify!($($data)*),
                    &[$($data_name),*],
                    &[$($([$data_name, $suffix],)?)*],
                    &[$(self.$data.out()$(.$data_form())?),*],
                );)?
                $(once.visit(
                    ::std::stringify!($($top)*),
                    &[$($top_name),*],
                    &[],
                    &[$(self.$top.out()$(.$top_form())?),*],
                );)?
            }
        }

        impl $crate::codegen::Row for $reply {
            fn slot(&mut self, name: &str) -> ::std::option::Option<$crate::codegen::Slot<'_>> {
                $crate::codegen::find_slot!(self, name, $($($data: $data_name $(| $data_alias)* $(* $suffix)?),*)?)
            }

            fn entry_slot(&mut self, name: &str) -> ::std::option::Option<$crate::codegen::Slot<'_>> {
                $crate::codegen::find_slot!(self, name, $($($entry: $entry_name $(| $entry_alias)*),*)?)
            }

            fn envelope_slot(&mut self, name: &str) -> ::std::option::Option<$crate::codegen::Slot<'_>> {
                $crate::codegen::find_slot!(self, name, $($($top: $top_name $(| $top_alias)*),*)?)
            }

            $(
                fn is_strict(&self, name: &str) -> bool {
                    [$($strict),*].contains(&name)
                }
            )?

            fn data_need(&self) -> $crate::codegen::Need {
                const DATA: &[&str] = &[$($(::std::stringify!($data)),*)?];
                if DATA.is_empty() { $crate::codegen::Need::Ignored } else { $crate::codegen::Need::Optional }
            }
        }

        $crate::codegen::forward!($reply);
    };
}

/// Finds the place of the member `$name` in a list of fields.
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_find_slot {
    ($self:ident, $name:ident,) => {{
        let _ = $name;
        ::std::option::Option::None
    }};
    // Most rows have no patterns.
    ($self:ident, $name:ident, $($field:ident: $wire:literal $(| $alias:literal)*),+) => {{
        // The type is stated once. The compiler takes longer for a `Some` in each arm.
        let slot: $crate::codegen::Slot<'_> = match $name {
            $($wire $(| $alias)* => &mut $self.$field,)+
            _ => return ::std::option::Option::None,
        };
        ::std::option::Option::Some(slot)
    }};
    ($self:ident, $name:ident, $($field:ident: $wire:literal $(| $alias:literal)* $(* $suffix:literal)?),*) => {{
        match $name {
            $(
                $wire $(| $alias)* $(if $crate::codegen::is_name($suffix))? => {
                    return ::std::option::Option::Some(&mut $self.$field);
                }
            )*
            _ => {}
        }
        $($(
            if let ::std::option::Option::Some(key) = $crate::codegen::pattern_key($name, $wire, $suffix) {
                return $crate::codegen::Object::member(&mut $self.$field, key);
            }
        )?)*
        ::std::option::Option::None
    }};
}

/// Implements `Debug`, `PartialEq` and the traits of serde for a struct with fields, by one call each.
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_forward {
    ($row:ident) => {
        impl ::std::fmt::Debug for $row {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::codegen::debug(self, f)
            }
        }

        impl ::std::cmp::PartialEq for $row {
            fn eq(&self, other: &Self) -> bool {
                $crate::codegen::equal(self, other)
            }
        }

        impl $crate::serde::Serialize for $row {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::codegen::serialize(self, serializer)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $row {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::codegen::deserialize(deserializer)
            }
        }
    };
}
