/** The place in the flow: the URL holds all of it. The secret of a key is never part of it. */
export type Flow = {
  step: 'organization' | 'product' | 'key' | 'send';
  /** The ID of the organization, once it is added. */
  organization: string | null;
  /** The source that the product sends, if it was registered in this flow. */
  source: string | null;
  /** The ID of the product key, once it is created. */
  key: string | null;
  /** The type of the first event, if another one than the first is chosen. */
  type: string | null;
};

export const PATH = '/organizations/new';

const NEXT_STEPS: readonly Flow['step'][] = ['product', 'key', 'send'];

/** The start of the flow. */
export const START: Flow = { step: 'organization', organization: null, source: null, key: null, type: null };

/** Reads the flow from the query of a URL. A step whose requirements are missing is the last possible one. */
export function readFlow(query: URLSearchParams): Flow {
  const valueOf = (name: string) => (query.get(name) === '' ? null : query.get(name));
  const organization = valueOf('organization');
  if (organization === null) return START;
  const key = valueOf('key');
  const wanted = NEXT_STEPS.find((step) => step === query.get('step')) ?? 'organization';
  return {
    step: wanted === 'send' && key === null ? 'key' : wanted,
    organization,
    source: valueOf('source'),
    key,
    type: key === null ? null : valueOf('type'),
  };
}

/** Returns the URL of a place in the flow. */
export function flowUrl({ step, organization, source, key, type }: Flow): string {
  const values = Object.entries({ step: step === 'organization' ? null : step, organization, source, key, type });
  const query = new URLSearchParams(values.flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
  return query.size > 0 ? `${PATH}?${query.toString()}` : PATH;
}
