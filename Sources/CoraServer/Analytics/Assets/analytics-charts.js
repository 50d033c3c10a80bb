/* Draws the charts. It puts text in as text nodes only, and reads no markup. */
"use strict";
const SVG = "http://www.w3.org/2000/svg";

function make(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key === "on") for (const [event, run] of Object.entries(value)) node.addEventListener(event, run);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(key, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

function draw(name, attributes, ...children) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes || {})) node.setAttribute(key, value);
  node.append(...children.flat());
  return node;
}

/* A line of words beside the pointer; the same words are the element's own title for those who have none. */
function tip(node, words) {
  const box = document.getElementById("tip");
  const show = (event) => {
    box.textContent = words;
    box.hidden = false;
    const place = box.getBoundingClientRect();
    const left = Math.min(event.clientX + 14, innerWidth - place.width - 8);
    const above = event.clientY - place.height - 12;
    box.style.left = Math.max(8, left) + "px";
    box.style.top = (above > 8 ? above : event.clientY + 16) + "px";
  };
  node.addEventListener("pointermove", show);
  node.addEventListener("pointerdown", show);
  node.addEventListener("pointerleave", () => { box.hidden = true; });
  node.setAttribute("aria-label", words);
  return node;
}

/* A round number not below the highest value, and the lines on the way to it. */
function scale(most, lines) {
  if (most <= lines) return { top: Math.max(lines, 1), step: 1 };
  const raw = most / lines;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= raw && Number.isInteger(n)) || 10 * power;
  return { top: step * Math.ceil(most / step), step };
}

/* Bars on top of each other, one column a day or week. */
function columnChart(columns, width, kinds) {
  const height = 230, left = 34, bottom = 22, top = 8;
  const most = Math.max(0, ...columns.map((column) => column.parts.reduce((sum, part) => sum + part, 0)));
  const { top: highest, step } = scale(most, 4);
  const y = (value) => top + (height - top - bottom) * (1 - value / highest);
  const slot = (width - left) / columns.length;
  const bar = Math.max(1, Math.min(34, slot * 0.74));
  const chart = draw("svg", { viewBox: `0 0 ${width} ${height}`, role: "img" });
  for (let value = 0; value <= highest; value += step) {
    chart.append(draw("line", { class: "grid", x1: left, x2: width, y1: y(value), y2: y(value) }),
      draw("text", { x: left - 8, y: y(value) + 4, "text-anchor": "end" }, String(value)));
  }
  const every = Math.ceil(columns.length / Math.max(1, Math.floor((width - left) / 62)));
  columns.forEach((column, index) => {
    const x = left + slot * index;
    const group = draw("g", {}, draw("rect", { class: "over", x, y: top, width: slot, height: height - top - bottom }));
    let sum = 0;
    column.parts.forEach((part, kind) => {
      if (!part) return;
      const from = y(sum + part), to = y(sum);
      group.append(draw("rect", { class: "c" + kind, x: x + (slot - bar) / 2, y: from, width: bar,
        height: Math.max(0.5, to - from - (sum && to - from > 3 ? 1 : 0)), rx: bar > 6 ? 1.5 : 0 }));
      sum += part;
    });
    const lines = column.parts.map((part, kind) => part ? `${part}  ${kinds[kind]}` : "").filter(Boolean);
    tip(group, [`${column.name}: ${sum} ${sum === 1 ? "call" : "calls"}`, ...lines.reverse()].join("\n"));
    chart.append(group);
    if (index % every === 0) {
      const anchor = x + slot / 2 > width - 24 ? "end" : "middle";
      chart.append(draw("text", { x: Math.min(x + slot / 2, width), y: height - 5, "text-anchor": anchor }, column.label));
    }
  });
  return chart;
}

/* Seven days by twenty-four hours. */
function heatMap(hours, width) {
  const left = 34, top = 16, gap = 2;
  const cell = (width - left) / 24, tall = Math.min(30, Math.max(22, cell + 2));
  const counts = new Map(hours.map((hour) => [hour.weekday * 24 + hour.hour, hour.calls]));
  const most = Math.max(1, ...counts.values());
  const chart = draw("svg", { viewBox: `0 0 ${width} ${top + 7 * tall}`, role: "img" });
  const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
  const every = cell < 17 ? 6 : 3;
  for (let hour = 0; hour < 24; hour += every) {
    chart.append(draw("text", { x: left + cell * hour, y: 10 }, clock(hour)));
  }
  days.forEach((name, index) => {
    chart.append(draw("text", { x: 0, y: top + tall * index + tall / 2 + 4 }, name));
    for (let hour = 0; hour < 24; hour++) {
      const calls = counts.get((index + 1) * 24 + hour) || 0;
      const box = draw("rect", { class: calls ? "heat" : "empty", x: left + cell * hour, y: top + tall * index,
        width: Math.max(1, cell - gap), height: tall - gap, rx: Math.min(4, cell / 5) });
      if (calls) box.setAttribute("fill-opacity", (0.12 + 0.88 * calls / most).toFixed(3));
      chart.append(tip(box, `${name} ${clock(hour)}–${clock((hour + 1) % 24)}: ${calls} ${calls === 1 ? "call" : "calls"}`));
    }
  });
  return chart;
}

function clock(hour) {
  return hour === 0 ? "12 am" : hour < 12 ? hour + " am" : hour === 12 ? "12 pm" : hour - 12 + " pm";
}

/* A few upright bars with their values. */
function scoreChart(scores, width) {
  const height = 190, bottom = 22, top = 20;
  const most = Math.max(1, ...scores.map((score) => score.leads));
  const slot = width / scores.length;
  const chart = draw("svg", { viewBox: `0 0 ${width} ${height}`, role: "img" });
  scores.forEach((score, index) => {
    const tall = (height - top - bottom) * score.leads / most;
    const x = slot * index + slot * 0.14, wide = slot * 0.72;
    const bar = draw("rect", { class: score.leads ? "heat" : "empty", x, width: wide, rx: 4,
      y: height - bottom - Math.max(2, tall), height: Math.max(2, tall) });
    if (score.leads) bar.setAttribute("fill-opacity", (0.32 + 0.17 * index).toFixed(2));
    chart.append(draw("g", {}, bar,
      draw("text", { class: "value", x: x + wide / 2, y: height - bottom - Math.max(2, tall) - 6,
        "text-anchor": "middle" }, String(score.leads)),
      draw("text", { x: x + wide / 2, y: height - 5, "text-anchor": "middle" }, `${score.from}–${score.to}`)));
  });
  return chart;
}

/* Lying bars with a name and words. */
function bars(rows, className) {
  const most = Math.max(1, ...rows.map((row) => row.value));
  return make("div", { class: "bars " + (className || "") }, rows.map((row) => {
    const fill = make("div", { class: row.color || "c0" });
    fill.style.width = (100 * row.value / most).toFixed(2) + "%";
    const name = make("span", { title: row.name }, row.name, row.more && make("small", {}, row.more));
    return make("div", { class: "bar" }, make("div", { class: "name" }, name, make("span", {}, row.words)),
      make("div", { class: "track" }, fill));
  }));
}
