//! Random values of the appliances, from a seed.

/// A random UUID (version 4), as object identifiers are.
pub(crate) fn uuid(random: &mut fastrand::Rng) -> String {
    let bits = random.u128(..).to_be_bytes();
    uuid::Builder::from_random_bytes(bits).into_uuid().to_string()
}
