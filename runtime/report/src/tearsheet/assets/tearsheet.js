"use strict";
// Draws the curves and lists the trades of one run. Everything comes from the element `data`; nothing is loaded or sent.
// Texts of the run are set as text, never as markup.

const data = JSON.parse(document.getElementById("data").textContent);
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const MARGIN = { left: 64, right: 8, top: 6, bottom: 18 };
const whole = { from: data.times[0] ?? 0, to: data.times[data.times.length - 1] ?? 1 };
let view = { ...whole };
let cursor = null;
let chosen = null;

const percent = (value) => `${(value * 100).toFixed(2)} %`;
const plain = (value) => Number(value.toPrecision(6)).toString();
const day = (millis) => new Date(millis).toISOString().slice(0, 10);

const market = () => data.prices[document.getElementById("symbol").selectedIndex] ?? { times: [], close: [], low: [], high: [] };

/** The charts on the time axis: their lines, an optional band between the lowest and the highest values, and how a value reads. */
const charts = {
  price: () => ({
    lines: [{ times: market().times, values: market().close, tone: "line" }],
    band: { times: market().times, low: market().low, high: market().high },
    read: plain,
    trades: true,
  }),
  equity: () => ({
    lines: [
      { times: data.dayTimes, values: data.held, tone: "other" },
      { times: data.times, values: data.equity, tone: "line" },
    ],
    band: { times: data.times, low: data.equityLow, high: data.equityHigh },
    read: plain,
  }),
  drawdown: () => ({ lines: [{ times: data.times, values: data.drawdown, tone: "loss" }], read: percent, floor: true }),
  exposure: () => ({ lines: [{ times: data.times, values: data.exposure, tone: "line" }], read: percent, floor: true }),
  sharpe: () => ({ lines: [{ times: data.rollingTimes, values: data.sharpe, tone: "line" }], read: plain, zero: true }),
  beta: () => ({ lines: [{ times: data.rollingTimes, values: data.beta, tone: "line" }], read: plain, zero: true }),
};

/** A canvas with as many points as the screen has, cleared. */
function prepare(id) {
  const canvas = document.getElementById(id);
  const ratio = window.devicePixelRatio || 1;
  const { width, height } = canvas.getBoundingClientRect();
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const pen = canvas.getContext("2d");
  pen.scale(ratio, ratio);
  pen.font = "11px system-ui, sans-serif";
  pen.lineJoin = "round";
  return { pen, width, height };
}

/** Round numbers between two values, about `count` of them. */
function ticks(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * power).find((step) => step >= rough) ?? rough;
  const all = [];
  for (let value = Math.ceil(low / step) * step; value <= high; value += step) all.push(Math.abs(value) < step / 1e6 ? 0 : value);
  return all;
}

function range(chart) {
  let [low, high] = [Infinity, -Infinity];
  const take = (times, values) => {
    for (let index = 0; index < times.length; index += 1) {
      const value = values[index];
      if (value === null || times[index] < view.from || times[index] > view.to) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  };
  for (const line of chart.lines) take(line.times, line.values);
  if (chart.band) {
    take(chart.band.times, chart.band.low);
    take(chart.band.times, chart.band.high);
  }
  if (chart.floor || chart.zero) [low, high] = [Math.min(low, 0), Math.max(high, 0)];
  if (!(high > low)) [low, high] = Number.isFinite(low) ? [low - 1, high + 1] : [0, 1];
  const room = (high - low) * 0.04;
  return { low: low - room, high: high + room };
}

function drawChart(id) {
  const chart = charts[id]();
  const { pen, width, height } = prepare(id);
  const { low, high } = range(chart);
  const right = width - MARGIN.right;
  const bottom = height - MARGIN.bottom;
  const x = (time) => MARGIN.left + ((time - view.from) / (view.to - view.from || 1)) * (right - MARGIN.left);
  const y = (value) => bottom - ((value - low) / (high - low)) * (bottom - MARGIN.top);
  drawGrid(pen, { low, high, right, bottom, x, y, read: chart.read });
  pen.save();
  pen.beginPath();
  pen.rect(MARGIN.left, 0, right - MARGIN.left, bottom);
  pen.clip();
  if (chart.band) drawBand(pen, chart.band, x, y);
  for (const line of chart.lines) drawLine(pen, line, x, y, chart.floor ? y(0) : null);
  if (chart.trades) drawTrades(pen, x, y, height > 150 ? 4 : 3);
  if (cursor !== null) {
    pen.strokeStyle = colour("faint");
    pen.beginPath();
    pen.moveTo(x(cursor), 0);
    pen.lineTo(x(cursor), bottom);
    pen.stroke();
  }
  pen.restore();
}

function drawGrid(pen, { low, high, right, bottom, x, y, read }) {
  pen.strokeStyle = colour("rule");
  pen.fillStyle = colour("faint");
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  for (const value of ticks(low, high, 4)) {
    pen.beginPath();
    pen.moveTo(MARGIN.left, y(value));
    pen.lineTo(right, y(value));
    pen.stroke();
    pen.fillText(read(value), MARGIN.left - 6, y(value));
  }
  pen.textAlign = "center";
  pen.textBaseline = "top";
  const labels = Math.max(2, Math.floor((right - MARGIN.left) / 110));
  for (let label = 0; label < labels; label += 1) {
    const time = view.from + ((label + 0.5) / labels) * (view.to - view.from);
    pen.fillText(day(time), x(time), bottom + 4);
  }
}

function drawBand(pen, { times, low, high }, x, y) {
  pen.fillStyle = colour("line");
  pen.globalAlpha = 0.18;
  pen.beginPath();
  times.forEach((time, index) => pen.lineTo(x(time), y(high[index])));
  for (let index = times.length - 1; index >= 0; index -= 1) pen.lineTo(x(times[index]), y(low[index]));
  pen.fill();
  pen.globalAlpha = 1;
}

function drawLine(pen, { times, values, tone }, x, y, floor) {
  pen.strokeStyle = colour(tone);
  pen.fillStyle = colour(tone);
  pen.lineWidth = 1.3;
  pen.beginPath();
  let isDown = false;
  values.forEach((value, index) => {
    if (value === null) isDown = false;
    else if (isDown) pen.lineTo(x(times[index]), y(value));
    else {
      pen.moveTo(x(times[index]), y(value));
      isDown = true;
    }
  });
  pen.stroke();
  if (floor !== null && times.length > 0) {
    pen.lineTo(x(times[times.length - 1]), floor);
    pen.lineTo(x(times[0]), floor);
    pen.globalAlpha = 0.15;
    pen.fill();
    pen.globalAlpha = 1;
  }
  pen.lineWidth = 1;
}

/** Entries as triangles, exits as points; the chosen trade as a line between them. */
function drawTrades(pen, x, y, size) {
  const symbol = document.getElementById("symbol").selectedIndex;
  for (const trade of data.trades) {
    if (trade[1] !== symbol || trade[6] < view.from || trade[4] > view.to || trade[4] === null) continue;
    const [left, top] = [x(trade[4]), y(Number(trade[7]))];
    const way = trade[2] === "long" ? 1 : -1;
    pen.fillStyle = colour(Number(trade[11]) < 0 ? "loss" : "gain");
    pen.beginPath();
    pen.moveTo(left, top);
    pen.lineTo(left - size, top + way * size * 2);
    pen.lineTo(left + size, top + way * size * 2);
    pen.fill();
    pen.fillRect(x(trade[6]) - size / 2, y(Number(trade[8])) - size / 2, size, size);
    if (chosen === trade) {
      pen.strokeStyle = pen.fillStyle;
      pen.lineWidth = 2;
      pen.beginPath();
      pen.moveTo(left, top);
      pen.lineTo(x(trade[6]), y(Number(trade[8])));
      pen.stroke();
      pen.lineWidth = 1;
    }
  }
}

function drawHistogram() {
  const { pen, width, height } = prepare("histogram");
  if (data.histogram === null) return;
  const { low, width: step, counts } = data.histogram;
  const bottom = height - MARGIN.bottom;
  const most = Math.max(...counts);
  const column = (width - MARGIN.left - MARGIN.right) / counts.length;
  counts.forEach((count, index) => {
    pen.fillStyle = colour(low + (index + 0.5) * step < 0 ? "loss" : "gain");
    const tall = (count / most) * (bottom - MARGIN.top);
    pen.fillRect(MARGIN.left + index * column, bottom - tall, Math.max(1, column - 1), tall);
  });
  pen.fillStyle = colour("faint");
  pen.textAlign = "center";
  pen.textBaseline = "top";
  for (const part of [0.1, 0.5, 0.9]) {
    pen.fillText(percent(low + part * step * counts.length), MARGIN.left + part * column * counts.length, bottom + 4);
  }
}

function draw() {
  Object.keys(charts).forEach(drawChart);
  drawHistogram();
}

/** The place of a time in ascending times: the last that is not later. */
function placeOf(times, time) {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] <= time) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

function follow(id) {
  const canvas = document.getElementById(id);
  let pressed = null;
  const timeAt = (event) => {
    const box = canvas.getBoundingClientRect();
    const share = (event.clientX - box.left - MARGIN.left) / (box.width - MARGIN.left - MARGIN.right);
    return view.from + Math.min(1, Math.max(0, share)) * (view.to - view.from);
  };
  canvas.addEventListener("pointerdown", (event) => { pressed = timeAt(event); });
  canvas.addEventListener("pointermove", (event) => {
    cursor = timeAt(event);
    tellCursor();
    draw();
  });
  canvas.addEventListener("pointerup", (event) => {
    const released = timeAt(event);
    const [from, to] = [Math.min(pressed ?? released, released), Math.max(pressed ?? released, released)];
    if (to - from > (view.to - view.from) / 50) view = { from, to };
    pressed = null;
    draw();
  });
  canvas.addEventListener("dblclick", () => {
    view = { ...whole };
    draw();
  });
}

function tellCursor() {
  const at = (times, values, read) => {
    const value = values[placeOf(times, cursor)];
    return value === undefined || value === null ? "–" : read(value);
  };
  const { times, close } = market();
  document.getElementById("cursor").textContent =
    `${day(cursor)}: price ${at(times, close, plain)}, equity ${at(data.times, data.equity, plain)}, ` +
    `drawdown ${at(data.times, data.drawdown, percent)}`;
}

// The trade table. A column: heading, place in the row, how it sorts, how it reads.
const text = (value) => value;
const maybe = (read) => (value) => (value === null ? "–" : read(value));
const COLUMNS = [
  ["symbol", 20, text, text],
  ["side", 2, text, text],
  ["entry", 3, text, text, 4],
  ["exit", 5, text, text, 6],
  ["quantity", 9, Number, text],
  ["entry price", 7, Number, text],
  ["exit price", 8, Number, text],
  ["fees", 10, Number, text],
  ["result", 11, Number, text],
  ["return", 12, Number, percent],
  ["MAE", 13, Number, maybe(percent)],
  ["MFE", 14, Number, maybe(percent)],
  ["R", 15, Number, maybe((value) => value.toFixed(2))],
  ["days", 16, Number, maybe((value) => value.toFixed(1))],
  ["left by", 17, text, text],
];
const ROWS = 100;
let listed = data.trades.slice();
let first = 0;
let sorted = { column: -1, isDown: false };

function cell(kind, content) {
  const element = document.createElement(kind);
  element.textContent = content;
  return element;
}

function sortBy(column) {
  const isDown = sorted.column === column ? !sorted.isDown : false;
  sorted = { column, isDown };
  const [, place, as, , byTime] = COLUMNS[column];
  const key = (trade) => (byTime === undefined ? (trade[place] === null ? -Infinity : as(trade[place])) : trade[byTime]);
  const keyed = data.trades.map((trade) => [key(trade), trade]);
  keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0) * (isDown ? -1 : 1));
  listed = keyed.map(([, trade]) => trade);
  first = 0;
  list();
}

function list() {
  const body = document.querySelector("#list tbody");
  const rows = listed.slice(first, first + ROWS).map((trade) => {
    const row = document.createElement("tr");
    row.dataset.trade = trade[0];
    for (const [, place, , read] of COLUMNS) row.append(cell("td", read(trade[place])));
    row.addEventListener("click", () => choose(trade, row));
    return row;
  });
  body.replaceChildren(...rows);
  const last = Math.min(first + ROWS, listed.length);
  document.getElementById("pages").textContent =
    listed.length === 0 ? "No trade was closed." : `${first + 1} to ${last} of ${listed.length}.`;
  document.getElementById("back").disabled = first === 0;
  document.getElementById("on").disabled = last === listed.length;
}

/** Shows what led to a trade below its row, and the trade in the price chart. */
function choose(trade, row) {
  const open = document.querySelector("#list .cause");
  const wasThis = open?.previousElementSibling === row;
  open?.remove();
  chosen = wasThis ? null : trade;
  if (!wasThis) {
    const cause = document.createElement("tr");
    cause.className = "cause";
    const told = cell("td", "");
    told.colSpan = COLUMNS.length;
    const names = (signals) => (signals.length === 0 ? "no signal" : signals.join(", "));
    told.append(
      cell("div", `${trade[0]}: entered on ${names(trade[18])}, left by ${trade[17]} (${names(trade[19])})`),
      cell("code", `simpletrader journal ${data.run} why ${trade[0]}`),
    );
    cause.append(told);
    row.after(cause);
    if (trade[1] !== null) document.getElementById("symbol").selectedIndex = trade[1];
  }
  draw();
}

function start() {
  const symbol = document.getElementById("symbol");
  for (const prices of data.prices) symbol.append(cell("option", prices.symbol));
  symbol.hidden = data.prices.length < 2;
  symbol.addEventListener("change", draw);
  const heading = document.createElement("tr");
  COLUMNS.forEach(([name], column) => {
    const element = cell("th", name);
    element.addEventListener("click", () => sortBy(column));
    heading.append(element);
  });
  document.querySelector("#list thead").append(heading);
  document.getElementById("back").addEventListener("click", () => { first -= ROWS; list(); });
  document.getElementById("on").addEventListener("click", () => { first += ROWS; list(); });
  Object.keys(charts).forEach(follow);
  list();
  draw();
  window.addEventListener("resize", draw);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  document.documentElement.dataset.ready = "yes";
}

start();
