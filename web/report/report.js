'use strict';
/* Start: one heading per folder, its sections in this order. A new kind of result is one line in the table. */

const kSections = {
  run: {render: renderRun, finding: (run) => run.finding, when: (run) => run.started_at},
};

function openTarget() {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (target && target.matches('details')) target.open = true;
}

function headline(folders) {
  const top = document.getElementById('headline');
  const findings = folders.map((folder) => Object.entries(kSections)
    .filter(([name]) => folder.sections[name]).map(([name, section]) => section.finding(folder.sections[name])).join('. '));
  if (folders.length === 1) {
    const long = findings[0].length > 70 ? '.long' : '';
    const when = Object.entries(kSections).map(([name, section]) => folders[0].sections[name] &&
      format.date(section.when(folders[0].sections[name]))).find(Boolean);
    top.append(element('h1.headline' + long, {}, findings[0]),
      element('p.under', {}, [folders[0].name, when].filter(Boolean).join(' \u00b7 ')));
    document.title = findings[0] + ' \u2013 mien report';
    return;
  }
  top.append(element('h1.headline', {}, folders.length + ' runs'), element('ul.runs', {}, folders.map((folder, i) =>
    element('li', {}, element('a', {href: '#folder' + i}, folder.name), element('span', {}, findings[i])))));
  document.title = folders.length + ' runs \u2013 mien report';
}

function start() {
  const folders = JSON.parse(document.getElementById('data').textContent).folders;
  const main = document.getElementById('main');
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  headline(folders);
  folders.forEach((folder, index) => {
    const node = element('section', {id: 'folder' + index, 'aria-label': folder.name});
    if (folders.length > 1) node.append(element('h2.section-title', {}, folder.name));
    else node.append(element('h2.hidden', {}, 'Results'));
    for (const [name, section] of Object.entries(kSections)) {
      if (!folder.sections[name]) continue;
      for (const part of section.render(folder.sections[name], folder, index).flat()) if (part) node.append(part);
    }
    main.append(node);
  });
  addEventListener('hashchange', openTarget);
  openTarget();
  document.documentElement.dataset.report = 'ready';
}

start();
