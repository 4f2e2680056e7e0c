import { useState } from 'react';
import type { Catalog } from '../../api/catalog';
import type { FacetName, FacetValues } from '../../api/types';
import { formatCount, plural } from '../../time/format';
import { showBidi } from '../../ui/bidi';
import { Icon } from '../../ui/Icon';
import { UntrustedText } from '../../ui/UntrustedText';
import { drop, facetKey, include, valueLabel, type Filters } from '../../view/filters';
import { peopleText } from '../../ui/words';
import { facetOfRow, facetRows, type FacetRow } from './facets';
import styles from './facets.module.css';

// More are a click away.
const SHOWN = 5;

type Props = {
  name: FacetName;
  title: string;
  counted: FacetValues | undefined;
  isOld: boolean;
  isFolded: boolean;
  filters: Filters;
  catalog: Catalog | undefined;
  onFold: () => void;
  onMenu: (row: FacetRow, element: HTMLElement) => void;
  onChange: (filters: Filters) => void;
};

/** One facet: its heading with the number of values, and the most frequent values. */
export function FacetGroup({ name, title, counted, isOld, isFolded, filters, catalog, onFold, onMenu, onChange }: Props) {
  const [isWhole, setIsWhole] = useState(false);
  const rows = facetRows(name, counted, filters);
  const shown = isWhole ? rows : rows.slice(0, SHOWN);
  const unlisted = (counted?.distinct ?? 0) - (counted?.values.length ?? 0);
  const id = `facet-${name}`;
  return (
    <section className={styles.group} aria-labelledby={id}>
      <h3>
        <button type="button" id={id} className={styles.heading} aria-expanded={!isFolded} onClick={onFold}>
          <Icon name={isFolded ? 'right' : 'down'} size={11} />
          {title}
          <span className={styles.count} data-old={isOld || undefined}>
            {counted ? formatCount(counted.distinct) : ''}
          </span>
        </button>
      </h3>
      {!isFolded && (
        <ul className={styles.values} data-old={isOld || undefined}>
          {shown.map((row) => (
            <ValueRow key={facetKey(row.facet)} {...{ row, catalog, onMenu }} onToggle={() => { onChange(row.state ? drop(filters, facetOfRow(row)) : include(filters, row.facet)); }} />
          ))}
          {counted && rows.length === 0 && <li className={styles.none}>None</li>}
          {rows.length > SHOWN && (
            <li>
              <button type="button" className={styles.more} onClick={() => { setIsWhole(!isWhole); }}>
                {isWhole ? 'Show fewer' : `Show ${formatCount(rows.length)}`}
              </button>
            </li>
          )}
          {isWhole && unlisted > 0 && <li className={styles.none}>{`${plural(unlisted, 'other value')}: use the search`}</li>}
        </ul>
      )}
    </section>
  );
}

type RowProps = { row: FacetRow; catalog: Catalog | undefined; onToggle: () => void; onMenu: (row: FacetRow, element: HTMLElement) => void };

function ValueRow({ row, catalog, onToggle, onMenu }: RowProps) {
  const { facet, label, count, people, state } = row;
  const hasOwnLabel = facet.by === 'user' || facet.by === 'target' || facet.by === 'isp';
  const text = (hasOwnLabel ? label : null) ?? valueLabel(facet, catalog);
  const counts = count === null ? 'no events' : plural(count, 'event');
  const by = people !== null && facet.by !== 'user' ? ` by ${peopleText(people)}` : '';
  return (
    <li className={styles.row} data-state={state ?? undefined}>
      <button
        type="button"
        className={styles.value}
        aria-pressed={state !== null}
        title={`${showBidi(text)}: ${counts}${by}`}
        onClick={onToggle}
      >
        <span className={styles.tick} aria-hidden="true">
          {state && <Icon name={state === 'excluded' ? 'close' : 'check'} size={11} />}
        </span>
        {state === 'excluded' && <span className="visually-hidden">Not </span>}
        <UntrustedText className={styles.text} text={text} />
        <span className={styles.count} aria-hidden="true">
          {count === null ? '' : formatCount(count)}
        </span>
        <span className="visually-hidden">{` ${counts}${by}: ${state ? 'remove this filter' : 'add to the filters'}`}</span>
      </button>
      <button type="button" className={styles.menu} aria-haspopup="menu" aria-label={`More for ${showBidi(text)}`} onClick={(click) => { onMenu(row, click.currentTarget); }}>
        <Icon name="more" size={14} />
      </button>
    </li>
  );
}
