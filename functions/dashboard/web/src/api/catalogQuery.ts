/** The first part of the keys of queries for the catalog. */
export const CATALOG = 'catalog';

/** Options of queries for the catalog. Operators change it at run time, and functions learn of it within the same time. */
export const CATALOG_OPTIONS = { staleTime: 60_000, refetchOnWindowFocus: true } as const;
