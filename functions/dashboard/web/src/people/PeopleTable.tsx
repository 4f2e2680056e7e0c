import { Link } from 'wouter';
import { useCatalog } from '../api/catalog';
import type { EventClass, PeopleCoverage, PeopleSort, Person } from '../api/types';
import { formatCount } from '../time/format';
import { zoneLabel } from '../time/zone';
import { Icon } from '../ui/Icon';
import { UntrustedText } from '../ui/UntrustedText';
import { countryName } from '../view/countries';
import { typesOfClasses } from '../view/eventClasses';
import { personUrl } from '../view/personUrl';
import { activityUrl } from '../view/url';
import { lastSeenText, SECOND_FACTOR_LABELS } from './labels';
import { countedRange } from './counted';
import styles from './people.module.css';
import { firstOrder, type PeopleView } from './peopleView';

type Props = {
  people: readonly Person[];
  view: PeopleView;
  zone: string;
  withDetails: boolean;
  counts: PeopleCoverage | undefined;
  isStale: boolean;
  onView: (change: Partial<PeopleView>) => void;
};

type Column = { sort?: PeopleSort; label: string; isNumber?: true };

/** People as a table. The headings sort it. */
export function PeopleTable({ people, view, zone, withDetails, counts, isStale, onView }: Props) {
  const columns: Column[] = [
    { sort: 'name', label: 'Person' },
    { sort: 'last_seen', label: `Last seen (${zoneLabel(zone)})` },
    { sort: 'sign_ins', label: 'Sign-ins', isNumber: true },
    { sort: 'failed_sign_ins', label: 'Failed', isNumber: true },
    ...(withDetails ? [{ sort: 'countries', label: 'Countries' } satisfies Column] : []),
    { label: 'Second factor' },
    { sort: 'items_read', label: 'Items read', isNumber: true },
    { sort: 'findings', label: 'Open findings', isNumber: true },
  ];
  return (
    <div className={styles.scroll} role="region" aria-label="People" tabIndex={0} aria-busy={isStale} data-stale={isStale || undefined}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading key={column.label} column={column} view={view} onView={onView} />
            ))}
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <Row key={person.id} person={person} zone={zone} withDetails={withDetails} counts={counts} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Heading({ column: { sort, label, isNumber }, view, onView }: { column: Column } & Pick<Props, 'view' | 'onView'>) {
  const number = { 'data-number': isNumber };
  if (!sort) return <th scope="col" {...number}>{label}</th>;
  const isSorted = view.sort === sort;
  const reversed = view.order === 'asc' ? 'desc' : 'asc';
  return (
    <th scope="col" aria-sort={isSorted ? (view.order === 'asc' ? 'ascending' : 'descending') : undefined} {...number}>
      <button
        type="button"
        className={styles.sort}
        onClick={() => {
          onView({ sort, order: isSorted ? reversed : firstOrder(sort) });
        }}
      >
        {label}
        <span className={styles.arrow} data-shown={isSorted || undefined}>
          <Icon name={isSorted && view.order === 'asc' ? 'up' : 'down'} size={11} />
        </span>
      </button>
    </th>
  );
}

function Row({ person, zone, withDetails, counts }: { person: Person } & Pick<Props, 'zone' | 'withDetails' | 'counts'>) {
  const { id, name, email, countries, second_factor: factor, open_findings: findings } = person;
  const shown = name ?? email ?? id;
  return (
    <tr>
      <th scope="row">
        <Link href={personUrl(id)}>
          <UntrustedText text={shown} />
        </Link>
        {email != null && email !== shown && <UntrustedText className={styles.second} text={email} title />}
      </th>
      <td className={styles.time}>{lastSeenText(person, zone)}</td>
      <Count count={person.sign_ins} classes={['sign_in.succeeded']} id={id} counts={counts} />
      <Count count={person.failed_sign_ins} classes={['sign_in.failed', 'sign_in.blocked']} id={id} counts={counts} />
      {withDetails && <td>{countries?.map(countryName).join(', ')}</td>}
      <td data-weak={factor === 'seen' || undefined}>{SECOND_FACTOR_LABELS[factor]}</td>
      <Count count={person.items_read} classes={['item.read']} id={id} counts={counts} />
      <td data-number>{findings > 0 ? <Link href={openFindingsUrl(id)}>{formatCount(findings)}</Link> : 0}</td>
    </tr>
  );
}

/** Returns the URL of the findings that are counted: not those that are explained. */
function openFindingsUrl(id: string): string {
  const query = new URLSearchParams({ user: id });
  for (const severity of ['critical', 'high', 'medium', 'low']) query.append('severity', severity);
  return `/findings?${query.toString()}`;
}

type CountProps = { count: number; classes: EventClass[]; id: string; counts: PeopleCoverage | undefined };

/** A number that links to its events. */
function Count({ count, classes, id, counts }: CountProps) {
  const { data: catalog } = useCatalog();
  const type = typesOfClasses(catalog, classes);
  if (count === 0 || type.length === 0 || !counts) return <td data-number>{formatCount(count)}</td>;
  return (
    <td data-number>
      <Link href={activityUrl({ user: [id], type, range: countedRange(counts) })}>{formatCount(count)}</Link>
    </td>
  );
}
