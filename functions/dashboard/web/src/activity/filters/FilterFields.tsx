import { useMemo } from 'react';
import type { Scope } from '../../api/events';
import { useCatalog } from '../../api/catalog';
import type { FilterName } from '../../api/types';
import { errorText } from '../../ui/ErrorState';
import { drop, facetFrom, FILTER_NAMES, FILTERS, include, NO_FILTERS, type Filters } from '../../view/filters';
import { ChoiceFilter } from './ChoiceFilter';
import { TextFilter } from './TextFilter';
import { UserFilter } from './UserFilter';

type Props = {
  scope: Scope;
  filters: Filters;
  onChange: (filters: Filters) => void;
  withDetails: boolean;
  isFullWidth?: boolean;
};

/** A control for each filter. */
export function FilterFields({ scope, withDetails, ...field }: Props) {
  const names = FILTER_NAMES.filter((name) => {
    const { isOrganizationOnly, needsDetails } = FILTERS[name];
    return (scope === 'organization' || !isOrganizationOnly) && (withDetails || !needsDetails);
  });
  return names.map((name) => <FilterField key={name} name={name} {...field} />);
}

function FilterField({ name, filters, onChange, isFullWidth = false }: { name: FilterName } & Omit<Props, 'scope' | 'withDetails'>) {
  const { data: catalog, error, isPending, refresh } = useCatalog();
  const { field } = FILTERS[name];
  const groups = useMemo(() => (field.kind === 'choices' ? field.choices(catalog) : []), [field, catalog]);
  const selected: readonly string[] = filters[name];
  const change = (apply: typeof include) => (value: string) => {
    const facet = facetFrom(name, value);
    if (facet) onChange(apply(filters, facet));
  };
  switch (field.kind) {
    case 'users':
      return <UserFilter selected={selected} onAdd={change(include)} />;
    case 'choices':
      return (
        <ChoiceFilter
          label={field.label}
          isSearchable={field.isSearchable ?? false}
          isFullWidth={isFullWidth}
          groups={groups}
          selected={selected}
          typed={field.typed}
          unavailable={groups.length > 0 ? null : isPending ? 'Loading…' : error ? `Not loaded. ${errorText(error)} Close this list and open it again.` : null}
          onOpen={() => { if (field.isFromCatalog) refresh(); }}
          onToggle={(value) => { change(selected.includes(value) ? drop : include)(value); }}
        />
      );
    case 'text':
      return (
        <TextFilter
          field={field}
          value={selected[0] ?? null}
          onChange={(value) => {
            if (value === '') onChange({ ...filters, [name]: NO_FILTERS[name] });
            else change(include)(value);
          }}
        />
      );
  }
}
