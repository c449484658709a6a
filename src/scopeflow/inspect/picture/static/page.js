/* The page: opening and closing, moving about, search, details, keys, light and dark. */
"use strict";

(async () => {
  const $ = (id) => document.getElementById(id);
  const view = $("view");
  const stage = $("stage");
  const model = JSON.parse($("model").textContent);
  const scene = new Scene(model);
  const { escape, number } = Draw;
  let direction = "DOWN";
  let selected = null; // a node's id
  let picture = null; // what was drawn last
  const camera = new Camera(view, stage);

  // -- light and dark -------------------------------------------------------------------------

  const wishesDark = matchMedia("(prefers-color-scheme: dark)");
  function setTheme(theme) {
    document.documentElement.dataset.theme = theme;
    $("theme").textContent = theme === "dark" ? "☀" : "☾";
    $("theme").title = theme === "dark" ? "Light" : "Dark";
  }
  setTheme(wishesDark.matches ? "dark" : "light");
  wishesDark.addEventListener("change", (event) => setTheme(event.matches ? "dark" : "light"));
  $("theme").onclick = () =>
    setTheme(document.documentElement.dataset.theme === "dark" ? "light" : "dark");

  // -- the layout's library, kept compressed ----------------------------------------------------

  async function loadElk() {
    const bytes = Uint8Array.from(atob($("elk").textContent.trim()), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const script = document.createElement("script");
    script.textContent = await new Response(stream).text();
    document.head.append(script);
    return new ELK();
  }

  // -- drawing ----------------------------------------------------------------------------------

  let drawing = Promise.resolve();
  /* Draws anew. The node `still` stays where it is on the screen; without one the whole is fitted. */
  function redraw({ still = null, fit = false } = {}) {
    drawing = drawing.then(() => drawNow(still, fit)).catch((error) => {
      $("busy").textContent = `could not lay this out: ${error.message || error}`;
      $("busy").hidden = false;
      throw error;
    });
    return drawing;
  }

  async function drawNow(still, fit) {
    const before = still && picture && picture.at.get(still);
    const timer = setTimeout(() => {
      $("busy").textContent = "laying out…";
      $("busy").hidden = false;
    }, 120);
    await new Promise((done) => setTimeout(done)); // let the page show that it is at work
    const focused = document.activeElement?.closest?.(".node")?.dataset.id;
    const start = performance.now();
    picture = await Draw.draw(scene, elk, direction);
    stage.innerHTML = picture.svg;
    clearTimeout(timer);
    $("busy").hidden = true;
    view.dataset.milliseconds = Math.round(performance.now() - start);
    const after = still && picture.at.get(still);
    if (before && after) camera.keep(before, after);
    else if (fit) camera.fit(picture, Camera.READABLE);
    mark();
    tabStop(focused || selected);
    if (focused) element(focused)?.focus({ preventScroll: true });
    view.dataset.drawn = String(Number(view.dataset.drawn || 0) + 1);
  }

  const element = (id) => stage.querySelector(`[data-id="${CSS.escape(id)}"]`);

  /* One node takes part in the order of tabs: the one that had the focus last. */
  function tabStop(id) {
    const node = (id !== null && id !== undefined && element(id)) || stage.querySelector("[tabindex]");
    if (node) node.setAttribute("tabindex", "0");
  }

  // -- choosing, opening ------------------------------------------------------------------------

  function mark() {
    for (const node of stage.querySelectorAll("[aria-selected]")) node.removeAttribute("aria-selected");
    const node = selected !== null && element(selected);
    if (node) node.setAttribute("aria-selected", "true");
    const inside = (id) => id === selected || scene.nodes.get(selected)?.children.length && isWithin(id);
    let any = false;
    for (const edge of stage.querySelectorAll(".edge")) {
      const near = Boolean(node) && (inside(edge.dataset.from) || inside(edge.dataset.to));
      edge.classList.toggle("near", near);
      any ||= near;
    }
    view.classList.toggle("picking", any);
  }
  function isWithin(id) {
    for (let at = scene.nodes.get(id); at; at = at.parent) if (at.id === selected) return true;
    return false;
  }

  function select(id) {
    selected = id;
    mark();
    showDetails();
  }

  async function toggle(id) {
    scene.toggle(id);
    await redraw({ still: id });
    if (id === selected) showDetails();
  }

  /* Opens what holds the node, and brings it to the middle. */
  async function goTo(id) {
    const node = scene.reveal(id);
    if (!node) return;
    select(id);
    await redraw();
    camera.centre(picture.at.get(id));
    focusOn(id, false);
  }

  function focusOn(id, show = true) {
    const node = element(id);
    if (!node) return;
    for (const other of stage.querySelectorAll('.node[tabindex="0"]')) other.setAttribute("tabindex", "-1");
    node.setAttribute("tabindex", "0");
    node.focus({ preventScroll: true });
    if (show) camera.show(picture.at.get(id));
  }

  /* What a pointer means: the node under it, even where a line runs over the node. */
  function under(event) {
    const there = document.elementsFromPoint(event.clientX, event.clientY);
    return there.find((each) => each.closest(".nodes .node")) || event.target;
  }

  view.addEventListener("click", (event) => {
    if (camera.moved > 5) return;
    const target = under(event);
    const node = target.closest(".node");
    if (!node) return select(null);
    const { id } = node.dataset;
    focusOn(id, false);
    select(id);
    if (target.closest(".fold")) toggle(id);
  });
  view.addEventListener("dblclick", (event) => {
    const target = under(event);
    const node = target.closest(".node");
    if (node && !target.closest(".fold")) toggle(node.dataset.id);
  });

  $("expand").onclick = () => {
    const closed = scene.visible().filter((node) => scene.isBox(node) && !scene.isOpen(node));
    let seen = scene.visible().length;
    closed.sort((a, b) => a.depth - b.depth || a.children.length - b.children.length);
    let opened = 0;
    for (const node of closed) {
      if (opened && seen + node.children.length > 300) break;
      scene.open.add(node.id);
      seen += node.children.length;
      opened += 1;
    }
    redraw({ fit: true });
  };
  $("collapse").onclick = () => {
    scene.open = new Set([""]);
    redraw({ fit: true });
  };
  $("fit").onclick = () => camera.fit(picture);
  $("in").onclick = () => camera.zoomBy(1.3);
  $("out").onclick = () => camera.zoomBy(1 / 1.3);
  $("direction").onchange = (event) => {
    direction = event.target.value;
    redraw({ fit: true });
  };

  // -- helpers left out -------------------------------------------------------------------------

  function listRoles() {
    const there = Scene.ROLES.filter((role) => scene.counts[role]);
    $("roles").hidden = !there.length;
    $("roles").querySelector("div").innerHTML = there.map((role) =>
      `<label><input type="checkbox" value="${role}"> ${Details.WORDS[role]} <span class="what">` +
      `(${number(scene.counts[role])})</span></label>`).join("");
    $("roles").onchange = () => {
      const shown = [...$("roles").querySelectorAll("input:checked")].map((box) => box.value);
      const open = scene.open;
      scene.hide(Scene.ROLES.filter((role) => !shown.includes(role)));
      scene.open = open;
      if (selected !== null && !scene.nodes.has(selected)) select(null);
      redraw({ fit: true });
    };
  }

  // -- details ----------------------------------------------------------------------------------

  const narrow = matchMedia("(max-width: 1000px)");
  let sheet;
  /* Beside a wide picture the panel has its room at all times. Below a narrow one it opens when something is
     chosen: a moment later, as it may come to lie under a pointer that is about to click again. */
  function showDetails() {
    clearTimeout(sheet);
    const node = selected === null ? null : scene.nodes.get(selected);
    const opens = node && $("details").classList.contains("empty") && narrow.matches;
    if (opens) sheet = setTimeout(fillDetails, 280, node);
    else fillDetails(node);
  }
  function fillDetails(node) {
    const panel = $("details");
    panel.classList.toggle("empty", !node);
    panel.innerHTML = node ? Details.html(scene, node) : Details.overview(model);
    panel.scrollTop = 0;
  }

  let size = [view.clientWidth, view.clientHeight];
  new ResizeObserver(() => {
    const before = size;
    size = [view.clientWidth, view.clientHeight];
    if (!picture || (before[0] === size[0] && before[1] === size[1])) return;
    camera.resized(...before, picture);
    if (selected !== null) camera.show(picture.at.get(selected));
  }).observe(view);
  $("details").onclick = (event) => {
    const to = event.target.closest("[data-go]");
    if (to) goTo(to.dataset.go);
    else if (event.target.closest(".close")) select(null);
    else if (event.target.closest(".fold-here")) toggle(selected);
  };

  // -- search -----------------------------------------------------------------------------------

  let hits = [];
  let chosen = 0;
  function showResults() {
    const text = $("search").value;
    hits = scene.search(text);
    chosen = 0;
    const open = Boolean(text.trim());
    $("results").hidden = !open;
    $("search").setAttribute("aria-expanded", String(open));
    const scopeKind = (node) => (node.variableScope ? "variable scope" : "name scope");
    const what = (node) => (node.op >= 0 ? model.ops[node.op][1] : scopeKind(node));
    const note = (words) => `<li class="note">${words}</li>`;
    const items = hits.map((node, i) =>
      `<li role="option" id="hit${i}" data-i="${i}" aria-selected="${i === 0}">` +
      `${escape(node.path)}<small>${escape(what(node))}</small></li>`);
    if (hits.total > hits.length) items.push(note(`and ${number(hits.total - hits.length)} more`));
    if (!hits.length) items.push(note("nothing that is shown has this in its name"));
    if (hits.leftOut) items.push(note(`and ${number(hits.leftOut)} among the helpers that are left out`));
    $("results").innerHTML = open ? items.join("") : "";
    choose(0);
  }
  function choose(i) {
    $("results").querySelector('[aria-selected="true"]')?.setAttribute("aria-selected", "false");
    if (!hits.length) return $("search").removeAttribute("aria-activedescendant");
    chosen = (i + hits.length) % hits.length;
    const item = $(`hit${chosen}`);
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    $("search").setAttribute("aria-activedescendant", item.id);
  }
  function closeSearch() {
    $("search").value = "";
    showResults();
  }
  function take(i) {
    const node = hits[i];
    if (!node) return;
    closeSearch();
    goTo(node.id);
  }
  $("search").oninput = showResults;
  $("search").onkeydown = (event) => {
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen - 1);
    else if (event.key === "Enter") take(chosen);
    else if (event.key === "Escape") {
      closeSearch();
      $("search").blur();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  $("results").onclick = (event) => {
    const item = event.target.closest("[data-i]");
    if (item) take(Number(item.dataset.i));
  };
  addEventListener("pointerdown", (event) => {
    if (!event.target.closest(".finder") && !$("results").hidden) closeSearch();
    if (!event.target.closest("#roles")) $("roles").open = false;
  });

  // -- keys: those of a tree --------------------------------------------------------------------

  view.addEventListener("keydown", async (event) => {
    const here = event.target.closest(".node");
    if (!here || event.ctrlKey || event.metaKey || event.altKey) return;
    const seen = scene.visible();
    const at = seen.findIndex((node) => node.id === here.dataset.id);
    const node = seen[at];
    const go = (to) => to && focusOn(to.id);
    if (event.key === "ArrowDown") go(seen[at + 1]);
    else if (event.key === "ArrowUp") go(seen[at - 1]);
    else if (event.key === "Home") go(seen[0]);
    else if (event.key === "End") go(seen[seen.length - 1]);
    else if (event.key === "ArrowRight") {
      if (scene.isOpen(node)) go(node.children[0]);
      else if (scene.isBox(node)) await toggle(node.id);
    } else if (event.key === "ArrowLeft") {
      if (scene.isOpen(node)) await toggle(node.id);
      else if (node.parent !== scene.root) go(node.parent);
    } else if (event.key === "Enter") {
      select(node.id);
      if (scene.isBox(node)) await toggle(node.id);
    } else if (event.key === " ") select(node.id);
    else return;
    event.preventDefault();
  });
  addEventListener("keydown", (event) => {
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") $("search").focus();
    else if (event.key === "Escape") {
      $("roles").open = false;
      select(null);
    } else if (event.key === "+" || event.key === "=") camera.zoomBy(1.3);
    else if (event.key === "-") camera.zoomBy(1 / 1.3);
    else if (event.key === "0") camera.fit(picture);
    else return;
    event.preventDefault();
  });

  // -- start --------------------------------------------------------------------------------------

  $("totals").textContent = $("totals").title = model.totals;
  showDetails();
  listRoles();
  const elk = await loadElk();
  if (!model.ops.length) {
    $("busy").textContent = "There is nothing in this graph.";
    $("busy").hidden = false;
    return;
  }
  direction = await Draw.best(scene, elk, view.clientWidth - 40, view.clientHeight - 70);
  $("direction").value = direction;
  await redraw({ fit: true });
  if (model.focus && scene.nodes.has(model.focus)) {
    selected = model.focus;
    mark();
    camera.centre(picture.at.get(model.focus));
  }
})();
