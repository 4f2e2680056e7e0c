import type { Catalog } from '../../api/catalog';
import type { EventType, Key } from '../../api/types';
import { MONITOR } from '../monitorSource';

/** Returns the types that a key can send, in the order of the catalog. */
export function sendableTypes({ types }: Catalog, { sources }: Pick<Key, 'sources'>): EventType[] {
  return types.filter((type) => {
    const isCovered = sources === 'all' ? type.source !== MONITOR : sources.includes(type.source);
    return isCovered && type.deprecated_at == null;
  });
}
