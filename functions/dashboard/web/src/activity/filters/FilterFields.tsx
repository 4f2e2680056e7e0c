import { useMemo } from 'react';
import type { Scope } from '../../api/events';
import { useCatalog } from '../../api/catalog';
import type { FilterName } from '../../api/types';
import { errorText } from '../../ui/ErrorState';
import { drop, facetFrom, include, type Filters } from '../../view/filters';
import { FILTER_NAMES, FILTERS, type ChoiceField } from '../../view/filterTable';
import { ChoiceFilter } from './ChoiceFilter';

type Props = {
  scope: Scope;
  filters: Filters;
  onChange: (filters: Filters) => void;
  withDetails: boolean;
  isFullWidth?: boolean;
};

/** A control for each filter with a list of values. The search box sets the other filters. */
export function FilterFields({ scope, withDetails, ...rest }: Props) {
  const names = FILTER_NAMES.filter((name) => {
    const { isOrganizationOnly, needsDetails } = FILTERS[name];
    return (scope === 'organization' || !isOrganizationOnly) && (withDetails || !needsDetails);
  });
  return names.map((name) => {
    const { field } = FILTERS[name];
    return field?.kind === 'choices' && <FilterField key={name} name={name} field={field} {...rest} />;
  });
}

type FieldProps = { name: FilterName; field: ChoiceField } & Omit<Props, 'scope' | 'withDetails'>;

function FilterField({ name, field, filters, onChange, isFullWidth = false }: FieldProps) {
  const { data: catalog, error, isPending, refresh } = useCatalog();
  const groups = useMemo(() => field.choices(catalog), [field, catalog]);
  const selected: readonly string[] = filters[name];
  const onToggle = (value: string) => {
    const facet = facetFrom(name, value);
    if (facet) onChange(selected.includes(value) ? drop(filters, facet) : include(filters, facet));
  };
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
      onToggle={onToggle}
    />
  );
}
