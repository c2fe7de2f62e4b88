/* Loads scripts of the page without a page, in the order in which the page loads them. */
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const vm = require("node:vm");

/* The global objects that scripts of `_static` leave behind, such as `lessonLayers`; errors they report go into `errors`. */
module.exports = function load(...names) {
  const errors = [];
  const page = { atob, console: { error: (...words) => errors.push(words.join(" ")) }, errors };
  page.window = vm.createContext(page);
  for (const name of ["lesson", ...names]) {
    const file = join(__dirname, "..", "..", "_static", `${name}.js`);
    vm.runInContext(readFileSync(file, "utf8"), page, { filename: file });
  }
  return page;
};
