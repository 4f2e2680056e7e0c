//! SHA-256 whose state can be stored and restored.

use sha2::Sha256;
use sha2::digest::common::hazmat::{SerializableState, SerializedState};
use sha2::digest::{Digest, Update};

/// Version of the stored state, which is that of the sha2 crate. Change it when a new version of the crate stores
/// another state.
const FORMAT: &[u8] = b"sha2-0.11:";

/// The hash of the bytes of the file so far.
///
/// Its state is part of every checkpoint, so that the checksum covers the whole file for any number of
/// workers, and no byte is read again.
#[derive(Debug, Clone, Default)]
pub(crate) struct FileHash(Sha256);

impl FileHash {
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        Update::update(&mut self.0, bytes);
    }

    /// Returns the state, for a checkpoint.
    pub(crate) fn to_state(&self) -> Vec<u8> {
        [FORMAT, self.0.serialize().as_slice()].concat()
    }

    /// Restores the state of a checkpoint. Returns `None` if its version is unknown.
    pub(crate) fn from_state(state: &[u8]) -> Option<Self> {
        let state: SerializedState<Sha256> = state.strip_prefix(FORMAT)?.try_into().ok()?;
        Sha256::deserialize(&state).ok().map(Self)
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
    fn file_hash_is_sha256() {
        let mut hash = FileHash::default();
        hash.add(b"abc");
        assert_eq!(hash.finish(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn file_hash_unknown_version_is_none() {
        let state = FileHash::default().to_state();
        for unknown in [&state[1..], &state[..state.len() - 1], &b"sha2-0.12:"[..], &[]] {
            assert!(FileHash::from_state(unknown).is_none());
        }
    }

    proptest! {
        #[test]
        fn file_hash_restored_state_continues(parts in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 0..8)) {
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
