/* What of a graph is visible: the tree of its scopes, what is left out, which scopes are open, and
   the lines between what remains. Knows nothing of how it is drawn. */
"use strict";

const Scene = (() => {
  // More children than this in one box are put into groups; so many nodes are shown at first.
  const CROWD = 40;
  const FIRST_VIEW = 44;
  // Left out, they hand on what they take (see graph/roles.py).
  const PASSED_THROUGH = new Set(["read", "auxiliary"]);
  const ROLES = ["initializer", "read", "saver", "gradient", "slot", "auxiliary"];

  const lastPart = (name) => name.slice(name.lastIndexOf("/") + 1);
  const parentOf = (name) => name.slice(0, Math.max(0, name.lastIndexOf("/")));

  class Scene {
    constructor(model, hidden = ROLES) {
      this.model = model;
      this.open = new Set();
      this.counts = {};
      for (const op of model.ops) if (op[4]) this.counts[op[4]] = (this.counts[op[4]] || 0) + 1;
      this.hide(hidden);
      this.openFirst();
    }

    /* Leaves out the nodes of these roles, and builds the tree of the others. */
    hide(roles) {
      this.hidden = new Set(roles);
      const { ops } = this.model;
      this.shown = ops.map((op) => !this.hidden.has(op[4]));
      if (!this.shown.some(Boolean)) this.shown = ops.map(() => true); // nothing but helpers
      this.nodes = new Map();
      this.leaf = new Array(ops.length).fill(null);
      this.root = this.add(null, { id: "", kind: "scope", label: "", path: "" });
      this.buildTree();
      this.groupCrowds(this.root);
      this.count(this.root);
      this.countFolded();
      this.links = this.contract();
    }

    add(parent, fields) {
      const node = { parent, children: [], op: -1, ops: 0, folded: 0, variables: 0, parameters: 0, ...fields };
      node.depth = parent ? parent.depth + 1 : 0;
      if (parent) parent.children.push(node);
      this.nodes.set(node.id, node);
      return node;
    }

    scope(path) {
      if (!path) return this.root;
      const known = this.nodes.get(path + "/");
      if (known) return known;
      const variableScope = this.model.variableScopes[path];
      return this.add(this.scope(parentOf(path)), {
        id: path + "/", kind: "scope", label: lastPart(path), path, variableScope,
      });
    }

    buildTree() {
      const { ops } = this.model;
      const scopes = new Set();
      ops.forEach((op, i) => {
        if (!this.shown[i]) return;
        for (let at = op[0].indexOf("/"); at >= 0; at = op[0].indexOf("/", at + 1))
          scopes.add(op[0].slice(0, at));
      });
      ops.forEach((op, i) => {
        if (!this.shown[i]) return;
        // a node whose name is also a scope's stands in that scope
        const inside = scopes.has(op[0]);
        const parent = this.scope(inside ? op[0] : parentOf(op[0]));
        const label = inside ? `(${lastPart(op[0])})` : lastPart(op[0]);
        const kind = op[7] ? "variable" : op[1] === "Const" ? "const" : "op";
        this.leaf[i] = this.add(parent, { id: op[0], kind, label, path: op[0], op: i });
      });
    }

    /* Puts the children of crowded boxes into groups of neighbours, in the order they were made:
       what was made together is mostly linked together. Scopes stay, as long as there is room. */
    groupCrowds(box) {
      const { children } = box;
      const scopes = children.filter((child) => child.kind === "scope");
      for (const child of scopes) this.groupCrowds(child);
      if (children.length <= 1.5 * CROWD) return;
      if (scopes.length > CROWD * 0.75) return this.ranges(box, children, CROWD);
      this.ranges(box, children.filter((child) => child.kind !== "scope"), CROWD - scopes.length);
      box.children.unshift(...scopes);
    }

    ranges(box, children, most) {
      if (children.length <= most) {
        box.children = children;
        for (const child of children) child.parent = box;
        return;
      }
      const parts = Math.min(most, Math.ceil(children.length / CROWD));
      const size = Math.ceil(children.length / parts);
      box.children = [];
      for (let start = 0; start < children.length; start += size) {
        const part = children.slice(start, start + size);
        const label = `${part[0].label} … ${part[part.length - 1].label}`;
        const group = this.group(box, `${box.id}#${start}`, label);
        box.children.push(group);
        this.ranges(group, part, CROWD);
      }
    }

    group(parent, id, label) {
      const node = this.add(null, { id, kind: "group", label, path: parent.path });
      node.parent = parent;
      return node;
    }

    count(node) {
      node.depth = node.parent ? node.parent.depth + 1 : 0;
      if (node.op >= 0) {
        const facts = this.model.ops[node.op][7];
        node.ops = 1;
        // what optimizers keep is no parameter of the model
        const own = facts && this.model.ops[node.op][4] !== "slot";
        node.variables = own ? 1 : 0;
        node.parameters = (own && facts.p) || 0;
        return;
      }
      for (const child of node.children) {
        this.count(child);
        node.ops += child.ops;
        node.variables += child.variables;
        node.parameters += child.parameters;
      }
    }

    /* How many nodes of each scope are left out; variables of the model among them are counted as such. */
    countFolded() {
      this.model.ops.forEach((op, i) => {
        if (this.shown[i]) return;
        const own = op[7] && op[4] !== "slot";
        const add = (scope) => {
          scope.folded += 1;
          scope.variables += own ? 1 : 0;
          scope.parameters += (own && op[7].p) || 0;
        };
        add(this.root);
        for (let at = op[0].indexOf("/"); at >= 0; at = op[0].indexOf("/", at + 1)) {
          const scope = this.nodes.get(op[0].slice(0, at + 1));
          if (scope) add(scope);
        }
      });
    }

    /* The lines between shown nodes, [from, to, whether control]; helpers passed through. */
    contract() {
      const { ops } = this.model;
      const known = new Map();
      const sources = (i) => {
        if (this.shown[i]) return [i];
        if (!PASSED_THROUGH.has(ops[i][4])) return [];
        if (known.has(i)) return known.get(i);
        known.set(i, []); // a loop of helpers ends here
        const found = [...new Set(ops[i][2].flatMap(sources))];
        known.set(i, found);
        return found;
      };
      const links = [];
      ops.forEach((op, i) => {
        if (!this.shown[i]) return;
        for (const source of op[2]) for (const from of sources(source)) links.push([from, i, false]);
        for (const source of op[3]) for (const from of sources(source)) links.push([from, i, true]);
      });
      return links;
    }

    // -- what is open -------------------------------------------------------------------------

    isBox(node) {
      return node.children.length > 0;
    }

    /* Opens what is to be seen at first: the scopes asked for, or as many as stay readable. */
    openFirst() {
      const { open, depth } = this.model;
      this.open = new Set([""]);
      if (open) {
        for (const path of open) this.reveal(path + "/", true);
      } else if (depth !== null) {
        for (const node of this.nodes.values())
          if (this.isBox(node) && node.depth < depth) this.open.add(node.id);
      } else {
        this.openWhileReadable(this.root.children, this.root.children.length, FIRST_VIEW);
      }
    }

    /* Opens boxes, outer ones and small ones first, while no more than `limit` nodes are seen. Those
       of one series - layer_1, layer_2 - are opened together or not at all. */
    openWhileReadable(from, seen, limit) {
      let level = from;
      while (level.length) {
        const series = new Map();
        for (const node of level) {
          // the scope of one operation's own details stays closed
          if (!this.isBox(node) || node.children.some((child) => child.id === node.path)) continue;
          const key = `${node.parent.id} ${node.label.replace(/_?\d+$/, "")} ${node.kind}`;
          if (!series.has(key)) series.set(key, { nodes: [], more: 0 });
          const found = series.get(key);
          found.nodes.push(node);
          found.more += node.children.length;
        }
        level = [];
        for (const { nodes, more } of [...series.values()].sort((a, b) => a.more - b.more)) {
          if (seen + more > limit) continue;
          seen += more;
          for (const node of nodes) {
            this.open.add(node.id);
            level.push(...node.children);
          }
        }
      }
    }

    /* Opens all that holds the node `id`, and itself if `itself`; the node, or undefined. */
    reveal(id, itself = false) {
      const node = this.nodes.get(id);
      if (!node) return undefined;
      for (let at = itself ? node : node.parent; at; at = at.parent)
        if (this.isBox(at)) this.open.add(at.id);
      return node;
    }

    toggle(id) {
      const node = this.nodes.get(id);
      if (!node || !this.isBox(node) || node === this.root) return;
      if (!this.open.delete(id)) {
        this.open.add(id);
        // a box with one box in it shows nothing new until that one is open too
        if (node.children.length === 1 && this.isBox(node.children[0]))
          this.open.add(node.children[0].id);
      }
    }

    // -- what is seen -------------------------------------------------------------------------

    isOpen(node) {
      return this.isBox(node) && this.open.has(node.id);
    }

    /* The visible nodes, outer before inner. */
    visible() {
      const found = [];
      const walk = (node) => {
        if (node !== this.root) found.push(node);
        if (this.isOpen(node)) node.children.forEach(walk);
      };
      walk(this.root);
      return found;
    }

    /* The lines between visible nodes: {from, to, count, control, shared, label}. */
    edges() {
      const { ops } = this.model;
      const seenAs = new Array(ops.length).fill(null);
      const mark = (node, as) => {
        if (node.op >= 0) seenAs[node.op] = as || node;
        const inner = as || (this.isOpen(node) ? null : node);
        for (const child of node.children) mark(child, inner);
      };
      mark(this.root, null);
      const found = new Map();
      for (const [from, to, control] of this.links) {
        const a = seenAs[from];
        const b = seenAs[to];
        if (a === b) continue;
        const key = `${a.id}\n${b.id}`;
        const edge = found.get(key);
        const facts = ops[from][7];
        const shared = Boolean(facts && facts.shared > 1);
        if (edge) {
          edge.count += 1;
          edge.control &&= control;
          edge.shared &&= shared;
          if (edge.label !== ops[from][5]) edge.label = "";
        } else found.set(key, { from: a, to: b, count: 1, control, shared, label: ops[from][5] });
      }
      return [...found.values()];
    }

    /* Nodes whose name has `text` in it, or a type of that name; best first. The result's `total` counts
       all of them, its `leftOut` those among the helpers that are left out. */
    search(text, limit = 60) {
      const wanted = text.trim().toLowerCase();
      if (!wanted) return [];
      const { ops } = this.model;
      const fits = (name, type) => name.toLowerCase().includes(wanted) || type.toLowerCase() === wanted;
      const found = [];
      for (const node of this.nodes.values()) {
        if (node === this.root || node.kind === "group") continue;
        if (!fits(node.path, node.op >= 0 ? ops[node.op][1] : "")) continue;
        const last = lastPart(node.path).toLowerCase();
        let rank = last === wanted ? 0 : last.startsWith(wanted) ? 1 : last.includes(wanted) ? 2 : 3;
        if (node.kind === "scope" || node.kind === "variable") rank -= 0.5;
        else if (node.op >= 0 && ops[node.op][4]) rank += 2;
        found.push([rank, node]);
      }
      found.sort((a, b) => a[0] - b[0] || a[1].path.length - b[1].path.length);
      const nodes = found.slice(0, limit).map(([, node]) => node);
      nodes.total = found.length;
      nodes.leftOut = ops.filter((op, i) => !this.shown[i] && fits(op[0], op[1])).length;
      return nodes;
    }

    /* What the node takes from and what takes from it, as visible lines would say: ops' places. */
    neighbours(node) {
      const inside = (i) => {
        for (let at = this.leaf[i]; at; at = at.parent) if (at === node) return true;
        return false;
      };
      const inputs = new Set();
      const users = new Set();
      for (const [from, to] of this.links) {
        const a = inside(from);
        const b = inside(to);
        if (a && !b) users.add(to);
        if (b && !a) inputs.add(from);
      }
      return { inputs: [...inputs], users: [...users] };
    }
  }

  Scene.ROLES = ROLES;
  return Scene;
})();
