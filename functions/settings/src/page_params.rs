//! The query parameters of a list.

use api::{Params, Problem};

/// Entries of a page when none are asked for.
const DEFAULT: u16 = 50;
/// Entries of a page: what DynamoDB reads in one request by their keys.
const MOST: u16 = 100;

/// Reads `limit` and `cursor`, and refuses every other parameter.
pub(crate) fn page_params<T>(
    mut params: Params,
    cursor: impl FnOnce(&str) -> Option<T>,
) -> Result<(u16, Option<T>), Problem> {
    let limit = params.parsed("limit", |text| {
        text.parse::<u16>()
            .ok()
            .filter(|limit| (1..=MOST).contains(limit))
            .ok_or("is not a whole number from 1 to 100")
    })?;
    let cursor = params
        .parsed("cursor", |text| cursor(text).ok_or("is not a next_cursor that this endpoint returned"))?;
    params.finish()?;
    Ok((limit.unwrap_or(DEFAULT), cursor))
}
