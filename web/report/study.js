'use strict';
/* A performance study: what bench, tune, profile, density and eval left, in the order of the article. */

function studyFinding(study) {
  if (study.bench) return study.bench.finding;
  if (study.density) return format.count(study.density.cameras) + ' cameras on this machine';
  const parts = [study.cores ? 'scaling over cores' : '', study.before ? 'performance snapshot' : '', study.tune ? 'settings tried' : '',
    study.detect.length ? 'detection accuracy' : '',
    study.emotion.length ? 'expression accuracy' : ''].filter(Boolean);
  return format.title(parts.join(', ')) || 'Measurements';
}

function studyKpis(study) {
  const best = study.bench && study.bench.results.find((r) => r.best), density = study.density;
  const base = study.bench && study.bench.results.find((r) => r.baseline);
  const nodes = [];
  if (best) {
    nodes.push(kpi('Best approach', best.label, [best.detector, best.precision].filter(Boolean).join(' \u00b7 ')),
      kpi('Over the baseline', times(best.speedup), known(best.speedup_low) ?
        '95 % interval ' + three(best.speedup_low) + ' to ' + three(best.speedup_high) : ''),
      kpi('Time per frame', three(best.ms) + ' ms', base ? 'baseline ' + three(base.ms) + ' ms' : ''),
      known(best.recall) ? kpi('Recall', best.recall.toFixed(2),
        base && known(base.recall) ? 'baseline ' + base.recall.toFixed(2) : '') : null);
  }
  if (density) nodes.push(kpi('Cameras', format.count(density.cameras),
    known(density.target_fps) ? 'at ' + density.target_fps + ' fps' : ''));
  return nodes.length ? element('dl.kpis', {}, nodes) : null;
}

function changeLog(bench) {
  if (!bench.paid || !bench.paid.length) return null;
  const item = (text) => element('li', {}, text);
  return figure('The log of changes', 'Every change that led to the best configuration, in order; written from the figures above.',
    element('ol.log', {start: 0}, bench.paid.map(item)),
    bench.not_paid.length ? [element('h4.label', {}, 'What did not help, and why as far as the figures show'),
      element('ul.log', {}, bench.not_paid.map(item))] : null);
}

function articleFigure(bench) {
  return bench.claims.length ? figure('Compared with the article',
    'What "Emotion Detection using Intel Distribution for Python on Intel Xeon Scalable Processors" (Intel, 2019) says of its machine (Xeon Gold 6248, 2 \u00d7 20 cores, 2019), and what was measured here.',
    element('div', {'data-table': 'claims'}, table([
      {head: 'The article', row: true, kind: 'claim', cell: (c) => c.claim}, {head: 'Here', cell: (c) => c.here}], bench.claims, ''))) : null;
}

function winnerFigure(tune) {
  return tune && tune.yaml ? figure('The winning configuration', [tune.finding, 'best.yaml, for mien run --profile best.yaml'].filter(Boolean).join(' '),
    element('pre.yaml', {tabindex: 0}, tune.yaml)) : null;
}

function missingFigure(rows) {
  return rows.length ? figure('Not in this report',
    'To add a section, run the command beside it and give its folder to mien report as well.',
    element('div', {'data-table': 'missing'}, table([{head: 'Section', row: true, cell: (r) => r[0]},
      {head: 'Command', cell: (r) => element('code', {}, r[1])}], rows, ''))) : null;
}

function troublesOf(bench) {
  return [...bench.notes.map((note) => element('p.warn', {role: 'note'}, note)),
    ...bench.failed.map((row) => element('p.warn', {role: 'note'}, element('b', {}, row.label + ' did not run. '), row.error))];
}

function benchFigures(study) {
  const bench = study.bench;
  return !bench ? [] : [troublesOf(bench), bench.results.length ? timeFigure(bench) : null, waterfallFigure(bench),
    changeLog(bench), articleFigure(bench), ratioFigure(bench), buildsFigure(bench)];
}

function renderStudy(study, id, alone) {
  const node = element('section', {id, 'aria-label': study.names.join(', ')});
  node.append(element(alone ? 'h2.hidden' : 'h2.section-title', {}, alone ? 'Results' : study.names.join(', ')));
  const tables = [machineTable(study.hardware, 'Table 1. Hardware', 'hardware'),
    machineTable(study.software, 'Table 2. Software', 'software')];
  const agreement = study.agreement.map((line) => element('p.hint', {'data-agreement': ''}, line));
  const parts = [studyKpis(study), agreement, tables.some(Boolean) ? element('section.card', {}, element('div.split', {}, tables)) : null,
    snapshotFigure(study), ...benchFigures(study), tuneFigure(study.tune),
    study.bench ? scalingFigure(study.bench) : null, densityFigure(study.density), coresFigure(study.cores), rooflineFigure(study.roofline),
    detectFigure(study.detect), emotionFigure(study.emotion), winnerFigure(study.tune), missingFigure(study.missing)];
  for (const part of parts.flat(3)) if (part) node.append(part);
  return node;
}

/** How the figures of a study came about, at the page's end. */
function explainStudies(alone) {
  document.querySelector('.brand span').textContent = alone ? 'Performance report' : 'Report';
  const reading = document.querySelector('.colophon h2');
  reading.after(element('p', {}, element('b', {}, 'Speed'), ' is wall time on this machine. Approaches ran in turns, several rounds each: ' +
    'the figure is the median, the interval a bootstrap over rounds. Compare speed-ups only together with the recall. ' +
    'Ratios carry over to other machines better than times do.'),
  element('p', {}, element('b', {}, 'Vectorisation'), ' is the share of sampled floating-point time spent in packed instructions. ' +
    'A high share is not speed. A value that this machine cannot measure is left out, or named an estimate.'));
}
