'use strict';
/* Start: the studies, then one heading per folder with its sections. A new kind of run is one line in the table. */

const kSections = {
  comparison: {render: (comparison) => [comparisonCard(comparison)], finding: (comparison) => comparison.finding, when: () => ''},
  audience: {render: renderAudience, finding: (audience) => audience.finding, when: (audience) => periodWords(audience.period)},
  run: {render: renderRun, finding: (run) => run.finding, when: runWords},
};

function openTarget() {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (target && target.matches('details')) target.open = true;
}

/** The figures in one sentence each: what stands at the top of the page, or in its list of contents. */
function headline(folders, studies) {
  const top = document.getElementById('headline');
  const findings = folders.map((folder) => Object.entries(kSections)
    .filter(([name]) => folder.sections[name]).map(([name, section]) => section.finding(folder.sections[name])).join('. '));
  const parts = [...studies.map((study, i) => ({id: 'study' + i, name: study.names.join(', '), finding: studyFinding(study),
    when: format.date(study.bench && study.bench.started_at)})),
  ...folders.map((folder, i) => ({id: 'folder' + i, name: folder.name, finding: findings[i],
    when: ['audience', 'run'].map((name) => folder.sections[name] && kSections[name].when(folder.sections[name])).find(Boolean)}))];
  if (parts.length === 1) {
    const [only] = parts, long = only.finding.length > 70 ? '.long' : '';
    top.append(element('h1.headline' + long, {}, only.finding),
      element('p.under', {}, [only.name, only.when].filter(Boolean).join(' \u00b7 ')));
    document.title = only.finding + ' \u2013 mien report';
    return;
  }
  const count = (number, one) => number ? number + ' ' + one + (number > 1 ? 's' : '') : '';
  const title = [count(studies.length, 'measurement').replace('1 measurement', 'Measurements'),
    count(folders.length, 'run')].filter(Boolean).join(' and ');
  top.append(element('h1.headline', {}, title), element('ul.runs', {}, parts.map((part) =>
    element('li', {}, element('a', {href: '#' + part.id}, part.name), element('span', {}, part.finding)))));
  document.title = title + ' \u2013 mien report';
}

function start() {
  const {folders, studies} = JSON.parse(document.getElementById('data').textContent);
  const main = document.getElementById('main');
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  headline(folders, studies);
  studies.forEach((study, index) => main.append(renderStudy(study, 'study' + index, folders.length + studies.length === 1)));
  folders.forEach((folder, index) => {
    const node = element('section', {id: 'folder' + index, 'aria-label': folder.name});
    if (folders.length + studies.length > 1) node.append(element('h2.section-title', {}, folder.name));
    else node.append(element('h2.hidden', {}, 'Results'));
    for (const [name, section] of Object.entries(kSections)) {
      if (!folder.sections[name]) continue;
      for (const part of section.render(folder.sections[name], folder, index).flat()) if (part) node.append(part);
    }
    main.append(node);
  });
  if (studies.length) explainStudies(folders.length === 0);
  addEventListener('hashchange', openTarget);
  openTarget();
  document.documentElement.dataset.report = 'ready';
}

start();
