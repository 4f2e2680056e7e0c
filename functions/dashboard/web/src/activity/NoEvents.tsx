import { Button, Code } from '@mantine/core';
import type { Whose } from '../api/events';
import { useCatalogue } from '../api/eventTypes';
import { useMe } from '../api/me';
import { copy } from '../ui/copy';
import { State, StateText } from '../ui/State';
import { drop, facetsOf } from '../view/filtering';
import type { Bounds } from '../view/range';
import type { ChangeView } from '../view/useView';
import { isFiltered, type View } from '../view/view';
import type { Bands } from './countLine';
import { FacetText } from './filters/FilterChips';
import { whyNothing } from './whyNothing';

type Props = { view: View; whose: Whose; bounds: Bounds; bands: Bands; onView: ChangeView };

/** Where nothing matches: what to drop. Where nothing is there at all: how to send a first event. */
export function NoEvents({ view, whose, bounds, bands, onView }: Props) {
  const { data: catalogue } = useCatalogue();
  if (isFiltered(view)) {
    return (
      <State title="No event matches all filters">
        <StateText>Drop one of them, or look at a longer time.</StateText>
        <div>
          {facetsOf(view).map((facet) => (
            <Button key={`${facet.by} ${facet.value}`} variant="default" mr={6} mb={6} onClick={() => { onView(drop(view, facet)); }}>
              Without <FacetText facet={facet} catalogue={catalogue} />
            </Button>
          ))}
          <LongerTime view={view} onView={onView} />
        </div>
      </State>
    );
  }
  if (view.range.kind !== 'all') {
    return (
      <State title="Nothing was recorded in this time" actions={<LongerTime view={view} onView={onView} />}>
        <StateText>{whyNothing(bounds, bands)}</StateText>
      </State>
    );
  }
  return whose === 'everybody' ? <FirstEvent /> : <State title="Nothing of yours is recorded yet" />;
}

function LongerTime({ view, onView }: Pick<Props, 'view' | 'onView'>) {
  if (view.range.kind === 'all') return null;
  return (
    <Button variant="default" mb={6} onClick={() => { onView({ range: { kind: 'all' } }); }}>
      Look at all that is kept
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
  const line = [
    `curl ${location.origin}/v1/events`,
    "-H 'Authorization: Bearer <product key>'",
    "-H 'Content-Type: application/json'",
    `-d '${JSON.stringify({ events: [event] })}'`,
  ].join(' \\\n  ');
  return (
    <State title="No events yet" actions={<Button variant="default" onClick={() => void copy(line)}>Copy the line</Button>}>
      <StateText>Products send them with a key that the operator of this service gives out. A first one by hand:</StateText>
      <Code block tabIndex={0}>{line}</Code>
    </State>
  );
}
