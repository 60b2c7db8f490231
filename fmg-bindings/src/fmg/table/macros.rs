//! The tables that generated rows belong to.

/// Implements the traits of tables for generated rows.
///
/// ```text
/// tables! {
///     Address: "firewall/address" / "<name>" by "name" = name: ObjectName, in [Objects], written [Objects], [Cloneable];
///     AddressMapping: "dynamic_mapping" / "<mapping>" by _: MappingKey, in [rows of Address], written [rows of Address], [];
/// }
/// ```
///
/// Behind the path are the placeholder, the attribute, the field and the type of the key. Then follow the scopes that
/// have the table, the scopes where it can be written, the traits of further verbs, and the known facts about the
/// members of the rows.
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_tables {
    (@key _) => {
        ::std::option::Option::None
    };
    (@key $key:literal) => {
        ::std::option::Option::Some($key)
    };
    (@group) => {};
    (@group $group:literal) => {
        const ACCESS_GROUP: ::std::option::Option<&'static str> = ::std::option::Option::Some($group);
    };
    (@facts) => {};
    (@facts $facts:literal) => {
        const FACTS: &'static str = $facts;
    };
    (@impl $Trait:ident for $Row:ident, rows of $Parent:ident) => {
        impl<S: $crate::fmg::scope::Scope> $crate::codegen::$Trait<$crate::fmg::scope::RowOf<S, $Parent>> for $Row {}
    };
    (@impl $Trait:ident for $Row:ident, $Scope:ident) => {
        impl $crate::codegen::$Trait<$Scope> for $Row {}
    };

    ($(
        $Row:ident: $path:literal / $placeholder:literal by $key:tt $(= $field:ident)?: $Key:ty,
        in [$($scope:ident $(of $parent:ident)?),*], written [$($written:ident $(of $above:ident)?),*],
        [$($Verb:ident)*] $(access $group:literal)? $(, facts $facts:literal)?;
    )*) => {$(
        // A message about another type does not list the shipped tables.
        #[diagnostic::do_not_recommend]
        impl $crate::codegen::Table for $Row {
            const PATH: &'static str = $path;
            const PLACEHOLDER: &'static str = $placeholder;
            const KEY: ::std::option::Option<&'static str> = $crate::fmg::table::tables!(@key $key);
            type Key = $Key;
            type One = Self;
            type Many = ::std::vec::Vec<Self>;
            $crate::fmg::table::tables! { @group $($group)? }
            $crate::fmg::table::tables! { @facts $($facts)? }

            $crate::codegen::written_row! { $($field)? }
        }

        $($crate::fmg::table::tables! { @impl In for $Row, $scope $(of $parent)? })*
        $($crate::fmg::table::tables! { @impl WritableIn for $Row, $written $(of $above)? })*
        $(
            #[diagnostic::do_not_recommend]
            impl $crate::codegen::$Verb for $Row {}
        )*
    )*};
}

/// Names the members that calls add to the rows of a table and remove from them: `members! { Package: "scope member" of
/// ScopeMember; }`.
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_members {
    ($($Row:ident: $section:literal of $Member:ident;)*) => {$(
        impl $crate::fmg::table::HasMembers for $Row {
            const SECTION: &'static str = ::std::concat!("/", $section);
            type Member = $Member;
        }
    )*};
}

/// As `tables!`, for single objects: `SystemGlobal: "system/global", in [Cli], written [Cli];`.
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_singles {
    ($(
        $Row:ident: $path:literal,
        in [$($scope:ident $(of $parent:ident)?),*], written [$($written:ident $(of $above:ident)?),*]
        $(, access $group:literal)? $(, facts $facts:literal)?;
    )*) => {$(
        #[diagnostic::do_not_recommend]
        impl $crate::codegen::Single for $Row {
            const PATH: &'static str = $path;
            type One = Self;
            $crate::fmg::table::tables! { @group $($group)? }
            $crate::fmg::table::tables! { @facts $($facts)? }
        }

        $($crate::fmg::table::tables! { @impl In for $Row, $scope $(of $parent)? })*
        $($crate::fmg::table::tables! { @impl WritableIn for $Row, $written $(of $above)? })*
    )*};
}
