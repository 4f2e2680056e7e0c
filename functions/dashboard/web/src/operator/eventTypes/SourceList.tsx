import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { Catalog } from '../../api/catalog';
import { plural } from '../../time/format';
import { State } from '../../ui/State';
import { sourceGroups, type SourceGroup } from './groups';
import type { OnOpen } from './open';
import { SourceSection } from './SourceSection';

// Registered sources start open while the page stays short.
const MAX_OPEN_TYPES = 100;

type Props = { catalog: Catalog; search: string; onOpen: OnOpen; onReset: () => void };

/** The sources that match a search, each with its types. */
export function SourceList({ catalog, search, onOpen, onReset }: Props) {
  const groups = useMemo(() => sourceGroups(catalog, search), [catalog, search]);
  // The sources that the user opened or closed.
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map());
  const found = groups.reduce((sum, { types }) => sum + types.length, 0);
  const registered = groups.reduce((sum, { source, types }) => sum + (source.built_in ? 0 : types.length), 0);
  const isSearch = search.trim() !== '';
  const isOpen = ({ source }: SourceGroup) => {
    if (isSearch) return toggled.get(`${source.id} ${search}`) ?? found <= MAX_OPEN_TYPES;
    return toggled.get(source.id) ?? (!source.built_in && registered <= MAX_OPEN_TYPES);
  };
  return (
    <>
      <p className="visually-hidden" role="status">
        {isSearch ? `${plural(found, 'event type')} found` : ''}
      </p>
      {groups.length === 0 && (
        <State title="No matches" actions={<Button variant="default" onClick={onReset}>Clear search</Button>} />
      )}
      {groups.map((group) => (
        <SourceSection
          key={group.source.id}
          group={group}
          isOpen={isOpen(group)}
          onToggle={() => {
            const key = isSearch ? `${group.source.id} ${search}` : group.source.id;
            setToggled(new Map([...toggled, [key, !isOpen(group)]]));
          }}
          onOpen={onOpen}
        />
      ))}
    </>
  );
}
