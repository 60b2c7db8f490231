//! The constructor and the setters of generated requests.

/// Writes for each request a constructor, which takes what the call requires, and a setter for each other member.
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
/// value behind `=`. `as into` takes whatever becomes the type, `as param` a url parameter or a reference to one,
/// `as list` one value or several, and `as items` whatever iterates over values. The member behind `with` is a struct of
/// options, which starts with its default. A request that requires nothing has a `Default`.
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_requests {
    (@of $Name:ident() $(with $options:ident: $Options:ty)? { $($members:tt)* }) => {
        $crate::codegen::requests! {
            @new "The call; nothing is required." $Name() $(with $options: $Options)? { $($members)* }
        }

        impl ::std::default::Default for $Name {
            fn default() -> Self {
                Self::new()
            }
        }
    };

    (@of $Name:ident($($arguments:tt)+) $(with $options:ident: $Options:ty)? { $($members:tt)* }) => {
        $crate::codegen::requests! {
            @new "The call with everything that it requires." $Name($($arguments)+) $(with $options: $Options)? {
                $($members)*
            }
        }
    };

    (@new $doc:literal $Name:ident($($argument:ident: $Type:ty $(as $kind:ident)?),* $(,)?)
        $(with $options:ident: $Options:ty)?
    {
        $($member:ident: $Member:ty $(as $manner:ident)? $(= $initial:expr)?),* $(,)?
    }) => {
        impl $Name {
            #[doc = $doc]
            #[must_use]
            pub fn new($($argument: $crate::codegen::argument!($Type $(as $kind)?)),*) -> Self {
                Self {
                    $($argument: $crate::codegen::value!($argument $(as $kind)?),)*
                    $($member: $crate::codegen::initial!($($initial)?),)*
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
    };

    ($($Name:ident($($arguments:tt)*) $(with $options:ident: $Options:ty)? { $($members:tt)* })*) => {
        $($crate::codegen::requests! { @of $Name($($arguments)*) $(with $options: $Options)? { $($members)* } })*
    };
}

/// The setter of one member.
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_setter {
    ($member:ident: $Type:ty $(as $kind:ident)?) => {
        // Not the name by `concat!`: to expand it takes the compiler a third of the time of a setter.
        #[doc = "Sets the field of this name."]
        #[must_use]
        pub fn $member(mut self, $member: $crate::codegen::argument!($Type $(as $kind)?)) -> Self {
            self.$member = ::std::option::Option::Some($crate::codegen::value!($member $(as $kind)?));
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
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_value {
    ($argument:ident) => {
        $argument
    };
    ($argument:ident as into) => {
        ::std::convert::Into::into($argument)
    };
    ($argument:ident as param) => {
        $crate::IntoParam::into_param($argument)
    };
    ($argument:ident as list) => {
        $crate::codegen::OneOrMany::into_vec(::std::convert::Into::into($argument))
    };
    ($argument:ident as items) => {
        ::std::iter::Iterator::collect(::std::iter::IntoIterator::into_iter($argument))
    };
}

/// What an optional member starts with.
#[doc(hidden)]
#[macro_export]
macro_rules! __codegen_initial {
    () => {
        ::std::option::Option::None
    };
    ($initial:expr) => {
        ::std::option::Option::Some($initial)
    };
}
