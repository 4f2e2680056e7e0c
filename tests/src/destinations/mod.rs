//! Messages as destinations get them, and what their answers mean: [`Senders`](delivery::destinations::Senders) and a
//! [`Receiver`](support::receiver::Receiver) without a stack.

mod answers;
mod fixture;
mod messages;
mod verification;
mod webhook;
