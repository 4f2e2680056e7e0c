//! Export records, their queue, the worker lease, and the bucket with the files.

pub(crate) mod bucket;
pub(crate) mod export;
pub(crate) mod keys;
pub(crate) mod lease;
pub(crate) mod queue;
pub(crate) mod records;
pub(crate) mod row;
