import { Button } from '@mantine/core';
import { useCatalog } from '../../api/catalog';
import { FacetTexts } from '../../ui/FacetText';
import { Notice } from '../../ui/Notice';
import { drop, parameterOf, type Filters } from '../../view/filters';
import { refusedFacets, type Refused } from './refused';

type Props = { filters: Filters; refused: Refused; onChange: (filters: Filters) => void };

/** Why the service refused filters, with a button that removes them. */
export function FilterErrors({ filters, refused, onChange }: Props) {
  const { data: catalog } = useCatalog();
  const facets = refusedFacets(filters, refused, catalog);
  return (
    <Notice tone="red">
      {Object.values(refused).map((text, index) => (
        <span key={index}>
          <FacetTexts facets={facets.filter((facet) => refused[parameterOf(facet)] === text)} catalog={catalog} />. {text}
        </span>
      ))}
      <Button variant="default" size="compact-xs" onClick={() => { onChange(facets.reduce(drop, filters)); }}>
        {facets.length === 1 ? 'Remove this filter' : 'Remove these filters'}
      </Button>
    </Notice>
  );
}
