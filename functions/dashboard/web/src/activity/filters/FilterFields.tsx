import type { Whose } from '../../api/events';
import { useCatalogue } from '../../api/eventTypes';
import { drop, facetsOf, include, type Facet } from '../../view/filtering';
import { OUTCOMES, SOURCES, type Filters } from '../../view/view';
import { ChoiceFilter } from './ChoiceFilter';
import { OUTCOME_GROUPS, SOURCE_GROUPS, typeGroups } from './groups';
import { IpFilter } from './IpFilter';
import { PeopleFilter } from './PeopleFilter';

type Props = {
  whose: Whose;
  filters: Filters;
  onChange: (filters: Filters) => void;
  /** Whether there are addresses to filter by. */
  withIp: boolean;
  isFull?: boolean;
};

/** The fields to choose events by, all but the time. */
export function FilterFields({ whose, filters, onChange, withIp, isFull = false }: Props) {
  const { data: catalogue } = useCatalogue();
  const toggle = (facet: Facet) => {
    const isChosen = facetsOf(filters).some(({ by, value }) => by === facet.by && value === facet.value);
    onChange((isChosen ? drop : include)(filters, facet));
  };
  return (
    <>
      {whose === 'everybody' && (
        <PeopleFilter
          chosen={filters.users}
          onAdd={(value) => {
            onChange(include(filters, { by: 'user', value }));
          }}
        />
      )}
      <ChoiceFilter
        label="Event"
        searchable
        isFull={isFull}
        groups={typeGroups(catalogue)}
        chosen={filters.types}
        onToggle={(value) => {
          toggle({ by: 'type', value });
        }}
      />
      <ChoiceFilter
        label="Source"
        isFull={isFull}
        groups={SOURCE_GROUPS}
        chosen={filters.sources}
        onToggle={(chosen) => {
          const value = SOURCES.find((source) => source === chosen);
          if (value) toggle({ by: 'source', value });
        }}
      />
      <ChoiceFilter
        label="Outcome"
        isFull={isFull}
        groups={OUTCOME_GROUPS}
        chosen={filters.outcomes}
        onToggle={(chosen) => {
          const value = OUTCOMES.find((outcome) => outcome === chosen);
          if (value) toggle({ by: 'outcome', value });
        }}
      />
      {withIp && (
        <IpFilter
          ip={filters.ip}
          onChange={(ip) => {
            onChange({ ...filters, ip });
          }}
        />
      )}
    </>
  );
}
