// What stanza (of npm) makes of the service. Prints it as JSON, or ends with another status than 0.
//
// walk_stanza.js WEBSOCKET USER SERVICE NODE THOUSANDS GUARDED
//   USER       logs in at localhost, with the name for password
//   NODE       is created
//   THOUSANDS  is a node with many items, to page through
//   GUARDED    is a node of USER's, at which a request to subscribe waits
'use strict';
const XMPP = require('stanza');

const PATIENCE = 60_000;
const NODE_CONFIG = 'http://jabber.org/protocol/pubsub#node_config';
const ATOM = 'http://www.w3.org/2005/Atom';
const [websocket, user, service, node, thousands, guarded] = process.argv.slice(2);

const client = XMPP.createClient({
    autoReconnect: false,
    jid: `${user}@localhost/stanza`,
    password: user,
    transports: { bosh: false, websocket }
});
const published = queue('pubsub:published');
const retracted = queue('pubsub:retracted');
const requests = queue('message', message => message.forms);

/** What comes of an event, in order; next() waits for it. */
function queue(event, isMeant = () => true) {
    const arrived = [];
    const waiting = [];
    client.on(event, what => {
        if (isMeant(what)) {
            waiting.length > 0 ? waiting.shift()(what) : arrived.push(what);
        }
    });
    return { next: () => (arrived.length > 0 ? arrived.shift() : new Promise(resolve => waiting.push(resolve))) };
}

async function finds() {
    const info = await client.getDiscoInfo(service);
    const version = await client.getSoftwareVersion(service);
    await client.ping(service);
    return {
        archives: info.features.includes('urn:xmpp:mam:2'),
        identities: info.identities.map(identity => `${identity.category}/${identity.type}`).sort(),
        pings: true,
        version: version.name
    };
}

async function configures() {
    await client.createNode(service, node, {
        fields: [
            { name: 'FORM_TYPE', type: 'hidden', value: NODE_CONFIG },
            { name: 'pubsub#title', value: 'Princely Musings' }
        ],
        type: 'submit'
    });
    const form = await client.getNodeConfig(service, node);
    form.type = 'submit';
    form.fields.find(field => field.name === 'pubsub#max_items').value = '7';
    await client.configureNode(service, node, form);
    const changed = (await client.getNodeConfig(service, node)).fields;
    const field = name => changed.find(one => one.name === name);
    return {
        access_models: field('pubsub#access_model').options.map(option => option.value),
        max_items: field('pubsub#max_items').value,
        title: field('pubsub#title').value
    };
}

async function publishes() {
    const subscription = await client.subscribeToNode(service, node);
    const told = [];
    for (let number = 0; number < 5; number++) {
        const entry = { itemType: ATOM, title: { text: `Soliloquy ${number}` } };
        await client.publish(service, node, entry, `item${number}`);
        told.push((await published.next()).pubsub.items);
    }
    await client.retract(service, node, 'item0', true);
    const gone = (await retracted.next()).pubsub.items;
    return {
        payloads: told.flatMap(items => items.published.map(item => item.content.title.text)),
        retracted: gone.retracted,
        subscription: subscription.state,
        told: told.flatMap(items => items.published.map(item => item.id))
    };
}

/** Backwards: with every page it asks for the newest items (XEP-0060 §6.5.7) as well. */
async function pages() {
    const ids = [];
    let count = 0;
    let before = undefined;
    let got = 0;
    do {
        const page = await client.getItems(service, thousands, { before, max: 500 });
        ids.unshift(...(page.items || []).map(item => item.id));
        before = page.paging.first;
        count = page.paging.count;
        got++;
    } while (before && ids.length < count);
    return { count, ids, pages: got };
}

/** XEP-0442. */
async function looksBack() {
    const results = [];
    let pages = 0;
    let after = undefined;
    let complete = false;
    while (!complete) {
        const page = await client.searchHistory(service, { node, paging: { after, max: 2 } });
        results.push(...page.results);
        after = page.paging.last;
        complete = page.complete === true;
        pages++;
    }
    return {
        items: results.flatMap(result => result.item.message.pubsub.items.published.map(item => item.id)),
        pages,
        stamped: results.every(result => result.item.delay.timestamp instanceof Date)
    };
}

async function commands() {
    const command = 'http://jabber.org/protocol/pubsub#get-pending';
    const listed = (await client.getCommands(service)).items.map(item => item.node);
    const begun = (await client.sendIQ({ command: { action: 'execute', node: command }, to: service, type: 'set' }))
        .command;
    const offered = begun.form.fields.find(field => field.name === 'pubsub#node');
    const form = { fields: [begun.form.fields[0], { name: 'pubsub#node', value: guarded }], type: 'submit' };
    const done = (await client.sendIQ({
        command: { action: 'complete', form, node: command, sid: begun.sid },
        to: service,
        type: 'set'
    })).command;
    const request = (await requests.next()).forms[0];
    const asks = request.fields.find(field => field.name === 'pubsub#subscriber_jid').value;
    // New fields: of those that were received stanza sends the value back that they had.
    const fields = request.fields.map(({ name, type, value }) => ({ name, type, value }));
    fields.find(field => field.name === 'pubsub#allow').value = true;
    client.sendMessage({ forms: [{ fields, type: 'submit' }], to: service });
    return { asks, listed, offered: offered.options.map(option => option.value), status: [begun.status, done.status] };
}

/** USER is an administrator. */
async function administers() {
    const hasDone = async (command, name, value) =>
        (await client.sendIQ({
            command: {
                action: 'execute',
                form: { fields: [{ name, value }], type: 'submit' },
                node: `im.fanfare.admin#${command}`
            },
            to: service,
            type: 'set'
        })).command;
    const nodes = await hasDone('user-nodes', 'accountjid', `${user}@localhost`);
    const deleted = await hasDone('delete-node', 'node', node);
    return { deleted: deleted.status, owns: nodes.form.fields.find(field => field.name === 'owner').value };
}

async function isRefused() {
    try {
        await client.createNode(service, node);
        return 'nothing';
    } catch (answer) {
        return answer.error.condition;
    }
}

async function walk() {
    client.sendPresence();
    return {
        finds: await finds(),
        configures: await configures(),
        publishes: await publishes(),
        pages: await pages(),
        looks_back: await looksBack(),
        commands: await commands(),
        is_refused: await isRefused(),
        administers: await administers()
    };
}

function fails(why) {
    console.error(why);
    process.exit(1);
}

setTimeout(() => fails('still walking'), PATIENCE).unref();
client.on('disconnected', () => fails('disconnected'));
client.on('session:started', () =>
    walk().then(seen => process.stdout.write(`${JSON.stringify(seen)}\n`, () => process.exit(0)), fails));
client.connect();
