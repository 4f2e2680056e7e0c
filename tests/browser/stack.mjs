// Starts the whole system on this machine, on a free port, with temporary data.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
// Builds and other tests can use the same cores.
const READY_MILLIS = 180_000;

/**
 * Starts a stack and waits until it has `demoEvents` events. With `detector`, their findings are there too. Without it,
 * none are made: findings are events, so a list would change while a test reads it.
 * @returns {Promise<{url: string, dev: any, api: Function, stop: () => Promise<void>}>}
 */
export async function startStack({ demoEvents, detector = false }) {
  const dataDir = await mkdtemp(join(tmpdir(), 'activity-monitor-'));
  const port = await freePort();
  const binary = process.env.LOCAL_BIN ?? join(ROOT, 'target/debug/local');
  await access(binary).catch(() => {
    throw new Error(`${binary} is missing: run cargo build --bin local, or set LOCAL_BIN`);
  });
  const child = spawn(binary, {
    cwd: ROOT,
    env: { ...process.env, PORT: String(port), DATA_DIR: dataDir, DEMO_EVENTS: String(demoEvents),
      ...(!detector && { STOPPED_STREAMS: 'DetectorFunction' }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
  const exited = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await Promise.race([exited, sleep(10_000).then(() => child.kill('SIGKILL'))]);
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const dev = await until(READY_MILLIS, () => `the stack did not become ready:\n${output}`, async () => {
      if (child.exitCode !== null) throw new Error(`the stack ended with ${child.exitCode}:\n${output}`);
      return JSON.parse(await readFile(join(dataDir, 'dev.json'), 'utf8'));
    });
    const api = caller(dev);
    await until(READY_MILLIS, () => `the demo events are incomplete:\n${output}`, async () => {
      const { total } = await api('owner', 'GET', '/v1/events/summary');
      if (total < demoEvents) throw new Error(`${total} of ${demoEvents} events`);
      return true;
    });
    if (detector) await evaluated(api);
    return { url: dev.url, dev, api, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Waits until the detector has looked at every recorded event. */
export async function evaluated(api) {
  await until(READY_MILLIS, () => 'the detector is behind', async () => {
    const { evaluated_segment: done, feed_segment: newest } = await api('owner', 'GET', '/v1/detections');
    if (newest !== null && done !== newest) throw new Error(`${done} of ${newest}`);
  });
}

/** Returns a function that calls the API as a user of dev.json, or with the product key. Throws on an error. */
function caller({ url, tokens, product_key }) {
  return async (who, method, path, body) => {
    const token = who === 'product' ? product_key : tokens[who];
    const response = await fetch(url + path, {
      method,
      headers: { Authorization: `Bearer ${token}`, ...(body && { 'Content-Type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} returned ${response.status}: ${text}`);
    return text === '' ? null : JSON.parse(text);
  };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Retries until an attempt succeeds or the time is over. */
export async function until(millis, why, attempt) {
  const end = Date.now() + millis;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end || String(error).includes('the stack ended')) throw new Error(why(), { cause: error });
      await sleep(100);
    }
  }
}
