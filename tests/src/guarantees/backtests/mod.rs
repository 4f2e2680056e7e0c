//! Back-tests: the worker over a feed that the test writes.

mod worker;
