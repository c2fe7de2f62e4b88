/* A visitor's own plan is filled as the plans of the page are; tests/test_schedule.py reads the same cases. */
const assert = require("node:assert/strict");
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const test = require("node:test");
const { daysOf } = require("./load")("plan").lessonSchedule;

const cases = JSON.parse(readFileSync(join(__dirname, "..", "schedule_cases.json"), "utf8"));
const LENGTHS = {
  longest: 90,
  break: 15,
  lunch: 60,
  "lunch-after": 180,
  "lunch-from": 300,
  welcome: 15,
  "set-up-check": 10,
  recap: 10,
  "wrap-up": 10,
  survey: 10,
};

for (const { case: name, lengths, episodes, "longest day": longest, days } of cases) {
  test(name, () => {
    const stretches = episodes.flatMap((parts, episode) => parts.map((minutes, part) => ({ episode, part, minutes })));
    const shown = ({ offset, title, minutes, episode, part }) => [
      offset,
      title || `${episode + 1}${part ? ", continued" : ""}`,
      minutes,
    ];
    const found = daysOf(stretches, longest, { ...LENGTHS, ...lengths }).map((day) => day.map(shown));
    assert.equal(JSON.stringify(found), JSON.stringify(days));
  });
}
