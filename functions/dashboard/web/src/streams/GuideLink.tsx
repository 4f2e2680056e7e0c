import type { ReactNode } from 'react';
import { KINDS } from './kinds';
import type { StreamKind } from '../api/types';

/** A link to a section of the guide to delivery, by its heading. It opens beside the app. */
export function GuideLink({ section, children }: { section: string; children: ReactNode }) {
  return (
    <a href={`/docs/delivery.html#${section}`} target="_blank" rel="noreferrer">
      {children}
    </a>
  );
}

/** A link to the setup of a kind of destination. */
export function KindGuide({ kind }: { kind: StreamKind }) {
  return <GuideLink section={KINDS[kind].guide}>Setup guide: {KINDS[kind].label}</GuideLink>;
}
