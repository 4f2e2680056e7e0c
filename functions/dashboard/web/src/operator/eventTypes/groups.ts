import type { Catalog } from '../../api/catalog';
import type { EventType, Source } from '../../api/types';
import { classText } from './classes';

/** A source with those of its types that match a search. */
export type SourceGroup = { source: Source; types: readonly EventType[]; total: number };

/**
 * Returns the sources that match a search or have a type that does, registered ones first. A source that matches
 * itself has all of its types.
 */
export function sourceGroups({ sources, types }: Catalog, search: string): SourceGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (...texts: string[]) => {
    const text = texts.join('\n').toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const typesOf = new Map<string, EventType[]>();
  for (const type of types) typesOf.set(type.source, [...(typesOf.get(type.source) ?? []), type]);
  const groups = sources.flatMap((source): SourceGroup[] => {
    const own = typesOf.get(source.id) ?? [];
    const found = matches(source.id, source.label) ? own : own.filter((type) => matches(...searchTexts(type, source)));
    const isShown = found.length > 0 || matches(source.id, source.label);
    return isShown ? [{ source, types: found, total: own.length }] : [];
  });
  return [...groups.filter(({ source }) => !source.built_in), ...groups.filter(({ source }) => source.built_in)];
}

function searchTexts({ id, label, category, description, class: name }: EventType, source: Source): string[] {
  return [id, label, category, description, name, classText(name)?.label ?? '', source.label];
}

/** Returns the categories of registered and built-in types: those of `source` first. */
export function categories(types: readonly EventType[], source: string): string[] {
  const own = types.filter((type) => type.source === source);
  return [...new Set([...own, ...types].map(({ category }) => category))];
}

/** Returns the ID of a type from what was typed after the prefix of its source. The prefix may be repeated. */
export function typeId(source: string, text: string): string {
  const rest = text.trim();
  return rest.startsWith(`${source}.`) ? rest : `${source}.${rest}`;
}
