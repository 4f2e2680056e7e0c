//! The query parameters of a list.

use api::{Params, Problem};

/// Default of `limit`.
const DEFAULT: u16 = 50;
/// Maximum of `limit`: the number of items that DynamoDB reads by key in one request.
const MAX: u16 = 100;

/// Reads `limit` and `cursor`, and refuses every other parameter.
pub(crate) fn page_params<T>(
    mut params: Params,
    cursor: impl FnOnce(&str) -> Option<T>,
) -> Result<(u16, Option<T>), Problem> {
    let limit = params.limit(MAX, DEFAULT)?;
    let cursor = params
        .parsed("cursor", |text| cursor(text).ok_or("is not a next_cursor that this endpoint returned"))?;
    params.finish()?;
    Ok((limit, cursor))
}
