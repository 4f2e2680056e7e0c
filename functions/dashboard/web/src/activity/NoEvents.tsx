import { Button, Code } from '@mantine/core';
import type { Scope } from '../api/events';
import { useCatalog } from '../api/catalog';
import { useMe } from '../api/me';
import { copy } from '../ui/copy';
import { FacetText } from '../ui/FacetText';
import { shellQuote } from '../ui/shell';
import { State, StateText } from '../ui/State';
import { drop, facetKey, facetsOf, isFiltered } from '../view/filters';
import type { Bounds } from '../view/range';
import type { ChangeView } from '../view/useView';
import type { View } from '../view/view';
import { emptyReason } from './emptyReason';
import type { Bands } from '../charts/coverageText';

type Props = { view: View; scope: Scope; bounds: Bounds; bands: Bands; onView: ChangeView };

/** Shown without events. Offers to remove filters, to extend the range, or to send a first event. */
export function NoEvents({ view, scope, bounds, bands, onView }: Props) {
  const { data: catalog } = useCatalog();
  if (isFiltered(view)) {
    return (
      <State title="No events match these filters">
        <StateText>Remove a filter or select a longer time range.</StateText>
        <div>
          {facetsOf(view).map((facet) => (
            <Button key={facetKey(facet)} variant="default" mr={6} mb={6} onClick={() => { onView(drop(view, facet)); }}>
              {/* One element: the label of a button drops spaces between elements. */}
              <span>Remove <FacetText facet={facet} catalog={catalog} /></span>
            </Button>
          ))}
          <AllTimeButton view={view} onView={onView} />
        </div>
      </State>
    );
  }
  if (view.range.kind !== 'all') {
    return (
      <State title="No events in this time range" actions={<AllTimeButton view={view} onView={onView} />}>
        <StateText>{emptyReason(bounds, bands)}</StateText>
      </State>
    );
  }
  return scope === 'organization' ? <FirstEvent /> : <State title="No activity yet" />;
}

function AllTimeButton({ view, onView }: Pick<Props, 'view' | 'onView'>) {
  if (view.range.kind === 'all') return null;
  return (
    <Button variant="default" mb={6} onClick={() => { onView({ range: { kind: 'all' } }); }}>
      Show all time
    </Button>
  );
}

function FirstEvent() {
  const { organization, user } = useMe();
  const event = {
    id: crypto.randomUUID(),
    organization_id: organization?.id,
    type: 'account.login.succeeded',
    occurred_at: new Date().toISOString(),
    actor: { id: user.id, name: user.name, email: user.email },
  };
  const command = [
    `curl ${shellQuote(`${location.origin}/v1/events`)}`,
    "-H 'Authorization: Bearer <product key>'",
    "-H 'Content-Type: application/json'",
    `-d ${shellQuote(JSON.stringify({ events: [event] }))}`,
  ].join(' \\\n  ');
  return (
    <State title="No events yet" actions={<Button variant="default" onClick={() => void copy(command)}>Copy command</Button>}>
      <StateText>Products send events with a product key from the operator of this service. To send a first event yourself:</StateText>
      <Code block tabIndex={0}>{command}</Code>
    </State>
  );
}
