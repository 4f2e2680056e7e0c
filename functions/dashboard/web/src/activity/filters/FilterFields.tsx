import { useMemo } from 'react';
import type { Scope } from '../../api/events';
import { useCatalog } from '../../api/catalog';
import type { FilterName } from '../../api/types';
import { errorText } from '../../ui/ErrorState';
import { drop, facetFrom, include, type Filters } from '../../view/filters';
import { FILTER_NAMES, FILTERS, type Field } from '../../view/filterTable';
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
export function FilterFields({ scope, withDetails, ...rest }: Props) {
  const names = FILTER_NAMES.filter((name) => {
    const { isOrganizationOnly, needsDetails } = FILTERS[name];
    return (scope === 'organization' || !isOrganizationOnly) && (withDetails || !needsDetails);
  });
  return names.map((name) => {
    const { field } = FILTERS[name];
    return field && <FilterField key={name} name={name} field={field} {...rest} />;
  });
}

type FieldProps = { name: FilterName; field: Field } & Omit<Props, 'scope' | 'withDetails'>;

function FilterField({ name, field, filters, onChange, isFullWidth = false }: FieldProps) {
  const { data: catalog, error, isPending, refresh } = useCatalog();
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
      return <TextFilter field={field} onAdd={change(include)} />;
  }
}
