//! Requests to destinations on the internet: only to public addresses, never more of the answer than needed.
