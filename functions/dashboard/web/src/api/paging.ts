/** Options of an infinite query over the pages of a list. */
export const BY_CURSOR = {
  initialPageParam: null as string | null,
  getNextPageParam: (page: { next_cursor?: string | null }) => page.next_cursor ?? null,
};

/** Returns the parameter that selects a page. The first page has none. */
export function cursorParameter(cursor: string | null): { cursor?: string } {
  return cursor === null ? {} : { cursor };
}
