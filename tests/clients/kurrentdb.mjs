// The official client for Node, whose reads go through the Rust client and whose appends do not.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import {
  BACKWARDS,
  KurrentDBClient,
  NO_STREAM,
  STREAM_EXISTS,
  START,
  STREAM_STATE,
  AppendConsistencyViolationError,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
  jsonEvent,
  streamNameFilter,
} from "@kurrent/kurrentdb-client";

const client = KurrentDBClient.connectionString(process.argv[2]);
// With an accent, as names have here.
const stream = `dépôt-${randomUUID()}`;
const event = (n) => jsonEvent({ type: "demande.reçue", data: { n }, metadata: { by: "awa" } });
const collect = async (events) => {
  const all = [];
  for await (const { event } of events) all.push(event);
  return all;
};

const first = await client.appendToStream(stream, [event(0), event(1)], { streamState: NO_STREAM });
assert.equal(first.nextExpectedRevision, 1n);
await assert.rejects(
  client.appendToStream(stream, event(9), { streamState: NO_STREAM }),
  (error) => error instanceof WrongExpectedVersionError && error.streamName === stream && error.actualState === 1n,
);
await assert.rejects(client.deleteStream(stream, { expectedRevision: 7n }), WrongExpectedVersionError);

const read = await collect(client.readStream(stream));
assert.deepEqual(read.map(({ data }) => data.n), [0, 1]);
assert.equal(read[1].position.commit, first.position.commit);
const back = await collect(client.readStream(stream, { direction: BACKWARDS, fromRevision: "end", maxCount: 1 }));
assert.deepEqual(back[0].metadata, { by: "awa" });
await assert.rejects(collect(client.readStream("personne")), StreamNotFoundError);
const filter = streamNameFilter({ prefixes: [stream] });
assert.equal((await collect(client.readAll({ filter }))).length, 2);

const seen = [];
let caughtUp = 0;
const subscription = client.subscribeToStream(stream, { fromRevision: START });
await new Promise((resolve, reject) => {
  subscription
    .on("caughtUp", () => {
      caughtUp += 1;
      client.appendToStream(stream, [event(2), event(3)], { streamState: 1n }).catch(reject);
    })
    .on("data", ({ event }) => {
      seen.push(event.data.n);
      if (seen.length === 4) resolve();
    })
    .on("error", reject);
});
await subscription.unsubscribe();
assert.deepEqual(seen, [0, 1, 2, 3]);
assert.equal(caughtUp, 1);

const [one, two] = [`${stream}-1`, `${stream}-2`];
const told = await client.multiStreamAppend([
  { streamName: one, events: [event(0)], expectedState: NO_STREAM },
  { streamName: two, events: [event(0), event(1)], expectedState: NO_STREAM },
]);
assert.equal(told.responses?.length ?? 2, 2);
const check = { type: STREAM_STATE, streamName: "personne", expectedState: STREAM_EXISTS };
await assert.rejects(
  client.appendRecords([{ streamName: one, record: event(1) }], [check]),
  AppendConsistencyViolationError,
);
assert.equal((await collect(client.readStream(one))).length, 1);

await client.deleteStream(one);
await assert.rejects(collect(client.readStream(one)), StreamNotFoundError);
await client.tombstoneStream(two);
await assert.rejects(collect(client.readStream(two)), StreamDeletedError);
await client.dispose();
console.log("@kurrent/kurrentdb-client: ok");
process.exit(0);
