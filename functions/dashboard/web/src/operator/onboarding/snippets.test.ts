import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { cliCommand, curlCommand, rustProgram, type FirstEvent } from './snippets';

const first: FirstEvent = { url: 'https://activity.example.com', organization: 'org_acme', type: 'crm.contact.created', secret: 'am_0123_AbC' };

/** Runs a command in a shell in which `curl` and `activity` print their arguments and standard input. */
function run(command: string): string[] {
  const programs = `curl() { printf '%s\\n' "$@"; }; activity() { printf '%s\\n' "$@" "$ACTIVITY_URL" "$ACTIVITY_PRODUCT_KEY"; cat; }`;
  return execFileSync('sh', ['-eu', '-c', `${programs}\n${command}`], { encoding: 'utf8' }).trim().split('\n');
}

function expectEvent(json: string | undefined, organization = 'org_acme') {
  const event = JSON.parse(json ?? '') as Record<string, string>;
  expect(event).toEqual({
    id: expect.stringMatching(/^first-event-\d{14}$/) as string,
    organization_id: organization,
    type: 'crm.contact.created',
    occurred_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
    actor: { id: 'onboarding-test', name: 'Onboarding test' },
  });
  expect(Math.abs(Date.parse(event.occurred_at ?? '') - Date.now())).toBeLessThan(60_000);
}

test('curlCommand_runs_in_a_shell', () => {
  const [url, , authorization, , type, , ...body] = run(curlCommand(first));
  expect([url, authorization, type]).toEqual([
    'https://activity.example.com/v1/events',
    'Authorization: Bearer am_0123_AbC',
    'Content-Type: application/json',
  ]);
  const { events } = JSON.parse(body.join('\n')) as { events: unknown[] };
  expect(events).toHaveLength(1);
  expectEvent(JSON.stringify(events[0]));
});

test('curlCommand_without_secret_reads_it_from_a_variable', () => {
  const [, , authorization] = run(curlCommand({ ...first, secret: null }).replace('the secret of the key', 'am_stored'));
  expect(authorization).toBe('Authorization: Bearer am_stored');
});

test('cliCommand_pipes_one_line_of_json', () => {
  const [command, input, url, key, line, ...rest] = run(cliCommand(first));
  expect([command, input, url, key]).toEqual(['send', '-', 'https://activity.example.com', 'am_0123_AbC']);
  expectEvent(line);
  expect(rest).toEqual([]);
});

test('commands_quote_every_value', () => {
  const odd = { ...first, organization: `o'$(echo no)"\\`, url: "https://a.example/'" };
  expect(run(curlCommand(odd))[0]).toBe("https://a.example/'/v1/events");
  expectEvent(run(cliCommand(odd))[4], odd.organization);
});

test('rustProgram_has_key_only_in_the_environment', () => {
  const program = rustProgram(first);
  expect(program.split('\n')[0]).toBe("// Run it with: ACTIVITY_PRODUCT_KEY='am_0123_AbC' cargo run");
  expect(program.split('am_0123_AbC')).toHaveLength(2);
  expect(program).toContain('Event::new("org_acme", "crm.contact.created", "onboarding-test")');
});
