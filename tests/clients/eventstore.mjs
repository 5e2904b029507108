// The client of the years before the database was renamed, all in JavaScript.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import eventstore from "@eventstore/db-client";

const {
  BACKWARDS,
  END,
  EventStoreDBClient,
  NO_STREAM,
  START,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
  binaryEvent,
  excludeSystemEvents,
  jsonEvent,
} = eventstore;

const client = EventStoreDBClient.connectionString(process.argv[2]);
// With an accent, as names have here.
const stream = `dépôt-${randomUUID()}`;
const event = (n) => jsonEvent({ type: "demande.reçue", data: { n } });
const collect = async (events) => {
  const all = [];
  for await (const { event } of events) all.push(event);
  return all;
};

const first = await client.appendToStream(stream, [event(0), event(1)], { expectedRevision: NO_STREAM });
assert.equal(first.nextExpectedRevision, 1n);
await assert.rejects(
  client.appendToStream(stream, event(9), { expectedRevision: 7n }),
  (error) => error instanceof WrongExpectedVersionError && error.expectedVersion === 7n && error.actualVersion === 1n,
);
await assert.rejects(client.deleteStream(stream, { expectedRevision: 7n }), WrongExpectedVersionError);
await client.appendToStream(stream, binaryEvent({ type: "pièce", data: Buffer.from([0, 255]) }));

const read = await collect(client.readStream(stream));
assert.deepEqual(read.map(({ isJson }) => isJson), [true, true, false]);
assert.deepEqual([...read[2].data], [0, 255]);
await assert.rejects(collect(client.readStream("personne")), StreamNotFoundError);
const [last] = await collect(client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }));
assert.equal(last.id, read[2].id);

const seen = [];
let reached = 0;
const filter = excludeSystemEvents({ checkpointInterval: 1, checkpointReached: async () => void (reached += 1) });
const subscription = client.subscribeToAll({ fromPosition: START, filter });
await new Promise((resolve, reject) => {
  subscription
    .on("confirmation", () => client.appendToStream(stream, event(3)).catch(reject))
    .on("data", ({ event }) => {
      if (event.streamId !== stream) return;
      seen.push(event.revision);
      if (seen.length === 4) resolve();
    })
    .on("error", reject);
});
await subscription.unsubscribe();
assert.deepEqual(seen, [0n, 1n, 2n, 3n]);
await client.tombstoneStream(stream);
await assert.rejects(collect(client.readStream(stream)), StreamDeletedError);
await client.dispose();
console.log("@eventstore/db-client: ok");
process.exit(0);
