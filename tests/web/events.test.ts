/** The progress log: merging is a union that no order or repetition changes; state is a fold. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  doneRefs,
  formatLog,
  mergeLogs,
  parseLog,
  toLine,
  triesAt,
  type EventKind,
  type ProgressEvent,
} from "../../course/publish/web/src/events";
import { packLog, unpackLog } from "../../course/publish/web/src/transfer";

let clock = 0;
function event(kind: EventKind, ref: string, payload: Record<string, unknown> = {}): ProgressEvent {
  clock += 1;
  const at = new Date(Date.UTC(2026, 2, 1) + clock * 1000).toISOString();
  return { id: `id-${clock}`, at, device: "d", kind, ref, payload };
}

const failed = (form: string) => event("check", "E3.4", { form, status: "failed" });
const passed = (form: string) => event("check", "E3.4", { form, status: "passed" });

test("merging is idempotent, and any order gives the same log", () => {
  const log = Array.from({ length: 40 }, (_, index) => event("run", `lesson-${index % 5}`));
  const phone = log.filter((_, index) => index % 3 !== 0).reverse();
  const laptop = log.filter((_, index) => index % 2 === 0);
  const merged = mergeLogs(phone, laptop);
  assert.deepEqual(mergeLogs(laptop, phone), merged);
  assert.deepEqual(mergeLogs(merged, merged, phone), merged);
  assert.deepEqual(new Set(merged), new Set([...phone, ...laptop]));
  assert.deepEqual(
    [...merged].sort((a, b) => (a.at < b.at ? -1 : 1)),
    merged,
  );
});

test("two events of one id: the same one is kept whatever the order", () => {
  const one = event("guess", "a", { right: true });
  const other = { ...one, payload: { right: false } };
  assert.deepEqual(mergeLogs([one], [other]), mergeLogs([other], [one]));
});

test("a log survives writing and reading; unreadable lines are left out", () => {
  const log = [event("read", "lifecycle/repeat-rate"), event("hint", "E3.4", { hint: 1 })];
  assert.deepEqual(parseLog(formatLog(log)), log);
  assert.deepEqual(parseLog(`{broken\n${formatLog(log)}\n{"id": 3}\nnull\n`), log);
  assert.deepEqual(parseLog(""), []);
});

test("a line is ASCII, its time canonical, fields of newer versions kept", () => {
  const line =
    '{"more": [1], "ref": "课", "payload": {}, "kind": "read", "device": "d", "at": "2026-03-01T16:00:00.123456+08:00", "id": "x"}';
  const [read] = parseLog(line);
  assert.ok(read);
  assert.equal(
    toLine(read),
    '{"id":"x","at":"2026-03-01T08:00:00.123Z","device":"d","kind":"read","ref":"\\u8bfe","payload":{},"more":[1]}',
  );
  assert.deepEqual(parseLog(line.replace("+08:00", "")), [], "a time without a zone is none");
});

test("packed text comes back whole, spaces and line breaks in it ignored", async () => {
  const lines = formatLog([event("read", "课/一"), event("hint", "E3.4", { hint: 1 })]);
  const packed = await packLog(lines);
  assert.match(packed, /^siyu1:[\w+/=]+$/);
  assert.equal(await unpackLog(packed.replace(/(.{9})/g, "$1 \n")), lines);
  assert.equal(await unpackLog(lines), lines);
  for (const bad of [packed.slice(0, -9), "siyu1:!!", "你好", ""])
    assert.equal(await unpackLog(bad), null, bad);
});

test("tries count failures in the asked forms since the last reset; faults of the engine count for nothing", () => {
  const fault = event("check", "E3.4", { form: "write", status: "error" });
  assert.deepEqual(triesAt([failed("write"), failed("predict"), fault], "E3.4", ["write"]), {
    failed: 1,
    passed: false,
  });
  assert.deepEqual(triesAt([failed("write"), passed("write"), event("reset", "E3.4")], "E3.4", ["write"]), {
    failed: 0,
    passed: false,
  });
  assert.deepEqual(triesAt([failed("write")], "E3.40", ["write"]), { failed: 0, passed: false });
});

test("done: read lessons, passed exercises until reset, questions by their last answer", () => {
  const log = [
    event("read", "a/b"),
    passed("calc"),
    event("quiz", "Q1", { right: true }),
    event("quiz", "Q2", { right: true }),
    event("quiz", "Q2", { right: false }),
  ];
  assert.deepEqual(doneRefs(log), { read: new Set(["a/b"]), passed: new Set(["E3.4", "Q1"]) });
  assert.deepEqual(doneRefs([...log, event("reset", "E3.4")]).passed, new Set(["Q1"]));
});
