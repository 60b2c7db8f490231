//! What appliances make up, by a seed.

/// The identifier of an object: a UUID of version 4, as of all that are made by chance.
pub(crate) fn uuid(random: &mut fastrand::Rng) -> String {
    let bits = random.u128(..).to_be_bytes();
    uuid::Builder::from_random_bytes(bits).into_uuid().to_string()
}
