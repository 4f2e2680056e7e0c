//! SHA-256 that can be put down and taken up again.

use sha2::Sha256;
use sha2::digest::common::hazmat::{SerializableState, SerializedState};
use sha2::digest::{Digest, Update};

/// Names the form of a stored state, which is that of the sha2 crate. Change it with a new version of the
/// crate that stores another one.
const FORMAT: &[u8] = b"sha2-0.11:";

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
        [FORMAT, self.0.serialize().as_slice()].concat()
    }

    /// Goes on from the state of a checkpoint. Returns `None` if another version of this code wrote it in a
    /// form that this one does not know.
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
    fn the_hash_is_plain_sha_256() {
        let mut hash = FileHash::default();
        hash.add(b"abc");
        assert_eq!(hash.finish(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn from_state_of_unknown_form_is_none() {
        let state = FileHash::default().to_state();
        for unknown in [&state[1..], &state[..state.len() - 1], &b"sha2-0.12:"[..], &[]] {
            assert!(FileHash::from_state(unknown).is_none());
        }
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
