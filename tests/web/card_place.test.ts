/** Where a hover card goes: beside what it explains, inside the view. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { placeCard } from "../../course/publish/web/src/card_place";

const view = { width: 1000, height: 800 };
const card = { width: 320, height: 200 };
const line = (top: number, left = 100) => ({ left, top, right: left + 80, bottom: top + 20 });

test("below the link when there is room", () => {
  assert.deepEqual(placeCard([line(100)], card, view, 48), { left: 100, top: 128, height: 200 });
});

test("above it near the foot of the view", () => {
  const place = placeCard([line(700)], card, view, 48);
  assert.equal(place.top + place.height, 692);
});

test("a link over two lines is covered on neither", () => {
  const lines = [line(300, 900), line(330, 20)];
  const place = placeCard(lines, card, view, 48);
  assert.ok(place.top >= 350);
  assert.equal(place.left, 20);
});

test("inside the edges, however near the link is to one", () => {
  assert.equal(placeCard([line(100, 960)], card, view, 48).left, 664);
  assert.equal(placeCard([line(100, 0)], card, view, 48).left, 16);
});

test("a card that fits nowhere takes the larger side and scrolls", () => {
  for (let top = 60; top < 320; top += 20) {
    const at = placeCard([line(top)], { width: 320, height: 900 }, { width: 360, height: 360 }, 48);
    assert.ok(at.height < 900 && (at.top >= top + 20 || at.top + at.height <= top), `link at ${top}`);
  }
});
