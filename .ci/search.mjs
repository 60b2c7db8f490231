// Asks the search of the built documentation for calls, and fails where it does not find them.
//
// usage: cargo doc --package fmg-bindings --no-deps --all-features && node .ci/search.mjs target/doc [QUERY...]
//
// It runs the scripts that a browser would load. They have no stable interface: this works with rustdoc of Rust 1.95.
import fs from "node:fs";
import path from "node:path";

// What a user may type, and the page that has to be among the first results.
const EXPECTED = [
  ["firewall address", "fmg/address/struct.List.html"],
  ["create address", "fmg/address/struct.Add.html"],
  ["list addresses", "fmg/address/struct.List.html"],
  ["workspace lock", "fmg/workspace/struct.LockAdom.html"],
  ["lock object", "fmg/workspace/struct.LockObject.html"],
  ["move policy", "fmg/policy/struct.MoveTo.html"],
  ["add adom", "fmg/dvmdb/struct.AddAdom.html"],
  ["/dvmdb/adom/<adom>/workspace/lock", "fmg/workspace/struct.LockAdom.html"],
  ["firewall session", "fortios/monitor/firewall/struct.Session.html"],
  ["policy lookup", "fortios/monitor/firewall/struct.PolicyLookup.html"],
  ["ssl clear tunnel", "fortios/monitor/vpn/struct.SslClearTunnel.html"],
];
const FIRST = 20;

const [docs, ...queries] = process.argv.slice(2);
if (docs === undefined) {
  console.error("usage: node .ci/search.mjs FOLDER [QUERY...], with the folder that `cargo doc` wrote, such as target/doc");
  process.exit(2);
}
const index = path.join(docs, "search.index");
const statics = path.join(docs, "static.files");

// The scripts are loaded by a page, and find there what they share.
globalThis.nonnull = (value) => {
  if (value === null || value === undefined) throw new Error("rustdoc: a value is missing");
  return value;
};
globalThis.nonundef = globalThis.nonnull;

const run = (file, names) => new Function(...Object.keys(names), fs.readFileSync(file, "utf8"))(...Object.values(names));

function load(name) {
  const file = fs.readdirSync(statics).find((file) => file.startsWith(`${name}-`) && file.endsWith(".js"));
  if (file === undefined) throw new Error(`${statics} has no script of rustdoc's called ${name}`);
  const module = { exports: {} };
  run(path.join(statics, file), { module, exports: module.exports, window: undefined });
  return module.exports;
}

async function openSearch() {
  const { Stringdex, RoaringBitmap } = load("stringdex");
  const { initSearch } = load("search");
  let callbacks = {};
  const answer = (...parts) => run(path.join(index, ...parts), callbacks);
  return initSearch(Stringdex, RoaringBitmap, {
    loadRoot(given) {
      callbacks = given;
      answer("root.js");
    },
    loadTreeByHash: (hash) => answer(`${hash}.js`),
    loadDataByNameAndHash: (name, hash) => answer(name, `${hash}.js`),
  });
}

async function search({ docSearch, DocSearch }, query) {
  const { others } = await docSearch.execQuery(DocSearch.parseQuery(query), null, "fmg_bindings");
  const pages = [];
  for await (const result of others) {
    pages.push(result.href.replace(/^.*fmg_bindings\//, ""));
    if (pages.length === FIRST) break;
  }
  return pages;
}

const opened = await openSearch();
for (const query of queries) {
  console.log([`${query}:`, ...(await search(opened, query))].join("\n  "));
}
if (queries.length === 0) {
  let missing = 0;
  for (const [query, page] of EXPECTED) {
    const found = (await search(opened, query)).includes(page);
    console.log(`${found ? "found  " : "MISSING"} ${query}: ${page}`);
    missing += found ? 0 : 1;
  }
  process.exit(missing === 0 ? 0 : 1);
}
