/* What the panel beside the picture says of a node. */
"use strict";

const Details = (() => {
  const { escape, number } = Draw;

  const WORDS = {
    initializer: "Initializers", read: "Reads of variables", saver: "Savers",
    gradient: "Gradients and their application", slot: "State of optimizers", auxiliary: "Marked as auxiliary",
  };
  const row = (term, what) => (what ? `<dt>${term}</dt><dd>${escape(what)}</dd>` : "");

  function opRows(model, op) {
    const [, type, , , role, output, place, facts] = op;
    let rows = row("type", type);
    if (facts) {
      rows += row("shape", facts.shape) + row("dtype", facts.dtype);
      if (facts.p !== null) rows += row("parameters", facts.p.toLocaleString("en-US"));
      if (facts.trainable !== null) rows += row("trainable", facts.trainable ? "yes" : "no");
      const how = model.live ? `got ${facts.shared} times` : `used in ${facts.shared} scopes`;
      if (facts.shared > 1) rows += row("shared", how);
    } else rows += row("gives", output);
    if (role && role !== "variable") rows += row("helper", WORDS[role].toLowerCase());
    if (place >= 0) rows += row("made at", model.places[place]);
    return rows;
  }

  function boxRows(node) {
    const folded = node.folded ? `, ${node.folded.toLocaleString("en-US")} of them folded` : "";
    let rows = row("nodes", (node.ops + node.folded).toLocaleString("en-US") + folded);
    if (node.variables) rows += row("variables", node.variables.toLocaleString("en-US"));
    if (node.parameters) rows += row("parameters", node.parameters.toLocaleString("en-US"));
    if (node.variableScope !== undefined && node.variableScope !== node.path)
      rows += row("variable scope", node.variableScope);
    return rows;
  }

  function kindOf(node) {
    if (node.kind === "group") return "a group of nodes that stand side by side";
    if (node.kind === "scope") {
      if (node.variableScope === undefined) return "name scope";
      if (node.variableScope === node.path) return "variable scope, and the name scope it opened";
      return `name scope, opened by the variable scope ${node.variableScope}`;
    }
    return node.kind === "variable" ? "variable" : "operation";
  }

  function list(model, title, places) {
    if (!places.length) return "";
    const most = 40;
    const items = places.slice(0, most).map((i) =>
      `<li><button class="go" data-go="${escape(model.ops[i][0])}">${escape(model.ops[i][0])}</button></li>`);
    const rest = places.length > most ? `<li>and ${number(places.length - most)} more</li>` : "";
    return `<h3>${title} (${places.length})</h3><ul>${items.join("")}${rest}</ul>`;
  }

  /* An explanation's lines, each of which goes on under its own beginning where it is broken. */
  function lines(text) {
    return text.split("\n").map((line) => {
      const words = line.trimStart();
      const start = line.length - words.length;
      // what a term is stands in a column of its own
      const term = start ? words.match(/^\S+ {2,}/) : null;
      const hang = term && term[0].length <= 14 ? term[0].length : 2;
      return `<span class="line" style="--in:${start};--hang:${hang}">${escape(words)}</span>`;
    }).join("");
  }

  /* What the panel says while nothing is chosen. */
  function overview(model) {
    const key = (keys, what) => `<dt>${keys.map((k) => `<kbd>${k}</kbd>`).join(" ")}</dt><dd>${what}</dd>`;
    return (
      `<h2>${escape(model.title)}</h2><p class="what">${escape(model.totals)}</p>` +
      `<p>Click a scope, a variable or an operation to see what it is${model.live ? " and why it has its name" : ""}.` +
      " Double-click a scope to open or close it.</p>" +
      `<h3>Keys</h3><dl class="keys">${key(["/"], "search")}${key(["↑", "↓"], "the next one")}` +
      `${key(["→", "←"], "open, close")}${key(["Enter"], "choose")}${key(["+", "−", "0"], "nearer, farther, all")}` +
      `${key(["Esc"], "choose nothing")}</dl>`
    );
  }

  /* The panel's HTML: what the node is, why it has its name, what it takes and who uses it. */
  function html(scene, node) {
    const { model } = scene;
    const op = node.op >= 0 ? model.ops[node.op] : null;
    const { inputs, users } = scene.neighbours(node);
    const said = model.explanations[node.id] || "";
    const source = op && op[6] >= 0 ? model.sources[op[6]] : "";
    return (
      '<button class="close" aria-label="Close details">×</button>' +
      `<h2>${escape(node.kind === "group" ? node.label : node.path)}</h2>` +
      `<p class="what">${escape(kindOf(node))}</p>` +
      (scene.isBox(node)
        ? `<button class="fold-here">${scene.isOpen(node) ? "Close" : "Open"} it</button>` : "") +
      `<dl>${op ? opRows(model, op) : boxRows(node)}</dl>` +
      (source ? `<pre>${escape(source)}</pre>` : "") +
      (said ? `<h3>Why this name</h3><div class="explanation">${lines(said)}</div>` : "") +
      list(model, "Takes from", inputs) + list(model, "Used by", users)
    );
  }

  return { WORDS, html, overview };
})();
