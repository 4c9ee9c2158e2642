"use strict";
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const AXIS = 26, LANE = 58, BAR_TOP = 22, BAR = 26, PAD = 18, CHAR = 7.3;
  const data = JSON.parse(document.getElementById("history").textContent);
  const ops = data.operations;
  const byId = id => document.getElementById(id);
  const scroller = byId("scroller"), chart = byId("chart"), tip = byId("tip"), overview = byId("overview");

  // ---- time: every call covers the moments from its begin to its end, both included

  const moments = [...new Set(ops.flatMap(op => [op.invoked, op.returned, op.waited].filter(t => t !== null)))]
    .sort((a, b) => a - b);
  const columnOf = new Map(moments.map((t, i) => [t, i]));
  const span = Math.max(1, moments.length ? moments[moments.length - 1] - moments[0] : 1);
  let real = false, unit = 60;

  const columns = () => moments.length + 1;
  const extent = () => real ? span * unit : columns() * unit;
  const left = t => PAD + (real ? t * unit : columnOf.get(t) * unit + 2);
  const right = t => t === null ? PAD + extent() : PAD + (real ? t * unit : (columnOf.get(t) + 1) * unit - 2);
  const from = op => left(op.invoked);
  const to = op => Math.max(right(op.returned), from(op) + 4);
  const fitting = () => (scroller.clientWidth - byId("lanes").offsetWidth - 2 * PAD) / (real ? span : columns());

  // ---- points: the order of the longest prefix, as early as it can be

  const order = ops.filter(op => op.order > 0).sort((a, b) => a.order - b.order);
  let reached = -Infinity;
  const together = new Map();
  for (const op of order) {
    reached = Math.max(reached, op.invoked);
    op.point = reached;
    const others = together.get(reached) ?? [];
    op.pointIndex = others.length;
    others.push(op);
    together.set(reached, others);
  }
  const pointX = op => {
    const share = (op.pointIndex + 1) / (together.get(op.point).length + 1);
    return real || !columnOf.has(op.point)
      ? Math.min(from(op) + 2 + share * 6, to(op) - 1, left(op.point) + share * 6)
      : left(op.point) + share * (unit - 4);
  };

  // ---- drawing

  const draw = (name, attributes, parent) => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    parent?.append(element);
    return element;
  };
  const move = (element, attributes) => {
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  };
  const cut = (text, width) => {
    const room = Math.floor(width / CHAR);
    if (text.length <= room) return text;
    const half = /[\ud800-\udbff]$/; // of a pair that would be cut in two
    return room < 3 ? "" : text.slice(0, room - 1).replace(half, "") + "…";
  };
  const call = op => op.name + "(" + (op.input ?? "") + ")";
  const label = op => op.ending === "RETURNED" ? call(op) + " = " + op.output
    : op.ending === "BLOCKED" ? call(op) + " waits" : call(op) + " = ?";
  const place = op => op.culprit ? data.culpritNote
    : op.order > 0 ? "number " + op.order + " of the order" : data.hasOrder ? "not in the order" : null;

  const pattern = (id, kind, path) => {
    const p = draw("pattern", {id, width: 8, height: 8, patternUnits: "userSpaceOnUse", class: "pattern-" + kind}, defs);
    draw("rect", {width: 8, height: 8}, p);
    draw("path", {d: path, fill: "none"}, p);
  };
  const defs = draw("defs", {}, chart);
  for (const kind of ["call", "rest", "bad"]) {
    pattern("hatch-" + kind, kind, "M-2 2 2 -2M0 8 8 0M6 10 10 6");
    pattern("waits-" + kind, kind, "M0 2H4M4 6H8");
  }
  const axis = draw("g", {class: "axis", "aria-hidden": "true"}, chart);
  const rules = draw("g", {"aria-hidden": "true"}, chart);
  const bars = draw("g", {role: "list", "aria-label": "operations"}, chart);
  const path = draw("path", {class: "path", "aria-hidden": "true"}, chart);

  const laneOf = new Map(data.threads.map(([number], lane) => [number, lane]));
  const threadName = op => data.threads[op.lane][1];
  for (const [, name] of data.threads) {
    const label = document.createElement("div");
    label.textContent = label.title = name;
    byId("lanes").append(label);
  }
  ops.forEach((op, i) => {
    op.index = i;
    op.lane = laneOf.get(op.thread);
    const classes = ["op", op.ending === "RETURNED" ? "" : "pending", op.culprit ? "culprit" : "",
      data.hasOrder && op.order === 0 && !op.culprit ? "unplaced" : ""].filter(c => c);
    const spoken = [threadName(op), label(op), place(op)].filter(s => s).join(", ");
    const g = draw("g", {class: classes.join(" "), role: "listitem", tabindex: -1, "aria-label": spoken, "data-index": i}, bars);
    op.element = g;
    op.bar = draw("path", {class: "bar"}, g);
    op.wait = op.waited === null ? null : draw("rect", {class: "wait"}, g);
    op.text = draw("text", {}, g);
    if (op.order > 0) {
      op.stem = draw("path", {class: "stem"}, g);
      op.pill = draw("rect", {class: "pill", height: 16, rx: 8}, g);
      op.number = draw("text", {class: "number"}, g);
      op.number.textContent = op.order;
    }
    if (op.culprit) {
      op.flag = draw("text", {class: "flag"}, g);
      op.flag.textContent = "✕ " + data.culpritFlag;
    }
    op.ring = draw("rect", {class: "ring", rx: 5}, g);
  });
  for (const op of ops) if (op.culprit) bars.append(op.element); // over the others

  function layout() {
    const width = extent() + 2 * PAD, height = AXIS + data.threads.length * LANE + 8;
    move(chart, {width, height, viewBox: "0 0 " + width + " " + height});
    rules.replaceChildren();
    data.threads.forEach((_, i) => draw("path", {class: "rule", d: `M0 ${AXIS + i * LANE + .5}H${width}`}, rules));
    for (const op of ops) layoutCall(op);
    path.setAttribute("d", order.length > 400 || unit < 6 && !real ? ""
      : order.map((op, i) => (i ? "L" : "M") + pointX(op) + " " + (AXIS + op.lane * LANE + 12)).join(""));
    layoutAxis(width);
    layoutOverview();
    showLabels();
  }

  function layoutCall(op) {
    const x = from(op), end = to(op), y = AXIS + op.lane * LANE + BAR_TOP, w = end - x;
    op.bar.setAttribute("d", op.ending === "RETURNED"
      ? `M${x} ${y}H${end}V${y + BAR}H${x}Z` : `M${end} ${y}H${x}V${y + BAR}H${end}`);
    if (op.wait) {
      const waits = Math.min(Math.max(left(op.waited), x + 1), end - 1);
      move(op.wait, {x: waits, y: y + 1, width: Math.max(0, end - waits - 1), height: BAR - 2});
    }
    op.text.setAttribute("y", y + 17);
    op.labelled = null;
    move(op.ring, {x: x - 4, y: y - 4, width: w + 8, height: BAR + 8});
    if (op.order > 0) {
      const at = pointX(op), wide = 9 + CHAR * String(op.order).length, room = real ? 24 : unit;
      op.stem.setAttribute("d", `M${at} ${y - 4}V${y + 5}`);
      move(op.pill, {x: at - wide / 2, y: y - 19, width: wide});
      move(op.number, {x: at, y: y - 7});
      const shown = wide <= room * 1.1;
      op.pill.style.display = op.number.style.display = shown ? "" : "none";
      op.stem.style.display = w < 8 ? "none" : "";
    }
    if (op.flag) {
      const wide = (data.culpritFlag.length + 2) * CHAR, over = x + wide > extent() + 2 * PAD;
      move(op.flag, {x: over ? end : x, y: y - 7, "text-anchor": over ? "end" : "start"});
    }
  }

  const shown = t => {
    const whole = Math.round(t).toLocaleString("en-US");
    if (data.unit !== "ns") return whole + (data.unit ? " " + data.unit : "");
    return t < 1e4 ? whole + " ns" : t < 1e7 ? +(t / 1e3).toFixed(1) + " µs" : t < 1e10 ? +(t / 1e6).toFixed(1) + " ms" : +(t / 1e9).toFixed(2) + " s";
  };

  function layoutAxis(width) {
    axis.replaceChildren();
    const between = 110, ticks = Math.min(2000, Math.ceil(width / between));
    for (let i = 0; i < ticks; i++) {
      const at = real ? i * between / unit : Math.round(i * between / unit);
      if (real ? at > span : at >= moments.length) break;
      const time = real ? at : moments[at];
      const x = left(time);
      if (!Number.isFinite(x)) continue;
      draw("path", {d: `M${x} 18v8`}, axis);
      draw("text", {x: x + 3, y: 15}, axis).textContent = shown(time);
    }
  }

  // ---- overview: where in the whole the window is

  function layoutOverview() {
    const total = extent() + 2 * PAD;
    const room = scroller.clientWidth - byId("lanes").offsetWidth;
    overview.style.display = total > room + 1 ? "" : "none";
    overview.replaceChildren();
    overview.setAttribute("viewBox", "0 0 1000 34");
    overview.setAttribute("preserveAspectRatio", "none");
    const step = 28 / Math.max(1, data.threads.length), scale = 1000 / total;
    const d = ops.map(op => `M${(from(op) * scale).toFixed(1)} ${(3 + (op.lane + .5) * step).toFixed(1)}h${Math.max(.6, (to(op) - from(op)) * scale).toFixed(1)}`);
    draw("path", {class: "density", d: d.join("")}, overview);
    for (const op of ops) if (op.culprit) draw("rect", {class: "culprit", x: from(op) * scale - 2, y: 0, width: 4, height: 34}, overview);
    draw("rect", {class: "window", id: "window", y: .5, height: 33}, overview);
    showWindow();
  }
  function showWindow() {
    const total = extent() + 2 * PAD, room = scroller.clientWidth - byId("lanes").offsetWidth;
    const w = byId("window");
    if (w) move(w, {x: scroller.scrollLeft / total * 1000, width: Math.min(1000, room / total * 1000)});
  }
  const jump = event => {
    const box = overview.getBoundingClientRect();
    const room = scroller.clientWidth - byId("lanes").offsetWidth;
    scroller.scrollLeft = (event.clientX - box.left) / box.width * (extent() + 2 * PAD) - room / 2;
  };
  overview.addEventListener("pointerdown", event => { overview.setPointerCapture(event.pointerId); jump(event); });
  overview.addEventListener("pointermove", event => { if (event.buttons) jump(event); });
  scroller.addEventListener("scroll", () => { showWindow(); showLabels(); if (!tip.hidden) hide(); });

  /** The label of a bar that begins left of the window stays in the window. */
  function showLabels() {
    const edge = scroller.scrollLeft;
    for (const op of ops) {
      const begin = Math.max(from(op), Math.min(edge, to(op) - 40));
      if (begin === op.labelled) continue;
      op.labelled = begin;
      op.text.textContent = cut(label(op), to(op) - begin - 10);
      op.text.setAttribute("x", begin + 6);
    }
  }

  // ---- zoom and axis

  function zoom(factor, anchor) {
    const room = scroller.clientWidth - byId("lanes").offsetWidth, at = anchor ?? room / 2;
    const share = (scroller.scrollLeft + at - PAD) / extent();
    const least = Math.min(fitting(), 60), most = real ? Math.max(fitting() * 20000, 2) : 240;
    unit = Math.min(most, Math.max(least, unit * factor));
    layout();
    scroller.scrollLeft = share * extent() + PAD - at;
  }
  const fit = () => { unit = real ? fitting() : Math.min(fitting(), 140); layout(); };
  function choose(realTime) {
    real = realTime;
    byId("by-order").setAttribute("aria-pressed", !real);
    byId("by-time").setAttribute("aria-pressed", real);
    unit = real ? fitting() : Math.min(Math.max(fitting(), 42), 140);
    layout();
    reveal(current());
  }
  byId("by-order").addEventListener("click", () => choose(false));
  byId("by-time").addEventListener("click", () => choose(true));
  byId("closer").addEventListener("click", () => zoom(1.5));
  byId("wider").addEventListener("click", () => zoom(1 / 1.5));
  byId("fit").addEventListener("click", fit);
  scroller.addEventListener("wheel", event => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / 300), event.clientX - scroller.getBoundingClientRect().left - byId("lanes").offsetWidth);
  }, {passive: false});

  // ---- detail

  const detail = (list, name, value) => {
    if (value === null || value === undefined) return;
    const term = document.createElement("dt"), text = document.createElement("dd");
    term.textContent = name;
    text.textContent = value;
    list.append(term, text);
  };
  function show(op) {
    tip.replaceChildren();
    const head = document.createElement("strong"), list = document.createElement("dl");
    head.className = "mono";
    head.textContent = label(op);
    detail(list, "operation", op.name);
    detail(list, "argument", op.input);
    detail(list, "result", op.ending === "RETURNED" ? op.output : op.ending === "BLOCKED" ? "none: it waits" : "unknown");
    detail(list, "thread", threadName(op));
    detail(list, "began", shown(op.invoked));
    detail(list, "waits since", op.waited === null ? null : shown(op.waited));
    detail(list, "returned", op.returned === null ? "never" : shown(op.returned));
    detail(list, "lasted", op.returned === null ? null : shown(op.returned - op.invoked));
    detail(list, "place", place(op));
    tip.append(head, list);
    tip.hidden = false;
    const bar = op.bar.getBoundingClientRect(), area = scroller.getBoundingClientRect(), box = tip.getBoundingClientRect();
    const x = Math.min(Math.max(bar.left, area.left) + 8, document.documentElement.clientWidth - box.width - 8);
    const below = bar.bottom + 8 + box.height <= window.innerHeight;
    tip.style.left = Math.max(8, x) + window.scrollX + "px";
    tip.style.top = (below ? bar.bottom + 8 : Math.max(4, bar.top - box.height - 8)) + window.scrollY + "px";
    mark(op);
  }
  function mark(op) {
    const values = op === null ? [] : [op.input, op.same ? op.output : null].filter(v => v !== null);
    for (const other of ops) {
      const same = op !== null && other !== op && (values.includes(other.input) || other.same && values.includes(other.output));
      if (same !== !!other.marked) other.element.classList.toggle("same", other.marked = same);
    }
  }
  function hide() { tip.hidden = true; mark(null); }
  const opOf = target => { const g = target.closest?.(".op"); return g ? ops[g.dataset.index] : null; };
  bars.addEventListener("pointerover", event => { const op = opOf(event.target); if (op) show(op); });
  bars.addEventListener("pointerout", event => { if (opOf(event.target) && !opOf(event.relatedTarget ?? document.body)) hide(); });
  bars.addEventListener("focusin", event => { const op = opOf(event.target); if (op) show(op); });
  bars.addEventListener("focusout", hide);
  bars.addEventListener("click", event => { const op = opOf(event.target); if (op) go(op); });

  // ---- keyboard: the chart is one stop; the arrows walk inside it

  let at = null;
  const culprit = ops.find(op => op.culprit) ?? null;
  const current = () => at ?? culprit ?? ops[0] ?? null;
  function reveal(op) {
    if (!op) return;
    const lanes = byId("lanes").offsetWidth, room = scroller.clientWidth - lanes;
    const x = from(op), end = Math.min(to(op), x + room / 2), y = AXIS + op.lane * LANE;
    if (x < scroller.scrollLeft + PAD || end > scroller.scrollLeft + room - PAD) scroller.scrollLeft = (x + end) / 2 - room / 2;
    if (y < scroller.scrollTop) scroller.scrollTop = y;
    if (y + LANE + 8 > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = y + LANE + 8 - scroller.clientHeight;
  }
  function select(op) {
    if (at) at.element.setAttribute("tabindex", -1);
    at = op;
    if (op) op.element.setAttribute("tabindex", 0);
  }
  function go(op) {
    if (!op) return;
    select(op);
    reveal(op);
    // After the scrolling, which takes the detail away.
    requestAnimationFrame(() => requestAnimationFrame(() => {
      if (document.activeElement === op.element) show(op); else op.element.focus({preventScroll: true});
    }));
  }
  const beside = (op, step) => {
    const lane = ops.filter(other => other.lane === op.lane);
    return lane[lane.indexOf(op) + step] ?? null;
  };
  const across = (op, step) => {
    for (let lane = op.lane + step; lane >= 0 && lane < data.threads.length; lane += step) {
      const there = ops.filter(other => other.lane === lane);
      if (there.length) return there.reduce((a, b) => Math.abs(b.invoked - op.invoked) < Math.abs(a.invoked - op.invoked) ? b : a);
    }
    return null;
  };
  const keys = {
    ArrowRight: op => go(beside(op, 1)), ArrowLeft: op => go(beside(op, -1)),
    ArrowDown: op => go(across(op, 1)), ArrowUp: op => go(across(op, -1)),
    Home: () => go(ops[0]), End: () => go(ops[ops.length - 1]),
    n: op => go(order.find(other => other.order === op.order + 1) ?? (op.order > 0 ? culprit : order[0])),
    p: op => go(order.find(other => other.order === (op.culprit ? order.length + 1 : op.order) - 1)),
    f: () => go(culprit), "+": () => zoom(1.5), "-": () => zoom(1 / 1.5), "0": fit, Escape: hide,
  };
  scroller.addEventListener("keydown", event => {
    const action = keys[event.key];
    if (!action || event.ctrlKey || event.altKey || event.metaKey || !current()) return;
    event.preventDefault();
    action(opOf(event.target) ?? current());
  });
  byId("culprit")?.addEventListener("click", () => go(culprit));

  // ---- the rest

  window.addEventListener("resize", layout);
  select(current());
  choose(false);
  document.documentElement.dataset.ready = "true";
})();
