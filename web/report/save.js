'use strict';
/* Tables and charts as files: CSV, PNG, SVG. Made in the page; nothing is asked of anybody. */

async function toClipboard(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = element('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  if (!done) throw new Error('not allowed');
}

/** Quoted where needed, and no field that a spreadsheet takes for a formula. */
function csvOf(lines) {
  const field = (text) => {
    const safe = /^[=+\-@\t]/.test(text) && !/^[+-]?\d+(\.\d+)?$/.test(text) ? '\'' + text : text;
    return /[",\n\r]/.test(safe) ? '"' + safe.replaceAll('"', '""') + '"' : safe;
  };
  return lines.map((line) => line.map(field).join(',') + '\r\n').join('');
}

function saveFile(title, ending, content, type) {
  const name = title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '').slice(0, 60);
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], {type}));
  element('a', {href: address, download: 'mien-' + name + '.' + ending}).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

/** The chart's own points, a line each. */
function chartLines(chart) {
  const labels = chart.data.labels || [];
  const value = (of) => of === null || of === undefined ? '' : Array.isArray(of) ? of.join(' to ') : String(of);
  return [['series', 'x', 'y'], ...chart.data.datasets.flatMap((set, n) => set.data.map((point, at) =>
    point !== null && typeof point === 'object' && 'x' in point ? [set.label || 'series ' + (n + 1), value(point.x), value(point.y)]
      : [set.label || 'series ' + (n + 1), value(labels[at] ?? at), value(point)]))];
}

/** Buttons of a chart: PNG, SVG (svg.js), CSV. */
function chartTools(canvas, says) {
  const title = says.split(/[.:,]/)[0];
  const button = (label, act) => {
    const node = element('button.tool', {type: 'button', 'aria-label': 'Save as ' + label + ': ' + title}, label);
    node.addEventListener('click', () => {
      charts.create(canvas);
      act(charts.alive.get(canvas).chart);
    });
    return node;
  };
  return element('div.tools', {}, button('PNG', (chart) => {
    const sheet = element('canvas', {width: chart.canvas.width, height: chart.canvas.height}), context = sheet.getContext('2d');
    context.fillStyle = colour('--card') || '#fff';
    context.fillRect(0, 0, sheet.width, sheet.height);
    context.drawImage(chart.canvas, 0, 0);
    sheet.toBlob((blob) => saveFile(title, 'png', blob, 'image/png'));
  }), button('SVG', (chart) => saveFile(title, 'svg', chartSvg(chart, says), 'image/svg+xml')),
  button('CSV', (chart) => saveFile(title, 'csv', csvOf(chartLines(chart)), 'text/csv;charset=utf-8')));
}

/** What the chart drew, as an SVG document: grid, words of the axes, areas, lines, points, bars. */
function chartSvg(chart, says) {
  const escaped = (text) => String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  const tag = (name, attributes, inside) => '<' + name + Object.entries(attributes).filter(([, v]) => v !== undefined && v !== null)
    .map(([k, v]) => ' ' + k + '="' + escaped(typeof v === 'number' ? Math.round(v * 100) / 100 : v) + '"').join('') + '>' + (inside || '') + '</' + name + '>';
  const soft = colour('--soft') || '#555', area = chart.chartArea, parts = [];
  for (const scale of Object.values(chart.scales)) {
    scale.ticks.forEach((tick, at) => {
      const place = scale.getPixelForTick(at), flat = scale.isHorizontal();
      if (!Number.isFinite(place)) return;
      parts.push(tag('line', flat ? {x1: place, x2: place, y1: area.top, y2: area.bottom, stroke: colour('--grid') || '#ddd'}
        : {x1: area.left, x2: area.right, y1: place, y2: place, stroke: colour('--grid') || '#ddd'}));
      parts.push(tag('text', flat ? {x: place, y: area.bottom + 18, 'text-anchor': 'middle', fill: soft}
        : {x: area.left - 8, y: place + 4, 'text-anchor': 'end', fill: soft}, escaped(tick.label ?? tick.value)));
    });
  }
  chart.data.datasets.forEach((set, n) => {
    const meta = chart.getDatasetMeta(n), one = (value, at) => Array.isArray(value) ? value[at] : value;
    if (meta.type === 'bar') {
      meta.data.forEach((bar, at) => parts.push(tag('rect', {x: Math.min(bar.x, bar.base), y: bar.y - bar.height / 2,
        width: Math.abs(bar.x - bar.base), height: bar.height, fill: one(set.backgroundColor, at)})));
      return;
    }
    const below = set.fill === '-1' ? chart.getDatasetMeta(n - 1).data : null;
    const runs = [];
    meta.data.forEach((point, at) => {
      if (point.skip || !Number.isFinite(point.y)) { runs.push([]); return; }
      if (runs.length === 0) runs.push([]);
      runs[runs.length - 1].push({x: point.x, y: point.y, base: below ? below[at].y : area.bottom, at});
    });
    for (const run of runs.filter((points) => points.length > 0)) {
      const along = run.map((p) => Math.round(p.x * 100) / 100 + ',' + Math.round(p.y * 100) / 100).join(' ');
      const back = [...run].reverse().map((p) => Math.round(p.x * 100) / 100 + ',' + Math.round(p.base * 100) / 100).join(' ');
      if (set.fill) parts.push(tag('polygon', {points: along + ' ' + back, fill: set.backgroundColor}));
      if (set.showLine !== false) parts.push(tag('polyline', {points: along, fill: 'none', stroke: set.borderColor, 'stroke-width': one(set.borderWidth, 0)}));
      for (const p of run) if (one(set.pointRadius, p.at) > 0) {
        parts.push(tag('circle', {cx: p.x, cy: p.y, r: one(set.pointRadius, p.at), fill: one(set.pointBackgroundColor, p.at) || set.borderColor}));
        if (set.says && set.says[p.at]) parts.push(tag('text', {x: p.x + 9, y: p.y - 6, fill: colour('--ink') || '#000'}, escaped(set.says[p.at])));
      }
    }
  });
  return tag('svg', {xmlns: 'http://www.w3.org/2000/svg', width: chart.width, height: chart.height, viewBox: '0 0 ' + chart.width + ' ' + chart.height,
    'font-family': 'system-ui, sans-serif', 'font-size': '12'}, tag('title', {}, escaped(says)) +
    tag('rect', {width: chart.width, height: chart.height, fill: colour('--card') || '#fff'}) + parts.join(''));
}
