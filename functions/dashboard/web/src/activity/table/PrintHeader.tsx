import { useCatalog } from '../../api/catalog';
import { useMe } from '../../api/me';
import { formatInput, plural } from '../../time/format';
import { FacetTexts } from '../../ui/FacetText';
import { UntrustedText } from '../../ui/UntrustedText';
import { boundsText } from '../../view/boundsText';
import { facetsOf } from '../../view/filters';
import type { Bounds } from '../../view/range';
import type { View } from '../../view/view';
import styles from './table.module.css';
import { usePrinting } from './usePrinting';

type Props = { view: View; bounds: Bounds; zone: string; count: number; hasMore: boolean };

/** What a printed list contains: its range, zone, filters, and whether all events are on paper. */
export function PrintHeader({ view, bounds, zone, count, hasMore }: Props) {
  const printedAt = usePrinting();
  const { organization } = useMe();
  const { data: catalog } = useCatalog();
  if (printedAt === null) return null;
  const facets = facetsOf(view);
  const rows = hasMore ? `The ${view.order === 'desc' ? 'newest' : 'oldest'} ${plural(count, 'event')}; more events match` : `All ${plural(count, 'event')}`;
  return (
    <section className={styles.printHeader} aria-label="About this list">
      <p>
        {organization && <UntrustedText text={organization.name} />} · Events {boundsText(bounds, zone)} · times in {zone}
      </p>
      <p>{facets.length > 0 ? <>Filters: <FacetTexts facets={facets} catalog={catalog} /></> : 'No filters'}</p>
      <p>
        {rows} · printed {formatInput(printedAt, zone)}
      </p>
    </section>
  );
}
