// Grafana's parser of LogQL, asked line by line: each line is a JSON object with a `query`, and the
// answer its syntax tree, or where the parser met what it does not know. A node has a `name`, its
// `text` where nothing is below it, else its `nodes`.

import { createRequire } from "node:module";
import path from "node:path";
import readline from "node:readline";

const require = createRequire(path.join(process.argv[2], "package.json"));
const { parser } = require("@grafana/lezer-logql");

function treeOf(node, query) {
  const nodes = [];
  for (let below = node.firstChild; below; below = below.nextSibling) {
    nodes.push(treeOf(below, query));
  }
  const { name } = node.type;
  return nodes.length ? { name, nodes } : { name, text: query.slice(node.from, node.to) };
}

function complaint(tree, query) {
  let found = null;
  tree.iterate({
    enter(node) {
      if (node.type.isError && found === null) {
        found = `no LogQL from character ${node.from}: ${query.slice(node.from, node.from + 30)}`;
      }
    },
  });
  return found;
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  const { query } = JSON.parse(line);
  const tree = parser.parse(query);
  const error = complaint(tree, query);
  console.log(JSON.stringify(error ? { error } : { tree: treeOf(tree.topNode, query) }));
}
