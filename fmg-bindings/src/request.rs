//! The constructor and the setters of generated requests, and their `Clone` and `Debug`.

use std::fmt;

/// Shows a request as the derived `Debug` does. `fields` has white space between the names.
///
/// # Errors
///
/// The formatter fails.
#[doc(hidden)]
pub fn debug_request<const N: usize>(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    fields: &str,
    values: [&dyn fmt::Debug; N],
) -> fmt::Result {
    let mut shown = f.debug_struct(name);
    for (field, value) in fields.split_ascii_whitespace().zip(values) {
        shown.field(field, value);
    }
    shown.finish()
}

/// Writes for each request a constructor with the required members, and a setter for each other member. Also writes
/// `Clone` and `Debug`, in a form that the compiler checks faster than the derived one.
///
/// ```text
/// requests! {
///     Session(count: i64) {
///         ip_version: SessionIpVersion as into, start: i64, srcintfrole: String as list, limit: i64 = 10,
///     }
///     List(adom: AdomName as param) with options: ReadOptions {}
/// }
/// ```
///
/// The members in parentheses are required. Those in braces are `Option`s of the struct, which start empty, or with the
/// value behind `=`. `as into` takes any value that converts into the type, `as param` a url parameter or a reference
/// to one, `as list` one value or several, and `as items` any iterator over values. The member behind `with` is a
/// struct of options, which starts with its default. A request that requires nothing has a `Default`.
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_requests {
    (@one $Name:ident($($argument:ident: $Type:ty $(as $kind:ident)?),* $(,)?)
        $(with $options:ident: $Options:ty)?
    {
        $($member:ident: $Member:ty $(as $manner:ident)? $(= $initial:expr)?),* $(,)?
    }) => {
        impl $Name {
            /// The call with all that it requires.
            #[must_use]
            pub fn new($($argument: $crate::codegen::argument!($Type $(as $kind)?)),*) -> Self {
                Self {
                    $($argument: $crate::codegen::value!($argument $(as $kind)?),)*
                    // Not a macro of its own: it would cost the compiler more than the field.
                    $($member: ::std::option::Option::None $(.or(::std::option::Option::Some($initial)))?,)*
                    $($options: <$Options as ::std::default::Default>::default(),)?
                }
            }

            $($crate::codegen::setter! { $member: $Member $(as $manner)? })*

            $(
                #[doc = ::std::concat!("Sets [`", ::std::stringify!($options), "`](Self::", ::std::stringify!($options), ").")]
                #[must_use]
                pub fn $options(mut self, $options: $Options) -> Self {
                    self.$options = $options;
                    self
                }
            )?
        }

        impl ::std::clone::Clone for $Name {
            #[inline]
            fn clone(&self) -> Self {
                Self {
                    $($argument: self.$argument.clone(),)*
                    $($member: self.$member.clone(),)*
                    $($options: self.$options.clone(),)?
                }
            }
        }

        impl ::std::fmt::Debug for $Name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::codegen::debug_request(
                    f,
                    ::std::stringify!($Name),
                    // One text, since the compiler takes longer for a list.
                    ::std::stringify!($($argument)* $($member)* $($options)?),
                    [$(&self.$argument,)* $(&self.$member,)* $(&self.$options,)?],
                )
            }
        }

        $crate::codegen::request_default! { $Name $($argument)* }
    };

    ($($Name:ident $required:tt $(with $options:ident: $Options:ty)? { $($members:tt)* })*) => {
        $($crate::codegen::requests! { @one $Name $required $(with $options: $Options)? { $($members)* } })*
    };
}

/// `Default`, for a request without arguments.
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_request_default {
    ($Name:ident) => {
        impl ::std::default::Default for $Name {
            fn default() -> Self {
                Self::new()
            }
        }
    };
    ($Name:ident $($argument:ident)+) => {};
}

/// The setter of one member.
// The first two cases use no macros of arguments and values, because each use of a macro takes compile time, and the
// bindings have thousands of setters. For the same reason, the documentation of a setter does not contain its name,
// which `concat!` would insert.
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_setter {
    ($member:ident: $Type:ty) => {
        #[doc = "Sets the field of this name."]
        #[must_use]
        pub fn $member(mut self, $member: $Type) -> Self {
            self.$member = ::std::option::Option::Some($member);
            self
        }
    };
    ($member:ident: $Type:ty as into) => {
        #[doc = "Sets the field of this name."]
        #[must_use]
        pub fn $member(mut self, $member: impl ::std::convert::Into<$Type>) -> Self {
            self.$member = ::std::option::Option::Some($member.into());
            self
        }
    };
    ($member:ident: $Type:ty as $kind:ident) => {
        #[doc = "Sets the field of this name."]
        #[must_use]
        pub fn $member(mut self, $member: $crate::codegen::argument!($Type as $kind)) -> Self {
            self.$member = ::std::option::Option::Some($crate::codegen::value!($member as $kind));
            self
        }
    };
}

/// The type of an argument that gives a member its value.
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_argument {
    ($Type:ty) => { $Type };
    ($Type:ty as into) => { impl ::std::convert::Into<$Type> };
    ($Type:ty as param) => { impl $crate::IntoParam<$Type> };
    ($Type:ty as list) => { impl ::std::convert::Into<$crate::codegen::OneOrMany<$Type>> };
    ($Type:ty as items) => { impl ::std::iter::IntoIterator<Item = $Type> };
}

/// The value that an argument gives.
// The methods are those of the bound of the argument, whatever traits are in scope. The compiler finds them faster than
// a path.
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_value {
    ($argument:ident) => {
        $argument
    };
    ($argument:ident as into) => {
        $argument.into()
    };
    ($argument:ident as param) => {
        $argument.into_param()
    };
    ($argument:ident as list) => {
        $argument.into().into_vec()
    };
    ($argument:ident as items) => {
        ::std::iter::Iterator::collect($argument.into_iter())
    };
}

#[cfg(test)]
#[expect(unreachable_pub, reason = "the requests of the macro are public")]
mod tests {
    use crate::codegen::requests;

    #[derive(Default, PartialEq)]
    struct Options {
        range: Option<u8>,
    }

    impl Clone for Options {
        fn clone(&self) -> Self {
            Self { range: self.range }
        }
    }

    impl std::fmt::Debug for Options {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("..")
        }
    }

    struct Session {
        count: i64,
        address: Option<String>,
        names: Option<Vec<String>>,
        limit: Option<i64>,
        number_of_the_policy_that_allows_the_traffic: Option<i64>,
        seconds_until_the_firewall_forgets_the_client: Option<i64>,
        options: Options,
    }

    struct Nothing {}

    requests! {
        Session(count: i64) with options: Options {
            address: String as into, names: String as list, limit: i64 = 10,
            number_of_the_policy_that_allows_the_traffic: i64, seconds_until_the_firewall_forgets_the_client: i64,
        }
        Nothing() {}
    }

    #[test]
    fn a_request_is_shown_as_by_a_derive() {
        let session = Session::new(7).address("10.1.0.1").names(["a", "b"]);
        // `stringify!` breaks the line between long names.
        let shown = concat!(
            r#"Session { count: 7, address: Some("10.1.0.1"), names: Some(["a", "b"]), limit: Some(10), "#,
            "number_of_the_policy_that_allows_the_traffic: None, ",
            "seconds_until_the_firewall_forgets_the_client: None, options: .. }"
        );
        assert_eq!(format!("{session:?}"), shown);
        assert!(format!("{session:#?}").starts_with("Session {\n    count: 7,\n    address: Some(\n"));
        assert_eq!(format!("{:?}", Nothing::default()), "Nothing");
    }

    #[test]
    fn a_clone_has_every_field() {
        let session = Session::new(7)
            .limit(3)
            .number_of_the_policy_that_allows_the_traffic(4)
            .seconds_until_the_firewall_forgets_the_client(5)
            .options(Options { range: Some(1) });
        let clone = session.clone();
        assert_eq!(format!("{session:?}"), format!("{clone:?}"));
        assert_eq!(
            (clone.count, clone.limit, clone.options),
            (7, Some(3), Options { range: Some(1) })
        );
        assert_eq!((clone.address, clone.names), (None, None));
    }
}
