/* Lays out what a scene shows and draws it as SVG text: the same in a browser and in Python. */
"use strict";

const Draw = (() => {
  const WIDE = new Set("mwMW@%—");
  const THIN = new Set("iljtfrI.,:;'|!()[]/ ");

  const BOLD = 1.16;

  /* About how wide a text is; a font's own numbers are not at hand outside a browser. */
  function textWidth(text, size) {
    let units = 0;
    for (const c of text) {
      if (WIDE.has(c)) units += 0.96;
      else if (THIN.has(c)) units += 0.37;
      else units += c >= "A" && c <= "Z" ? 0.71 : 0.62;
    }
    return units * size;
  }

  function shortened(text, most) {
    if (text.length <= most) return text;
    const half = Math.floor((most - 1) / 2);
    return `${text.slice(0, most - 1 - half)}…${text.slice(text.length - half)}`;
  }

  /* As much of the beginning of a text as has room. */
  function fitting(text, most, widthOf) {
    if (widthOf(text) <= most) return text;
    let end = text.length - 1;
    while (end > 1 && widthOf(`${text.slice(0, end)}…`) > most) end -= 1;
    return `${text.slice(0, end)}…`;
  }

  function number(n) {
    if (n < 1000) return String(n);
    for (const [size, unit] of [[1e12, "T"], [1e9, "B"], [1e6, "M"], [1e3, "k"]]) {
      if (n >= size) return `${(n / size).toPrecision(3).replace(/\.?0+$/, "")}${unit}`;
    }
    return String(n);
  }

  

  function subtitle(scene, node) {
    if (node.kind === "variable") {
      const facts = scene.model.ops[node.op][7];
      const users = facts.shared > 1 ? ` · shared ×${facts.shared}` : "";
      return `${facts.shape === "[]" ? "scalar" : facts.shape}${users}`;
    }
    return node.children.length ? holds(node, number).join(" · ") : "";
  }

  /* What is in a box, in words; `write` writes numbers. */
  function holds(node, write) {
    const all = node.ops + node.folded;
    const parts = [`${write(all)} node${all === 1 ? "" : "s"}`];
    if (node.folded) parts.push(`${write(node.folded)} folded`);
    const { parameters } = node;
    if (parameters) parts.push(`${write(parameters)} parameter${parameters === 1 ? "" : "s"}`);
    return parts;
  }

  /* Width and height of a closed box or a node: wider and higher the more parameters it holds. */
  function size(scene, node) {
    const extra = node.parameters ? Math.log10(1 + node.parameters) : 0;
    const label = shortened(node.label, 26);
    if (node.kind === "const") return [Math.max(34, textWidth(label, 10) + 14), 18];
    if (node.kind === "op") {
      const type = scene.model.ops[node.op][1];
      const below = type !== label ? textWidth(type, 9) : 0;
      return [Math.max(56, textWidth(label, 12) + 22, below + 18), below ? 36 : 28];
    }
    const sub = textWidth(subtitle(scene, node), 10);
    const bold = node.kind === "scope" ? BOLD : 1;
    const text = Math.max(textWidth(label, 12.5) * bold + (node.children.length ? 48 : 30), sub + 40);
    return [Math.max(84, text) + 6 * extra, 42 + 3.5 * extra];
  }

  const OPTIONS = {
    "elk.algorithm": "layered",
    "elk.hierarchyHandling": "INCLUDE_CHILDREN",
    "elk.edgeRouting": "ORTHOGONAL",
    "elk.json.shapeCoords": "ROOT",
    "elk.json.edgeCoords": "ROOT",
    "elk.padding": "[top=14,left=14,bottom=14,right=14]",
    "elk.spacing.nodeNode": "20",
    "elk.spacing.edgeNode": "12",
    "elk.spacing.edgeEdge": "8",
    "elk.spacing.componentComponent": "24",
    "elk.layered.spacing.nodeNodeBetweenLayers": "34",
    "elk.layered.spacing.edgeNodeBetweenLayers": "14",
    "elk.layered.spacing.edgeEdgeBetweenLayers": "8",
    "elk.layered.considerModelOrder.strategy": "PREFER_NODES",
    "elk.layered.mergeEdges": "true",
  };
  const BOX_PADDING = "[top=40,left=16,bottom=16,right=16]";

  /* The layout's own form of what is visible. */
  function toElk(scene, direction) {
    const many = scene.visible().length > 150;
    const convert = (node) => {
      if (!scene.isOpen(node)) {
        const [width, height] = size(scene, node);
        return { id: node.id, width, height };
      }
      const title = textWidth(shortened(node.label, 40), 12.5) * BOLD + 50;
      const least = Math.max(110, Math.min(320, title + textWidth(subtitle(scene, node), 10)));
      return {
        id: node.id,
        children: node.children.map(convert),
        layoutOptions: {
          "elk.padding": BOX_PADDING,
          "elk.nodeSize.constraints": "MINIMUM_SIZE",
          // of a box inside the picture the layout takes it for a picture that flows to the right
          "elk.nodeSize.minimum": direction === "RIGHT" ? `(${Math.round(least)}, 60)` : `(60, ${Math.round(least)})`,
        },
      };
    };
    return {
      id: "root",
      layoutOptions: {
        ...OPTIONS,
        "elk.direction": direction,
        "elk.layered.nodePlacement.strategy": many ? "BRANDES_KOEPF" : "NETWORK_SIMPLEX",
        "elk.layered.thoroughness": many ? "3" : "7",
      },
      children: scene.root.children.map(convert),
      edges: scene.edges().map((edge, i) => ({
        id: `e${i}`, sources: [edge.from.id], targets: [edge.to.id], edge,
      })),
    };
  }

  function escape(text) {
    return String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
  }

  const r = (x) => Math.round(x * 10) / 10;

  /* A line through the points, its corners rounded. */
  function path(points, radius = 7) {
    let text = `M${r(points[0].x)} ${r(points[0].y)}`;
    for (let i = 1; i < points.length - 1; i++) {
      const [a, b, c] = [points[i - 1], points[i], points[i + 1]];
      const cut = (p, q) => {
        const length = Math.hypot(q.x - p.x, q.y - p.y) || 1;
        const part = Math.min(radius, length / 2) / length;
        return { x: p.x + (q.x - p.x) * part, y: p.y + (q.y - p.y) * part };
      };
      const [before, after] = [cut(b, a), cut(b, c)];
      text += `L${r(before.x)} ${r(before.y)}Q${r(b.x)} ${r(b.y)} ${r(after.x)} ${r(after.y)}`;
    }
    const end = points[points.length - 1];
    return `${text}L${r(end.x)} ${r(end.y)}`;
  }

  function edgeSvg(laid) {
    const { edge } = laid;
    const classes = ["edge"];
    if (edge.control) classes.push("control");
    if (edge.shared) classes.push("shared");
    const width = r(1.1 + Math.min(2.4, Math.log2(edge.count) * 0.45));
    const many = edge.count > 1 ? `${edge.count} lines` : edge.control ? "waits for" : "";
    const what = [`${edge.from.path} → ${edge.to.path}`, edge.label, many].filter(Boolean).join("\n");
    const head = edge.shared ? "head-shared" : edge.control ? "head-control" : "head";
    const lines = laid.sections.map((section) => {
      const points = [section.startPoint, ...(section.bendPoints || []), section.endPoint];
      const d = path(points);
      return `<path class="hit" d="${d}"/><path class="line" d="${d}" stroke-width="${width}" ` +
        `marker-end="url(#${head})"/>`;
    });
    return `<g class="${classes.join(" ")}" data-from="${escape(edge.from.id)}" ` +
      `data-to="${escape(edge.to.id)}"><title>${escape(what)}</title>${lines.join("")}</g>`;
  }

  /* How a node is read out. */
  function spoken(scene, node) {
    if (node.kind === "variable") {
      const facts = scene.model.ops[node.op][7];
      const shared = facts.shared > 1 ? `, shared ${facts.shared} times` : "";
      return `variable ${node.path}, ${facts.dtype} ${facts.shape}${shared}`;
    }
    if (!node.children.length) return `${scene.model.ops[node.op][1]} ${node.path}`;
    const what = node.kind === "group" ? `group ${node.label}`
      : `${node.variableScope ? "variable scope" : "name scope"} ${node.path}`;
    return `${what}, ${holds(node, (n) => n.toLocaleString("en-US")).join(", ")}`;
  }

  function nodeClasses(scene, node) {
    const classes = ["node", node.kind];
    if (node.variableScope) classes.push("variable-scope");
    if (scene.isOpen(node)) classes.push("open");
    if (node.op >= 0) {
      const [, , , , role, , , facts] = scene.model.ops[node.op];
      if (role && role !== "variable") classes.push("helper");
      if (facts && facts.shared > 1) classes.push("is-shared");
      if (/^Placeholder/.test(scene.model.ops[node.op][1])) classes.push("placeholder");
    }
    return classes.join(" ");
  }

  function text(name, size, x, y, anchor, words) {
    return `<text class="${name}" font-size="${size}" x="${r(x)}" y="${r(y)}" ` +
      `text-anchor="${anchor}">${escape(words)}</text>`;
  }

  function foldSvg({ x, y }, open) {
    const [left, top] = [x + 10, y + 10];
    const upright = open ? "" : `M${r(left + 7)} ${r(top + 3.5)}v7`;
    return `<g class="fold"><rect class="button" x="${r(left)}" y="${r(top)}" width="14" height="14" rx="3"/>` +
      `<path class="sign" d="M${r(left + 3.5)} ${r(top + 7)}h7${upright}"/></g>`;
  }

  /* The title of an open box and its button's looks: drawn last, on the box's own colour, so that no line
     runs through them. */
  function titleSvg(scene, node, { x, y, width }, buttons) {
    const start = x + (buttons ? 31 : 14);
    const widthOf = (words) => textWidth(words, 12.5) * (node.kind === "scope" ? BOLD : 1);
    const label = fitting(node.label, x + width - 10 - start, widthOf);
    const sub = subtitle(scene, node);
    const after = start + widthOf(label) + 10;
    const fits = after + textWidth(sub, 10) < x + width - 6;
    const end = fits ? after + textWidth(sub, 10) : after - 6;
    const back = `<rect class="back" x="${r(x + 6)}" y="${r(y + 7)}" width="${r(end - x - 4)}" height="20" rx="4"/>`;
    return `<g class="title ${nodeClasses(scene, node)}">` + back + (buttons ? foldSvg({ x, y }, true) : "") +
      text("label", 12.5, start, y + 21.5, "start", label) +
      (fits ? text("sub", 10, after, y + 21.5, "start", sub) : "") + "</g>";
  }

  function nodeSvg(scene, node, at, buttons) {
    const { x, y, width: w, height: h } = at;
    const box = scene.isBox(node);
    const open = scene.isOpen(node);
    const aria = `role="treeitem" tabindex="-1" aria-level="${node.depth}" ` +
      (box ? `aria-expanded="${open}" ` : "") + `aria-label="${escape(spoken(scene, node))}"`;
    const title = node.kind === "group" ? node.label : node.path;
    const parts = [`<title>${escape(title)}</title>`];
    const round = node.kind === "variable" ? Math.min(h / 2, 22) : node.kind === "const" ? 9 : 7;
    const rect = (dx, dy, name) =>
      `<rect class="${name}" x="${r(x + dx)}" y="${r(y + dy)}" width="${r(w)}" height="${r(h)}" rx="${round}"/>`;
    if (node.kind === "group" && !open) parts.push(rect(5, 5, "under"));
    parts.push(rect(0, 0, "shape"));
    const middle = r(x + w / 2);
    if (box) {
      if (buttons) parts.push(foldSvg(at, open));
      if (!open) {
        const tx = x + w / 2 + (buttons ? 9 : 0);
        parts.push(text("label", 12.5, tx, y + h / 2 - 2, "middle", shortened(node.label, 26)));
        parts.push(text("sub", 10, tx, y + h / 2 + 12, "middle", subtitle(scene, node)));
      }
    } else if (node.kind === "variable") {
      parts.push(text("label", 12.5, middle, y + h / 2 - 2, "middle", shortened(node.label, 26)));
      parts.push(text("sub", 10, middle, y + h / 2 + 12, "middle", subtitle(scene, node)));
    } else if (node.kind === "const") {
      parts.push(text("label", 10, middle, y + h / 2 + 3.5, "middle", shortened(node.label, 26)));
    } else {
      const type = scene.model.ops[node.op][1];
      const label = shortened(node.label, 26);
      const two = type !== label;
      parts.push(text("label", 12, middle, y + h / 2 + (two ? -1.5 : 4), "middle", label));
      if (two) parts.push(text("sub", 9, middle, y + h / 2 + 11, "middle", type));
    }
    return `<g class="${nodeClasses(scene, node)}" data-id="${escape(node.id)}" ${aria}>${parts.join("")}</g>`;
  }

  function marker(id) {
    return `<marker id="${id}" class="${id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" ` +
      `markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 .8 7.2 4 0 7.2z"/></marker>`;
  }

  /* Lays the scene out. Gives {svg: inner text, width, height, at: id -> {x, y, width, height}}.
     A picture that nobody can click has no buttons. */
  async function draw(scene, elk, direction = "DOWN", buttons = true) {
    const laid = await elk.layout(toElk(scene, direction));
    const at = new Map();
    const place = (box) => {
      for (const child of box.children || []) {
        at.set(child.id, child);
        place(child);
      }
    };
    place(laid);
    const visible = scene.visible();
    const nodes = visible.map((node) => nodeSvg(scene, node, at.get(node.id), buttons));
    const open = visible.filter((node) => scene.isOpen(node));
    const titles = open.map((node) => titleSvg(scene, node, at.get(node.id), buttons));
    const edges = laid.edges.filter((edge) => edge.sections).map(edgeSvg);
    edges.sort((a, b) => a.includes('edge shared"') - b.includes('edge shared"'));
    const markers = ["head", "head-control", "head-shared"].map(marker).join("");
    return {
      svg: `<defs>${markers}</defs><g class="nodes">${nodes.join("")}</g>` +
        `<g class="edges" aria-hidden="true">${edges.join("")}</g>` +
        `<g class="titles" aria-hidden="true">${titles.join("")}</g>`,
      width: laid.width,
      height: laid.height,
      at,
    };
  }

  /* The direction of flow in which the picture is seen largest on a screen of this size. */
  async function best(scene, elk, width, height) {
    const scale = async (direction) => {
      const laid = await elk.layout(toElk(scene, direction));
      return Math.min(width / laid.width, height / laid.height, 1);
    };
    const down = await scale("DOWN");
    return down > 0.8 || (await scale("RIGHT")) < down * 1.1 ? "DOWN" : "RIGHT";
  }

  return { draw, best, number, spoken, escape };
})();
