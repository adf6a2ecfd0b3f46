// Microsoft's parser of the Kusto Query Language, asked line by line.
//
// Each line of the input is a JSON object: `tables`, names of tables with their columns' types,
// kept until the next line that has it, or `query`. The answer to a query is its syntax tree, or
// the parser's complaint. Tokens are left out of the tree; a node has its `kind`, its nodes below
// as `nodes`, a `name` or a `value` where it is one.

import fs from "node:fs";
import path from "node:path";
import readline from "node:readline";
import vm from "node:vm";

const folder = path.join(process.argv[2], "node_modules/@kusto/language-service-next");
for (const file of ["bridge.min.js", "Kusto.Language.Bridge.min.js"]) {
  vm.runInThisContext(fs.readFileSync(path.join(folder, file), "utf8"), { filename: file });
}
const { KustoCode, GlobalState, Symbols, Syntax } = globalThis.Kusto.Language;
const kinds = Object.fromEntries(
  Object.entries(Syntax.SyntaxKind).map(([name, number]) => [number, name]),
);

function globalsWith(tables) {
  const symbols = Object.entries(tables).map(([name, columns]) => {
    const made = Object.entries(columns).map(
      ([column, type]) =>
        new Symbols.ColumnSymbol(column, Symbols.ScalarTypes.GetSymbol(type) ?? fail(type)),
    );
    return new Symbols.TableSymbol.$ctor4(name, made);
  });
  return GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.ctor("prove", symbols));
}

function fail(type) {
  throw new Error(`no type of Kusto: ${type}`);
}

function treeOf(node) {
  const kind = kinds[node.Kind];
  if (kind === "NameReference" || kind === "NameDeclaration") {
    return { kind, name: node.SimpleName };
  }
  if (kind.endsWith("LiteralExpression")) {
    const value = node.LiteralValue;
    return { kind, value: value === null || typeof value !== "object" ? value : value.toString() };
  }
  return { kind, nodes: nodesBelow(node).flatMap((below) => partsOf(kind, below)) };
}

// A chain of `and`, or of `or`, is one node with all of its parts, so that it is not deep.
function partsOf(kind, below) {
  const chain = kind === "AndExpression" || kind === "OrExpression";
  return chain && below.kind === kind ? below.nodes : [below];
}

function nodesBelow(node) {
  const found = [];
  for (let place = 0; place < node.ChildCount; place++) {
    const child = node.GetChild(place);
    if (child === null || child === undefined || child.IsToken) continue;
    const kind = kinds[child.Kind];
    if (["List", "SeparatedElement", "ExpressionList"].includes(kind)) {
      found.push(...nodesBelow(child));
    } else {
      found.push(treeOf(child));
    }
  }
  return found;
}

function answer(query, globals) {
  const code = KustoCode.ParseAndAnalyze(query, globals);
  const complaints = code.GetDiagnostics();
  for (let place = 0; place < complaints.Count; place++) {
    const complaint = complaints.getItem(place);
    if (complaint.Severity === "Error") return { error: complaint.Message };
  }
  return { tree: treeOf(code.Syntax) };
}

let globals = GlobalState.Default;
for await (const line of readline.createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  if (asked.tables) globals = globalsWith(asked.tables);
  if (asked.query !== undefined) console.log(JSON.stringify(answer(asked.query, globals)));
}
