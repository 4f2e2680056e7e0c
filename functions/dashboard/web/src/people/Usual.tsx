import { Link } from 'wouter';
import type { FacetValue, PersonDetail, Summary } from '../api/types';
import { formatDay, plural } from '../time/format';
import { Section } from '../ui/Section';
import { UntrustedText } from '../ui/UntrustedText';
import { countryName } from '../view/countries';
import type { Range } from '../view/range';
import { activityUrl, type ViewChange } from '../view/url';
import styles from './person.module.css';

const MAX_SHOWN = 6;

type Props = { person: PersonDetail; summary: Summary; range: Range; withDetails: boolean };

/** The places, networks and devices of 28 days, and those of sign-ins before. */
export function Usual({ person, summary, range, withDetails }: Props) {
  const { facets } = summary;
  const { profile, id } = person;
  const linkTo = (filters: ViewChange) => activityUrl({ ...filters, user: [id], range });
  const known = (values: readonly FacetValue[] | undefined) => new Set(values?.map(({ value }) => value));
  const [countries, networks] = [known(facets?.country?.values), known(facets?.isp?.values)];
  const oldCountries = profile?.countries.filter(({ country }) => !countries.has(country)) ?? [];
  const oldNetworks = profile?.networks.filter(({ asn }) => !networks.has(`AS${asn}`)) ?? [];
  return (
    <div className={styles.columns}>
      {withDetails ? (
        <>
          <Section title="Places">
            <Values facet={facets?.country} labelOf={({ value }) => countryName(value)} urlOf={(value) => linkTo({ country: [value] })} />
            <Earlier entries={oldCountries.map(({ country, last_day }) => [countryName(country), last_day])} />
          </Section>
          <Section title="Networks">
            <Values facet={facets?.isp} labelOf={({ label }) => label} urlOf={(value) => linkTo({ isp: [value] })} />
            <Earlier entries={oldNetworks.map(({ asn, last_day }) => [`AS${asn}`, last_day])} />
          </Section>
        </>
      ) : (
        <Section title="Places and networks">
          <p className={styles.muted}>Hidden for everyone in your organization</p>
        </Section>
      )}
      <Section title="Devices">
        <Values facet={facets?.device} labelOf={({ label }) => label} urlOf={(value) => linkTo({ device: [value] })} />
        {profile && <p className={styles.muted}>{plural(profile.devices, 'device')} in the sign-ins of 90 days</p>}
      </Section>
    </div>
  );
}

type ValuesProps = {
  facet: { distinct: number; values: readonly FacetValue[] } | null | undefined;
  labelOf: (value: FacetValue) => string;
  urlOf: (value: string) => string;
};

function Values({ facet, labelOf, urlOf }: ValuesProps) {
  if (!facet || facet.values.length === 0) return <p className={styles.muted}>None in 28 days</p>;
  const more = facet.distinct - Math.min(MAX_SHOWN, facet.values.length);
  return (
    <>
      <ul className={styles.values}>
        {facet.values.slice(0, MAX_SHOWN).map((one) => (
          <li key={one.value}>
            <UntrustedText text={labelOf(one)} title />
            <Link href={urlOf(one.value)}>{plural(one.count, 'event')}</Link>
          </li>
        ))}
      </ul>
      {more > 0 && <p className={styles.muted}>and {more} more</p>}
    </>
  );
}

/** What sign-ins used in 90 days, but not in the counted time. */
function Earlier({ entries }: { entries: [label: string, lastDay: string][] }) {
  if (entries.length === 0) return null;
  return (
    <p className={styles.muted}>
      Sign-ins before: {entries.slice(0, MAX_SHOWN).map(([label, day]) => `${label} (about ${formatDay(day, 'UTC')})`).join(', ')}
    </p>
  );
}
