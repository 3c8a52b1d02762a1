// A real Node-RED runs the flow; a demand comes in, and the flow adds to it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

const { URL: hotline, TOKEN_admin: admin } = process.env;
/** Longer than it takes on any machine; what is waited for ends it. */
const PATIENCE = 120_000;

async function call(method, path, headers, body) {
    const sent = { method, headers: { 'Content-Type': 'application/json', ...headers } };
    if (body) sent.body = JSON.stringify(body);
    const answer = await fetch(hotline + path, sent);
    const found = await answer.json();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${JSON.stringify(found)}`);
    return found;
}

function freePort() {
    return new Promise((resolve, reject) => {
        const server = createServer().on('error', reject).listen(0, '127.0.0.1', () => {
            const { port } = server.address();
            server.close(() => resolve(port));
        });
    });
}

test('a flow of Node-RED hears of a demand and adds what it knows', { timeout: 2 * PATIENCE }, async context => {
    const scopes = ['tickets:write', 'tickets:read', 'events:read'];
    const made = await call('POST', '/v1/keys', { Authorization: `Bearer ${admin}` }, { name: 'Node-RED', scopes });
    const key = { 'X-API-Key': made.key };
    const folder = await mkdtemp(join(tmpdir(), 'node-red-'));
    await cp('flows.json', join(folder, 'flows.json'));
    const arguments_ = ['node_modules/node-red/red.js', '--userDir', folder, '--settings', 'settings.js'];
    const environment = { ...process.env, HOTLINE_URL: hotline, HOTLINE_KEY: made.key, PORT: String(await freePort()) };
    const red = spawn(process.execPath, arguments_, { env: environment });
    let log = '';
    for (const stream of [red.stdout, red.stderr]) stream.on('data', text => { log += text; });
    context.after(async () => {
        if (red.exitCode === null) {
            const ended = new Promise(resolve => red.once('exit', resolve));
            red.kill('SIGKILL');
            await ended;
        }
        await rm(folder, { recursive: true, force: true });
    });
    const until = async (what, happened) => {
        for (const end = Date.now() + PATIENCE; ;) {
            const found = await happened();
            if (found) return found;
            assert.equal(red.exitCode, null, `Node-RED ended:\n${log}`);
            assert.ok(Date.now() < end, `waited in vain for ${what}:\n${log}`);
            await pause(200);
        }
    };
    await until('the flow', () => log.includes('Started flows'));
    // Demands until one is heard of: the first may come before the flow asks for the first time.
    const added = await until('an update', async () => {
        const receipt = await call('POST', '/v1/tickets', key, { content: '解放路的路面挖开了，什么时候能好' });
        for (const end = Date.now() + 5_000; Date.now() < end; await pause(200)) {
            const ticket = await call('GET', `/v1/tickets/${receipt.id}`, key);
            const update = ticket.timeline.find(event => event.action === 'supplement');
            if (update) return { ticket, update };
        }
        return undefined;
    });
    assert.match(JSON.stringify(added.update), /管网改造/);
    const other = await call('POST', '/v1/tickets', key, { content: '楼道里的灯坏了三天' });
    const later = await call('POST', '/v1/tickets', key, { content: '解放路什么时候通车' });
    await until('the second update', async () => {
        const { timeline } = await call('GET', `/v1/tickets/${later.id}`, key);
        return timeline.some(event => event.action === 'supplement');
    });
    const { timeline } = await call('GET', `/v1/tickets/${other.id}`, key);
    assert.ok(!timeline.some(event => event.action === 'supplement'), 'nothing is added to what it knows nothing of');
    const again = await call('GET', `/v1/tickets/${added.ticket.id}`, key);
    assert.equal(again.timeline.filter(event => event.action === 'supplement').length, 1, 'once');
});
