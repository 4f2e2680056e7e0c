//! Secrets of destinations, encrypted with KMS.
