/* What part of the picture is seen: moved with the pointer or by the page, nearer with the wheel. */
"use strict";

class Camera {
  // the scale below which names are hard to read
  static READABLE = 0.62;

  constructor(view, stage) {
    this.view = view;
    this.stage = stage;
    this.x = 0;
    this.y = 0;
    this.scale = 1;
    this.fitted = null; // the least scale of the last fit, while nobody moved the picture since
    this.moved = 0; // how far the pointer went while it was down
    this.listen();
  }

  moveTo(x, y, scale = this.scale) {
    Object.assign(this, { x, y, scale, fitted: null });
    this.stage.setAttribute("transform", `translate(${x} ${y}) scale(${scale})`);
  }

  /* Fits the picture into the window; not smaller than `least`, then its beginning is seen. */
  fit({ width, height }, least = 0) {
    const { clientWidth: w, clientHeight: h } = this.view;
    const scale = Math.max(least, Math.min((w - 40) / width, (h - 70) / height, 1.6));
    const start = (all, size) => Math.max(10, (all - size * scale) / 2);
    this.moveTo(start(w, width), start(h - 46, height), scale);
    this.fitted = least;
  }

  /* After the window's size changed from (width, height): what was fitted is fitted again; else what was
     in the middle stays there, and the picture is fitted if nothing of it would be seen. */
  resized(width, height, picture) {
    const { clientWidth: w, clientHeight: h } = this.view;
    if (this.fitted !== null) return this.fit(picture, this.fitted);
    this.moveTo(this.x + (w - width) / 2, this.y + (h - height) / 2);
    const { x, y, scale } = this;
    const seen = x < w - 40 && y < h - 40 && x + picture.width * scale > 40 && y + picture.height * scale > 40;
    if (!seen) this.fit(picture, Camera.READABLE);
  }

  /* Nearer by a factor; what is at (x, y) of the window stays there. */
  zoomBy(factor, x = this.view.clientWidth / 2, y = this.view.clientHeight / 2) {
    const scale = Math.min(4, Math.max(0.02, this.scale * factor));
    const move = (at, from) => at - ((at - from) * scale) / this.scale;
    this.moveTo(move(x, this.x), move(y, this.y), scale);
  }

  /* Moves so that what stood at `before` is seen where it was, now that it stands at `after`. */
  keep(before, after) {
    const { x, y, scale } = this;
    this.moveTo(x + (before.x - after.x) * scale, y + (before.y - after.y) * scale);
  }

  /* Brings a place of the picture to the middle, at a scale at which it can be read. */
  centre(at) {
    if (!at) return;
    const { clientWidth: w, clientHeight: h } = this.view;
    const scale = Math.min(1.25, Math.max(0.75, Math.min(this.scale, (w - 60) / at.width)));
    const high = Math.min(at.height, h / scale - 80);
    this.moveTo(w / 2 - (at.x + at.width / 2) * scale, h / 2 - (at.y + high / 2) * scale, scale);
  }

  /* Moves just so far that a place of the picture is seen. */
  show(at) {
    if (!at) return;
    const { scale, view } = this;
    const shift = (start, size, all) =>
      start < 10 ? 10 - start : Math.min(0, all - 10 - start - size);
    const dx = shift(this.x + at.x * scale, Math.min(at.width, 200) * scale, view.clientWidth);
    const dy = shift(this.y + at.y * scale, Math.min(at.height, 80) * scale, view.clientHeight - 40);
    if (dx || dy) this.moveTo(this.x + dx, this.y + dy);
  }

  listen() {
    const { view } = this;
    const inView = (x, y) => {
      const frame = view.getBoundingClientRect();
      return [x - frame.left, y - frame.top];
    };
    view.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.zoomBy(Math.exp(-event.deltaY * 0.0016), ...inView(event.clientX, event.clientY));
    }, { passive: false });

    const pointers = new Map();
    view.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      if (!pointers.size) this.moved = 0;
      pointers.set(event.pointerId, [event.clientX, event.clientY]);
    });
    addEventListener("pointermove", (event) => {
      const last = pointers.get(event.pointerId);
      if (!last) return;
      const now = [event.clientX, event.clientY];
      const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
      if (other) {
        const far = (p) => Math.hypot(p[0] - other[0], p[1] - other[1]) || 1;
        const middle = inView((now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
        this.zoomBy(far(now) / far(last), ...middle);
      } else this.moveTo(this.x + now[0] - last[0], this.y + now[1] - last[1]);
      this.moved += Math.hypot(now[0] - last[0], now[1] - last[1]);
      if (this.moved > 5) view.classList.add("dragging");
      pointers.set(event.pointerId, now);
    });
    for (const end of ["pointerup", "pointercancel"]) {
      addEventListener(end, (event) => {
        pointers.delete(event.pointerId);
        if (!pointers.size) view.classList.remove("dragging");
      });
    }
  }
}
