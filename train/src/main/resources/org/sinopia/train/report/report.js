"use strict";
document.documentElement.classList.add("js");

/* The slider between prediction and truth. */
for (const painting of document.querySelectorAll(".painting")) {
  const prediction = painting.querySelector(".prediction");
  const compare = painting.querySelector(".compare");
  const stack = document.createElement("div");
  stack.className = "stack";
  const below = painting.querySelector(".truth").cloneNode();
  const above = prediction.cloneNode();
  above.className = "top";
  for (const image of [below, above]) image.alt = "";
  const range = document.createElement("input");
  range.type = "range";
  range.max = 100;
  range.value = 50;
  range.setAttribute("aria-label", "How much of the prediction covers the truth, in percent");
  const handle = document.createElement("span");
  handle.className = "handle";
  range.addEventListener("input", () => stack.style.setProperty("--at", range.value + "%"));
  stack.append(below, above, range, handle);
  const ends = document.createElement("p");
  ends.className = "ends";
  ends.style.margin = ".25rem 0 0";
  for (const text of ["prediction", "truth"]) {
    const end = document.createElement("small");
    end.textContent = text;
    ends.append(end);
  }
  compare.append(stack, ends);
  compare.hidden = false;
}

/* The latent space, to be turned. */
{
  const canvas = document.getElementById("cloud");
  const data = JSON.parse(document.getElementById("cloud-data").textContent);
  const count = data.pigments.length;
  const chosen = new Set();
  const order = Array.from({ length: count }, (_, i) => i);
  const depth = new Float32Array(count);
  let yaw = 0.6;
  let pitch = 0.35;
  let turning = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  let visible = false;

  const shown = pigment => chosen.size === 0 || chosen.has(pigment);

  function draw() {
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    const side = Math.round(canvas.clientWidth * ratio) || 640;
    if (canvas.width !== side) canvas.width = canvas.height = side;
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, side, side);
    const [cy, sy, cp, sp] = [Math.cos(yaw), Math.sin(yaw), Math.cos(pitch), Math.sin(pitch)];
    const project = (x, y, z) => {
      const across = cy * x - sy * y;
      const away = sy * x + cy * y;
      const near = cp * away - sp * z;
      const up = sp * away + cp * z;
      const scale = side * 0.44 / (1000 + 0.22 * near);
      return [side / 2 + across * scale, side / 2 - up * scale, near];
    };
    const at = data.points;
    for (let i = 0; i < count; i++) depth[i] = project(at[3 * i], at[3 * i + 1], at[3 * i + 2])[2];
    order.sort((a, b) => depth[b] - depth[a]);
    for (const i of order) {
      if (!shown(data.pigments[i])) continue;
      const [x, y, near] = project(at[3 * i], at[3 * i + 1], at[3 * i + 2]);
      const size = ratio * (3.1 - near / 1400);
      context.globalAlpha = Math.max(0.35, Math.min(1, 0.8 - near / 2500));
      context.fillStyle = data.colours[data.pigments[i]];
      context.beginPath();
      context.arc(x, y, Math.max(0.8, size), 0, 7);
      context.fill();
    }
    context.globalAlpha = 1;
    for (const [x, y, z] of data.centroids) {
      const [px, py] = project(x, y, z);
      for (const [colour, width] of [["#fff", 4.5], ["#000", 2]]) {
        context.strokeStyle = colour;
        context.lineWidth = width * ratio;
        context.beginPath();
        context.moveTo(px - 7 * ratio, py);
        context.lineTo(px + 7 * ratio, py);
        context.moveTo(px, py - 7 * ratio);
        context.lineTo(px, py + 7 * ratio);
        context.stroke();
      }
    }
  }

  function turn() {
    if (turning && visible) {
      yaw += 0.004;
      draw();
      requestAnimationFrame(turn);
    }
  }

  canvas.hidden = false;
  draw();
  new ResizeObserver(draw).observe(canvas);
  new IntersectionObserver(entries => {
    visible = entries[0].isIntersecting;
    requestAnimationFrame(turn);
  }).observe(canvas);

  let held = null;
  canvas.addEventListener("pointerdown", event => {
    held = [event.clientX, event.clientY];
    turning = false;
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", event => {
    if (!held) return;
    yaw += (event.clientX - held[0]) / 150;
    pitch = Math.max(-1.5, Math.min(1.5, pitch + (event.clientY - held[1]) / 150));
    held = [event.clientX, event.clientY];
    draw();
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { held = null; });
  canvas.addEventListener("keydown", event => {
    const step = { ArrowLeft: [-0.12, 0], ArrowRight: [0.12, 0], ArrowUp: [0, -0.12], ArrowDown: [0, 0.12] }[event.key];
    if (!step) return;
    event.preventDefault();
    turning = false;
    yaw += step[0];
    pitch = Math.max(-1.5, Math.min(1.5, pitch + step[1]));
    draw();
  });

  for (const button of document.querySelectorAll("#legend button")) {
    const pigment = Number(button.dataset.pigment);
    button.addEventListener("click", () => {
      if (!chosen.delete(pigment)) chosen.add(pigment);
      button.setAttribute("aria-pressed", chosen.has(pigment));
      for (const dots of document.querySelectorAll(".dots")) {
        dots.classList.toggle("dimmed", !shown(Number(dots.dataset.pigment)));
      }
      draw();
    });
  }
}
