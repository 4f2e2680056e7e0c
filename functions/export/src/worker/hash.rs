//! SHA-256 that can be put down and taken up again.

use event_store::StoreError;
use sha2::Sha256;
use sha2::digest::common::hazmat::{SerializableState, SerializedState};
use sha2::digest::{Digest, Update};

/// The hash of the file's bytes so far.
///
/// Its state is part of every checkpoint, so that the checksum of a file that many workers wrote is that
/// of the file, not of its parts, and no byte is read again for it.
#[derive(Debug, Clone, Default)]
pub(crate) struct FileHash(Sha256);

impl FileHash {
    /// Adds bytes.
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        Update::update(&mut self.0, bytes);
    }

    /// Returns the state, for a checkpoint.
    pub(crate) fn to_state(&self) -> Vec<u8> {
        self.0.serialize().to_vec()
    }

    /// Goes on from the state of a checkpoint.
    pub(crate) fn from_state(state: &[u8]) -> Result<Self, StoreError> {
        let corrupt = |reason: &str| StoreError::Corrupt {
            key: "the hash of a checkpoint".to_owned(),
            reason: reason.to_owned(),
        };
        let state: SerializedState<Sha256> = state.try_into().map_err(|_| corrupt("is of another length"))?;
        Sha256::deserialize(&state).map(Self).map_err(|_| corrupt("is no state of SHA-256"))
    }

    /// Returns the hash, in hex.
    pub(crate) fn finish(self) -> String {
        hex::encode(self.0.finalize())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_hash_is_plain_sha_256() {
        let mut hash = FileHash::default();
        hash.add(b"abc");
        assert_eq!(hash.finish(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    proptest! {
        #[test]
        fn a_hash_that_was_put_down_goes_on(parts in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 0..8)) {
            let mut whole = FileHash::default();
            let mut resumed = FileHash::default();
            for part in &parts {
                whole.add(part);
                resumed.add(part);
                resumed = FileHash::from_state(&resumed.to_state()).expect("a state");
            }
            prop_assert_eq!(whole.finish(), resumed.finish());
        }
    }
}
