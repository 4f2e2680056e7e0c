import { useState } from 'react';
import { useCatalog } from '../../api/catalog';
import type { FacetName, Summary } from '../../api/types';
import { formatTime } from '../../time/format';
import type { Filters } from '../../view/filters';
import { FACET_TITLES, type FacetRow } from './facets';
import { FacetGroup } from './FacetGroup';
import { FacetMenu } from './FacetMenu';
import styles from './facets.module.css';
import { useFoldedFacets } from './useFacetSettings';

export type FacetsProps = {
  names: readonly FacetName[];
  summary: Summary | undefined;
  /** Whether the counts belong to an earlier query. */
  isStale: boolean;
  /** Whether counting failed. */
  isFailed: boolean;
  filters: Filters;
  zone: string;
  onChange: (filters: Filters) => void;
};

/** The values of the events with counts. Each value can be added to the filters, excluded or copied. */
export default function FacetsPanel({ names, summary, isStale, isFailed, filters, zone, onChange }: FacetsProps) {
  const { data: catalog } = useCatalog();
  const [last, setLast] = useState(summary?.facets);
  // While other filters load, the old values stay and look old.
  if (summary?.facets && summary.facets !== last) setLast(summary.facets);
  const isOld = isStale || summary === undefined;
  const facets = isFailed ? undefined : (summary?.facets ?? last);
  const [folded, onFold] = useFoldedFacets();
  const [menu, setMenu] = useState<{ row: FacetRow; element: HTMLElement } | null>(null);
  return (
    <div className={styles.panel} aria-busy={isOld && !isFailed}>
      {isFailed && <p className={styles.note}>Not counted</p>}
      {!isFailed && summary && !summary.complete && (
        <p className={styles.note} data-partial>
          {summary.counted_from ? `Counted back to ${formatTime(summary.counted_from, zone)}` : 'Not counted in full'}
        </p>
      )}
      {names.map((name) => (
        <FacetGroup
          key={name}
          name={name}
          title={FACET_TITLES[name]}
          counted={facets?.[name] ?? undefined}
          isOld={isOld}
          isFolded={folded.includes(name)}
          filters={filters}
          catalog={catalog}
          onFold={() => { onFold(name); }}
          onMenu={(row, element) => { setMenu({ row, element }); }}
          onChange={onChange}
        />
      ))}
      {menu && <FacetMenu {...menu} {...{ filters, catalog, onChange }} onClose={() => { setMenu(null); }} />}
    </div>
  );
}
