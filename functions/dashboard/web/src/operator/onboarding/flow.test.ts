import { expect, test } from 'vitest';
import { flowUrl, readFlow, START, type Flow } from './flow';

const read = (url: string) => readFlow(new URL(url, 'http://localhost').searchParams);

test('flowUrl_any_step_survives_a_round_trip', () => {
  const flows: Flow[] = [
    START,
    { ...START, organization: 'org_acme' },
    { ...START, step: 'product', organization: 'org_acme', source: 'crm' },
    { ...START, step: 'key', organization: 'org_acme' },
    { ...START, step: 'key', organization: 'org_acme', key: 'k1' },
    { step: 'send', organization: 'org_acme', source: 'crm', key: 'k1', type: 'crm.contact.created' },
  ];
  for (const flow of flows) expect(read(flowUrl(flow))).toEqual(flow);
});

test('readFlow_missing_requirement_gives_an_earlier_step', () => {
  expect(read('/?step=send')).toEqual(START);
  expect(read('/?step=send&key=k1')).toMatchObject({ step: 'organization', key: null });
  expect(read('/?step=send&organization=org_acme')).toMatchObject({ step: 'key', organization: 'org_acme' });
  expect(read('/?step=pay&organization=')).toMatchObject({ step: 'organization', organization: null });
});
